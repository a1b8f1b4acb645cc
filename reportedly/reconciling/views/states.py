"""Which state is that? The codes of the large event datasets for a country (lexicon/states.csv)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import pycountry

from reportedly.lexicon import rows
from reportedly.reading.nations import nation_at, words_of

# UCDP/PRIO Armed Conflict Dataset codebook, "region": its regions are ranges of the numbers of states.
_REGIONS = (
    (range(2, 200), "Americas"),
    (range(200, 400), "Europe"),
    (range(400, 627), "Africa"),
    (range(630, 700), "Middle East"),
    (range(700, 1000), "Asia"),
)


@dataclass(frozen=True, slots=True)
class State:
    """A state or territory: ISO codes, its number among the independent states (None where it is none), its names."""

    iso: str
    iso3: str | None
    numeric: int | None
    name: str
    ucdp_name: str
    gw: int | None
    acled_region: str

    @property
    def ucdp_region(self) -> str | None:
        """UCDP's region, None for what is no independent state."""
        return next((name for numbers, name in _REGIONS if self.gw in numbers), None)


@cache
def _states() -> dict[str, State]:
    found = {}
    for row in rows("states.csv"):
        known = pycountry.countries.get(alpha_2=row["iso"])
        found[row["iso"]] = State(
            row["iso"],
            known.alpha_3 if known else None,
            int(known.numeric) if known else None,
            row["name"],
            row["ucdp"] or row["name"],
            int(row["gw"]) if row["gw"] else None,
            row["acled_region"],
        )
    return found


def state_of(iso: str | None) -> State | None:
    """The state or territory with a code of two letters.

    >>> state_of("YE").gw
    678
    """
    return _states().get(iso or "")


@lru_cache(maxsize=4096)
def state_named(side: str) -> State | None:
    """The independent state that a side is, None for an armed group or a people: "Russia", not "Hamas"."""
    words = words_of(side)
    found = nation_at(words, 0) if words.lower else None
    if found is None or found[1] != len(words.lower):
        return None
    nation = found[0]
    state = state_of(nation.iso) if nation.sort == "country" else None
    return state if state and state.gw else None
