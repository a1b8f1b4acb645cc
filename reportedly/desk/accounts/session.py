"""Sign-ins: what the cookie holds is known to the browser alone, the table has its hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import Engine, delete, insert, select

from reportedly.desk import schema
from reportedly.desk.accounts.account import Account, account_from
from reportedly.desk.clock import now
from reportedly.ledger.database import asking, writing

_row, _account = schema.session.c, schema.account.c


def secret() -> str:
    """What nobody can guess, for a cookie or a token: 256 bits."""
    return secrets.token_urlsafe(32)


def digest(words: str) -> bytes:
    """What the tables keep of a secret."""
    return hashlib.sha256(words.encode()).digest()


def start(engine: Engine, account: Account, days: int) -> str:
    """Sign an account in; gives what goes into the cookie, which is new each time."""
    made = secret()
    row = {"digest": digest(made), "account": account.id, "made": now(), "ends": now(timedelta(days=days))}
    with writing(engine) as connection:
        connection.execute(delete(schema.session).where(_row.ends < now()))
        connection.execute(insert(schema.session).values(**row))
    return made


def account_of(engine: Engine, cookie: str) -> Account | None:
    """Who is signed in with this cookie; None where nobody is any more."""
    with asking(engine) as connection:
        row = connection.execute(
            select(schema.account)
            .join(schema.session, _row.account == _account.id)
            .where(_row.digest == digest(cookie), _row.ends > now(), _account.active)
        ).first()
    return account_from(row) if row else None


def end(engine: Engine, cookie: str) -> None:
    """Sign out."""
    with writing(engine) as connection:
        connection.execute(delete(schema.session).where(_row.digest == digest(cookie)))
