"""Where paragraphs begin and end, in a text whose line breaks may be wraps, or may be lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from reportedly.article import Span

_LINE = re.compile(r"[^\n\r\v\f\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\v\u2028]")
# Marks that open a list item, a heading or a quoted line; they are layout and belong to no block. A dash needs a space
# behind it, and a star that opens a bold word has none.
_MARK = re.compile(r"(?:(?:[•●▪■◦‣▶►·]\s*|[*>–—-]\s+)+|#{1,6}\s+)(?=\S)")
_BULLET = re.compile(r"[•●▪■◦‣▶►]|[*–—-]\s|\(?\d{1,2}[.)]\s|#{1,6}\s")
# "Ten Held After Border Clash AMMAN (Reuters) - Police…": a headline or a link that ran into the dateline
_DATELINE = re.compile(
    r"(?<=[a-z])\s(?=[A-Z][A-Z'-]{2,}(?:[ ,/][\w .,/'-]{0,40})?\s\([A-Z][\w .-]{1,24}\)\s?(?:--?|[–—])\s)"
)
_STOPS = (".", "!", "?", ":", ";", "…", '"', "”", "’", "'", ")", "]", "»")
_WIDEST_WRAP = 120


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    indent: int
    after_blank: bool

    @property
    def width(self) -> int:
        return self.indent + self.end - self.start


def _lines(text: str) -> list[_Line]:
    """Lines that hold something, without the white space around them."""
    found: list[_Line] = []
    previous = 0
    for match in _LINE.finditer(text):
        whole = match.group()
        if whole.isspace():
            continue
        start = match.start() + len(whole) - len(whole.lstrip())
        end = match.start() + len(whole.rstrip())
        gap = text[previous : match.start()]
        after_blank = "\f" in gap or "\u2029" in gap or len(_BREAK.findall(gap)) > 1
        found.append(_Line(start, end, start - match.start(), after_blank))
        previous = end
    return found


def _first_word(text: str, line: _Line) -> int:
    """Length of a line's first word."""
    head = text[line.start : min(line.end, line.start + _WIDEST_WRAP)]
    return len(head.split(maxsplit=1)[0])


def _wrap_width(text: str, lines: list[_Line]) -> int | None:
    """The width at which the text was wrapped; None where each line is a paragraph of its own.

    In wrapped text nearly every line that another follows is full: the next line's first word would not have fitted.
    """
    if not lines or sum(line.width > _WIDEST_WRAP for line in lines) > 0.02 * len(lines):
        return None
    width = max(line.width for line in lines if line.width <= _WIDEST_WRAP)
    inner = [(a, b) for a, b in pairwise(lines) if not b.after_blank]
    if width < 40 or not inner:
        return None
    full = sum(a.width + 1 + _first_word(text, b) > 0.92 * width for a, b in inner)
    broken = sum(not text[a.start : a.end].endswith(_STOPS) for a, _ in inner)
    enough = len(inner) >= 4 or broken == len(inner)
    return width if enough and full >= 0.7 * len(inner) and broken >= 0.5 * len(inner) else None


def _goes_on(text: str, before: _Line, line: _Line) -> bool:
    """Whether a sentence runs over the break: "Two bodies" / "had been found by Friday"."""
    if not text[line.start].islower() or text[before.start : before.end].endswith(_STOPS):
        return False
    return text.count(" ", before.start, before.end) >= 2


def _begins(text: str, before: _Line, line: _Line, width: int | None) -> bool:
    """Whether `line` begins a paragraph."""
    if _BULLET.match(text, line.start):
        return True
    if line.after_blank or width is None:
        return not _goes_on(text, before, line)
    if line.indent > before.indent + 1:
        return True
    had_room = before.width + 1 + _first_word(text, line) < 0.75 * width
    return had_room and not text[line.start].islower()


def _unmarked(text: str, start: int, end: int) -> Span:
    mark = _MARK.match(text, start, end)
    return Span(mark.end() if mark else start, end)


def _parted(text: str, span: Span) -> Iterator[Span]:
    """`span`, or its two halves where a dateline stands in its midst."""
    match = _DATELINE.search(text, span.start, min(span.end, span.start + 300))
    if match is None:
        yield span
    else:
        yield Span(span.start, match.start())
        yield Span(match.end(), span.end)


def is_heading(text: str, span: Span) -> bool:
    """Whether the paragraph is marked as a heading ("## Deaths in the north")."""
    return text[max(0, span.start - 2) : span.start].startswith("#")


def paragraphs(text: str) -> Iterator[Span]:
    """The paragraphs of a text, in order, without bullets, heading marks and the white space around them."""
    lines = _lines(text)
    width = _wrap_width(text, lines)
    start = lines[0].start if lines else 0
    for before, line in pairwise(lines):
        if _begins(text, before, line, width):
            yield from _parted(text, _unmarked(text, start, before.end))
            start = line.start
    if lines:
        yield from _parted(text, _unmarked(text, start, lines[-1].end))
