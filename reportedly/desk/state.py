"""What every request needs: the settings, the ledger, the key of this desk."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import cast

from fastapi import Request
from sqlalchemy import Engine, select

from reportedly.desk import schema
from reportedly.desk.settings import Settings
from reportedly.ledger import Ledger
from reportedly.ledger.database import insert_new, writing


@dataclass(frozen=True, slots=True)
class Desk:
    """One desk. `key` is the same in all its workers, and known to nobody else."""

    settings: Settings
    ledger: Ledger
    key: bytes


def opened(settings: Settings) -> Desk:
    """The desk at the ledger that the settings name. Raises LedgerError where that cannot be opened."""
    ledger = Ledger.open(settings.db)
    return Desk(settings, ledger, _key(ledger.engine))


def desk_of(request: Request) -> Desk:
    """The desk that a request came to."""
    return cast(Desk, request.app.state.desk)


def _key(engine: Engine) -> bytes:
    """The key of this desk, made once; two workers that start at the same time agree on one."""
    row = schema.setting.c
    with writing(engine) as connection:
        insert_new(connection, schema.setting, [{"name": "key", "value": secrets.token_hex(32)}])
        found = connection.execute(select(row.value).where(row.name == "key")).scalar_one()
    return bytes.fromhex(found)
