"""Which claims are running totals, and of what: the rows that series are made of.

A running total counts on from a day ("since the start of the war Russia has lost 6,731 tanks"). Totals are of one
series where all of this is the same: who says it, of what kind and status, whose, which equipment or which people,
since when, and where, unless that is a whole country.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from reportedly.claim import PEOPLE, Claim, Count, Location, Qualifier
from reportedly.ledger.identity import party_id, place_id
from reportedly.lexicon import Row, rows

CORRECTION = "correction"  # the unit of a figure by which a total was corrected
_CIVILIAN = "civilian"
_WORD = re.compile(r"[^\W\d_]+")


def total_rows(number: int, claim: Claim) -> Iterator[dict[str, Any]]:
    """The rows of a claim with that row number, one for each of its claimants; none where it is no running total."""
    when, count = claim.when, claim.count
    if when is None or when.total_since is None or count.unit not in (None, CORRECTION):
        return
    day, figure = when.end or when.start, stated(count)
    if day is None or figure is None:
        return
    item, who = claim.item, claim.who
    row = {
        "claim": number,
        "kind": claim.kind.value,
        "status": claim.status.value if claim.status else "",
        "side": (who.party if who else None) or "",
        "category": (item.category if item else None) or "",
        "type": (item.type if item else None) or "",
        "people": people_of(claim),
        "place": " ".join(sorted(place_id(p) for p in claim.place.resolved if not _is_country(p)))
        if claim.place
        else "",
        "since": when.total_since,
        "day": day,
        "words": item.text if item else claim.kind.value,
        "figure": figure,
        "qualifier": count.qualifier.value,
        "corrects": count.unit == CORRECTION,
    }
    for party in dict.fromkeys(party_id(name) for name in claim.claimant.parties or (claim.claimant.source,)):
        yield {"party": party, **row}


def stated(count: Count) -> float | None:
    """The number that the words name: 11,000 of "more than 11,000"; None where they name none, or two.

    >>> stated(Count.more_than("more than 11,000", 11000))
    11000
    """
    match count.qualifier:
        case Qualifier.MORE_THAN:
            return None if count.low is None else count.low - 1
        case Qualifier.BETWEEN | Qualifier.VAGUE:
            return None
        case _:
            return next((n for n in (count.best, count.low, count.high) if n is not None), None)


def people_of(claim: Claim) -> str:
    """Which civilians a figure counts, so that children killed are no correction of civilians killed.

    Empty for soldiers, and where the words only say what became of them ("1,442 human casualties").
    """
    if claim.kind not in PEOPLE or claim.who is None or not claim.who.civilian:
        return ""
    found = [noun for word in _WORD.findall(claim.who.text.lower()) if (noun := _noun(word)) is not None]
    if any(noun["civilian"] == "no" for noun in found):
        return ""
    told = [noun["word"] for noun in found if noun["is"] != "anyone"]
    return told[-1] if told else "" if found else _CIVILIAN


def _noun(word: str) -> Row | None:
    ends = (("", ""), ("s", ""), ("es", ""), ("ies", "y"))
    forms = (word[: len(word) - len(end)] + new for end, new in ends if word.endswith(end))
    return next((row for form in forms if (row := _nouns().get(form)) is not None), None)


@cache
def _nouns() -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows("people.csv"):
        found[row["word"]] = row
        found.setdefault(row["plural"] or row["word"], row)
    return found


def _is_country(where: Location) -> bool:
    return where.name in _countries()


@cache
def _countries() -> frozenset[str]:
    return frozenset(row["country"] for row in rows("demonyms.csv"))
