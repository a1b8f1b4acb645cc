"""Moments as the desk's tables keep them: UTC, ISO 8601, so that later ones sort behind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def now(shift: timedelta = timedelta(0)) -> str:
    """This moment, or one so much later; earlier where the shift is negative."""
    return (datetime.now(UTC) + shift).isoformat(timespec="milliseconds")
