"""The incidents of a ledger, kept up to date with its journal; made anew at any time, they come out the same."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files

from sqlalchemy import Connection, delete, insert, select

from reportedly.ledger import Ledger, journal
from reportedly.ledger.database import asking, writing
from reportedly.reconciling import schema
from reportedly.reconciling.account import Account
from reportedly.reconciling.gathering import Seat, gathered, regathered
from reportedly.reconciling.judged import apart, apart_in, join, joined, parted_from
from reportedly.reconciling.room import Room
from reportedly.reconciling.rows import (
    AT_ONCE,
    incidents_with,
    put_in,
    seat_again,
    stored,
    take_out,
    write_lines,
    write_lines_again,
)
from reportedly.reconciling.source import accounts_in, articles_now, touched, words_of

Progress = Callable[[int, int], None]

_MANY = 400  # articles from which on all is made anew, if they are a good part of all; each has an entry or two
_SHARE = 0.1
_RULES = ("account", "blocking", "echoes", "gathering", "geography", "judged", "scoring", "source", "summary")
_WORDS = ("match_weights.csv", "parties.csv", "places.csv")


@cache
def rules() -> str:
    """The hash of all that decides what belongs together: the code of these rooms, and the words they know."""
    parts = [files("reportedly.reconciling").joinpath(f"{name}.py").read_bytes() for name in _RULES]
    parts += [files("reportedly.lexicon").joinpath(name).read_bytes() for name in _WORDS]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def bring_up_to_date(ledger: Ledger, progress: Progress | None = None) -> int:
    """Put together what was entered since last time; gives the number of articles that were looked at.

    A few articles touch their neighbours only. After many, or when the rules have changed, all is made anew.
    """
    with asking(ledger.engine) as connection:
        done, head = _done(connection), journal.head(connection)[0]
        if done == head:
            return 0
        articles = touched(connection, done) if done is not None else set()
    if done is None or (len(articles) > _MANY and len(articles) > _SHARE * head):
        return rebuild(ledger, progress)
    with writing(ledger.engine) as connection:
        journal.lock(connection)
        done, head = _done(connection), journal.head(connection)[0]
        if done is None:
            raise RuntimeError("the rules changed while they were applied")
        numbers = sorted(touched(connection, done))
        for at in range(0, len(numbers), AT_ONCE):
            _renew(connection, numbers[at : at + AT_ONCE])
            if progress:
                progress(min(at + AT_ONCE, len(numbers)), len(numbers))
        _mark(connection, head)
    return len(numbers)


def rebuild(ledger: Ledger, progress: Progress | None = None) -> int:
    """Put all claims together from nothing; gives the number of articles."""
    with asking(ledger.engine) as connection:
        head = journal.head(connection)[0]
        words, articles = words_of(connection), articles_now(connection)
        accounts: list[Account] = []
        for at in range(0, len(articles), AT_ONCE):
            accounts += accounts_in(connection, articles[at : at + AT_ONCE], words)
            if progress:
                progress(min(at + AT_ONCE, len(articles)), len(articles))
    seats = gathered(accounts, apart(accounts, words))
    by_id, by_claim = {a.id: a for a in accounts}, {f.claim: a for a in accounts for f in a.figures}
    together = joined(words, by_claim, seats, by_id)
    members: dict[str, list[Account]] = defaultdict(list)
    for account in accounts:
        leader = seats[account.id].leader
        members[together.get(leader, leader)].append(account)
    with writing(ledger.engine) as connection:
        journal.lock(connection)
        for table in schema.TABLES:
            connection.execute(delete(table))
        put_in(connection, accounts, seats, together)
        write_lines(connection, members.items())
        _mark(connection, head)
    return len(articles)


def _done(connection: Connection) -> int | None:
    """The last entry that has been put together by today's rules; None where all has to be made anew."""
    row = schema.reconciled.c
    found: int | None = connection.execute(select(row.entry).where(row.rules == rules())).scalar()
    return found


def _mark(connection: Connection, entry: int) -> None:
    connection.execute(delete(schema.reconciled))
    connection.execute(insert(schema.reconciled), {"rules": rules(), "entry": entry})


# --- a few articles ---------------------------------------------------------------------------------------------------


def _renew(connection: Connection, articles: Sequence[int]) -> None:
    """Take the accounts of some articles out and put today's in; seat again whoever sat by them."""
    words = words_of(connection)
    articles = [*articles, *parted_from(connection, articles, words)]
    old = {a.id: a for a in stored(connection, schema.account.c.article.in_(articles))}
    new = {a.id: a for a in accounts_in(connection, articles, words)}
    parted = {name for pair in (*words.cuts, *words.undone) for name in pair}
    removed = [a for a in old.values() if new.get(a.id) != a or not parted.isdisjoint(a.claims)]
    added = [a for a in new.values() if old.get(a.id) != a or not parted.isdisjoint(a.claims)]
    room = Room(connection)
    before = incidents_with(connection, [a.id for a in removed])
    for account in removed:
        room[account.id]  # its seat is known before it goes
    take_out(connection, removed)
    room.leave(removed)
    put_in(connection, added, {a.id: Seat(a.id, False) for a in added}, {})
    room.enter(added)
    regathered(added, removed, room, room, apart_in(connection, words))
    before |= incidents_with(connection, list(room.changed))
    seats = {id: room[id] for id in room.changed}
    seat_again(connection, seats)
    before |= {seat.leader for seat in seats.values()}
    before |= join(connection, words)
    write_lines_again(connection, before)
