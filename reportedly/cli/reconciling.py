"""Claims put together: `reportedly incidents`, `incident`, `findings`, `decide`."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from reportedly.cli.application import app
from reportedly.cli.keeping import Address, Format, opened
from reportedly.cli.reading import day
from reportedly.cli.terminal import SHORT_FORMS, Progress, RefusedError, console_on, known, short

if TYPE_CHECKING:
    from reportedly.claim import Finding
    from reportedly.ledger import Ledger

Since = Annotated[str | None, typer.Option(metavar="DATE", help="Happened on this day or later.")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Happened on this day or earlier.")]
By = Annotated[str | None, typer.Option(metavar="NAME", help="Who decides. Default: your user name.")]
Why = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, for those who come after.")]

decide_app = typer.Typer(
    help="Decide what is one and what is not. A person's word is kept, and stronger than the machine's.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.add_typer(decide_app, name="decide")


@contextmanager
def reconciled(address: str | None) -> Iterator[Ledger]:
    """The ledger, with its claims put together up to its last entry."""
    from reportedly.reconciling import bring_up_to_date

    progress = Progress(sys.stderr.isatty(), "articles put together")
    with opened(address) as ledger:
        try:
            bring_up_to_date(ledger, progress.reach)
        finally:
            progress.stop()
        yield ledger


@app.command()
def incidents(
    since: Since = None,
    until: Until = None,
    place: Annotated[
        str | None, typer.Option(metavar="NAME", help="Where: a place, or a country's two letters (UA).")
    ] = None,
    party: Annotated[str | None, typer.Option(metavar="NAME", help="A claimant, doer or side that is in it.")] = None,
    kind: Annotated[str | None, typer.Option(metavar="KIND", help="killed, wounded, captured, equipment …")] = None,
    order: Annotated[
        str, typer.Option(metavar="ORDER", help="newest, disagreement, deadliest or reported (by most voices).")
    ] = "newest",
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="At most so many incidents.")] = 20,
    skip: Annotated[int, typer.Option(metavar="N", min=0, help="Leave out so many, to go on where a page ended.")] = 0,
    db: Address = None,
    format: Format = None,
) -> None:
    """List what happened: each happening once, with the rival figures side by side.

    Reports of one happening are put together by place, time, kind, parties and figures; `incident` says why.
    """
    from reportedly.claim import Kind
    from reportedly.reconciling import Order, summaries
    from reportedly.reconciling import incidents as whole
    from reportedly.reconciling.findings import findings_of
    from reportedly.report import reconciled as shown

    known(format, SHORT_FORMS)
    if order not in set(Order):
        raise RefusedError(f"unknown order “{order}”: choose {', '.join(Order)}")
    if kind is not None and kind not in set(Kind):
        raise RefusedError(f"unknown kind “{kind}”: choose {', '.join(Kind)}")
    with reconciled(db) as ledger:
        lines = summaries(
            ledger,
            since=day(since, "--since"),
            until=day(until, "--until"),
            place=place,
            party=party,
            kind=Kind(kind) if kind else None,
            order=Order(order),
            limit=limit + 1,
            skip=skip,
        )
        told = [(one, findings_of(one)) for one in whole(ledger, lines[:limit])]
        more = f"--skip {skip + limit}" if len(lines) > limit else ""
        if short(format, sys.stdout) == "json":
            print(json.dumps([shown.document(*one) for one in told], ensure_ascii=False))
            if more:
                print(f"reportedly: there are more: {more}", file=sys.stderr)
        else:
            shown.print_incidents(told, console_on(sys.stdout), more=more)


@app.command()
def incident(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="An incident's id, or a claim's name; either may be cut short.")
    ],
    db: Address = None,
    format: Format = None,
) -> None:
    """Show one incident: its claims over time, originals with their echoes, who supports it, why each belongs."""
    from reportedly.reconciling import incident as one_called
    from reportedly.reconciling.findings import findings_in
    from reportedly.report.reconciled import document
    from reportedly.report.timeline import print_incident

    known(format, SHORT_FORMS)
    with reconciled(db) as ledger:
        found = one_called(ledger, name)
        findings = findings_in(ledger, found)
        if short(format, sys.stdout) == "json":
            print(json.dumps(document(found, findings), ensure_ascii=False))
        else:
            print_incident(found, findings, console_on(sys.stdout))


@app.command()
def findings(
    name: Annotated[
        str | None, typer.Argument(metavar="ARTICLE-OR-INCIDENT", help="An article, an incident, or a claim in one.")
    ] = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="Of at most so many incidents.")] = 100,
    db: Address = None,
    format: Format = None,
) -> None:
    """Say what a reader should know: sums that fail, rivals, revisions, denials, copies, old events told as new.

    Of one article or incident; without a name of the newest incidents that have something to tell.
    """
    from reportedly.report import reconciled as shown

    known(format, SHORT_FORMS)
    with reconciled(db) as ledger:
        told = islice(_findings(ledger, name, since, until), limit)
        if short(format, sys.stdout) == "json":
            for about, found in told:
                for one in found:
                    print(json.dumps({**about, **shown.finding_document(one)}, ensure_ascii=False))
        else:
            shown.print_findings(told, console_on(sys.stdout))


def _findings(
    ledger: Ledger, name: str | None, since: str | None, until: str | None
) -> Iterator[tuple[Mapping[str, str], list[Finding]]]:
    """What findings are about, and they; only what has some."""
    from reportedly.reconciling import incident as one_called
    from reportedly.reconciling import incidents as whole
    from reportedly.reconciling import incidents_of, summaries
    from reportedly.reconciling.findings import findings_in
    from reportedly.report.glance import title

    if name is None:
        some = whole(ledger, summaries(ledger, since=day(since, "--since"), until=day(until, "--until")))
    elif versions := [version for version in ledger.articles(name) if version.current]:
        for version in versions:
            if found := ledger.findings(version.number):
                yield {"article": version.name, "title": version.title or version.name}, found
        some = iter([one for version in versions for one in incidents_of(ledger, version.number)])
    else:
        some = iter([one_called(ledger, name)])
    for one in some:
        if found := findings_in(ledger, one):
            yield {"incident": one.id, "title": title(one)}, found


# --- decide -----------------------------------------------------------------------------------------------------------


@decide_app.command("same-incident")
def same_incident(
    one: Annotated[str, typer.Argument(metavar="ONE", help="A claim, or an incident.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="Another claim or incident.")],
    by: By = None,
    reason: Why = "",
    db: Address = None,
) -> None:
    """Say that two claims, or two incidents, are of one happening."""
    _pair(one, other, True, by, reason, db)


@decide_app.command("other-incident")
def other_incident(
    one: Annotated[str, typer.Argument(metavar="ONE", help="A claim, or an incident.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="Another claim or incident.")],
    by: By = None,
    reason: Why = "",
    db: Address = None,
) -> None:
    """Say that two claims, or two incidents, are not of one happening."""
    _pair(one, other, False, by, reason, db)


def _pair(one: str, other: str, same: bool, by: str | None, reason: str, db: str | None) -> None:
    from reportedly.reconciling import bring_up_to_date, claim_named
    from reportedly.reconciling import incident as one_called

    with reconciled(db) as ledger:
        names = claim_named(ledger, one), claim_named(ledger, other)
        ledger.decide_incident(*names, same=same, by=by or _user(), reason=reason)
        bring_up_to_date(ledger)
        now = {one_called(ledger, name).id for name in names}
        print(f"decided: {'one incident' if same else 'two incidents'}, now {' and '.join(sorted(now))}")


@decide_app.command("same-party")
def same_party(
    one: Annotated[str, typer.Argument(metavar="NAME", help="A party, by its name or id.")],
    into: Annotated[str, typer.Argument(metavar="AS", help="The party it goes by from now on.")],
    by: By = None,
    reason: Why = "",
    db: Address = None,
) -> None:
    """Say that two names are of one party."""
    from reportedly.ledger.identity import party_id

    if party_id(one) == party_id(into):
        raise RefusedError(f"{one} and {into} are one name: name two")
    with opened(db) as ledger:
        ledger.merge_parties([party_id(one)], party_id(into), by=by or _user(), reason=reason)
    print(f"decided: {one} is {into}")


@decide_app.command("other-party")
def other_party(
    one: Annotated[str, typer.Argument(metavar="NAME", help="A party that was said to be another.")],
    by: By = None,
    reason: Why = "",
    db: Address = None,
) -> None:
    """Say that a party stands for itself again."""
    from reportedly.ledger.identity import party_id

    with opened(db) as ledger:
        ledger.split_party(party_id(one), by=by or _user(), reason=reason)
    print(f"decided: {one} stands for itself")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise RefusedError("nobody knows your user name here: say who decides with --by NAME") from None
