"""Asking for incidents: a list of them, one of them with its claims, those of an article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from reportedly.claim import Kind
from reportedly.ledger import Kept, Ledger, LedgerError
from reportedly.ledger import schema as ledger_schema
from reportedly.ledger.database import asking
from reportedly.ledger.identity import folded, party_id
from reportedly.ledger.records import kept_claims
from reportedly.reconciling import schema
from reportedly.reconciling.account import Account
from reportedly.reconciling.blocking import said
from reportedly.reconciling.codec import unpacked, unpacked_signs
from reportedly.reconciling.echoes import echoes, in_order, parts
from reportedly.reconciling.incident import Incident, Member, Reason
from reportedly.reconciling.scoring import OF_PARTIES, prior, reason
from reportedly.reconciling.summary import Summary

_AT_ONCE = 200
_LEADS = Reason("the sharpest telling: the others gather round it", 0.0)
_line, _account, _claim = schema.incident.c, schema.account.c, ledger_schema.claim.c


class Order(StrEnum):
    """Which incidents come first."""

    NEWEST = "newest"
    DISAGREEMENT = "disagreement"
    DEADLIEST = "deadliest"
    REPORTED = "reported"


def summaries(
    ledger: Ledger,
    *,
    since: date | None = None,
    until: date | None = None,
    place: str | None = None,
    party: str | None = None,
    kind: Kind | None = None,
    order: Order = Order.NEWEST,
    limit: int | None = None,
    skip: int = 0,
) -> list[Summary]:
    """Incidents that fit, a line each. A place is a name or a country's two letters, a party a name or an id."""
    asked: Select[Any] = select(*[_line[name] for name in Summary.__slots__])
    if since:
        asked = asked.where(_line.end >= since)
    if until:
        asked = asked.where(_line.start <= until)
    if place:
        word = place if len(place) == 2 and place.isupper() else folded(place)
        asked = asked.where(_line.places.contains(f"|{word}|" if len(word) == 2 else word, autoescape=True))
    if party:
        asked = asked.where(_line.parties.contains(party_id(party), autoescape=True))
    if kind:
        asked = asked.where(_line.kinds.contains(f"|{kind.value}|"))
    asked = _ordered(asked, order).limit(limit).offset(skip)
    with asking(ledger.engine) as connection:
        return [Summary(*row) for row in connection.execute(asked)]


def _ordered(asked: Select[Any], order: Order) -> Select[Any]:
    match order:
        case Order.DISAGREEMENT:
            return asked.where(_line.ratio > 1).order_by(_line.ratio.desc(), _line.id)
        case Order.DEADLIEST:
            return asked.where(_line.most.is_not(None)).order_by(_line.most.desc(), _line.id)
        case Order.REPORTED:
            return asked.order_by(_line.originals.desc(), _line.claims.desc(), _line.id)
        case _:
            return asked.order_by(func.coalesce(_line.end, date(1, 1, 1)).desc(), _line.id)


def incident(ledger: Ledger, name: str) -> Incident:
    """The incident that goes by an id, or in which a claim is; either may be cut short.

    Raises LedgerError where there is none, and where the name fits several.
    """
    with asking(ledger.engine) as connection:
        found = _id_of(connection, name)
        return _whole(connection, [found])[0]


def claim_named(ledger: Ledger, name: str) -> str:
    """A claim's name, written out; for an incident that of the claim it goes by. Raises LedgerError as `incident`."""
    with asking(ledger.engine) as connection:
        claims = connection.execute(
            select(_claim.name).where(_claim.name.between(name, name + "g"), _claim.current).limit(2)
        ).scalars()
        names = set(claims)
        return names.pop() if len(names) == 1 else _id_of(connection, name)  # an incident's id is its first claim's


def _id_of(connection: Connection, name: str) -> str:
    if not name:
        raise LedgerError("an incident has an id: `reportedly incidents` lists what there is")
    upto = name + "g"  # beyond all hexadecimal digits
    # Who led an incident yesterday may follow another today: its old id still leads there.
    ids = set(connection.execute(select(_account.incident).where(_account.id.between(name, upto)).limit(50)).scalars())
    if not ids:
        claims = connection.execute(
            select(_claim.name, _claim.article).where(_claim.name.between(name, upto), _claim.current).limit(2)
        ).all()
        names = {row.name for row in claims}
        rows = connection.execute(
            select(_account.incident, _account.told).where(_account.article.in_([row.article for row in claims]))
        ).all()
        ids = {row.incident for row in rows if not names.isdisjoint(unpacked(row.told).claims)}
        if claims and not ids:
            raise LedgerError(f"claim {names.pop()} is a total of a war: see `reportedly series`")
    if not ids:
        raise LedgerError(f"no incident and no claim goes by “{name}”: `reportedly incidents` lists what there is")
    if len(ids) > 1:
        raise LedgerError(f"several incidents begin with {name}: write more of the id")
    return str(ids.pop())


def incidents(ledger: Ledger, lines: Sequence[Summary] | None = None) -> Iterator[Incident]:
    """Incidents with their claims, in the order of their lines; without lines all of them, by id."""
    with asking(ledger.engine) as connection:
        ids = [line.id for line in lines] if lines is not None else None
        after = ""
        while True:
            if ids is None:
                some = list(
                    connection.execute(
                        select(_line.id).where(_line.id > after).order_by(_line.id).limit(_AT_ONCE)
                    ).scalars()
                )
                after = some[-1] if some else after
            else:
                some, ids = ids[:_AT_ONCE], ids[_AT_ONCE:]
            if not some:
                return
            yield from _whole(connection, some)


