"""A query as SQL: which claims of today's state fit, newest entry first.

All conditions become terms of one index (reportedly.ledger.marks). FTS5 meets them in the order of the rows and stops
at the end of the page; PostgreSQL's GIN index meets them before it fetches a row. A range of figures or days takes in
a few neighbours there, which the row itself then sorts out.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from reportedly.ledger import marks, schema, stretches
from reportedly.ledger.identity import folded, publisher_name
from reportedly.ledger.query import Field, Figure, Query
from reportedly.ledger.schema import CheckResult, State

_RELATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_WORD = re.compile(r"\w+")
_ANY_FIGURE = (0.0, float("inf"))
_DATES = ("since", "until")
_claim, _index = schema.claim.c, table("claim_words", column("rowid"))


@dataclass(slots=True)
class _Terms:
    """What a claim must have: of each list in `every` and `ranges` a term, and each phrase; and what it must not have.

    Ranges are asked of the row as well, for their terms take in a few neighbours.
    """

    every: list[list[str]] = field(default_factory=list)
    ranges: list[list[str]] = field(default_factory=list)
    none: list[str] = field(default_factory=list)
    phrases: list[list[str]] = field(default_factory=list)
    no_phrases: list[list[str]] = field(default_factory=list)


def rows_of(query: Query, connection: Connection, *, before: int | None, limit: int) -> Sequence[Row[Any]]:
    """The rows of `claim` that fit, with row numbers below `before`, newest first, at most `limit`."""
    terms = _Terms()
    exact = [*_figures(query.figures, terms), *_days(query.fields, terms)]
    for one in query.fields:
        if one.name in _DATES:
            continue
        found = [marks.of(one.name, value) for value in _values(one, connection)]
        if one.negated != (one == Field("checked", "none", one.negated)):  # that is "has none of these terms"
            terms.none += found
        else:
            terms.every.append(found)
    if not any(f.name == "state" for f in query.fields):
        terms.none.append(marks.of("state", State.REJECTED))
    for words in query.words:
        if phrase := _WORD.findall(words.text):
            (terms.no_phrases if words.negated else terms.phrases).append(phrase)
    if not all(terms.every + terms.ranges):  # there is nothing of that name, or in that range
        return []
    if connection.dialect.name == "postgresql":
        rows = stretches.newest(connection, _on_postgresql(connection, terms), exact, before, limit)
        return connection.execute(select(schema.claim).where(_claim.id.in_(rows)).order_by(_claim.id.desc())).all()
    return connection.execute(_on_sqlite(terms, before).where(*exact).limit(limit)).all()


def _figures(asked: Iterable[Figure], terms: _Terms) -> list[ColumnElement[bool]]:
    low, high = _ANY_FIGURE
    exact: list[ColumnElement[bool]] = []
    for figure in asked:
        exact.append(_RELATIONS[figure.relation](_claim.figure, figure.number))
        low = max(low, figure.number) if figure.relation in ("=", ">", ">=") else low
        high = min(high, figure.number) if figure.relation in ("=", "<", "<=") else high
        if figure.kind is not None:
            terms.every.append([marks.of("kind", figure.kind)])
    if exact:
        terms.ranges.append(marks.figures(low, high))
    return exact


def _days(asked: Iterable[Field], terms: _Terms) -> list[ColumnElement[bool]]:
    since = max((date.fromisoformat(f.value) for f in asked if f.name == "since"), default=None)
    until = min((date.fromisoformat(f.value) for f in asked if f.name == "until"), default=None)
    exact: list[ColumnElement[bool]] = []
    if since:
        exact.append(_claim.end >= since)
    if until:
        exact.append(_claim.start <= until)
    if exact:
        terms.ranges += marks.days(since, until)
    return exact


def _values(asked: Field, connection: Connection) -> list[str]:
    """What the ledger calls the thing that a field asks for: several things where a name fits several."""
    match asked.name:
        case "kind" | "state" | "status" | "verification":
            return [asked.value]
        case "checked":
            return list(CheckResult) if asked.value == "none" else [asked.value]
        case "country":
            return [asked.value] if asked.value.isascii() and asked.value.isalpha() else []
        case "publisher":
            return [publisher_name(asked.value)]
        case "article":
            numbers = select(schema.article.c.id).where(_article(asked.value))
            return [str(number) for number in connection.execute(numbers).scalars()]
        case "place":
            row, words = schema.place.c, folded(asked.value)
            fits = or_(_has_words(row.folded, words), row.id == asked.value)
            return list(connection.execute(select(row.id).where(fits)).scalars())
        case _:
            return _parties(asked.value, connection)


def _article(value: str) -> ColumnElement[bool]:
    row = schema.article.c
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


def _has_words(name: ColumnElement[Any], words: str) -> ColumnElement[bool]:
    """Whether a folded name has those words in it, next to one another."""
    if not words:
        return literal(False)
    return (literal(" ") + name + literal(" ")).contains(f" {words} ", autoescape=True)


def _on_sqlite(terms: _Terms, before: int | None) -> Select[Any]:
    wanted = [" OR ".join(f'"{term}"' for term in some) for some in terms.every + terms.ranges]
    wanted += [_phrase(words) for words in terms.phrases]
    unwanted = [f'"{term}"' for term in terms.none] + [_phrase(words) for words in terms.no_phrases]
    if not wanted:
        wanted.append(" OR ".join(f'"{marks.of("state", state)}"' for state in State))  # every claim has one of them
    sought = " AND ".join(f"({some})" for some in wanted) + "".join(f" NOT {one}" for one in unwanted)
    # The plus keeps the planner from asking the index about one row after another.
    found = select(schema.claim).join(_index, text("claim.id = +claim_words.rowid"))
    found = found.where(text("claim_words match :sought").bindparams(sought=sought))
    row = _index.c.rowid
    if before is not None:
        found = found.where(row < before)
    return found.order_by(row.desc())


def _phrase(words: list[str]) -> str:
    return f'"{" ".join(words)}"'


def _on_postgresql(connection: Connection, terms: _Terms) -> list[ColumnElement[Any]]:
    """What must hold, one condition each: GIN leaps from one to the next, which it does not do within one."""
    ranges = stretches.worth_asking(terms.ranges, alone=not terms.every and not terms.phrases)
    wanted: list[ColumnElement[Any]] = [
        cast(" | ".join(f"'{term}'" for term in some), TSQUERY) for some in terms.every + ranges
    ]
    if phrases := [func.phraseto_tsquery("english", " ".join(words)) for words in terms.phrases]:
        # Nothing is left of a phrase such as "of the", and nothing would be found by it.
        sizes = connection.execute(select(*(func.numnode(phrase) for phrase in phrases))).one()
        wanted += [phrase for phrase, size in zip(phrases, sizes, strict=True) if size]
    unwanted: ColumnElement[Any] = cast(" & ".join(f"!'{term}'" for term in terms.none), TSQUERY)
    for words in terms.no_phrases:
        unwanted = unwanted.op("&&")(func.tsquery_not(func.phraseto_tsquery("english", " ".join(words))))
    return [wanted[0].op("&&")(unwanted), *wanted[1:]] if wanted else [unwanted]
