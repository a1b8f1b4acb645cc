"""How often something may be tried: counted in the database, so that a second worker is no second chance.

Whom a count is of is kept as a keyed hash; counts older than a day are forgotten.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass

from sqlalchemy import Engine, delete, select, update

from reportedly.desk import schema
from reportedly.ledger.database import insert_new, writing

_DAY = 86_400
_row = schema.attempt.c


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` within `seconds`."""

    name: str
    times: int
    seconds: int


SIGN_IN = Limit("sign in", 10, 300)  # by account and by address
PASTE = Limit("paste", 60, 3_600)  # by account: each is read by a parser, or fetched
BACKUP = Limit("backup", 6, 3_600)  # by account: each writes the whole ledger
WRITE = Limit("write", 1_200, 3_600)  # by account: a person with shortcuts is fast, a loop is faster


def allowed(engine: Engine, key: bytes, limit: Limit, whom: str) -> bool:
    """Count one more try, and say whether it is within the limit. `key` is the desk's own, for hashing `whom`."""
    now = int(time.time())
    stretch = now - now % limit.seconds
    hashed = hmac.digest(key, f"{limit.name}|{whom}".encode(), hashlib.sha256)
    with writing(engine) as connection:
        insert_new(connection, schema.attempt, [{"key": hashed, "stretch": stretch, "count": 0}])
        which = (_row.key == hashed, _row.stretch == stretch)
        connection.execute(update(schema.attempt).where(*which).values(count=_row.count + 1))
        count = connection.execute(select(_row.count).where(*which)).scalar_one()
        if count == 1:
            connection.execute(delete(schema.attempt).where(_row.stretch < now - _DAY))
    return int(count) <= limit.times
