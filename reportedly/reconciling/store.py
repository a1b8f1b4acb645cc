"""The incidents of a ledger, kept up to date with its journal; made anew at any time, they come out the same."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from reportedly.ledger import Ledger, journal
from reportedly.ledger import schema as ledger_schema
from reportedly.ledger.database import asking, writing
from reportedly.reconciling import schema
from reportedly.reconciling.account import Account
from reportedly.reconciling.blocking import filed, sought
from reportedly.reconciling.codec import packed, packed_signs, unpacked, unpacked_signs
from reportedly.reconciling.gathering import Apart, Seat, gathered, regathered
from reportedly.reconciling.source import Words, accounts_in, articles_now, touched, words_of
from reportedly.reconciling.summary import Summary, summary_of

Progress = Callable[[int, int], None]

_MANY = 400  # articles from which on all is made anew, if they are a good part of all; each has an entry or two
_SHARE = 0.1
_AT_ONCE = 500
_RULES = ("account", "blocking", "echoes", "gathering", "geography", "scoring", "source", "summary")
_WORDS = ("match_weights.csv", "parties.csv", "places.csv")

_account, _key, _incident = schema.account.c, schema.account_key.c, schema.incident.c

_NEAR = select(schema.account).where(
    _account.id.in_(
        select(_key.account).where(_key.key.in_(bindparam("keys", expanding=True)), _key.account != bindparam("one"))
    )
)
_LEADERS_NEAR = _NEAR.where(_account.leads)
_ONE = select(schema.account).where(_account.id == bindparam("one"))
_INCIDENTS = select(_account.incident).where(_account.id.in_(bindparam("ids", expanding=True))).distinct()
_MEMBERS = select(_account.incident, _account.told).where(_account.incident.in_(bindparam("ids", expanding=True)))
_UNLINE = delete(schema.incident).where(_incident.id.in_(bindparam("ids", expanding=True)))
_OF_ARTICLES = select(_account.told).where(_account.article.in_(bindparam("articles", expanding=True)))
_OUT = delete(schema.account).where(_account.id == bindparam("one"))
_OUT_KEYS = delete(schema.account_key).where(_key.account == bindparam("one"), _key.key == bindparam("of"))
_SEAT = (
    update(schema.account)
    .where(_account.id == bindparam("one"))
    .values({name: bindparam(f"new_{name}") for name in ("leads", "leader", "bits", "signs", "incident")})
)


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
        for at in range(0, len(numbers), _AT_ONCE):
            _renew(connection, numbers[at : at + _AT_ONCE])
            if progress:
                progress(min(at + _AT_ONCE, len(numbers)), len(numbers))
        _mark(connection, head)
    return len(numbers)


def rebuild(ledger: Ledger, progress: Progress | None = None) -> int:
    """Put all claims together from nothing; gives the number of articles."""
    with asking(ledger.engine) as connection:
        head = journal.head(connection)[0]
        words, articles = words_of(connection), articles_now(connection)
        accounts: list[Account] = []
        for at in range(0, len(articles), _AT_ONCE):
            accounts += accounts_in(connection, articles[at : at + _AT_ONCE], words)
            if progress:
                progress(min(at + _AT_ONCE, len(articles)), len(articles))
    seats = gathered(accounts, _apart(accounts, words))
    by_id, by_claim = {a.id: a for a in accounts}, {f.claim: a for a in accounts for f in a.figures}
    joined = _joined(words, by_claim, seats, by_id)
    members: dict[str, list[Account]] = defaultdict(list)
    for account in accounts:
        leader = seats[account.id].leader
        members[joined.get(leader, leader)].append(account)
    with writing(ledger.engine) as connection:
        journal.lock(connection)
        for table in schema.TABLES:
            connection.execute(delete(table))
        _insert(connection, accounts, seats, joined)
        _summarise(connection, members.items())
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


class _Room(MutableMapping[str, Seat]):
    """The seats as they are stored, and the accounts near another: what `regathered` works in."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._accounts: dict[str, Account] = {}
        self._seats: dict[str, Seat] = {}
        self._unseated: set[str] = set()
        self._keys: dict[str, set[int]] = {}
        self.changed: dict[str, Account] = {}

    def enter(self, accounts: Iterable[Account]) -> None:
        """Accounts that came and have no seat yet."""
        for account in accounts:
            self._accounts[account.id] = account
            if account.id not in self._seats:
                self._unseated.add(account.id)

    def leave(self, accounts: Iterable[Account]) -> None:
        """Accounts that went."""
        for account in accounts:
            self._accounts.pop(account.id, None)

    def __getitem__(self, id: str) -> Seat:
        if id in self._unseated:
            raise KeyError(id)
        if id not in self._seats:
            row = self._connection.execute(_ONE, {"one": id}).first()
            if row is None:
                raise KeyError(id)
            self._take(row)
        return self._seats[id]

    def __setitem__(self, id: str, seat: Seat) -> None:
        self._unseated.discard(id)
        self._seats[id] = seat
        self.changed[id] = self._accounts[id]

    def __delitem__(self, id: str) -> None:
        self._seats.pop(id, None)
        self._unseated.add(id)

    def __iter__(self) -> Iterator[str]:
        return iter(self._seats)

    def __len__(self) -> int:
        return len(self._seats)

    def _take(self, row: Any) -> Account:
        if row.id not in self._accounts:
            self._accounts[row.id] = unpacked(row.told)
        if row.id not in self._seats and row.id not in self._unseated:
            self._seats[row.id] = Seat(row.leader, row.leads, row.bits, unpacked_signs(row.signs))
        return self._accounts[row.id]

    def all_near(self, account: Account) -> list[Account]:
        """The accounts that share a key with one, itself left out."""
        return self._near(account, leaders=False)

    def leaders_near(self, account: Account) -> list[Account]:
        """Those of them that lead."""
        found = {one.id: one for one in self._near(account, leaders=True)}
        keys = sought(account)
        for id, one in self.changed.items():  # those that began to lead just now
            if id not in found and id != account.id and self._seats[id].leads and not keys.isdisjoint(self._filed(one)):
                found[id] = one
        return [one for id, one in found.items() if id in self._seats and self._seats[id].leads]

    def _filed(self, account: Account) -> set[int]:
        if account.id not in self._keys:
            self._keys[account.id] = filed(account)
        return self._keys[account.id]

    def _near(self, account: Account, *, leaders: bool) -> list[Account]:
        keys = list(sought(account))
        found: dict[str, Account] = {}
        for at in range(0, len(keys), _AT_ONCE):
            asked = {"keys": keys[at : at + _AT_ONCE], "one": account.id}
            for row in self._connection.execute(_LEADERS_NEAR if leaders else _NEAR, asked):
                found[row.id] = self._take(row)
        return list(found.values())


