"""Whether two descriptions can be of the same people, things or places: "five militants" are "the five terrorists"."""

from __future__ import annotations

import math
import re
from functools import cache

from reportedly.claim import Location, Place
from reportedly.lexicon import rows, words
from reportedly.reading.gazetteer import RANK
from reportedly.reading.toponyms import names_in

_WORD = re.compile(r"[^\W_]+")
_WITHIN = 150.0  # km from the middle of a province to a town in it


@cache
def _empty() -> frozenset[str]:
    """Words that tell nothing of who or what it is: "others", "more", "people"."""
    return words("empty_words.csv")


@cache
def _alike() -> dict[str, str]:
    return {r["word"]: r["alike"] for r in rows("people_alike.csv")}


def stems(text: str | None) -> frozenset[str]:
    """The words of a description that tell something, without their plural s."""
    told = (w.lower() for w in _WORD.findall(text or ""))
    return frozenset(w.removesuffix("s") for w in told if w not in _empty() and not w.isdigit())


def share(one: str | None, other: str | None) -> bool:
    """Whether two descriptions share a word, or neither says anything."""
    x, y = stems(one), stems(other)
    return bool(x & y) or x == y


def compatible(one: str | None, other: str | None) -> bool:
    """Whether two descriptions can be of the same: they share a word, or one of them says nothing."""
    x, y = stems(one), stems(other)
    return not x or not y or bool(x & y)


def same_people(one: str | None, other: str | None) -> bool:
    """Whether two descriptions can be of the same people, by their words or by words told in turn.

    >>> same_people("five Taliban militants", "the five terrorists"), same_people("two women", "two soldiers")
    (True, False)
    """
    x, y = ({_alike().get(w, w) for w in stems(text)} for text in (one, other))
    return not x or not y or bool(x & y)


def opposed(one: str, other: str) -> bool:
    """Whether one names troops and the other those they fight: "the army" and "the militants"."""
    x, y = ({_alike().get(w) for w in stems(text)} & {"troops", "fighters"} for text in (one, other))
    return bool(x) and bool(y) and not x & y


def same_place(one: Place, other: Place) -> bool:
    """Whether both can name where one thing happened; a country or province holds the places in it.

    >>> same_place(Place("northern Mali"), Place("Gao"))
    True
    """
    if compatible(one.text, other.text):
        return True
    ranks = [_rank(place) for place in (one, other)]
    if min(ranks) > RANK["region"] or ranks[0] == ranks[1]:
        return False
    lands = [{where.country for where in place.resolved} - {None} for place in (one, other)]
    narrow = one if ranks[0] > ranks[1] else other
    if not (lands[0] and lands[1]) or not _is_known(narrow):  # a hamlet that no map has, or one far away
        return True
    spots = [[w for w in place.resolved if w.lat is not None] for place in (one, other)]
    near = min((_km(a, b) for a in spots[0] for b in spots[1]), default=0.0)
    return bool(lands[0] & lands[1]) and (min(ranks) <= RANK["country"] or near < _WITHIN)


def _rank(place: Place) -> int:
    """How narrow a place is by the narrowest name in it."""
    return max((phrase.rank for phrase in names_in("in " + place.text)), default=RANK["city"])


def _is_known(place: Place) -> bool:
    """Whether a place is one that the gazetteer is sure of."""
    return any(name.known for phrase in names_in("in " + place.text) for name in phrase.names)


def _km(one: Location, other: Location) -> float:
    """The distance of two spots, near enough for provinces."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return math.inf
    return 111.0 * math.hypot(one.lat - other.lat, (one.lon - other.lon) * math.cos(math.radians(one.lat)))
