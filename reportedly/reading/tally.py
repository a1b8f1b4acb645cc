"""The text's own total: how many were killed, wounded and so on in the incident it tells of, and how that was reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reportedly.claim import PEOPLE, Kind, Qualifier
from reportedly.reading.mention import Mention


@dataclass(frozen=True, slots=True)
class Total:
    """One outcome's total: an open bound is None, `how` says in words how it was reached ("not stated": 0)."""

    low: float | None
    best: float | None
    high: float | None
    how: str


Tally = Mapping[Kind, Total]

NOT_STATED = Total(0, 0, 0, "not stated")


def _value(mention: Mention) -> float | None:
    c = mention.count
    if c.qualifier is Qualifier.MORE_THAN and c.low is not None:
        return c.low
    return c.best if c.best is not None else c.low if c.low is not None else c.high


def _counted(mentions: Iterable[Mention], kind: Kind) -> list[Mention]:
    return [
        m
        for m in mentions
        if m.kind is kind and not (m.denied or m.unreal or m.background) and m.part_of is None and _value(m) is not None
    ]


def _total(mentions: Sequence[Mention]) -> Total:
    kept: list[Mention] = []
    for m in mentions:
        before = [k for k in kept if k.parsed is not m.parsed]
        values = {_value(k) for k in before} | {sum(_value(k) or 0 for k in before)}
        if before and _value(m) in values:
            continue
        kept.append(m)
    if not kept:
        return NOT_STATED
    low = sum(m.count.low or 0 for m in kept)
    best = sum(_value(m) or 0 for m in kept)
    high = None if any(m.count.high is None for m in kept) else sum(m.count.high or 0 for m in kept)
    return Total(low, best, high, " + ".join(f"{_value(m):g}" for m in kept))


def tally_of(mentions: Sequence[Mention], text: str) -> Tally:
    """The totals of a text about one incident, by kind, from its mentions in text order."""
    return {kind: _total(_counted(mentions, kind)) for kind in sorted(PEOPLE, key=lambda k: list(Kind).index(k))}
