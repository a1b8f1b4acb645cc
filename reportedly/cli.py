"""The command line: `reportedly read`, `reportedly tally`, `reportedly quotes`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO, TypeVar

import typer

from reportedly import __version__

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar

    from reportedly.article import Article

# What reads and prints is imported where it is used: `reportedly --help` must not wait for a language model.

_PATIENCE = 1.0  # seconds of silence before a progress line appears
_BAD_INPUT = 2
_FORMS = ("table", "json", "rows", "csv", "html")
_READ_AGAIN = (".html", ".jsonl", ".txt")
_SHORT_FORMS = ("table", "json")

app = typer.Typer(
    name="reportedly",
    help="A claims desk for conflict reporting: who says how many of whom were killed, wounded, captured or lost, "
    "through whom, and whether anybody checked.",
    epilog="A source is a .txt or .html file, a .jsonl file (id, text, title, publisher, published, url), a folder of "
    "these, or - for standard input. A source that cannot be read is named on standard error, the others are read, and "
    "the exit code is 2.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

Sources = Annotated[
    list[str] | None,
    typer.Argument(metavar="SOURCES...", help="Files, folders, or - for standard input.", show_default=False),
]
Published = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Day of publication, as 2024-03-18; relative dates are resolved against it."),
]
ShortForm = Annotated[
    str | None,
    typer.Option(metavar="|".join(_SHORT_FORMS), help="Default: table in a terminal, else json, a line an article."),
]
Out = Annotated[str | None, typer.Option(metavar="FILE", help="Write to this file, not to standard output.")]
Strict = Annotated[bool, typer.Option("--strict", help="Stop at the first source that cannot be read.")]


Made = TypeVar("Made")


class RefusedError(Exception):
    """What was asked cannot be done; the message is one line that says what to do instead."""


@dataclass(slots=True)
class Intake:
    """Articles from sources, with what the command line says of them; remembers whether a source was bad."""

    sources: list[str]
    published: date | None = None
    publisher: str | None = None
    title: str | None = None
    url: str | None = None
    strict: bool = False
    failed: bool = field(default=False, init=False)

    def each(self, work: Callable[[Article], Made], stream: TextIO) -> Iterator[tuple[Article, Made]]:
        """Each article in the order of the sources, with what `work` makes of it; problems go to standard error.

        `stream` is where the result goes: where people watch it come, no progress is shown beside it.
        """
        from reportedly.article import Article
        from reportedly.intake import articles

        found = articles(
            self.sources, published=self.published, publisher=self.publisher, title=self.title, url=self.url
        )
        progress = Progress(sys.stderr.isatty() and not stream.isatty())
        try:
            for item in found:
                if not isinstance(item, Article):
                    self._failed(str(item), progress)
                    if self.strict:
                        return
                    continue
                try:
                    made = work(item)
                except Exception as fault:
                    # Ours, not the user's; but one text that trips us must not cost a night's batch.
                    if self.strict:
                        raise
                    told = f"{type(fault).__name__}: {fault}".splitlines()[0]
                    self._failed(
                        f"reportedly: {item.id}: a fault in Reportedly kept it from being read ({told})", progress
                    )
                    continue
                yield item, made
                progress.step()
        finally:
            progress.stop()

    def _failed(self, line: str, progress: Progress) -> None:
        self.failed = True
        progress.tell(line)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    pass


@app.command()
def read(
    sources: Sources = None,
    published: Published = None,
    publisher: Annotated[str | None, typer.Option(metavar="NAME", help="Who published it.")] = None,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="Its headline.")] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Its address.")] = None,
    format: Annotated[
        str,
        typer.Option(
            metavar="|".join(_FORMS),
            help="table to read in a terminal; json with every span (one article: a document, several: a line each); "
            "rows, flat JSON, a line an article; csv, a row a claim; html, one page to open in a browser.",
        ),
    ] = "table",
    out: Out = None,
    strict: Strict = False,
) -> None:
    """Print the claims: figures, speakers, doubt.

    What --published, --publisher, --title and --url say holds for every source, over what the source itself says.
    """
    _known(format, _FORMS)
    intake = Intake(_some(sources), _day(published), publisher, title, url, strict)
    with _output(out, intake.sources) as stream:
        from reportedly.reading import gazetteer
        from reportedly.reading.reader import read_article

        if sys.stderr.isatty() and not gazetteer.ready():
            print("reportedly: indexing the world's place names (once, some seconds)", file=sys.stderr, flush=True)
            gazetteer.build()
        readings = (reading for _, reading in intake.each(read_article, stream))
        if format == "table":
            from reportedly.report.table import print_reading

            console = _console(stream)
            for reading in readings:
                print_reading(reading, console)
                stream.flush()
        else:
            from reportedly.report.forms import FORMS

            _write(FORMS[format](readings), stream)
    _finish(intake)


@app.command()
def tally(
    sources: Sources = None,
    published: Published = None,
    format: ShortForm = None,
    out: Out = None,
    strict: Strict = False,
) -> None:
    """Total each article: killed, wounded, and how.

    The total is the article's own: parts are not added to it, earlier events and running tolls stay out.
    """
    _known(format, _SHORT_FORMS)
    intake = Intake(_some(sources), _day(published), strict=strict)
    with _output(out, intake.sources) as stream:
        from reportedly.reading.reader import tally_of_article

        totals = intake.each(tally_of_article, stream)
        if _short(format, stream) == "table":
            from reportedly.report.table import print_tally

            console = _console(stream)
            for article, total in totals:
                print_tally(article, total, console)
                stream.flush()
        else:
            from reportedly.report.documents import totals_document
            from reportedly.report.forms import json_line

            _write((json_line(totals_document(article, total)) for article, total in totals), stream)
    _finish(intake)


@app.command()
def quotes(
    sources: Sources = None,
    format: ShortForm = None,
    out: Out = None,
    strict: Strict = False,
) -> None:
    """Print who says what, claim or not.

    Every attributed statement with its source, its cue and its content; in json as spans of the text.
    """
    _known(format, _SHORT_FORMS)
    intake = Intake(_some(sources), strict=strict)
    with _output(out, intake.sources) as stream:
        from reportedly.reading.reader import quotes_in

        found = intake.each(quotes_in, stream)
        if _short(format, stream) == "table":
            from reportedly.report.table import print_quotes

            console = _console(stream)
            for article, statements in found:
                print_quotes(article, statements, console)
                stream.flush()
        else:
            from reportedly.report.documents import quotes_document
            from reportedly.report.forms import json_line

            _write((json_line(quotes_document(article, statements)) for article, statements in found), stream)
    _finish(intake)


def main() -> None:
    """Run the command line; never ends in a traceback for what a user can do something about."""
    for stream in (sys.stdout, sys.stderr):
        # A lone surrogate in a text must not stop a batch: in JSON its escape is what it should be anyway.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        app(prog_name="reportedly")
    except RefusedError as refused:
        print(f"reportedly: {refused}", file=sys.stderr)
        sys.exit(_BAD_INPUT)
    except BrokenPipeError:
        # `reportedly … | head`: nobody listens any more, and Python must not complain when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except KeyboardInterrupt:
        sys.exit(130)


# --- what was asked ---------------------------------------------------------------------------------------------------


def _some(sources: list[str] | None) -> list[str]:
    if sources:
        return sources
    if sys.stdin.isatty():
        raise RefusedError("nothing to read: name a file or a folder, or - for standard input")
    return ["-"]


def _known(format: str | None, forms: tuple[str, ...]) -> None:
    if format is not None and format not in forms:
        raise RefusedError(f"unknown format “{format}”: choose {', '.join(forms[:-1])} or {forms[-1]}")


def _short(format: str | None, stream: TextIO) -> str:
    return format or ("table" if stream.isatty() else "json")


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published) if published is not None else None
    except ValueError:
        raise RefusedError(f"--published “{published}” is not a date: write it as 2024-03-18") from None


# --- where it goes ----------------------------------------------------------------------------------------------------


@contextmanager
def _output(out: str | None, sources: list[str]) -> Iterator[TextIO]:
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


def _write(pieces: Iterable[str], stream: TextIO) -> None:
    for piece in pieces:
        stream.write(piece)
        stream.flush()


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    width = None if stream.isatty() or "COLUMNS" in os.environ else 100
    return Console(file=stream, width=width, highlight=False, emoji=False, markup=False)


class Progress:
    """A line on standard error that counts articles, where somebody watches it and the work takes long."""

    def __init__(self, watched: bool) -> None:
        self._watched, self._started, self._count = watched, time.monotonic(), 0
        self._bar: Bar | None = None

    def step(self) -> None:
        """One more article was read."""
        self._count += 1
        if self._watched and self._bar is None and time.monotonic() - self._started > _PATIENCE:
            self._bar = _bar()
            self._bar.add_task("read", total=None)
            self._bar.start()
        if self._bar:
            self._bar.update(self._bar.task_ids[0], completed=self._count)

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


def _bar() -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(bar_width=24), TextColumn("articles read: {task.completed:,.0f}"), TimeElapsedColumn())
    return Bar(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False)


def _finish(intake: Intake) -> None:
    if intake.failed:
        raise typer.Exit(_BAD_INPUT)


if __name__ == "__main__":
    main()
