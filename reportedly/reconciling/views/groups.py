"""Whom or what does a figure count, and how do groups make up a whole?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from reportedly.claim import Claim
from reportedly.lexicon import as_listed, rows, words
from reportedly.reconciling.views.ranges import NOBODY, Range

ATTACKERS = "the attackers"  # the side of those of whom it is only said that they attacked
_WORD = re.compile(r"[\w'-]+")


@dataclass(frozen=True, slots=True)
class Group:
    """Whom or what a figure counts: a side, civilians or fighters (None: not told), a class of things and their fate.

    Without a side and without a status it is everybody: "12 people".
    """

    side: str | None = None
    civilian: bool | None = None
    thing: str | None = None

    @property
    def order(self) -> tuple[str, str, str]:
        """To list groups always alike."""
        return (self.thing or "", self.side or "", str(self.civilian))


def group_of(claim: Claim) -> Group:
    """Whom or what a claim counts.

    "People" may be anybody, and say of none who they were; "assailants" are a side, though not a named one.
    """
    thing = None
    if claim.item:
        thing = " ".join(filter(None, (claim.item.category or as_listed(claim.item.text), claim.status)))
    who = claim.who
    if who is None:
        return Group(thing=thing)
    noun = _noun(who.text)
    if noun in words("whole_counts.csv"):
        return Group(who.party, None, thing)
    side = who.party or (ATTACKERS if noun in _attackers() else None)
    return Group(side, who.civilian, thing)


def _noun(text: str) -> str:
    """The noun of a group: the last word before what is joined to it ("34 people of the town": people)."""
    told = _WORD.findall(as_listed(text))
    for at, word in enumerate(told):
        if at and word in words("function_words.csv", role="ends noun"):
            told = told[:at]
            break
    return told[-1] if told else "people"


@cache
def _attackers() -> frozenset[str]:
    found = [row for row in rows("people.csv") if row["attacker"] == "yes"]
    return frozenset(w for row in found for w in (row["word"], row["plural"] or f"{row['word']}s"))


# --- all of them together ---------------------------------------------------------------------------------------------


def whole(ranges: Mapping[Group, Range]) -> Range:
    """All groups together, each counted once.

    Sides add up, fighters and civilians of a side add up, and a wider group holds the narrower ones: "12 people" and
    "3 soldiers" are 12, "2 people" and "3 soldiers" are 3.
    """
    total = NOBODY
    for thing in sorted({g.thing or "" for g in ranges}):
        total += _of_a_thing({g: r for g, r in ranges.items() if (g.thing or "") == thing})
    return total


def _of_a_thing(ranges: Mapping[Group, Range]) -> Range:
    parts: dict[tuple[str | None, bool | None], Range] = {(g.side, g.civilian): r for g, r in ranges.items()}
    sides = sorted({side for side, _ in parts if side})
    inside = NOBODY
    for side in sides:
        known = parts.get((side, True), NOBODY) + parts.get((side, False), NOBODY)
        inside += known.covering(parts.get((side, None), NOBODY))
    for civilian in (True, False):
        told = _total(parts.get((side, civilian), NOBODY) for side in sides if civilian or side != ATTACKERS)
        inside += parts.get((None, civilian), NOBODY) - told
    return inside.covering(parts.get((None, None), NOBODY))


def _total(ranges: Iterable[Range]) -> Range:
    total = NOBODY
    for one in ranges:
        total += one
    return total
