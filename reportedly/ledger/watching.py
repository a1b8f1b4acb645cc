"""Feeds in, their new articles kept, round after round, until somebody says stop.

Requests to one host are far apart, so the feeds of a host are asked one after the other, and hosts beside each other.
Only the thread that calls `Watch.run` writes to the ledger.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

from reportedly import read_article
from reportedly.article import Article
from reportedly.claim import Reading
from reportedly.intake.capture import Arrival
from reportedly.intake.courtesy import Courtesy
from reportedly.intake.failure import FetchError
from reportedly.intake.feedlist import Feed
from reportedly.intake.follow import poll
from reportedly.intake.metadata import Metadata
from reportedly.intake.pace import LONGEST, freshness, time_to_live
from reportedly.intake.problem import Passing, Problem
from reportedly.intake.robots import Robots
from reportedly.intake.web import Fetched, Fetcher, fetch
from reportedly.ledger import Added, Ledger, LedgerError, Outcome
from reportedly.ledger.database import asking
from reportedly.ledger.journal import Damaged
from reportedly.ledger.polls import enter_poll, is_followed, last_polls, leads_nowhere

EVERY = 900.0  # seconds
_LONGEST_BACKOFF = 7_200.0  # a machine that was offline for a night should not sleep through the day
_HOSTS_AT_ONCE = 16
_TOLD = 3  # of a feed's problems in one round; the rest are counted


@dataclass(frozen=True, slots=True)
class Round:
    """What a round came to: how many feeds were asked, and of these had news, failed, or are `reading` still.

    `next_in` are the seconds until the next round begins, None where none follows.
    """

    asked: int
    news: int
    failed: int
    reading: int
    next_in: float | None


@dataclass(slots=True)
class _Watched:
    """A feed with what is known of it in this run."""

    feed: Feed
    due: float = 0.0  # on the clock
    began: float = 0.0
    busy: bool = False
    failures: int = 0  # in a row
    ttl: float = 0.0
    has_news: bool = False
    problems: list[str] = field(default_factory=list)  # of this time
    told: frozenset[str] = frozenset()  # of the last time: what goes on need not be said again


@dataclass(frozen=True, slots=True)
class _Found:
    watched: _Watched
    what: Arrival | Problem


@dataclass(frozen=True, slots=True)
class _Done:
    watched: _Watched
    answer: Fetched | FetchError | None
    fault: Exception | None = None


class _StoppedError(Exception):
    """Raised in place of the next request, once a stop is asked for."""


class Watch:
    """Watches feeds for a ledger.

    `every` are the seconds between two rounds, `delay` those between two requests to a host; `get` is how to fetch.
    A feed is asked less often where it says so itself (ttl, Cache-Control, Retry-After), up to a day, and where it
    fails, up to two hours.
    """

    def __init__(
        self,
        ledger: Ledger,
        feeds: Sequence[Feed],
        *,
        every: float = EVERY,
        delay: float = 5.0,
        get: Fetcher = fetch,
        read: bool = True,
        reader: Callable[[Article], Reading] = read_article,
    ) -> None:
        self._ledger, self._every, self._get, self._read, self._reader = ledger, every, get, read, reader
        self._watched = [_Watched(one) for one in dict.fromkeys(feeds)]
        self._courtesy = Courtesy(delay, sleep=self._sleep)
        self._robots = Robots(self._ask, self._courtesy)
        self._entered = last_polls(ledger.engine)
        self._last = dict(self._entered)
        self._taken: set[str] = set()  # links that are on their way
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._tasks: SimpleQueue[list[_Watched] | None] = SimpleQueue()
        self._heard: SimpleQueue[_Found | _Done | None] = SimpleQueue()
        self._running = 0
        self._asked = self._news = self._failed = 0  # in this round

    @property
    def feeds(self) -> list[Feed]:
        """The feeds that are watched still."""
        return [watched.feed for watched in self._watched]

    @property
    def is_stopping(self) -> bool:
        """Whether a stop was asked for."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask for no more pages; `run` ends once those under way are kept. A signal handler may call it."""
        self._stop.set()
        self._heard.put(None)

    def run(self, *, once: bool = False) -> Iterator[Added | Problem | Round]:
        """What is kept, what could not be had, and after each round what it came to; a Watch runs once.

        It ends after the first round with `once`, when a stop is asked for, or when no feed is left, since one that is
        gone for good (410) is watched no more. Raises LedgerError where the ledger cannot go on.
        """
        hosts = len({watched.feed.host for watched in self._watched})
        threads = [
            threading.Thread(target=self._work, daemon=True, name="reportedly-watch")
            for _ in range(min(hosts, _HOSTS_AT_ONCE))
        ]
        for thread in threads:
            thread.start()
        try:
            while self._watched and not self.is_stopping:
                now = time.monotonic()
                end = None if once else now + self._every
                self._begin(now)
                is_round = self._running > 0
                yield from self._gathered(end)
                goes_on = end is not None and bool(self._watched) and not self.is_stopping
                if is_round:
                    yield self._round(max(0.0, end - time.monotonic()) if end is not None and goes_on else None)
                if not goes_on or end is None:
                    return
                while not self.is_stopping and time.monotonic() < end:
                    yield from self._next(end)
        finally:
            self._stop.set()
            for _ in threads:
                self._tasks.put(None)
            if not self._running:
                for thread in threads:
                    thread.join()

    def _round(self, next_in: float | None) -> Round:
        made = Round(self._asked, self._news, self._failed, self._running, next_in)
        self._asked = self._news = self._failed = 0
        return made

    def _begin(self, now: float) -> None:
        """Give the feeds whose time has come to the threads, those of a host together."""
        due: dict[str, list[_Watched]] = {}
        for watched in self._watched:
            if not watched.busy and watched.due <= now:
                watched.busy, watched.began, watched.has_news, watched.problems = True, now, False, []
                due.setdefault(watched.feed.host, []).append(watched)
        for feeds in due.values():
            self._running += len(feeds)
            self._asked += len(feeds)
            self._tasks.put(feeds)

    def _gathered(self, end: float | None) -> Iterator[Added | Problem]:
        """What comes in until all feeds were read, or the next round begins."""
        while self._running and (self.is_stopping or end is None or time.monotonic() < end):
            yield from self._next(None if self.is_stopping else end)

    def _next(self, until: float | None) -> Iterator[Added | Problem]:
        """Wait for what the threads have to say, but not for longer than until a time on the clock."""
        try:
            message = self._heard.get(timeout=None if until is None else max(0.0, until - time.monotonic()))
        except Empty:
            return
        if isinstance(message, _Found):
            yield from self._found(message.watched, message.what)
        elif message is not None:
            yield from self._done(message)

    # --- what the threads do ------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while (feeds := self._tasks.get()) is not None:
            for watched in feeds:
                self._heard.put(self._polled(watched))

    def _polled(self, watched: _Watched) -> _Done:
        feed = watched.feed
        answers: list[Fetched | FetchError] = []
        found = poll(
            feed.url,
            self._is_taken,
            self._courtesy,
            robots=self._robots,
            last=self._last,
            get=self._ask,
            known=Metadata(publisher=feed.publisher),
            heard=answers.append,
        )
        try:
            for one in found:
                if isinstance(answers[-1], FetchError):
                    break
                if isinstance(one, Passing):
                    self._release(one.source)
                self._heard.put(_Found(watched, one))
        except _StoppedError:
            return _Done(watched, None)
        except Exception as fault:  # handed over: the one who waits for this thread decides
            return _Done(watched, None, fault)
        return _Done(watched, answers[-1])

    def _ask(self, url: str, **asked: Any) -> Fetched:
        if self.is_stopping:
            raise _StoppedError
        return self._get(url, **asked)

    def _sleep(self, seconds: float) -> None:
        if self._stop.wait(seconds):
            raise _StoppedError

    def _is_taken(self, link: str) -> bool:
        """Whether a link was followed before, or is on its way; who is told that it is not takes it."""
        with self._lock:
            if link in self._taken:
                return True
            self._taken.add(link)
        with asking(self._ledger.engine) as connection:
            followed = is_followed(connection, link)
        if followed:
            self._release(link)
        return followed

    def _release(self, link: str) -> None:
        with self._lock:
            self._taken.discard(link)

    # --- what comes of it ---------------------------------------------------------------------------------------------

    def _found(self, watched: _Watched, found: Arrival | Problem) -> Iterator[Added | Problem]:
        if isinstance(found, Arrival):
            yield from self._kept(watched, found)
            self._release(str(found.capture.details.get("link")))
            return
        if not isinstance(found, Passing) and found.source in self._taken:
            leads_nowhere(self._ledger.engine, found.source, found.message)
            self._release(found.source)
        yield from self._told(watched, found)

    def _kept(self, watched: _Watched, arrival: Arrival) -> Iterator[Added | Problem]:
        try:
            added = next(self._ledger.add_all([arrival], read=self._read, reader=self._reader))
        except (LedgerError, Damaged):
            raise
        except Exception as fault:
            # Ours, not the user's; but one text that trips us must not end a watch of months.
            told = f"a fault in Reportedly kept it from being read ({_line(fault)}); it is kept unread"
            yield Problem(arrival.article.url or arrival.article.id, None, told)
            added = next(self._ledger.add_all([arrival], read=False))
        watched.has_news |= added.outcome is not Outcome.KNOWN
        yield added

    def _told(self, watched: _Watched, problem: Problem) -> Iterator[Problem]:
        """A problem, unless it was told the last time too, or there are many of this feed."""
        words = str(problem)
        watched.problems.append(words)
        if words not in watched.told and len(watched.problems) <= _TOLD:
            yield problem

    def _done(self, done: _Done) -> Iterator[Problem]:
        watched, answer = done.watched, done.answer
        watched.busy = False
        self._running -= 1
        if isinstance(done.fault, LedgerError | Damaged):
            raise done.fault
        if isinstance(answer, FetchError) or done.fault is not None:
            self._failed += 1
            yield from self._put_off(watched, answer if isinstance(answer, FetchError) else None, done.fault)
        elif answer is not None:
            self._news += watched.has_news
            watched.failures = 0
            if not answer.is_unchanged:
                watched.ttl = time_to_live(answer.data)
            watched.due = watched.began + max(self._every, watched.ttl, freshness(answer))
            self._remember(watched)
            if (more := len(watched.problems) - _TOLD) > 0:
                yield Problem(watched.feed.url, None, f"{more} more of its items could not be had")
        watched.told = frozenset(watched.problems)

    def _put_off(self, watched: _Watched, error: FetchError | None, fault: Exception | None) -> Iterator[Problem]:
        """Leave a feed that failed alone for a while, doubled each time; for good where it is gone for good."""
        url = watched.feed.url
        if error is not None and error.status == 410:
            self._watched.remove(watched)
            yield Problem(url, None, f"{error.message}; watched no more: take it off your list")
            return
        watched.failures += 1
        rest = backoff(watched.failures, self._every, error.retry_after if error is not None else None)
        watched.due = watched.began + rest
        message = error.message if error is not None else f"a fault in Reportedly ({_line(fault)})"
        yield from self._told(watched, Problem(url, None, f"{message} (asked again in {spelled(rest)})"))

    def _remember(self, watched: _Watched) -> None:
        """Enter what a feed answered; of one that names itself anew with every answer, only when there was news."""
        url = watched.feed.url
        last = self._last.get(url)
        if last is None or last == self._entered.get(url) or not (watched.has_news or url not in self._entered):
            return
        enter_poll(self._ledger.engine, url, last)
        self._entered[url] = last


def backoff(failures: int, every: float, retry_after: float | None) -> float:
    """Seconds to leave a feed alone that has failed so often in a row: doubled each time, or as long as it asks for.

    >>> [backoff(n, 900, None) for n in (1, 2, 3, 9)], backoff(1, 900, 5_000.0)
    ([900.0, 1800.0, 3600.0, 7200.0], 5000.0)
    """
    doubled = min(every * 2.0 ** min(failures - 1, 20), max(every, _LONGEST_BACKOFF))
    return max(doubled, min(retry_after or 0.0, LONGEST))


def spelled(seconds: float) -> str:
    """A time as people say it.

    >>> spelled(90), spelled(900), spelled(7200)
    ('90 s', '15 min', '2 h')
    """
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7_200 else f"{seconds / 3600:.0f} h"


def _line(fault: Exception | None) -> str:
    return f"{type(fault).__name__}: {fault}".splitlines()[0]
