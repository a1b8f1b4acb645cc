"""What the order of words tells of the people an outcome befell, where the parse tells nothing or the wrong thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from reportedly.lexicon import words
from reportedly.reading.frames import is_passive
from reportedly.reading.lists import groups_in, says_again
from reportedly.reading.mention import Number
from reportedly.reading.triggers import Form, Trigger
from reportedly.reading.victims import NOMINAL, Group, group_at, is_people

_TELLING = frozenset({Form.ADJECTIVE, Form.VERB})
_STEPS = frozenset({"ADV", "DET", "ADJ", "PART", "ADP"})
_MODIFIERS = frozenset({"compound", "poss", "nummod", "amod", "det", "nmod", "quantmod"})


def _role(role: str) -> frozenset[str]:
    return words("function_words.csv", role=role)


def phrase_at(doc: Doc, start: int) -> Token | None:
    """The head of the noun phrase that begins at token `start`, by the parse, else by the order of words."""
    for token in doc[start : start + 9]:
        modifies = token.dep_ in _MODIFIERS and token.head.i > token.i
        if token.left_edge.i == start and token.pos_ in NOMINAL and not modifies:
            return token
    for token in doc[start : start + 7]:
        if token.pos_ in {"NOUN", "PROPN"} and (token.i + 1 >= len(doc) or token.nbor(1).pos_ not in {"NOUN", "PROPN"}):
            return token
        if token.pos_ not in {"NOUN", "PROPN", "ADJ", "DET", "NUM"} and token.tag_ != "PRP$":
            return None
    return None


def _bare(number: Number, doc: Doc) -> Group:
    """The number as a group, with the noun it counts where that follows closely."""
    near = number.head is not None and number.head - number.end < 8
    head = doc[number.head] if near and number.head is not None else doc[number.end - 1]
    human = True if near and is_people(head) else None
    return Group(head, number.first, max(number.end, head.i + 1), number, number.count, human=human)


def beside(trigger: Trigger, numbers: Sequence[Number], taken: set[int]) -> Group | None:
    """The number that the order of words gives an outcome word whose parse gave none.

    Right of an active verb ("killing at least five"), else left of a passive one or of an adjective ("12 dead").
    """
    doc, at = trigger.token.doc, trigger.token.i
    free = [n for n in numbers if n.first not in taken and n.count.unit is None]
    if trigger.form is Form.VERB and trigger.victims != "subject" and not is_passive(trigger.token):
        for n in free:
            gap = doc[trigger.token.i + 1 : n.first]
            if n.first > at and len(gap) <= 2 and all(t.pos_ in _STEPS or t.is_quote for t in gap):
                return _bare(n, doc)
    if trigger.form in {Form.VERB, Form.ADJECTIVE}:
        for n in reversed(free):
            end = max(n.end, n.head + 1 if n.head is not None and n.head < at else n.end)
            gap = doc[end:at]
            if n.end <= at and len(gap) <= 4 and all(t.pos_ in {"ADV", "AUX", "PART", "ADJ", "DET"} for t in gap):
                return _bare(n, doc)
    return None


def _included(trigger: Trigger, numbers: Sequence[Number]) -> list[Group]:
    """The parts that follow an "including" or "among them", wherever the parse hangs it."""
    doc = trigger.token.doc
    for at in range(trigger.end, len(doc)):
        if doc[at].text in {";", ":"}:
            break
        if doc[at].lower_ == "including" or (doc[at].lower_ in {"them", "whom"} and doc[at - 1].lower_ == "among"):
            head = phrase_at(doc, at + 1)
            if head is None:
                return []
            found = [replace(g, part=True) for g in groups_in(head, numbers)]
            return found if found[0].human or found[0].number is not None else []
    return []


def _ends_before(trigger: Trigger, group: Group, others: Sequence[Trigger]) -> bool:
    """Whether another outcome word stands between, to which the parts then belong."""
    return any(trigger.end <= t.token.i < group.first and t.form in {Form.VERB, Form.ADJECTIVE} for t in others)


def besides(trigger: Trigger, numbers: Sequence[Number], others: Sequence[Trigger]) -> list[Group]:
    """Those the sentence counts besides, and parts of its count that hang from the verb.

    "In addition to the assailant, five guards were killed"; "seven were wounded, including four Americans".
    """
    out: list[Group] = []
    doc = trigger.token.doc
    if (parts := _included(trigger, numbers)) and not _ends_before(trigger, parts[0], others):
        out.extend(parts)
    for child in trigger.token.children:
        if child.dep_ not in {"prep", "advmod", "cc", "mark"}:
            continue
        here = " ".join(t.lower_ for t in doc[child.i : child.i + 3])
        before = " ".join(t.lower_ for t in doc[max(0, child.i - 1) : child.i + 2])
        if not here.startswith(tuple(_role("besides"))) and not before.startswith(tuple(_role("besides"))):
            continue
        noun = next((t for t in child.subtree if t.dep_ == "pobj" and t.lower_ != "addition"), None)
        if noun is not None and not any(t.pos_ == "VERB" for t in doc[child.i : noun.i]):
            found = groups_in(noun, numbers)
            out.extend(g for g in found if g.human or g.head.pos_ == "PROPN" or g.number is not None)
    return out


def continued(groups: list[Group], numbers: Sequence[Number], triggers: set[int]) -> list[Group]:
    """The groups, and the items of their list that the parse tore off: "wounding him, his driver and a bystander"."""
    out = list(groups)
    doc = groups[-1].head.doc
    at = max(g.end for g in groups)
    while (start := _next_item(doc, at)) is not None:
        head = phrase_at(doc, start)
        if (
            head is None
            or head.dep_ in {"nsubj", "nsubjpass"}
            or head.i in triggers
            or any(g.head == head for g in out)
        ):
            break
        group = group_at(head, numbers, part=out[-1].part)
        again = group.number is not None and any(g.number is group.number for g in out)
        followed = group.end < len(doc) and doc[group.end].pos_ in {"AUX", "VERB"}
        counted = group.human or (group.human is None and group.number is not None and group.head.i < group.number.end)
        if again or followed or not counted:
            break
        if not (says_again(group, out[-1]) and doc[start - 1].text == ","):
            out.append(group)
        at = max(group.end, start + 1)
    return out


def _next_item(doc: Doc, at: int) -> int | None:
    """Where the next item of a list begins, if the words between are those that join a list."""
    start = at
    while start < len(doc) and doc[start].lower_ in _role("list link"):
        start += 1
    if start == at or start >= len(doc):
        return None
    joined = {"and", "&", "plus"} & {t.lower_ for t in doc[at:start]} or doc[at:start].text.startswith(
        ("as well", "along", "together")
    )
    return start if joined or _list_goes_on(doc, start) else None


def _list_goes_on(doc: Doc, start: int) -> bool:
    """Whether "and" closes the list within a few words, so that the comma before was one of a list."""
    for token in doc[start : start + 8]:
        if token.lower_ == "and":
            return True
        if token.pos_ in {"VERB", "AUX", "SCONJ"}:
            return False
    return False


def phrase_after(trigger: Trigger, numbers: Sequence[Number]) -> list[Group]:
    """The noun phrase right after an active verb whose object the parse lost: "shot dead the intruder"."""
    doc, at = trigger.token.doc, trigger.end
    if trigger.form is not Form.VERB or trigger.victims == "subject" or at >= len(doc) or is_passive(trigger.token):
        return []
    head = phrase_at(doc, at)
    if head is None or head.dep_ in {"nsubj", "nsubjpass", "npadvmod"}:
        return []
    return [g for g in groups_in(head, numbers) if g.human]


def phrase_before(trigger: Trigger, numbers: Sequence[Number]) -> list[Group]:
    """The noun phrase right before a verb whose subject the parse lost: "In Lura, a judge and his clerk died"."""
    verb, doc = trigger.token, trigger.token.doc
    if trigger.form not in {Form.VERB, Form.IDIOM} or not (trigger.victims == "subject" or is_passive(verb)):
        return []
    at = verb.i - 1
    while at > 0 and (doc[at].pos_ in {"AUX", "ADV", "PART"}):
        at -= 1
    head = doc[at] if at >= 0 else verb
    while head.dep_ == "conj" and head.head.pos_ in {"NOUN", "PROPN"}:
        head = head.head
    if head.pos_ not in {"NOUN", "PROPN"} or not is_people(doc[at]):
        return []
    return [g for g in groups_in(head, numbers) if g.human]


def gapped(trigger: Trigger, groups: Sequence[Group], numbers: Sequence[Number]) -> Group | None:
    """Those of a second place whose verb is left out: "two women were killed in Homs and one in Hama"."""
    doc = trigger.token.doc
    start = max([trigger.end, *(g.end for g in groups)])
    if start >= len(doc) or doc[start].pos_ != "ADP":
        return None
    at = start + 1
    while at < min(start + 6, len(doc)) and doc[at].pos_ in {"NOUN", "PROPN", "ADJ", "DET", "PRON", "PART"}:
        at += 1
    if at == start + 1 or at + 2 >= len(doc) or doc[at].lower_ != "and":
        return None
    number = next((n for n in numbers if n.first == at + 1), None)
    group = _bare(number, doc) if number is not None else group_at(doc[at + 1], numbers)
    if number is None and doc[at + 1].lower_ not in {"another", "one"}:
        return None
    bare = number is None or group.head.i < number.end
    if not (bare or is_people(group.head)) or group.end >= len(doc) or doc[group.end].lower_ != doc[start].lower_:
        return None
    for token in doc[group.end + 1 : group.end + 6]:
        if token.pos_ in {"VERB", "AUX"}:
            return None
        if token.pos_ in {"PUNCT", "CCONJ"}:
            break
    return group


def _is_named(group: Group) -> bool:
    return group.head.doc[group.end - 1].pos_ == "PROPN"


def of_one_verb(groups: list[Group], trigger: Trigger) -> list[Group]:
    """The subjects of one verb, told once where the parse took for two what is one.

    "One of the planners, the army's chief Samir Daud, was killed"; "LURA, Tamba Two officers were killed".
    """
    doc = trigger.token.doc
    out = groups[:1]
    for group in groups[1:]:
        last = out[-1]
        joined = any(t.lower_ in {"and", "&"} for t in doc[last.end : trigger.token.i])
        single = last.count is not None and last.count.best == 1 and group.count is not None and group.count.best == 1
        if group.first > trigger.token.i or joined or group.first < last.end:
            out.append(group)
        elif last.number is None and group.number is not None and last.head.pos_ == "PROPN":
            out[-1] = group
        elif not (single and group.number is None):
            out.append(group)
        elif _is_named(group) and not _is_named(last):
            out[-1] = group
    return out


def nearer(trigger: Trigger, groups: list[Group], numbers: Sequence[Number]) -> Group | None:
    """Numbered people between a verb and its far subject: "The monitor said two men - … - were killed"."""
    group, doc = groups[0], trigger.token.doc
    # "He said in the raid 30 rebels were killed"
    speaks = trigger.token.dep_ == "ccomp" and group.head.head == trigger.token.head
    known = group.number is not None or group.human or (group.head.pos_ == "PRON" and not speaks)
    if len(groups) > 1 or known or group.end > trigger.token.i:
        return None
    if not any(t.pos_ == "VERB" for t in doc[group.end : trigger.token.i]):
        return None
    between = [n for n in numbers if group.end <= n.first and n.head is not None and n.head < trigger.token.i]
    return next((_bare(n, doc) for n in reversed(between) if n.head is not None and is_people(doc[n.head])), None)


def right_before(trigger: Trigger, numbers: Sequence[Number]) -> Group | None:
    """ "Ten people were killed and several wounded": a bare number right before a participle, which is then its own."""
    verb = trigger.token
    participle = verb.tag_ in {"VBN", "VBD"} or verb.pos_ in {"ADJ", "PROPN", "NOUN"}
    if trigger.form is not Form.VERB or not participle or trigger.victims == "subject":
        return None
    if any(c.dep_ in {"dobj", "auxpass"} and not c.lower_.replace(",", "").isdigit() for c in verb.children):
        return None
    number = next((n for n in numbers if n.end == verb.i and n.count.unit is None), None)
    if number is None:
        return None
    follows = number.head is not None and trigger.end <= number.head <= verb.i + 3
    return _bare(replace(number, head=number.head if follows else None), verb.doc)


def told_apart(group: Group, trigger: Trigger, triggers: set[int], others: Sequence[Trigger]) -> bool:
    """Whether the group has an outcome word of its own: "46 dead and 35 others injured"."""
    if group.head.i in triggers and group.number is None:
        return True
    for other in others:
        if other.kind is trigger.kind or (other.form not in _TELLING and other.token != group.head):
            continue
        at, number = other.token, group.number
        behind = at.i == group.end and at.dep_ == "acl" and at.tag_ != "VBG"  # not "killing two boys injuring three"
        own = at == group.head or behind or (number is not None and at.i == number.end)
        if own and at.i > trigger.token.i + 1 and group.first > trigger.token.i:
            return True
    return False


def toll_of(trigger: Trigger, numbers: Sequence[Number]) -> Group | None:
    """The number a toll rose to: the last of "from 5 to 9", else the next one in the clause, else the one before."""
    doc = trigger.token.doc
    if any(t.lower_ == "no" for t in doc[max(0, trigger.first - 3) : trigger.first]):
        return None  # "though there was no official toll, witnesses said dozens were killed"
    after = [
        n for n in numbers if trigger.end <= n.first < trigger.end + 18 and not (n.count.unit or "per_").find("per_")
    ]
    lead = _role("toll lead")
    led = [n for n in after if n.first - trigger.end < 4 or {doc[n.first - 1].lower_, doc[n.first].lower_} & lead]
    after = led or [n for n in after if n.first - trigger.end < 9]
    if len(after) > 1 and doc[after[0].first - 1].lower_ == "from" and doc[after[1].first - 1].lower_ in {"to", "by"}:
        return _bare(after[1], doc)
    before = [n for n in numbers if 0 <= trigger.first - n.end <= 2]
    return next((_bare(n, doc) for n in (*after, *reversed(before))), None)
