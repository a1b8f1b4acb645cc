"""A party as its claims show it: how many there are of which kind, what became of them, what it counts up."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, select

from reportedly.ledger import Kept, Ledger, schema
from reportedly.ledger.database import asking
from reportedly.ledger.identity import folded
from reportedly.ledger.records import kept_claims
from reportedly.ledger.schema import State
from reportedly.reading.parties import party_named
from reportedly.reconciling.series import Series, Subject, series_of, subjects_of
from reportedly.report import words

_claim, _role, _party = schema.claim.c, schema.claim_party.c, schema.party.c
_CLAIMANT = "claimant"
_NEWEST = 12


@dataclass(frozen=True, slots=True)
class Listed:
    """A party in a list, with how many claims it makes."""

    id: str
    name: str
    claims: int


@dataclass(frozen=True, slots=True)
class PartyPage:
    """What a page tells of a party. `checked` counts its claims by what their articles say came of checking."""

    id: str
    name: str
    names: tuple[str, ...]
    side: str | None
    kind: str | None
    claims: int
    kinds: tuple[tuple[str, int], ...]
    checked: tuple[tuple[str, int], ...]
    states: tuple[tuple[str, int], ...]
    newest: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """A running total that a party keeps: a key for addresses, what is counted, of whom."""

    key: str
    subject: Subject
    words: str


def _today() -> ColumnElement[bool]:
    return and_(_claim.current, _claim.state != State.REJECTED.value, _role.role == _CLAIMANT)


def known_parties(ledger: Ledger, name: str, *, limit: int, skip: int = 0) -> list[Listed]:
    """Parties that make claims, those with the most first; with a name only those that have it in theirs."""
    root = _party.merged.label("root")
    asked: Select[tuple[str, int]] = (
        select(root, func.count(func.distinct(_role.claim)).label("claims"))
        .join(schema.claim_party, _role.party == _party.id)
        .join(schema.claim, _claim.id == _role.claim)
        .where(_today())
        .group_by(_party.merged)
        .order_by(func.count(func.distinct(_role.claim)).desc(), root)
    )
    if name:
        asked = asked.where(_party.folded.contains(folded(name), autoescape=True))
    with asking(ledger.engine) as connection:
        rows = connection.execute(asked.limit(limit).offset(skip)).all()
        names = _names(ledger, [row.root for row in rows])
    return [Listed(row.root, names.get(row.root, row.root), row.claims) for row in rows]


def _names(ledger: Ledger, ids: Sequence[str]) -> dict[str, str]:
    with asking(ledger.engine) as connection:
        return {
            row.id: row.name for row in connection.execute(select(_party.id, _party.name).where(_party.id.in_(ids)))
        }


def party_page(ledger: Ledger, id: str) -> PartyPage | None:
    """The party that goes by an id, or that one was merged into; None where there is none."""
    with asking(ledger.engine) as connection:
        root = connection.execute(select(_party.merged).where(_party.id == id)).scalar()
        if root is None:
            return None
        known = connection.execute(
            select(_party.id, _party.name).where(_party.merged == root).order_by(_party.name)
        ).all()
        ids = [row.id for row in known]
        mine = select(_role.claim).where(_role.party.in_(ids), _role.role == _CLAIMANT)
        today = (_claim.id.in_(mine), _claim.current)

        def counts(column: ColumnElement[str | None]) -> tuple[tuple[str, int], ...]:
            rows = connection.execute(select(column, func.count()).where(*today).group_by(column)).all()
            return tuple(sorted(((str(v), n) for v, n in rows if v is not None), key=lambda pair: -pair[1]))

        newest = connection.execute(
            select(schema.claim)
            .where(*today, _claim.state != State.REJECTED.value)
            .order_by(_claim.id.desc())
            .limit(_NEWEST)
        ).all()
        kinds = counts(_claim.kind)
        name = next((row.name for row in known if row.id == root), root)
        listed = party_named(name)
        return PartyPage(
            root,
            name,
            tuple(row.name for row in known if row.name != name),
            listed.side if listed else None,
            listed.kind.value.replace("_", " ") if listed else None,
            sum(n for _, n in kinds),
            kinds,
            counts(_claim.verification),
            counts(_claim.state),
            tuple(kept_claims(connection, newest)),
        )


def series_list(ledger: Ledger, id: str) -> list[Counted]:
    """What a party counts up, by name."""
    with asking(ledger.engine) as connection:
        found = subjects_of(connection, id)
    listed = [Counted(_key(subject), subject, _told(subject, sorted(called))) for subject, called in found.items()]
    return sorted(listed, key=lambda one: (one.subject.kind, one.words))


def series_one(ledger: Ledger, id: str, counted: Counted) -> Series | None:
    """One running total of a party."""
    with asking(ledger.engine) as connection:
        return next(iter(series_of(connection, id, [counted.subject])), None)


def _key(subject: Subject) -> str:
    told = "|".join(str(getattr(subject, name)) for name in Subject.__slots__)
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _told(subject: Subject, called: Sequence[str]) -> str:
    what = words.clean(called[0]) if called else subject.type or subject.category or subject.kind
    of = f", {subject.side}" if subject.side and subject.side.lower() not in what.lower() else ""
    where = f", {subject.place}" if subject.place else ""
    return f"{words.capital(what)}{of}{where}: {subject.status or subject.kind}"
