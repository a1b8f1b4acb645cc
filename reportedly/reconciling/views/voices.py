"""Who speaks: the original claimants of an incident, each one voice under whatever names, and what sort of source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from reportedly.reading.parties import Party, party_named
from reportedly.reconciling.account import claimants_of
from reportedly.reconciling.incident import Member
from reportedly.reconciling.support import claimant_names, voice_of


class Sort(StrEnum):
    """What a claimant is to the war (`support.Voice`, in a word), those first who count for the sake of counting."""

    MONITOR = "monitor"
    OFFICIAL = "official"
    REPORTER = "reporter"
    WITNESS = "witness"
    PARTY = "party"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Voice:
    """A claimant: a key that is the same under all its names, the name to show, its sort, the sides it speaks for."""

    key: str
    name: str
    sort: Sort
    sides: frozenset[str]


@lru_cache(maxsize=20_000)
def party_of(name: str) -> Party | None:
    """The party of a name in a claim, None where the lexicon does not know it."""
    return party_named(name)


def side_of(party: str) -> str:
    """The side that a party in a claim fights or speaks for; its own name where it has none that is known."""
    known = party_of(party)
    return known.side if known and known.side else party


def voices_of(members: Iterable[Member], merged: Mapping[str, str]) -> Mapping[str, Voice]:
    """The voice behind each claim, by the claim's name; `merged` gives the id that a party goes by now.

    Claimants that share a party are one voice: "the legion and the corps" on Monday is the legion on Tuesday.
    """
    told = list(members)
    keys = {m.kept.name: claimants_of(m.kept.claim, _outlet(m), merged) for m in told}
    leaders: dict[str, str] = {}

    def leader(key: str) -> str:
        while (above := leaders.setdefault(key, key)) != key:
            key = above
        return key

    for joined in keys.values():
        first, *others = sorted({leader(key) for key in joined})
        for other in others:
            leaders[other] = first
    grouped: dict[str, list[Member]] = {}
    for member in told:
        grouped.setdefault(leader(min(keys[member.kept.name])), []).append(member)
    return {m.kept.name: voice for key, own in grouped.items() for voice in [_voice(key, own)] for m in own}


def _outlet(member: Member) -> str:
    return member.kept.article.publisher or member.kept.article.name


def _voice(key: str, own: Sequence[Member]) -> Voice:
    claims = [m.kept.claim for m in own]
    names = (" and ".join(claimant_names(m.kept.claim, _outlet(m))) for m in own)
    sides = {side for claim in claims for name in claim.claimant.parties if (side := _known_side(name))}
    sorts = (Sort[voice_of(claim).name] for claim in claims)
    return Voice(key, min(names), min(sorts, key=list(Sort).index), frozenset(sides))


def _known_side(name: str) -> str | None:
    party = party_of(name)
    return party.side if party else None
