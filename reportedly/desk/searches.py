"""Searches that somebody keeps, under a name of their own."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, delete, insert, select

from reportedly.desk import schema
from reportedly.desk.clock import now
from reportedly.ledger import LedgerError
from reportedly.ledger.database import asking, writing
from reportedly.ledger.query import parsed

_MOST = 200  # of one account
_row = schema.search.c


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that is kept."""

    id: int
    name: str
    query: str
    made: str


def keep(engine: Engine, account: int, name: str, query: str) -> SavedSearch:
    """Keep a search. Raises LedgerError for a query that cannot be read, no name, or too many."""
    name, query = " ".join(name.split()), query.strip()
    if not name or len(name) > 80:
        raise LedgerError("a saved search has a name of up to 80 characters")
    parsed(query)
    if len(of(engine, account)) >= _MOST:
        raise LedgerError(f"there are {_MOST} saved searches already: let one go first")
    made = now()
    with writing(engine) as connection:
        row = insert(schema.search).values(account=account, name=name, query=query, made=made).returning(_row.id)
        return SavedSearch(connection.execute(row).scalar_one(), name, query, made)


def of(engine: Engine, account: int) -> list[SavedSearch]:
    """The searches of an account, oldest first."""
    with asking(engine) as connection:
        rows = connection.execute(select(schema.search).where(_row.account == account).order_by(_row.id))
        return [SavedSearch(row.id, row.name, row.query, row.made) for row in rows]


def drop(engine: Engine, account: int, id: int) -> bool:
    """Let a search go; says whether the account had it."""
    with writing(engine) as connection:
        return connection.execute(delete(schema.search).where(_row.id == id, _row.account == account)).rowcount > 0
