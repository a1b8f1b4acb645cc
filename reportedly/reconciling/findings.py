"""What a reader should know about an incident: rivals, revisions, denials, echoes that pass for voices."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, pairwise

from sqlalchemy import select

from reportedly.claim import PEOPLE, Claim, Finding, Kind, Result, Role, Stance
from reportedly.ledger import Kept, Ledger, schema
from reportedly.ledger.database import asking
from reportedly.ledger.identity import folded
from reportedly.ledger.records import ArticleRecord, article_record
from reportedly.reading.parties import party_named
from reportedly.reconciling.incident import Incident, Member
from reportedly.reconciling.incidents import told_before
from reportedly.reconciling.plausibility import compared
from reportedly.reconciling.voices import Sort, claimant_names, support_of

_COUNTED = PEOPLE | {Kind.EQUIPMENT}
_ARTICLE = re.compile(r"(?:The|An?) ")
_NAMED = 3  # parties named in one sentence
_RIVAL = 1.1  # from this ratio on two figures are rivals, not a matter of rounding


def findings_of(incident: Incident) -> list[Finding]:
    """All that the claims of an incident say about each other."""
    voices = _voices(incident.members)
    return [
        *_rivals(voices),
        *_revisions(voices),
        *_exceeding(incident.members),
        *_denied(incident.members),
        *_one_sided(incident),
        *_circular(incident.members),
        *_withdrawn(incident.members),
    ]


def findings_in(ledger: Ledger, incident: Incident) -> list[Finding]:
    """The same, with what takes a look at the rest of the ledger.

    That are copies without credit, old events told as new, and how figures compare with others' running totals.
    """
    return [
        *findings_of(incident),
        *_uncredited(ledger, incident.members),
        *_stale(ledger, incident),
        *_compared(ledger, incident),
    ]


# --- figures ----------------------------------------------------------------------------------------------------------

Counted = tuple[Kind, str, str]  # what is counted: kind, class of equipment, whose


def _counted(claim: Claim) -> Counted:
    subject = (claim.item.category or claim.item.text) if claim.item else ""
    return claim.kind, subject, folded(claim.who.party) if claim.who and claim.who.party else ""


def _voices(members: Iterable[Member]) -> Mapping[Counted, Sequence[Member]]:
    """The originals that state a number of their own, by what they count, in the order of telling."""
    found: dict[Counted, list[Member]] = defaultdict(list)
    for member in members:
        claim = member.kept.claim
        # People told one by one ("a farmer and his son") are no toll, and rival none.
        counts = claim.kind in _COUNTED and claim.number is not None and claim.count.unit is None
        if (
            counts
            and claim.count.number
            and member.original
            and member.part_of is None
            and claim.claimant.stance is not Stance.DENIES
        ):
            found[_counted(claim)].append(member)
    return found


def _rivals(voices: Mapping[Counted, Sequence[Member]]) -> Iterator[Finding]:
    """Different figures of different claimants; of each claimant today's, of all the two farthest apart.

    Today's is the largest of the last day: eight guards beside 75 prisoners are not what rivals another's 73.
    """
    last: dict[tuple[Kind, str], dict[tuple[frozenset[str], str], Member]] = defaultdict(dict)
    for (kind, subject, whose), members in voices.items():
        for member in members:
            voice = member.claimants, whose
            before = last[kind, subject].get(voice)
            if before is None or _standing(before) <= _standing(member):
                last[kind, subject][voice] = member
    for told in last.values():
        apart = [
            (ratio, one, other)
            for ((a, whose), one), ((b, other_s), other) in combinations(told.items(), 2)
            if not a & b and (not whose or not other_s or whose == other_s)
            if not one.kept.claim.count.agrees_with(other.kept.claim.count)
            if (ratio := _ratio(one, other)) >= _RIVAL
        ]
        if apart:
            ratio, one, other = max(apart, key=lambda a: (a[0], a[1].kept.name, a[2].kept.name))
            less, more = sorted((one, other), key=_number)
            sure = all(m.kept.claim.count.low == m.kept.claim.count.high for m in (less, more))
            times = ("" if sure else "at least ") + f"{ratio:.1f}".removesuffix(".0")
            text = f"rival figures: {_told(less)} against {_told(more)}, {times} times as many"
            yield Finding("rival_figures", text, (less.kept.name, more.kept.name))


def _number(member: Member) -> float:
    return member.kept.claim.count.number or 0


def _standing(member: Member) -> tuple[date, float]:
    return member.kept.article.published or date.min, _number(member)


def _ratio(one: Member, other: Member) -> float:
    """How many times the one is the other; of figures with bounds, as they stand closest to each other."""
    less, more = (m.kept.claim.count for m in sorted((one, other), key=_number))
    low = less.high if less.high is not None else less.number
    high = more.low if more.low is not None else more.number
    return high / low if low and high else 0.0


def _revisions(voices: Mapping[Counted, Sequence[Member]]) -> Iterator[Finding]:
    """One claimant's figure, changed from one day to a later one."""
    for members in voices.values():
        by_claimant: dict[frozenset[str], list[Member]] = defaultdict(list)
        for member in members:
            home = next((who for who in by_claimant if who & member.claimants), member.claimants)
            by_claimant[home].append(member)
        for told in by_claimant.values():
            for before, after in pairwise(_one_a_day(told)):
                if _number(before) == _number(after) or before.kept.claim.count.agrees_with(after.kept.claim.count):
                    continue
                way = "upward" if _number(after) > _number(before) else "downward"
                a, b = before.kept, after.kept
                text = (
                    f"{_speaker(after)} revised {way}: {_count(a.claim)} {_what(a.claim)} on {_day(a.article)}, "
                    f"{_count(b.claim)} on {_day(b.article)}"
                )
                yield Finding(f"revised_{way}", text, (a.name, b.name))


