"""What the ledger says today, as accounts: article by article, with what people have said of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from reportedly.intake.losses import LANGUAGE as TABLES
from reportedly.ledger import State, journal, schema
from reportedly.ledger.claim_rows import claim_of, told_in
from reportedly.reconciling.account import Account, Cuts, Told, accounts_of

_AT_ONCE = 200
_TELLING = ("article", "reading", "decision", "incident", "merge", "split", "undo")
_claim, _article, _party, _pair = schema.claim.c, schema.article.c, schema.party.c, schema.incident_pair.c


@dataclass(frozen=True, slots=True)
class Words:
    """What people have said: which parties are one, which claims are of one happening and which are not."""

    merged: Mapping[str, str]
    same: frozenset[frozenset[str]]
    cuts: Cuts
    undone: frozenset[frozenset[str]] = frozenset()  # pairs of which somebody once said something

    @property
    def judged(self) -> set[str]:
        """The claims of which somebody has ever said that they are, or are not, of one happening with another."""
        return {name for pair in (*self.same, *self.cuts, *self.undone) for name in pair}


def words_of(connection: Connection) -> Words:
    """All that people have said so far."""
    merged = connection.execute(select(_party.id, _party.merged).where(_party.id != _party.merged)).all()
    pairs = connection.execute(select(_pair.one, _pair.other, _pair.same)).all()
    same = frozenset(frozenset({p.one, p.other}) for p in pairs if p.same)
    cuts = frozenset(frozenset({p.one, p.other}) for p in pairs if p.same is False)
    undone = frozenset(frozenset({p.one, p.other}) for p in pairs if p.same is None)
    return Words({row.id: row.merged for row in merged}, same, cuts, undone)


def articles_now(connection: Connection) -> list[int]:
    """The numbers of the articles in force, oldest first."""
    return list(connection.execute(select(_article.id).where(_article.current).order_by(_article.id)).scalars())


def accounts_in(connection: Connection, articles: Iterable[int], words: Words) -> Iterator[Account]:
    """The accounts of today's claims of articles, article by article; a claim that a person rejected is in none.

    Nor are the figures of imported tables: they are of a whole war, and have their place in a series.
    """
    numbers = list(articles)
    for at in range(0, len(numbers), _AT_ONCE):
        told = _told(connection, numbers[at : at + _AT_ONCE])
        for number in numbers[at : at + _AT_ONCE]:
            yield from accounts_of(told[number], words.merged, words.cuts)


def _told(connection: Connection, articles: list[int]) -> dict[int, list[Told]]:
    rows = connection.execute(
        select(_claim.id, _claim.entry, _claim.name, _claim.article, _claim.told)
        .where(_claim.article.in_(articles), _claim.current, _claim.state != State.REJECTED)
        .order_by(_claim.id)
    ).all()
    about = {
        row.id: (row.origin or row.publisher or row.key, row.published)
        for row in connection.execute(
            select(_article.id, _article.key, _article.origin, _article.publisher, _article.published).where(
                _article.id.in_(articles), _article.current, func.coalesce(_article.language, "") != TABLES
            )
        )
    }
    entries = {seq: entry.document() for seq, entry in journal.read(connection, {row.entry for row in rows}).items()}
    told: dict[int, list[Told]] = defaultdict(list)
    for row in rows:
        if row.article in about:
            document = told_in(row, entries[row.entry])
            outlet, published = about[row.article]
            told[row.article].append(
                Told(row.name, claim_of(document["claim"]), document["quote"], row.article, outlet, published)
            )
    return told


def touched(connection: Connection, after: int) -> set[int]:
    """The articles of which entries after that number say something new."""
    entry = schema.entry.c
    found: set[int] = set()
    names: set[str] = set()
    parties: set[str] = set()
    rows = connection.execute(
        select(entry.seq, entry.kind, entry.at, entry.body, entry.hash)
        .where(entry.seq > after, entry.kind.in_(_TELLING))
        .order_by(entry.seq)
    )
    for row in rows.yield_per(500):
        kind, body = row.kind, journal.Entry(row.seq, row.at, row.kind, bytes(row.body), bytes(row.hash)).document()
        if kind == "undo":  # it changes what the entry had changed
            undone = journal.read(connection, [body["undoes"]])[body["undoes"]]
            kind, body = undone.kind, undone.document()
        match kind:
            case "article":
                found.add(row.seq)
                if body["version"] > 1:
                    found |= set(connection.execute(select(_article.id).where(_article.key == body["key"])).scalars())
            case "reading":
                found.add(body["article"])
            case "decision":
                names.add(body["name"])
            case "incident":
                names |= set(body["claims"])
            case "merge":
                parties |= {*body["parties"], body["into"]}
            case "split":
                parties.add(body["party"])
    found |= set(connection.execute(select(_claim.article).where(_claim.name.in_(names))).scalars())
    if parties:
        link = schema.claim_party.c
        named = select(_claim.article).join(schema.claim_party, link.claim == _claim.id).where(link.party.in_(parties))
        found |= set(connection.execute(named).scalars())
    return found
