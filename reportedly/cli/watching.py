"""Feeds kept an eye on: `reportedly watch`."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reportedly.cli.application import app
from reportedly.cli.keeping import Address, opened
from reportedly.cli.reading import index_places
from reportedly.cli.terminal import BAD_INPUT, Progress, RefusedError

if TYPE_CHECKING:
    from reportedly.intake.feedlist import Feed
    from reportedly.ledger import Added
    from reportedly.ledger.watching import Round, Watch

_EVERY = re.compile(r"(?P<number>\d{1,6})\s*(?P<unit>s|m|min|h|d)?")
_SECONDS = {"s": 1, "m": 60, "min": 60, None: 60, "h": 3_600, "d": 86_400}
_SHORTEST = 60  # seconds; who asks more often is a burden, and finds nothing more
_STOPPING = b"\nreportedly: stopping when the pages under way are kept; once more stops at once\n"


@app.command()
def watch(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FEEDS...", help="Files with a feed a line, - for standard input, or URLs.", show_default=False
        ),
    ] = None,
    every: Annotated[
        str, typer.Option(metavar="TIME", help="From one round to the next: 15m, 2h, 1d; a bare number is minutes.")
    ] = "15m",
    once: Annotated[bool, typer.Option("--once", help="Ask each feed once, and stop.")] = False,
    db: Address = None,
    read: Annotated[bool, typer.Option(help="Read the articles now, or leave that to `ledger reread`.")] = True,
    contact: Annotated[
        str, typer.Option(metavar="URL-OR-MAIL", help="Whom a site may write to; sent with every request.")
    ] = "",
) -> None:
    """Poll feeds and keep their new articles, until stopped.

    A line of the file is a feed's URL and, if you like, the name of its publisher; what follows a # is a remark. Feeds
    are asked politely: robots.txt, pauses, only for what is new. What was kept is not fetched again, not after a
    restart either. Ctrl-C or SIGTERM stops when the pages under way are kept. With --once, the exit code is 2 where
    something could not be had.
    """
    seconds = _seconds(every)
    feeds = _feeds(sources or [])
    from reportedly.intake.web import fetch, user_agent
    from reportedly.ledger.watching import Watch, spelled

    try:
        user_agent(contact)
    except ValueError as error:
        raise RefusedError(f"--contact: {error}") from None
    if read:
        index_places()
    with opened(db, create=True) as ledger:
        watching = Watch(ledger, feeds, every=seconds, get=partial(fetch, contact=contact), read=read)
        if not once:
            count = f"{len(feeds):,} feeds" if len(feeds) > 1 else "1 feed"
            told = f"reportedly: watching {count}, every {spelled(seconds)}; Ctrl-C stops"
            print(told, file=sys.stderr, flush=True)
        failed = keep_watch(watching, once=once)
    if failed and once:
        raise typer.Exit(BAD_INPUT)


def keep_watch(watching: Watch, *, once: bool = False) -> bool:
    """Run it until it ends or a signal stops it, with a line a round on standard output; whether anything failed."""
    from reportedly.intake.problem import Note, Problem
    from reportedly.ledger.watching import Round

    total: Counter[str] = Counter()
    this: Counter[str] = Counter()
    rounds, failed = 0, False
    progress = Progress(sys.stderr.isatty(), "articles kept")
    with _stopped_by_signals(watching):
        try:
            for event in watching.run(once=once):
                if isinstance(event, Problem):
                    failed |= not isinstance(event, Note)
                    progress.tell(str(event))
                elif isinstance(event, Round):
                    progress.stop()
                    print(f"{datetime.now():%H:%M}  {_told(event)} · {articles(this)}{_next(event)}", flush=True)
                    rounds, failed = rounds + 1, failed or event.failed > 0
                    total.update(this)
                    this.clear()
                else:
                    this.update(_counted(event))
                    progress.step()
        finally:
            progress.stop()
            total.update(this)
    if not once:
        why = "stopped" if watching.is_stopping and watching.feeds else "no feed is left to watch"
        print(f"{why}: {rounds:,} {'round' if rounds == 1 else 'rounds'} · kept: {articles(total)}", flush=True)
    return failed


def _counted(added: Added) -> Counter[str]:
    counts = Counter({str(added.outcome): 1})
    if added.outcome != "known":
        counts.update(copies=added.copy_of is not None, unread=not added.read, claims=added.claims)
    return counts


def articles(counts: Counter[str]) -> str:
    """What came in, in words."""
    kinds = [("new", "new"), ("changed", "changed"), ("known", "known already"), ("copies", "copies")]
    parts = [f"{counts[name]:,} {words}" for name, words in [*kinds, ("unread", "unread")] if counts[name]]
    return f"articles: {', '.join(parts)} · claims: {counts['claims']:,}" if parts else "no new articles"


def _told(round: Round) -> str:
    parts = [
        (round.asked, "feed asked" if round.asked == 1 else "feeds asked"),
        (round.news, "with news"),
        (round.failed, "failed"),
        (round.reading, "not done yet"),
    ]
    # what was not done in one round is counted in the next, which may ask no other
    return ", ".join(f"{number:,} {words}" for number, words in parts if number) or "the rest of the last round"


def _next(round: Round) -> str:
    if round.next_in is None:
        return ""
    return f" · next round {datetime.now() + timedelta(seconds=round.next_in):%H:%M}"


@contextmanager
def _stopped_by_signals(watching: Watch) -> Iterator[None]:
    """SIGINT and SIGTERM stop the watch; the second of them ends it at once, and what is kept is kept."""

    def stop(number: int, frame: Any) -> None:
        if watching.is_stopping:
            raise KeyboardInterrupt
        watching.stop()
        os.write(2, _STOPPING)  # a handler may come in the middle of a print

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


# --- what was asked ---------------------------------------------------------------------------------------------------


def _seconds(every: str) -> float:
    """Raises RefusedError where it is no time, or too short a one."""
    found = _EVERY.fullmatch(every.strip().lower())
    if found is None:
        raise RefusedError(f"--every “{every}” is no time: write 15m, 2h or 1d")
    seconds = int(found["number"]) * _SECONDS[found["unit"]]
    if not _SHORTEST <= seconds <= 366 * 86_400:
        raise RefusedError(f"--every “{every}”: from 1m to 366d; feeds that ask for longer pauses get them anyway")
    return float(seconds)


def _feeds(sources: list[str]) -> list[Feed]:
    """The feeds of all sources, each once. Raises RefusedError, when all that is wrong was told."""
    from reportedly.intake.feedlist import Feed, feed_of, feeds_in
    from reportedly.intake.guard import Refused
    from reportedly.intake.problem import Problem

    if not sources:
        raise RefusedError("nothing to watch: name a file with a feed's URL a line, - for standard input, or a URL")
    feeds: dict[str, Feed] = {}
    bad: list[str] = []
    for source in sources:
        if "://" in source and not Path(source).exists():
            try:
                found: Iterable[Feed | Problem] = [feed_of(source)]
            except Refused as error:
                found = [Problem(source, None, error.message)]
        else:
            found = feeds_in(_lines(source), source)
        for one in found:
            if isinstance(one, Feed):
                feeds.setdefault(one.url, one)
            else:
                bad.append(str(one))
    if bad:
        for line in bad:
            print(line, file=sys.stderr)
        raise RefusedError("nothing was asked: mend that, and start again")
    if not feeds:
        raise RefusedError(f"no feed in {', '.join(sources)}: write a feed's URL a line")
    return list(feeds.values())


def _lines(source: str) -> list[str]:
    try:
        if source == "-":
            return sys.stdin.read().splitlines()
        return Path(source).read_text("utf-8").splitlines()
    except OSError as error:
        told = (error.strerror or str(error)).lower()
        raise RefusedError(f"cannot read {source}: {told}; a feed's URL begins with https://") from None
    except UnicodeDecodeError:
        raise RefusedError(f"cannot read {source}: it is no text in UTF-8") from None
