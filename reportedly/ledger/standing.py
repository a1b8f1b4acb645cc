"""What people did, and what of it holds: of each kind the newest word that was not taken back.

An undo takes one entry back; undone itself, it brings that back. What then holds is worked out anew from all that
stands, so that it is the same as if what was taken back had never been said.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, literal, select, update

from reportedly.ledger import claim_rows, journal, schema
from reportedly.ledger.claim_rows import Texts
from reportedly.ledger.identity import bounded
from reportedly.ledger.journal import Body, Entry
from reportedly.ledger.schema import Holding, RequestState
from reportedly.ledger.subjects import (
    about_article,
    about_file,
    about_party,
    about_party_id,
    about_publisher,
    about_request,
)

KINDS = (  # of entries that people make
    *("decision", "check", "comment", "assignment", "incident", "withdrawal", "merge", "split", "own"),
    *("request", "reminder", "answer", "silence", "recall", "undo"),
)
# How the desk's word on a request changes its state; without any it is open.
REQUEST_STATES = {
    "answer": RequestState.ANSWERED,
    "silence": RequestState.SILENT,
    "recall": RequestState.WITHDRAWN,
}
_OF_REQUESTS = frozenset({"reminder", *REQUEST_STATES})
_act, _standing, _pair = schema.act.c, schema.standing.c, schema.incident_pair.c


def enter(entry: Entry, body: Body, connection: Connection, text_of: Texts) -> None:
    """Make the rows of what a person did, and say what holds after it."""
    about = {"entry": entry.seq, "kind": entry.kind, "by": bounded(body["by"]), "at": entry.at, "undone": None}
    rows = [{**about, "subject": subject} for subject in dict.fromkeys(_subjects(entry, body, connection))]
    connection.execute(insert(schema.act), rows)
    if entry.kind == "undo":
        _take_back(connection, body["entry"], entry.seq)
        done = journal.read(connection, [body["undoes"]])[body["undoes"]]
        _hold(entry, done, done.document(), connection, text_of)
    else:
        if entry.kind == "decision":
            claim_rows.decide(entry, body, connection)
        _hold(entry, entry, body, connection, text_of)


def _subjects(entry: Entry, body: Body, connection: Connection) -> Sequence[str]:
    """All that an act is in the history of."""
    match entry.kind:
        case "decision":
            return [body["name"]]
        case "check":
            return [body["claim"], *(about_file(one["sha256"]) for one in body["evidence"] if one["kind"] == "file")]
        case "assignment":
            return [body["claim"]]
        case "comment":
            return [body["subject"]]
        case "incident":
            return list(body["claims"])
        case "withdrawal":
            return [about_article(body["article"])]
        case "merge":
            return [about_party_id(id) for id in (*body["parties"], body["into"])]
        case "split":
            return [about_party_id(body["party"])]
        case "own":
            return [about_publisher(body["publisher"])]
        case "request":
            return [about_request(entry.seq), about_party(body["party"]), *body["claims"]]
    of = body["entry"] if entry.kind == "undo" else body["request"]
    return connection.execute(select(_act.subject).where(_act.entry == of)).scalars().all()


def _take_back(connection: Connection, entry: int, by: int | None) -> None:
    """An entry no longer stands. What it had undone, if it is an undo, stands again unless another undo of it does."""
    while True:
        was = connection.execute(select(_act.undone).where(_act.entry == entry).limit(1)).scalar()
        connection.execute(update(schema.act).where(_act.entry == entry).values(undone=by))
        done = journal.read(connection, [entry])[entry]
        if done.kind != "undo" or (was is None) == (by is None):
            return
        entry = done.document()["entry"]
        by = _undone_by(connection, entry)


def _undone_by(connection: Connection, entry: int) -> int | None:
    """The newest undo of an entry that stands."""
    subject = select(_act.subject).where(_act.entry == entry).limit(1).scalar_subquery()
    undos = select(_act.entry).where(
        _act.subject == subject, _act.kind == "undo", _act.undone.is_(None), _act.entry > entry
    )
    found = journal.read(connection, connection.execute(undos).scalars())
    return max((number for number, one in found.items() if one.document()["entry"] == entry), default=None)


# --- what holds -------------------------------------------------------------------------------------------------------


def _hold(entry: Entry, done: Entry, body: Body, connection: Connection, text_of: Texts) -> None:
    """Say what holds after `done`, which the entry itself is, or was taken back or brought back by it."""
    match done.kind:
        case "decision":
            before, after = _renewed(connection, Holding.DECISION, body["name"], "verdict")
            if entry is not done and before != after:
                claim_rows.settle(entry, body["name"], after, connection, text_of)
        case "check":
            before, after = _renewed(connection, Holding.CHECK, body["claim"], "result")
            if before != after:
                claim_rows.mark(connection, body["claim"], after and after[1])
        case "assignment":
            _renewed(connection, Holding.ASSIGNMENT, body["claim"], "to")
        case "own":
            _renewed(connection, Holding.OWN, about_publisher(body["publisher"]), "own")
        case "request":
            _request(connection, done.seq)
        case kind if kind in _OF_REQUESTS:
            _request(connection, body["request"])
        case "incident":
            _hold_pair(connection, entry, body["claims"])
        case "withdrawal":
            row, stands = schema.article.c, bool(_newest(connection, about_article(body["article"]), "withdrawal"))
            connection.execute(update(schema.article).where(row.id == body["article"]).values(withdrawn=stands))
        case "merge" | "split" if entry is done:
            merge_or_split(connection, done.kind, body)
        case "merge" | "split":
            _merge_again(connection)


def _newest(connection: Connection, subject: str, *kinds: str) -> int | None:
    """The newest act of those kinds on a subject that stands."""
    standing = (_act.subject == subject, _act.kind.in_(kinds), _act.undone.is_(None))
    found: int | None = connection.execute(
        select(_act.entry).where(*standing).order_by(_act.entry.desc()).limit(1)
    ).scalar()
    return found


_Held = tuple[int, str] | None


def _renewed(connection: Connection, kind: Holding, subject: str, value: str) -> tuple[_Held, _Held]:
    """Have the newest act that stands hold; gives what held before and what does now, as entry and value."""
    newest = _newest(connection, subject, kind)
    now = None
    if newest is not None:
        said = journal.read(connection, [newest])[newest].document()[value]
        now = (newest, str(said if said is not None else ""))
    return _put(connection, kind, subject, now), now


def _put(connection: Connection, kind: Holding, subject: str, now: _Held) -> _Held:
    this = (_standing.subject == subject, _standing.kind == kind)
    row = connection.execute(select(_standing.entry, _standing.value).where(*this)).first()
    before = (row.entry, row.value) if row else None
    if before != now:
        connection.execute(delete(schema.standing).where(*this))
        if now:
            held: dict[str, Any] = {"subject": subject, "kind": kind.value, "entry": now[0], "value": now[1]}
            connection.execute(insert(schema.standing), held)
    return before


def _request(connection: Connection, request: int) -> None:
    """A request is what the desk said of it last: answered, silent, withdrawn; open before."""
    subject = about_request(request)
    state = None
    if _newest(connection, subject, "request") is not None:
        last = _newest(connection, subject, *REQUEST_STATES)
        state = RequestState.OPEN if last is None else REQUEST_STATES[journal.read(connection, [last])[last].kind]
    _put(connection, Holding.REQUEST, subject, (request, state.value) if state else None)


def _hold_pair(connection: Connection, entry: Entry, claims: Sequence[str]) -> None:
    """Whether two claims are of one happening: the newest word on the pair that stands; nobody's where none does."""
    one, other = sorted(claims)
    acts = schema.act.alias().c
    both = (
        select(_act.entry)
        .where(_act.subject == one, _act.kind == "incident", _act.undone.is_(None))
        .where(_act.entry.in_(select(acts.entry).where(acts.subject == other, acts.kind == "incident")))
    )
    last = connection.execute(both.order_by(_act.entry.desc()).limit(1)).scalar()
    same = journal.read(connection, [last])[last].document()["same"] if last is not None else None
    connection.execute(delete(schema.incident_pair).where(_pair.one == one, _pair.other == other))
    row = {"one": one, "other": other, "same": same, "entry": entry.seq if last is None else last}
    connection.execute(insert(schema.incident_pair), row)


def merge_or_split(connection: Connection, kind: str, body: Body) -> None:
    """Parties that are one: all that goes by one of the ids goes by `into` from now on. Or one stands alone again."""
    party = schema.party.c
    if kind == "merge":
        those = party.merged.in_(body["parties"])
        connection.execute(update(schema.party).where(those).values(merged=literal(body["into"])))
    else:
        connection.execute(update(schema.party).where(party.id == body["party"]).values(merged=party.id))


def _merge_again(connection: Connection) -> None:
    """Merge and split all parties anew, by what stands: a merge takes with it what was merged before."""
    party = schema.party.c
    connection.execute(update(schema.party).where(party.merged != party.id).values(merged=party.id))
    standing = select(_act.entry).where(_act.kind.in_(("merge", "split")), _act.undone.is_(None)).distinct()
    found = journal.read(connection, connection.execute(standing).scalars())
    for _, done in sorted(found.items()):
        merge_or_split(connection, done.kind, done.document())
