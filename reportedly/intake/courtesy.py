"""When a host may be asked again: its own pace, and longer where it has asked for rest."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from reportedly.intake.failure import Failure, FetchError
from reportedly.intake.url import parsed

_LONGEST_PACE = 60.0  # seconds; a crawl-delay of days is a way to say no, which robots.txt has other words for
_FIRST_REST = 30.0  # seconds, doubled with each refusal that follows
_LONGEST_REST = 3_600.0
_LONGEST_ASKED = 86_400.0  # of Retry-After
_MOST_HOSTS = 10_000  # remembered


@dataclass(slots=True)
class _Host:
    free: float = 0.0  # on the clock: when the next request may start
    pace: float | None = None  # what its robots.txt asks for
    refusals: int = 0  # in a row


class Courtesy:
    """Keeps requests to one host apart. One is shared by all that fetch, in whatever threads.

    `delay` are the seconds between two requests to a host; `patience` is how long `wait` waits at most, before it
    says that it is too early instead.
    """

    def __init__(
        self,
        delay: float = 5.0,
        *,
        patience: float = 120.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._delay = delay
        self._patience = patience
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def wait(self, url: str) -> None:
        """Returns when it is this request's turn; requests that wait at once get turns one after the other.

        Raises FetchError (Failure.LATER), taking no turn, where that would take longer than `patience`.
        """
        with self._lock:
            now = self._clock()
            host = self._host(url, now)
            start = max(now, host.free)
            if start - now > self._patience:
                message = f"the host wants no request for another {start - now:.0f} s; try again then"
                raise FetchError(message, Failure.LATER, url, retry_after=start - now)
            host.free = start + self._pace(host)
        if start > now:
            self._sleep(start - now)

    def pace(self, url: str, seconds: float | None) -> None:
        """Keep to the crawl-delay of a host's robots.txt, up to a minute; None where it names none."""
        with self._lock:
            host = self._host(url, self._clock())
            host.pace = None if seconds is None else min(seconds, _LONGEST_PACE)

    def answered(self, url: str) -> None:
        """The host gave an answer as it should: it is well."""
        with self._lock:
            if (host := self._hosts.get(_name(url))) is not None:
                host.refusals = 0

    def refused(self, url: str, error: FetchError) -> None:
        """Leave a host alone for a while where it asked for that: status 429 or 503, or any with Retry-After.

        The rest is what Retry-After says, up to a day, and at least half a minute after the first refusal, doubled
        with each that follows, up to an hour (RFC 6585, 4; RFC 9110, 15.6.4).
        """
        if error.status is None or (error.status not in (429, 503) and error.retry_after is None):
            return
        with self._lock:
            now = self._clock()
            host = self._host(url, now)
            rest = min(_FIRST_REST * 2.0**host.refusals, _LONGEST_REST)
            host.refusals = min(host.refusals + 1, 20)
            host.free = max(host.free, now + max(rest, min(error.retry_after or 0.0, _LONGEST_ASKED)))

    def _pace(self, host: _Host) -> float:
        return max(self._delay, host.pace or 0.0)

    def _host(self, url: str, now: float) -> _Host:
        name = _name(url)
        if name not in self._hosts:
            if len(self._hosts) >= _MOST_HOSTS:
                self._hosts = {known: host for known, host in self._hosts.items() if host.free > now or host.refusals}
            self._hosts[name] = _Host(free=now)
        return self._hosts[name]


def _name(url: str) -> str:
    return parsed(url).host
