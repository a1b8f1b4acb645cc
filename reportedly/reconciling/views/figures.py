"""The figures of an incident: what each voice says of each group of people, on which all rule books stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from reportedly.claim import Claim, Kind
from reportedly.reconciling.views.groups import ATTACKERS, Group, group_of
from reportedly.reconciling.views.ranges import Range, range_of
from reportedly.reconciling.views.scene import Scene
from reportedly.reconciling.views.standing import confirmed, told_on
from reportedly.reconciling.voices import Sort, Voice, side_of


@dataclass(frozen=True, slots=True)
class Figure:
    """What a voice last said of a group; `range` is None where it is told without a number ("dozens").

    `claims` are the names of the claims it rests on, `claim` the one that is quoted, `confirmed` whether somebody else
    confirmed it.
    """

    voice: Voice
    group: Group
    range: Range | None
    claim: Claim
    told: date
    claims: tuple[str, ...]
    confirmed: bool = False


Figures = Sequence[Figure]


def figures_of(scene: Scene, kind: Kind, wanted: Callable[[Claim], bool] = lambda claim: True) -> Figures:
    """What each voice last said of each group, of one kind; `wanted` leaves out claims. Rates are no figures.

    A voice that speaks again corrects itself: its latest figure stands, of one day the highest. Figures of one voice
    for one group are never added up: "a teacher" of the first lines may be "the victim" of the last.
    """
    sure = confirmed(scene.incident)
    there = {m.kept.name: m for m in scene.members}
    last: dict[tuple[str, Group], Figure] = {}
    for member in scene.members:
        name, claim, group = member.kept.name, member.kept.claim, group_of(member.kept.claim)
        if claim.kind is not kind or claim.count.unit is not None or not wanted(claim):
            continue
        total = there.get(member.part_of or "")
        if total is not None and group_of(total.kept.claim) == group:
            continue  # within its total; a part for which there is a group of its own tells who they were
        voice, told = scene.voices[name], told_on(member)
        figure = Figure(voice, group, range_of(claim.count), claim, told, (name,), name in sure)
        before = last.get((voice.key, group))
        if before is None or _weight(before) < _weight(figure):
            last[voice.key, group] = figure
    return sorted(last.values(), key=lambda f: (f.group.order, f.voice.key))


def _weight(figure: Figure) -> tuple[bool, date, float, str]:
    """Which of two figures of one voice stands: one with a number, the later, the higher."""
    return (figure.range is not None, figure.told, figure.range.best if figure.range else 0, figure.claims[0])


def is_on_the_enemy(figure: Figure) -> bool:
    """Whether who fights in the war counts the dead of another side, or those it says it killed, unconfirmed.

    A party on its own losses, and on civilians, is not meant: "the ministry said two of its soldiers died".
    """
    voice, group, by = figure.voice, figure.group, figure.claim.by
    if voice.sort is not Sort.PARTY or figure.confirmed or group.civilian is True:
        return False
    if group.side is not None and group.side != ATTACKERS:
        return group.side not in voice.sides
    doers = {side_of(party) for party in by.parties} if by else set()
    return group.side == ATTACKERS or bool(doers & voice.sides)


def by_group(figures: Iterable[Figure]) -> dict[Group, list[Figure]]:
    """The rival figures for each group."""
    grouped: dict[Group, list[Figure]] = {}
    for figure in figures:
        grouped.setdefault(figure.group, []).append(figure)
    return grouped
