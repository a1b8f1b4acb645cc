"""Which other losses a sentence tells: buildings, bridges, depots, crops, bodies found, prisoners set free."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from reportedly.claim import Kind
from reportedly.lexicon import words
from reportedly.reading.fates import Fate, fates_in, mention_of
from reportedly.reading.mention import Mention, Number
from reportedly.reading.parse import Parsed
from reportedly.reading.screening import tells, words_of
from reportedly.reading.taxonomy import BODIES, BUILDINGS_AND_GOODS, PEOPLE, PRISONERS, Entry, may_name, named_in

_ONE = re.compile(r"\b(?:an?|another)\s+(?:[\w'’-]+\s+){0,4}$", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_FATES = {
    BUILDINGS_AND_GOODS: ("any", "goods"),
    PRISONERS: ("prisoners", "people"),
    PEOPLE: ("people",),
    BODIES: ("bodies",),
}
_COUNTED = frozenset({"prisoners", "people", "bodies", "goods"})


def may_matter(sentence_text: str) -> bool:
    """Whether the sentence can tell of such a loss, from its text alone."""
    present = words_of(sentence_text)
    for kinds, happens in _FATES.items():
        if not may_name(kinds, sentence_text) or not tells("fates.csv", happens, sentence_text):
            continue
        named = [(start, entry) for start, _, entry in named_in(sentence_text) if entry.kind in kinds]
        counted = not _counting().isdisjoint(present) or _DIGIT.search(sentence_text) is not None
        if any(counted or not _everyday(entry) or _ONE.search(sentence_text, 0, start) for start, entry in named):
            return True
    return False


@cache
def _counting() -> frozenset[str]:
    """Words that count or begin a count: "two", "dozens", "several"."""
    return frozenset(p.split()[0].split("-")[0] for p in words("numbers.csv") | words("vague.csv", "phrase")) | {
        "number"
    }


def _everyday(entry: Entry) -> bool:
    """Whether a loss of such a thing is one only where it is counted."""
    return entry.needs == "context" or entry.category == "dwelling" or entry.kind in _COUNTED


def _tells(fate: Fate) -> bool:
    """Whether this is a loss of its own: bodies, prisoners and everyday things only where they are counted.

    "A hangar was destroyed" is one; "homes were burning" and "the war has damaged the infrastructure" set the scene.
    """
    thing = fate.thing
    if thing.number is not None:
        return True
    if thing.count.low is None:
        # "destroyed a refinery, along with fuel depots": stores are a target of their own
        return thing.entry.category == "depot" and (fate.cue.wording.frame, fate.cue.wording.status) == (
            "object",
            "destroyed",
        )
    if _in_passing(fate):
        return False
    indefinite = fate.cue.token.doc[thing.start].lower_ in {"a", "an", "another"} and thing.entry.kind == "building"
    return indefinite or not _everyday(thing.entry)


def _in_passing(fate: Fate) -> bool:
    """Whether the clause only dates another one: "As the police station burned, residents spoke of the day"."""
    verb, doc = fate.cue.token, fate.cue.token.doc
    marks = {c.lower_ for c in verb.children if c.dep_ in {"mark", "advmod"}}
    definite = doc[fate.thing.start].lower_ in {"the", "its", "their", "his", "her"}
    return verb.dep_ == "advcl" and definite and not marks.isdisjoint({"as", "while", "when"})


def mentions_in(parsed: Parsed, numbers: Iterable[Number]) -> tuple[Mention, ...]:
    """The buildings, goods, bodies and prisoners the sentence tells of, in order."""
    fates = [f for f in fates_in(parsed, tuple(numbers)) if f.thing.entry.kind != "equipment" and _tells(f)]
    return tuple(mention_of(parsed, fate, Kind.OTHER, len(fates) > 1) for fate in fates)
