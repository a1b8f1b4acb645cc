"""What the journal says now: each entry in turn becomes rows that can be asked.

The same function serves adding, restoring and checking: who applies all entries to empty tables has the tables.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Insert, Table, bindparam, delete, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from reportedly.claim import Claim, Role
from reportedly.ledger import marks, schema
from reportedly.ledger.copies import sketch_of
from reportedly.ledger.identity import folded, party_id, place_id, publisher_name
from reportedly.ledger.journal import Body, Entry, Pen, kept
from reportedly.ledger.schema import State
from reportedly.ledger.totals import total_rows

CLAIM: TypeAdapter[Claim] = TypeAdapter(Claim)
CLAIMS_AN_ENTRY = 1 << 12  # a claim's row number is its entry's number times this, and its place there

# Statements that every article needs are made once: making them costs as much as running them.
_ARTICLE, _BAND, _CLAIM, _ROLE = (insert(t) for t in (schema.article, schema.band, schema.claim, schema.claim_party))
_TOTAL = insert(schema.total)
_READ_ARTICLE = select(schema.article).where(schema.article.c.id == bindparam("number"))
_JUDGED = select(schema.claim.c.name).where(
    schema.claim.c.name.in_(bindparam("names", expanding=True)), schema.claim.c.state != State.READ
)
_NOT_TODAY = (
    update(schema.claim)
    .where(schema.claim.c.article == bindparam("number"), schema.claim.c.state == State.READ, schema.claim.c.current)
    .values(current=False)
)
_NEWEST = (
    update(schema.article)
    .where(schema.article.c.id == bindparam("number"))
    .values(reading=bindparam("read_in"), reader=bindparam("read_by"))
)

# The field of a query for each role; the others have its name.
_FIELDS = {role.value: "claimant" if role is Role.CLAIMANT else "via" for role in Role}

Row = dict[str, Any]
Texts = Callable[[bytes], str]


def claim_of(document: Body) -> Claim:
    """The claim in a document of the journal."""
    return CLAIM.validate_python(document)


def document_of(claim: Claim) -> Body:
    """A claim as the journal keeps it; `claim_of` gives it back."""
    document: Body = CLAIM.dump_python(claim, mode="json", exclude_defaults=True)
    return document


def enter(pen: Pen, kind: str, body: Body) -> Entry:
    """Write an entry and make its rows."""
    entry = pen.append(kind, body)
    apply(entry, pen.connection, lambda digest: kept(pen.connection, digest).decode())
    return entry


def apply(entry: Entry, connection: Connection, text_of: Texts) -> None:
    """Make the rows of an entry; `text_of` gives the text with a digest."""
    body = entry.document()
    _APPLY[entry.kind](entry, body, connection, text_of)


# --- articles ---------------------------------------------------------------------------------------------------------


def _article(entry: Entry, body: Body, connection: Connection, text_of: Texts) -> None:
    if body["version"] > 1:
        older = schema.article.c.key == body["key"]
        claims = schema.claim.c.article.in_(select(schema.article.c.id).where(older, schema.article.c.current))
        connection.execute(update(schema.claim).where(claims).values(current=False))
        connection.execute(update(schema.article).where(older).values(current=False))
    text = bytes.fromhex(body["text"]["sha256"])
    capture = body.get("capture") or {}
    connection.execute(
        _ARTICLE,
        {
            "id": entry.seq,
            "key": body["key"],
            "version": body["version"],
            "digest": bytes.fromhex(body["digest"]),
            "name": body["name"],
            "title": body["title"],
            "publisher": body["publisher"],
            "byline": body["byline"],
            "published": body["published"] and date.fromisoformat(body["published"]),
            "url": body["url"],
            "language": body["language"],
            "origin": body["origin"],
            "text": text,
            "source": bytes.fromhex(capture["sha256"]) if capture else None,
            "retrieved": capture.get("retrieved"),
            "copy_of": body["copy_of"],
            "reading": None,
            "reader": None,
            "current": True,
            "withdrawn": False,
        },
    )
    # Only an original can be copied; else a thousand copies would each be compared with all before.
    bands = sorted(set(sketch_of(text_of(text), body["language"]).bands)) if body["copy_of"] is None else []
    if bands:
        connection.execute(_BAND, [{"hash": hash, "article": entry.seq} for hash in bands])
    followed = capture.get("details", {}).get("link")
    if isinstance(followed, str):
        _followed(entry, followed, entry.seq, connection)


def _withdrawal(entry: Entry, body: Body, connection: Connection, text_of: Texts) -> None:
    connection.execute(update(schema.article).where(schema.article.c.id == body["article"]).values(withdrawn=True))


# --- claims -----------------------------------------------------------------------------------------------------------


def _reading(entry: Entry, body: Body, connection: Connection, text_of: Texts) -> None:
    number = body["article"]
    article = connection.execute(_READ_ARTICLE, {"number": number}).one()
    if article.reading is not None:
        connection.execute(_NOT_TODAY, {"number": number})
    names = [one["name"] for one in body["claims"]]
    judged = set(connection.execute(_JUDGED, {"names": names}).scalars()) if names else set()
    connection.execute(_NEWEST, {"number": number, "read_in": entry.seq, "read_by": body["reader"]})
    _insert(
        connection,
        (
            _claim_row(entry.seq, at, one, article, State.READ, current=article.current and one["name"] not in judged)
            for at, one in enumerate(body["claims"])
        ),
    )


def _decision(entry: Entry, body: Body, connection: Connection, text_of: Texts) -> None:
    last = connection.execute(
        select(schema.claim.c.article)
        .where(schema.claim.c.name == body["name"])
        .order_by(schema.claim.c.id.desc())
        .limit(1)
    ).scalar_one()
    article = connection.execute(select(schema.article).where(schema.article.c.id == last)).one()
    connection.execute(update(schema.claim).where(schema.claim.c.name == body["name"]).values(current=False))
    _insert(connection, [_claim_row(entry.seq, 0, body, article, body["verdict"], current=True)])


def _claim_row(seq: int, at: int, document: Body, article: Any, state: str, *, current: bool) -> tuple[Row, Claim]:
    claim = claim_of(document["claim"])
    count, when = claim.count, claim.when
    row = {
        "id": seq * CLAIMS_AN_ENTRY + at,
        "entry": seq,
        "name": document["name"],
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
        "words": _words(document["quote"], claim, article.title),
        "state": state,
        "current": current,
    }
    row["marks"] = " ".join(dict.fromkeys(_marks(row, claim, article.publisher)))
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


def _words(quote: str, claim: Claim, title: str | None) -> str:
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
    _new(connection, schema.party, parties.values())
    _new(connection, schema.place, places.values())
    if rows:
        connection.execute(_CLAIM, rows)
    if roles:
        connection.execute(_ROLE, list(roles.values()))
    if totals:
        connection.execute(_TOTAL, totals)


def _new(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Insert what is not there yet; who came first named it."""
    if found := list(rows):
        connection.execute(_if_new(table, connection.dialect.name), found)


