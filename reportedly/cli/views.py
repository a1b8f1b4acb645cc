"""The ledger counted by a named rule book: `reportedly view ucdp|acled|own`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportedly.cli.application import app
from reportedly.cli.keeping import Address
from reportedly.cli.reading import day
from reportedly.cli.reconciling import Since, Until, reconciled
from reportedly.cli.terminal import Progress, RefusedError, console_on, known, output

if TYPE_CHECKING:
    from reportedly.ledger import Ledger
    from reportedly.reconciling import Summary
    from reportedly.reconciling.views import Omitted, Row, View

_FORMS = ("table", "csv", "json")
_BOOKS = ("ucdp", "acled", "own")


@app.command()
def view(
    book: Annotated[str, typer.Argument(metavar="|".join(_BOOKS), help="The rule book to count by.")],
    rules: Annotated[
        str | None, typer.Option(metavar="FILE", help="Your own rule book, for own: a TOML file (docs/views.md).")
    ] = None,
    since: Since = None,
    until: Until = None,
    country: Annotated[str | None, typer.Option(metavar="CODE", help="Where, as two letters: UA.")] = None,
    format: Annotated[
        str | None, typer.Option(metavar="|".join(_FORMS), help="Default: table in a terminal, else csv.")
    ] = None,
    out: Annotated[str | None, typer.Option(metavar="FILE", help="Write to this file.")] = None,
    explain: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Write here the rule and the claims behind each cell, a line of JSON a cell."
        ),
    ] = None,
    db: Address = None,
) -> None:
    """Count the incidents of the ledger by a rule book, a row an incident: UCDP GED, ACLED, or your own.

    A view is computed and changes nothing. Incidents for which the rule book has no row are counted, with the reason.
    With --format json each cell carries its rule and its claims.
    """
    from reportedly.reconciling import summaries
    from reportedly.report import views as shown

    known(format, _FORMS)
    counted = _view(book, rules)
    where = _country(country)
    first, last = day(since, "--since"), day(until, "--until")
    if explain is not None and out is not None and Path(explain).absolute() == Path(out).absolute():
        raise RefusedError(f"--out and --explain are both {out}: name two files")
    sources = [rules] if rules else []
    with (
        reconciled(db) as ledger,
        output(out, sources) as stream,
        output(explain, sources) if explain else nullcontext() as reasons,
    ):
        form = format or ("table" if stream.isatty() else "csv")
        lines = summaries(ledger, since=first, until=last, place=where)
        omitted: list[Omitted] = []
        number = 0
        watched = sys.stderr.isatty() and not stream.isatty()

        def rows() -> Iterator[Row]:
            nonlocal number
            for row in _rows(ledger, counted, omitted, lines, watched):
                number += 1
                if reasons is not None:
                    reasons.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in shown.explanations(row))
                yield row

        if form == "csv":
            stream.writelines(shown.csv_lines(counted, rows()))
        elif form == "json":
            stream.writelines(json.dumps(shown.document(row), ensure_ascii=False) + "\n" for row in rows())
        else:
            shown.print_rows(rows(), console_on(stream))
        beside = sys.stderr if stream is sys.stdout and form != "table" else sys.stdout
        print(shown.summary(counted, number, omitted), file=beside)


def _view(book: str, rules: str | None) -> View:
    from reportedly.reconciling.views import ACLED, UCDP, RuleBookError, own_view, rule_book

    if book not in _BOOKS:
        raise RefusedError(f"unknown rule book “{book}”: choose {', '.join(_BOOKS[:-1])} or {_BOOKS[-1]}")
    if book != "own":
        if rules is not None:
            raise RefusedError(f"--rules is for own: {book} has its rules already")
        return UCDP if book == "ucdp" else ACLED
    if rules is None:
        raise RefusedError("own needs --rules FILE; samples/rules.toml is one to begin with")
    try:
        return own_view(rule_book(Path(rules).read_text("utf-8"), rules))
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedError(f"cannot read {rules}: {getattr(error, 'strerror', None) or 'it is no text'}") from None
    except RuleBookError as error:
        raise RefusedError(str(error)) from None


def _country(code: str | None) -> str | None:
    from reportedly.reconciling.views.states import state_of

    if code is not None and state_of(code.upper()) is None:
        raise RefusedError(f"--country “{code}” is no country's two letters: write UA for Ukraine")
    return code and code.upper()


def _rows(
    ledger: Ledger, counted: View, omitted: list[Omitted], lines: Sequence[Summary], watched: bool
) -> Iterator[Row]:
    """The rows of incidents, as they come; those for which there is none are noted."""
    from reportedly.reconciling import incidents
    from reportedly.reconciling.views import Omitted

    progress = Progress(watched, "incidents counted")
    try:
        for one in incidents(ledger, lines):
            made = counted.of(one)
            progress.step()
            if isinstance(made, Omitted):
                omitted.append(made)
            else:
                yield made
    finally:
        progress.stop()
