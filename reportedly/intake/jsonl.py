"""One article a line: JSON objects with id, text, title, publisher, byline, published, url."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Protocol

from reportedly.intake.capture import Arrival, Capture
from reportedly.intake.metadata import Metadata, parsed_json, text_and_metadata
from reportedly.intake.problem import Problem, Unreadable
from reportedly.intake.text import refuse_binary


class Readable(Protocol):
    """Bytes that can be read line by line."""

    def readline(self, size: int = -1, /) -> bytes:
        """The next line, or the next `size` bytes of it."""
        ...


def _skip_line(stream: Readable) -> None:
    while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
        pass


def _lines(stream: Readable, longest: int) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines, never more than `longest` bytes in memory; None for a longer one."""
    number = 0
    while line := stream.readline(longest + 1):
        number += 1
        if len(line) > longest and not line.endswith(b"\n"):
            _skip_line(stream)
            yield number, None
        else:
            yield number, line


def _arrival(line: bytes, known: Metadata, source: str, name: str, number: int) -> Arrival:
    try:
        words = line.decode("utf-8")
    except UnicodeDecodeError as error:
        advice = f"not UTF-8 (byte 0x{line[error.start]:02X}); convert it, e.g. iconv -f cp1251 -t utf-8 FILE"
        raise Unreadable(advice) from None
    text, own = text_and_metadata(parsed_json(words))
    article = known.over(own).over(Metadata(id=f"{name}:{number}")).article(text)
    return Arrival(article, Capture(line.rstrip(b"\r\n"), "application/json", f"{source}:{number}"))


def arrivals_in(stream: Readable, source: str, name: str, known: Metadata, longest: int) -> Iterator[Arrival | Problem]:
    """The articles of a JSON Lines stream, in order; a line that cannot be read gives a problem and the rest is read.

    An article without an id goes by `name` and its line ("wire:12"). What `known` knows holds for all of them.
    """
    read = 0
    for number, line in _lines(stream, longest):
        if line is None:
            yield Problem(source, number, f"line longer than {longest / 1e6:.0f} MB; split it")
        else:
            if number == 1:
                try:
                    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                        raise Unreadable("UTF-16; convert it, e.g. iconv -f utf-16 -t utf-8 FILE")
                    refuse_binary(line)
                except Unreadable as error:
                    yield error.problem(source)
                    return
                line = line.removeprefix(codecs.BOM_UTF8)
            if not line.strip():
                continue
            try:
                yield _arrival(line, known, source, name, number)
            except Unreadable as error:
                yield Problem(source, number, error.message)
        read += 1
    if not read:
        yield Problem(source, None, "empty; there is nothing to read")
