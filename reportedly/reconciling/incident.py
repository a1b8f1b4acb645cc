"""An incident: claims about the same happening, the originals with their echoes, and why each belongs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportedly.ledger import Kept


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two tellings are of one happening, or are not: a sentence and its weight in bits, below 0 against."""

    text: str
    bits: float


@dataclass(frozen=True, slots=True)
class Member:
    """A claim in its incident: what it repeats, what it is part of (names of claims), and why it belongs here.

    `claimants` are the ids of those whom it goes back to, as people have said that they go by now.
    """

    kept: Kept
    echo_of: str | None
    part_of: str | None
    why: tuple[Reason, ...]
    claimants: frozenset[str]

    @property
    def original(self) -> bool:
        """Whether it is a voice of its own, not the repetition of another claim."""
        return self.echo_of is None


@dataclass(frozen=True, slots=True)
class Incident:
    """Claims about one happening, in the order of telling; `start` and `end` are the days it is said to have lasted.

    `id` is that of its sharpest telling, so it is the same on every machine that has the same claims.
    """

    id: str
    start: date | None
    end: date | None
    members: tuple[Member, ...]

    @property
    def originals(self) -> Sequence[Member]:
        """The claims that are no echo of another."""
        return [m for m in self.members if m.original]