@cache
def _if_new(table: Table, dialect: str) -> Insert:
    made: Insert = (postgresql if dialect == "postgresql" else sqlite).insert(table).on_conflict_do_nothing()
    return made


# --- parties ----------------------------------------------------------------------------------------------------------


def _merge(entry: Entry, body: Body, connection: Connection, text_of: Texts) -> None:
    """Parties that are one: all that goes by one of the ids goes by `into` from now on."""
    merged = schema.party.c.merged
    connection.execute(update(schema.party).where(merged.in_(body["parties"])).values(merged=literal(body["into"])))


def _split(entry: Entry, body: Body, connection: Connection, text_of: Texts) -> None:
    """A party that was merged stands for itself again."""
    own = schema.party.c.id == body["party"]
    connection.execute(update(schema.party).where(own).values(merged=schema.party.c.id))


# --- incidents --------------------------------------------------------------------------------------------------------


def _pair(entry: Entry, body: Body, connection: Connection, text_of: Texts) -> None:
    """Whether two claims are of one happening: the newest word on a pair holds."""
    one, other = sorted(body["claims"])
    row = schema.incident_pair.c
    connection.execute(delete(schema.incident_pair).where(row.one == one, row.other == other))
    connection.execute(
        insert(schema.incident_pair), {"one": one, "other": other, "same": body["same"], "entry": entry.seq}
    )


# --- feeds ------------------------------------------------------------------------------------------------------------


def link_digest(link: str) -> bytes:
    """What a link is looked up by."""
    return hashlib.sha256(link.encode()).digest()


def _followed(entry: Entry, link: str, article: int | None, connection: Connection) -> None:
    row = {"digest": link_digest(link), "url": link, "article": article, "entry": entry.seq}
    _new(connection, schema.link, [row])


def _link(entry: Entry, body: Body, connection: Connection, text_of: Texts) -> None:
    _followed(entry, body["link"], body["article"], connection)


def _poll(entry: Entry, body: Body, connection: Connection, text_of: Texts) -> None:
    connection.execute(delete(schema.feed).where(schema.feed.c.url == body["feed"]))
    row = {"url": body["feed"], "etag": body["etag"], "modified": body["modified"], "entry": entry.seq}
    connection.execute(insert(schema.feed), row)


def _nothing(entry: Entry, body: Body, connection: Connection, text_of: Texts) -> None:
    pass


_APPLY: dict[str, Callable[[Entry, Body, Connection, Texts], None]] = {
    "article": _article,
    "withdrawal": _withdrawal,
    "reading": _reading,
    "decision": _decision,
    "merge": _merge,
    "split": _split,
    "incident": _pair,
    "poll": _poll,
    "link": _link,
    "checkpoint": _nothing,
    "timestamp": _nothing,
}
