"""PostgreSQL's way through the terms of a query: its GIN index knows no order, so the ledger is searched in stretches.

To fetch and sort all that fits takes as long as there is much of it, and to walk through the newest rows until enough
of them fit takes as long as little does. The index itself tells which: each claim has terms for the stretch of the
journal that it was entered in, by the leading digits of its number, so that a stretch is one more term of the query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, cast, func, literal_column, select, text
from sqlalchemy.dialects.postgresql import TSQUERY

from reportedly.ledger import marks, schema
from reportedly.ledger.projection import CLAIMS_AN_ENTRY

# The migration has these numbers too, for PostgreSQL makes the terms itself.
_BLOCK = 100  # entries
_NUMBER = 8  # digits of a block's number
_SHORTEST = 4  # digits of a term
_NEAR = 6  # digits of the term of a stretch that is asked for before all the rest is
_PATIENCE = 20  # stretches of one length, where there is known to be much: where it begins, it is soon too much
_MANY = 8  # terms
_TO_SORT = 1000  # rows that are soon fetched and sorted

_There = Callable[[str, int, int | None], Sequence[int]]
_search: ColumnElement[Any] = literal_column("claim.search")
_row: ColumnElement[int] = literal_column("claim.id + 0")  # the sum keeps it out of the plan


def worth_asking(ranges: Iterable[list[str]], *, alone: bool) -> list[list[str]]:
    """The ranges to ask the index for: GIN puts every term of a query to every row, so that the row itself is asked
    sooner than many terms. Where nothing else is asked, the shortest of them.
    """
    fewer = sorted((_open_ended(terms) for terms in ranges), key=len)
    return [terms for terms in fewer if len(terms) <= _MANY] or fewer[: int(alone)]


def _open_ended(terms: list[str]) -> list[str]:
    """The terms of a range of figures without an end: "so many digits or more" is one term here."""
    lengths = [f"{marks.SIGN}f{digits}" for digits in range(10)]
    if lengths[-1] not in terms:
        return terms
    shortest = max(1, next(n for n, term in enumerate(lengths) if term in terms))
    return [*(term for term in terms if term not in lengths), f"{marks.SIGN}g{shortest}"]


def newest(
    connection: Connection,
    sought: Sequence[ColumnElement[Any]],
    exact: Sequence[ColumnElement[bool]],
    before: int | None,
    limit: int,
) -> list[int]:
    """The row numbers of the newest claims, below `before`, at most `limit`, that fit all of `sought` and `exact`."""
    last = (connection.execute(select(func.max(schema.claim.c.id))).scalar() or 0) if before is None else before - 1
    connection.execute(text("set local enable_seqscan = off; set local work_mem = '32MB'"))
    conditions: list[ColumnElement[bool]] = [_search.op("@@")(one) for one in sought]
    conditions += [_row <= bindparam("last"), *exact]
    fits = select(schema.claim.c.id).where(*conditions).limit(bindparam("most"))
    # The stretch comes first: GIN begins with the first, and so the others leap to where it begins.
    within = select(schema.claim.c.id).where(_search.op("@@")(cast(bindparam("term"), TSQUERY)), *conditions)
    within = within.limit(bindparam("most"))

    def there(stretch: str, last: int, most: int | None) -> Sequence[int]:
        term = {"term": f"'{marks.SIGN}n{stretch}'"} if stretch else {}
        return connection.execute(within if stretch else fits, {"last": last, "most": most, **term}).scalars().all()

    found: list[int] = []
    length, much, alike = _NUMBER - 1, False, 0
    while last >= 0 and len(found) < limit:
        if length < _NEAR and not much:
            # Little of it is near: so all the rest at once, unless that proves to be too much to sort.
            most = limit + _TO_SORT
            rest = there("", last, most)
            if len(rest) < most:
                found += sorted(rest, reverse=True)
                break
            much, length = True, _NEAR
        stretch = _block_of(last)[:length]
        found += _in_stretch(there, stretch, last, limit - len(found))
        whole = _block_of(last)[length:] == "9" * (_NUMBER - length)
        last = int(f"{stretch:0<{_NUMBER}}") * _BLOCK * CLAIMS_AN_ENTRY - 1  # that much is done
        alike += whole
        if alike >= (_PATIENCE if much else 1) and length > _SHORTEST:
            length, alike = length - 1, 0  # the next are ten times as long
    return found[:limit]


def _in_stretch(there: _There, stretch: str, last: int, limit: int) -> list[int]:
    """What fits in a stretch, newest first: all of it, or where that is more than can be sorted soon, enough of it."""
    most = limit + _TO_SORT
    some = there(stretch, last, most if len(stretch) < _NUMBER else None)
    if len(some) < most or len(stretch) == _NUMBER:
        return sorted(some, reverse=True)
    found: list[int] = []
    for part in _parts(stretch, _block_of(last)):
        found += _in_stretch(there, part, last, limit - len(found))
        if len(found) >= limit:
            break
    return found


def _parts(stretch: str, last: str) -> list[str]:
    """The stretches that one is made of, newest first, up to the one with the block `last` in it."""
    length = len(stretch) + 1
    begin = int(f"{stretch:0<{length}}")
    end = int(f"{stretch:9<{length}}")
    return [f"{n:0{length}}" for n in range(min(end, int(last[:length])), begin - 1, -1)]


def _block_of(row: int) -> str:
    return f"{max(row, 0) // CLAIMS_AN_ENTRY // _BLOCK:0{_NUMBER}}"
