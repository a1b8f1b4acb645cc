"""Accounts: made, found, changed; passwords are kept as Argon2 hashes and never given out."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from reportedly.desk import schema
from reportedly.desk.accounts.role import Role
from reportedly.desk.clock import now
from reportedly.ledger import LedgerError
from reportedly.ledger.database import asking, writing

SHORTEST, LONGEST = 10, 500  # characters of a password
_NAME = 80
_row = schema.account.c


class AccountError(LedgerError):
    """An account cannot be made or changed so; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who signs in. `name` is what the journal calls them."""

    id: int
    name: str
    role: Role
    active: bool
    made: str
    vouched: bool  # whether an identity provider vouches for them, so that there is no password


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # the library's defaults are RFC 9106's second recommended option


def folded(name: str) -> str:
    """What names are told apart by: neither case nor the way letters are composed, so that nobody looks like another.

    >>> folded(" Ｉnes  Ørsted ") == folded("ines ørsted")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def make(engine: Engine, name: str, role: Role, *, password: str | None = None, subject: str | None = None) -> Account:
    """A new account. Raises AccountError where the name is taken or empty, or the password too short."""
    name = _named(name)
    hashed = _hashed(password) if password is not None else None
    if hashed is None and subject is None:
        raise AccountError("an account needs a password")
    row = {"name": name, "folded": folded(name), "role": role.value, "password": hashed}
    try:
        with writing(engine) as connection:
            made = connection.execute(
                insert(schema.account).values(**row, subject=subject, made=now(), active=True).returning(_row.id)
            ).scalar_one()
            return _found(connection, made)
    except IntegrityError:
        raise AccountError(f"the name “{name}” is taken") from None


def every(engine: Engine) -> list[Account]:
    """All accounts, by name."""
    with asking(engine) as connection:
        return [account_from(row) for row in connection.execute(select(schema.account).order_by(_row.folded))]


def analysts(engine: Engine) -> list[str]:
    """The names of those who may review claims."""
    return [one.name for one in every(engine) if one.active and one.role.may(Role.ANALYST)]


def any_there(engine: Engine) -> bool:
    """Whether there is an account yet."""
    with asking(engine) as connection:
        return connection.execute(select(func.count()).select_from(schema.account)).scalar_one() > 0


def by_id(engine: Engine, id: int) -> Account:
    """The account with a number. Raises AccountError where there is none."""
    with asking(engine) as connection:
        return _found(connection, id)


def by_subject(engine: Engine, subject: str) -> Account | None:
    """The account that an identity provider vouches for under this name of its own."""
    with asking(engine) as connection:
        row = connection.execute(select(schema.account).where(_row.subject == subject)).first()
    return account_from(row) if row else None


def authenticated(engine: Engine, name: str, password: str) -> Account | None:
    """The active account that has this name and password; None, after the same time, where there is none."""
    with asking(engine) as connection:
        row = connection.execute(select(schema.account).where(_row.folded == folded(name))).first()
    known = row.password if row is not None and row.password is not None else _nobodys()
    try:
        _hasher().verify(known, password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return None
    if row is None or row.password is None or not row.active:
        return None
    if _hasher().check_needs_rehash(known):
        with writing(engine) as connection:
            connection.execute(update(schema.account).where(_row.id == row.id).values(password=_hashed(password)))
    return account_from(row)


def change(
    engine: Engine, id: int, *, role: Role | None = None, active: bool | None = None, password: str | None = None
) -> Account:
    """Change what is given; whoever loses an account, a role or a password is signed out.

    Raises AccountError for the last administrator, who can be neither demoted nor closed.
    """
    changed: dict[str, Any] = {}
    if role is not None:
        changed["role"] = role.value
    if active is not None:
        changed["active"] = active
    if password is not None:
        changed["password"] = _hashed(password)
    with writing(engine) as connection:
        before = _found(connection, id)
        if before.role is Role.ADMIN and before.active and (role not in (None, Role.ADMIN) or active is False):
            others = (_row.role == Role.ADMIN.value, _row.active, _row.id != id)
            if not connection.execute(select(func.count()).select_from(schema.account).where(*others)).scalar_one():
                raise AccountError(f"{before.name} is the last administrator: make another one first")
        if changed:
            connection.execute(update(schema.account).where(_row.id == id).values(**changed))
            connection.execute(delete(schema.session).where(schema.session.c.account == id))
        return _found(connection, id)


def change_own_password(engine: Engine, known: Account, old: str, new: str) -> None:
    """Change one's own password, which signs one out everywhere. Raises AccountError where the old one is another."""
    if known.vouched:
        raise AccountError("an identity provider vouches for this account: it has no password here")
    if authenticated(engine, known.name, old) is None:
        raise AccountError("the old password is another one")
    change(engine, known.id, password=new)


def _found(connection: Connection, id: int) -> Account:
    row = connection.execute(select(schema.account).where(_row.id == id)).first()
    if row is None:
        raise AccountError(f"no account {id}")
    return account_from(row)


def account_from(row: Any) -> Account:
    """The account in a row of its table."""
    return Account(row.id, row.name, Role(row.role), row.active, row.made, row.password is None)


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > _NAME or not name.isprintable():
        raise AccountError(f"a name has 1 to {_NAME} characters that can be printed")
    return name


def _hashed(password: str) -> str:
    if not SHORTEST <= len(password) <= LONGEST:
        raise AccountError(f"a password has {SHORTEST} to {LONGEST} characters")
    return _hasher().hash(password)


@cache
def _nobodys() -> str:
    """A hash that no password fits, so that a name that is unknown takes as long as one that is not."""
    return _hasher().hash("nobody's password")
