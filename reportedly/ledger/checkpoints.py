"""Checkpoints: one line that stands for the whole journal, to be published; and proofs that an entry is under it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from reportedly.ledger import journal, merkle, schema
from reportedly.ledger.database import LedgerError
from reportedly.ledger.journal import Damaged, Entry

_ORIGIN = "reportedly"
_FORM = "reportedly inclusion proof 1"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The Merkle root over the first `size` entries, when it was taken, and the number of the entry that says so."""

    size: int
    root: bytes
    at: str
    entry: int

    @property
    def note(self) -> str:
        """To be published: origin, size and root, a line each, as transparency logs write it (C2SP tlog-checkpoint)."""
        return f"{_ORIGIN}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def leaves(connection: Connection, size: int | None = None) -> list[bytes]:
    """The leaf hashes of the first `size` entries, or of all."""
    row = schema.entry.c
    hashes = connection.execute(select(row.hash).order_by(row.seq).limit(size)).scalars()
    return [merkle.leaf(bytes(h)) for h in hashes]


def last(connection: Connection) -> Checkpoint | None:
    """The newest checkpoint."""
    row = schema.entry.c
    found = connection.execute(
        select(schema.entry).where(row.kind == "checkpoint").order_by(row.seq.desc()).limit(1)
    ).first()
    if found is None:
        return None
    return read(Entry(found.seq, found.at, found.kind, bytes(found.body), bytes(found.hash)))


def read(entry: Entry) -> Checkpoint:
    """The checkpoint that an entry of that kind tells of."""
    body = entry.document()
    return Checkpoint(body["size"], bytes.fromhex(body["root"]), entry.at, entry.seq)


def checkpoint(connection: Connection) -> Checkpoint:
    """Enter a checkpoint; where nothing was entered since the last but its time-stamps, that one.

    Raises LedgerError for an empty ledger.
    """
    pen = journal.Pen(connection)
    size = journal.count(connection)
    if not size:
        raise LedgerError("the ledger is empty: there is nothing to take a checkpoint of")
    known = last(connection)
    if known is not None and not _anything_new(connection, known):
        return known
    root = merkle.root(leaves(connection))
    entry = pen.append("checkpoint", {"size": size, "root": root.hex()})
    return Checkpoint(size, root, entry.at, entry.seq)


def _anything_new(connection: Connection, since: Checkpoint) -> bool:
    row = schema.entry.c
    new = select(row.seq).where(row.seq > since.entry, row.kind != "timestamp").limit(1)
    return connection.execute(new).first() is not None


def proof(connection: Connection, number: int) -> dict[str, Any]:
    """An inclusion proof of one entry under the newest checkpoint, as a document that `check` needs no ledger for.

    Raises LedgerError where there is no such entry, or no checkpoint over it.
    """
    under = last(connection)
    entry = journal.read(connection, [number]).get(number)
    if entry is None:
        raise LedgerError(f"no entry {number} in this ledger")
    if under is None or number > under.size:
        raise LedgerError(f"no checkpoint over entry {number} yet: run `reportedly ledger checkpoint`")
    before = journal.read(connection, [number - 1]).get(number - 1)
    path = merkle.path(leaves(connection, under.size), number - 1)
    return {
        "form": _FORM,
        "checkpoint": under.note,
        "entry": {
            "seq": entry.seq,
            "at": entry.at,
            "kind": entry.kind,
            "body": base64.b64encode(entry.body).decode(),
            "previous": (before.hash if before else journal.GENESIS).hex(),
        },
        "path": [h.hex() for h in path],
        "says": entry.document(),
        "timestamps": _stamps(connection, under),
    }


def _stamps(connection: Connection, of: Checkpoint) -> list[journal.Body]:
    """What the journal says of the time-stamps of a checkpoint."""
    row = schema.entry.c
    found = connection.execute(select(row.seq).where(row.kind == "timestamp", row.seq > of.entry).order_by(row.seq))
    bodies = [entry.document() for entry in journal.read(connection, found.scalars()).values()]
    return [body for body in bodies if body["checkpoint"] == of.entry]


def check(words: str) -> dict[str, Any]:
    """What a proven entry says, from the text of a proof. Raises LedgerError where the proof does not hold."""
    try:
        document = json.loads(words)
        entry = document["entry"]
        _, size, root = document["checkpoint"].splitlines()
        body = base64.b64decode(entry["body"], validate=True)
        previous, path = bytes.fromhex(entry["previous"]), [bytes.fromhex(h) for h in document["path"]]
        hash = journal.chained(previous, int(entry["seq"]), entry["at"], entry["kind"], body)
        reached = merkle.root_from(merkle.leaf(hash), int(entry["seq"]) - 1, int(size), path)
        said: dict[str, Any] = json.loads(journal.inflated(body))
        holds = reached == base64.b64decode(root, validate=True) and document["says"] == said
    except (ValueError, KeyError, TypeError, AttributeError, Damaged):
        raise LedgerError("this is no inclusion proof, or a damaged one") from None
    if not holds:
        raise LedgerError("the proof does not hold: the entry is not what was under this checkpoint")
    return said
