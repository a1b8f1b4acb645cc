"""The rows of a claim: what a reading tells, what a person decided of it, what holds once a decision is undone.

A row is a state of a claim. Mostly its words are those of its own entry; where they are another entry's (a judgement
that holds in a newer version, a state that came back), `said` is the number of that entry and `told` has the words.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, insert, select, update

from reportedly.claim import Claim, Role
from reportedly.ledger import journal, marks, schema
from reportedly.ledger.database import insert_new
from reportedly.ledger.identity import folded, party_id, place_id, publisher_name
from reportedly.ledger.journal import Body, Entry
from reportedly.ledger.moving import alike, is_within, moved
from reportedly.ledger.schema import Holding, State
from reportedly.ledger.totals import total_rows

CLAIM: TypeAdapter[Claim] = TypeAdapter(Claim)
CLAIMS_AN_ENTRY = 1 << 12  # a claim's row number is its entry's number times this, and its place there

# Statements that every article needs are made once: making them costs as much as running them.
_claim, _article, _standing = schema.claim.c, schema.article.c, schema.standing.c
_CLAIM, _ROLE, _TOTAL = insert(schema.claim), insert(schema.claim_party), insert(schema.total)
_READ_ARTICLE = select(schema.article).where(_article.id == bindparam("number"))
_HOLDING = select(_standing.subject, _standing.kind, _standing.entry, _standing.value).where(
    _standing.subject.in_(bindparam("names", expanding=True)),
    _standing.kind.in_((Holding.DECISION, Holding.CHECK)),
)
_NOT_TODAY = (
    update(schema.claim)
    .where(_claim.article == bindparam("number"), _claim.state == State.READ, _claim.current)
    .values(current=False)
)
_NEWEST = (
    update(schema.article)
    .where(_article.id == bindparam("number"))
    .values(reading=bindparam("read_in"), reader=bindparam("read_by"))
)

# The field of a query for each role; the others have its name.
_FIELDS = {role.value: "claimant" if role is Role.CLAIMANT else "via" for role in Role}

Row = dict[str, Any]
Texts = Callable[[bytes], str]


@dataclass(frozen=True, slots=True)
class _Words:
    """What a state of a claim says; `said` is the entry whose words they are, where that is not the state's own."""

    document: Body
    state: str
    said: int | None = None


def claim_of(document: Body) -> Claim:
    """The claim in a document of the journal."""
    return CLAIM.validate_python(document)


def document_of(claim: Claim) -> Body:
    """A claim as the journal keeps it; `claim_of` gives it back."""
    document: Body = CLAIM.dump_python(claim, mode="json", exclude_defaults=True)
    return document


def told_in(row: Any, body: Body) -> Body:
    """The claim and the quotation of a row of `claim`; `body` is what its entry says."""
    if row.told is not None:
        told: Body = json.loads(row.told)
        return told
    found: Body = body["claims"][row.id % CLAIMS_AN_ENTRY] if "claims" in body else body
    return found


# --- a reading --------------------------------------------------------------------------------------------------------


def read(entry: Entry, body: Body, connection: Connection, text_of: Texts) -> None:
    """Make the rows of a reading. What a person judged stays judged, also in a newer version of the article."""
    number, claims = body["article"], body["claims"]
    article = connection.execute(_READ_ARTICLE, {"number": number}).one()
    if article.reading is not None:
        connection.execute(_NOT_TODAY, {"number": number})
    connection.execute(_NEWEST, {"number": number, "read_in": entry.seq, "read_by": body["reader"]})
    decided, checked = _holding(connection, [one["name"] for one in claims])
    if article.current and article.version > 1:
        decided |= _decided_before(connection, article)
    here = _judged_here(connection, number, decided) if decided else set()
    made = []
    for at, one in enumerate(claims):
        words, current = _Words(one, State.READ), article.current
        if one["name"] in here:
            current = False
        elif current and (decision := decided.get(one["name"])):
            words = _carried(connection, decision, one, article, text_of) or words
        made.append(_row(entry.seq, at, one["name"], words, article, checked.get(one["name"]), current=current))
    # What a person accepted or corrected stays, though this reader does not find it, as long as its words do; unless it
    # is found in a sentence that has grown, and so by another name.
    unread = [name for name in decided if name not in here and name not in {one["name"] for one in claims}]
    if unread and article.current:
        checked = _holding(connection, unread)[1]
        for name in sorted(unread):
            if decided[name][1] != State.REJECTED:
                there = _carried(connection, decided[name], None, article, text_of)
                if there and not any(is_within(there.document["claim"], one["claim"]) for one in claims):
                    made.append(_row(entry.seq, len(made), name, there, article, checked.get(name)))
    _insert(connection, made)


