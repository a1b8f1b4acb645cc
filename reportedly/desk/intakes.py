"""Long intakes: run by the worker that took them, watched from any.

What an intake has kept is safe whatever happens; one whose worker has died says so, and the same files can be given
again: what is known already adds nothing.
"""

from __future__ import annotations

import json
import logging
import secrets
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import insert, select, update

from reportedly.desk import schema
from reportedly.desk.clock import now
from reportedly.desk.fresh import put_together
from reportedly.desk.state import Desk
from reportedly.intake import Arrival, Metadata, Note, arrivals
from reportedly.ledger import LedgerError
from reportedly.ledger.database import asking, writing

_log = logging.getLogger(__name__)
_row = schema.intake.c
_SILENT = timedelta(seconds=60)  # a worker that has not said a word for so long is taken for dead
_TOLD = 200  # problems that are told one by one


class State(StrEnum):
    """How it stands with an intake."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    LOST = "lost"  # its worker has died


@dataclass(frozen=True, slots=True)
class Intake:
    """How far an intake is: articles done, counts by what they came to, what could not be read."""

    id: str
    name: str
    state: State
    done: int
    counts: dict[str, int]
    problems: tuple[str, ...]


def start(desk: Desk, account: int, name: str, folder: Path, known: Metadata) -> str:
    """Take in all that lies in a folder of our own, which is gone afterwards; gives the intake's id at once."""
    id = secrets.token_hex(16)
    row = {"id": id, "account": account, "made": now(), "beat": now(), "name": name, "state": State.RUNNING.value}
    with writing(desk.ledger.engine) as connection:
        connection.execute(insert(schema.intake).values(**row, done=0, counts="{}", problems="[]"))
    threading.Thread(target=_run, args=(desk, id, folder, known), name=f"intake {id[:8]}", daemon=True).start()
    return id


def of(desk: Desk, account: int, id: str) -> Intake | None:
    """How far an account's intake is; None where it has none with that id."""
    with asking(desk.ledger.engine) as connection:
        row = connection.execute(select(schema.intake).where(_row.id == id, _row.account == account)).first()
    if row is None:
        return None
    state = State(row.state)
    if state is State.RUNNING and datetime.fromisoformat(row.beat) < datetime.now(UTC) - _SILENT:
        state = State.LOST
    return Intake(row.id, row.name, state, row.done, json.loads(row.counts), tuple(json.loads(row.problems)))


def _run(desk: Desk, id: str, folder: Path, known: Metadata) -> None:
    counts: dict[str, int] = {}
    problems: list[str] = []
    done = 0

    def good() -> Iterator[Arrival]:
        for found in arrivals([folder], known):
            if isinstance(found, Arrival):
                yield found
            elif not isinstance(found, Note) and len(problems) < _TOLD:
                problems.append(str(found).replace(f"{folder}/", "").removeprefix("reportedly: "))

    state = State.DONE
    try:
        for added in desk.ledger.add_all(good()):
            done += 1
            counts[added.outcome.value] = counts.get(added.outcome.value, 0) + 1
            counts["claims"] = counts.get("claims", 0) + added.claims
            _tell(desk, id, State.RUNNING, done, counts, problems)
        put_together(desk)
    except (LedgerError, OSError) as error:
        problems.append(str(error))
        state = State.FAILED
    except Exception:
        _log.exception("intake %s", id)
        problems.append("something broke here; it is in the server's log, and what was kept so far is safe")
        state = State.FAILED
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _tell(desk, id, state, done, counts, problems)


def _tell(desk: Desk, id: str, state: State, done: int, counts: dict[str, int], problems: list[str]) -> None:
    told = {"state": state.value, "done": done, "counts": json.dumps(counts), "problems": json.dumps(problems)}
    with writing(desk.ledger.engine) as connection:
        connection.execute(update(schema.intake).where(_row.id == id).values(beat=now(), **told))
