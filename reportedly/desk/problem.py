"""A request that cannot be answered, as whoever understands why says so; `problems` tells it to the one who asked."""

from __future__ import annotations


class ProblemError(Exception):
    """A request that cannot be answered: an HTTP status, and one line that says what to do."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail
