"""Who was among the dead: members of a total that stands elsewhere ("the wounded include three nurses")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from reportedly.claim import Kind
from reportedly.lexicon import words
from reportedly.reading.frames import subject_of
from reportedly.reading.lists import groups_in
from reportedly.reading.mention import Number
from reportedly.reading.nearby import phrase_at
from reportedly.reading.triggers import Form, Trigger, told_by
from reportedly.reading.victims import Group, group_at


def _role(role: str) -> frozenset[str]:
    return words("function_words.csv", role=role)


def _among(doc: Doc, at: int) -> int | None:
    """The "among" or "one of" before "the dead", "those killed", "the 12 wounded"."""
    return next((t.i for t in reversed(doc[max(0, at - 5) : at]) if t.lower_ in {"among", "amongst"}), None)


def members_of(trigger: Trigger, numbers: Sequence[Number]) -> list[Group] | None:
    """The members named of those whom the outcome word counts; None where the sentence speaks of no membership."""
    if trigger.form not in {Form.ADJECTIVE, Form.VERB, Form.TALLY}:
        return None
    doc, at = trigger.token.doc, trigger.token.i
    if trigger.form is Form.TALLY and trigger.token.dep_ == "attr" and _sole(trigger.token):
        subject = subject_of(trigger.token.head)
        return groups_in(subject, numbers) if subject is not None and subject.lower_ != "there" else None
    if any(c.dep_ in {"auxpass", "dobj"} for c in trigger.token.children):
        return None
    among = _among(doc, at)
    after = trigger.end
    while after < len(doc) and doc[after].pos_ == "ADV":
        after += 1
    verb = doc[after].lower_ if after < len(doc) else ""
    if among is None and not (
        verb in _role("include") and at and doc[at - 1].lower_ in {"the", "those", "dead", "and", "other"}
    ):
        return None
    head = None
    if verb in _role("be") | _role("include") and after + 1 < len(doc):
        start = after + 1
        head = phrase_at(doc, start)
    elif among is not None and among and doc[among].head.lemma_ == "be":
        head = subject_of(doc[among].head)
    elif among is not None and doc[among - 1].lower_ in {",", "and"}:
        return None
    if head is None or head.lower_ in {"there", "it"}:
        return None if among is None else []
    members = groups_in(head, numbers)
    if among is not None and (total := _total(doc, among, at, numbers)) is not None:
        return [total, *(replace(g, part=True) for g in members if g.head != total.head)]
    return [replace(g, subset=True) for g in members]


def _total(doc: Doc, among: int, at: int, numbers: Sequence[Number]) -> Group | None:
    """All of them, where they are counted here: "a boy was among five people killed"; not "among the five killed"."""
    number = next((n for n in numbers if n.first == among + 1 and n.end <= at), None)
    if number is None or number.head is None or not number.end <= number.head < at:
        return None
    group = group_at(doc[number.head], numbers)
    return group if group.human else None


def _sole(noun: Token) -> bool:
    """ "The two assailants were the only casualties"."""
    return any(c.lower_ in {"only", "sole", "lone"} for c in noun.children)


def of_the_counted(group: Group, trigger: Trigger) -> bool:
    """ "One of the dead", "three of the 12 wounded": some of those already counted under the same outcome."""
    doc = group.head.doc
    if group.head.lower_ in _role("ordinal"):  # "the second of the two hostages"
        return [t.lower_ for t in doc[group.head.i + 1 : group.head.i + 3]] == ["of", "the"]
    start = group.number.end if group.number is not None else group.first + 1
    after = [t.lower_ for t in doc[start : start + 4]]
    if after[:2] != ["of", "the"]:
        return False
    kinds = {kind for word in after[2:] for kind in told_by(word)}
    return bool(kinds & {trigger.kind, Kind.CASUALTIES}) or "victims" in after
