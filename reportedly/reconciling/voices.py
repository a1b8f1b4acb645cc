"""Who speaks: the claimants of an incident, each one voice under whatever names, and what sort of source they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from reportedly.claim import Claim
from reportedly.ledger.identity import folded
from reportedly.lexicon import rows
from reportedly.reading.chain import OWN_VOICE
from reportedly.reading.nations import names_nation, words_of
from reportedly.reading.parties import Party, PartyKind, party_named
from reportedly.reading.wars import wars
from reportedly.reconciling.incident import Member


class Sort(StrEnum):
    """What a claimant is to the war, those first who count for the sake of counting."""

    MONITOR = "monitor"
    OFFICIAL = "official"
    REPORTER = "reporter"
    WITNESS = "witness"
    PARTY = "party"  # fights in it, or speaks for those who do
    UNKNOWN = "unknown"


_NEAREST = (Sort.PARTY, Sort.OFFICIAL, Sort.MONITOR, Sort.WITNESS, Sort.REPORTER, Sort.UNKNOWN)  # to the fighting


@dataclass(frozen=True, slots=True)
class Voice:
    """A claimant: a key that is the same under all its names, the name to show, its sort, the sides it speaks for."""

    key: str
    name: str
    sort: Sort
    sides: frozenset[str]


def voices_of(members: Iterable[Member]) -> Mapping[str, Voice]:
    """The voice behind each claim, by the claim's name.

    Claimants that share a party are one voice: "the legion and the corps" on Monday is the legion on Tuesday.
    """
    told = list(members)
    leaders: dict[str, str] = {}

    def leader(key: str) -> str:
        while (above := leaders.setdefault(key, key)) != key:
            key = above
        return key

    for member in told:
        first, *others = sorted({leader(key) for key in member.claimants})
        for other in others:
            leaders[other] = first
    grouped: dict[str, list[Member]] = {}
    for member in told:
        grouped.setdefault(leader(min(member.claimants)), []).append(member)
    return {m.kept.name: voice for key, own in grouped.items() for voice in [_voice(key, own)] for m in own}


def _voice(key: str, own: Sequence[Member]) -> Voice:
    names = (" and ".join(claimant_names(member)) for member in own)
    parties = (party_named(name) for member in own for name in member.kept.claim.claimant.parties)
    sides = frozenset(party.side for party in parties if party and party.side)
    # Who fights in the war fights in all of it, though one article does not show it.
    return Voice(key, min(names), min((sort_of(m.kept.claim) for m in own), key=_NEAREST.index), sides)


def support_of(members: Iterable[Member]) -> Mapping[Sort, tuple[str, ...]]:
    """The names of the voices behind original claims, by what they are to the war, those who fight it first.

    An echo adds none.
    """
    found: dict[Sort, dict[str, str]] = {}
    for voice in voices_of(m for m in members if m.original).values():
        found.setdefault(voice.sort, {})[voice.key] = voice.name
    return {sort: tuple(found[sort].values()) for sort in _NEAREST if sort in found}


def claimant_names(member: Member) -> tuple[str, ...]:
    """Whom a claim goes back to, in names; the outlet, or whom it forwards, where they speak for themselves."""
    claimant, article = member.kept.claim.claimant, member.kept.article
    if claimant.source == OWN_VOICE:
        return (article.origin or article.publisher or article.name,)
    return claimant.parties or (claimant.source,)


def side_of(party: str) -> str:
    """The side that a party in a claim fights or speaks for; its own name where it has none that is known."""
    known = party_named(party)
    return known.side if known and known.side else party


# --- sorts ------------------------------------------------------------------------------------------------------------

_OF_KIND = {
    PartyKind.MONITOR: Sort.MONITOR,
    PartyKind.ORGANISATION: Sort.MONITOR,
    PartyKind.AGENCY: Sort.REPORTER,
    PartyKind.OUTLET: Sort.REPORTER,
    PartyKind.GOVERNMENT: Sort.OFFICIAL,
    PartyKind.MINISTRY: Sort.OFFICIAL,
    PartyKind.ARMED_GROUP: Sort.PARTY,
    PartyKind.ARMY: Sort.PARTY,
}


def sort_of(claim: Claim) -> Sort:
    """What the claimant of a claim is to the war."""
    claimant = claim.claimant
    if claimant.source == OWN_VOICE:
        return Sort.REPORTER
    parties = [party for name in claimant.parties or (claimant.source,) if (party := party_named(name))]
    if any(party.at_war and (claim.party_to_conflict or _fights_in(party, claim)) for party in parties):
        return Sort.PARTY
    if known := next((_OF_KIND[party.kind] for party in parties if party.kind in _OF_KIND), None):
        return known
    by_words = _by_words(claimant.source)
    of_a_side = claim.party_to_conflict and any(map(names_nation, words_of(claimant.source).lower))
    if by_words is Sort.UNKNOWN or of_a_side:
        return Sort.PARTY if claim.party_to_conflict else by_words
    return by_words


def _fights_in(party: Party, claim: Claim) -> bool:
    """Whether a party's state fights a war in the country of a claim, at its time."""
    where = {place.country for place in claim.place.resolved} if claim.place else set()
    day = claim.when.start if claim.when else None
    return bool(where) and day is not None and any(party.country in war.countries for war in wars(where, day))


@lru_cache(maxsize=10_000)
def _by_words(source: str) -> Sort:
    """By the noun a source ends with: "two local residents", "the head of a rights group"."""
    words = folded(source).split()
    table = {row["word"]: Sort(row["voice"]) for row in rows("voices.csv")}
    for end in range(len(words), 0, -1):
        for start in range(max(0, end - 3), end):
            phrase = " ".join(words[start:end])
            if found := table.get(phrase) or table.get(phrase.removesuffix("s")):
                return found
    return Sort.UNKNOWN
