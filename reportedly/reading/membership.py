"""Who was among the dead: groups told as members of a total that stands elsewhere ("the wounded include three nurses")."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from reportedly.reading.frames import subject_of
from reportedly.reading.mention import Number
from reportedly.reading.triggers import Form, Trigger
from reportedly.reading.victims import NOMINAL, Group, groups_in

_BE = frozenset({"were", "was", "are", "is", "include", "includes", "included", "including", "comprise", "comprised"})
_INCLUDE = frozenset({"include", "includes", "included", "including", "comprise", "comprised"})


def phrase_at(doc: Doc, start: int) -> Token | None:
    """The head of the noun phrase that begins at token `start`."""
    for token in doc[start : start + 9]:
        modifies = token.dep_ in {"compound", "poss", "nummod", "amod", "det", "nmod", "quantmod"} and token.head.i > token.i
        if token.left_edge.i == start and token.pos_ in NOMINAL and not modifies:
            return token
    return None


def _among(doc: Doc, at: int) -> int | None:
    """The "among" or "one of" before "the dead", "those killed", "the 12 wounded"."""
    return next((t.i for t in reversed(doc[max(0, at - 5) : at]) if t.lower_ in {"among", "amongst"}), None)


def members_of(trigger: Trigger, numbers: Sequence[Number]) -> list[Group] | None:
    """The members that the sentence names of those whom the outcome word counts; None where it speaks of no membership."""
    if trigger.form not in {Form.ADJECTIVE, Form.VERB, Form.TALLY}:
        return None
    doc, at = trigger.token.doc, trigger.token.i
    if any(c.dep_ in {"auxpass", "dobj"} for c in trigger.token.children):
        return None
    among = _among(doc, at)
    after = trigger.end
    while after < len(doc) and doc[after].pos_ == "ADV":
        after += 1
    verb = doc[after].lower_ if after < len(doc) else ""
    if among is None and not (verb in _INCLUDE and at and doc[at - 1].lower_ in {"the", "those", "dead", "and", "other"}):
        return None
    head = None
    if verb in _BE and after + 1 < len(doc):
        start = after + 1
        head = phrase_at(doc, start)
    elif among is not None and among and doc[among].head.lemma_ == "be":
        head = subject_of(doc[among].head)
    elif among is not None and doc[among - 1].lower_ in {",", "and"}:
        return None
    if head is None or head.lower_ in {"there", "it"}:
        return None if among is None else []
    return groups_in(head, numbers)
