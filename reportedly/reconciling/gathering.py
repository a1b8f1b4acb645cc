"""Which accounts belong together: the others gather round the sharpest ones.

Taken in their order (`Account.order`), an account that matches none before it that leads becomes a leader itself; then
each of the others joins the leader that it matches best. This is the pivot algorithm of correlation clustering (Ailon,
Charikar and Newman 2008, "Aggregating inconsistent information") with an order that is fixed: the outcome depends on
the accounts alone, never on when they came in, and a new one changes its neighbours only (as in dynamic maximal
independent sets: Censor-Hillel, Haramaty and Karnin 2016). Everybody in an incident matches its leader directly, so no
chain of small steps can lead from one day or town to another.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from reportedly.reconciling.account import Account
from reportedly.reconciling.blocking import filed, sought
from reportedly.reconciling.scoring import Sign, score

Apart = Mapping[str, Sequence[Account]]  # by an account's id those that a person has parted it from
Order = tuple[int, int, int, int, str]


@dataclass(frozen=True, slots=True)
class Seat:
    """Where an account belongs: whom it follows (itself, where it leads or stands alone), how surely, and why."""

    leader: str
    leads: bool
    bits: float = 0.0
    signs: tuple[Sign, ...] = ()


class Neighbourhood(Protocol):
    """The accounts as they stand, and who may be of one happening with whom."""

    def leaders_near(self, account: Account) -> Iterable[Account]:
        """Those that lead; some that do not match may be among them."""

    def all_near(self, account: Account) -> Iterable[Account]:
        """All of them, the account itself left out; some that do not match may be among them."""


def _parted(one: Account, other: Account, apart: Apart) -> bool:
    return any(it.id == other.id for it in apart.get(one.id, ()))


def _matches(one: Account, other: Account, apart: Apart) -> bool:
    return not _parted(one, other, apart) and score(one, other)[0] > 0


def _seat(account: Account, leaders: Iterable[Account], apart: Apart, seats: Mapping[str, Seat]) -> Seat:
    """The best leader for an account that does not lead; of two that are parted, the later one looks further."""
    before = (one for one in apart.get(account.id, ()) if one.id in seats and one.order < account.order)
    barred = {seats[one.id].leader for one in before}
    best: tuple[float, Order, Seat] | None = None
    for leader in leaders:
        if leader.id == account.id or leader.id in barred or _parted(leader, account, apart):
            continue
        bits, signs = score(leader, account)
        if bits > 0 and (best is None or (-bits, leader.order) < best[:2]):
            best = (-bits, leader.order, Seat(leader.id, False, bits, tuple(signs)))
    return best[2] if best else Seat(account.id, False)


def gathered(accounts: Iterable[Account], apart: Apart) -> dict[str, Seat]:
    """The seats of all accounts."""
    ordered = sorted(accounts, key=lambda a: a.order)
    index: dict[int, list[Account]] = defaultdict(list)

    def near(account: Account) -> dict[str, Account]:
        return {one.id: one for key in sought(account) for one in index.get(key, ())}

    seats: dict[str, Seat] = {}
    followers = []
    for account in ordered:
        if any(_matches(leader, account, apart) for leader in near(account).values()):
            followers.append(account)
        else:
            seats[account.id] = Seat(account.id, True)
            for key in filed(account):
                index[key].append(account)
    for account in followers:
        seats[account.id] = _seat(account, near(account).values(), apart, seats)
    return seats


def regathered(
    added: Iterable[Account],
    removed: Iterable[Account],
    where: Neighbourhood,
    seats: MutableMapping[str, Seat],
    apart: Apart,
) -> None:
    """Seat accounts that came, after others went, and whoever sat by them; `seats` holds what `gathered` would give.

    `where` knows those that were added and no longer those that were removed, and reads who leads from `seats`.
    """
    queue: list[tuple[Order, Account]] = []
    unseated: dict[str, Account] = {}
    offers: dict[str, tuple[Account, list[Account]]] = {}
    asked: set[str] = set()

    def ask(account: Account) -> None:
        if account.id not in asked:
            asked.add(account.id)
            heapq.heappush(queue, (account.order, account))

    def let_go(account: Account) -> None:
        """Who matched a leader that leads no longer may lead itself, or follow another."""
        for one in where.all_near(account):
            if _matches(account, one, apart):
                unseated[one.id] = one
                if one.order > account.order:
                    ask(one)

    for account in removed:
        if seats.pop(account.id).leads:
            let_go(account)
    for account in added:
        ask(account)
    while queue:
        _, account = heapq.heappop(queue)
        id = account.id
        unseated[id] = account
        led = id in seats and seats[id].leads
        leads = not any(
            leader.order < account.order and _matches(leader, account, apart) for leader in where.leaders_near(account)
        )
        if leads != led or id not in seats:
            seats[id] = Seat(id, leads)
        if leads and not led:
            for one in where.all_near(account):
                if not _matches(account, one, apart):
                    continue
                if one.id not in seats or seats[one.id].leads:
                    ask(one)
                else:
                    offers.setdefault(one.id, (one, []))[1].append(account)
        elif led and not leads:
            let_go(account)
    for id, (account, leaders) in offers.items():
        if not seats[id].leads and id not in unseated:
            best = _seat(account, leaders, {}, {})
            if best.bits == seats[id].bits or account.id in apart:
                unseated[id] = account  # of two that match alike the order of the leaders decides
            elif best.bits > seats[id].bits:
                seats[id] = best
    waiting = {one.order: one for one in unseated.values()}
    while waiting:
        account = waiting.pop(min(waiting))
        if seats[account.id].leads:
            continue
        seat = _seat(account, where.leaders_near(account), apart, seats)
        if seat.leader != seats[account.id].leader:
            waiting |= {one.order: one for one in apart.get(account.id, ()) if one.order > account.order}
        seats[account.id] = seat
