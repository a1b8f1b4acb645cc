"""Who fights whom in an incident: the doers, the sides of those harmed, and what they are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from reportedly.claim import Claim, Kind
from reportedly.lexicon import words
from reportedly.reading.parties import NEUTRAL, PartyKind, party_named
from reportedly.reconciling.incident import Member
from reportedly.reconciling.views.groups import ATTACKERS, group_of
from reportedly.reconciling.views.states import State, state_named, state_of
from reportedly.reconciling.voices import side_of

HARM = frozenset({Kind.KILLED, Kind.WOUNDED, Kind.CASUALTIES, Kind.CAPTURED, Kind.MISSING})
_OWN_STATE = "government"  # how the reader calls a state's forces when their state is not named


@dataclass(frozen=True, slots=True)
class Side:
    """A side of the fighting: its name, the independent state it is (None for others), the parties told of it."""

    name: str
    state: State | None
    parties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sides:
    """Who is said to have done it, and whose fighters were harmed or equipment lost; `claims` tell so. Most told first.

    `civilians` says whether civilians alone were harmed, None where nobody was; `armed` whether any fighters were.
    """

    doers: tuple[Side, ...]
    fighters: tuple[Side, ...]
    civilians: bool | None
    armed: bool
    claims: tuple[str, ...]

    @property
    def known(self) -> tuple[Side, ...]:
        """All sides that are named, doers first, each once."""
        return tuple({side.name: side for side in (*self.doers, *self.fighters)}.values())


def sides_of(members: Sequence[Member], country: str | None) -> Sides:
    """The sides of an incident in a country (ISO code)."""
    doers: Counter[str] = Counter()
    fighters: Counter[str] = Counter()
    parties: dict[str, set[str]] = {}
    statuses: set[bool | None] = set()
    told: set[str] = set()
    for member in members:
        claim = member.kept.claim
        for party in claim.by.parties if claim.by else ():
            if (known := party_named(party)) and known.kind in NEUTRAL:
                continue
            side = side_named(side_of(party), country)
            doers[side] += 1
            parties.setdefault(side, set()).add(party)
            told.add(member.kept.name)
        if claim.kind in HARM:
            group = group_of(claim)
            statuses.add(group.civilian)
        if (owner := _owner(claim)) is not None:
            fighters[side_named(owner, country)] += 1
            told.add(member.kept.name)
    return Sides(
        _ranked(doers, parties),
        _ranked(fighters, parties),
        None if not statuses else statuses == {True},
        False in statuses,
        tuple(sorted(told)),
    )


def _owner(claim: Claim) -> str | None:
    """The side whose fighters were harmed, or whose equipment was lost."""
    group = group_of(claim)
    fights = claim.kind is Kind.EQUIPMENT or (claim.kind in HARM and group.civilian is False)
    return group.side if fights and group.side != ATTACKERS else None


def _ranked(counted: Counter[str], parties: dict[str, set[str]]) -> tuple[Side, ...]:
    ordered = sorted(counted, key=lambda side: (-counted[side], side))
    return tuple(Side(name, state_named(name), tuple(sorted(parties.get(name, ())))) for name in ordered)


def side_named(side: str, country: str | None) -> str:
    """The name of a side; soldiers of no named state are taken for those of the state where it happened."""
    if side != _OWN_STATE:
        return side
    state = state_of(country)
    return state.name if state and state.gw else side


def is_armed_group(side: Side) -> bool:
    """Whether a side is an armed group, as far as its parties are known; a state is none."""
    kinds = {party.kind for name in (side.name, *side.parties) if (party := party_named(name))}
    return side.state is None and kinds <= {PartyKind.ARMED_GROUP}


def is_nameless(side: Side) -> bool:
    """Whether a side is only called what it is: "rebels", "police"."""
    return side.name in words("unnamed_sides.csv", "side")