def summaries_of(ledger: Ledger, article: int) -> list[Summary]:
    """The incidents that one version of an article tells of, a line each, those with the most claims first."""
    ids = select(_account.incident).where(_account.article == article)
    asked = select(*[_line[name] for name in Summary.__slots__]).where(_line.id.in_(ids))
    with asking(ledger.engine) as connection:
        return [Summary(*row) for row in connection.execute(asked.order_by(_line.claims.desc(), _line.id))]


def summary(ledger: Ledger, id: str) -> Summary | None:
    """The line of the incident with that whole id."""
    with asking(ledger.engine) as connection:
        row = connection.execute(select(*[_line[name] for name in Summary.__slots__]).where(_line.id == id)).first()
    return Summary(*row) if row else None


def incidents_of(ledger: Ledger, article: int) -> list[Incident]:
    """The incidents that one version of an article tells of."""
    with asking(ledger.engine) as connection:
        ids = connection.execute(select(_account.incident).where(_account.article == article).distinct()).scalars()
        return _whole(connection, sorted(ids))


def told_before(ledger: Ledger, incident: Incident) -> list[tuple[Member, Kept]]:
    """The members whose very sentence was told of an earlier incident, with the oldest claim in those words."""
    found = []
    with asking(ledger.engine) as connection:
        names = {member.kept.name: member for member in incident.members}
        told = connection.execute(select(_account.told).where(_account.incident == incident.id)).scalars().all()
        own = list(map(unpacked, told))
        sentences = sorted({key for account in own for key in said(account)})
        others: dict[str, Account] = {}
        for at in range(0, len(sentences), _AT_ONCE):
            keys = select(schema.account_key.c.account).where(
                schema.account_key.c.key.in_(sentences[at : at + _AT_ONCE])
            )
            rows = select(_account.told).where(_account.id.in_(keys), _account.incident != incident.id)
            others |= {a.id: a for a in map(unpacked, connection.execute(rows).scalars())}
        for account in own:
            older = [a for a in others.values() if _is_older(a, account)]
            for figure in account.figures:
                same = [
                    (a.told or 0, f.claim)
                    for a in older
                    for f in a.figures
                    if f.quote is not None and f.quote == figure.quote
                ]
                if same and figure.claim in names:
                    found.append((names[figure.claim], _kept(connection, [min(same)[1]])[min(same)[1]]))
    return found


def _is_older(one: Account, other: Account) -> bool:
    return one.told is not None and other.told is not None and one.told < other.told


def _whole(connection: Connection, ids: Sequence[str]) -> list[Incident]:
    lines = {row.id: row for row in connection.execute(select(schema.incident).where(_line.id.in_(ids)))}
    rows = connection.execute(select(schema.account).where(_account.incident.in_(ids)).order_by(_account.id)).all()
    accounts: dict[str, list[Account]] = {id: [] for id in ids}
    why: dict[str, tuple[Reason, ...]] = {}
    signs = {row.id: unpacked_signs(row.signs) for row in rows}
    called = _called(
        connection, {id for told in signs.values() for n, a, b in told if n in OF_PARTIES for id in (a, b)}
    )
    for row in rows:
        account = unpacked(row.told)
        accounts[row.incident].append(account)
        told = signs[row.id]
        reasons = (prior(), *(reason(sign, called) for sign in told)) if told else (_LEADS,)
        if row.leader != row.incident:
            reasons = (*reasons, Reason("somebody has said that the two are one", 0.0))
        why |= dict.fromkeys(account.claims, reasons)
    kept = _kept(connection, list(why))
    return [_incident(id, lines[id].start, lines[id].end, accounts[id], kept, why) for id in ids if accounts[id]]


def _called(connection: Connection, ids: set[str]) -> dict[str, str]:
    """The names of parties by their ids; of a state that no claim names by itself, its id in capitals and small."""
    party = ledger_schema.party.c
    names: dict[str, str] = {id: id.replace("-", " ").title() for id in ids if id}
    every = list(names)
    for at in range(0, len(every), _AT_ONCE):
        rows = connection.execute(select(party.id, party.name).where(party.id.in_(every[at : at + _AT_ONCE])))
        names |= {row.id: row.name for row in rows}
    return names


def _incident(
    id: str,
    start: date | None,
    end: date | None,
    accounts: Sequence[Account],
    kept: dict[str, Kept],
    why: dict[str, tuple[Reason, ...]],
) -> Incident:
    told = in_order(accounts)
    repeated, contained = echoes(told), parts(told)
    members = tuple(
        Member(kept[f.claim], repeated.get(f.claim), contained.get(f.claim), why[f.claim], f.claimants)
        for _, f in told
        if f.claim in kept
    )
    return Incident(id, start, end, members)


def _kept(connection: Connection, names: Sequence[str]) -> dict[str, Kept]:
    found: dict[str, Kept] = {}
    for at in range(0, len(names), _AT_ONCE):
        which = and_(_claim.name.in_(names[at : at + _AT_ONCE]), _claim.current)
        rows = connection.execute(select(ledger_schema.claim).where(which)).all()
        found |= {one.name: one for one in kept_claims(connection, rows)}
    return found
