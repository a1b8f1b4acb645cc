"""The ledger: `reportedly add`, `find`, `show`, `ledger …`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reportedly.cli.application import app
from reportedly.cli.reading import Published, Sources, Strict, day, index_places, some
from reportedly.cli.terminal import BAD_INPUT, SHORT_FORMS, Progress, RefusedError, console_on, known, output, short

if TYPE_CHECKING:
    from reportedly.intake import Arrival
    from reportedly.ledger import Ledger

Address = Annotated[
    str | None,
    typer.Option(
        "--db",
        metavar="URL",
        help="sqlite:///FILE or postgresql://USER@HOST/NAME. Default: REPORTEDLY_DB, else a file in your data folder.",
    ),
]
Format = Annotated[
    str | None, typer.Option(metavar="|".join(SHORT_FORMS), help="Default: table in a terminal, else json.")
]
_FIND_FORMS = ("table", "json", "csv")

ledger_app = typer.Typer(
    help="Look after the ledger: verify, checkpoint, back up, count.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.add_typer(ledger_app, name="ledger")


@contextmanager
def opened(address: str | None, *, create: bool = False) -> Iterator[Ledger]:
    """The ledger, with what it cannot do told as a refusal."""
    from reportedly.ledger import Ledger, LedgerError
    from reportedly.ledger.journal import Damaged

    progress = Progress(sys.stderr.isatty(), "entries of an older ledger brought up to date")
    try:
        with Ledger.open(address, create=create, progress=progress.reach) as ledger:
            progress.stop()
            yield ledger
    except LedgerError as error:
        raise RefusedError(str(error)) from None
    except Damaged as error:
        raise RefusedError(f"{error}; run `reportedly ledger verify`") from None
    finally:
        progress.stop()


# --- add --------------------------------------------------------------------------------------------------------------


@app.command()
def add(
    sources: Sources = None,
    published: Published = None,
    publisher: Annotated[str | None, typer.Option(metavar="NAME", help="Who published it.")] = None,
    db: Address = None,
    read: Annotated[bool, typer.Option(help="Read the articles now, or leave that to `ledger reread`.")] = True,
    format: Format = None,
    strict: Strict = False,
) -> None:
    """Keep articles with their claims in the ledger.

    An article that is known already adds nothing, one that has changed becomes a new version, a near copy is kept and
    marked as a copy. What was kept before an interruption stays; run the same again to go on.
    """
    from reportedly.intake import Metadata, arrivals

    known(format, SHORT_FORMS)
    bad: list[str] = []
    progress = Progress(sys.stderr.isatty(), "articles kept")

    def good() -> Iterator[Arrival]:
        from reportedly.intake import Note, Problem

        for found in arrivals(some(sources), Metadata(published=day(published), publisher=publisher)):
            if isinstance(found, Note):
                progress.tell(str(found))
            elif isinstance(found, Problem):
                bad.append(str(found))
                progress.tell(str(found))
                if strict:
                    return
            else:
                yield found

    if read:
        index_places()
    names = ("new", "changed", "known", "reread", "copies", "waiting", "unread", "claims")
    counts: dict[str, int] = dict.fromkeys(names, 0)
    with opened(db, create=True) as ledger:
        try:
            for added in ledger.add_all(good(), read=read):
                counts[added.outcome] += 1
                if added.outcome != "known":
                    counts["copies"] += added.copy_of is not None
                    counts["waiting"] += added.readable and not added.read
                    counts["unread"] += not added.readable
                    counts["claims"] += added.claims
                progress.step()
        finally:
            progress.stop()
    counts["problems"] = len(bad)
    if short(format, sys.stdout) == "json":
        print(json.dumps(counts))
    else:
        parts = [f"{counts['new']:,} new", f"{counts['changed']:,} changed", f"{counts['known']:,} known already"]
        parts += [f"{counts[name]:,} {name}" for name in ("reread", "copies") if counts[name]]
        if counts["waiting"]:
            parts.append(f"{counts['waiting']:,} waiting to be read (reportedly ledger reread)")
        if counts["unread"]:
            parts.append(f"{counts['unread']:,} unread, in a language without a reader")
        print(f"articles: {', '.join(parts)} · claims: {counts['claims']:,}")
        if counts["new"]:
            print("next: reportedly find 'killed > 10', or reportedly show ARTICLE")
    if bad:
        raise typer.Exit(BAD_INPUT)


# --- find and show ----------------------------------------------------------------------------------------------------


@app.command()
def find(
    query: Annotated[list[str] | None, typer.Argument(metavar="QUERY...", show_default=False)] = None,
    db: Address = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="At most so many claims.")] = 50,
    before: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Go on below this claim: the number of the last one shown.")
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(metavar="|".join(_FIND_FORMS), help="Default: table in a terminal, else json, a line a claim."),
    ] = None,
    out: Annotated[str | None, typer.Option(metavar="FILE", help="Write to this file.")] = None,
) -> None:
    """Search the claims: words, figures and fields.

    All must hold: killed > 100, claimant:"Russian Ministry of Defense", place:Belgorod, country:UA, by:, who:, via:,
    kind:, status:, verification:, since:2024-03-12, until:, publisher:, article:, state:, words, "words in a row", and
    any of these with - before it for what must not hold.
    """
    known(format, _FIND_FORMS)
    with opened(db) as ledger, output(out, []) as stream:
        from reportedly.report import kept as shown

        form = short(format, stream)
        found = ledger.claims(_line(query or []), before=before, limit=limit + 1)
        claims = list(found)
        more, claims = len(claims) > limit, claims[:limit]
        if form == "table":
            shown.print_claims(claims, console_on(stream), more=more)
        elif form == "csv":
            stream.writelines(shown.csv_lines(claims))
        else:
            stream.writelines(json.dumps(shown.document(one), ensure_ascii=False) + "\n" for one in claims)
        if more and form != "table":
            print(f"reportedly: there are more: --before {claims[-1].number}", file=sys.stderr)


def _line(parts: list[str]) -> str:
    """The query as one line: a shell takes `claimant:"A B"` for one part, and the quotation marks away."""
    if len(parts) == 1 and ":" not in parts[0]:
        return parts[0]
    return " ".join(map(_quoted, parts))


def _quoted(part: str) -> str:
    name, colon, value = part.partition(":")
    if not colon or " " not in value or '"' in part or ":" in value or " " in name:
        return part
    return f'{name}:"{value}"'


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="CLAIM-OR-ARTICLE", help="A claim's name, or an article's.")],
    db: Address = None,
    format: Format = None,
) -> None:
    """Show a claim with its history, or an article with its versions, what changed, and its claims.

    A claim goes by its name or the beginning of it; an article by its number, name, address or hash.
    """
    known(format, SHORT_FORMS)
    with opened(db) as ledger:
        from reportedly.report import kept as shown

        form = short(format, sys.stdout)
        if versions := ledger.articles(name):
            texts = {one.number: ledger.text(one) for one in versions}
            claims = {one.number: ledger.claims_of(one.number) for one in versions if one.current}
            if form == "json":
                print(json.dumps(shown.article_document(versions, texts, claims), ensure_ascii=False))
            else:
                shown.print_article(versions, texts, claims, console_on(sys.stdout))
        elif history := _history(ledger, name):
            if form == "json":
                print(json.dumps([shown.document(one) for one in history], ensure_ascii=False))
            else:
                from reportedly.ledger.acts import acts_of

                shown.print_history(history, acts_of(ledger, history[-1].name), console_on(sys.stdout))
        else:
            raise RefusedError(f"no article and no claim goes by “{name}”: `reportedly find` lists what there is")


def _history(ledger: Ledger, name: str) -> list[Any]:
    hexadecimal = len(name) >= 4 and all(letter in "0123456789abcdef" for letter in name)
    return ledger.history(name) if hexadecimal else []


# --- ledger (verify, checkpoint, proof and check: cli/trusting.py) ----------------------------------------------------


@ledger_app.command()
def backup(file: Annotated[str, typer.Argument(metavar="FILE")], db: Address = None) -> None:
    """Copy the ledger into a new SQLite file, which is a ledger itself: --db sqlite:///FILE."""
    with opened(db) as ledger:
        try:
            ledger.backup(file)
        except OSError as error:
            raise RefusedError(f"cannot write {file}: {error.strerror}") from None
    print(f"kept in {file}")


