"""RSS and Atom feeds in, their items out: title and text, with link, author, date and publisher.

feedparser reads the bytes it is given and never fetches. What an item carries may be the whole article or a teaser;
`links_in` gives the addresses for those who fetch the articles themselves.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO

import feedparser
from lxml import etree  # type: ignore[import-untyped]

from reportedly.intake.capture import Arrival, Capture
from reportedly.intake.fragment import has_markup, paragraphs, words_of
from reportedly.intake.metadata import Metadata, whole
from reportedly.intake.problem import Note, Problem
from reportedly.intake.text import marked_encoding

_BEFORE_ROOT = ("<?", re.compile(r"\?>")), ("<!--", re.compile("-->")), ("<!", re.compile(r"\A[^\[>]*>|\]\s*>"))
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?(rss|feed|RDF)\b([^<>]{0,8000})")
_SPACE_OF = {"feed": ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"), "RDF": ("http://purl.org/rss/1.0/",)}
_ITEM = "{*}item", "{*}entry"
_HARMLESS = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
_HTML = frozenset(("text/html", "application/xhtml+xml"))
_WEB = ("http://", "https://")
_TYPE = {"rss": "application/rss+xml", "atom": "application/atom+xml"}

Entry = dict[str, Any]


def looks_like_feed(data: bytes) -> bool:
    """Whether these bytes, or a file that begins with them, are an RSS or Atom feed.

    >>> looks_like_feed(b'<?xml version="1.0"?><rss version="2.0"><channel>')
    True
    >>> looks_like_feed(b"<!doctype html><html><head><title>RSS</title>")
    False
    """
    encoding, body = marked_encoding(data[:20_000]) or ("utf-8", data[:20_000])
    head = body.decode(encoding, "ignore").lstrip()
    while ending := next((ending for opening, ending in _BEFORE_ROOT if head.startswith(opening)), None):
        end = ending.search(head)
        if end is None:
            return False
        head = head[end.end() :].lstrip()
    root = _ROOT.match(head)
    return root is not None and any(space in root[2] for space in _SPACE_OF.get(root[1], ("",)))


def links_in(data: bytes) -> list[str]:
    """The addresses that a feed's items link to, in its order, each once.

    >>> links_in(b'<rss><channel><item><link>https://harbourpost.example/depot</link></item></channel></rss>')
    ['https://harbourpost.example/depot']
    """
    links = (_link(entry) for entry in _parsed(data).entries)
    return list(dict.fromkeys(link for link in links if link))


def arrivals_in(stream: BinaryIO, source: str, known: Metadata, largest: int) -> Iterator[Arrival | Problem]:
    """The items of a feed that have text, in its order, each with its own XML as the bytes it was read from.

    A feed that is not well-formed is read as far as it goes, with a problem; items that have but a title give no
    article and are counted in a note, or in a problem where there are no others. What `known` knows holds for all.
    """
    data = stream.read(largest + 1)
    if len(data) > largest:
        yield Problem(source, None, f"larger than {largest / 1e6:.0f} MB; split it")
        return
    if not looks_like_feed(data):
        yield Problem(source, None, "not an RSS or Atom feed")
        return
    feed = _parsed(data)
    entries = [entry for entry in feed.entries if dict(entry)]  # what is cut off at once leaves an empty one
    media_type = _TYPE["atom" if str(feed.get("version", "")).startswith("atom") else "rss"]
    pieces = _items(data)
    kept = pieces if len(pieces) == len(feed.entries) else [data] * len(feed.entries)
    bare = 0
    for number, (entry, item) in enumerate(zip(feed.entries, kept, strict=True), 1):
        if text := _text(entry):
            details = _details(entry, feed.feed)
            capture = Capture(item, media_type, f"{source}:{_words(entry, 'id') or number}", details=details)
            yield Arrival(known.over(_metadata(entry, feed.feed)).article(text), capture)
        elif dict(entry):
            bare += 1
    if bare:
        told = f"{bare} of {len(entries)} items have no text; read the pages that they link to"
        yield (Problem if bare == len(entries) else Note)(source, None, told)
    yield from _broken(feed, source, len(entries))


def _parsed(data: bytes) -> Any:
    return feedparser.parse(io.BytesIO(data))  # a stream: bytes alone could be taken for the name of a file


def _broken(feed: Any, source: str, items: int) -> Iterator[Problem]:
    error = feed.get("bozo_exception")
    if feed.get("bozo") and not isinstance(error, _HARMLESS):
        line = getattr(error, "getLineNumber", lambda: None)()
        what = getattr(error, "getMessage", lambda: "")() or "not well-formed"
        yield Problem(source, line, f"broken feed ({what}); {items} items were read")
    elif not items:
        yield Problem(source, None, "no items in this feed")


def _items(data: bytes) -> list[bytes]:
    """The XML of each item, canonical (C14N), so that the same item has the same bytes in tomorrow's feed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False)
    try:
        tree = etree.fromstring(data, parser)
        return [etree.tostring(item, method="c14n", with_tail=False) for item in tree.iter(*_ITEM)]
    except (etree.LxmlError, ValueError):
        return []