def _renew(connection: Connection, articles: Sequence[int]) -> None:
    """Take the accounts of some articles out and put today's in; seat again whoever sat by them."""
    words = words_of(connection)
    old = {a.id: a for a in map(unpacked, connection.execute(_OF_ARTICLES, {"articles": articles}).scalars())}
    new = {a.id: a for a in accounts_in(connection, articles, words)}
    parted = {name for pair in words.cuts for name in pair}
    removed = [a for a in old.values() if new.get(a.id) != a or not parted.isdisjoint(a.claims)]
    added = [a for a in new.values() if old.get(a.id) != a or not parted.isdisjoint(a.claims)]
    room = _Room(connection)
    before = _incidents(connection, [a.id for a in removed])
    for account in removed:
        room[account.id]  # its seat is known before it goes
    _delete(connection, removed)
    room.leave(removed)
    _insert(connection, added, {a.id: Seat(a.id, False) for a in added}, {})
    room.enter(added)
    apart = _apart_in(connection, words)
    regathered(added, removed, room, room, apart)
    before |= _incidents(connection, list(room.changed))
    seats = {id: room[id] for id in room.changed}
    if seats:
        connection.execute(_SEAT, [{"one": id, **_new(seat)} for id, seat in seats.items()])
    before |= {seat.leader for seat in seats.values()}
    before |= _assign(connection, words)
    _resummarise(connection, before)