def _one_a_day(told: Iterable[Member]) -> list[Member]:
    """The largest figure of each day on which something was published."""
    days: dict[date, Member] = {}
    for member in told:
        if (day := member.kept.article.published) is not None and (
            day not in days or _number(member) > _number(days[day])
        ):
            days[day] = member
    return [days[day] for day in sorted(days)]


def _exceeding(members: Sequence[Member]) -> Iterator[Finding]:
    """A part that is larger than the total it is said to be in."""
    by_name = {m.kept.name: m for m in members}
    for member in members:
        total = by_name.get(member.part_of or "")
        if total is None or total.kept.claim.count.high is None:
            continue
        if _number(member) > total.kept.claim.count.high:
            text = f"a part exceeds its total: {_told(member)} of {_told(total)}"
            yield Finding("part_exceeds_total", text, (member.kept.name, total.kept.name))


# --- who says so ------------------------------------------------------------------------------------------------------


def _speaker(member: Member) -> str:
    return _listed([_inside(name) for name in claimant_names(member)])


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _inside(name: str) -> str:
    """A name within a sentence: "The rebels" began one in the article."""
    return name[:1].lower() + name[1:] if _ARTICLE.match(name) else name


def _count(claim: Claim) -> str:
    """A count within a sentence: "Eight" began one in the article; who is told by name keeps his capital."""
    text = claim.count.text
    return text[:1].lower() + text[1:] if claim.number else text


def _what(claim: Claim) -> str:
    thing = f"{claim.item.text} " if claim.item and claim.kind is Kind.EQUIPMENT else ""
    return thing + (claim.status.value if claim.status else claim.kind.value)


def _told(member: Member) -> str:
    return f"{_count(member.kept.claim)} {_what(member.kept.claim)} ({_speaker(member)})"


def _day(article: ArticleRecord) -> str:
    return f"{article.published:%-d %B %Y}" if article.published else "an unknown day"


def _denied(members: Sequence[Member]) -> Iterator[Finding]:
    """What somebody denies: in an article's own words about a claim, or as a claim of its own."""
    for member in members:
        claim = member.kept.claim
        for check in claim.verification:
            if check.result is Result.DENIED:
                who = _inside(check.by or "somebody")
                yield Finding("denied_by", f"{who} denied: {_told(member)}", (member.kept.name,))
        if claim.claimant.stance is Stance.DENIES:
            text = f"{_speaker(member)} denied: {_count(claim)} {_what(claim)}"
            yield Finding("denied_by", text, (member.kept.name,))


