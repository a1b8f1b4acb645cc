"""What stands in quotation marks: the quotations of a text, over sentences and paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from reportedly.article import Span


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation: `span` with its marks. `carried`: it goes on from the paragraph before, whose mark was left open.

    "We hold the town.
    "We will not leave it," he said.
    """

    span: Span
    closed: bool
    carried: bool = False
    single: bool = False  # in single marks: 'a crime'


_MARK = re.compile(r"''|``|[“”„«»\"＂]|(?<![\w’'])[‘'](?=\w)|(?<=[\w.,!?…])[’'](?![\w’'])")
_SINGLE = frozenset("‘’'")
_OPENING = frozenset("“„«‘")
_CLOSING = frozenset("”»’")
_LINE_END = re.compile(r"[ \t\u00a0]*\n\s*")
_STOPS = frozenset(".!?…\"”'’:;)]»")


def paragraphs_in(text: str) -> Iterator[Span]:
    """The paragraphs of `text`: a line end inside a sentence is a mere wrap where blank lines part the paragraphs."""
    blank = "\n\n" in text
    start = 0
    for match in _LINE_END.finditer(text):
        before = text[max(start, match.start() - 1) : match.start()]
        wrap = blank and match.group().count("\n") == 1 and before not in _STOPS
        if not wrap:
            if text[start : match.start()].strip():
                yield Span(start, match.start())
            start = match.end()
    if text[start:].strip():
        yield Span(start, len(text))


def _opens(text: str, at: int, end: int, mark: str, inside: bool) -> bool:
    if mark in _OPENING:
        return True
    if mark in _CLOSING:
        return False
    before = text[at - 1] if at else " "
    after = text[end] if end < len(text) else " "
    if before.isspace() and not after.isspace():  # a mark that was never closed does not turn the rest inside out
        return True
    if after.isspace() and not before.isspace():
        return False
    return not inside


def _back(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _in_paragraph(text: str, paragraph: Span, pending: bool) -> Iterator[Quotation]:
    start: int | None = None
    single: int | None = None
    carried = False
    head = paragraph.start
    while head < paragraph.end and text[head].isspace():
        head += 1
    for match in _MARK.finditer(text, paragraph.start, paragraph.end):
        at, end, mark = match.start(), match.end(), match.group()
        if mark in _SINGLE:
            if start is not None:
                continue  # a quotation inside the quotation
            if mark == "‘" or (mark == "'" and text[end : end + 1].isalnum() and not text[max(at - 1, 0)].isalnum()):
                single = at
            elif single is not None:
                yield Quotation(Span(single, end), closed=True, single=True)
                single = None
            continue
        if _opens(text, at, end, mark, start is not None):
            if start is not None and start < at:
                yield Quotation(Span(start, _back(text, start, at)), closed=False, carried=carried)
            start, carried = at, pending and at == head
        elif start is not None:
            yield Quotation(Span(start, end), closed=True, carried=carried)
            start = None
    if start is not None:
        yield Quotation(Span(start, _back(text, start, paragraph.end)), closed=False, carried=carried)


def quotations_in(text: str) -> tuple[Quotation, ...]:
    """All quotations of `text`, in order, none inside another. A mark that stays open ends with its paragraph."""
    found: list[Quotation] = []
    pending = False
    for paragraph in paragraphs_in(text):
        here = list(_in_paragraph(text, paragraph, pending))
        pending = (
            bool(here) and not here[-1].closed and here[-1].span.end == _back(text, paragraph.start, paragraph.end)
        )
        last = -1
        for quotation in sorted(here, key=lambda q: (q.span.start, -q.span.end)):
            if quotation.span.start >= last and quotation.span.start < quotation.span.end:
                found.append(quotation)
                last = quotation.span.end
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Quotations:
    """The quotations of one text, to be asked by place."""

    found: tuple[Quotation, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Quotations:
        """The quotations of `text`."""
        found = quotations_in(text)
        return cls(found, tuple(q.span.start for q in found))

    def around(self, at: int) -> Quotation | None:
        """The quotation that holds the character `at`, its marks included."""
        number = bisect_right(self.starts, at) - 1
        if number >= 0 and self.found[number].span.end > at:
            return self.found[number]
        return None

    def after(self, at: int) -> Iterator[Quotation]:
        """The quotations that begin at or after the character `at`."""
        for number in range(bisect_right(self.starts, at - 1), len(self.found)):
            yield self.found[number]

    def within(self, span: Span) -> Iterator[Quotation]:
        """The quotations that share a character with `span`."""
        if (first := self.around(span.start)) is not None and first.span.start < span.start:
            yield first
        for quotation in self.after(span.start):
            if quotation.span.start >= span.end:
                return
            yield quotation
