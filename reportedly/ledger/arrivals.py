"""An article comes in: is it known, is it a new version, is it a copy; and the entries that keep it."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, or_, select

from reportedly.article import Article
from reportedly.claim import Claim, Reading
from reportedly.intake.capture import Arrival, Capture
from reportedly.ledger import journal, polls, projection, schema
from reportedly.ledger.copies import ALIKE, Sketch, sketch, sketch_of
from reportedly.ledger.identity import article_digest, article_key, bounded, claim_names
from reportedly.ledger.journal import Body

READ_LANGUAGES: frozenset[str | None] = frozenset({None, "en"})

_row, _band = schema.article.c, schema.band.c
_VERSIONS = (
    select(_row.id, _row.version, _row.name, _row.digest, _row.copy_of, _row.reader, _row.current, _row.retrieved)
    .where(_row.key == bindparam("key"))
    .order_by(_row.version)
)
_COMPARED = 20  # sentences that every bulletin repeats put thousands into one band; a copy shares more than one
_nearest = (
    select(_band.article, func.count().label("shared"))
    .join(schema.article, _row.id == _band.article)
    .where(_band.hash.in_(bindparam("bands", expanding=True)), _row.key != bindparam("key"))
    .group_by(_band.article)
    .order_by(func.count().desc(), _band.article)
    .limit(_COMPARED)
    .subquery()
)
_ALIKE = (
    select(_row.id, _row.text).join(_nearest, _nearest.c.article == _row.id).order_by(_nearest.c.shared.desc(), _row.id)
)


class Outcome(StrEnum):
    """What adding an article came to."""

    NEW = "new"
    CHANGED = "changed"  # a new version of one that was there
    KNOWN = "known"
    REREAD = "reread"  # the text was known, its reading is new


@dataclass(frozen=True, slots=True)
class Added:
    """What adding an article came to: its number, its version, its claims; `copy_of` is the article it is a copy of.

    What is not `read` waits for `Ledger.reread`, unless there is no reader for its language (`readable`).
    """

    outcome: Outcome
    number: int
    version: int
    name: str
    claims: int
    copy_of: int | None
    read: bool
    readable: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that can be worked out about an arrival before the pen is taken."""

    article: Article
    capture: Capture
    key: str
    digest: bytes
    sketch: Sketch
    reading: Body | None = None

    def read_by(self, reader: Callable[[Article], Reading], name: str) -> Prepared:
        """The same, read."""
        return replace(self, reading=reading_document(self.key, reader(self.article), name))


def is_readable(article: Article, languages: Set[str | None] = READ_LANGUAGES) -> bool:
    """Whether a reader of those languages can read it; by default the reader of prose."""
    return article.language in languages


def readable_rows() -> ColumnElement[bool]:
    """The same of the reader of prose, asked of the rows of `article`."""
    return or_(_row.language.is_(None), _row.language.in_(READ_LANGUAGES - {None}))


def prepared(arrival: Arrival) -> Prepared:
    """An arrival with its key, its digest and its sketch."""
    article = replace(arrival.article, id=bounded(arrival.article.id))
    known = sketch_of(article.text, article.language)
    return Prepared(article, arrival.capture, article_key(article), article_digest(article), known)


def reading_document(key: str, reading: Reading, reader: str) -> Body:
    """A reading as the journal keeps it."""
    text = reading.article.text
    names = claim_names(key, reading.claims, text)
    by_id = {claim.id: name for claim, name in zip(reading.claims, names, strict=True)}
    label = reading.label
    return {
        "reader": reader,
        "claims": [
            {
                "name": name,
                "quote": quotation(claim, text),
                "claim": projection.document_of(claim),
            }
            for claim, name in zip(reading.claims, names, strict=True)
        ],
        "findings": [
            {"kind": f.kind, "text": f.text, "claims": [by_id[c] for c in f.claims if c in by_id]}
            for f in reading.findings
        ],
        "label": {name: getattr(label, name) for name in label.__slots__},
    }


def quotation(claim: Claim, text: str) -> str:
    """The words of the text that a claim rests on."""
    return " … ".join(" ".join(span.of(text).split()) for span in claim.evidence)


