"""Where the records of a web archive (WARC) begin and end, which are damaged, and where the reading can go on.

Plain and gzipped archives, a gzip member a record (WARC 1.1, annex D) or many in one. A record is given only when all
of it is there, what follows it may follow one, and the checksum of its member holds, so that no half of one passes for
a whole. Behind damage the reading goes on at the next member or line that begins a record.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

_CHUNK = 1 << 16
_WINDOW = 1 << 18
_GZIP = b"\x1f\x8b\x08"
_BEGIN = b"WARC/1."
_FIRST_LINE = re.compile(rb"WARC/1\.\d\r?\n")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_LONGEST_HEAD = 1 << 16
_MOST_FALSE_STARTS = 20_000  # chance makes one in 16 MB
_BEHIND = len(b"\r\n\r\n" + _BEGIN)
_WRONG_LENGTH = "does not end where its Content-Length says"
_FREE = 64_000_000  # bytes that a member may unpack to however small it is
_MOST_SWELL = 100  # times its packed size, beyond that: text swells 3 to 30 times


@dataclass(frozen=True, slots=True)
class Record:
    """A record, head and block, with the offset in the file at which it (or its gzip member) begins.

    Of a record that is too large only the beginning is given; it is not `whole`.
    """

    offset: int
    data: bytes
    whole: bool = True

    @property
    def block(self) -> bytes:
        """What stands behind the record's head."""
        head = _HEAD_END.search(self.data)
        return self.data[head.end() :] if head else b""


@dataclass(frozen=True, slots=True)
class Damage:
    """A place at which no whole record could be read, and why."""

    offset: int
    why: str


class _Broken(Exception):  # noqa: N818 - it is what the bytes are
    """Raised where the packed bytes cannot be unpacked any further."""


