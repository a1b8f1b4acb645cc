"""The journal: entries that are linked by hash, each to the one before; nothing in it is ever changed.

An entry's hash covers the hash before it, its number, its time, its kind and the SHA-256 of its stored body:

    hash(n) = SHA-256("reportedly entry 1" LF hash(n-1) n LF at LF kind LF SHA-256(body))

so that whoever changes, drops or reorders an entry has to change all that follow it.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, text

from reportedly.ledger import schema

GENESIS = bytes(32)

# Statements that every article needs are made once: making them costs as much as running them.
_ENTER = insert(schema.entry)
_KEEP = insert(schema.blob)
_KEPT = select(schema.blob.c.data).where(schema.blob.c.digest == bindparam("sought"))
_LOCK = 0x5265706F  # any number that no other program uses for its advisory lock
_BATCH = 500

Body = dict[str, Any]


class Damaged(Exception):  # noqa: N818 - it is what the ledger is
    """Stored bytes are not what was stored; the message names the entry or the source."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it is stored: `body` is canonical JSON, deflated; `at` is UTC in ISO 8601."""

    seq: int
    at: str
    kind: str
    body: bytes
    hash: bytes

    def document(self) -> Body:
        """What the body says. Raises Damaged where it cannot be read."""
        try:
            document: Body = json.loads(inflated(self.body))
        except (ValueError, Damaged) as error:
            raise Damaged(f"entry {self.seq}: its body cannot be read ({error})") from None
        return document


def canonical(document: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys and no spaces, in UTF-8: the same document gives the same bytes."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def deflated(data: bytes) -> bytes:
    """Bytes as the ledger stores them."""
    return zlib.compress(data, 6)


def inflated(data: bytes) -> bytes:
    """The bytes that were stored. Raises Damaged where they are not a whole deflated stream and nothing else."""
    stream = zlib.decompressobj()
    try:
        whole = stream.decompress(data)
    except zlib.error as error:
        raise Damaged(str(error)) from None
    if not stream.eof or stream.unused_data:
        raise Damaged("cut short or run on")
    return whole


def chained(previous: bytes, seq: int, at: str, kind: str, body: bytes) -> bytes:
    """The hash of an entry that follows one with the hash `previous`."""
    line = b"reportedly entry 1\n" + previous + f"{seq}\n{at}\n{kind}\n".encode() + hashlib.sha256(body).digest()
    return hashlib.sha256(line).digest()


def lock(connection: Connection) -> None:
    """Take the one pen: until this transaction ends nobody else appends. SQLite's `begin immediate` has taken it."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def head(connection: Connection) -> tuple[int, bytes]:
    """Number and hash of the last entry; 0 and 32 zero bytes where there is none."""
    last = connection.execute(
        select(schema.entry.c.seq, schema.entry.c.hash).order_by(schema.entry.c.seq.desc()).limit(1)
    ).first()
    return (last.seq, bytes(last.hash)) if last else (0, GENESIS)


class Pen:
    """Appends entries within one transaction, which holds the lock."""

    def __init__(self, connection: Connection) -> None:
        lock(connection)
        self.connection = connection
        self._seq, self._hash = head(connection)

    def append(self, kind: str, document: Mapping[str, Any], at: datetime | None = None) -> Entry:
        """Write one entry, and give it back with its number and its hash."""
        seq, when = self._seq + 1, (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="milliseconds")
        body = deflated(canonical(document))
        made = Entry(seq, when, kind, body, chained(self._hash, seq, when, kind, body))
        self.connection.execute(_ENTER, {"seq": seq, "at": when, "kind": kind, "body": body, "hash": made.hash})
        self._seq, self._hash = seq, made.hash
        return made


def entries(connection: Connection, after: int = 0) -> Iterator[Entry]:
    """All entries in order, those up to `after` left out; a few hundred in memory at a time."""
    while True:
        page = connection.execute(
            select(schema.entry).where(schema.entry.c.seq > after).order_by(schema.entry.c.seq).limit(_BATCH)
        ).all()
        for row in page:
            yield Entry(row.seq, row.at, row.kind, bytes(row.body), bytes(row.hash))
        if len(page) < _BATCH:
            return
        after = page[-1].seq


def read(connection: Connection, numbers: Iterable[int]) -> dict[int, Entry]:
    """Entries by their numbers."""
    found = connection.execute(select(schema.entry).where(schema.entry.c.seq.in_(set(numbers))))
    return {row.seq: Entry(row.seq, row.at, row.kind, bytes(row.body), bytes(row.hash)) for row in found}


def count(connection: Connection) -> int:
    """How many entries there are."""
    return connection.execute(select(func.count()).select_from(schema.entry)).scalar_one()


# --- sources ----------------------------------------------------------------------------------------------------------


def keep(connection: Connection, data: bytes) -> tuple[str, str]:
    """Store bytes under their SHA-256, once; gives that and the SHA-256 of the bytes as stored, both in hex.

    Entries carry both, so that no stored byte can change unseen, not even one that deflating would forgive.
    """
    digest = hashlib.sha256(data).digest()
    known = connection.execute(_KEPT, {"sought": digest}).scalar()
    packed = bytes(known) if known is not None else deflated(data)
    if known is None:
        connection.execute(_KEEP, {"digest": digest, "size": len(data), "data": packed})
    return digest.hex(), hashlib.sha256(packed).hexdigest()


def kept(connection: Connection, digest: bytes) -> bytes:
    """The bytes with that SHA-256. Raises Damaged where they are gone or changed."""
    packed = connection.execute(_KEPT, {"sought": digest}).scalar()
    if packed is None:
        raise Damaged(f"source {digest.hex()}: its bytes are gone")
    data = inflated(bytes(packed))
    if hashlib.sha256(data).digest() != digest:
        raise Damaged(f"source {digest.hex()}: its bytes have changed")
    return data