def knows(connection: Connection, one: Prepared, reader: str) -> bool:
    """Whether adding it would add nothing."""
    row = _version(_versions(connection, one), one)
    return row is not None and row.reader == reader


def record(pen: journal.Pen, one: Prepared) -> Added:
    """Keep what is new of an arrival. The pen is held, so nobody else adds at the same time."""
    connection = pen.connection
    readable = one.reading is not None or is_readable(one.article)
    versions = _versions(connection, one)
    row = _version(versions, one)
    if row is not None:
        read = one.reading is not None and row.reader != one.reading["reader"]
        if read and one.reading is not None:
            enter_reading(pen, row.id, one.reading)
        if isinstance(link := one.capture.details.get("link"), str):
            polls.follow(pen, link, row.id)  # two links may lead to one page
        outcome = Outcome.REREAD if read and row.reader is not None else Outcome.KNOWN
        return Added(outcome, row.id, row.version, row.name, _claims(one), row.copy_of, read, readable)
    version, copy_of = len(versions) + 1, _copied(connection, one)
    entry = projection.enter(pen, "article", _article_document(connection, one, version, copy_of))
    if one.reading is not None:
        enter_reading(pen, entry.seq, one.reading)
    outcome = Outcome.CHANGED if versions else Outcome.NEW
    is_read = one.reading is not None
    return Added(outcome, entry.seq, version, one.article.id, _claims(one), copy_of, is_read, readable)


def _claims(one: Prepared) -> int:
    return len(one.reading["claims"]) if one.reading else 0


def _versions(connection: Connection, one: Prepared) -> Sequence[Any]:
    """The versions that are kept of an article, oldest first."""
    return connection.execute(_VERSIONS, {"key": one.key}).all()


def _version(rows: Sequence[Any], one: Prepared) -> Any:
    """The version that this is: the one in force if it says the same; of sources that lie still, any earlier one.

    A page that goes back to what it said before has changed once more; a file that is added twice has not.
    """
    same = [r for r in rows if bytes(r.digest) == one.digest]
    if not same:
        return None
    current = next(r for r in rows if r.current)
    moved_on = one.capture.exchange is not None and (current.retrieved or "") < (_when(one.capture) or "")
    return same[-1] if current in same or not moved_on else None


def enter_reading(pen: journal.Pen, article: int, reading: Body) -> None:
    """Keep a reading of the article with that number."""
    projection.enter(pen, "reading", {"article": article, **reading})


def _copied(connection: Connection, one: Prepared) -> int | None:
    """The original that this is a copy of, the likeliest first; its own earlier versions are none."""
    if not one.sketch.bands:
        return None
    for candidate in connection.execute(_ALIKE, {"key": one.key, "bands": one.sketch.bands}).all():
        text = journal.kept(connection, bytes(candidate.text)).decode()
        if one.sketch.likeness(sketch(text)) >= ALIKE:
            return int(candidate.id)
    return None


def _when(capture: Capture) -> str | None:
    return capture.retrieved.astimezone(UTC).isoformat(timespec="milliseconds") if capture.retrieved else None


def _article_document(connection: Connection, one: Prepared, version: int, copy_of: int | None) -> Body:
    article, capture = one.article, one.capture
    words = article.text.encode()
    text, text_stored = journal.keep(connection, words)
    source, source_stored = (text, text_stored) if capture.data == words else journal.keep(connection, capture.data)
    exchange = capture.exchange
    return {
        "key": one.key,
        "version": version,
        "digest": one.digest.hex(),
        "name": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "byline": article.byline,
        "published": article.published and article.published.isoformat(),
        "url": article.url,
        "language": article.language,
        "origin": article.origin,
        "copy_of": copy_of,
        "text": {"sha256": text, "stored": text_stored},
        "capture": {
            "sha256": source,
            "stored": source_stored,
            "media_type": capture.media_type,
            "source": capture.source,
            "retrieved": _when(capture),
            "details": dict(capture.details),
            "exchange": exchange
            and {
                "url": exchange.url,
                "status": exchange.status,
                "address": exchange.address,
                "request": [list(pair) for pair in exchange.request],
                "response": [list(pair) for pair in exchange.response],
                "redirects": [[hop.url, hop.status, hop.location] for hop in exchange.redirects],
            },
        },
    }
