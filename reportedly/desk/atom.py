"""Searches as Atom feeds (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from lxml import etree  # type: ignore[import-untyped]

from reportedly.desk.settings import Settings
from reportedly.ledger import Kept
from reportedly.report import words

_ATOM = "http://www.w3.org/2005/Atom"
_NEVER = "1970-01-01T00:00:00+00:00"


def claims_feed(settings: Settings, query: str, claims: Sequence[Kept]) -> bytes:
    """The feed of a search: an entry a claim, under an id that never changes."""
    asked = f"?{urlencode({'q': query})}" if query else ""
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    _add(feed, "id", f"{settings.url}/search.atom{asked}")
    _add(feed, "title", f"{settings.name}: {words.clean(query) or 'all claims'}")
    _add(feed, "updated", max((one.at for one in claims), default=_NEVER))
    _add(feed, "link", rel="self", href=f"{settings.url}/search.atom{asked}")
    _add(feed, "link", rel="alternate", type="text/html", href=f"{settings.url}/search{asked}")
    _add(_add(feed, "author"), "name", settings.name)
    for one in claims:
        claim = one.claim
        entry = _add(feed, "entry")
        _add(entry, "id", f"{settings.url}/claims/{one.name}")
        _add(entry, "title", _title(one))
        _add(entry, "updated", one.at)
        _add(entry, "link", rel="alternate", type="text/html", href=f"{settings.url}/claims/{one.name}")
        told = " · ".join(filter(None, (f"“{words.clean(one.quote)}”", words.scene(claim), *words.checks(claim))))
        _add(entry, "summary", told)
    written: bytes = etree.tostring(feed, xml_declaration=True, encoding="utf-8")
    return written


def _title(kept: Kept) -> str:
    return f"{words.spoken(words.claimant(kept.claim))}: {words.told(kept.claim)}"


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    if text is not None:
        made.text = words.visible(text)
    return made
