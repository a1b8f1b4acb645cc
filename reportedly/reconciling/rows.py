"""Accounts and the lines of incidents as rows: written, found, taken out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from reportedly.reconciling import schema
from reportedly.reconciling.account import Account
from reportedly.reconciling.blocking import filed
from reportedly.reconciling.codec import packed, packed_signs, unpacked
from reportedly.reconciling.gathering import Seat
from reportedly.reconciling.summary import Summary, summary_of

AT_ONCE = 500

_account, _key, _incident = schema.account.c, schema.account_key.c, schema.incident.c

_INCIDENTS = select(_account.incident).where(_account.id.in_(bindparam("ids", expanding=True))).distinct()
_MEMBERS = select(_account.incident, _account.told).where(_account.incident.in_(bindparam("ids", expanding=True)))
_UNLINE = delete(schema.incident).where(_incident.id.in_(bindparam("ids", expanding=True)))
_OUT = delete(schema.account).where(_account.id == bindparam("one"))
_OUT_KEYS = delete(schema.account_key).where(_key.account == bindparam("one"), _key.key == bindparam("of"))
_SEAT = (
    update(schema.account)
    .where(_account.id == bindparam("one"))
    .values({name: bindparam(f"new_{name}") for name in ("leads", "leader", "bits", "signs", "incident")})
)


def stored(connection: Connection, which: Any) -> list[Account]:
    """The accounts whose rows fit a condition."""
    return [unpacked(told) for told in connection.execute(select(_account.told).where(which)).scalars()]


def incidents_with(connection: Connection, ids: Sequence[str]) -> set[str]:
    """The incidents that accounts are in, by their ids."""
    found: set[str] = set()
    for at in range(0, len(ids), AT_ONCE):
        found |= set(connection.execute(_INCIDENTS, {"ids": ids[at : at + AT_ONCE]}).scalars())
    return found


def put_in(
    connection: Connection, accounts: Sequence[Account], seats: Mapping[str, Seat], joined: Mapping[str, str]
) -> None:
    """Write accounts with their keys; `joined` gives the incident of a leader where it is not its own."""
    for at in range(0, len(accounts), AT_ONCE):
        rows, keys = [], []
        for account in accounts[at : at + AT_ONCE]:
            seat = seats[account.id]
            about = {"id": account.id, "article": account.article, "told": packed(account)}
            rows.append({**about, **_columns(seat), "incident": joined.get(seat.leader, seat.leader)})
            keys += [{"key": key, "account": account.id} for key in filed(account)]
        connection.execute(insert(schema.account), rows)
        if keys:
            connection.execute(insert(schema.account_key), keys)


def seat_again(connection: Connection, seats: Mapping[str, Seat]) -> None:
    """Write the new seats of accounts; their incident is that of the leader, until people say more."""
    rows = [
        {"one": id, **{f"new_{name}": value for name, value in _columns(seat).items()}, "new_incident": seat.leader}
        for id, seat in seats.items()
    ]
    if rows:
        connection.execute(_SEAT, rows)


def _columns(seat: Seat) -> dict[str, Any]:
    return {"leads": seat.leads, "leader": seat.leader, "bits": seat.bits, "signs": packed_signs(seat.signs)}


def take_out(connection: Connection, accounts: Sequence[Account]) -> None:
    """Take accounts out with their keys."""
    if accounts:
        keys = [{"one": account.id, "of": key} for account in accounts for key in filed(account)]
        if keys:
            connection.execute(_OUT_KEYS, keys)
        connection.execute(_OUT, [{"one": account.id} for account in accounts])


def write_lines_again(connection: Connection, ids: Iterable[str]) -> None:
    """Write the lines of incidents anew from their accounts; one without accounts has none."""
    every = sorted(ids)
    for at in range(0, len(every), AT_ONCE):
        some = every[at : at + AT_ONCE]
        connection.execute(_UNLINE, {"ids": some})
        members: dict[str, list[Account]] = defaultdict(list)
        for row in connection.execute(_MEMBERS, {"ids": some}):
            members[row.incident].append(unpacked(row.told))
        write_lines(connection, members.items())


def write_lines(connection: Connection, incidents: Iterable[tuple[str, Sequence[Account]]]) -> None:
    """Write the lines of incidents, each given with its accounts."""
    rows = []
    for id, accounts in incidents:
        line = summary_of(id, accounts)
        rows.append({name: getattr(line, name) for name in Summary.__slots__})
    for at in range(0, len(rows), AT_ONCE):
        connection.execute(insert(schema.incident), rows[at : at + AT_ONCE])
