"""What has a claimant counted up to, day by day: running totals as series with their steps and their corrections.

A series is worked out when it is asked for, from today's state of the ledger; nothing of it is stored.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from reportedly.ledger import schema
from reportedly.ledger.schema import State

_total, _claim, _article = schema.total.c, schema.claim.c, schema.article.c
_SUBJECT = ("kind", "status", "side", "category", "type", "people", "place", "since")
_DAY = timedelta(days=1)
TODAY = (_claim.current, _claim.state != State.REJECTED)


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """What a series counts. An empty string stands for what its claims do not tell.

    `side` is whose people or equipment, `people` which people, where they are no soldiers, `place` where they are
    counted, where that is less than a whole country.
    """

    kind: str
    status: str
    side: str
    category: str
    type: str
    people: str
    place: str
    since: date


@dataclass(frozen=True, slots=True)
class Statement:
    """A total as one claim states it, or by how much a total was corrected; `claim` is the claim's name."""

    claim: str
    day: date
    figure: float
    qualifier: str
    words: str
    article: int
    name: str
    publisher: str | None
    told: date | None


@dataclass(frozen=True, slots=True)
class Correction:
    """A total that was corrected on a day: it went from `before` to `after`, told by `statement`.

    `stated` is by how much the claimant says that it was corrected, None where it does not say; `statements` are the
    claims that say so. `late`: the total changed on the day after the one that the correction is stated for.
    """

    day: date
    before: float
    after: float
    stated: float | None
    statement: Statement
    statements: tuple[Statement, ...] = ()
    late: bool = False

    @property
    def fell(self) -> bool:
        """Whether the total fell."""
        return self.after < self.before


@dataclass(frozen=True, slots=True)
class Point:
    """A total on a day. `days` is how many have passed since the one before, None for the first.

    `step` is what came to it in that time: the difference of the totals, less what was only corrected. None for the
    first, and where the total fell by more than is stated as corrected: then nobody says how many there were.
    `beside` are other figures that were given for the day, and the same one told again.
    """

    statement: Statement
    days: int | None = None
    step: float | None = None
    correction: Correction | None = None
    beside: tuple[Statement, ...] = ()

    @property
    def day(self) -> date:
        """Its day."""
        return self.statement.day

    @property
    def figure(self) -> float:
        """The total."""
        return self.statement.figure


@dataclass(frozen=True, slots=True)
class Series:
    """The running total of one claimant about one subject, oldest first; `claimant` is the name of the party."""

    claimant: str
    subject: Subject
    points: tuple[Point, ...]

    @property
    def words(self) -> str:
        """What is counted, as it was called last."""
        return self.points[-1].statement.words

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """Its corrections, oldest first."""
        return tuple(p.correction for p in self.points if p.correction is not None)

    def on(self, day: date) -> Point | None:
        """The last total up to a day, None where there was none yet."""
        return next((p for p in reversed(self.points) if p.day <= day), None)


# --- from the ledger --------------------------------------------------------------------------------------------------


def subjects_of(connection: Connection, party: str) -> dict[Subject, set[str]]:
    """What the claimant with that id, and those merged with it, have counted up, each with the words it was called."""
    columns = (*(_total[name] for name in _SUBJECT), _total.words)
    rows = connection.execute(
        select(*columns)
        .join(schema.claim, _claim.id == _total.claim)
        .where(*_today(party), ~_total.corrects)
        .distinct()
    ).all()
    found: dict[Subject, set[str]] = defaultdict(set)
    for *subject, words in rows:
        found[Subject(*subject)].add(words)
    return dict(found)


def series_of(connection: Connection, party: str, subjects: Collection[Subject] | None = None) -> list[Series]:
    """The series of the claimant with that id and of those merged with it, in the order of their subjects.

    All of them without `subjects`.
    """
    row = schema.party.c
    name = connection.execute(select(row.name).where(row.id == party)).scalar() or party
    if subjects is None:
        return series_from(totals_where(connection, *_today(party)), name)
    wanted = or_(*(and_(*(_total[column] == getattr(one, column) for column in _SUBJECT)) for one in subjects))
    corrected = select(_total.day).where(*_of(party), _total.corrects).distinct()
    days = {day + shift * _DAY for day in connection.execute(corrected).scalars() for shift in (-1, 0, 1)}
    # What stands around the corrections of other series tells on which day a correction came into force.
    rows = totals_where(connection, *_today(party), or_(wanted, _total.corrects, _total.day.in_(days)))
    return [one for one in series_from(rows, name) if one.subject in subjects]


