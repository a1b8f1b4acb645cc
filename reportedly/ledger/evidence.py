"""What the desk rests a verification on: a link, a file that the ledger keeps, a note; and how the journal has it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import Connection

from reportedly.intake.metadata import whole
from reportedly.ledger import journal
from reportedly.ledger.database import LedgerError
from reportedly.ledger.journal import Body

LARGEST = 32 << 20  # bytes of a file
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\Z")


@dataclass(frozen=True, slots=True)
class Link:
    """A page elsewhere."""

    url: str


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody saw, in words."""

    text: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that is handed in."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is kept: `acts.evidence_file` gives its bytes by their SHA-256, in hex."""

    name: str
    media_type: str
    sha256: str
    size: int


Evidence = Link | Note | File
KeptEvidence = Link | Note | KeptFile


def kept(connection: Connection, evidence: Iterable[Evidence]) -> list[Body]:
    """Evidence as the journal has it, its files stored.

    Raises LedgerError for a link that leads to no web page, an empty note, a file that is nameless, empty or too large.
    """
    return [_document(connection, one) for one in evidence]


def _document(connection: Connection, one: Evidence) -> Body:
    match one:
        case Link(url):
            return {"kind": "link", "url": _address(url)}
        case Note(text):
            if not text.strip():
                raise LedgerError("a note as evidence has no words")
            return {"kind": "note", "text": whole(text.strip())}
        case File(name, media_type, data):
            if not name.strip() or not data:
                raise LedgerError("a file as evidence needs a name, and something in it")
            if len(data) > LARGEST:
                raise LedgerError(f"{name} is larger than {LARGEST >> 20} MB: keep it elsewhere and give a link to it")
            if not _MEDIA_TYPE.match(media_type):
                raise LedgerError(f"“{media_type}” is no media type: write it as image/jpeg")
            digest, stored = journal.keep(connection, data)
            about = {"name": whole(name.strip()), "media_type": media_type, "size": len(data)}
            return {"kind": "file", **about, "sha256": digest, "stored": stored}


def _address(url: str) -> str:
    url = url.strip()
    try:
        parts = urlsplit(url)
        is_page = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_page = False
    if not is_page or any(letter.isspace() or not letter.isprintable() for letter in url):
        raise LedgerError(f"“{url}” leads to no page: a link begins with https:// or http://")
    return url


def evidence_in(documents: Iterable[Body]) -> tuple[KeptEvidence, ...]:
    """Evidence from the journal."""
    return tuple(map(_kept, documents))


def _kept(document: Body) -> KeptEvidence:
    match document["kind"]:
        case "link":
            return Link(document["url"])
        case "note":
            return Note(document["text"])
    return KeptFile(document["name"], document["media_type"], document["sha256"], document["size"])
