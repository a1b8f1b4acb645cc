"""Bytes in, text out: which encoding, and whether it is text at all."""

from __future__ import annotations

import codecs

from reportedly.intake.problem import Unreadable

# The first bytes of files that people mistake for text, and what to do with them
_KNOWN = (
    (b"%PDF", "a PDF; turn it into text first, e.g. pdftotext FILE"),
    (b"PK\x03\x04", "a zip or office document; save it as plain text (UTF-8) first"),
    (b"\xd0\xcf\x11\xe0", "an old office document; save it as plain text (UTF-8) first"),
    (b"\x1f\x8b", "compressed; unpack it first, e.g. gunzip FILE"),
    (b"\x89PNG", "a picture; there is no text to read"),
    (b"\xff\xd8\xff", "a picture; there is no text to read"),
    (b"{\\rtf", "rich text (RTF); save it as plain text (UTF-8) first"),
)
_MARKED = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))


def refuse_binary(data: bytes) -> None:
    """Raises Unreadable where the bytes are those of a known binary format, or of any."""
    for start, advice in _KNOWN:
        if data.startswith(start):
            raise Unreadable(advice)
    if any(data.startswith(mark) for mark, _ in _MARKED):
        return
    head = data[:65536]
    if b"\0" in data or len(head.translate(None, _CONTROLS)) < 0.98 * len(head):
        raise Unreadable("binary, not text; give plain text in UTF-8")


def marked_encoding(data: bytes) -> tuple[str, bytes] | None:
    """The encoding that a byte order mark names, and the bytes without the mark."""
    return next(((name, data[len(mark) :]) for mark, name in _MARKED if data.startswith(mark)), None)


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, or in UTF-16 or UTF-32 with a byte order mark, with plain newlines.

    Raises Unreadable, with the line, where it is anything else, or empty.
    """
    refuse_binary(data)
    encoding, body = marked_encoding(data) or ("utf-8", data)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(*_wrong(encoding, body, error)) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise Unreadable("empty; there is nothing to read")
    return text


def _wrong(encoding: str, body: bytes, error: UnicodeDecodeError) -> tuple[str, int | None]:
    if encoding != "utf-8":
        return f"broken {encoding.upper()}; save it as UTF-8", None
    byte = body[error.start]
    line = body.count(b"\n", 0, error.start) + 1
    return f"not UTF-8 (byte 0x{byte:02X}); convert it, e.g. iconv -f cp1251 -t utf-8 FILE", line
