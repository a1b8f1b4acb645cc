"""Why a fetch came to nothing, and whether trying again may help."""

from __future__ import annotations

from enum import Enum

from reportedly.intake.problem import Passing, Problem, Unreadable


class Failure(Enum):
    """Why a fetch came to nothing."""

    ADDRESS = "address"  # not a URL that is fetched, or not a public one
    UNKNOWN = "unknown"  # no such host
    UNREACHABLE = "unreachable"  # nobody answers there, or not who the certificate should name
    TIME = "time"
    SIZE = "size"
    REDIRECTS = "redirects"
    STATUS = "status"
    TYPE = "type"
    BROKEN = "broken"  # what came is not what HTTP says it should be
    ROBOTS = "robots"  # robots.txt asks to stay away
    LATER = "later"  # the host asked to be left alone for a while

    @property
    def is_passing(self) -> bool:
        """Whether trying again later may help, whatever the status."""
        return self in _PASSING


_PASSING = frozenset((Failure.UNKNOWN, Failure.UNREACHABLE, Failure.TIME, Failure.BROKEN, Failure.LATER))


class FetchError(Unreadable):
    """Raised where a URL gave nothing to read; the message is one line that says what to do.

    `url` is what was asked last, `status` what it answered, `retry_after` in how many seconds it wants to be asked
    again, where it said so.
    """

    def __init__(
        self, message: str, failure: Failure, url: str, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.failure = failure
        self.url = url
        self.status = status
        self.retry_after = retry_after

    @property
    def is_passing(self) -> bool:
        """Whether trying again later may help."""
        if self.status is not None and self.failure is Failure.STATUS:
            return self.status >= 500 or self.status in (408, 425, 429)
        return self.failure.is_passing

    def problem(self, source: str) -> Problem:
        """The problem of that source; a Passing one where trying again later may help."""
        return (Passing if self.is_passing else Problem)(source, self.line, self.message)