class Seekable(Protocol):
    """Bytes that can be read from any offset."""

    def seek(self, offset: int, /) -> int:
        """Go to an offset."""
        ...

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes, fewer only at the end."""
        ...


class _Source(Protocol):
    """Bytes that come a piece at a time, b"" at the end."""

    def more(self) -> bytes:
        """The next piece. Raises _Broken where it cannot be unpacked."""
        ...

    def ahead(self, offset: int, size: int) -> bytes | None:
        """Bytes at an offset of the whole source, None where it cannot be looked at without reading up to there."""
        ...


class _File:
    """A file that is looked into at any offset, with the last piece kept."""

    def __init__(self, stream: Seekable) -> None:
        self._stream = stream
        self._start = 0
        self._piece = b""
        self.false_starts = 0

    def at(self, offset: int, size: int = _CHUNK) -> bytes:
        """Up to `size` bytes from there, fewer only at the end."""
        inside = offset - self._start
        if not 0 <= inside <= len(self._piece) - size:
            self._stream.seek(offset)
            self._start, self._piece, inside = offset, self._stream.read(max(size, _WINDOW)), 0
        return self._piece[inside : inside + size]

    def find(self, pattern: bytes, offset: int) -> int:
        """Where the pattern stands next, from the offset on; -1 for nowhere."""
        kept = b""
        while piece := self.at(offset, _WINDOW):
            found = (kept + piece).find(pattern)
            if found >= 0:
                return offset - len(kept) + found
            offset += len(piece)
            kept = (kept + piece)[-len(pattern) + 1 :]
        return -1


class _Plain:
    """The bytes of a file as they lie, from an offset on."""

    def __init__(self, file: _File, offset: int) -> None:
        self._file = file
        self._begin = self._at = offset

    def more(self) -> bytes:
        piece = self._file.at(self._at)
        self._at += len(piece)
        return piece

    def ahead(self, offset: int, size: int) -> bytes | None:
        return self._file.at(self._begin + offset, size)


class _Member:
    """What one gzip member unpacks to."""

    def __init__(self, file: _File, offset: int) -> None:
        self._file = file
        self.begin = self.end = offset
        self._unpacked = 0
        self._zlib = zlib.decompressobj(wbits=31)

    def more(self) -> bytes:
        while not self._zlib.eof:
            packed = self._zlib.unconsumed_tail or self._file.at(self.end)
            if not self._zlib.unconsumed_tail:
                self.end += len(packed)
            try:
                piece = self._zlib.decompress(packed, _CHUNK)
            except zlib.error as error:
                raise _Broken("does not unpack: " + str(error).split(": ")[-1]) from None
            self._unpacked += len(piece)
            if self._unpacked > max(_FREE, _MOST_SWELL * (self.end - self.begin)):
                raise _Broken(f"swells to more than {_MOST_SWELL} times its size")
            if piece:
                return piece
            if not packed and not self._zlib.eof:
                raise _Broken("cut off")
        return b""

    def ahead(self, offset: int, size: int) -> bytes | None:
        return None

    def finish(self) -> None:
        """Unpack what is left, so that `end` is where the member ends. Raises _Broken where it cannot be."""
        while self.more():
            pass
        self.end -= len(self._zlib.unused_data)


class _Section:
    """Bytes of a source with a window onto them: looked at ahead, and let go from the front."""

    def __init__(self, source: _Source) -> None:
        self._source = source
        self._ended = False
        self.window = bytearray()
        self.position = 0  # of the window's first byte

    def fill(self, size: int) -> bool:
        """Whether the window holds `size` bytes, with as many read as that takes."""
        while len(self.window) < size and not self._ended:
            piece = self._source.more()
            self._ended = not piece
            self.window += piece
        return len(self.window) >= size

    def ahead(self, offset: int, size: int) -> bytes | None:
        """Bytes that many on from the window's first, None where the source cannot be looked at ahead."""
        return self._source.ahead(self.position + offset, size)

    def drop(self, size: int) -> bool:
        """Let go of that many bytes at the front, read or not; whether there were as many."""
        while size > len(self.window):
            size -= len(self.window)
            self.position += len(self.window)
            self.window.clear()
            if not self.fill(1):
                return False
        del self.window[:size]
        self.position += size
        return True


def records_in(stream: Seekable, largest: int) -> Iterator[Record | Damage]:
    """The records of an archive, in order, with a damage in the place of what cannot be read. The stream can seek.

    Of a record of more than `largest` bytes only the beginning is given. Nothing comes of a stream without a record.
    """
    file = _File(stream)
    if file.at(0, len(_GZIP)) == _GZIP:
        yield from _packed(file, 0, largest)
    elif file.at(0, len(_BEGIN)) == _BEGIN:
        yield from _plain(file, largest)
    else:
        packed, plain = _next_member(file, 0), file.find(b"\n" + _BEGIN, 0)
        if packed is None and plain < 0:
            return
        yield Damage(0, "begins with no record")
        if packed is not None and not 0 <= plain < packed:
            yield from _packed(file, packed, largest)
        else:
            yield from _records(_Section(_Plain(file, plain + 1)), largest, base=plain + 1)


def _plain(file: _File, largest: int) -> Iterator[Record | Damage]:
    yield from _records(_Section(_Plain(file, 0)), largest, base=0)


def _packed(file: _File, offset: int, largest: int) -> Iterator[Record | Damage]:
    """The records of gzip members, each member on its own, so that the damage of one does not reach the next."""
    at: int | None = offset
    last = offset
    while at is not None and file.at(at, 1):
        last = at
        if file.at(at, len(_GZIP)) != _GZIP:
            yield Damage(at, "no gzip member begins here")
            at = _next_member(file, at)
            continue
        member = _Member(file, at)
        try:
            yield from _records(_Section(member), largest, base=None, begin=at)
            member.finish()
            at = member.end
        except _Broken as error:
            yield Damage(at, str(error))
            at = _next_member(file, at + 1)
    if file.false_starts >= _MOST_FALSE_STARTS:
        yield Damage(last + 1, "made to look like many records; the rest was not read")