def _words(entry: Entry, key: str) -> str | None:
    """A field as plain words in one line, None where it is not there or empty."""
    value = entry.get(key)
    if not isinstance(value, str):
        return None
    plain = words_of(value) if has_markup(value) else value
    return whole(" ".join(plain.split())) or None


def _text(entry: Entry) -> str:
    """The item's title with its whole text where it carries one, else with its summary; "" where it has neither."""
    contents = [
        part for part in entry.get("content") or [] if str(part.get("type")).startswith(("text/", "application/xh"))
    ]
    body = max((_body(part) for part in contents), key=len, default="") or _body(entry.get("summary_detail") or {})
    title = _words(entry, "title")
    if not body or title is None or " ".join(body.split()).startswith(title):
        return body
    return f"{title}\n\n{body}"


def _body(part: Entry) -> str:
    value = part.get("value")
    if not isinstance(value, str):
        return ""
    is_html = part.get("type") in _HTML or has_markup(value)
    return whole(words_of(value) if is_html else paragraphs(value))


def _link(entry: Entry) -> str | None:
    link = entry.get("link")
    return whole(link.strip()) if isinstance(link, str) and link.strip().lower().startswith(_WEB) else None


def _metadata(entry: Entry, feed: Entry) -> Metadata:
    publisher, origin = _words(feed, "title"), _words(entry.get("source") or {}, "title")
    return Metadata(
        id=_words(entry, "id") or _link(entry),
        title=_words(entry, "title"),
        publisher=publisher,
        byline=_authors(entry),
        published=_day(entry),
        url=_link(entry),
        origin=origin if origin != publisher else None,
    )


def _authors(entry: Entry) -> str | None:
    names = [_words(author, "name") for author in entry.get("authors") or []]
    return ", ".join(name for name in names if name) or _words(entry, "author")


def _day(entry: Entry) -> date | None:
    """The day of publication as the feed writes it, in its own time zone, for that is the day the article speaks of."""
    for key in ("published", "updated"):
        written = dict.get(entry, key)  # its own get warns of a mapping of old
        moment = dict.get(entry, f"{key}_parsed")
        if not isinstance(written, str) or moment is None:
            continue
        for read in (datetime.fromisoformat, parsedate_to_datetime):
            try:
                return read(written.strip()).date()
            except ValueError:
                pass
        return date(*moment[:3])
    return None


def _details(entry: Entry, feed: Entry) -> dict[str, Any]:
    """What the item tells beside its words; what is not known is left out."""
    enclosures = [
        {key: link.get(key) for key in ("href", "type", "length") if link.get(key)}
        for link in entry.get("links") or []
        if link.get("rel") == "enclosure"
    ]
    found = {
        "guid": entry.get("id"),
        "feed": _link(feed),
        "posted": dict.get(entry, "published"),
        "updated": dict.get(entry, "updated"),
        "tags": [tag.get("term") for tag in entry.get("tags") or [] if tag.get("term")],
        "media": enclosures,
    }
    return {key: value for key, value in found.items() if value}
