"""What people have said of incidents, applied: accounts that are parted, incidents that are joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, select, update

from reportedly.ledger import schema as ledger_schema
from reportedly.reconciling import schema
from reportedly.reconciling.account import Account
from reportedly.reconciling.gathering import Apart, Seat
from reportedly.reconciling.rows import stored
from reportedly.reconciling.source import Words

_account = schema.account.c


def apart(accounts: Iterable[Account], words: Words) -> Apart:
    """Which of these accounts hold claims that are not of one happening."""
    if not words.cuts:
        return {}
    parted = {name for pair in words.cuts for name in pair}
    by_claim = {f.claim: a for a in accounts for f in a.figures if f.claim in parted}
    found: dict[str, list[Account]] = defaultdict(list)
    for pair in words.cuts:
        one, other = (by_claim.get(name) for name in sorted(pair))
        if one and other and one.id != other.id:
            found[one.id].append(other)
            found[other.id].append(one)
    return found


def apart_in(connection: Connection, words: Words) -> Apart:
    """The same of all accounts that are stored."""
    names = {name for pair in words.cuts for name in pair}
    return apart(_of_claims(connection, names), words) if names else {}


def parted_from(connection: Connection, articles: Sequence[int], words: Words) -> set[int]:
    """The other articles whose claims a person has parted from claims of these: a seat there hangs on one here."""
    parted = {*words.cuts, *words.undone}
    if not parted:
        return set()
    claim = ledger_schema.claim.c
    names = {name for pair in parted for name in pair}
    told: dict[str, set[int]] = defaultdict(set)
    for row in connection.execute(select(claim.name, claim.article).where(claim.name.in_(names))):
        told[row.name].add(row.article)
    here = {name for name, where in told.items() if not where.isdisjoint(articles)}
    beside = {name for pair in parted if not pair.isdisjoint(here) for name in pair}
    return {number for name in beside for number in told[name]} - set(articles)


def joined(
    words: Words, by_claim: Mapping[str, Account], seats: Mapping[str, Seat], leaders: Mapping[str, Account]
) -> dict[str, str]:
    """By a leader's id the incident it is in where people have joined several: that of the sharpest leader."""
    group: dict[str, set[str]] = {}
    for pair in words.same:
        one, other = (by_claim.get(name) for name in sorted(pair))
        if one and other:
            a, b = seats[one.id].leader, seats[other.id].leader
            both = group.get(a, {a}) | group.get(b, {b})
            group |= dict.fromkeys(both, both)
    return {id: min(both, key=lambda one: leaders[one].order) for id, both in group.items()}


def join(connection: Connection, words: Words) -> set[str]:
    """Give the accounts of which people have said that they are of one happening one incident; gives what changed."""
    changed: set[str] = set()
    judged = words.judged
    if not judged:
        return changed
    accounts = _of_claims(connection, judged)
    rows = connection.execute(select(_account.id, _account.leader).where(_account.id.in_([a.id for a in accounts])))
    seats = {row.id: Seat(row.leader, row.leader == row.id) for row in rows}
    leaders = {a.id: a for a in stored(connection, _account.id.in_({s.leader for s in seats.values()}))}
    together = joined(words, {f.claim: a for a in accounts for f in a.figures}, seats, leaders)
    for leader in leaders:  # those no longer joined stand for themselves again
        incident = together.get(leader, leader)
        its = (_account.leader == leader, _account.incident != incident)
        moved = connection.execute(select(_account.incident).where(*its)).scalars().all()
        if moved:
            changed |= {*moved, incident}
            connection.execute(update(schema.account).where(*its).values(incident=incident))
    return changed


def _of_claims(connection: Connection, names: Iterable[str]) -> list[Account]:
    claim = ledger_schema.claim.c
    articles = select(claim.article).where(claim.name.in_(list(names)), claim.current)
    wanted = set(names)
    return [a for a in stored(connection, _account.article.in_(articles)) if not wanted.isdisjoint(a.claims)]
