"""Where in the text is each claim: its words cut into segments that know which claims they belong to, and how."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from reportedly.article import Span
from reportedly.claim import Claim, Reading
from reportedly.report.words import has_figure


class Part(StrEnum):
    """What the marked words do for the claim."""

    EVIDENCE = "evidence"
    FIGURE = "figure"
    SOURCE = "source"
    HEDGE = "hedge"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that carry one part of the claim with this number (from 1, in the order of the reading)."""

    span: Span
    number: int
    part: Part


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text under the same marks.

    `figures` are the claims whose figure it is part of, `references` those whose figure ends here.
    """

    text: str
    parts: tuple[Part, ...] = ()
    numbers: tuple[int, ...] = ()
    figures: tuple[int, ...] = ()
    references: tuple[int, ...] = ()


def marks_in(reading: Reading) -> tuple[Mark, ...]:
    """All marks of a reading. Every claim has exactly one figure mark in each of its evidence spans and repeats."""
    return tuple(dict.fromkeys(_marks(reading)))


def _marks(reading: Reading) -> Iterator[Mark]:
    text, taken = reading.article.text, set[Span]()
    for number, claim in enumerate(reading.claims, 1):
        for span in (*claim.evidence, *claim.repeats):
            yield Mark(span, number, Part.EVIDENCE)
            figure = _figure(claim, span, text, taken)
            taken.add(figure)
            yield Mark(figure, number, Part.FIGURE)
        sources = (s for station in claim.attribution for s in (station.source_span, station.cue_span) if s)
        yield from (Mark(span, number, Part.SOURCE) for span in sources)
        yield from (Mark(span, number, Part.HEDGE) for span in claim.hedges)
        yield from (Mark(v.span, number, Part.CHECK) for v in claim.verification)


def _figure(claim: Claim, evidence: Span, text: str, taken: set[Span]) -> Span:
    """The words of the count; else whom or what it counts; else the whole evidence."""
    if claim.number is not None and evidence.covers(claim.number):
        return claim.number
    if has_figure(claim):
        found = list(_occurrences(claim.count.text, evidence, text))
        near = claim.who.span.start if claim.who else evidence.start
        # "three tanks and three howitzers": each claim gets its own three
        if free := sorted((s for s in found if s not in taken), key=lambda s: abs(s.end - near)):
            return free[0]
        if found:
            return found[0]
    if claim.who and evidence.covers(claim.who.span) and claim.who.span.start < claim.who.span.end:
        return claim.who.span
    named = claim.item.text if claim.item else claim.place.text if claim.place else ""
    return next(_occurrences(named, evidence, text), evidence)


def _occurrences(words: str, within: Span, text: str) -> Iterator[Span]:
    if not words.strip():
        return
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words.split())) + r"(?!\w)"
    for match in re.compile(pattern).finditer(text, within.start, within.end):
        yield Span(match.start(), match.end())


def segments(text: str, block: Span, marks: Iterable[Mark]) -> tuple[Segment, ...]:
    """The text of a block, cut wherever a mark begins or ends; joined, the segments are the block's text again."""
    here = [mark for mark in marks if mark.span.overlaps(block) and mark.span.start < mark.span.end]
    cuts = {block.start, block.end}
    for mark in here:
        cuts |= {max(block.start, mark.span.start), min(block.end, mark.span.end)}
    edges = sorted(cuts)
    return tuple(_segment(text, Span(a, b), here) for a, b in pairwise(edges))


def _segment(text: str, piece: Span, marks: Sequence[Mark]) -> Segment:
    over = [mark for mark in marks if mark.span.covers(piece)]
    parts = {mark.part for mark in over}
    ending = [mark.number for mark in marks if mark.part is Part.FIGURE and mark.span.end == piece.end]
    return Segment(
        piece.of(text),
        tuple(part for part in Part if part in parts),
        tuple(sorted({mark.number for mark in over})),
        tuple(sorted({mark.number for mark in over if mark.part is Part.FIGURE})),
        tuple(sorted(set(ending))),
    )
