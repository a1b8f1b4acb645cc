"""What the journal says now: each entry in turn becomes rows that can be asked.

The same function serves adding, restoring and checking: who applies all entries to empty tables has the tables.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date

from sqlalchemy import Connection, delete, insert, select, update

from reportedly.ledger import claim_rows, schema, standing
from reportedly.ledger.claim_rows import CLAIMS_AN_ENTRY, Texts, claim_of, document_of
from reportedly.ledger.copies import sketch_of
from reportedly.ledger.database import insert_new
from reportedly.ledger.journal import Body, Entry, Pen, kept

__all__ = ["CLAIMS_AN_ENTRY", "apply", "claim_of", "document_of", "enter", "link_digest"]

# Statements that every article needs are made once: making them costs as much as running them.
_ARTICLE, _BAND = insert(schema.article), insert(schema.band)


def enter(pen: Pen, kind: str, body: Body) -> Entry:
    """Write an entry and make its rows."""
    entry = pen.append(kind, body)
    apply(entry, pen.connection, lambda digest: kept(pen.connection, digest).decode())
    return entry


def apply(entry: Entry, connection: Connection, text_of: Texts) -> None:
    """Make the rows of an entry; `text_of` gives the text with a digest."""
    body = entry.document()
    _APPLY[entry.kind](entry, body, connection, text_of)


# --- articles ---------------------------------------------------------------------------------------------------------


def _article(entry: Entry, body: Body, connection: Connection, text_of: Texts) -> None:
    if body["version"] > 1:
        older = schema.article.c.key == body["key"]
        claims = schema.claim.c.article.in_(select(schema.article.c.id).where(older, schema.article.c.current))
        connection.execute(update(schema.claim).where(claims).values(current=False))
        connection.execute(update(schema.article).where(older).values(current=False))
    text = bytes.fromhex(body["text"]["sha256"])
    capture = body.get("capture") or {}
    connection.execute(
        _ARTICLE,
        {
            "id": entry.seq,
            "key": body["key"],
            "version": body["version"],
            "digest": bytes.fromhex(body["digest"]),
            "name": body["name"],
            "title": body["title"],
            "publisher": body["publisher"],
            "byline": body["byline"],
            "published": body["published"] and date.fromisoformat(body["published"]),
            "url": body["url"],
            "language": body["language"],
            "origin": body["origin"],
            "text": text,
            "source": bytes.fromhex(capture["sha256"]) if capture else None,
            "retrieved": capture.get("retrieved"),
            "copy_of": body["copy_of"],
            "reading": None,
            "reader": None,
            "current": True,
            "withdrawn": False,
        },
    )
    # Only an original can be copied; else a thousand copies would each be compared with all before.
    bands = sorted(set(sketch_of(text_of(text), body["language"]).bands)) if body["copy_of"] is None else []
    if bands:
        connection.execute(_BAND, [{"hash": hash, "article": entry.seq} for hash in bands])
    followed = capture.get("details", {}).get("link")
    if isinstance(followed, str):
        _followed(entry, followed, entry.seq, connection)


# --- feeds ------------------------------------------------------------------------------------------------------------


def link_digest(link: str) -> bytes:
    """What a link is looked up by."""
    return hashlib.sha256(link.encode()).digest()


def _followed(entry: Entry, link: str, article: int | None, connection: Connection) -> None:
    row = {"digest": link_digest(link), "url": link, "article": article, "entry": entry.seq}
    insert_new(connection, schema.link, [row])


def _link(entry: Entry, body: Body, connection: Connection, text_of: Texts) -> None:
    _followed(entry, body["link"], body["article"], connection)


def _poll(entry: Entry, body: Body, connection: Connection, text_of: Texts) -> None:
    connection.execute(delete(schema.feed).where(schema.feed.c.url == body["feed"]))
    row = {"url": body["feed"], "etag": body["etag"], "modified": body["modified"], "entry": entry.seq}
    connection.execute(insert(schema.feed), row)


def _nothing(entry: Entry, body: Body, connection: Connection, text_of: Texts) -> None:
    pass


_APPLY: dict[str, Callable[[Entry, Body, Connection, Texts], None]] = {
    "article": _article,
    "reading": claim_rows.read,
    "poll": _poll,
    "link": _link,
    "checkpoint": _nothing,
    "timestamp": _nothing,
    **dict.fromkeys(standing.KINDS, standing.enter),
}
