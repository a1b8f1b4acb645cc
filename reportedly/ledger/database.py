"""Where a ledger lives: the engine for an address, its schema brought up to date, its errors in words."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Insert, Table, create_engine, event, inspect, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

ADDRESS = "REPORTEDLY_DB"
_HEAD = "0007"
_REMADE = "0007"  # the last step after which all that is derived has to be made anew
_PATIENCE = 60_000  # milliseconds to wait for another writer
_LOCK = 0x5265706E

Progress = Callable[[int, int], None]


class LedgerError(Exception):
    """The ledger cannot do what was asked; the message is one line that says what to do."""


class UnavailableError(LedgerError):
    """The database cannot do its work now; the message names it, and is for those who run it."""


def default_address() -> str:
    """The address in REPORTEDLY_DB, else one file in the user's data folder."""
    from platformdirs import user_data_path

    return os.environ.get(ADDRESS) or f"sqlite:///{user_data_path('reportedly', appauthor=False) / 'ledger.db'}"


def address_of(words: str) -> URL:
    """A database URL. Raises LedgerError where it is none, or of a database that is not supported."""
    try:
        url = make_url(words)
    except ArgumentError:
        raise LedgerError(
            f"“{words}” is no database address: write sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from None
    name = url.get_backend_name()
    if name not in ("sqlite", "postgresql"):
        raise LedgerError(f"{name} is not supported: write sqlite:///FILE or postgresql://USER@HOST/NAME")
    return url.set(drivername="postgresql+psycopg") if name == "postgresql" else url


def engine_for(words: str, *, create: bool = True, progress: Progress | None = None) -> Engine:
    """An engine for an address, with an up-to-date schema. Raises LedgerError where that cannot be had.

    Without `create` a SQLite file that is not there is an error, not a new ledger. `progress` is told how many entries
    of an older ledger are brought up to date, and of how many.
    """
    url = address_of(words)
    with explained(url):
        if url.get_backend_name() == "sqlite":
            engine = _sqlite(url, create)
        else:
            try:
                engine = create_engine(url, pool_pre_ping=True)
            except (ModuleNotFoundError, NoSuchModuleError):
                raise LedgerError("PostgreSQL needs one more package: pip install 'reportedly[postgresql]'") from None
        try:
            _up_to_date(engine, progress)
        except BaseException:
            engine.dispose()
            raise
    return engine


def _sqlite(url: URL, create: bool) -> Engine:
    if not url.database or url.database == ":memory:":
        raise LedgerError("a ledger needs a file: write sqlite:///FILE")
    path = Path(url.database)
    if not path.exists():
        if not create:
            raise LedgerError(f"no ledger at {path} yet: `reportedly add` makes one")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LedgerError(f"cannot make a ledger at {path}: {(error.strerror or str(error)).lower()}") from None
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def _set_up(raw: Any, record: Any) -> None:
        raw.isolation_level = None  # we say ourselves when a transaction begins
        cursor = raw.cursor()
        cursor.execute(f"pragma busy_timeout={_PATIENCE}")
        cursor.execute("pragma journal_mode=wal")
        cursor.execute("pragma synchronous=full")
        cursor.execute("pragma cache_size=-65536")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("begin immediate" if write else "begin")

    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that will write: all of it is kept, or nothing."""
    with explained(engine.url), engine.connect().execution_options(write=True) as connection, connection.begin():
        yield connection


@contextmanager
def asking(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads, and sees one state of the ledger throughout."""
    with explained(engine.url), engine.connect() as connection, connection.begin():
        yield connection


def insert_new(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert what is not there yet; who came first is right."""
    if found := list(rows):
        connection.execute(_if_new(table, connection.dialect.name), found)


@cache
def _if_new(table: Table, dialect: str) -> Insert:
    made: Insert = (postgresql if dialect == "postgresql" else sqlite).insert(table).on_conflict_do_nothing()
    return made


_STOPPED = (
    "its server stopped at work, as it does when its disk is full: see its log, and run the same again; nothing "
    "half-written was kept"
)
# What a database says when it cannot go on, and what that means to the one who asked
_CAUSES = (
    ("disk is full", "the disk is full: make room and run the same again; nothing half-written was kept"),
    ("No space left", "the disk is full: make room and run the same again; nothing half-written was kept"),
    ("disk I/O error", "the disk cannot be written: is it full or failing? Nothing half-written was kept"),
    ("readonly database", "it may not be written: check the rights of the file and its folder"),
    ("unable to open database file", "it cannot be opened: check that the folder exists and may be written"),
    ("file is not a database", "this is not a ledger, nor any SQLite file"),
    ("malformed", "the file is damaged: restore a backup (reportedly ledger restore)"),
    ("database is locked", "somebody else has been writing for a minute: try again"),
    ("server closed the connection", _STOPPED),
    ("terminating connection", _STOPPED),
    ("Connection refused", "no server answers there: start it, or check the address"),
    ("Is the server running", "no server answers there: start it, or check the address"),
    ("the database system is", "its server is starting, stopping or recovering: try again in a moment"),
    ("append-only", "the journal is append-only: nothing in it is ever changed"),
)


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Turns what the database says into one line for people."""
    try:
        yield
    except DBAPIError as error:
        said = str(error.orig).strip()
        if "cannot contain NUL" in said:
            raise LedgerError("there is a NUL character in it, which no database can hold") from error
        named = url.set(drivername=url.get_backend_name())  # as people write it
        where = url.database if named.drivername == "sqlite" else named.render_as_string(hide_password=True)
        for words, meaning in _CAUSES:
            if words in said:
                raise UnavailableError(f"the ledger {where}: {meaning}") from error
        if isinstance(error, OperationalError):
            raise UnavailableError(f"the ledger {where}: {' '.join(said.split())}") from error
        raise


def _up_to_date(engine: Engine, progress: Progress | None) -> None:
    if _version(engine) == _HEAD:
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        known = (
            connection.execute(text("select version_num from alembic_version")).scalar() if _has(connection) else None
        )
        if known is not None and known > _HEAD:
            raise LedgerError("this ledger was written by a newer Reportedly: pip install --upgrade reportedly")
        if known != _HEAD:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if known is not None and known < _REMADE:
                from reportedly.ledger.copying import remake

                remake(connection, progress)


def _has(connection: Connection) -> bool:
    return inspect(connection).has_table("alembic_version")


def _version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not _has(connection):
            return None
        found: str | None = connection.execute(text("select version_num from alembic_version")).scalar()
        return found
