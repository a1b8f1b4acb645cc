"""A query as SQL: which claims of today's state fit, newest entry first."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, literal_column, or_, select, table, text
from sqlalchemy import column as sql_column

from reportedly.ledger import schema
from reportedly.ledger.identity import folded
from reportedly.ledger.query import Field, Figure, Query, Words

_RELATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_ROLES = {
    "claimant": ("claimant",),
    "via": ("relay", "channel", "translator", "publisher"),
    "by": ("by",),
    "who": ("who",),
}
_WORD = re.compile(r"\w+")
_claim = schema.claim.c


def matching(query: Query, connection: Connection, *, before: int | None, limit: int) -> Select[Any]:
    """The rows of `claim` that fit, with row numbers below `before`, at most `limit`."""
    found = select(schema.claim).where(_claim.current)
    if not any(f.name == "state" for f in query.fields):
        found = found.where(_claim.state != schema.State.REJECTED)
    if before is not None:
        found = found.where(_claim.id < before)
    for figure in query.figures:
        found = found.where(_figure(figure))
    for field in query.fields:
        fits = _fits(field, connection)
        found = found.where(~fits if field.negated else fits)
    found = _with_words(found, [w for w in query.words if _WORD.search(w.text)], connection)
    return found.order_by(_claim.id.desc()).limit(limit)


def _figure(asked: Figure) -> ColumnElement[bool]:
    fits: ColumnElement[bool] = _RELATIONS[asked.relation](_claim.figure, asked.number)
    return fits if asked.kind is None else and_(_claim.kind == asked.kind.value, fits)


def _fits(field: Field, connection: Connection) -> ColumnElement[bool]:
    name, value = field.name, field.value
    match name:
        case "kind" | "state":
            return schema.claim.c[name] == value
        case "status" | "verification":
            return func.coalesce(schema.claim.c[name], "") == value
        case "since":
            return _claim.end >= date.fromisoformat(value)
        case "until":
            return _claim.start <= date.fromisoformat(value)
        case "place" | "country":
            return _claim.id.in_(
                select(schema.claim_place.c.claim).where(schema.claim_place.c.place.in_(_places(field, connection)))
            )
        case "article" | "publisher":
            return _claim.article.in_(select(schema.article.c.id).where(_article(name, value)))
        case _:
            ids = _parties(value, connection)
            role = schema.claim_party.c.role.in_(_ROLES[name])
            return _claim.id.in_(select(schema.claim_party.c.claim).where(schema.claim_party.c.party.in_(ids), role))


def _article(name: str, value: str) -> ColumnElement[bool]:
    row = schema.article.c
    if name == "publisher":
        return func.lower(row.publisher) == value.lower()
    known = or_(row.name == value, row.url == value, row.key == value)
    return or_(known, row.id == int(value)) if value.isdecimal() and len(value) < 18 else known


def _parties(name: str, connection: Connection) -> list[str]:
    """The ids of all that goes by a name, with those they were merged with.

    A whole name goes before a part of one: "Newsweek" is not "Newsweek Japan".
    """
    row = schema.party.c
    words = folded(name)
    for fits in (or_(row.folded == words, row.id == name), _has_words(row.folded, words)):
        merged = select(row.merged).where(fits)
        if found := connection.execute(select(row.id).where(row.merged.in_(merged))).scalars().all():
            return list(found)
    return []


def _places(field: Field, connection: Connection) -> list[str]:
    row = schema.place.c
    words = folded(field.value)
    fits = (
        row.country == field.value.upper()
        if field.name == "country"
        else or_(_has_words(row.folded, words), row.id == field.value)
    )
    return list(connection.execute(select(row.id).where(fits)).scalars())


def _has_words(column: ColumnElement[Any], words: str) -> ColumnElement[bool]:
    """Whether a folded name has those words in it, next to one another."""
    if not words:
        return literal(False)
    return (literal(" ") + column + literal(" ")).contains(f" {words} ", autoescape=True)


def _with_words(found: Select[Any], words: list[Words], connection: Connection) -> Select[Any]:
    wanted = [_WORD.findall(w.text) for w in words if not w.negated]
    unwanted = [_WORD.findall(w.text) for w in words if w.negated]
    if connection.dialect.name == "postgresql":
        search: ColumnElement[Any] = literal_column("claim.search")
        for phrase in wanted:
            found = found.where(search.op("@@")(func.phraseto_tsquery("english", " ".join(phrase))))
        for phrase in unwanted:
            found = found.where(~search.op("@@")(func.phraseto_tsquery("english", " ".join(phrase))))
        return found
    index = table("claim_words", sql_column("rowid"))
    if wanted:
        found = found.join(index, index.c.rowid == _claim.id).where(
            text("claim_words match :wanted").bindparams(wanted=" ".join(f'"{" ".join(p)}"' for p in wanted))
        )
    for n, phrase in enumerate(unwanted):
        without = select(index.c.rowid).where(
            text(f"claim_words match :without{n}").bindparams(**{f"without{n}": f'"{" ".join(phrase)}"'})
        )
        found = found.where(_claim.id.not_in(without))
    return found
