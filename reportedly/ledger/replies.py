"""The right of reply: who was asked about which claims, was reminded, and answered, or did not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from reportedly.ledger import Ledger, journal, projection, schema
from reportedly.ledger.database import LedgerError, asking, writing
from reportedly.ledger.journal import Body, Entry
from reportedly.ledger.schema import Holding, RequestState
from reportedly.ledger.standing import REQUEST_STATES
from reportedly.ledger.subjects import about_request, claim_called, name_of, parties_with, stated

_act, _standing = schema.act.c, schema.standing.c
_A_DAY = timedelta(days=1)  # in the east it is tomorrow already when it is still today in UTC


@dataclass(frozen=True, slots=True)
class Reminder:
    """A party was reminded of a request: how, when, by whom."""

    entry: int
    how: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a party answered, and the day on which that came; `by` is who entered it."""

    entry: int
    text: str
    received: date
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Request:
    """A party was asked about claims: on which day, to whom it went, how, until when, in which words.

    `state` is overdue where it is open after the deadline. `closed_by` and `closed_at` are of whoever noted that it was
    answered, left without an answer, or withdrawn.
    """

    entry: int
    party: str
    claims: tuple[str, ...]
    to: str
    channel: str
    on: date
    deadline: date
    text: str
    by: str
    at: str
    state: RequestState
    reminders: tuple[Reminder, ...] = ()
    answers: tuple[Answer, ...] = ()
    closed_by: str | None = None
    closed_at: str | None = None


def today() -> date:
    """The day it is in UTC."""
    return datetime.now(UTC).date()


# --- doing ------------------------------------------------------------------------------------------------------------


def request_reply(
    ledger: Ledger,
    party: str,
    claims: Collection[str],
    *,
    to: str,
    channel: str,
    deadline: date,
    text: str,
    by: str,
    on: date | None = None,
) -> int:
    """A party is asked about claims; gives the number of the request. `on` is the desk's day, else today's in UTC.

    Raises LedgerError where a claim is unknown, a name or the text is empty, or the deadline is before that day.
    """
    on = on or today()
    if deadline < on:
        raise LedgerError(f"the deadline {deadline} is before the request, which is of {on}")
    told = {
        "party": name_of(party, "the party"),
        "to": name_of(to, "to whom it goes"),
        "channel": name_of(channel, "the channel"),
        "text": stated(text, "the text of the request"),
        "by": name_of(by, "by"),
        "on": on.isoformat(),
        "deadline": deadline.isoformat(),
    }
    with writing(ledger.engine) as connection:
        pen = journal.Pen(connection)
        names = list(dict.fromkeys(claim_called(connection, claim) for claim in claims))
        if not names:
            raise LedgerError("a request names at least one claim")
        return projection.enter(pen, "request", {**told, "claims": names}).seq


def remind(ledger: Ledger, request: int, *, how: str, by: str) -> int:
    """A party is reminded of a request; gives the entry's number. Raises LedgerError where it is not open."""
    told = {"how": stated(how, "how it was reminded"), "by": name_of(by, "by")}
    return _enter(ledger, "reminder", request, told, RequestState.OPEN)


def answer(ledger: Ledger, request: int, text: str, *, received: date, by: str) -> int:
    """A party has answered a request, in time, late, or once more; gives the entry's number.

    Raises LedgerError where there is no such request or it was withdrawn, and where the answer came before it or comes
    tomorrow.
    """
    told = {"text": stated(text, "the answer"), "by": name_of(by, "by"), "received": received.isoformat()}
    if received > today() + _A_DAY:
        raise LedgerError(f"an answer cannot have come on {received}, which is still to come")
    states = (RequestState.OPEN, RequestState.SILENT, RequestState.ANSWERED)
    return _enter(ledger, "answer", request, told, *states, received=received)


def silence(ledger: Ledger, request: int, *, by: str, on: date | None = None) -> int:
    """The deadline of a request has passed without an answer; gives the entry's number.

    `on` is the desk's day, else today's in UTC. Raises LedgerError where the request is not open, or not yet due.
    """
    on = on or today()
    told = {"by": name_of(by, "by"), "on": on.isoformat()}
    return _enter(ledger, "silence", request, told, RequestState.OPEN, noted=on)


def withdraw_request(ledger: Ledger, request: int, *, by: str, reason: str = "") -> int:
    """The desk no longer asks; gives the entry's number. Raises LedgerError where the request is not open."""
    told = {"by": name_of(by, "by"), "reason": reason}
    return _enter(ledger, "recall", request, told, RequestState.OPEN)


