"""Which accounts can be of one happening at all: keys that two accounts share, so that not all are compared with all.

An account is filed under the keys of `filed`, and finds others under those of `sought`. The relation is the same both
ways: who finds is found. What no key brings together cannot reach a score above 0 but by chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import floor, log
from zlib import crc32

from reportedly.reconciling.account import LONGEST, Account, Dating
from reportedly.reconciling.geography import Level
from reportedly.reconciling.scoring import WINDOW

_ROW, _COLUMN = 0.4, 0.8  # degrees: up to 65° north and south more than the 40 km at which places are beside each other
_STEP = log(1.3)  # figures are filed by size, a step being three tenths more
_SMALL = 4  # below, every figure has a step of its own
_BITS = (1 << 62) - 1
_DAY = 0x1E3779B97F4A7C15  # spreads days over all bits
_ALONE = 10  # the step from which on a figure brings together what has no place

_Thing = tuple[object, ...]


def filed(account: Account) -> set[int]:
    """The keys under which an account is found."""
    scenes = set(_scenes(account, (0,)))
    shared = {*_figures(account, (0,)), *_people(account.doers)}
    scenes |= {(sort, *thing) for thing in shared for sort in (("any", "vague") if _vague(account) else ("any",))}
    total = account.dating is Dating.TOTAL
    scenes |= {(sort, *h) for h in _people(_hands(account)) for sort in (("every", "total") if total else ("every",))}
    return said(account) | _daily(account, scenes, 0)


def sought(account: Account) -> set[int]:
    """The keys under which others may be found."""
    keys = said(account) | _daily(account, _scenes(account, (-1, 0, 1)), WINDOW)
    sort = "any" if _vague(account) else "vague"
    shared = {(sort, *thing) for thing in (*_figures(account, (-1, 0, 1)), *_people(account.doers))}
    sort = "every" if account.dating is Dating.TOTAL else "total"
    shared |= {(sort, *hand) for hand in _people(_hands(account))}
    return keys | _daily(account, shared, 1)


def said(account: Account) -> set[int]:
    """The keys of its long sentences, under which it finds whoever has the very same."""
    return {_number(("words", quote)) for quote in account.quotes}


def _vague(account: Account) -> bool:
    """Whether place or time are told so widely that a figure or a doer must make up for it."""
    return account.level < Level.POINT or account.dating in (Dating.LOOSE, Dating.PUBLISHED)


def _hands(account: Account) -> frozenset[str]:
    """Doers and named speakers: in a running total those of the operation."""
    return account.doers | {c for c in account.claimants if not c.startswith("own:")}


def _scenes(account: Account, around: tuple[int, ...]) -> Iterator[_Thing]:
    """The cells of the map that its points lie in, or around; the regions that it tells of."""
    for spot in account.spots:
        if spot.level is Level.REGION:
            yield "region", spot.id
        elif spot.level is Level.POINT and spot.lat is not None and spot.lon is not None:
            row, column = floor(spot.lat / _ROW), floor(spot.lon / _COLUMN)
            yield from (("cell", row + up, column + aside) for up in around for aside in around)


def _figures(account: Account, around: tuple[int, ...]) -> Iterator[_Thing]:
    """Its figures, or those of about their size, in its countries; large ones in any, where no country is told."""
    countries = {s.country for s in account.spots if s.country}
    for figure in account.figures:
        for step in _steps(figure.number):
            for size in (step + d for d in around):
                yield from (("figure", country, figure.kind, figure.subject, size) for country in countries)
                if step >= _ALONE:
                    yield "figure", None, figure.kind, figure.subject, size


def _people(parties: Iterable[str]) -> Iterator[_Thing]:
    return (("hand", party) for party in parties)


def _steps(number: float | None) -> tuple[int, ...]:
    if number is None or number <= 0:
        return ()
    return (round(number) if number < _SMALL else _SMALL + floor(log(number / _SMALL) / _STEP),)


def _daily(account: Account, things: Iterable[_Thing], wide: int) -> set[int]:
    """Things, each on every day of an account and some around; "in 2023" is no day on which anything is found."""
    if account.start is None or account.end is None or account.end - account.start > LONGEST:
        return set()
    days = [day * _DAY & _BITS for day in range(account.start - wide, account.end + wide + 1)]
    return {_number(thing) ^ day for thing in things for day in days}


@lru_cache(maxsize=200_000)
def _number(thing: _Thing) -> int:
    """A thing in 62 bits, the same on every machine; where two meet by chance, the score tells them apart."""
    text = repr(thing).encode()
    return crc32(text) << 30 | crc32(text[::-1]) >> 2
