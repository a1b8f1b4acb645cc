"""Which web archives lie in a WACZ, a zip of them, and their bytes, as far as they can be had.

A file with a wrong checksum is given all the same, for it is one record in it that is wrong, and that is found out when
its records are read. Python's own reader of zips would keep the whole file back.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import BinaryIO

from reportedly.intake.records import Seekable

_LOCAL_HEAD = 30  # bytes, before the name and what else stands there (APPNOTE 4.3.7)
_PIECE = 1 << 18
_ENCRYPTED = 1
_FREE = 64_000_000  # bytes that a file may unpack to however small it is
_MOST_SWELL = 100  # times its packed size, beyond that


class Unpackable(ValueError):  # noqa: N818 - it is what the file is
    """Raised where a file in a zip cannot be had, with the reason."""


class _Part:
    """A stretch of a file as a file of its own."""

    def __init__(self, stream: BinaryIO, begin: int, size: int) -> None:
        self._stream = stream
        self._begin = begin
        self._size = size
        self._at = 0

    def seek(self, offset: int, /) -> int:
        self._at = offset
        return offset

    def read(self, size: int, /) -> bytes:
        self._stream.seek(self._begin + self._at)
        data = self._stream.read(max(0, min(size, self._size - self._at)))
        self._at += len(data)
        return data


def archives_listed(stream: BinaryIO) -> list[zipfile.ZipInfo]:
    """The web archives in a WACZ (WACZ 1.1.1: archive/*.warc.gz). Raises BadZipFile where its list is broken."""
    with zipfile.ZipFile(stream) as box:
        return [
            info
            for info in box.infolist()
            if info.filename.startswith("archive/") and info.filename.lower().endswith((".warc", ".warc.gz"))
        ]


@contextmanager
def opened(stream: BinaryIO, info: zipfile.ZipInfo) -> Iterator[Seekable]:
    """The bytes of one file of a zip. Raises Unpackable where they cannot be had."""
    stream.seek(info.header_offset)
    head = stream.read(_LOCAL_HEAD)
    if len(head) < _LOCAL_HEAD or not head.startswith(b"PK\x03\x04"):
        raise Unpackable("no file of the zip begins here")
    if info.flag_bits & _ENCRYPTED:
        raise Unpackable("encrypted")
    begin = (
        info.header_offset + _LOCAL_HEAD + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    )
    packed = _Part(stream, begin, info.compress_size)
    if info.compress_type == zipfile.ZIP_STORED:
        yield packed
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        with TemporaryFile() as kept:
            _inflate(packed, kept, max(_FREE, _MOST_SWELL * info.compress_size))
            yield kept
    else:
        raise Unpackable("packed in a way this does not read; a WACZ stores its archives as they are")


def _inflate(packed: _Part, kept: BinaryIO, most: int) -> None:
    """Unpack as far as it goes; the reading of the records tells what is missing. Raises Unpackable for a bomb."""
    unpacker = zlib.decompressobj(wbits=-15)
    size = 0
    while not unpacker.eof:
        data = unpacker.unconsumed_tail or packed.read(_PIECE)
        try:
            piece = unpacker.decompress(data, _PIECE)
        except zlib.error:
            return
        if not piece and not data:
            return
        size += len(piece)
        if size > most:
            raise Unpackable(f"swells to more than {_MOST_SWELL} times its size")
        kept.write(piece)