def _new(seat: Seat) -> dict[str, Any]:
    """The columns of a seat; the incident is that of the leader, until people say more."""
    signs = packed_signs(seat.signs)
    row = {"leads": seat.leads, "leader": seat.leader, "bits": seat.bits, "signs": signs, "incident": seat.leader}
    return {f"new_{name}": value for name, value in row.items()}


def _assign(connection: Connection, words: Words) -> set[str]:
    """Give the accounts of which people have said that they are of one happening one incident; gives what changed."""
    changed: set[str] = set()
    judged = {name for pair in (*words.same, *words.cuts) for name in pair}
    if not judged:
        return changed
    accounts = _of_claims(connection, judged)
    rows = connection.execute(select(_account.id, _account.leader).where(_account.id.in_([a.id for a in accounts])))
    seats = {row.id: Seat(row.leader, row.leader == row.id) for row in rows}
    leaders = {a.id: a for a in _stored(connection, _account.id.in_({s.leader for s in seats.values()}))}
    joined = _joined(words, {f.claim: a for a in accounts for f in a.figures}, seats, leaders)
    for leader in leaders:  # those no longer joined stand for themselves again
        incident = joined.get(leader, leader)
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
    return [a for a in _stored(connection, _account.article.in_(articles)) if not wanted.isdisjoint(a.claims)]


def _stored(connection: Connection, which: Any) -> list[Account]:
    return [unpacked(told) for told in connection.execute(select(_account.told).where(which)).scalars()]


def _incidents(connection: Connection, ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for at in range(0, len(ids), _AT_ONCE):
        found |= set(connection.execute(_INCIDENTS, {"ids": ids[at : at + _AT_ONCE]}).scalars())
    return found


def _delete(connection: Connection, accounts: Sequence[Account]) -> None:
    if accounts:
        keys = [{"one": account.id, "of": key} for account in accounts for key in filed(account)]
        if keys:
            connection.execute(_OUT_KEYS, keys)
        connection.execute(_OUT, [{"one": account.id} for account in accounts])


# --- people's words ---------------------------------------------------------------------------------------------------


def _apart(accounts: Iterable[Account], words: Words) -> Apart:
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


def _apart_in(connection: Connection, words: Words) -> Apart:
    names = {name for pair in words.cuts for name in pair}
    return _apart(_of_claims(connection, names), words) if names else {}


def _joined(
    words: Words, by_claim: dict[str, Account], seats: MutableMapping[str, Seat], leaders: dict[str, Account]
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


# --- writing ----------------------------------------------------------------------------------------------------------


def _insert(
    connection: Connection, accounts: Sequence[Account], seats: MutableMapping[str, Seat], joined: dict[str, str]
) -> None:
    for at in range(0, len(accounts), _AT_ONCE):
        rows, keys = [], []
        for account in accounts[at : at + _AT_ONCE]:
            seat = seats[account.id]
            rows.append(
                {
                    "id": account.id,
                    "article": account.article,
                    "told": packed(account),
                    "leads": seat.leads,
                    "leader": seat.leader,
                    "bits": seat.bits,
                    "signs": packed_signs(seat.signs),
                    "incident": joined.get(seat.leader, seat.leader),
                }
            )
            keys += [{"key": key, "account": account.id} for key in filed(account)]
        connection.execute(insert(schema.account), rows)
        if keys:
            connection.execute(insert(schema.account_key), keys)


def _resummarise(connection: Connection, ids: Iterable[str]) -> None:
    every = sorted(ids)
    for at in range(0, len(every), _AT_ONCE):
        some = every[at : at + _AT_ONCE]
        connection.execute(_UNLINE, {"ids": some})
        members: dict[str, list[Account]] = defaultdict(list)
        for row in connection.execute(_MEMBERS, {"ids": some}):
            members[row.incident].append(unpacked(row.told))
        _summarise(connection, members.items())


def _summarise(connection: Connection, incidents: Iterable[tuple[str, Sequence[Account]]]) -> None:
    rows = []
    for id, accounts in incidents:
        line = summary_of(id, accounts)
        rows.append({name: getattr(line, name) for name in Summary.__slots__})
    for at in range(0, len(rows), _AT_ONCE):
        connection.execute(insert(schema.incident), rows[at : at + _AT_ONCE])