@ledger_app.command()
def restore(file: Annotated[str, typer.Argument(metavar="FILE")], db: Address = None) -> None:
    """Fill a new, empty ledger from a backup, entry by entry."""
    from reportedly.ledger.copying import restore as fill

    progress = Progress(sys.stderr.isatty(), "entries restored")
    with opened(db, create=True) as ledger:
        try:
            fill(Path(file), ledger.engine, lambda done, total: progress.step())
        finally:
            progress.stop()
        print(f"restored: {ledger.stats().entries:,} entries")


@ledger_app.command()
def reread(db: Address = None) -> None:
    """Read again what this version of the reader has not read; old readings and decisions stay."""
    index_places()
    progress = Progress(sys.stderr.isatty())
    count = 0
    with opened(db) as ledger:
        try:
            for _ in ledger.reread():
                count += 1
                progress.step()
        finally:
            progress.stop()
    print(f"read again: {count:,} articles")


@ledger_app.command()
def stats(db: Address = None, format: Format = None) -> None:
    """Count articles, versions, claims, entries, copies, and what is not read.

    "waiting" are articles that `ledger reread` would read, "unread" those in a language without a reader.
    """
    known(format, SHORT_FORMS)
    with opened(db) as ledger:
        counted = asdict(ledger.stats())
    if short(format, sys.stdout) == "json":
        print(json.dumps(counted))
    else:
        width = max(len(f"{n:,}") for n in counted.values())
        for name, number in counted.items():
            print(f"{number:>{width},}  {name}")


@ledger_app.command()
def path() -> None:
    """Print the address of the ledger that is used without --db."""
    from reportedly.ledger import default_address

    print(default_address().removeprefix("sqlite:///"))