_Decision = tuple[int, str]  # the number of its entry, and the verdict


def _holding(connection: Connection, names: Collection[str]) -> tuple[dict[str, _Decision], dict[str, str]]:
    """By the names of claims the decisions that hold, and what the desk found."""
    decided: dict[str, _Decision] = {}
    checked: dict[str, str] = {}
    for row in connection.execute(_HOLDING, {"names": list(names)}) if names else ():
        if row.kind == Holding.DECISION:
            decided[row.subject] = (row.entry, row.value)
        else:
            checked[row.subject] = row.value
    return decided, checked


def _decided_before(connection: Connection, article: Any) -> dict[str, _Decision]:
    """The decisions that hold on claims of earlier versions of an article."""
    earlier = select(_article.id).where(_article.key == article.key, _article.id != article.id)
    names = connection.execute(
        select(_claim.name).where(_claim.article.in_(earlier), _claim.state != State.READ).distinct()
    ).scalars()
    return _holding(connection, list(names))[0]


def _judged_here(connection: Connection, article: int, names: Collection[str]) -> set[str]:
    """Those of the claims whose judgement stands in that version already."""
    rows = select(_claim.name).where(
        _claim.article == article, _claim.current, _claim.state != State.READ, _claim.name.in_(names)
    )
    return set(connection.execute(rows).scalars())


def _carried(
    connection: Connection, decision: _Decision, read: Body | None, article: Any, text_of: Texts
) -> _Words | None:
    """What a decision says of a claim in another version of the article; None where its words do not stand there.

    `read` is what this version's own reading tells: where that is what the person saw, it has the newer spans.
    """
    number, verdict = decision
    said = journal.read(connection, [number])[number].document()
    judged = select(_article.id, _article.text).join(schema.claim, _claim.article == _article.id)
    before = connection.execute(judged.where(_claim.id == number * CLAIMS_AN_ENTRY)).one()
    if before.id == article.id:
        return _Words(said, verdict, number)
    if read is not None and alike(said["claim"], read["claim"]):
        return _Words(read, verdict, number)
    there = moved(said["claim"], text_of(bytes(before.text)), text_of(bytes(article.text)), read and read["claim"])
    return _Words(there, verdict, number) if there else None


# --- a person ---------------------------------------------------------------------------------------------------------


def decide(entry: Entry, body: Body, connection: Connection) -> None:
    """Make the row of a decision, in the version in force where the claim stands in that, else in the last it stood in.

    A decision on what no newer version says any more is not of today.
    """
    article = _where(connection, body["name"])
    connection.execute(update(schema.claim).where(_claim.name == body["name"]).values(current=False))
    checked = _holding(connection, [body["name"]])[1].get(body["name"])
    words = _Words(body, body["verdict"])
    _insert(connection, [_row(entry.seq, 0, body["name"], words, article, checked, current=article.current)])


def settle(entry: Entry, name: str, decision: _Decision | None, connection: Connection, text_of: Texts) -> None:
    """Make the row of a claim that a decision was undone of, or brought back: `decision` is the one that holds now."""
    article = _where(connection, name)
    last, of = _last_read(connection, name, article.id)
    read = last.document if of == article.id else None
    words = _carried(connection, decision, read, article, text_of) if decision else None
    current = article.current
    if words is None:  # it is what was read, if the newest reading still has it
        words, current = last, current and last.said == article.reading
        article = connection.execute(_READ_ARTICLE, {"number": of}).one()
    connection.execute(update(schema.claim).where(_claim.name == name).values(current=False))
    checked = _holding(connection, [name])[1].get(name)
    _insert(connection, [_row(entry.seq, 0, name, words, article, checked, current=current)])


def _where(connection: Connection, name: str) -> Any:
    """The version of its article that a claim stands in: the one in force before an earlier one, else the last."""
    known = select(schema.article).join(schema.claim, _claim.article == _article.id).where(_claim.name == name)
    return connection.execute(known.order_by(_article.current.desc(), _claim.id.desc()).limit(1)).one()


def _last_read(connection: Connection, name: str, article: int) -> tuple[_Words, int]:
    """What the last reading that had a claim said of it, of that version if there is one; and the version's number."""
    rows = connection.execute(
        select(_claim.id, _claim.entry, _claim.article)
        .join(schema.entry, schema.entry.c.seq == _claim.entry)
        .where(_claim.name == name, schema.entry.c.kind == "reading")
        .order_by((_claim.article == article).desc(), _claim.id.desc())
    ).all()
    for row in rows:
        claims, at = journal.read(connection, [row.entry])[row.entry].document()["claims"], row.id % CLAIMS_AN_ENTRY
        if at < len(claims):  # else it stands there because a person had judged it
            return _Words(claims[at], State.READ, row.entry), row.article
    raise LookupError(f"claim {name} was never read")