def _one_sided(incident: Incident) -> Iterator[Finding]:
    """Nobody but those who fight says so."""
    support = support_of(incident.members)
    if set(support) == {Sort.PARTY}:
        names = [_inside(name) for name in support[Sort.PARTY]]
        only = "the only source is a party to the war" if len(names) == 1 else "only parties to the war say so"
        shown = names if len(names) <= _NAMED + 1 else [*names[:_NAMED], f"{len(names) - _NAMED} more"]
        text = f"{only}: {'; '.join(shown)}"  # a name may have an "and" of its own
        yield Finding("party_only", text, tuple(m.kept.name for m in incident.originals))


def _circular(members: Sequence[Member]) -> Iterator[Finding]:
    """Outlets that cite each other: A cites B, B cites A."""
    cites: dict[str, dict[str, Member]] = defaultdict(dict)
    for member in members:
        outlet = _outlet(member.kept.article.publisher)
        for station in member.kept.claim.attribution:
            if station.role in (Role.CLAIMANT, Role.RELAY):
                for name in station.parties or (station.source,):
                    if outlet and (cited := _outlet(name)) and cited != outlet:
                        cites[outlet].setdefault(cited, member)
    for ring in _rings(cites):
        told = [cites[one][other] for one, other in pairwise([*ring, ring[0]])]
        names = " cites ".join([*ring, ring[0]])
        yield Finding("circular_sourcing", f"the outlets cite each other: {names}", tuple(m.kept.name for m in told))


def _outlet(name: str | None) -> str | None:
    """An outlet by whatever name."""
    if name is None:
        return None
    party = party_named(name)
    return party.name if party else name


def _rings(cites: Mapping[str, Mapping[str, Member]]) -> Iterator[tuple[str, ...]]:
    """Rings of two and three outlets, each once."""
    for one in sorted(cites):
        for other in sorted(cites[one]):
            if other > one and one in cites.get(other, ()):
                yield one, other
            for third in sorted(cites.get(other, ())):
                if one < other and one < third and third != other and one in cites.get(third, ()):
                    yield one, other, third


# --- articles ---------------------------------------------------------------------------------------------------------


def _withdrawn(members: Sequence[Member]) -> Iterator[Finding]:
    for number, claims in _by_article(m for m in members if m.kept.article.withdrawn).items():
        article = claims[0].kept.article
        text = f"withdrawn by its publisher: {article.title or article.name} ({article.publisher or number})"
        yield Finding("claim_withdrawn", text, tuple(m.kept.name for m in claims))


def _by_article(members: Iterable[Member]) -> dict[int, list[Member]]:
    found: dict[int, list[Member]] = defaultdict(list)
    for member in members:
        found[member.kept.article.number].append(member)
    return found


def _uncredited(ledger: Ledger, members: Sequence[Member]) -> Iterator[Finding]:
    """Copies of another paper's text that do not name it; who published later has it from the other."""
    for claims in _by_article(m for m in members if m.kept.article.copy_of is not None).values():
        copy = claims[0].kept.article
        assert copy.copy_of is not None
        with asking(ledger.engine) as connection:
            first = article_record(connection, copy.copy_of)
        if first.published and copy.published and copy.published < first.published:
            first, copy = copy, first  # the ledger marks as a copy what came in later
        if first.publisher is None or first.publisher == copy.publisher:
            continue
        if folded(first.publisher) not in folded(ledger.text(copy)):
            text = (
                f"copied without credit: {copy.publisher or copy.name} has the text of {first.publisher} "
                f"({_day(first)})"
            )
            yield Finding("copied_without_credit", text, tuple(m.kept.name for m in claims))


def _stale(ledger: Ledger, incident: Incident) -> Iterator[Finding]:
    """An old event told as new: the very sentence was told of an earlier incident."""
    for member, older in told_before(ledger, incident):
        text = (
            f"told before: the same sentence of {_told(member)} stood in {_outlet_of(older)} on {_day(older.article)}"
        )
        yield Finding("stale", text, (member.kept.name, older.name))


def _outlet_of(kept: Kept) -> str:
    return kept.article.publisher or kept.article.name


def _compared(ledger: Ledger, incident: Incident) -> Iterator[Finding]:
    """How original figures compare with what others counted in the same days."""
    with asking(ledger.engine) as connection:
        if connection.execute(select(schema.total.c.claim).limit(1)).first() is None:
            return  # nobody counts up anything here
        for member in incident.originals:
            if member.part_of is None and (finding := compared(member.kept, connection)):
                yield finding
