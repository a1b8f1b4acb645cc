"""The seats of accounts as they are stored, and the accounts near another: what `gathering.regathered` works in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping
from typing import Any

from sqlalchemy import Connection, bindparam, select

from reportedly.reconciling import schema
from reportedly.reconciling.account import Account
from reportedly.reconciling.blocking import filed, sought
from reportedly.reconciling.codec import unpacked, unpacked_signs
from reportedly.reconciling.gathering import Seat
from reportedly.reconciling.rows import AT_ONCE

_account, _key = schema.account.c, schema.account_key.c

_NEAR = select(schema.account).where(
    _account.id.in_(
        select(_key.account).where(_key.key.in_(bindparam("keys", expanding=True)), _key.account != bindparam("one"))
    )
)
_LEADERS_NEAR = _NEAR.where(_account.leads)
_ONE = select(schema.account).where(_account.id == bindparam("one"))


class Room(MutableMapping[str, Seat]):
    """Seats by the ids of accounts, read when they are asked for; `changed` holds the accounts that got another."""

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
        for at in range(0, len(keys), AT_ONCE):
            asked = {"keys": keys[at : at + AT_ONCE], "one": account.id}
            for row in self._connection.execute(_LEADERS_NEAR if leaders else _NEAR, asked):
                found[row.id] = self._take(row)
        return list(found.values())
