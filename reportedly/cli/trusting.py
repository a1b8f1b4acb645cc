"""What makes others believe a ledger: `reportedly ledger verify`, `checkpoint`, `proof`, `check`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reportedly.cli.keeping import Address, ledger_app, opened
from reportedly.cli.terminal import Progress, RefusedError

if TYPE_CHECKING:
    from reportedly.ledger.checkpoints import Checkpoint
    from reportedly.ledger.timestamps import Timestamp

Certificate = Annotated[
    str | None,
    typer.Option(
        "--tsa-certificate",
        metavar="FILE",
        envvar="REPORTEDLY_TSA_CERTIFICATE",
        show_envvar=False,
        help="Root certificates (PEM) to believe a time-stamp authority by. Default: REPORTEDLY_TSA_CERTIFICATE, else "
        "those that browsers believe.",
    ),
]


@ledger_app.command()
def verify(db: Address = None) -> None:
    """Recompute every hash, every source, every time-stamp and every row; name the first that is broken.

    The exit code is 0 where all holds, 1 where something is broken.
    """
    progress = Progress(sys.stderr.isatty(), "entries checked")
    with opened(db) as ledger:
        try:
            verdict = ledger.verify(lambda done, total: progress.step())
        finally:
            progress.stop()
    if not verdict.whole:
        print(f"BROKEN: {verdict.broken}")
        raise typer.Exit(1)
    print(f"whole: {verdict.entries:,} entries, each linked to the one before, and all that hangs on them")


@ledger_app.command()
def checkpoint(
    db: Address = None,
    tsa: Annotated[
        str | None,
        typer.Option(
            "--tsa",
            metavar="URL",
            envvar="REPORTEDLY_TSA",
            show_envvar=False,
            help="Have it stamped by this time-stamp authority (RFC 3161). Default: REPORTEDLY_TSA, else none.",
        ),
    ] = None,
    tsa_certificate: Certificate = None,
    out: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write it to this file, and its time-stamp to FILE.tsr.")
    ] = None,
) -> None:
    """Print a checkpoint to publish: three lines that stand for every entry so far.

    With a time-stamp authority, its time-stamp is asked for, checked, kept in the ledger, and told on standard error.
    """
    from reportedly.ledger import LedgerError

    with opened(db) as ledger:
        taken = ledger.checkpoint()
        if out is None:
            print(taken.note, end="", flush=True)
        failed = None
        if tsa:
            from reportedly.ledger.timestamps import Authority

            try:
                ledger.timestamp(taken, Authority(tsa, Path(tsa_certificate) if tsa_certificate else None))
            except LedgerError as error:
                failed = str(error)
        stamps = ledger.timestamps(taken)
        if out is not None:
            _written(taken, stamps, Path(out))
    for stamp in stamps:
        print(f"reportedly: time-stamped {stamp.at} by {stamp.authority}", file=sys.stderr)
    if failed is not None:
        raise RefusedError(f"{failed}. The checkpoint is kept: run the same again for its time-stamp")


def _written(taken: Checkpoint, stamps: list[Timestamp], target: Path) -> None:
    """The note as a file, and beside it each time-stamp, the newest as FILE.tsr, older ones as FILE.2.tsr and so on."""
    try:
        target.write_text(taken.note, "utf-8", newline="\n")
        for number, stamp in enumerate(reversed(stamps), 1):
            target.with_name(f"{target.name}{f'.{number}' if number > 1 else ''}.tsr").write_bytes(stamp.response)
    except OSError as error:
        raise RefusedError(f"cannot write {error.filename}: {error.strerror}") from None


@ledger_app.command()
def proof(
    entry: Annotated[int, typer.Argument(metavar="ENTRY", help="The number of an entry, as of an article.")],
    db: Address = None,
) -> None:
    """Print a proof that an entry is under the last checkpoint; `ledger check` needs no ledger to check it."""
    from reportedly.ledger.checkpoints import proof as proof_of
    from reportedly.ledger.database import asking

    with opened(db) as ledger, asking(ledger.engine) as connection:
        print(json.dumps(proof_of(connection, entry), ensure_ascii=False, indent=1))


@ledger_app.command()
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A proof that `ledger proof` printed.")],
    tsa_certificate: Certificate = None,
) -> None:
    """Check a proof without a ledger; compare the checkpoint that it prints with the published one.

    The exit code is 0 where it holds with all its time-stamps, 1 where it does not, or where one is signed under a root
    that is not trusted here.
    """
    from reportedly.ledger import LedgerError
    from reportedly.ledger.checkpoints import check as said_by

    try:
        words = Path(file).read_text("utf-8")
        said_by(words)
        document = json.loads(words)
        stamps = _stamps(document, Path(tsa_certificate) if tsa_certificate else None)
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedError(f"cannot read {file}: {getattr(error, 'strerror', None) or 'it is no text'}") from None
    except LedgerError as error:
        print(f"reportedly: {file}: {error}", file=sys.stderr)
        raise typer.Exit(1) from None
    print(f"holds: entry {document['entry']['seq']} ({document['entry']['kind']}) is under this checkpoint:")
    print(document["checkpoint"], end="")
    for line in stamps:
        print(line)


def _stamps(document: dict[str, Any], certificate: Path | None) -> list[str]:
    """A line for each time-stamp of a proof. Raises LedgerError where one does not hold or is not trusted."""
    if not document.get("timestamps"):
        return []
    from reportedly.ledger import LedgerError
    from reportedly.ledger.timestamps import is_trusted, stamped_in, trusted

    lines, roots = [], trusted(certificate)
    for stamp in stamped_in(document):
        if not is_trusted(stamp, roots):
            raise LedgerError(
                f"the proof holds, but its time-stamp of {stamp.at} by {stamp.authority} is signed under a root that "
                "is not trusted here: name that authority's root with --tsa-certificate"
            )
        lines.append(f"time-stamped {stamp.at} by {stamp.authority}")
    return lines
