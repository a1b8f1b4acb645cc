"""Who is counted: a noun phrase as groups of people, each with its number ("a policeman, two soldiers and five civilians")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Doc, Token

from reportedly.claim import Count
from reportedly.lexicon import rows, words
from reportedly.reading.mention import Number

NOMINAL = frozenset({"NOUN", "PROPN", "NUM", "PRON"})
_LEFT = frozenset({"det", "nummod", "amod", "compound", "poss", "quantmod", "predet", "nmod", "advmod", "case", "punct", "neg"})
_SINGLE = frozenset(["he", "she", "him", "her", "his", "hers", "himself", "herself", "one", "another", "someone", "somebody", "i", "me", "myself", "other", "third", "second"])
_PAIRS = frozenset({"parents", "couple", "twins", "spouses", "newlyweds"})
_GENERIC = frozenset(["people", "person", "persons", "others", "other", "civilians", "victims", "members", "men", "individuals", "more", "dead", "wounded"])
_COMPANY = frozenset({"along", "together", "besides", "plus", "alongside", "beside"})


_PERSONS = ("er", "ers", "or", "ors", "ist", "ists", "ian", "ians", "ans", "man", "men", "ees", "ee", "folk", "wounded", "dead", "injured")
_WITHIN = frozenset({"NOUN", "PROPN", "ADJ", "PART", "VERB", "ADV"})


@dataclass(frozen=True, slots=True)
class Noun:
    """What lexicon/people.csv says of a noun."""

    plural: bool
    civilian: bool | None
    military: bool
    attacker: bool
    armed: bool
    group: bool
    animal: bool


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """People counted together: the head of their noun phrase, its tokens, and how many they are.

    `part` says that they are counted in the group before them ("including four Americans"), `subset` that they are counted in
    a total told elsewhere. `count` is None where the
    words give no number at all ("soldiers were killed"); `nobody` marks "no one", "no soldier".
    """

    head: Token
    first: int
    end: int
    number: Number | None
    count: Count | None
    part: bool = False
    subset: bool = False
    attackers: bool = False
    nobody: bool = False
    human: bool | None = None


@cache
def _nouns() -> dict[str, Noun]:
    out: dict[str, Noun] = {}
    for r in rows("people.csv"):
        word, sort = r["word"], r["is"]
        civilian = {"yes": True, "no": False}.get(r["civilian"])
        facts = (civilian, r["military"] == "yes", r["attacker"] == "yes", r["armed"] == "yes")
        out[word] = Noun(sort == "many", *facts, sort == "group", sort == "animal")
        irregular = "man" in word and word.endswith("man")
        plural = r["plural"] or (word[:-3] + "men" if irregular else _plural(word))
        out.setdefault(plural, Noun(True, *facts, False, sort == "animal"))
    for r in rows("demonyms.csv"):
        if r["sort"] in {"people", "person"}:
            out.setdefault(r["word"].lower(), Noun(r["sort"] == "people", None, False, False, False, False, False))
    return out


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


def noun_of(token: Token) -> Noun | None:
    """What the lexicon knows of the noun, by its own form, then by the last part of a compound ("ex-soldier")."""
    word = token.lower_
    known = _nouns().get(word)
    if known is None and "-" in word:
        known = _nouns().get(word.rsplit("-", 1)[1])
    return known


def is_people(token: Token) -> bool:
    """Whether the noun is known to name people."""
    known = noun_of(token)
    return known is not None and not known.animal


def is_measure(token: Token) -> bool:
    """Whether the noun measures time or distance: "killed last week"."""
    if token.pos_ != "NOUN" or token.lower_ == "second":
        return False
    return token.lower_ in words("measures.csv", "word", kind="time") or token.lower_ in words("measures.csv", "word", kind="distance")


def _number_at(token: Token, numbers: Sequence[Number]) -> Number | None:
    """The number that belongs to the noun phrase of `token`: it counts it, or it is it ("wounding 829 more")."""
    inside = next((n for n in numbers if n.first <= token.i < n.end), None)
    if inside is not None:
        return inside
    counting = [n for n in numbers if n.first < token.i and (n.head == token.i or (n.head is None and n.end == token.i))]
    if counting:
        return counting[-1]
    # "Nine Regional Guard (RG) soldiers": the parser gives the number to the first name in the noun phrase
    for n in reversed(numbers):
        if n.end <= token.i and token.i - n.end < 9 and n.first >= token.left_edge.i and token.pos_ in {"NOUN", "PROPN"}:
            between = token.doc[n.end : token.i]
            if all(t.pos_ in _WITHIN or t.text in {"(", ")", "-", "'s", "/"} for t in between) and "of" not in between.text:
                return n
            return None
    return None


def _inner(token: Token, numbers: Sequence[Number]) -> tuple[Token, Number] | None:
    """ "a group of five men", "a family of four", "the bodies of 12 soldiers": the number stands in the of-phrase."""
    for prep in token.children:
        if prep.lower_ == "of" and prep.dep_ == "prep":
            for noun in prep.children:
                if noun.dep_ == "pobj" and (number := _number_at(noun, numbers)) is not None:
                    return noun, number
    return None


def _reach(token: Token, number: Number | None) -> tuple[int, int]:
    """The noun phrase without its clauses: its left modifiers, and a short of-phrase."""
    first = token.i
    for child in token.lefts:
        if child.dep_ in _LEFT and child.text not in {",", "(", ";", ":", "-"}:
            first = min(first, child.left_edge.i)
    end = token.i + 1
    if number is not None:
        first, end = min(first, number.first), max(end, number.end)
    doc = token.doc
    for child in token.rights:
        if child.dep_ == "prep" and child.lower_ == "of":
            edge = child.right_edge.i + 1
            stops = (t.i for t in doc[child.i : edge] if t.text in {",", ";", "("} or t.dep_ in {"relcl", "acl", "cc"})
            edge = min([edge, *stops])
            if edge - child.i <= 9:
                end = max(end, edge)
        elif child.lower_ in {"more", "others", "other"} and child.i <= end:
            end = max(end, child.i + 1)
    return first, end


def resolved(token: Token) -> Token:
    """The noun a relative pronoun stands for ("the guards who were killed"), else the token itself."""
    if token.tag_ in {"WP", "WDT", "WP$"}:
        verb = token.head
        while verb.dep_ in {"conj", "xcomp", "ccomp", "pobj", "prep", "pcomp"} and verb.head != verb:
            verb = verb.head
        if verb.dep_ in {"relcl", "acl", "nsubj", "nsubjpass"} and verb.head.pos_ in NOMINAL:
            return verb.head
    return token


def _nobody(token: Token) -> bool:
    if token.lower_ in {"nobody", "none", "noone", "neither", "nothing"}:
        return True
    return any(c.lower_ in {"no", "neither"} and c.dep_ in {"det", "neg", "preconj", "cc:preconj"} for c in token.children)


def _count_of(token: Token, number: Number | None) -> Count | None:
    """How many: the number, else one where the noun phrase is of one person."""
    if number is not None:
        return number.count
    word = token.lower_
    if word == "both" or any(c.lower_ == "both" and c.i < token.i for c in token.children):
        return Count.exact("both", 2)
    if word in _SINGLE:
        return Count.exact(token.text, 1)
    if token.pos_ == "PRON" and token.tag_ != "NN":
        return None
    known = noun_of(token)
    if word in _PAIRS:
        return Count.exact(token.text, 2)
    if known is not None and known.group and token.tag_ not in {"NNP"}:
        return None
    if token.tag_ == "NNS" or (known is not None and known.plural):
        return None
    if token.tag_ == "NNPS" and any(c.dep_ in {"det", "amod"} for c in token.children):
        return None
    if token.tag_ == "NNP" and known is None and any(c.lower_ == "the" for c in token.children):
        return None  # "the Observatory": an organisation, not a person
    if token.tag_ in {"NN", "NNP"} or token.pos_ in {"NOUN", "PROPN"}:
        return Count.exact(token.text, 1)
    if token.pos_ == "ADJ" and any(c.lower_ in {"a", "an", "another"} for c in token.children):
        return Count.exact(token.text, 1)
    return None


def group_at(token: Token, numbers: Sequence[Number], part: bool = False) -> Group:
    """The noun phrase whose head is `token` as one group."""
    token = resolved(token)
    number = _number_at(token, numbers)
    known = noun_of(token)
    vague = number is None or number.count.low is number.count.high is None
    if vague and (inner := _inner(token, numbers)) is not None:
        if number is not None or (known is not None and known.group) or token.lower_ in {"total", "bodies", "lives", "group"}:
            token, number = inner
            known = noun_of(token)
    first, end = _reach(token, number)
    human = None if known is None else not known.animal
    if number is not None and known is None and not _of_people(token):
        human = False
    attackers = known is not None and known.attacker
    count = _count_of(token, number)
    return Group(token, first, end, number, count, part, False, attackers, _nobody(token), human)


def _of_people(token: Token) -> bool:
    """False for "one of the largest attacks", "a number of houses": what is counted is known not to be people."""
    for prep in token.children:
        if prep.dep_ == "prep" and prep.lower_ == "of":
            for noun in prep.children:
                if noun.dep_ == "pobj" and noun.pos_ == "NOUN" and not is_people(noun):
                    return noun.lower_.endswith(_PERSONS)
    return True


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
    elif prep.lower_ in _COMPANY or (prep.lower_ == "in" and any(c.lower_ == "addition" for c in prep.children)):
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
    names = (before.head.pos_ == "PROPN", item.head.pos_ == "PROPN")
    if names[0] != names[1]:
        return True
    indefinite = any(c.lower_ in {"a", "an"} for c in item.head.children)
    return alone or not (indefinite or item.number is not None)


def groups_in(token: Token, numbers: Sequence[Number]) -> list[Group]:
    """The people that the noun phrase of `token` counts, one group for each item of its list.

    Groups with `part` set are counted in the first: "N people, including 14 officers", "two people, a man and a woman".
    """
    top = group_at(token, numbers)
    out = [top]
    items = list(_listed(token if resolved(token) == token else resolved(token), False, {token.i}))
    ties = [tie for _, tie, _ in items]
    for child, tie, part in items:
        group = group_at(child, numbers, part or _after_including(child, top))
        if group.head.i == top.head.i or (group.number is not None and any(g.number is group.number for g in out)):
            continue
        if tie in {"appos", "conj"} and not group.part and _is_apposition_at(group, out[-1], tie, ties):
            continue
        if tie == "conj" and (_same_person(group, out[-1]) or _shares_number(group, out[-1])):
            continue
        out.append(group)
    return _with_parts(top.head.doc, out)


def _is_apposition_at(item: Group, before: Group, tie: str, ties: list[str]) -> bool:
    doc = item.head.doc
    comma = any(t.text in {",", "(", "-", "–", "—"} for t in doc[before.end : item.first])
    joined = any(t.lower_ in {"and", "or", "plus", "also", "along", "together", "well"} for t in doc[before.end : item.first])
    if tie == "conj" and (joined or not comma):
        return False
    if tie == "conj":  # "Lopes, a programme host, and his son": the parser takes the apposition for an item of the list
        return before.head.pos_ == "PROPN" and item.head.pos_ == "NOUN" and item.number is None and item.head.tag_ == "NN"
    return _is_apposition(item, before, alone=ties.count("conj") == 0)


def _shares_number(item: Group, before: Group) -> bool:
    """ "175 members and commanders": the number counts both nouns."""
    if item.number is not None or before.number is None or item.head.tag_ != "NNS" or item.first - before.end > 1:
        return False
    return item.first == item.head.i or all(t.pos_ in {"ADJ", "NOUN"} for t in item.head.doc[item.first : item.head.i])


def _same_person(item: Group, before: Group) -> bool:
    """ "a local commander and tribal elder": a bare singular in a list is the same person again."""
    bare = item.head.tag_ == "NN" and item.number is None and item.head.pos_ == "NOUN"
    if not bare or any(c.dep_ in {"det", "poss", "nummod"} for c in item.head.children) or item.head.lower_ in _SINGLE:
        return False
    said_again = item.head.dep_ == "conj" and item.head.head.dep_ == "appos"
    return before.count is not None and before.count.best == 1 and (said_again or before.head.dep_ == "appos")


def _after_including(token: Token, top: Group) -> bool:
    """Whether "including" or "among them" stands between the first item and this one."""
    between = token.doc[top.head.i + 1 : token.i]
    return any(t.lower_ == "including" or (t.lower_ == "among" and t.nbor(1).lower_ in {"them", "whom"}) for t in between)


def _with_parts(doc: Doc, groups: list[Group]) -> list[Group]:
    """ "Two people, a man and a woman, were killed": what adds up to the total before it is its parts."""
    top, rest = groups[0], groups[1:]
    total = top.count.best if top.count is not None else None
    if total is None or total < 2 or len(rest) < 1 or any(g.part for g in rest):
        return groups
    generic = top.head.lower_ in _GENERIC or top.head.text in words("demonyms.csv", sort="people")
    opened = top.end < len(doc) and doc[top.end].text in {",", "-", "--", "–", "—", ":", "("}
    sum_of = sum((g.count.best or 0) if g.count is not None else 0 for g in rest)
    if opened and sum_of == total and (generic or len(rest) > 1 or rest[0].number is None):
        return [top, *(replace(g, part=True) for g in rest)]
    return groups
