"""A ledger into another: the journal and its sources byte for byte, all that is derived made anew from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select

from reportedly.ledger import journal, projection, schema
from reportedly.ledger.database import LedgerError, asking, engine_for, writing

_AT_ONCE = 200


def copy(source: Connection, target: Connection, progress: Callable[[int, int], None] | None = None) -> None:
    """Fill an empty ledger with another. Raises LedgerError where it is not empty."""
    if journal.count(target):
        raise LedgerError("the ledger to restore into is not empty: name a new one with --db")
    blobs = source.execution_options(yield_per=_AT_ONCE).execute(select(schema.blob))
    for page in blobs.partitions(_AT_ONCE):
        target.execute(insert(schema.blob), [_plain(row) for row in page])
    replay(source, target, progress)


def replay(source: Connection, target: Connection, progress: Callable[[int, int], None] | None = None) -> None:
    """Enter all entries of one journal into another, as they are, and make their rows."""
    total = journal.count(source)
    for entry in journal.entries(source):
        stored = {"seq": entry.seq, "at": entry.at, "kind": entry.kind, "body": entry.body, "hash": entry.hash}
        target.execute(insert(schema.entry), stored)
        projection.apply(entry, target, lambda digest: journal.kept(source, digest).decode())
        if progress:
            progress(entry.seq, total)


def remake(connection: Connection, progress: Callable[[int, int], None] | None = None) -> None:
    """Make all that is derived anew from the journal, in the same ledger."""
    total = journal.count(connection)
    for table in reversed(schema.DERIVED):
        connection.execute(delete(table))
    for entry in journal.entries(connection):
        projection.apply(entry, connection, lambda digest: journal.kept(connection, digest).decode())
        if progress:
            progress(entry.seq, total)


def _plain(row: Any) -> dict[str, Any]:
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row._mapping.items()}


def backup(engine: Engine, path: Path) -> None:
    """Write the ledger into a new SQLite file; half a file is never left under its name."""
    if path.exists():
        raise LedgerError(f"{path} exists: a backup is not written over anything")
    partial = path.with_name(path.name + ".partial")
    for leftover in (partial, *(partial.with_name(partial.name + end) for end in ("-wal", "-shm", "-journal"))):
        leftover.unlink(missing_ok=True)
    target = engine_for(f"sqlite:///{partial}")
    try:
        with asking(engine) as source, writing(target) as into:
            copy(source, into)
    finally:
        target.dispose()
    partial.replace(path)


def restore(path: Path, engine: Engine, progress: Callable[[int, int], None] | None = None) -> None:
    """Fill an empty ledger from a backup."""
    source = engine_for(f"sqlite:///{path}", create=False)
    try:
        with asking(source) as kept, writing(engine) as into:
            copy(kept, into, progress)
    finally:
        source.dispose()
