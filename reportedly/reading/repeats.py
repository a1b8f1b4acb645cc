"""Which claims are one claim told again: headline, lead and body repeat a figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from reportedly.claim import Attribution, Claim, Count, Item, Kind, Place, Qualifier, Verification, Who
from reportedly.lexicon import words
from reportedly.reading.alike import compatible, opposed, same_people, same_place, share, stems
from reportedly.reading.chain import OWN_VOICE
from reportedly.reading.parties import sides_of

_TELLING = 10  # a number this large seldom comes twice by chance in one article
_NEARLY = 3  # days by which accounts of one happening may differ
_TELLING_OF_ONE = 5  # nor this large from one claimant
_STALE = 7  # days after which what happened is no news
_LAST = re.compile(
    r"an? (?:[a-z-]+ )*?(?P<noun>[a-z]+)(?= (?:in|of|near|on|outside|around|at)\b|,|$)"
)  # "a key town in"
_NEXT = 600  # characters: about two paragraphs


def _words(thing: Who | Item | Place | None) -> str | None:
    return thing.text if thing is not None else None


def _bounds(count: Count) -> frozenset[float]:
    low = count.low
    if count.qualifier is Qualifier.MORE_THAN and low is not None:
        low -= 1
    return frozenset(b for b in (low, count.best, count.high) if b is not None)


def _same_places(one: Count, other: Count) -> bool:
    """Whether as many places are told of; "part of the town" counts none."""
    return bool(_bounds(one) & _bounds(other)) or not (_bounds(one) and _bounds(other))


def _same_count(one: Count, other: Count) -> bool:
    if one.unit != other.unit:
        return False
    if not (_bounds(one) or _bounds(other)):  # "dozens" is not "tens of thousands", but may be "many"
        a, b = (stems(c.text) & _magnitudes() for c in (one, other))
        return not a or not b or a == b
    return bool(_bounds(one) & _bounds(other))


@cache
def _magnitudes() -> frozenset[str]:
    return frozenset(w.removesuffix("s") for w in words("magnitudes.csv"))


def _same_claimant(one: Claim, other: Claim) -> bool:
    a, b = one.claimant, other.claimant
    if OWN_VOICE in (a.source, b.source):
        return True
    if a.parties and b.parties:
        return bool(set(a.parties) & set(b.parties))
    if _is_state(a) or _is_state(b):  # "Russia says" in a headline is its governor or its general further down
        return sides_of(a.source) == sides_of(b.source)
    x, y = stems(a.source), stems(b.source)
    if x & y and _is_of_a_side(a) != _is_of_a_side(b):  # "the Russian governor" is Governor Vyacheslav Gladkov
        return True
    return x <= y or y <= x or _is_named(a) != _is_named(b)  # "a police official" is the captain named further down


def _is_named(station: Attribution) -> bool:
    """Whether a claimant has a name: "Capt. Hussein" has, "medics" and "a monitoring group" have none."""
    return bool(station.parties) or any(w[:1].isupper() for w in station.source.split()[1:])


def _is_of_a_side(station: Attribution) -> bool:
    """Whether a claimant has no name but that of a people: "the Russian regional governor"."""
    names = {w.lower() for w in station.source.split()[1:] if w[:1].isupper()}
    return bool(names) and names <= _sides()


def _is_state(station: Attribution) -> bool:
    return station.source.lower().removeprefix("the ") in _countries()


@cache
def _countries() -> frozenset[str]:
    return frozenset(w.lower() for w in words("demonyms.csv", sort="country"))


def _same_place(one: Claim, other: Claim) -> bool:
    """Whether both can have happened in one place; for vague counts its own words must say so."""
    if one.place is not None and other.place is not None and not (_bounds(one.count) or _bounds(other.count)):
        return compatible(one.place.text, other.place.text)
    return one.place is None or other.place is None or same_place(one.place, other.place)


def _names(claim: Claim) -> frozenset[str]:
    """The proper names in the words for a single victim; none where they are not of one person."""
    if claim.who is None or claim.count.best != 1:
        return frozenset()
    found = [w for w in claim.who.text.split() if w[:1].isupper() and stems(w)]
    return frozenset(w.strip(",.’'s").lower() for w in found) - _sides()


@cache
def _sides() -> frozenset[str]:
    return frozenset(w.lower() for w in words("demonyms.csv"))


def _same_time(one: Claim, other: Claim) -> bool:
    a, b = one.when, other.when
    if a is None or b is None or a.start is None or b.start is None or a.end is None or b.end is None:
        return True
    if a.start <= b.end and b.start <= a.end:
        return True
    # a headline names no day, and "the day before publication" is a guess
    guessed = (not a.text) != (not b.text)
    return guessed and a.total_since is None and b.total_since is None and abs((a.end - b.end).days) <= _STALE


def _same_object(one: Claim, other: Claim) -> bool:
    if one.kind is Kind.CONTROL:
        return (
            one.status is other.status
            and not _by_two_sides(one, other)
            and (share(_words(one.who), _words(other.who)) or _is_named_after(one, other))
        )
    if one.kind in (Kind.EQUIPMENT, Kind.OTHER):
        if _is_further(one) != _is_further(other):
            return False
        if one.item and other.item and one.item.type and one.item.type == other.item.type:
            return True
        return share(_words(one.item), _words(other.item))
    if (one.part_of is None) != (
        other.part_of is None
    ):  # "5 children killed", over "seven killed, five of them children"
        told = stems(_words(one.who))
        return bool(told) and told == stems(_words(other.who))
    return not _on_two_sides(one.who, other.who)


def _is_further(claim: Claim) -> bool:
    """Whether things are counted on top of others: "downed four more drones"."""
    told = (_words(claim.who) or "").lower().split()
    return "more" in told[1:] and told[told.index("more") + 1 :][:1] != ["than"]


def _by_two_sides(one: Claim, other: Claim) -> bool:
    """Whether a place was taken first by the one, then by the other: "rebels seized the base"; "the army retook it"."""
    if one.by is None or other.by is None:
        return False
    if one.by.parties and other.by.parties:
        return set(one.by.parties).isdisjoint(other.by.parties)
    return opposed(one.by.text, other.by.text)


def _is_named_after(one: Claim, other: Claim) -> bool:
    """Whether a place told as one of its sort is one named near by: "seized a district"; "the district of Baraka"."""
    first, second = sorted((one, other), key=lambda c: c.evidence[0])
    told, named = _words(first.who), _words(second.who)
    if told is None or named is None or second.evidence[0].start - first.evidence[0].end > _NEXT:
        return False
    if not stems(named):  # "the militants had seized the town"
        return named.lower().startswith("the ") and named.split()[-1] in told.split()
    sort = _LAST.match(told)
    return sort is not None and sort["noun"] in named.split() and _same_place(first, second)


def _is_told_by_name(one: Claim, other: Claim) -> bool:
    """Whether a victim is told by what he is, and soon by name: "a senior official was shot", "Abdul Hadi was"."""
    first, second = sorted((one, other), key=lambda c: c.evidence[0])
    told = _words(first.who)
    if told is None or first.count.best != 1 or not told.lower().startswith(("a ", "an ")):
        return False
    soon = second.evidence[0].start - first.evidence[0].end < _NEXT
    return soon and not _names(first) and bool(_names(second))


def _on_two_sides(one: Who | None, other: Who | None) -> bool:
    """Whether the people are of different sides and no word of theirs is the same."""
    if one is None or other is None or one.party is None or other.party is None:
        return False
    return one.party != other.party and not same_people(one.text, other.text)


def _same_kind(one: Claim, other: Claim) -> bool:
    """Whether the kinds agree: an army's "neutralised" is the "killed" of a headline where the people are the same."""
    if one.kind is other.kind:
        return True
    pair = {one.kind, other.kind} == {Kind.KILLED, Kind.CASUALTIES}
    return pair and bool(stems(_words(one.who))) and same_people(_words(one.who), _words(other.who))