def _enter(
    ledger: Ledger,
    kind: str,
    request: int,
    told: Body,
    *states: RequestState,
    received: date | None = None,
    noted: date | None = None,
) -> int:
    with writing(ledger.engine) as connection:
        pen = journal.Pen(connection)
        state = _state(connection, request)
        if state not in states:
            raise LedgerError(f"request {request} is {state} already")
        asked = journal.read(connection, [request])[request].document()
        if received is not None and received < date.fromisoformat(asked["on"]):
            raise LedgerError(f"an answer of {received} is before the request, which is of {asked['on']}")
        if noted is not None and noted <= date.fromisoformat(asked["deadline"]):
            raise LedgerError(f"request {request} may still be answered: its deadline is {asked['deadline']}")
        return projection.enter(pen, kind, {**told, "request": request}).seq


def _state(connection: Connection, request: int) -> RequestState:
    this = (_standing.subject == about_request(request), _standing.kind == Holding.REQUEST)
    state = connection.execute(select(_standing.value).where(*this)).scalar()
    if state is None:
        was = connection.execute(select(_act.undone).where(_act.entry == request, _act.kind == "request")).first()
        raise LedgerError(f"request {request} was undone" if was else f"no request {request}")
    return RequestState(state)


# --- asking -----------------------------------------------------------------------------------------------------------


def requests(
    ledger: Ledger,
    *,
    claim: str | None = None,
    party: str | None = None,
    open: bool | None = None,
    on: date | None = None,
) -> list[Request]:
    """The requests about a claim, to a party, open or not open, or all of them, oldest first; undone ones left out.

    `on` is the desk's day, by which open ones are overdue, else today's in UTC. Raises LedgerError where there is no
    such claim.
    """
    held = select(_standing.entry, _standing.value).where(_standing.kind == Holding.REQUEST)
    if open is not None:
        is_open = _standing.value == RequestState.OPEN
        held = held.where(is_open if open else _standing.value != RequestState.OPEN)
    with asking(ledger.engine) as connection:
        for subjects in _wanted(connection, claim, party):
            asked = select(_act.entry).where(_act.subject.in_(subjects), _act.kind == "request")
            held = held.where(_standing.entry.in_(asked))
        states = {row.entry: RequestState(row.value) for row in connection.execute(held.order_by(_standing.entry))}
        return _requests(connection, states, on or today())


def request_numbered(ledger: Ledger, entry: int, *, on: date | None = None) -> Request | None:
    """The request with that number of an entry; None where there is none, or it was undone."""
    held = (_standing.subject == about_request(entry), _standing.kind == Holding.REQUEST)
    with asking(ledger.engine) as connection:
        state = connection.execute(select(_standing.value).where(*held)).scalar()
        return _requests(connection, {entry: RequestState(state)}, on or today())[0] if state is not None else None


def _wanted(connection: Connection, claim: str | None, party: str | None) -> list[list[str]]:
    found = [[claim_called(connection, claim)]] if claim is not None else []
    return found + ([parties_with(connection, party)] if party is not None else [])


def _requests(connection: Connection, states: dict[int, RequestState], on: date) -> list[Request]:
    subjects = {about_request(number): number for number in states}
    rows = connection.execute(
        select(_act.entry, _act.subject).where(_act.subject.in_(subjects), _act.undone.is_(None)).order_by(_act.entry)
    ).all()
    entries = journal.read(connection, {row.entry for row in rows})
    after: dict[int, list[Entry]] = {}
    for row in rows:
        after.setdefault(subjects[row.subject], []).append(entries[row.entry])
    return [_request(after[number], state, on) for number, state in states.items()]


def _request(entries: Sequence[Entry], state: RequestState, on: date) -> Request:
    """A request from its entries that stand, itself the first."""
    told: Any = [(entry, entry.document()) for entry in entries]
    asked, closing = told[0][1], [(e, d) for e, d in told if e.kind in REQUEST_STATES]
    deadline = date.fromisoformat(asked["deadline"])
    return Request(
        entries[0].seq,
        asked["party"],
        tuple(asked["claims"]),
        asked["to"],
        asked["channel"],
        date.fromisoformat(asked["on"]),
        deadline,
        asked["text"],
        asked["by"],
        entries[0].at,
        RequestState.OVERDUE if state is RequestState.OPEN and deadline < on else state,
        tuple(Reminder(e.seq, d["how"], d["by"], e.at) for e, d in told if e.kind == "reminder"),
        tuple(
            Answer(e.seq, d["text"], date.fromisoformat(d["received"]), d["by"], e.at)
            for e, d in told
            if e.kind == "answer"
        ),
        closing[-1][1]["by"] if closing else None,
        closing[-1][0].at if closing else None,
    )
