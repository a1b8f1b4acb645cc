"""How two places lie to each other: the same, near, one in the other, far apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from reportedly.claim import Location
from reportedly.ledger.identity import place_id
from reportedly.reading.gazetteer import RANK, division_of, rank_of

_EARTH = 6371.0  # km
_NEAR, _BESIDE = 15.0, 40.0  # km: a town with its suburbs; the villages around it
_AREA = 200.0  # km from its middle to which an area without borders of its own, as the Donbas, may reach


class Level(IntEnum):
    """How finely a place is told; a finer one is greater."""

    COUNTRY = 0
    REGION = 1
    POINT = 2


class Lie(StrEnum):
    """How two places lie to each other. The names are those of lexicon/match_weights.csv."""

    SAME_POINT = "same_point"
    SAME_REGION = "same_region"
    SAME_COUNTRY = "same_country"  # both are told by the country alone
    NEAR = "near"
    BESIDE = "beside"
    IN_REGION = "in_region"
    IN_COUNTRY = "in_country"
    FAR = "far"  # different places in one region
    ELSEWHERE = "elsewhere"  # different regions of one country
    ABROAD = "abroad"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as incidents are matched on it: `region` is the first-order division, `lat` and `lon` WGS 84 degrees."""

    id: str
    name: str
    level: Level
    country: str | None
    region: str | None = None
    lat: float | None = None
    lon: float | None = None


@lru_cache(maxsize=50_000)
def spot_of(where: Location) -> Spot:
    """A location with what it lies in."""
    rank = rank_of(where)
    level = Level.COUNTRY if rank == RANK["country"] else Level.REGION if rank <= RANK["region"] else Level.POINT
    if level is Level.POINT and where.lat is None:
        level = Level.REGION  # a place that is on no map is known by what it lies in only
    region = division_of(where)
    id = region if level is Level.REGION and region and rank == RANK["region"] else place_id(where)
    return Spot(id, where.name, level, where.country, region, where.lat, where.lon)


def distance(one: Spot, other: Spot) -> float | None:
    """Kilometres between two places (haversine), None where one of them is not on the map."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    a, b = radians(one.lat), radians(other.lat)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(other.lon - one.lon) / 2) ** 2
    return 2 * _EARTH * asin(sqrt(half))


@lru_cache(maxsize=200_000)
def lie_of(one: Spot, other: Spot) -> Lie:
    """How two places lie to each other."""
    fine, coarse = (one, other) if one.level >= other.level else (other, one)
    if one.id == other.id:
        return (Lie.SAME_COUNTRY, Lie.SAME_REGION, Lie.SAME_POINT)[one.level]
    apart = distance(one, other)
    if coarse.level is Level.POINT and apart is not None and apart <= _BESIDE:  # a border does not part a place
        return Lie.NEAR if apart <= _NEAR else Lie.BESIDE
    if one.country is None or other.country is None or one.country != other.country:
        return Lie.ABROAD if one.country and other.country else Lie.UNSAID
    if coarse.level is Level.COUNTRY:
        return Lie.IN_COUNTRY
    if coarse.level is Level.REGION:
        if coarse.region is None:  # an area: it has no division of its own
            return Lie.IN_REGION if apart is None or apart <= _AREA else Lie.ELSEWHERE
        if fine.region is None:
            return Lie.IN_REGION if fine.level is Level.REGION and apart is not None and apart <= _AREA else Lie.UNSAID
        return Lie.IN_REGION if coarse.region == fine.region else Lie.ELSEWHERE
    return Lie.FAR if one.region is not None and one.region == other.region else Lie.ELSEWHERE


def finest(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """Without the countries and regions of which a finer place is told."""
    every = list(dict.fromkeys(spots))
    inside = {Lie.IN_COUNTRY, Lie.IN_REGION}
    return tuple(s for s in every if not any(o.level > s.level and lie_of(s, o) in inside for o in every))
