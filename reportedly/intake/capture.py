"""What a source gave: an article, with the bytes it was read from and how they were come by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from reportedly.article import Article

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect on the way to a page: who answered, with what status, and where it pointed."""

    url: str
    status: int
    location: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request over HTTP and its answer, as they went over the wire; `address` is the IP address that answered."""

    url: str
    status: int
    request: Headers = ()
    response: Headers = ()
    redirects: tuple[Hop, ...] = ()
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Last:
    """What a feed answered with the last time it was read whole, to be asked only for what is new since."""

    etag: str | None
    modified: str | None


@dataclass(frozen=True, slots=True)
class Capture:
    """The bytes an article was read from.

    `source` says where they lie, for people ("wire.jsonl:12", "https://…"); `retrieved` is when they were fetched, in
    UTC, None for a file that does not say. `details` is what the source tells beside the article: for a message its
    number, what it answers, its pictures.
    """

    data: bytes
    media_type: str
    source: str
    retrieved: datetime | None = None
    exchange: Exchange | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article that came in, with its capture."""

    article: Article
    capture: Capture