def _next_member(file: _File, offset: int) -> int | None:
    """Where the next gzip member begins that unpacks to a record; its three first bytes stand elsewhere too."""
    while file.false_starts < _MOST_FALSE_STARTS and (offset := file.find(_GZIP, offset)) >= 0:
        try:
            if zlib.decompressobj(wbits=31).decompress(file.at(offset, 512), 64).startswith(_BEGIN):
                return offset
        except zlib.error:
            pass
        file.false_starts += 1
        offset += 1
    return None


def _records(section: _Section, largest: int, *, base: int | None, begin: int = 0) -> Iterator[Record | Damage]:
    """The records of a section. Their offset is `base` and their place in it, or `begin` where there is no base.

    Raises _Broken where the section's bytes end in damage; what was given before that is whole.
    """

    def offset() -> int:
        return begin if base is None else base + section.position

    while _skip_lines(section):
        at = offset()
        size, why = _extent(section)
        if why is None and size <= largest:
            if why := _misfit(section, size):
                yield Damage(at, why)
            else:
                yield Record(at, bytes(section.window[:size]))
                section.drop(size)
        elif why is None:
            beginning = bytes(section.window[:_LONGEST_HEAD])
            why = _pass_over(section, size)
            yield Damage(at, why) if why else Record(at, beginning, whole=False)
        else:
            yield Damage(at, why)
        if why and not _to_next_record(section):
            return


def _skip_lines(section: _Section) -> bool:
    """Whether anything but line ends is left; those before it are let go of."""
    while section.fill(1):
        if section.window[0] not in b"\r\n":
            return True
        section.drop(1)
    return False


def _extent(section: _Section) -> tuple[int, str | None]:
    """How long the record at the front of the window says it is, or what is wrong with its head."""
    size = 4096
    section.fill(size)
    if not section.window.startswith(_BEGIN):
        return 0, "no record begins here"
    while (head := _HEAD_END.search(section.window, 0, size)) is None:
        if len(section.window) < size:
            return 0, "cut off"
        if size >= _LONGEST_HEAD:
            return 0, "a head without an end"
        size *= 2
        section.fill(size)
    length = _LENGTH.search(section.window, 0, head.end())
    return (head.end() + int(length[1]), None) if length else (0, "no Content-Length")


def _misfit(section: _Section, size: int) -> str | None:
    """What is wrong with the record's length, None where all of it is there and a record or the end stands behind."""
    if not section.fill(size):
        return "cut off"
    section.fill(size + _BEHIND)
    return None if _can_follow(bytes(section.window[size : size + _BEHIND])) else _WRONG_LENGTH


def _pass_over(section: _Section, size: int) -> str | None:
    """What is wrong with the length of a record that is too large to be kept, None where it was passed over."""
    last = section.ahead(size - 1, 1 + _BEHIND)
    if last is not None and not (last and _can_follow(last[1:])):
        return _WRONG_LENGTH
    if not section.drop(size):
        return "cut off"
    section.fill(_BEHIND)
    return None if _can_follow(bytes(section.window[:_BEHIND])) else _WRONG_LENGTH


def _can_follow(rest: bytes) -> bool:
    """Whether these bytes may stand behind a record: two line ends, or the next record soon, or nothing else."""
    return not rest.strip(b"\r\n") or rest.startswith(b"\r\n\r\n") or rest.find(_BEGIN) > 0


def _to_next_record(section: _Section) -> bool:
    """Whether another record begins in the section behind the front of the window, which is moved there."""
    section.drop(1)
    while True:
        if begin := _FIRST_LINE.search(section.window):
            section.drop(begin.start())
            return True
        section.drop(max(0, len(section.window) - len(_BEGIN) - 2))
        if not section.fill(len(section.window) + 1):
            return False
