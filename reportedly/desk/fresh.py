"""Incidents as of now: what was entered a moment ago is put together before it is asked for.

A few entries are put together while the page waits; many, as after a long intake, in the background, and the page says
that they are on their way.
"""

from __future__ import annotations

import logging
import threading

from sqlalchemy import select

from reportedly.desk.state import Desk
from reportedly.ledger import journal
from reportedly.ledger.database import asking
from reportedly.reconciling import bring_up_to_date, schema
from reportedly.reconciling.store import rules

_log = logging.getLogger(__name__)
_FEW = 40  # entries, at some 10 ms each
_turn = threading.Lock()  # one worker puts together once at a time; two workers wait for each other in the database


def behind(desk: Desk) -> int:
    """How many entries have not been put together yet: all of them where the rules have changed."""
    row = schema.reconciled.c
    with asking(desk.ledger.engine) as connection:
        head = journal.head(connection)[0]
        done = connection.execute(select(row.entry).where(row.rules == rules())).scalar()
    return int(head - (done or 0))


def put_together(desk: Desk) -> int:
    """Put together what is new, now or in the background; gives how many entries are still on their way."""
    waiting = behind(desk)
    if waiting == 0:
        return 0
    if waiting <= _FEW:
        with _turn:
            bring_up_to_date(desk.ledger)
        return 0
    if _turn.acquire(blocking=False):
        threading.Thread(target=_in_background, args=(desk,), name="put together", daemon=True).start()
    return waiting


def _in_background(desk: Desk) -> None:
    try:
        bring_up_to_date(desk.ledger)
    except Exception:
        _log.exception("claims could not be put together")
    finally:
        _turn.release()
