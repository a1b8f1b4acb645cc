"""Armed conflicts, with the time they lasted and where they are fought (lexicon/wars.csv)."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date
from functools import cache

from reportedly.lexicon import rows


@dataclass(frozen=True, slots=True)
class War:
    """An armed conflict: `end` is date.max while it goes on, `countries` are ISO codes, `words` its names."""

    name: str
    start: date
    end: date
    countries: frozenset[str]
    words: tuple[str, ...]


@cache
def _wars() -> tuple[War, ...]:
    return tuple(
        War(
            row["name"],
            date.fromisoformat(row["start"]),
            date.fromisoformat(row["end"]) if row["end"] else date.max,
            frozenset(row["countries"].split("|")),
            tuple(row["words"].split("|")),
        )
        for row in rows("wars.csv")
    )


def wars(countries: Set[str | None] = frozenset(), day: date | None = None) -> Iterator[War]:
    """The wars fought on a day, whenever they were without one, in any of some countries, or anywhere.

    >>> [war.name for war in wars({"UA"}, date(2024, 3, 14))]
    ['Russian invasion of Ukraine']
    """
    for war in _wars():
        if (not countries or countries & war.countries) and (day is None or war.start <= day <= war.end):
            yield war
