"""Accounts: what one article tells of one happening, with all that its claims are matched on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum
from functools import lru_cache

from reportedly.claim import PEOPLE, Claim, Kind, Qualifier
from reportedly.ledger.identity import folded, party_id
from reportedly.reading.chain import OWN_VOICE
from reportedly.reading.parties import PartyKind, party_named
from reportedly.reconciling.geography import Lie, Spot, finest, lie_of, spot_of

LONGEST = 31  # days: a total over a longer time is of a war, not of a happening; it has its place in a series
_TOLD_IN = 2  # days before it is published in which a claim without a date is taken to have happened
_QUOTE = 8  # words from which on a sentence is not told twice by chance
_OF_A_STATE = frozenset({PartyKind.GOVERNMENT, PartyKind.MINISTRY, PartyKind.ARMY})
_ENDS = re.compile(r"\b\d{1,2}(?!\d|[:.]\d)")  # "between 12 and 18 March" names the first day and the last
_WORD = re.compile(r"\w+")

Cuts = Collection[frozenset[str]]  # pairs of claims that a person has said are not of one happening


class Dating(IntEnum):
    """How well the days of an account are known; a surer one is greater."""

    NEVER = 0  # nothing is known
    PUBLISHED = 1  # only when it was published
    LOOSE = 2  # a month, "in recent days"
    DAY = 3
    TOTAL = 4  # a running total: it lasted from the first day to the last


@dataclass(frozen=True, slots=True)
class Figure:
    """A claim as it is compared: `low`, `best` and `high` are its bounds, `claimants` and `victims` are ids of parties.

    `subject` is the class of equipment, or what became of a place; empty for people. `hops` counts the stations it
    came through, `quote` stands for its sentence where that is long enough not to be told twice by chance.
    """

    claim: str
    kind: str
    subject: str
    low: float | None
    best: float | None
    high: float | None
    about: bool
    hops: int
    quote: int | None
    part_of: str | None
    claimants: frozenset[str]
    victims: frozenset[str]

    @property
    def number(self) -> float | None:
        """The number it is best known by, None for a vague word."""
        return next((n for n in (self.best, self.low, self.high) if n is not None), None)


@dataclass(frozen=True, slots=True)
class Account:
    """What one article tells of one happening; days are ordinals (`date.toordinal`)."""

    id: str
    article: int
    dating: Dating
    start: int | None
    end: int | None
    told: int | None  # the day it was published
    spots: tuple[Spot, ...]
    figures: tuple[Figure, ...]
    doers: frozenset[str]

    @property
    def level(self) -> int:
        """How finely its place is told; -1 where it is not."""
        return max((s.level for s in self.spots), default=-1)

    @property
    def order(self) -> tuple[int, int, int, int, str]:
        """Which accounts the others gather round, first ones first: running totals, then the sharper ones.

        It depends on the account alone, so that it is the same whatever came in before.
        """
        length = (self.end or 0) - (self.start or 0) if self.dating is Dating.TOTAL else 0
        return (-length, -self.level, -self.dating, -len(self.figures), self.id)

    @property
    def claims(self) -> list[str]:
        """The names of its claims, in the order of the text."""
        return [f.claim for f in self.figures]

    @property
    def quotes(self) -> frozenset[int]:
        """Its long sentences."""
        return frozenset(f.quote for f in self.figures if f.quote is not None)

    @property
    def claimants(self) -> frozenset[str]:
        """Everybody whom a claim of it goes back to."""
        return frozenset().union(*(f.claimants for f in self.figures))

    @property
    def victims(self) -> frozenset[str]:
        """Whose people and equipment it tells of."""
        return frozenset().union(*(f.victims for f in self.figures))


@dataclass(frozen=True, slots=True)
class Told:
    """A claim in today's state of the ledger, as it comes to be put together with others."""

    name: str
    claim: Claim
    quote: str
    article: int
    outlet: str
    published: date | None


