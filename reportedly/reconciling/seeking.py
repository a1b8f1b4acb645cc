"""Which series are meant: a claimant, a side and what is counted, as people write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches

from sqlalchemy import Connection, exists, select

from reportedly.claim import Kind, Status
from reportedly.ledger import LedgerError, schema
from reportedly.ledger.identity import folded, party_id
from reportedly.lexicon import rows
from reportedly.reading.parties import party_named, sides_of
from reportedly.reading.taxonomy import typed
from reportedly.reconciling.series import Series, Subject, series_of, subjects_of

_GENERIC = " (generic)"
_NEAR = 8  # names to offer; more help nobody

Fits = Callable[[Subject], bool]


def series_named(
    connection: Connection, claimant: str, what: str | None = None, whose: str | None = None
) -> list[Series]:
    """The series of a claimant, those with the most totals first; of one thing where `what` names it ("tank"), and of
    one side where `whose` does ("Russia").

    Raises LedgerError, with the nearest names, where nothing of that name is there.
    """
    party = _claimant(claimant, connection)
    subjects = subjects_of(connection, party)
    chosen = set(subjects)
    if whose is not None:
        chosen = _of_side(whose, chosen)
    if what is not None:
        chosen = _of_thing(what, {one: subjects[one] for one in chosen})
    found = series_of(connection, party, chosen if chosen != set(subjects) else None)
    return sorted(found, key=lambda s: -len(s.points))


# --- the claimant -----------------------------------------------------------------------------------------------------


def _claimant(name: str, connection: Connection) -> str:
    """The id of a party that has running totals, whole names before parts of them."""
    row = schema.party.c
    counted = connection.execute(
        select(row.id, row.name, row.folded, row.merged).where(exists().where(schema.total.c.party == row.id))
    ).all()
    if not counted:
        raise LedgerError("no running totals in this ledger yet: `reportedly import losses FILE` brings some")
    listed = party_named(name) or party_named(name.title())
    whole = {folded(name), *([folded(listed.name)] if listed else [])}
    ids = {party_id(name), *([party_id(listed.name)] if listed else [])}
    fits = {one.merged for one in counted if one.folded in whole or one.id in ids}
    merged = select(row.merged).where(row.folded.in_(whole))  # another name of one that was merged
    fits |= set(connection.execute(merged).scalars()) & {one.merged for one in counted}
    fits = fits or {one.merged for one in counted if f" {folded(name)} " in f" {one.folded} "}
    if len(fits) == 1:
        return str(fits.pop())
    names = sorted(one.name for one in counted if one.merged in fits)
    if fits:
        raise LedgerError(f"“{name}” may be {_listed(names)}: write more of the name")
    raise LedgerError(
        f"no running totals of “{name}”; {_nearest(name, [one.name for one in counted], 'there are those of')}"
    )


# --- the side ---------------------------------------------------------------------------------------------------------


def _of_side(whose: str, subjects: Iterable[Subject]) -> set[Subject]:
    wanted = {folded(whose), folded(sides_of(whose) or whose)}
    found = {one for one in subjects if folded(one.side) in wanted}
    if not found:
        sides = sorted({one.side or "nobody in particular" for one in subjects})
        raise LedgerError(f"no totals of “{whose}”; there are those of {_listed(sides)}")
    return found


# --- what is counted --------------------------------------------------------------------------------------------------


def _of_thing(what: str, subjects: Mapping[Subject, set[str]]) -> set[Subject]:
    """The narrowest reading of the words that fits something: a column of a table before a class of equipment."""
    for fits in _readings(what, subjects):
        if found := {one for one in subjects if fits(one)}:
            return found
    names = {word for words in subjects.values() for word in words}
    raise LedgerError(f"nothing like “{what}” is counted; {_nearest(what, names, 'there are')}")


def _readings(what: str, subjects: Mapping[Subject, set[str]]) -> Iterable[Fits]:
    words = folded(what).split()
    statuses = {w for w in words if w in set(Status)} - {w for w in words if w in set(Kind)}
    rest = [w for w in words if w not in statuses]

    def with_status(fits: Fits) -> Fits:
        return lambda one: fits(one) and (not statuses or one.status in statuses)

    name = " ".join(rest)
    for row in rows("losses_columns.csv"):
        if rest and folded(row["column"]) in (name, name.removesuffix("s")) and row["kind"] != "text":
            key = (row["kind"], row["category"], row["type"])
            yield with_status(lambda one, key=key: (one.kind, one.category, one.type) == key)  # type: ignore[misc]
    if not rest or set(rest) <= set(Kind):
        yield with_status(lambda one: not rest or one.kind in rest)
        yield lambda one: one.status in words  # captured people, else captured equipment
    if found := typed(name):
        category, kind = found
        yield with_status(lambda one: (one.category, one.type) == (category, kind))
        if kind.endswith(_GENERIC):
            yield with_status(lambda one: one.category == category)
    yield with_status(lambda one: name in (folded(one.category), folded(one.type.removesuffix(_GENERIC)), one.people))
    yield with_status(lambda one: any(f" {name}" in f" {folded(w)}" for w in subjects[one]))


# --- names to offer ---------------------------------------------------------------------------------------------------


def _nearest(name: str, names: Iterable[str], otherwise: str) -> str:
    """The names that are spelt most like one, or the first few."""
    known = {folded(one): one for one in names}
    if near := get_close_matches(folded(name), known, n=3, cutoff=0.6):
        return f"did you mean {_listed([known[one] for one in near], 'or')}?"
    some = sorted(known.values())
    return f"{otherwise} {_listed(some[:_NEAR])}" + (f" and {len(some) - _NEAR:,} more" if len(some) > _NEAR else "")


def _listed(names: list[str], last: str = "and") -> str:
    quoted = [f"“{one}”" for one in names]
    return f" {last} ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
