"""An incident in one line: when, where, who, how many, how far apart the figures are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from reportedly.claim import PEOPLE, Kind
from reportedly.ledger.identity import folded
from reportedly.reconciling.account import Account, Dating
from reportedly.reconciling.echoes import echoes, in_order, parts

_PEOPLE = frozenset(kind.value for kind in PEOPLE)


@dataclass(frozen=True, slots=True)
class Summary:
    """What an incident is asked for; `places`, `parties` and `kinds` are parted by bars, with one at either end.

    `most` is the largest number of people in it; `ratio` is how many times the largest figure is the smallest of one
    kind, between voices of their own.
    """

    id: str
    start: date | None
    end: date | None
    places: str
    parties: str
    kinds: str
    claims: int
    originals: int
    articles: int
    most: float | None
    ratio: float | None


def summary_of(id: str, accounts: Sequence[Account]) -> Summary:
    """The line of an incident with these accounts, in whatever order they come."""
    accounts = sorted(accounts, key=lambda a: a.order)
    told = in_order(accounts)
    repeated, contained = echoes(told), parts(told)
    figures = [figure for _, figure in told]
    voices: dict[tuple[str, str], list[float]] = defaultdict(list)
    for figure in figures:
        if figure.claim not in repeated and figure.claim not in contained and figure.number and figure.number > 0:
            voices[figure.kind, figure.subject].append(figure.number)
    people = [n for (kind, _), numbers in voices.items() if kind in _PEOPLE for n in numbers]
    ratios = [max(numbers) / min(numbers) for numbers in voices.values() if len(numbers) > 1]
    start, end = days_of(accounts)
    spots = [s for a in accounts for s in a.spots]
    return Summary(
        id,
        start,
        end,
        _barred([*(folded(s.name) for s in spots), *(s.country for s in spots)]),
        _barred(p for a in accounts for p in sorted(a.doers | a.claimants | a.victims)),
        _barred(kind for kind in Kind if kind in {f.kind for f in figures}),
        len(figures),
        len(figures) - len(repeated),
        len({a.article for a in accounts}),
        max(people, default=None),
        max(ratios, default=None),
    )


def days_of(accounts: Sequence[Account]) -> tuple[date | None, date | None]:
    """The days an incident lasted: of the accounts that date it best."""
    surest = max((a.dating for a in accounts if a.start is not None), default=Dating.NEVER)
    dated = [a for a in accounts if a.dating is surest and a.start is not None and a.end is not None]
    if not dated:
        return None, None
    if surest is Dating.DAY:  # most of the reports rather than the earliest and the latest
        days = sorted(a.start or 0 for a in dated)
        middle = days[len(days) // 2]
        return date.fromordinal(middle), date.fromordinal(max(middle, _usual([a.end or 0 for a in dated])))
    first, last = min(a.start or 0 for a in dated), max(a.end or 0 for a in dated)
    return date.fromordinal(first), date.fromordinal(last)


def _usual(days: list[int]) -> int:
    return sorted(days)[len(days) // 2]


def _barred(words: Iterable[str | None]) -> str:
    return "|" + "".join(f"{w}|" for w in dict.fromkeys(words) if w)
