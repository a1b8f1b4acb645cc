"""Where and when an incident was, as rule books ask it: one place with its precision, and how many days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from reportedly.claim import Location
from reportedly.reading.gazetteer import rank_of
from reportedly.reconciling.incident import Incident, Member

_GRID, _ACROSS = 0.5, 720  # degrees of a cell, and cells in a row


@dataclass(frozen=True, slots=True)
class Site:
    """The place of an incident: as written and by name, its rank as the gazetteer counts, and its point.

    `several` says that one claim named more than one place as fine as this; the point then lies between them.
    """

    written: str
    name: str
    rank: int
    country: str | None
    lat: float | None
    lon: float | None
    several: bool
    claims: tuple[str, ...]

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude, None where the place is on no map."""
        return (self.lat, self.lon) if self.lat is not None and self.lon is not None else None


@dataclass(frozen=True, slots=True)
class Days:
    """When an incident was, first and last day."""

    start: date
    end: date

    @property
    def count(self) -> int:
        """How many days it may have been: 1 for a day that is known."""
        return (self.end - self.start).days + 1

    @property
    def middle(self) -> date:
        """The day in the middle, the earlier of two."""
        return self.start + timedelta(days=(self.end - self.start).days // 2)


def days_of(incident: Incident) -> Days | None:
    """The days of an incident, None where no claim is dated."""
    first = incident.start or incident.end
    last = incident.end or incident.start
    return Days(min(first, last), max(first, last)) if first and last else None


def site_of(members: Sequence[Member]) -> Site | None:
    """The finest place that claims tell of, of several the one that most tell of; None where none is told."""
    tellings = [(m, where) for m in members if m.kept.claim.place for where in m.kept.claim.place.resolved]
    if not tellings:
        return None
    finest = max(rank_of(where) for _, where in tellings)
    told: dict[Location, list[Member]] = {}
    for member, where in tellings:
        if rank_of(where) == finest:
            told.setdefault(where, []).append(member)
    best = max(told, key=lambda w: (len(told[w]), w.lat is not None, w.name, w.country or ""))
    among = min((_as_fine(m, finest) for m in told[best]), key=lambda found: (len(found), str(found)))
    names = sorted(m.kept.name for m in told[best])
    written = min(place.text for m in told[best] if (place := m.kept.claim.place))
    countries = {where.country for where in among}
    return Site(
        written,
        " and ".join(where.name for where in among),
        finest,
        best.country if len(countries) == 1 else min(filter(None, countries), default=None),
        _middle([where.lat for where in among]),
        _middle([where.lon for where in among]),
        len(among) > 1,
        tuple(names),
    )


def _as_fine(member: Member, rank: int) -> tuple[Location, ...]:
    """The places of that rank that one claim names, each once."""
    place = member.kept.claim.place
    found = {where for where in (place.resolved if place else ()) if rank_of(where) == rank}
    return tuple(sorted(found, key=lambda w: (w.name, w.country or "")))


def _middle(degrees: list[float | None]) -> float | None:
    known = [d for d in degrees if d is not None]
    return round(fmean(known), 6) if len(known) == len(degrees) else None


def grid_cell(lat: float, lon: float) -> int:
    """The number of the PRIO-GRID cell that a point lies in: half degrees, counted from 1 at 90° S 180° W eastward.

    Tollefsen, Strand and Buhaug 2012, "PRIO-GRID"; the cells of the public code for it (prio-data/priogrid).

    >>> grid_cell(10.51, 2.29)
    145085
    """
    row = min(int((lat + 90) / _GRID), 359)
    column = min(int((lon + 180) / _GRID), _ACROSS - 1)
    return row * _ACROSS + column + 1
