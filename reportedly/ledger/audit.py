"""Is everything as it was stored: every hash, every source, every derived row, recomputed."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, select, text
from sqlalchemy.exc import DatabaseError

from reportedly.ledger import checkpoints, journal, merkle, schema
from reportedly.ledger.copying import replay
from reportedly.ledger.database import LedgerError, asking, engine_for, writing
from reportedly.ledger.journal import Damaged, Entry


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a ledger is whole: how many entries hold; otherwise what broke first, and the entry where it did."""

    entries: int
    broken: str | None = None
    entry: int | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing is broken."""
        return self.broken is None


class _BrokenError(Exception):
    def __init__(self, message: str, entry: int | None = None) -> None:
        super().__init__(message)
        self.entry = entry


def verify(engine: Engine, progress: Callable[[int, int], None] | None = None) -> Verdict:
    """Recompute the chain and the checkpoints, then the sources, then the rows, and say what broke first."""
    total = 0
    try:
        with asking(engine) as connection:
            total = journal.count(connection)
            _journal(connection)
            _derived(connection, progress)
            _index(connection)
    except _BrokenError as broken:
        return Verdict(total, str(broken), broken.entry)
    except (Damaged, LedgerError) as damaged:
        return Verdict(total, str(damaged))
    return Verdict(total)


def _journal(connection: Connection) -> None:
    """Every entry follows from the one before; every source that one names is there, and there is no other."""
    previous, expected = journal.GENESIS, 1
    leaves: list[bytes] = []
    named: set[bytes] = set()
    taken: dict[int, checkpoints.Checkpoint] = {}
    for entry in journal.entries(connection, after=-(1 << 62)):
        if entry.seq != expected:
            raise _BrokenError(f"entry {expected}: it is gone", expected)
        if journal.chained(previous, entry.seq, entry.at, entry.kind, entry.body) != entry.hash:
            raise _BrokenError(
                f"entry {entry.seq} ({entry.kind}, {entry.at}): its hash is not that of its content", entry.seq
            )
        if entry.kind == "checkpoint":
            body = entry.document()
            if body["size"] != len(leaves) or body["root"] != merkle.root(leaves).hex():
                raise _BrokenError(f"entry {entry.seq}: its root is not that of the entries before it", entry.seq)
            taken[entry.seq] = checkpoints.read(entry)
        if entry.kind == "timestamp":
            _stamped(entry, taken)
        if entry.kind == "article":
            body = entry.document()
            named |= {_source(connection, one, entry) for one in (body["text"], body["capture"])}
        if entry.kind == "check":
            files = [one for one in entry.document()["evidence"] if one["kind"] == "file"]
            named |= {_source(connection, one, entry) for one in files}
        leaves.append(merkle.leaf(entry.hash))
        previous, expected = entry.hash, entry.seq + 1
    for row in connection.execute(select(schema.blob.c.digest)):
        if bytes(row.digest) not in named:
            raise _BrokenError(f"source {bytes(row.digest).hex()}: no entry names it")


def _stamped(entry: Entry, taken: dict[int, checkpoints.Checkpoint]) -> None:
    """A time-stamp is of a checkpoint before it, and signed under the root that is kept with it."""
    from reportedly.ledger import timestamps  # cryptography takes its time, and few ledgers have any

    try:
        stamped = timestamps.from_document(entry.document(), entry.seq)
        timestamps.holds(stamped, taken[stamped.checkpoint].note)
    except (ValueError, KeyError, TypeError):
        raise _BrokenError(f"entry {entry.seq}: it is no time-stamp of a checkpoint before it", entry.seq) from None
    except LedgerError as error:
        raise _BrokenError(f"entry {entry.seq} (timestamp): {error}", entry.seq) from None


def _source(connection: Connection, one: dict[str, str], entry: Entry) -> bytes:
    digest = bytes.fromhex(one["sha256"])
    row = connection.execute(select(schema.blob).where(schema.blob.c.digest == digest)).first()
    if row is None:
        raise _BrokenError(f"entry {entry.seq}: its source {one['sha256']} is gone", entry.seq)
    if hashlib.sha256(bytes(row.data)).hexdigest() != one["stored"] or row.size != len(
        journal.kept(connection, digest)
    ):
        raise _BrokenError(f"entry {entry.seq}: its source {one['sha256']} is not what was stored", entry.seq)
    return digest


def _derived(connection: Connection, progress: Callable[[int, int], None] | None) -> None:
    """Make all rows anew from the journal, and compare."""
    with tempfile.TemporaryDirectory(prefix="reportedly-verify-") as folder:
        anew = engine_for(f"sqlite:///{Path(folder) / 'anew.db'}")
        try:
            with writing(anew) as target:
                replay(connection, target, progress)
            with asking(anew) as target:
                for table in schema.DERIVED:
                    _same(table, connection, target)
        finally:
            anew.dispose()


def _index(connection: Connection) -> None:
    """SQLite's index of words is compared with the rows it was made from; PostgreSQL's is part of the rows."""
    if connection.dialect.name == "sqlite":
        try:
            connection.execute(text("insert into claim_words(claim_words, rank) values ('integrity-check', 1)"))
        except DatabaseError:
            raise _BrokenError("the index of words is not that of the claims") from None


def _same(table: Table, mine: Connection, anew: Connection) -> None:
    for have, want in zip_longest(_rows(table, mine), _rows(table, anew)):
        if have != want:
            key = [column.name for column in table.primary_key.columns]
            row = dict(zip(table.columns.keys(), have or want, strict=True))
            which = ", ".join(f"{name} {row[name]}" for name in key)
            entry = row.get("entry") or (row["id"] if table is schema.article else None)
            raise _BrokenError(f"{table.name} ({which}): the row is not what the journal says", entry)


def _rows(table: Table, connection: Connection) -> Iterator[tuple[Any, ...]]:
    found = connection.execution_options(yield_per=500).execute(select(table))
    rows = (tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in found)
    keys = [table.columns.keys().index(column.name) for column in table.primary_key.columns]
    return iter(sorted(rows, key=lambda row: [row[k] for k in keys]))  # databases sort letters each in their own way
