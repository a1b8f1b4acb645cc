"""Reading without keeping: `reportedly read`, `reportedly tally`, `reportedly quotes`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Annotated, TextIO, TypeVar

import typer

from reportedly.cli.application import app
from reportedly.cli.terminal import (
    BAD_INPUT,
    SHORT_FORMS,
    Progress,
    RefusedError,
    console_on,
    known,
    output,
    short,
    write,
)

if TYPE_CHECKING:
    from reportedly.article import Article

_FORMS = ("table", "json", "rows", "csv", "html")

Sources = Annotated[
    list[str] | None,
    typer.Argument(metavar="SOURCES...", help="Files, folders, URLs, or - for standard input.", show_default=False),
]
Published = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Day of publication, as 2024-03-18; relative dates are resolved against it."),
]
ShortForm = Annotated[
    str | None,
    typer.Option(metavar="|".join(SHORT_FORMS), help="Default: table in a terminal, else json, a line an article."),
]
Out = Annotated[str | None, typer.Option(metavar="FILE", help="Write to this file, not to standard output.")]
Strict = Annotated[bool, typer.Option("--strict", help="Stop at the first source that cannot be read.")]


Made = TypeVar("Made")


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
        from reportedly.intake import Note, articles

        found = articles(
            self.sources, published=self.published, publisher=self.publisher, title=self.title, url=self.url
        )
        progress = Progress(sys.stderr.isatty() and not stream.isatty())
        try:
            for item in found:
                if isinstance(item, Note):
                    progress.tell(str(item))
                    continue
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
    known(format, _FORMS)
    intake = Intake(some(sources), day(published), publisher, title, url, strict)
    with output(out, intake.sources) as stream:
        from reportedly.reading.reader import read_article

        index_places()
        readings = (reading for _, reading in intake.each(read_article, stream))
        if format == "table":
            from reportedly.report.table import print_reading

            console = console_on(stream)
            for reading in readings:
                print_reading(reading, console)
                stream.flush()
        else:
            from reportedly.report.forms import FORMS

            write(FORMS[format](readings), stream)
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
    known(format, SHORT_FORMS)
    intake = Intake(some(sources), day(published), strict=strict)
    with output(out, intake.sources) as stream:
        from reportedly.reading.reader import tally_of_article

        totals = intake.each(tally_of_article, stream)
        if short(format, stream) == "table":
            from reportedly.report.table import print_tally

            console = console_on(stream)
            for article, total in totals:
                print_tally(article, total, console)
                stream.flush()
        else:
            from reportedly.report.documents import totals_document
            from reportedly.report.forms import json_line

            write((json_line(totals_document(article, total)) for article, total in totals), stream)
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
    known(format, SHORT_FORMS)
    intake = Intake(some(sources), strict=strict)
    with output(out, intake.sources) as stream:
        from reportedly.reading.reader import quotes_in

        found = intake.each(quotes_in, stream)
        if short(format, stream) == "table":
            from reportedly.report.table import print_quotes

            console = console_on(stream)
            for article, statements in found:
                print_quotes(article, statements, console)
                stream.flush()
        else:
            from reportedly.report.documents import quotes_document
            from reportedly.report.forms import json_line

            write((json_line(quotes_document(article, statements)) for article, statements in found), stream)
    _finish(intake)


# --- what was asked ---------------------------------------------------------------------------------------------------


def some(sources: list[str] | None) -> list[str]:
    """The sources named, else standard input. Raises RefusedError where nobody would type there."""
    if sources:
        return sources
    if sys.stdin.isatty():
        raise RefusedError("nothing to read: name a file or a folder, or - for standard input")
    return ["-"]


def day(given: str | None, option: str = "--published") -> date | None:
    """The day that was given with an option. Raises RefusedError where it is none."""
    try:
        return date.fromisoformat(given) if given is not None else None
    except ValueError:
        raise RefusedError(f"{option} “{given}” is not a date: write it as 2024-03-18") from None


def _finish(intake: Intake) -> None:
    if intake.failed:
        raise typer.Exit(BAD_INPUT)


def index_places() -> None:
    """Say so where the first reading has to wait for the index of place names."""
    from reportedly.reading import gazetteer

    if sys.stderr.isatty() and not gazetteer.ready():
        print("reportedly: indexing the world's place names (once, some seconds)", file=sys.stderr, flush=True)
        gazetteer.build()