def accounts_of(told: Sequence[Told], merged: Mapping[str, str], cuts: Cuts = ()) -> list[Account]:
    """What an article tells, one account a happening: its claims by place and time, in the order of the text.

    `merged` gives the id that a party goes by now, where that is another than its own.
    """
    names = {one.claim.id: one.name for one in told}
    drafts: list[Account] = []
    for one in sorted(told, key=lambda t: _sharpness(t.claim)):
        made = _account(one, merged, names)
        if made.dating is Dating.TOTAL and (made.end or 0) - (made.start or 0) > LONGEST:
            continue
        homes = [n for n, draft in enumerate(drafts) if _fits(draft, made) and not _cut(draft, made, cuts)]
        if homes:
            home = min(homes, key=lambda n: (_looseness(drafts[n], made), n))
            drafts[home] = _joined(drafts[home], made)
        else:
            drafts.append(made)
    places = {one.name: n for n, one in enumerate(told)}
    return [_named(draft, places) for draft in drafts]


def _sharpness(claim: Claim) -> tuple[int, int, int]:
    """Sharply placed and dated claims come first, so that the others find their account."""
    spots = claim.place.resolved if claim.place else ()
    finest = max((spot_of(w).level for w in spots), default=-1)
    dated = claim.when is not None and claim.when.start is not None
    return (-finest, -dated, claim.evidence[0].start)


def _named(draft: Account, places: Mapping[str, int]) -> Account:
    """An account goes by the first of its claims."""
    figures = tuple(sorted(draft.figures, key=lambda f: places[f.claim]))
    return replace(draft, figures=figures, id=min(f.claim for f in figures))


# --- from a claim -----------------------------------------------------------------------------------------------------


def _account(one: Told, merged: Mapping[str, str], names: Mapping[str, str]) -> Account:
    claim = one.claim
    dating, start, end = _days(claim, one.published)
    spots = tuple(dict.fromkeys(spot_of(where) for where in claim.place.resolved)) if claim.place else ()
    doers = frozenset(_doer(name, merged) for name in claim.by.parties) if claim.by else frozenset()
    return Account(
        one.name,
        one.article,
        dating,
        start,
        end,
        one.published.toordinal() if one.published else None,
        spots,
        (_figure(one, merged, names),),
        doers,
    )


def _days(claim: Claim, published: date | None) -> tuple[Dating, int | None, int | None]:
    when = claim.when
    if when is None or when.start is None:
        if published is None:
            return Dating.NEVER, None, None
        last = published.toordinal()
        return Dating.PUBLISHED, last - _TOLD_IN, last
    start, end = when.start, when.end or when.start
    if when.total_since is not None:
        start = min(start, when.total_since)
        return Dating.TOTAL if end - start > timedelta(days=1) else Dating.DAY, start.toordinal(), end.toordinal()
    days = (end - start).days
    dating = Dating.DAY if days <= 1 else Dating.TOTAL if len(_ENDS.findall(when.text)) > 1 else Dating.LOOSE
    return dating, start.toordinal(), end.toordinal()


def _figure(one: Told, merged: Mapping[str, str], names: Mapping[str, str]) -> Figure:
    claim, count = one.claim, one.claim.count
    words = _WORD.findall(folded(one.quote))
    subject = "" if claim.kind in PEOPLE else (claim.item and claim.item.category) or (claim.status or "")
    return Figure(
        one.name,
        claim.kind.value,
        subject,
        count.low,
        count.best,
        count.high,
        count.qualifier is Qualifier.ABOUT,
        len(claim.attribution) - 1,
        _hash(" ".join(words)) if len(words) >= _QUOTE else None,
        names.get(claim.part_of or ""),
        claimants_of(claim, one.outlet, merged),
        _victims(claim),
    )


def claimants_of(claim: Claim, outlet: str, merged: Mapping[str, str]) -> frozenset[str]:
    """The ids of those whom a claim goes back to; the outlet itself where its reporters speak in their own voice."""
    claimant = claim.claimant
    if claimant.source == OWN_VOICE:
        return frozenset({f"own:{folded(outlet)}"})
    if not claimant.parties:
        source = claimant.source
        return frozenset({merged.get(party_id(source)) or party_id(source.removeprefix("the "))})
    return frozenset(_id(name, merged) for name in claimant.parties)


