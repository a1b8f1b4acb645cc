"""The ledger as one file to take away: journal, sources and all that is derived, without accounts and their secrets."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from reportedly.desk.state import Desk


def backup(desk: Desk) -> FileResponse:
    """A backup, made now and sent as it is read; the file that it was made in is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="reportedly-backup-"))
    try:
        path = folder / "ledger.db"
        desk.ledger.backup(path)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    name = f"reportedly-{datetime.now(UTC):%Y-%m-%d}.db"
    gone = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    headers = {"Cache-Control": "private, no-store"}
    return FileResponse(path, media_type="application/vnd.sqlite3", filename=name, headers=headers, background=gone)
