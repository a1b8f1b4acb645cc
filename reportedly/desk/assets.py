"""Where the front end's built files are."""

from __future__ import annotations


def asset(name: str) -> str:
    """The address of a built file."""
    return f"/static/{name}"


def style_hashes() -> tuple[str, ...]:
    """None yet."""
    return ()
