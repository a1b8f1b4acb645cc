"""Which lines of a list stand under a heading that says what became of them: "The enemy lost:", "- 12 tanks".

Such lines name things and no verb; what happened is in the line above, perhaps several lines above.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from reportedly.article import Span
from reportedly.claim import Kind, Status
from reportedly.lexicon import words
from reportedly.reading.mention import Mention, Number
from reportedly.reading.parse import Parsed
from reportedly.reading.screening import told_in, words_of
from reportedly.reading.sentences import Sentence
from reportedly.reading.taxonomy import BUILDINGS_AND_GOODS, EQUIPMENT, may_name
from reportedly.reading.things import Thing, things_in

_LONGEST_HEADING, _LONGEST_LINE = 140, 160
_TITLE = re.compile(r"[^.!?;,\d]{4,60}\Z")  # a line of its own without a stop: "Destroyed equipment"
_TABLE = re.compile(r"\A\W*[A-Za-z][\w\s/()'’-]{1,60}?\s*[-–—:]\s*(?:about|over|more than|up to|~)?\s*\d")
_COUNTED = re.compile(r"\A\W*(?P<first>\d[\d,.]*|[A-Za-z]+)\b")
_FRAMES = frozenset({"object", "loser", "tally", "noun", "state"})


@dataclass(frozen=True, slots=True)
class Heading:
    """The line that says what became of the things below it."""

    span: Span
    status: Status


@cache
def _counting() -> frozenset[str]:
    bounds = words("bounds.csv", "phrase", position="before")
    return frozenset(p.split()[0].split("-")[0] for p in words("numbers.csv") | words("vague.csv", "phrase") | bounds)


def _heading(line: Span, text: str) -> Heading | None:
    """The line as a heading, where it is one and tells of things destroyed, damaged, captured, abandoned or lost."""
    written = line.of(text).strip(" \n*_•-–—#")
    if len(written) > _LONGEST_HEADING or not (written.endswith(":") or _TITLE.match(written)):
        return None
    if not words("reality.csv", sense="denied", where="adverb").isdisjoint(words_of(written)):
        return None
    told = [
        (match.end(), row["status"])
        for row, match in told_in("fates.csv", written)
        if row["frame"] in _FRAMES and row["status"] in set(Status) and row["of"] in {"any", "equipment", "air"}
    ]
    return Heading(line, Status(max(told)[1])) if told else None


def _is_line(written: str) -> bool:
    """Whether this is a line of a list: it begins with a count, or ends with one."""
    if len(written) > _LONGEST_LINE:
        return False
    first = _COUNTED.match(written)
    counted = first is not None and (first["first"][0].isdigit() or first["first"].lower() in _counting())
    return (counted and not written.endswith((".", "?", "!"))) or _TABLE.match(written) is not None


def headings_over(text: str, sentences: Sequence[Sentence]) -> Mapping[int, Heading]:
    """The heading of every line that stands under one and names a thing, by the index of the sentence."""
    under: dict[int, Heading] = {}
    heading: Heading | None = None
    for sentence in sentences:
        written = sentence.span.of(text)
        if heading is not None and _is_line(written):
            if may_name(EQUIPMENT, written) or may_name(BUILDINGS_AND_GOODS, written):
                under[sentence.index] = heading
            continue
        heading = _heading(sentence.span, text)
    return under


def mentions_under(parsed: Parsed, numbers: Iterable[Number], heading: Heading) -> tuple[Mention, ...]:
    """The counted things of a line, each with the fate that its heading tells."""
    found = [t for t in things_in(parsed, numbers) if t.number is not None and t.entry.kind in _KINDS]
    return tuple(_mention(parsed, thing, thing.number, heading) for thing in found if thing.number is not None)


_KINDS = {"equipment": Kind.EQUIPMENT, "building": Kind.OTHER, "goods": Kind.OTHER}


def _mention(parsed: Parsed, thing: Thing, number: Number, heading: Heading) -> Mention:
    who = parsed.span(min(thing.start, number.first), max(thing.end, number.end))
    return Mention(
        parsed=parsed,
        kind=_KINDS[thing.entry.kind],
        count=thing.count,
        trigger=who,
        who=who,
        head=thing.root,
        number=parsed.span(number.first, number.end),
        status=heading.status,
        item=parsed.span(thing.first, thing.end),
    )
