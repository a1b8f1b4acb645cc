"""Which people a list counts: "a policeman, two soldiers and five civilians", "N people, including 14 officers"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Doc, Token

from reportedly.lexicon import words
from reportedly.reading.mention import Number
from reportedly.reading.victims import NOMINAL, Group, group_at, resolved


def _role(role: str) -> frozenset[str]:
    return words("function_words.csv", role=role)


def _joined(token: Token) -> Iterator[tuple[Token, str]]:
    """The noun phrases that a list, an apposition or a phrase of company ties to this one, each with the tie."""
    for child in token.children:
        if child.dep_ == "conj" and (child.pos_ in NOMINAL or child.pos_ == "ADJ"):
            if not any(c.dep_ in {"nsubj", "nsubjpass"} for c in child.children):
                yield child, "conj"
        elif child.dep_ == "appos" and child.pos_ in NOMINAL:
            yield child, "appos"
        elif child.dep_ in {"prep", "advmod", "cc", "mark"} and child.i > token.i:
            yield from _company(child)


def _company(prep: Token) -> Iterator[tuple[Token, str]]:
    if prep.lower_ in {"including", "among"}:
        yield from ((c, "part") for c in prep.children if c.dep_ in {"pobj", "dobj"} and c.pos_ in NOMINAL)
    elif prep.lower_ in _role("company") or (
        prep.lower_ == "in" and any(c.lower_ == "addition" for c in prep.children)
    ):
        for inner in prep.subtree:
            if inner.dep_ == "pobj" and inner.lower_ not in {"addition"} and inner.pos_ in NOMINAL:
                yield inner, "conj"
                return


def _listed(token: Token, part: bool, seen: set[int]) -> Iterator[tuple[Token, str, bool]]:
    for child, tie in sorted(_joined(token), key=lambda c: c[0].i):
        if child.i in seen:
            continue
        seen.add(child.i)
        inner = part or tie == "part"
        yield child, tie, inner
        yield from _listed(child, inner, seen)


def _is_apposition(item: Group, before: Group, alone: bool) -> bool:
    """Whether `item` says again who `before` is: "Lopes, a programme host,"; "a teacher, Ahmed Ali,"."""
    if item.number is not None and before.number is not None:
        return False
    if before.count is not None and before.count.best == 1 and item.number is not None and item.count != before.count:
        return False  # one person is never said again as several
    indefinite = any(c.lower_ in {"a", "an"} for c in item.head.children)
    if before.count is not None and (before.count.best or 0) > 1 and indefinite and item.human:
        return False  # "two policemen, a guard of the 2nd company and three shoppers"
    names = (before.head.pos_ == "PROPN", item.head.pos_ == "PROPN")
    if names[0] != names[1]:
        return True
    return alone or not (indefinite or item.number is not None)


def groups_in(token: Token, numbers: Sequence[Number]) -> list[Group]:
    """The people that the noun phrase of `token` counts, one group for each item of its list.

    Groups with `part` set are counted in the first: "N people, including 14 officers", "two people, a man and a woman".
    """
    top = group_at(token, numbers)
    out = [top]
    items = list(_listed(resolved(token), False, {token.i}))
    ties = [tie for _, tie, _ in items]
    named: set[int] = set()  # the names of those counted: "two brothers, Samir and Hamid Nouri"
    for child, tie, part in items:
        group = group_at(child, numbers, part or _after_including(child, top))
        if group.head.i == top.head.i or (group.number is not None and any(g.number is group.number for g in out)):
            continue
        if tie in {"appos", "conj"} and not group.part and _is_apposition_at(group, out[-1], tie, ties):
            if tie == "appos" and child.pos_ == "PROPN" and top.count is not None and (top.count.best or 0) > 1:
                named.add(child.i)
            continue
        if tie == "conj" and child.head.i in named and group.number is None and child.pos_ == "PROPN":
            named.add(child.i)
            continue
        if tie == "conj" and len(out) == 1 and _modifies_too(top, group):
            top = replace(group, first=top.first, number=top.number, count=top.count)
            out = [top]
            continue
        if tie == "conj" and (_same_person(group, out[-1]) or _shares_number(group, out[-1])):
            continue
        group = replace(group, nobody=True) if top.nobody else group  # "neither the pilot nor the crew"
        out.append(replace(group, part=True) if _is_remark(group) else group)
    return _with_parts(top.head.doc, out)


def _is_apposition_at(item: Group, before: Group, tie: str, ties: list[str]) -> bool:
    between = item.head.doc[before.end : item.first]
    comma = any(t.text in {",", "(", "-", "–", "—"} for t in between)
    joined = any(t.lower_ in _role("list link") | {"or"} and t.text != "," for t in between)
    if tie == "conj":
        return comma and not joined and says_again(item, before)
    return _is_apposition(item, before, alone=ties.count("conj") == 0)


def says_again(item: Group, before: Group) -> bool:
    """ "Lopes, a programme host, and his son": what the parser takes for an item of the list is who Lopes is."""
    single = item.head.pos_ == "NOUN" and item.head.tag_ == "NN" and item.number is None
    return before.head.pos_ == "PROPN" and single


def _shares_number(item: Group, before: Group) -> bool:
    """ "175 members and commanders": the number counts both nouns."""
    if item.number is not None or before.number is None or item.head.tag_ != "NNS" or item.first - before.end > 1:
        return False
    return item.first == item.head.i or all(t.pos_ in {"ADJ", "NOUN"} for t in item.head.doc[item.first : item.head.i])


def _modifies_too(first: Group, second: Group) -> bool:
    """ "30 PKK and YPG fighters": the number belongs to the noun, whose first modifier the parser took for another."""
    if first.number is None or first.human or first.number.end != first.head.i or first.head.tag_ not in {"NN", "NNP"}:
        return False
    plain = second.number is None and second.human and second.head.tag_ in {"NNS", "NNPS"}
    return bool(plain) and second.first - first.end == 1 and first.head.doc[first.end].lower_ in {"and", "or", "&"}


def _same_person(item: Group, before: Group) -> bool:
    """ "a local commander and tribal elder": a bare singular in a list is the same person again."""
    bare = item.head.tag_ == "NN" and item.number is None and item.head.pos_ == "NOUN"
    if (
        not bare
        or any(c.dep_ in {"det", "poss", "nummod"} for c in item.head.children)
        or item.head.lower_ in _role("single")
    ):
        return False
    said_again = item.head.dep_ == "conj" and item.head.head.dep_ == "appos"
    return before.count is not None and before.count.best == 1 and (said_again or before.head.dep_ == "appos")


def _after_including(token: Token, top: Group) -> bool:
    """Whether "including" or "among them" stands between the first item and this one."""
    between = [t.lower_ for t in token.doc[top.head.i + 1 : token.i]]
    among = any(a == "among" and b in {"them", "whom"} for a, b in pairwise(between))
    return among or "including" in between


def _is_remark(group: Group) -> bool:
    """ "Wounding three, one of them critically": a bare number that only tells how some of them fared."""
    doc, number = group.head.doc, group.number
    if number is None or group.head.i >= number.end or number.end >= len(doc):
        return False
    after = [t.lower_ for t in doc[number.end : number.end + 2]]
    return after in (["of", "them"], ["of", "whom"], ["of", "those"]) or doc[number.end].lower_.endswith("ly")


def _with_parts(doc: Doc, groups: list[Group]) -> list[Group]:
    """ "Two people, a man and a woman, were killed": what adds up to the total before it is its parts."""
    top, rest = groups[0], groups[1:]
    total = top.count.best if top.count is not None else None
    if total is None or total < 2 or len(rest) < 1 or any(g.part for g in rest):
        return groups
    generic = top.head.lower_ in _role("generic") or top.head.text in words("demonyms.csv", sort="people")
    opened = top.end < len(doc) and doc[top.end].text in {",", "-", "--", "–", "—", ":", "("}
    sum_of = sum((g.count.best or 0) if g.count is not None else 0 for g in rest)
    if opened and sum_of == total and (generic or len(rest) > 1 or rest[0].number is None):
        return [top, *(replace(g, part=True) for g in rest)]
    return groups
