"""What an incident rests on: who says so, parted into those who fight and those who do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache

from reportedly.claim import Claim
from reportedly.ledger.identity import folded
from reportedly.lexicon import rows
from reportedly.reading.chain import OWN_VOICE
from reportedly.reading.nations import names_nation, words_of
from reportedly.reading.parties import Party, PartyKind, party_named
from reportedly.reconciling.incident import Member


class Voice(StrEnum):
    """What a claimant is to the war, from those who fight it to those who only report on it."""

    PARTY = "party to the war"
    OFFICIAL = "official"
    MONITOR = "monitor"
    WITNESS = "witness"
    REPORTER = "reporter"
    UNKNOWN = "unknown"


_OF_KIND = {
    PartyKind.MONITOR: Voice.MONITOR,
    PartyKind.ORGANISATION: Voice.MONITOR,
    PartyKind.AGENCY: Voice.REPORTER,
    PartyKind.OUTLET: Voice.REPORTER,
    PartyKind.GOVERNMENT: Voice.OFFICIAL,
    PartyKind.MINISTRY: Voice.OFFICIAL,
    PartyKind.ARMED_GROUP: Voice.PARTY,
    PartyKind.ARMY: Voice.PARTY,
}


def voice_of(claim: Claim) -> Voice:
    """What the claimant of a claim is to the war."""
    claimant = claim.claimant
    if claimant.source == OWN_VOICE:
        return Voice.REPORTER
    parties = [party for name in claimant.parties or (claimant.source,) if (party := party_named(name))]
    if any(party.at_war and (claim.party_to_conflict or _fights_in(party, claim)) for party in parties):
        return Voice.PARTY
    if known := next((_OF_KIND[party.kind] for party in parties if party.kind in _OF_KIND), None):
        return known
    by_words = _by_words(claimant.source)
    of_a_side = claim.party_to_conflict and any(map(names_nation, words_of(claimant.source).lower))
    if by_words is Voice.UNKNOWN or of_a_side:
        return Voice.PARTY if claim.party_to_conflict else by_words
    return by_words


def _fights_in(party: Party, claim: Claim) -> bool:
    """Whether a party's state fights a war in the country of a claim, at its time."""
    where = {place.country for place in claim.place.resolved} if claim.place else set()
    day = claim.when.start.isoformat() if claim.when and claim.when.start else ""
    return any(
        party.country in lands and where & lands
        for war in rows("wars.csv")
        if war["start"] <= day <= (war["end"] or day)
        for lands in [set(war["countries"].split("|"))]
    )


@lru_cache(maxsize=10_000)
def _by_words(source: str) -> Voice:
    """By the noun a source ends with: "two local residents", "the head of a rights group"."""
    words = folded(source).split()
    table = {row["word"]: Voice(row["voice"]) for row in rows("voices.csv")}
    for end in range(len(words), 0, -1):
        for start in range(max(0, end - 3), end):
            phrase = " ".join(words[start:end])
            if found := table.get(phrase) or table.get(phrase.removesuffix("s")):
                return found
    return Voice.UNKNOWN


def claimant_names(claim: Claim, outlet: str) -> tuple[str, ...]:
    """Whom a claim goes back to, in names; the outlet where its reporters speak for themselves."""
    claimant = claim.claimant
    return (outlet,) if claimant.source == OWN_VOICE else claimant.parties or (claimant.source,)


def support_of(members: Sequence[Member]) -> Mapping[Voice, tuple[str, ...]]:
    """The distinct claimants of original claims, by what they are to the war; an echo adds none."""
    found: dict[Voice, dict[str, str]] = {}
    for member in members:
        if member.original:
            kept = member.kept
            names = claimant_names(kept.claim, kept.article.publisher or kept.article.name)
            voices = found.setdefault(voice_of(kept.claim), {})
            for name in names:
                voices.setdefault(folded(name.removeprefix("the ")), name)
    return {voice: tuple(found[voice].values()) for voice in Voice if voice in found}
