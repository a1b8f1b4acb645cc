"""What a host's robots.txt lets us fetch, and how fast (RFC 9309)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from protego import Protego

from reportedly.intake.courtesy import Courtesy
from reportedly.intake.failure import Failure, FetchError
from reportedly.intake.url import parsed
from reportedly.intake.web import NAME, Fetcher, fetch

_DAY = 86_400.0  # RFC 9309, 2.4: no copy should be used for longer
_HOUR = 3_600.0  # after which a robots.txt that could not be had is asked for again
_LARGEST = 512_000  # bytes; 2.5 asks for 500 KiB at least, the rest is passed over
_NOBODY = (Failure.ADDRESS, Failure.UNKNOWN)
_MOST_HOSTS = 10_000  # remembered


@dataclass(slots=True)
class _Copy:
    """A host's robots.txt; `rules` is None where it could not be had, and `reason` says why."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    rules: Protego | None = None
    until: float | None = None
    reason: str = ""


class Robots:
    """The robots.txt of every host that was asked for, kept for a day; usable from threads.

    It is fetched by `get`, in the turn that `courtesy` gives, and each host's only once at a time.
    """

    def __init__(
        self, get: Fetcher = fetch, courtesy: Courtesy | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._get = get
        self._courtesy = courtesy
        self._clock = clock
        self._copies: dict[str, _Copy] = {}
        self._lock = threading.Lock()

    def check(self, url: str) -> None:
        """Raises FetchError: Failure.ROBOTS where the host asks us not to fetch this, .LATER where it cannot say.

        The host's crawl-delay is passed on to `courtesy`. A host without a robots.txt, or one that refuses to show it
        (4xx), lets everything be fetched; one that has trouble (5xx, 429, no connection) nothing, unless an older copy
        is at hand (RFC 9309, 2.3.1). A host that may not be reached, or is unknown, is told as such.
        """
        copy = self._copy(url)
        rules = copy.rules
        if rules is None:
            message = f"nothing is fetched without the host's robots.txt, which could not be had: {copy.reason}"
            raise FetchError(message, Failure.LATER, url)
        if self._courtesy is not None:
            self._courtesy.pace(url, rules.crawl_delay(NAME))
        if not rules.can_fetch(url, NAME):
            message = "the host's robots.txt asks not to fetch it; save the page in a browser and add the file"
            raise FetchError(message, Failure.ROBOTS, url)

    def _copy(self, url: str) -> _Copy:
        origin = parsed(url).origin
        with self._lock:
            copy = self._copies.pop(origin, None) or _Copy()
            self._copies[origin] = copy  # the one used last stands last
            while len(self._copies) > _MOST_HOSTS:
                del self._copies[next(iter(self._copies))]
        with copy.lock:
            if copy.until is None or self._clock() >= copy.until:
                try:
                    copy.rules = self._fetched(origin + "/robots.txt")
                    copy.until = self._clock() + _DAY
                except FetchError as error:
                    is_first = parsed(error.url).origin == origin
                    if error.failure is Failure.LATER or (error.failure in _NOBODY and is_first):
                        raise  # nobody was asked, so nothing is known
                    copy.reason = error.message
                    copy.until = self._clock() + _HOUR
        return copy

    def _fetched(self, url: str) -> Protego:
        """Raises FetchError where the host cannot say what it asks for."""
        courtesy = self._courtesy
        try:
            fetched = self._get(url, types=None, before=None if courtesy is None else courtesy.wait)
        except FetchError as error:
            if courtesy is not None:
                courtesy.refused(error.url, error)
            is_refused = error.failure is Failure.STATUS and error.status != 429 and (error.status or 500) < 500
            if is_refused or error.failure is Failure.REDIRECTS:  # 2.3.1.2 and 2.3.1.3: as if there were none
                return Protego.parse("")
            raise
        data = fetched.data
        if len(data) > _LARGEST:
            data = data[: data.rfind(b"\n", 0, _LARGEST) + 1]
        return Protego.parse(data.decode("utf-8-sig", "replace"))
