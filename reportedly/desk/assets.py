"""Where the scripts and styles of the pages are: what the build of frontend/ left in static/, by its plain names."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

STATIC = Path(__file__).parent / "static"
URL = "/static/"


class NotBuiltError(RuntimeError):
    """The pages have no scripts and styles, because they have not been built."""


def asset(name: str) -> str:
    """The path of a script or a style sheet for a page, such as `asset("desk.css")`.

    The file's name changes with what is in it: browsers may keep it for good. Raises NotBuiltError where nothing has
    been built, and KeyError for a name that is not built.
    """
    return URL + str(_manifest()[name])


def style_hashes() -> tuple[str, ...]:
    """What the content policy has to allow in `style-src` besides the pages' own files, as `'sha256-…'`."""
    return tuple(_manifest()["style_hashes"])


@cache
def _manifest() -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((STATIC / "manifest.json").read_text("utf-8"))
    except FileNotFoundError as error:
        raise NotBuiltError(
            "the scripts and styles of the pages are not built: run make, or pip install -e ., in the checkout"
        ) from error
    return found
