"""Does a claim fit what others counted over the same days? A comparison of two claims, never a proof of either."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from reportedly.claim import PEOPLE, Claim, Finding, Kind, Qualifier
from reportedly.ledger import Kept, Ledger, schema
from reportedly.ledger.database import asking
from reportedly.ledger.identity import party_id
from reportedly.ledger.records import kept_claims
from reportedly.ledger.totals import people_of, stated
from reportedly.reading.nations import adjective
from reportedly.reading.parties import PartyKind, party_named
from reportedly.reconciling.series import TODAY, Point, Series, series_from, totals_where

KIND = "plausibility"
_LONGEST = 366  # days; what lasted longer is compared total with total
_AROUND = timedelta(days=7)  # in which a total before and one after are looked for
_SHOWN = 3
_TELLING = 0.05  # of what is counted in all; a smaller part of it, as one ambush, is compared with it in vain
_WITH_ARTICLE = frozenset({PartyKind.ARMY, PartyKind.MINISTRY, PartyKind.GOVERNMENT})
_WIDER = {  # which totals hold what is claimed: casualties are killed and wounded together
    Kind.KILLED: (Kind.KILLED, Kind.CASUALTIES),
    Kind.WOUNDED: (Kind.WOUNDED, Kind.CASUALTIES),
    Kind.CASUALTIES: (Kind.CASUALTIES,),
    Kind.CAPTURED: (Kind.CAPTURED,),
    Kind.MISSING: (Kind.MISSING,),
    Kind.EQUIPMENT: (Kind.EQUIPMENT,),
}


@dataclass(frozen=True, slots=True)
class _Counted:
    """What a series counts for the days of a claim: the total of the last, or what came to it since the first."""

    series: Series
    number: float
    first: Point | None
    last: Point


def plausibility(claim: Kept, ledger: Ledger) -> Finding | None:
    """How a claim compares with the running totals of others about the same side and the same days, in a sentence.

    "613 killed: 11 % of the 5,660 Russian casualties that … counts". None where the claim has no figure, no days or no
    side, is about civilians, where nobody else counts them, or where it is less than a twentieth of what others count.
    """
    with asking(ledger.engine) as connection:
        return compared(claim, connection)


def compared(kept: Kept, connection: Connection) -> Finding | None:
    """The same, within a transaction."""
    claim = kept.claim
    figure, days = stated(claim.count), _days(claim)
    if not figure or days is None or claim.count.unit is not None or claim.kind not in _WIDER or people_of(claim):
        return None
    side = _side(kept, connection)
    if side is None:
        return None
    rivals = _rivals(claim, side, *days, connection)
    found = [counted for series in rivals if (counted := _counted(series, *days)) is not None]
    found = [one for one in found if figure >= _TELLING * one.number]
    if not found:
        return None
    found.sort(key=lambda c: (c.series.subject.kind != claim.kind, -len(c.series.points), c.series.claimant))
    parts = [_beside(figure, one) for one in found[:_SHOWN]]
    what = f"{claim.count.text} {claim.item.text if claim.item else claim.kind.value}"
    rests = [p.statement.claim for one in found[:_SHOWN] for p in (one.first, one.last) if p is not None]
    return Finding(KIND, f"{what}: {'; '.join(parts)}; a comparison of claims, no proof of any", (kept.name, *rests))


def _days(claim: Claim) -> tuple[date | None, date] | None:
    """First and last day of a claim; no first day for a total of a whole war."""
    when = claim.when
    if when is None or (end := when.end or when.start) is None:
        return None
    start = when.total_since or when.start or end
    if when.total_since is not None and (end - start).days > _LONGEST:
        return None, end
    return (start, end) if (end - start).days <= _LONGEST else None


def _side(kept: Kept, connection: Connection) -> str | None:
    """Whose losses a claim tells: as it says itself, else as the same speaker says of the same days beside it.

    "613 Russian soldiers were killed and 829 more wounded. The 1,442 casualties …"
    """
    claim = kept.claim
    if claim.who is not None and claim.who.party:
        return claim.who.party
    row = schema.claim.c
    rows = connection.execute(select(schema.claim).where(row.article == kept.article.number, *TODAY)).all()
    sides = {
        other.who.party
        for other in (one.claim for one in kept_claims(connection, rows))
        if other.who is not None and other.who.party and other.kind in _WIDER
        if other.claimant.parties == claim.claimant.parties and other.claimant.source == claim.claimant.source
        if _days(other) == _days(claim)
    }
    return sides.pop() if len(sides) == 1 else None


def _rivals(claim: Claim, side: str, start: date | None, end: date, connection: Connection) -> Iterator[Series]:
    """The series of known parties other than the claimant, about those people or that equipment, around those days."""
    row, party = schema.total.c, schema.party.c
    own = [party_id(name) for name in claim.claimant.parties or (claim.claimant.source,)]
    same = set(connection.execute(select(party.merged).where(party.id.in_(own))).scalars()) | set(own)
    rows = totals_where(
        connection,
        *TODAY,
        row.side == side,
        row.kind.in_([kind.value for kind in _WIDER[claim.kind]]),
        row.day.between((start or end) - _AROUND, end + _AROUND),
        row.people == "",
        row.place == "",
        *((row.category == (claim.item.category or ""),) if claim.item else ()),
    )
    ids = {one.party for one in rows}
    known = {
        one.id: one for one in connection.execute(select(party.id, party.name, party.merged).where(party.id.in_(ids)))
    }
    by_claimant: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for one in rows:
        by = known[one.party]
        if by.merged not in same and party_named(by.name) is not None:
            by_claimant[by.merged, by.name].append(one)
    for (_, name), stated_totals in sorted(by_claimant.items()):
        yield from series_from(stated_totals, name)


def _counted(series: Series, start: date | None, end: date) -> _Counted | None:
    points = series.points
    if start is None:
        last = series.on(end)
        return _Counted(series, last.figure, None, last) if last else None
    # An army's table of a day is that of its morning: what happened on one day came to it after the day before.
    first = series.on(start if start < end else start - timedelta(days=1))
    last = next((p for p in points if p.day >= end), None)
    if first is None or last is None or last.day <= first.day:
        return None
    between = [p.step for p in points if first.day < p.day <= last.day]
    steps = [step for step in between if step is not None]
    # What was corrected is no loss of these days; where a total fell unexplained, the difference is all there is.
    number = sum(steps) if len(steps) == len(between) else last.figure - first.figure
    return _Counted(series, max(number, 0), first, last)


def _beside(figure: float, one: _Counted) -> str:
    subject = one.series.subject
    whose = adjective(subject.side)
    if Kind(subject.kind) not in PEOPLE:
        noun = f"{whose} losses under “{one.series.words}”"
    else:
        noun = f"{whose} {subject.kind}" + (" (killed and wounded)" if subject.kind == Kind.CASUALTIES else "")
    who = _named(one.series.claimant)
    if one.first is None:
        return f"{_ratio(figure, one.number)} {one.number:,.0f} {noun} that {who} counts up to {_day(one.last.day)}"
    days = f"from {_total(one.first)} on {_day(one.first.day)} to {_total(one.last)} on {_day(one.last.day)}"
    if not one.number:
        return f"{who} counts no {noun} in these days ({days})"
    return f"{_ratio(figure, one.number)} {one.number:,.0f} {noun} that {who} counts in these days ({days})"


def _named(claimant: str) -> str:
    """A claimant within a sentence: armies and ministries have an article."""
    party = party_named(claimant)
    return f"the {claimant}" if party is not None and party.kind in _WITH_ARTICLE else claimant


def _ratio(figure: float, number: float) -> str:
    """ "11 % of the", "1.4 times the", "as many as the"."""
    if figure == number:
        return "as many as the"
    share = figure / number if number else float("inf")
    if share >= 1:
        return f"{share:,.1f} times the" if share < 10 else f"{share:,.0f} times the"
    return f"{share:.0%} of the".replace("%", " %") if share >= 0.01 else "less than 1 % of the"


def _total(point: Point) -> str:
    bound = "" if point.statement.qualifier == Qualifier.EXACT else point.statement.qualifier.replace("_", " ") + " "
    return f"{bound}{point.figure:,.0f}"


def _day(when: date) -> str:
    return f"{when.day} {when:%B %Y}"
