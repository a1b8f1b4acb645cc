"""What a URL answered, its article out: a page, or plain text."""

from __future__ import annotations

import codecs
from dataclasses import replace

from reportedly.intake.capture import Arrival, Capture
from reportedly.intake.metadata import Metadata
from reportedly.intake.problem import Unreadable
from reportedly.intake.text import decoded, marked_encoding
from reportedly.intake.url import canonical

_PAGES = frozenset(("text/html", "application/xhtml+xml"))
_WINDOWS = frozenset(("iso8859-1", "ascii"))  # which browsers read as Windows-1252, and pages rely on it
_NOTHING = Metadata()


def arrival_of(capture: Capture, charset: str | None, known: Metadata, beside: Metadata = _NOTHING) -> Arrival:
    """The article in an answer over HTTP; `charset` is the one that its header names.

    What `known` knows holds over what the page declares, and that over `beside`, as what a feed says of it. The
    article's URL is the one that answered, without trackers: a page may name any URL as its own, and what it names is
    kept in the capture's details ("canonical").

    Raises Unreadable where there is no article in it.
    """
    from reportedly.intake.html import article_on, page_text  # half a second, for those who read pages

    data = _in_utf8(capture.data, charset)
    if not data.strip():
        raise Unreadable("empty; there is nothing to read")
    asked = capture.exchange.url if capture.exchange is not None else None
    here = Metadata(url=canonical(asked) if asked else None)
    if capture.media_type in _PAGES:
        text, own = article_on(page_text(data))
    elif capture.media_type == "text/plain":
        text, own = decoded(data), Metadata()
    else:
        raise Unreadable(f"{capture.media_type[:60] or 'unknown type'}: neither a page nor plain text")
    if own.url and own.url != here.url:
        capture = replace(capture, details={**capture.details, "canonical": own.url})
    return Arrival(known.over(here).over(own).over(beside).article(text), capture)


def _in_utf8(data: bytes, charset: str | None) -> bytes:
    """The bytes, from the header's charset where they are not UTF-8 and bear no mark; the header goes before the page.

    A charset that nobody knows, or that does not fit, is passed over: the page may name one itself.
    """
    if charset is None or marked_encoding(data):
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return data
    try:
        codec = codecs.lookup(charset)
        if not codec._is_text_encoding or codec.name == "utf-8":
            return data
        if codec.name.startswith(("utf-16", "utf-32")) and b"\0" not in data:
            return data
        text = data.decode("cp1252" if codec.name in _WINDOWS else codec.name, "replace")
    except (LookupError, UnicodeError, ValueError):
        return data
    return data if text.count("\ufffd") > 0.001 * len(text) else text.encode("utf-8", "replace")
