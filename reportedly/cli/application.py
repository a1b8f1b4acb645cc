"""The application that the commands hang on, and how it ends."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from reportedly import __version__
from reportedly.cli.terminal import BAD_INPUT, RefusedError

ADDRESS = "REPORTEDLY_DB"

# What reads, keeps and prints is imported where it is used: `reportedly --help` must not wait for a language model.

app = typer.Typer(
    name="reportedly",
    help="A claims desk for conflict reporting: who says how many of whom were killed, wounded, captured or lost, "
    "through whom, and whether anybody checked.",
    epilog="A source is a .txt or .html file, a .jsonl file (id, text, title, publisher, published, url), a folder of "
    "these, a URL, or - for standard input. A source that cannot be read is named on standard error, the others are "
    "read, and the exit code is 2.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_print_version, is_eager=True)
    ] = False,
    db: Annotated[
        str | None, typer.Option("--db", metavar="URL", envvar=ADDRESS, show_envvar=False, help="The ledger to use.")
    ] = None,
) -> None:
    if db is not None:
        os.environ[ADDRESS] = db


def main() -> None:
    """Run the command line; never ends in a traceback for what a user can do something about."""
    for stream in (sys.stdout, sys.stderr):
        # A lone surrogate in a text must not stop a batch: in JSON its escape is what it should be anyway.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        app(prog_name="reportedly")
    except RefusedError as refused:
        print(f"reportedly: {refused}", file=sys.stderr)
        sys.exit(BAD_INPUT)
    except BrokenPipeError:
        # `reportedly … | head`: nobody listens any more, and Python must not complain when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except KeyboardInterrupt:
        sys.exit(130)
