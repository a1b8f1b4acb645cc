"""Figures as ranges without gaps: how open bounds are closed, and what is added and taken away."""

from __future__ import annotations

from dataclasses import dataclass

from reportedly.claim import Count


@dataclass(frozen=True, slots=True)
class Range:
    """Bounds without gaps: low <= best <= high."""

    low: float
    best: float
    high: float

    @classmethod
    def even(cls, number: float) -> Range:
        """The same low, best and high."""
        return cls(number, number, number)

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.best + other.best, self.high + other.high)

    def __sub__(self, other: Range) -> Range:
        """What is left of each bound, never below 0."""
        mine, others = (self.low, self.best, self.high), (other.low, other.best, other.high)
        return ordered(*(max(a - b, 0) for a, b in zip(mine, others, strict=True)))

    def covering(self, other: Range) -> Range:
        """The higher of each bound: a total is at least what its parts make."""
        return Range(max(self.low, other.low), max(self.best, other.best), max(self.high, other.high))


NOBODY = Range(0, 0, 0)


def ordered(low: float, best: float, high: float) -> Range:
    """The three as a range; the best figure stays, the bounds give way to it."""
    return Range(min(low, best), best, max(best, high))


def range_of(count: Count) -> Range | None:
    """A count with its open bounds closed; None where the words give no number.

    An open upper bound ends at what was said ("at least 12": 12 to 12), an open lower one at the least that is some
    ("up to 12": 1 to 12); of "5 to 7" the lower is the best, since no figure is an average.
    """
    low, best, high = count.low, count.best, count.high
    if low is None and best is None and high is None:
        return None
    said = next(n for n in (best, low, high) if n is not None)
    return ordered(min(said, 1) if low is None else low, said, said if high is None else high)