def mark(connection: Connection, name: str, result: str | None) -> None:
    """Have a claim found by what the desk found of it now."""
    rows = connection.execute(select(_claim.id, _claim.marks).where(_claim.name == name, _claim.current)).all()
    for row in rows:
        terms = [term for term in row.marks.split(" ") if not marks.is_of("checked", term)]
        terms += [marks.of("checked", result)] if result else []
        this = update(schema.claim).where(_claim.id == row.id)
        # SQLite's index of words follows a claim out and in again, not one that changes within it.
        for change in ({"current": False}, {"marks": " ".join(terms)}, {"current": True}):
            connection.execute(this.values(change))


# --- the row itself ---------------------------------------------------------------------------------------------------


def _row(
    seq: int, at: int, name: str, words: _Words, article: Any, checked: str | None, *, current: bool = True
) -> tuple[Row, Claim]:
    document = words.document
    claim = claim_of(document["claim"])
    count, when = claim.count, claim.when
    told = {"claim": document["claim"], "quote": document["quote"]}
    row = {
        "id": seq * CLAIMS_AN_ENTRY + at,
        "entry": seq,
        "name": name,
        "article": article.id,
        "kind": claim.kind.value,
        "status": claim.status and claim.status.value,
        "figure": next((n for n in (count.best, count.low, count.high) if n is not None), None),
        "qualifier": count.qualifier.value,
        "start": when and when.start,
        "end": when and (when.end or when.start),
        "verification": max(claim.verification, key=lambda v: v.result.strength).result.value
        if claim.verification
        else None,
        "words": _sought_words(document["quote"], claim, article.title),
        "state": words.state,
        "current": current,
        "said": words.said,
        "told": journal.canonical(told).decode() if words.said is not None else None,
    }
    terms = [*_marks(row, claim, article.publisher), *([marks.of("checked", checked)] if checked else [])]
    row["marks"] = " ".join(dict.fromkeys(terms))
    return row, claim


def _marks(row: Row, claim: Claim, publisher: str | None) -> Iterator[str]:
    """What a search for fields looks through."""
    for field in ("kind", "status", "verification", "state"):
        if row[field] is not None:
            yield marks.of(field, row[field])
    yield marks.of("article", str(row["article"]))
    if publisher is not None:
        yield marks.of("publisher", publisher_name(publisher))
    for role, name in _parties(claim):
        yield marks.of(_FIELDS.get(role, role), party_id(name))
    for where in claim.place.resolved if claim.place else ():
        yield marks.of("place", place_id(where))
        if where.country is not None:
            yield marks.of("country", where.country)
    if row["figure"] is not None:
        yield from marks.of_figure(row["figure"])
    yield from marks.of_days(row["start"], row["end"])


def _sought_words(quote: str, claim: Claim, title: str | None) -> str:
    """What a search for words looks through."""
    parts = [quote, claim.attribution[0].source, *claim.attribution[0].parties]
    parts += [part.text for part in (claim.who, claim.by, claim.item, claim.place) if part]
    parts += [where.name for where in claim.place.resolved] if claim.place else []
    return "\n".join(dict.fromkeys(filter(None, [*parts, title])))


def _parties(claim: Claim) -> Iterator[tuple[str, str]]:
    """Role and name of everybody in a claim."""
    for station in claim.attribution:
        for name in station.parties or (station.source,):
            yield station.role.value, name
    for name in claim.by.parties if claim.by else ():
        yield "by", name
    if claim.who and claim.who.party:
        yield "who", claim.who.party


def _insert(connection: Connection, made: Iterable[tuple[Row, Claim]]) -> None:
    rows: list[Row] = []
    parties: dict[str, Row] = {}
    places: dict[str, Row] = {}
    roles: dict[tuple[str, str, int], Row] = {}
    totals: list[Row] = []
    for row, claim in made:
        rows.append(row)
        totals += total_rows(row["id"], claim)
        for role, name in _parties(claim):
            id = party_id(name)
            parties.setdefault(id, {"id": id, "name": name, "folded": folded(name), "merged": id})
            roles[id, role, row["id"]] = {"party": id, "role": role, "claim": row["id"]}
        for where in claim.place.resolved if claim.place else ():
            id = place_id(where)
            at = {"country": where.country, "lat": where.lat, "lon": where.lon}
            places.setdefault(id, {"id": id, "name": where.name, "folded": folded(where.name), **at})
    insert_new(connection, schema.party, parties.values())
    insert_new(connection, schema.place, places.values())
    if rows:
        connection.execute(_CLAIM, rows)
    if roles:
        connection.execute(_ROLE, list(roles.values()))
    if totals:
        connection.execute(_TOTAL, totals)
