"""What on the page is not the article: blocks of text, and which of them are furniture or captions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from reportedly.article import Article, Span


class Part(StrEnum):
    """What part of a page a block of text is."""

    HEADLINE = "headline"
    BODY = "body"
    CAPTION = "caption"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, headline, caption or piece of furniture, without the white space around it."""

    span: Span
    part: Part


_BLANK = re.compile(r"\n[ \t\u00a0]*\n\s*|\n(?=[ \t]{2,}\S)")
_LINE = re.compile(r"\s*\n\s*")


def _hard_wrapped(text: str) -> bool:
    """Whether single line ends are mere wraps: most inner lines run 50 to 90 characters and stop inside a sentence."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 6:
        return False
    wrapped = sum(50 <= len(line.rstrip()) <= 90 and line.rstrip()[-1] not in ".!?\"”:" for line in lines)
    return wrapped >= 0.6 * len(lines)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def _paragraphs(text: str) -> Iterator[Span]:
    separator = _BLANK if _hard_wrapped(text) else _LINE
    start = 0
    for match in separator.finditer(text):
        if span := _trimmed(text, start, match.start()):
            yield span
        start = match.end()
    if span := _trimmed(text, start, len(text)):
        yield span


def blocks_in(article: Article) -> tuple[Block, ...]:
    """The blocks of an article, in order, each with the part of the page it is."""
    return tuple(Block(span, Part.BODY) for span in _paragraphs(article.text))
