"""What comes out of the ledger: articles and claims with where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select

from reportedly.article import Article
from reportedly.claim import Claim
from reportedly.ledger import journal, schema
from reportedly.ledger.claim_rows import claim_of, told_in
from reportedly.ledger.database import LedgerError
from reportedly.ledger.schema import State

_HASH = re.compile(r"(?:sha256:)?(?P<hex>[0-9a-f]{8,64})\Z")


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """One version of an article; `number` is that of its entry, `copy_of` the number of the article it is a copy of."""

    number: int
    key: str
    version: int
    name: str
    title: str | None
    publisher: str | None
    byline: str | None
    published: date | None
    url: str | None
    language: str | None
    origin: str | None
    retrieved: str | None
    copy_of: int | None
    reader: str | None
    current: bool
    withdrawn: bool
    text: bytes
    source: bytes | None

    def article(self, connection: Connection) -> Article:
        """The article itself, with its text. Raises Damaged where that has been changed."""
        return Article(
            journal.kept(connection, self.text).decode(),
            id=self.name,
            title=self.title,
            publisher=self.publisher,
            byline=self.byline,
            published=self.published,
            url=self.url,
            language=self.language,
            origin=self.origin,
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """One state of a claim: `name` is the same in all of them, `number` is this state's own.

    `at` is when it was entered, UTC; `by` is the reader, or the person who decided, with the reason. `decision` is the
    number of the decision that holds; it is `carried` where that was on an earlier version of the article. A state that
    came back because a decision was undone has in `undone_by` who undid it.
    """

    number: int
    name: str
    state: State
    current: bool
    claim: Claim
    quote: str
    article: ArticleRecord
    at: str
    by: str
    reason: str = ""
    decision: int | None = None
    carried: bool = False
    undone_by: str = ""


_COLUMNS = [f.name for f in fields(ArticleRecord) if f.name not in ("number", "text", "source")]


def _record(row: Any) -> ArticleRecord:
    known = {name: getattr(row, name) for name in _COLUMNS}
    source = bytes(row.source) if row.source is not None else None
    return ArticleRecord(number=row.id, text=bytes(row.text), source=source, **known)


def article_record(connection: Connection, number: int) -> ArticleRecord:
    """The version with that number."""
    return _record(connection.execute(select(schema.article).where(schema.article.c.id == number)).one())


def article_records(rows: Iterable[Any]) -> list[ArticleRecord]:
    """The versions that rows of `article` are, in their order."""
    return [_record(row) for row in rows]


def versions_with(connection: Connection, number: int) -> list[ArticleRecord]:
    """All versions of the article of which one has that number, oldest first; none where there is no such number."""
    row = schema.article.c
    key = select(row.key).where(row.id == number).scalar_subquery()
    return [_record(r) for r in connection.execute(select(schema.article).where(row.key == key).order_by(row.version))]


def articles_named(connection: Connection, name: str) -> list[ArticleRecord]:
    """All versions of the articles with a number, a name, an address, or the beginning of a hash of their text."""
    row = schema.article.c
    fits = [row.name == name, row.url == name, row.key == name]
    if name.isdecimal() and len(name) < 18:
        fits.append(row.id == int(name))
    if found := _HASH.match(name):
        low = bytes.fromhex(found["hex"][: len(found["hex"]) & ~1])
        for column in (row.text, row.source):
            fits.append(column.between(low, low + b"\xff" * (33 - len(low))))
    keys = select(row.key).where(or_(*fits))
    rows = connection.execute(select(schema.article).where(row.key.in_(keys)).order_by(row.key, row.version))
    return article_records(rows)


def kept_claims(connection: Connection, rows: Sequence[Any]) -> list[Kept]:
    """Rows of `claim` with what their entries say, in the order of the rows."""
    entries = journal.read(connection, {row.entry for row in rows} | {row.said for row in rows if row.said is not None})
    numbers = {row.article for row in rows}
    found = connection.execute(select(schema.article).where(schema.article.c.id.in_(numbers)))
    articles = {row.id: _record(row) for row in found}
    kept = []
    at, body = None, {}
    for row in rows:
        entry = entries[row.entry]
        if row.entry != at:  # one document at a time: fifty articles' worth of them set off the garbage collector
            at, body = row.entry, entry.document()
        told, said = told_in(row, body), body if row.said is None else entries[row.said].document()
        kept.append(
            Kept(
                row.id,
                row.name,
                State(row.state),
                row.current,
                claim_of(told["claim"]),
                told["quote"],
                articles[row.article],
                entry.at,
                said["reader"] if "reader" in said else said["by"],
                said.get("reason", ""),
                None if row.state == State.READ else row.said or row.entry,
                entry.kind == "reading" and row.state != State.READ,
                body["by"] if entry.kind == "undo" else "",
            )
        )
    return kept


def claim_named(connection: Connection, name: str) -> str | None:
    """The whole name of a claim, which may be cut short; None where there is none.

    Raises LedgerError where the beginning of the name fits several.
    """
    row = schema.claim.c
    fits = select(row.name).where(row.name.between(name, name + "g")).distinct().limit(2)
    names = connection.execute(fits).scalars().all()
    if len(names) > 1:
        raise LedgerError(f"several claims begin with {name}: write more of the name")
    return names[0] if names else None
