"""What the charts draw: rival figures of an incident, the running total of a claimant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise
from typing import Any

from reportedly.claim import PEOPLE, Kind
from reportedly.reconciling import Incident, Member
from reportedly.reconciling.series import Series
from reportedly.reconciling.voices import Sort, Voice, voices_of
from reportedly.report import words
from reportedly.report.glance import voice_of

Data = dict[str, Any]

_DAY = timedelta(days=1)
_GENERIC = " (generic)"  # of the taxonomy: a tank of whatever make
_NO_SIDE = "not a party to the war"


def ranges(incident: Incident) -> list[tuple[str, Data]]:
    """A chart for each kind of figure that an incident has more than one of: its heading, and its data."""
    told: dict[tuple[Kind, str], list[Member]] = defaultdict(list)
    for member in incident.members:
        claim = member.kept.claim
        if claim.count.number is not None and claim.count.unit is None and claim.kind is not Kind.CONTROL:
            thing = "" if claim.kind in PEOPLE or claim.item is None else claim.item.type or claim.item.text
            told[claim.kind, thing.lower().removesuffix(_GENERIC)].append(member)
    voices = voices_of(incident.members)
    sides = {name: _side(voice) for name, voice in voices.items()}
    keys = _sides(voices)
    charts = []
    for (kind, thing), members in told.items():
        if len(members) > 1:
            heading = words.capital(f"{thing} {words.outcome(members[0].kept.claim)}".strip())
            told_by = [(member, sides[member.kept.name]) for member in members]
            points = [_point(member, side, keys[side]) for member, side in told_by]
            charts.append((heading, {"kind": kind.value, "unit": thing or "people", "points": points}))
    return sorted(charts, key=lambda chart: -len(chart[1]["points"]))


def _sides(voices: Mapping[str, Voice]) -> dict[str, int]:
    """A number for each side that speaks, in the order of telling, the same in all charts of a page; 0 is for none."""
    fighting = dict.fromkeys(side for side in map(_side, voices.values()) if side != _NO_SIDE)
    return {_NO_SIDE: 0} | {side: 1 + n % 5 for n, side in enumerate(fighting)}


def _side(voice: Voice) -> str:
    if voice.sort is not Sort.PARTY:
        return _NO_SIDE
    return words.joined(sorted(voice.sides)) or words.plain(voice.name)


def _point(member: Member, side: str, key: int) -> Data:
    kept, count = member.kept, member.kept.claim.count
    day = kept.article.published  # None: nobody says when it was told, and the chart has a place for that
    return {
        "claimant": words.capital(voice_of(member)),
        "side": side,
        "side_key": key,
        "day": day and day.isoformat(),
        "low": count.low,
        "best": count.best,
        "high": count.high,
        "original": member.original,
        "href": f"/claims/{kept.name}",
        "text": words.told(kept.claim),
    }


def running(series: Series) -> Data:
    """The running total of a claimant with its daily steps and its corrections."""
    return {
        "claimant": series.claimant,
        "unit": series.words,
        "points": [
            {
                "day": point.day.isoformat(),
                "figure": point.figure,
                "step": point.step,
                "days": point.days,
                "qualifier": point.statement.qualifier,
            }
            for point in series.points
        ],
        "gaps": [
            {"start": (before.day + _DAY).isoformat(), "end": (after.day - _DAY).isoformat()}
            for before, after in pairwise(series.points)
            if after.day - before.day > _DAY
        ],
        "corrections": [
            {"day": one.day.isoformat(), "before": one.before, "after": one.after, "stated": one.stated}
            for one in series.corrections
        ],
    }
