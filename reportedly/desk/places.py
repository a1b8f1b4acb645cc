"""Incidents on the map: where each is, as finely as it is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from reportedly.ledger import Ledger
from reportedly.ledger.database import asking
from reportedly.reconciling import Summary, schema
from reportedly.reconciling.codec import unpacked
from reportedly.reconciling.geography import Spot, finest
from reportedly.report import words

_AT_ONCE = 500
_PRECISION = ("country", "region", "point")


def spots_of(ledger: Ledger, lines: Sequence[Summary]) -> dict[str, tuple[Spot, ...]]:
    """Where incidents happened by their sharpest telling, without the country or region that a finer place lies in."""
    found: dict[str, tuple[Spot, ...]] = {}
    row = schema.account.c
    ids = [line.id for line in lines]
    with asking(ledger.engine) as connection:
        for at in range(0, len(ids), _AT_ONCE):
            for told in connection.execute(select(row.told).where(row.id.in_(ids[at : at + _AT_ONCE]))).scalars():
                account = unpacked(told)
                found[account.id] = finest(account.spots)
    return found


def title(line: Summary, spots: Sequence[Spot]) -> str:
    """Where and when: "Kherson, 12 March 2024"."""
    return f"{named(spots)}, {days(line.start, line.end) or 'no day stated'}"


def named(spots: Sequence[Spot]) -> str:
    """The first two places by name."""
    where = words.joined([words.clean(name) for name in dict.fromkeys(spot.name for spot in spots)][:2])
    return where or "No place stated"


def days(start: date | None, end: date | None) -> str:
    """The days of an incident in words; empty where they are not told."""
    return words.days(start, end or start) if start else ""


def kinds(line: Summary) -> list[str]:
    """What happened in it, in words."""
    return [kind for kind in line.kinds.strip("|").split("|") if kind]


def map_data(lines: Sequence[Summary], spots: dict[str, tuple[Spot, ...]]) -> list[dict[str, Any]]:
    """What the map draws: one mark an incident that has a place on the globe."""
    marks = []
    for line in lines:
        told = spots.get(line.id, ())
        here = next((spot for spot in told if spot.lat is not None and spot.lon is not None), None)
        if here is not None:
            marks.append(
                {
                    "id": line.id,
                    "href": f"/incidents/{line.id}",
                    "name": title(line, told),
                    "lat": here.lat,
                    "lon": here.lon,
                    "start": line.start and line.start.isoformat(),
                    "end": line.end and line.end.isoformat(),
                    "claims": line.claims,
                    "originals": line.originals,
                    "most": line.most,
                    "kind": next(iter(kinds(line)), None),
                    "precision": _PRECISION[here.level],
                }
            )
    return marks