def _of(party: str) -> tuple[ColumnElement[bool], ...]:
    row = schema.party.c
    root = select(row.merged).where(row.id == party).scalar_subquery()
    return (_total.party.in_(select(row.id).where(row.merged == root)),)


def _today(party: str) -> tuple[ColumnElement[bool], ...]:
    return (*_of(party), *TODAY)


def totals_where(connection: Connection, *wanted: ColumnElement[bool]) -> Sequence[Any]:
    """The rows of `total` for which conditions hold, with the claims and the articles that they come from."""
    columns = (_claim.name, _claim.article, _article.name.label("of"), _article.publisher, _article.published)
    return connection.execute(
        select(schema.total, *columns)
        .join(schema.claim, _claim.id == _total.claim)
        .join(schema.article, _article.id == _claim.article)
        .where(*wanted)
    ).all()


def series_from(rows: Iterable[Any], claimant: str) -> list[Series]:
    """The series that rows of one claimant make."""
    totals: dict[Subject, dict[date, list[tuple[int, Statement]]]] = defaultdict(lambda: defaultdict(list))
    changes: dict[Subject, list[Statement]] = defaultdict(list)
    known: dict[tuple[Any, ...], Subject] = {}
    for row in sorted(rows, key=lambda r: r.claim):
        key = (row.kind, row.status, row.side, row.category, row.type, row.people, row.place, row.since)
        if (subject := known.get(key)) is None:
            subject = known[key] = Subject(*key)
        told = (row.words, row.article, row.of, row.publisher, row.published)
        one = Statement(row.name, row.day, row.figure, row.qualifier, *told)
        if row.corrects:
            changes[subject].append(one)
        else:
            totals[subject][row.day].append((row.claim, one))
    standing = {subject: list(_standing(days)) for subject, days in totals.items()}
    late = _late(standing, changes)
    return [Series(claimant, one, _points(standing[one], changes.get(one, []), late)) for one in sorted(standing)]


def _standing(days: Mapping[date, list[tuple[int, Statement]]]) -> Iterator[tuple[Statement, tuple[Statement, ...]]]:
    """The statement that stands for each day, with the others of that day: the one that was told last.

    What only repeats the total of the day before goes behind: papers tell an old total again for days.
    """
    before: float | None = None
    for day in sorted(days):
        told = sorted(days[day], key=lambda t: (t[1].figure != before, t[1].told or day, t[0]))
        *others, (_, last) = told
        before = last.figure
        yield last, tuple(one for _, one in others)


Standing = list[tuple[Statement, tuple[Statement, ...]]]


def _late(standing: Mapping[Subject, Standing], changes: Mapping[Subject, list[Statement]]) -> frozenset[int]:
    """The articles that state corrections for the day before the totals changed.

    A correction is of all that its article corrects, so all of it has to fit: what a day adds, less what was corrected,
    is never below zero.
    """
    figures = {subject: {one.day: one.figure for one, _ in told} for subject, told in standing.items()}
    misfits: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for subject, stated in changes.items():
        known = figures.get(subject, {})
        for one in stated:
            around = [known.get(one.day + n * _DAY) for n in (-1, 0, 1)]
            for shift, (before, after) in enumerate(pairwise(around)):
                if before is not None and after is not None and None not in around:
                    misfits[one.article][shift] += after - before < one.figure
    return frozenset(article for article, (same, next_day) in misfits.items() if next_day < same)


def _points(told: Standing, changes: list[Statement], late: frozenset[int]) -> tuple[Point, ...]:
    due = deque(sorted(changes, key=_due(late)))
    points: list[Point] = []
    before: Statement | None = None
    for one, beside in told:
        stated = []
        while due and _due(late)(due[0]) <= one.day:
            stated.append(due.popleft())
        if before is None:  # what was corrected before the first total is in it
            points.append(Point(one, beside=beside))
        else:
            step = one.figure - before.figure - sum(c.figure for c in stated)
            correction = _correction(before, one, stated, late)
            points.append(Point(one, (one.day - before.day).days, step if step >= 0 else None, correction, beside))
        before = one
    return tuple(points)


def _due(late: frozenset[int]) -> Callable[[Statement], date]:
    return lambda one: one.day + _DAY if one.article in late else one.day


def _correction(
    before: Statement, after: Statement, stated: list[Statement], late: frozenset[int]
) -> Correction | None:
    if not stated and after.figure >= before.figure:
        return None
    by = sum(c.figure for c in stated) if stated else None
    is_late = any(c.article in late for c in stated)
    return Correction(after.day, before.figure, after.figure, by, after, tuple(stated), is_late)