def _victims(claim: Claim) -> frozenset[str]:
    if claim.who is None:
        return frozenset()
    if claim.who.civilian and claim.kind in PEOPLE and claim.who.party is None:
        return frozenset()
    return frozenset({party_id(claim.who.party)}) if claim.who.party else frozenset()


def _doer(name: str, merged: Mapping[str, str]) -> str:
    return merged.get(party_id(name)) or _known(name)[1]


def _id(name: str, merged: Mapping[str, str]) -> str:
    return merged.get(party_id(name)) or merged.get(_known(name)[0], _known(name)[0])


@lru_cache(maxsize=50_000)
def _known(name: str) -> tuple[str, str]:
    """The id of a party under whatever name ("LSR" is the Freedom of Russia Legion), and that of whom it acts for.

    The army, a ministry and the government of a state act for the state; an armed group acts for itself.
    """
    party = party_named(name)
    if party is None:
        return (party_id(name),) * 2
    acts_for = party.side if party.side and party.kind in _OF_A_STATE else party.name
    return party_id(party.name), party_id(acts_for)


def _hash(words: str) -> int:
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=7).digest(), "big")


# --- within an article ------------------------------------------------------------------------------------------------


def _fits(draft: Account, made: Account) -> bool:
    """Whether an article that tells of both may mean one happening."""
    if (draft.dating is Dating.TOTAL) != (made.dating is Dating.TOTAL) and Dating.DAY in (draft.dating, made.dating):
        return False
    if not _same_days(draft, made):
        return False
    lies = [lie_of(a, b) for a in draft.spots for b in made.spots]
    if not lies:
        return not _rivals_itself(draft, made)
    close = {Lie.SAME_POINT, Lie.SAME_REGION, Lie.SAME_COUNTRY, Lie.NEAR}
    if close & set(lies):
        return True
    if {Lie.BESIDE, Lie.IN_REGION, Lie.IN_COUNTRY, Lie.UNSAID} & set(lies):
        return not _rivals_itself(draft, made)
    one_hand = bool(draft.doers & made.doers or draft.claimants & made.claimants)
    return draft.dating is Dating.TOTAL and one_hand and set(lies) != {Lie.ABROAD}


def _same_days(draft: Account, made: Account) -> bool:
    if draft.start is None or made.start is None or draft.end is None or made.end is None:
        return True
    if draft.dating is made.dating is Dating.DAY:
        return abs(draft.start - made.start) <= 1 and abs(draft.end - made.end) <= 1
    return draft.start <= made.end and made.start <= draft.end


def _rivals_itself(draft: Account, made: Account) -> bool:
    """Whether one speaker gives two figures of one kind: then they are of two places, or of a place and the whole."""
    return any(
        a.kind == b.kind and a.subject == b.subject and a.claimants & b.claimants and a.number != b.number
        for a in draft.figures
        for b in made.figures
        if a.number is not None and b.number is not None and Kind(a.kind) is not Kind.CONTROL
        if a.part_of != b.claim and b.part_of != a.claim
    )


def _looseness(draft: Account, made: Account) -> int:
    """How far from a draft a claim lies, to choose between several."""
    apart = 0 if not draft.spots or not made.spots or set(draft.spots) & set(made.spots) else 2
    days = abs((draft.start or 0) - (made.start or 0)) if draft.start and made.start else 1
    return apart + days


def _cut(draft: Account, made: Account, cuts: Cuts) -> bool:
    return bool(cuts) and any(frozenset({a, b}) in cuts for a in draft.claims for b in made.claims)


def _joined(draft: Account, made: Account) -> Account:
    surer, other = (draft, made) if draft.dating >= made.dating else (made, draft)
    start, end = surer.start, surer.end
    if surer.dating is other.dating and start and end and other.start and other.end:
        if surer.dating in (Dating.DAY, Dating.TOTAL):
            start, end = min(start, other.start), max(end, other.end)
        else:  # of two loose times the happening lies in both
            start, end = max(start, other.start), min(end, other.end)
    return replace(
        draft,
        dating=surer.dating,
        start=start,
        end=end,
        spots=finest([*draft.spots, *made.spots]),
        figures=draft.figures + made.figures,
        doers=draft.doers | made.doers,
    )
