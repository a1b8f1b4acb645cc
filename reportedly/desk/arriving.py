"""What is brought to the desk: a text, an address, files."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from fastapi import UploadFile

from reportedly.desk.problem import ProblemError
from reportedly.intake import Arrival, Capture, Metadata, Note, arrivals
from reportedly.intake.metadata import whole


def arrived(text: str, address: str, known: Metadata) -> Arrival:
    """The article in a text, or at an address. Raises ProblemError where there is none to read."""
    if bool(text.strip()) == bool(address):
        raise ProblemError(422, "paste a text, or give an address, one of the two")
    if text.strip():
        article = known.article(whole(text))
        return Arrival(article, Capture(article.text.encode(), "text/plain", article.url or "pasted"))
    if not address.lower().startswith(("http://", "https://")):
        raise ProblemError(422, "an address begins with https:// or http://")
    for found in arrivals([address], known):
        if isinstance(found, Arrival):
            return found
        if not isinstance(found, Note):
            raise ProblemError(422, str(found).removeprefix("reportedly: "))
    raise ProblemError(422, f"there is no article at {address}")


def laid_down(files: Sequence[UploadFile]) -> tuple[Path, str]:
    """A new folder with uploaded files in it, and their names for people; whoever calls has to do away with it.

    Raises ProblemError where there is nothing in them.
    """
    folder = Path(tempfile.mkdtemp(prefix="reportedly-intake-"))
    names = []
    try:
        for n, file in enumerate(files):
            name = Path((file.filename or "").replace("\\", "/")).name.replace("\0", "").lstrip(".") or f"file-{n}.txt"
            target = folder / (name if not (folder / name).exists() else f"{n}-{name}")
            with target.open("wb") as out:
                shutil.copyfileobj(file.file, out)
            names.append(name)
        if not any(path.stat().st_size for path in folder.iterdir()):
            raise ProblemError(422, "choose a file that has something in it")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder, ", ".join(names)[:200]
