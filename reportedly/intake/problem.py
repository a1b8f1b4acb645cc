"""What kept a source from being read, said so that its owner can mend it."""

from __future__ import annotations

from dataclasses import dataclass, field


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


class Note(Problem):
    """What was left out of a source because there is no article in it: nothing is wrong, and nothing to mend."""

    __slots__ = ()


class Passing(Problem):
    """A problem that may be gone when it is tried again."""

    __slots__ = ()


class Unreadable(ValueError):  # noqa: N818 - it is what the source is
    """Raised within the intake where a source cannot be read; becomes a Problem at the door."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line

    def problem(self, source: str) -> Problem:
        """The problem of that source."""
        return Problem(source, self.line, self.message)


class NoArticle(Unreadable):
    """Raised where a page was read and has no article on it, as a front page or a form has none."""


_NAMED = 10  # of what was passed over; more names help nobody


@dataclass(slots=True)
class Passed:
    """What gave no article: how many, and which came first.

    >>> passed = Passed()
    >>> passed.add("12")
    >>> passed.add("14")
    >>> passed.count, passed.named(", ")
    (2, '12, 14')
    """

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, name: str) -> None:
        """Count one more."""
        self.count += 1
        if len(self.first) < _NAMED:
            self.first.append(name)

    def named(self, between: str) -> str:
        """The first ten, with a sign where there are more."""
        return between.join(self.first) + (f"{between}…" if self.count > len(self.first) else "")
