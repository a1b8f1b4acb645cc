"""Readings as one self-contained page: the article with every claim marked in place, the ledger beside it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from reportedly import __version__
from reportedly.claim import PEOPLE, Claim, Kind, Reading, Result
from reportedly.reading.furniture import Block, Part, blocks_in
from reportedly.report import words
from reportedly.report.ledger import Scene, Voice, voices_in
from reportedly.report.marks import Mark, Segment, marks_in, segments

_SIGNS = {Result.DENIED: "✕", Result.UNVERIFIED: "?", Result.CONFIRMED: "✓", Result.COMMENT_REQUESTED: "…"}
_FACT = re.compile(r"(\d[\d,]*) (.+)", re.DOTALL)


def page(readings: Iterable[Reading]) -> str:
    """One HTML document for one or many readings. It loads nothing from anywhere and works without JavaScript."""
    style, script = _file("page.css"), _file("page.js")
    views = [_Article(reading, n) for n, reading in enumerate(readings, 1)]
    return _template().render(
        articles=views,
        style=Markup(style),
        script=Markup(script),
        policy=(
            f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
            "base-uri 'none'; form-action 'none'"
        ),
        version=__version__,
        words=words,
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """Blocks of the same part of the page that follow each other; furniture is folded run by run."""

    part: Part
    blocks: tuple[tuple[Segment, ...], ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A claim as the ledger shows it."""

    number: int
    claim: Claim
    family: str
    last_open: bool
    marked: bool


class _Article:
    """What the template needs of one reading."""

    def __init__(self, reading: Reading, number: int) -> None:
        self.reading, self.article, self.key = reading, reading.article, f"a{number}"
        self.marks = marks_in(reading)
        self.voices: Sequence[Voice] = voices_in(reading)
        self.headline, self.runs = self._text()
        self.facts = [self._fact(phrase) for phrase in words.label(reading)]
        self.numbers = {claim.id: n for n, claim in enumerate(reading.claims, 1)}

    @property
    def link(self) -> str | None:
        """The address of the article, where a browser may follow it."""
        url = self.article.url or ""
        return url if re.match(r"https?://", url, re.IGNORECASE) else None

    def entries(self, scene: Scene) -> list[_Entry]:
        """The claims of a scene, ready to be shown."""
        marked = set(self._referenced())
        return [
            _Entry(
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

    def _text(self) -> tuple[tuple[Segment, ...], tuple[_Run, ...]]:
        blocks = list(blocks_in(self.article))
        title = words.heading(self.article)
        headline: tuple[Segment, ...] = (Segment(title),)
        if blocks and words.clean(blocks[0].span.of(self.article.text)).casefold() == title.casefold():
            headline = self._segments(blocks.pop(0), self.marks)
        runs = groupby(blocks, key=lambda block: block.part)
        return headline, tuple(_Run(part, tuple(self._segments(b, self.marks) for b in run)) for part, run in runs)

    def _segments(self, block: Block, marks: Sequence[Mark]) -> tuple[Segment, ...]:
        return segments(self.article.text, block.span, marks)


def family(claim: Claim) -> str:
    """The ink of a claim: people, things, places."""
    return "people" if claim.kind in PEOPLE else "places" if claim.kind is Kind.CONTROL else "things"


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8").strip()


@cache
def _template() -> Template:
    environment = Environment(
        loader=FunctionLoader(_file),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = words.visible
    return environment.get_template("page.html")
