"""What kept a source from being read, said so that its owner can mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """A source, or a line of it (counted from 1), that could not be read, and why.

    >>> str(Problem("wire.jsonl", 7, "broken JSON"))
    'reportedly: wire.jsonl:7: broken JSON'
    """

    source: str
    line: int | None
    message: str

    def __str__(self) -> str:
        at = f"{self.source}:{self.line}" if self.line is not None else self.source
        return f"reportedly: {at}: {self.message}"


class Unreadable(ValueError):  # noqa: N818 - it is what the source is
    """Raised within the intake where a source cannot be read; becomes a Problem at the door."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line

    def problem(self, source: str) -> Problem:
        """The problem of that source."""
        return Problem(source, self.line, self.message)
