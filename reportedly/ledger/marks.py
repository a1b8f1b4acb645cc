"""What a claim is found by, as terms beside its words: its kind, its parties, its places, its days, its figure.

They stand in the same index as the words, so that one index answers any mixture of conditions, newest first, however
common each of them is by itself. Numbers and days are terms by their leading digits, as search engines have it
(Schindler and Diepenbroek 2008, "Generic XML-based framework for metadata portals", on Lucene's numeric ranges): a
range is a few terms, not thousands.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

# A character of private use: nobody's words begin with it, yet both databases take it for a letter.
SIGN = "\ue000"
_CLOSED = {"kind": "k", "status": "t", "verification": "v", "state": "r", "article": "a", "country": "c"}
_CLOSED["checked"] = "h"  # what the desk found of it
_FREE = {"claimant": "p", "via": "x", "by": "b", "who": "w", "place": "l", "publisher": "u"}
_NOT_IN_A_TERM = re.compile(r"[^a-z0-9]+")

_SPAN = timedelta(days=31)
_DAYS = 5  # digits of the number of a day since _ORIGIN; days before and long after count as the first and the last
_ORIGIN = date(1900, 1, 1)
_FIGURE = 4  # digits of the code of a figure: how many digits it has itself, and the first three of them
_LARGEST = 10**9 - 1

LASTING = f"{SIGN}m1"  # what went on for longer than a month


@lru_cache(maxsize=4096)
def of(field: str, value: str) -> str:
    """The term of a claim for the value of a field: of those in the query language, all that are not ranges."""
    if sort := _CLOSED.get(field):
        return f"{SIGN}{sort}{_NOT_IN_A_TERM.sub('', value.lower())}0"  # what ends in a digit is never stemmed
    return f"{SIGN}{_FREE[field]}{hashlib.blake2b(value.encode(), digest_size=7).hexdigest()}0"


def is_of(field: str, term: str) -> bool:
    """Whether a term is that of some value of a field with a closed set of values."""
    return term.startswith(f"{SIGN}{_CLOSED[field]}")


def of_figure(number: float) -> Iterator[str]:
    """The terms of a claim with that figure."""
    yield from _prefixes("f", _figure(number))


def of_days(start: date | None, end: date | None) -> Iterator[str]:
    """The terms of a claim about those days."""
    if start:
        yield from _prefixes("s", _day(start))
    if end:
        yield from _prefixes("e", _day(end))
    if start and end and end - start > _SPAN:
        yield LASTING


def figures(low: float, high: float) -> list[str]:
    """One of these terms has every claim with a figure from `low` to `high`, and some with one just outside."""
    return _cover("f", _figure(low), _figure(high))


def days(since: date | None, until: date | None) -> list[list[str]]:
    """One term of each of these lists has every claim about a time that was not over before `since` and had begun by
    `until`; some others from before 1900 or long after today have them too."""
    ended = _cover("e", _day(since or date.min), _day(date.max))
    started = _cover("s", _day(date.min), _day(until or date.max))
    if since is None or until is None:
        return [ended if since else started]
    # Both halves may be large where what they share is small: most of that has ended within a month of `until`.
    soon = until + _SPAN if until < date.max - _SPAN else date.max
    return [[*_cover("e", _day(since), _day(soon)), LASTING], ended, started]


def _prefixes(sort: str, digits: str) -> Iterator[str]:
    for length in range(1, len(digits) + 1):
        yield f"{SIGN}{sort}{digits[:length]}"


def _figure(number: float) -> str:
    whole = str(int(min(max(number, 0), _LARGEST)))
    return f"{len(whole)}{whole[: _FIGURE - 1]:0<{_FIGURE - 1}}" if whole != "0" else "0" * _FIGURE


def _day(day: date) -> str:
    return f"{min(max((day - _ORIGIN).days, 0), 10**_DAYS - 1):0{_DAYS}}"


def _cover(sort: str, low: str, high: str) -> list[str]:
    """The fewest beginnings that all codes from `low` to `high` have and no others, as terms."""
    found: list[str] = []

    def into(prefix: str) -> None:
        width = len(low) - len(prefix)
        first, last = prefix + "0" * width, prefix + "9" * width
        if last < low or first > high:
            return
        if prefix and low <= first and last <= high:
            found.append(f"{SIGN}{sort}{prefix}")
        else:
            for digit in "0123456789":
                into(prefix + digit)

    into("")
    return found
