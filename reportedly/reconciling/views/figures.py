"""The figures of an incident: what each voice says of each group of people, on which all rule books stand.

What is set aside is set aside here, once for all of them: echoes, parts that their total holds, what a person has
rejected, what its publisher has withdrawn, what the speaker denies or doubts, rates, and totals of a whole war.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from reportedly.claim import Claim, Count, Kind, Result, Stance
from reportedly.ledger import State
from reportedly.lexicon import as_listed, rows, words
from reportedly.reconciling.incident import Incident, Member
from reportedly.reconciling.views.voices import Sort, Voice, side_of, voices_of

ATTACKERS = "the attackers"  # the side of those of whom it is only said that they attacked
_YEAR = 366  # days: what is told of a longer time is a total of a war, not of an incident
_WORD = re.compile(r"[\w'-]+")


@dataclass(frozen=True, slots=True)
class Range:
    """Bounds without gaps: low <= best <= high."""

    low: float
    best: float
    high: float

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.best + other.best, self.high + other.high)

    def __sub__(self, other: Range) -> Range:
        """What is left of each bound, never below 0."""
        mine, others = (self.low, self.best, self.high), (other.low, other.best, other.high)
        return ordered(*(max(a - b, 0) for a, b in zip(mine, others, strict=True)))

    def covering(self, other: Range) -> Range:
        """The higher of each bound: a total is at least what its parts make."""
        return Range(max(self.low, other.low), max(self.best, other.best), max(self.high, other.high))


NOBODY = Range(0, 0, 0)


def ordered(low: float, best: float, high: float) -> Range:
    """The three as a range; the best figure stays, the bounds give way to it."""
    return Range(min(low, best), best, max(best, high))


@dataclass(frozen=True, slots=True)
class Group:
    """Whom or what a figure counts: a side, civilians or fighters (None: not told), a class of things and their fate.

    Without a side and without a status it is everybody: "12 people".
    """

    side: str | None = None
    civilian: bool | None = None
    thing: str | None = None

    @property
    def order(self) -> tuple[str, str, str]:
        """To list groups always alike."""
        return (self.thing or "", self.side or "", str(self.civilian))


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


# --- which claims count -----------------------------------------------------------------------------------------------


def standing(incident: Incident) -> tuple[Member, ...]:
    """The claims of an incident that a rule book looks at, in a fixed order: each original once, without its echoes.

    Where an original does not count or is not in the incident, the first of its echoes that counts stands in for it.
    """
    members = {m.kept.name: m for m in incident.members}
    by_root: dict[str, list[Member]] = {}
    for member in incident.members:
        if counts(member):
            by_root.setdefault(_root(member, members), []).append(member)
    chosen = [_original(root, told) for root, told in by_root.items()]
    return tuple(sorted(chosen, key=lambda m: (told_on(m), m.kept.name)))


def counts(member: Member) -> bool:
    """Whether a claim says something of the incident that no person, publisher or speaker has taken back."""
    kept, claim = member.kept, member.kept.claim
    taken_back = kept.state is State.REJECTED or kept.article.withdrawn
    asserted = claim.claimant.stance not in (Stance.DENIES, Stance.DOUBTS)
    return asserted and not taken_back and not _of_a_war(claim)


def told_on(member: Member) -> date:
    """The day a claim was published, or else entered."""
    return member.kept.article.published or date.fromisoformat(member.kept.at[:10])


def _of_a_war(claim: Claim) -> bool:
    if claim.when is None or claim.when.end is None:
        return False
    first = claim.when.total_since or claim.when.start
    return first is not None and (claim.when.end - first).days >= _YEAR


def _root(member: Member, members: Mapping[str, Member]) -> str:
    """The name of the claim at the end of a chain of echoes, in the incident or not."""
    seen = {member.kept.name}
    while (name := member.echo_of) is not None and name not in seen:
        if name not in members:
            return name
        seen.add(name)
        member = members[name]
    return member.kept.name if member.echo_of is None else min(seen)


def _original(root: str, told: list[Member]) -> Member:
    return min(told, key=lambda m: (m.kept.name != root, told_on(m), m.kept.name))


# --- what each voice says ---------------------------------------------------------------------------------------------


def figures_of(incident: Incident, kind: Kind, wanted: Callable[[Claim], bool] = lambda claim: True) -> Figures:
    """What each voice last said of each group, of one kind; `wanted` leaves out claims.

    A voice that speaks again corrects itself: its latest figure stands, of one day the highest. Figures of one voice
    for one group are never added up: "a teacher" of the first lines may be "the victim" of the last.
    """
    members = standing(incident)
    voices = voices_of(members)
    confirmed = _confirmed(incident)
    totals = {m.kept.name: m for m in members}
    last: dict[tuple[str, Group], Figure] = {}
    for member in members:
        kept = member.kept
        claim, group = kept.claim, group_of(kept.claim)
        if claim.kind is not kind or claim.count.unit is not None or not wanted(claim):
            continue
        total = totals.get(member.part_of or "")
        if total is not None and group_of(total.kept.claim) == group:
            continue  # within its total; a part for which there is a group of its own tells who they were
        voice = voices[kept.name]
        figure = Figure(
            voice, group, range_of(claim.count), claim, told_on(member), (kept.name,), kept.name in confirmed
        )
        before = last.get((voice.key, group))
        if before is None or _weight(before) < _weight(figure):
            last[voice.key, group] = figure
    return sorted(last.values(), key=lambda f: (f.group.order, f.voice.key))


def _weight(figure: Figure) -> tuple[bool, date, float, str]:
    """Which of two figures of one voice stands: one with a number, the later, the higher."""
    return (figure.range is not None, figure.told, figure.range.best if figure.range else 0, figure.claims[0])


def _confirmed(incident: Incident) -> frozenset[str]:
    members = {m.kept.name: m for m in incident.members}
    roots = {
        _root(m, members)
        for m in incident.members
        if any(v.result is Result.CONFIRMED for v in m.kept.claim.verification)
    }
    return frozenset(m.kept.name for m in incident.members if _root(m, members) in roots)


def range_of(count: Count) -> Range | None:
    """A count with its open bounds closed; None where the words give no number.

    An open upper bound ends at what was said ("at least 12": 12 to 12), an open lower one at the least that is some
    ("up to 12": 1 to 12); of "5 to 7" the lower is the best, since no figure is an average.
    """
    low, best, high = count.low, count.best, count.high
    if low is None and best is None and high is None:
        return None
    said = next(n for n in (best, low, high) if n is not None)
    return ordered(min(said, 1) if low is None else low, said, said if high is None else high)


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


# --- whom it counts ---------------------------------------------------------------------------------------------------


def group_of(claim: Claim) -> Group:
    """Whom or what a claim counts.

    "People" may be anybody, and say of none who they were; "assailants" are a side, though not a named one.
    """
    thing = None
    if claim.item:
        thing = " ".join(filter(None, (claim.item.category or as_listed(claim.item.text), claim.status)))
    who = claim.who
    if who is None:
        return Group(thing=thing)
    noun = _noun(who.text)
    if noun in words("whole_counts.csv"):
        return Group(who.party, None, thing)
    side = who.party or (ATTACKERS if noun in _attackers() else None)
    return Group(side, who.civilian, thing)


def _noun(text: str) -> str:
    """The noun of a group: the last word before what is joined to it ("34 people of the town": people)."""
    told = _WORD.findall(as_listed(text))
    for at, word in enumerate(told):
        if at and word in words("function_words.csv", role="ends noun"):
            told = told[:at]
            break
    return told[-1] if told else "people"


@cache
def _attackers() -> frozenset[str]:
    found = [row for row in rows("people.csv") if row["attacker"] == "yes"]
    return frozenset(w for row in found for w in (row["word"], row["plural"] or f"{row['word']}s"))


# --- all of them together ---------------------------------------------------------------------------------------------


def by_group(figures: Iterable[Figure]) -> dict[Group, list[Figure]]:
    """The rival figures for each group."""
    grouped: dict[Group, list[Figure]] = {}
    for figure in figures:
        grouped.setdefault(figure.group, []).append(figure)
    return grouped


def whole(ranges: Mapping[Group, Range]) -> Range:
    """All groups together, each counted once.

    Sides add up, fighters and civilians of a side add up, and a wider group holds the narrower ones: "12 people" and
    "3 soldiers" are 12, "2 people" and "3 soldiers" are 3.
    """
    total = NOBODY
    for thing in sorted({g.thing or "" for g in ranges}):
        total += _of_a_thing({g: r for g, r in ranges.items() if (g.thing or "") == thing})
    return total


def _of_a_thing(ranges: Mapping[Group, Range]) -> Range:
    parts: dict[tuple[str | None, bool | None], Range] = {(g.side, g.civilian): r for g, r in ranges.items()}
    sides = sorted({side for side, _ in parts if side})
    inside = NOBODY
    for side in sides:
        known = parts.get((side, True), NOBODY) + parts.get((side, False), NOBODY)
        inside += known.covering(parts.get((side, None), NOBODY))
    for civilian in (True, False):
        told = _total(parts.get((side, civilian), NOBODY) for side in sides if civilian or side != ATTACKERS)
        inside += parts.get((None, civilian), NOBODY) - told
    return inside.covering(parts.get((None, None), NOBODY))


def _total(ranges: Iterator[Range]) -> Range:
    total = NOBODY
    for one in ranges:
        total += one
    return total
