"""Running totals: `reportedly series`, `reportedly import losses`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportedly.cli.application import app
from reportedly.cli.keeping import Address, Format, opened
from reportedly.cli.reading import day
from reportedly.cli.terminal import BAD_INPUT, SHORT_FORMS, Progress, console_on, known, short

if TYPE_CHECKING:
    from reportedly.intake import Arrival, Problem


@app.command()
def series(
    claimant: Annotated[str, typer.Argument(metavar="CLAIMANT", help='Who counts: "Ukrainian General Staff".')],
    what: Annotated[
        str | None,
        typer.Argument(metavar="WHAT", help="What is counted: tank, casualties, captured.", show_default=False),
    ] = None,
    whose: Annotated[str | None, typer.Option(metavar="PARTY", help="Whose people or equipment: Russia.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="From this day on, as 2024-03-12.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Up to this day.")] = None,
    db: Address = None,
    format: Format = None,
) -> None:
    """Show running totals day by day: totals, steps, corrections.

    Without WHAT, all that the claimant counts. A step is what came to a total since the one before. Where a total
    was corrected, the step leaves that out; where a total fell and nobody says why, the step is a question mark.
    """
    from reportedly.ledger.database import asking
    from reportedly.reconciling.seeking import series_named
    from reportedly.report import series as shown

    known(format, SHORT_FORMS)
    first, last = day(since, "--since"), day(until, "--until")
    with opened(db) as ledger, asking(ledger.engine) as connection:
        found = series_named(connection, claimant, what, whose)
    if short(format, sys.stdout) == "json":
        documents = [shown.document(one, first, last) for one in found]
        print(json.dumps(documents, ensure_ascii=False))
        return
    console = console_on(sys.stdout)
    if what is None and len(found) > 1:
        shown.print_list(found, console)
        return
    shown.print_series(found[0], console, first, last)
    if len(found) > 1:
        console.print("Others that fit; --whose or more words tell them apart:")
        shown.print_list(found[1:], console)


import_app = typer.Typer(
    help="Keep what others have counted already: tables of running totals.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.add_typer(import_app, name="import")


@import_app.callback()
def _imports() -> None:
    """Keeps `losses` a command of its own while it is the only one."""


@import_app.command()
def losses(
    files: Annotated[list[str], typer.Argument(metavar="FILES", help="JSON files of dated records.")],
    publisher: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who compiled the table. Default: Petro Ivaniuk.")
    ] = None,
    db: Address = None,
    format: Format = None,
) -> None:
    """Keep the Ukrainian General Staff's running totals of Russian losses.

    The files are those of Petro Ivaniuk's data set: equipment, personnel, corrections. Each dated record becomes an
    article, each figure a claim with its words. Import an updated file whenever there is one: a changed record becomes
    a new version, known ones add nothing.
    """
    from reportedly.intake.losses import LANGUAGE, READER, read_record
    from reportedly.intake.problem import Problem

    known(format, SHORT_FORMS)
    bad: list[str] = []
    progress = Progress(sys.stderr.isatty(), "records kept")

    def good() -> Iterator[Arrival]:
        for file in files:
            for found in _records(Path(file), publisher):
                if isinstance(found, Problem):
                    bad.append(str(found))
                    progress.tell(str(found))
                else:
                    yield found

    counts = {"new": 0, "changed": 0, "known": 0, "reread": 0, "claims": 0}
    with opened(db, create=True) as ledger:
        try:
            for added in ledger.add_all(good(), reader=read_record, name=READER, languages={LANGUAGE}):
                counts[added.outcome] += 1
                counts["claims"] += added.claims if added.outcome != "known" else 0
                progress.step()
        finally:
            progress.stop()
    counts["problems"] = len(bad)
    if short(format, sys.stdout) == "json":
        print(json.dumps(counts))
    else:
        told = f"{counts['new']:,} new, {counts['changed']:,} changed, {counts['known']:,} known already"
        told += f", {counts['reread']:,} read anew" if counts["reread"] else ""
        print(f"records: {told} · claims: {counts['claims']:,}")
    if bad:
        raise typer.Exit(BAD_INPUT)


def _records(path: Path, publisher: str | None) -> Iterator[Arrival | Problem]:
    """The records of a file; what is wrong with all of it is a problem too."""
    from reportedly.intake import LARGEST
    from reportedly.intake.losses import arrivals_in
    from reportedly.intake.problem import Problem, Unreadable

    try:
        if path.is_file() and path.stat().st_size > LARGEST:
            raise Unreadable(f"larger than {LARGEST / 1e6:.0f} MB; split it")
        yield from arrivals_in(path.read_bytes(), str(path), publisher)
    except FileNotFoundError:
        yield Problem(str(path), None, "no such file")
    except OSError as error:
        yield Problem(str(path), None, (error.strerror or str(error)).lower())
    except Unreadable as error:
        yield error.problem(str(path))