def _is_repeat(one: Claim, other: Claim, headline: frozenset[int]) -> bool:
    """Whether two claims of one article say the same of the same."""
    counted = _same_places if one.kind is Kind.CONTROL else _same_count
    if not (_same_kind(one, other) and counted(one.count, other.count) and _same_object(one, other)):
        return False
    heads = {claim.evidence[0].start in headline for claim in (one, other)}
    if not (True in heads or _same_claimant(one, other)):
        return False
    if one.kind is Kind.KILLED and len(_names(one) & _names(other)) > 0:  # a person dies once
        return True
    if one.evidence[0] == other.evidence[0]:  # one sentence says a thing once: "killed two in Homs and two in Hama"
        return False
    if not _same_time(one, other):
        return False
    largest = max(_bounds(one.count), default=0)
    of_one = bool(set(one.claimant.parties) & set(other.claimant.parties))
    if one.kind is Kind.CONTROL or largest >= (_TELLING_OF_ONE if of_one else _TELLING):
        return True
    alike = same_people(_words(one.who), _words(other.who)) or _is_told_by_name(one, other)
    return _same_place(one, other) and alike


def may_be_of_one_event(one: Claim, other: Claim) -> bool:
    """Whether two claims can be about one happening: in one place, in the same days, of people told alike."""
    a, b = one.when, other.when
    if one.place is None or other.place is None or a is None or b is None:
        return False
    if a.start is None or b.start is None or a.end is None or b.end is None:
        return False
    same_days = abs((a.start - b.start).days) <= _NEARLY and abs((a.end - b.end).days) <= _NEARLY
    same_place = bool(stems(one.place.text) & stems(other.place.text))
    return same_days and same_place and same_people(_words(one.who), _words(other.who))


