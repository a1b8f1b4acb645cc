"""Who speaks: the original claimants of an incident, each one voice under whatever names, and what sort of source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from reportedly.claim import Claim
from reportedly.ledger.identity import folded
from reportedly.lexicon import rows
from reportedly.reading.chain import OWN_VOICE
from reportedly.reading.parties import Party, PartyKind, party_named
from reportedly.reconciling.incident import Member


class Sort(StrEnum):
    """What a claimant is, for rule books that trust some more than others."""

    MONITOR = "monitor"  # who counts for the sake of counting: monitors, the United Nations, the Red Cross
    OFFICIAL = "official"  # authorities that do not fight in this war
    REPORTER = "reporter"  # the outlet in its own voice
    WITNESS = "witness"  # medics, residents, survivors
    PARTY = "party"  # who fights in this war, or speaks for one who does
    OTHER = "other"


_SORTS = {
    PartyKind.MONITOR: Sort.MONITOR,
    PartyKind.ORGANISATION: Sort.MONITOR,
    PartyKind.OUTLET: Sort.REPORTER,
    PartyKind.AGENCY: Sort.REPORTER,
    PartyKind.PLATFORM: Sort.OTHER,
    PartyKind.GOVERNMENT: Sort.OFFICIAL,
    PartyKind.MINISTRY: Sort.OFFICIAL,
    PartyKind.ARMY: Sort.OFFICIAL,
    PartyKind.ARMED_GROUP: Sort.PARTY,
}


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


def voices_of(members: Iterable[Member]) -> Mapping[str, Voice]:
    """The voice behind each claim, by the claim's name.

    Claimants that share a party are one voice: "the legion and the corps" on Monday is the legion on Tuesday.
    """
    keys: dict[str, frozenset[str]] = {m.kept.name: _keys(m) for m in members}
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
    for member in members:
        grouped.setdefault(leader(min(keys[member.kept.name])), []).append(member)
    made: dict[str, Voice] = {}
    for key, own in grouped.items():
        voice = _voice(key, [m.kept.claim for m in own], own)
        made.update((m.kept.name, voice) for m in own)
    return made


def _keys(member: Member) -> frozenset[str]:
    claimant = member.kept.claim.claimant
    if claimant.source == OWN_VOICE:
        return frozenset({f"own voice of {folded(_outlet(member))}"})
    return frozenset(folded(name) for name in claimant.parties or (claimant.source,))


def _outlet(member: Member) -> str:
    article = member.kept.article
    return article.publisher or article.name


def _voice(key: str, claims: list[Claim], own: list[Member]) -> Voice:
    names = sorted(
        _outlet(m)
        if m.kept.claim.claimant.source == OWN_VOICE
        else " and ".join(m.kept.claim.claimant.parties) or m.kept.claim.claimant.source
        for m in own
    )
    sides = frozenset(side for claim in claims for name in claim.claimant.parties if (side := _known_side(name)))
    return Voice(key, names[0], min(map(_sort, claims), key=list(Sort).index), sides)


def _known_side(name: str) -> str | None:
    party = party_of(name)
    return party.side if party else None


def _sort(claim: Claim) -> Sort:
    if claim.claimant.source == OWN_VOICE:
        return Sort.REPORTER
    if claim.party_to_conflict:
        return Sort.PARTY
    for name in (*claim.claimant.parties, claim.claimant.source):
        if party := party_of(name):
            return _SORTS[party.kind]
    return _role(claim.claimant.source)


def _role(words: str) -> Sort:
    """What somebody without a name is: "a doctor" is a witness, "the governor" an official."""
    for word in folded(words).split():
        if at_war := _roles().get(word):
            return Sort.WITNESS if at_war == "n" else Sort.OFFICIAL
    return Sort.OTHER


@cache
def _roles() -> dict[str, str]:
    return {word: row["at_war"] for row in rows("roles.csv") for word in (row["word"], row["plural"])}
