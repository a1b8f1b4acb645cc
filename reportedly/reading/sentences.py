"""Where sentences begin and end, in a text whose paragraphs, wraps and spaces may be damaged.

spaCy's own segmentation needs the parse; most sentences of most articles are never parsed, so this room comes before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from reportedly.article import Span
from reportedly.lexicon import alternatives, words
from reportedly.reading.furniture import Block, Part


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the article: `index` counts sentences, `block` counts blocks, both from 0 through the whole article."""

    span: Span
    part: Part
    index: int
    block: int


_CANDIDATE = re.compile(
    r"(?P<stop>[.!?…]+[\"”’'»)\]]*)(?P<gap>\s+)(?=[\"“‘'«(\[—–-]*\s?[A-Z0-9\u0400-\u042F])"
    r"|(?<=[a-z0-9)\"”])(?P<tight>[.!?][\"”]?)(?=[“\"]?[A-Z][a-z])"  # lost space: "899 soldiers.The number"
    r"|(?P<bullet>\s*\n\s*(?=[•●▪*–—-]\s))"
)
_INITIALS = re.compile(r"(?:^|[\s(\[\"“])(?:[A-Z]|(?:[A-Za-z]\.)+[A-Za-z])$")


@cache
def _abbreviation() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[^\w])(?:{alternatives(words('abbreviations.csv'))})$", re.IGNORECASE)


@cache
def _before_number() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[^\w])(?:{alternatives(words('abbreviations.csv', before='number'))})$", re.IGNORECASE)


def _ends(text: str, match: re.Match[str], start: int) -> bool:
    """Whether the stop in `match` ends a sentence."""
    if match["bullet"] is not None or match["tight"] is not None:
        return True
    before = text[max(start, match.start() - 24) : match.start()]
    if match["stop"] == ".":
        if _INITIALS.search(before):
            return before.endswith(("U.S", "U.N", "U.K", "a.m", "p.m")) and text[match.end() :][:3] in {"The", "In ", "Mr."}
        following = text[match.end() : match.end() + 1]
        if following.isdigit():
            return not _before_number().search(before)
        return not _abbreviation().search(before)
    return True


def _pieces(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    for match in _CANDIDATE.finditer(text, span.start, span.end):
        if match.start() <= start or not _ends(text, match, start):
            continue
        cut = match.start() if match["bullet"] is not None else match.end("stop") if match["stop"] else match.end("tight")
        yield Span(start, cut)
        start = match.end()
    if start < span.end:
        yield Span(start, span.end)


def sentences_in(text: str, blocks: Iterable[Block]) -> tuple[Sentence, ...]:
    """The sentences of all blocks, in order; furniture gives none."""
    found: list[Sentence] = []
    for number, block in enumerate(blocks):
        if block.part is Part.FURNITURE:
            continue
        for piece in _pieces(text, block.span):
            found.append(Sentence(piece, block.part, len(found), number))
    return tuple(found)
