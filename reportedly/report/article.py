"""An article as a page shows it: its text cut into marked stretches, its claims under those who make them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from reportedly.claim import PEOPLE, Claim, Kind, Reading, Result
from reportedly.reading.furniture import Block, Part, blocks_in
from reportedly.report import words
from reportedly.report.ledger import Scene, Voice, voices_in
from reportedly.report.marks import Mark, Segment, marks_in, segments

_SIGNS = {Result.DENIED: "✕", Result.UNVERIFIED: "?", Result.CONFIRMED: "✓", Result.COMMENT_REQUESTED: "…"}
_FACT = re.compile(r"(\d[\d,]*) (.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Run:
    """Blocks of the same part of the page that follow each other; furniture is folded run by run."""

    part: Part
    blocks: tuple[tuple[Segment, ...], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim as the ledger shows it."""

    number: int
    claim: Claim
    family: str
    last_open: bool
    marked: bool


class ArticleView:
    """A reading with all that a page shows of it; `key` begins the names of its anchors."""

    def __init__(self, reading: Reading, key: str) -> None:
        self.reading, self.article, self.key = reading, reading.article, key
        self.marks = marks_in(reading)
        self.voices: Sequence[Voice] = voices_in(reading)
        self.headline, self.runs = self._text()
        self.facts = [self._fact(phrase) for phrase in words.label(reading)]
        self.numbers = {claim.id: n for n, claim in enumerate(reading.claims, 1)}

    @property
    def link(self) -> str | None:
        """The address of the article, where a browser may follow it."""
        return followed(self.article.url)

    def entries(self, scene: Scene) -> list[Entry]:
        """The claims of a scene, ready to be shown."""
        marked = set(self._referenced())
        return [
            Entry(
                self.numbers[c.id],
                c,
                family(c),
                c is scene.last_of_open_list,
                self.numbers[c.id] in marked,
            )
            for c in scene.claims
        ]

    def ink(self, numbers: Sequence[int]) -> str:
        """The ink of a segment: that of the first of its claims."""
        return family(self.reading.claims[numbers[0] - 1])

    def signs(self, checks: Sequence[str]) -> list[tuple[str, str, str]]:
        """What came of checking: result, its sign, its words."""
        results = {words.checked(v): v.result for claim in self.reading.claims for v in claim.verification}
        found = [(results.get(told), told) for told in checks]
        return [(result or "none", _SIGNS[result] if result else "", told) for result, told in found]

    def spoken(self, number: int) -> str:
        """A claim in a few words, for those who hear the page: "613 killed, Russian military personnel"."""
        claim = self.reading.claims[number - 1]
        told = f"{words.figure(claim.count)} " if words.has_figure(claim) else ""
        return f"{told}{words.outcome(claim)}, {words.subject(claim)}".rstrip(", ")

    def way(self, chain: str, voice: Voice) -> str:
        """The chain after its first source, which is the heading already."""
        return chain.removeprefix(voice.name.split(", ")[0]).strip()

    def _fact(self, phrase: str) -> tuple[str, str]:
        if match := _FACT.fullmatch(phrase):
            return match[1], match[2]
        asked = self.reading.label.comment_requested if self.reading.claims else 0
        return (str(asked) if asked else "", phrase)

    def _referenced(self) -> Iterable[int]:
        shown = [self.headline, *(block for run in self.runs for block in run.blocks)]
        return (n for block in shown for segment in block for n in segment.references)

    def _text(self) -> tuple[tuple[Segment, ...], tuple[Run, ...]]:
        blocks = list(blocks_in(self.article))
        title = words.heading(self.article)
        headline: tuple[Segment, ...] = (Segment(title),)
        if blocks and words.clean(blocks[0].span.of(self.article.text)).casefold() == title.casefold():
            headline = self._segments(blocks.pop(0), self.marks)
        runs = groupby(blocks, key=lambda block: block.part)
        return headline, tuple(Run(part, tuple(self._segments(b, self.marks) for b in run)) for part, run in runs)

    def _segments(self, block: Block, marks: Sequence[Mark]) -> tuple[Segment, ...]:
        return segments(self.article.text, block.span, marks)


def family(claim: Claim) -> str:
    """The ink of a claim: people, things, places."""
    return "people" if claim.kind in PEOPLE else "places" if claim.kind is Kind.CONTROL else "things"


def followed(url: str | None) -> str | None:
    """An address where a page may link to it: no script, no file, nothing but the web."""
    return url if url and re.match(r"https?://", url, re.IGNORECASE) else None
