"""Tokens for programs: each has scopes and may end; it is shown once, when it is made."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import Engine, delete, insert, select

from reportedly.desk import schema
from reportedly.desk.accounts.account import Account, AccountError, account_from
from reportedly.desk.accounts.session import digest, secret
from reportedly.desk.clock import now
from reportedly.ledger.database import asking, writing

PREFIX = "rptd_"  # so that scanners for leaked secrets can find them
_row, _account = schema.token.c, schema.account.c


class Scope(StrEnum):
    """What a token may do, within what its account may."""

    READ = "read"
    ADD = "add"  # articles
    REVIEW = "review"  # claims, verification, replies
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is listed; what it is itself is not kept."""

    id: int
    name: str
    scopes: frozenset[Scope]
    made: str
    ends: str | None


def make(
    engine: Engine, account: Account, name: str, scopes: Collection[Scope], days: int | None = None
) -> tuple[Token, str]:
    """A new token, and the words that a program sends. Raises AccountError without a name or a scope."""
    name = " ".join(name.split())
    if not name or len(name) > 80 or not scopes:
        raise AccountError("a token has a name of up to 80 characters, and one scope or more")
    ends = now(timedelta(days=days)) if days else None
    words = PREFIX + secret()
    listed = " ".join(sorted(scope.value for scope in scopes))
    row = {"account": account.id, "name": name, "scopes": listed, "digest": digest(words), "made": now(), "ends": ends}
    with writing(engine) as connection:
        id = connection.execute(insert(schema.token).values(**row).returning(_row.id)).scalar_one()
    return Token(id, name, frozenset(scopes), str(row["made"]), ends), words


def of(engine: Engine, account: Account) -> list[Token]:
    """The tokens of an account, oldest first."""
    with asking(engine) as connection:
        rows = connection.execute(select(schema.token).where(_row.account == account.id).order_by(_row.id))
        return [Token(r.id, r.name, frozenset(map(Scope, r.scopes.split())), r.made, r.ends) for r in rows]


def end(engine: Engine, account: Account, id: int) -> None:
    """Take a token back. Raises AccountError where the account has no such token."""
    with writing(engine) as connection:
        gone = connection.execute(delete(schema.token).where(_row.id == id, _row.account == account.id))
        if not gone.rowcount:
            raise AccountError(f"no token {id}")


def bearer(engine: Engine, words: str) -> tuple[Account, frozenset[Scope]] | None:
    """Whose token this is, and what it may do; None where it is none, or no longer."""
    with asking(engine) as connection:
        row = connection.execute(
            select(schema.account, _row.scopes, _row.ends)
            .join(schema.token, _row.account == _account.id)
            .where(_row.digest == digest(words), _account.active)
        ).first()
    if row is None or (row.ends is not None and row.ends <= now()):
        return None
    return account_from(row), frozenset(map(Scope, row.scopes.split()))
