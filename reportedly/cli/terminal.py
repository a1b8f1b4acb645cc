"""Where results go and how long work shows: standard output or a file, tables, progress, refusals."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar

BAD_INPUT = 2
SHORT_FORMS = ("table", "json")
_PATIENCE = 1.0  # seconds of silence before a progress line appears
_READ_AGAIN = (".html", ".jsonl", ".txt")


class RefusedError(Exception):
    """What was asked cannot be done; the message is one line that says what to do instead."""


def known(format: str | None, forms: tuple[str, ...]) -> None:
    """Raises RefusedError where a format is none of those there are."""
    if format is not None and format not in forms:
        raise RefusedError(f"unknown format “{format}”: choose {', '.join(forms[:-1])} or {forms[-1]}")


def short(format: str | None, stream: TextIO) -> str:
    """The format asked for; else a table for people, json for programs."""
    return format or ("table" if stream.isatty() else "json")


@contextmanager
def output(out: str | None, sources: list[str]) -> Iterator[TextIO]:
    """Standard output, or the file named, which must not be one of the sources. Raises RefusedError."""
    if out is None or out == "-":
        yield sys.stdout
        return
    target = Path(out)
    for source in map(Path, sources):
        if target.is_file() and source.is_file() and target.samefile(source):
            raise RefusedError(f"cannot write {out}: it is also a source")
        if source.is_dir() and target.suffix in _READ_AGAIN and source.resolve() in target.resolve().parents:
            raise RefusedError(f"cannot write {out}: the next run would read it as a source; write it outside {source}")
    try:
        stream = target.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise RefusedError(f"cannot write {out}: {error.strerror}") from None
    with stream:
        yield stream


def write(pieces: Iterable[str], stream: TextIO) -> None:
    """Write as it comes."""
    for piece in pieces:
        stream.write(piece)
        stream.flush()


def console_on(stream: TextIO) -> Console:
    """What prints tables there."""
    from rich.console import Console

    width = None if stream.isatty() or "COLUMNS" in os.environ else 100
    return Console(file=stream, width=width, highlight=False, emoji=False, markup=False)


class Progress:
    """A line on standard error that counts articles, where somebody watches it and the work takes long."""

    def __init__(self, watched: bool, words: str = "articles read") -> None:
        self._watched, self._started, self._count, self._words = watched, time.monotonic(), 0, words
        self._bar: Bar | None = None

    def step(self) -> None:
        """One more article was read."""
        self.reach(self._count + 1)

    def reach(self, count: int, total: int | None = None) -> None:
        """So many are done, of so many where that is known."""
        self._count = count
        if self._watched and self._bar is None and time.monotonic() - self._started > _PATIENCE:
            self._bar = _bar(self._words)
            self._bar.add_task("read", total=None)
            self._bar.start()
        if self._bar:
            self._bar.update(self._bar.task_ids[0], completed=count, total=total)

    def tell(self, line: str) -> None:
        """Print a line above the count."""
        if self._bar:
            self._bar.stop()
        print(line, file=sys.stderr, flush=True)
        if self._bar:
            self._bar.start()

    def stop(self) -> None:
        """Take the line away."""
        if self._bar:
            self._bar.stop()
            self._bar = None


def _bar(words: str) -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(bar_width=24), TextColumn(f"{words}: {{task.completed:,.0f}}"), TimeElapsedColumn())
    return Bar(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False)
