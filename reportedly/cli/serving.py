"""The desk in a browser: `reportedly serve`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportedly.cli.application import ADDRESS, app
from reportedly.cli.keeping import Address
from reportedly.cli.terminal import RefusedError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from reportedly.desk.settings import Settings

_DEMO = Path("demo/ledger.db")


@app.command()
def serve(
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen; 0.0.0.0 is everywhere.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Which port.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes answer.")] = 1,
    demo: Annotated[bool, typer.Option("--demo", help="Open the ledger that `make demo` has left.")] = False,
    db: Address = None,
) -> None:
    """Serve the desk: the ledger as pages for readers, a desk for analysts, an API for programs.

    It needs the extra web: pip install 'reportedly[web]'. The first start asks for the name and the password of an
    administrator, or takes them from REPORTEDLY_ADMIN and REPORTEDLY_ADMIN_PASSWORD. docs/desk.md has the other
    settings.
    """
    try:
        import uvicorn

        from reportedly.desk.settings import Settings
        from reportedly.desk.state import opened
    except ModuleNotFoundError as error:
        raise RefusedError(f"the desk needs {error.name}: pip install 'reportedly[web]'") from None
    from pydantic import ValidationError

    from reportedly.ledger import LedgerError

    if demo:
        if not _DEMO.exists():
            raise RefusedError(f"no demo ledger at {_DEMO}: run `make demo` first, in the folder of the project")
        db = f"sqlite:///{_DEMO}"
    if db is not None:
        os.environ[ADDRESS] = db
    os.environ.setdefault("REPORTEDLY_URL", f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}")
    try:
        settings = Settings()
    except ValidationError as error:
        raise RefusedError("; ".join(str(one["msg"]).removeprefix("Value error, ") for one in error.errors())) from None
    try:
        desk = opened(settings)
        _first_account(desk.ledger.engine, settings)
        desk.ledger.close()
    except LedgerError as error:
        raise RefusedError(str(error)) from None
    print(f"Reportedly is at {settings.url} (Ctrl-C stops it)", file=sys.stderr)
    if demo:
        print("sign in as editor, analyst or reader, each with the password “demo demo demo”", file=sys.stderr)
    uvicorn.run(
        "reportedly.desk:create_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=5,
    )


def _first_account(engine: Engine, settings: Settings) -> None:
    """Make the administrator where there is no account yet."""
    from reportedly.desk.accounts import account
    from reportedly.desk.accounts.role import Role

    if account.any_there(engine):
        return
    name = settings.admin
    password = settings.admin_password.get_secret_value() if settings.admin_password else None
    if name is None or password is None:
        if not sys.stdin.isatty():
            raise RefusedError(
                "there is no account yet: set REPORTEDLY_ADMIN and REPORTEDLY_ADMIN_PASSWORD, or start it in a terminal"
            )
        print("There is no account yet. Who administers this desk?", file=sys.stderr)
        name = name or typer.prompt("Name", err=True)
        password = typer.prompt("Password (10 characters or more)", hide_input=True, confirmation_prompt=True, err=True)
    account.make(engine, name, Role.ADMIN, password=password)