def _rounds(headline: Claim, claim: Claim) -> bool:
    """Whether a headline's vague word stands for a figure of the body: "Dozens die" over "at least 25 were killed"."""
    return (
        headline.count.qualifier is Qualifier.VAGUE
        and headline.kind is claim.kind
        and bool(_bounds(claim.count))
        and claim.part_of is None
        and _same_time(headline, claim)
    )


def _weight(claim: Claim, headline: frozenset[int]) -> tuple[bool, bool, bool, int]:
    """Which telling is the best: one of deaths, with a named claimant, in the body, with more of the chain."""
    return (
        claim.kind is not Kind.CASUALTIES,
        claim.claimant.source != OWN_VOICE,
        claim.evidence[0].start not in headline,
        len(claim.attribution),
    )


def _joined(best: Claim, others: Iterable[Claim]) -> Claim:
    rest = list(others)
    return replace(
        best,
        repeats=tuple(sorted({s for c in rest for s in c.evidence} - set(best.evidence))),
        place=best.place or next((c.place for c in rest if c.place), None),
        when=best.when or next((c.when for c in rest if c.when), None),
        by=best.by or next((c.by for c in rest if c.by), None),
        verification=_checked([best, *rest]),
    )


def _checked(told: Iterable[Claim]) -> tuple[Verification, ...]:
    """What was checked of any telling, each result once, strongest first."""
    found = {v.result: v for c in told for v in c.verification}
    return tuple(sorted(found.values(), key=lambda v: -v.result.strength))


def merged(claims: Sequence[Claim], headline: frozenset[int]) -> tuple[Claim, ...]:
    """The claims with repeats folded into the best telling of each, in the order of first telling.

    `headline` holds the offsets at which sentences of the headline start.
    """
    groups: list[list[Claim]] = []
    for claim in claims:
        home = next((g for g in groups if all(_is_repeat(claim, c, headline) for c in g)), None)
        if home is None and groups and claim.evidence[0].start not in headline:
            home = next(
                (g for g in groups if len(g) == 1 and g[0].evidence[0].start in headline and _rounds(g[0], claim)), None
            )
        if home is None:
            groups.append([claim])
        else:
            home.append(claim)
    kept = []
    for group in groups:
        best = max(group, key=lambda c: _weight(c, headline))
        kept.append(_joined(best, (c for c in group if c is not best)))
    return tuple(kept)
