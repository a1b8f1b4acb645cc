"""The right of reply: parties are asked about claims and reminded; what they answer, or that they do not, is kept."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from reportedly.desk import acting, mail
from reportedly.desk.access import Visitor, needs
from reportedly.desk.accounts.role import Role
from reportedly.desk.accounts.token import Scope
from reportedly.desk.api.acts import ReplyRequest
from reportedly.desk.api.answering import Given, Number, Words, links, told
from reportedly.desk.problem import ProblemError
from reportedly.desk.state import desk_of
from reportedly.ledger import acts
from reportedly.ledger.acts import RequestState

router = APIRouter(tags=["replies"], prefix="/requests")
Text = Annotated[Words, Field(min_length=1, max_length=20_000)]
Line = Annotated[Words, Field(min_length=1, max_length=200)]


class NewRequest(Given):
    """A party is asked about claims; with `send` the text is mailed to `to` first, where a mail server is set up."""

    party: Line
    claims: Annotated[list[Annotated[str, Field(pattern="^[0-9a-f]{16}$")]], Field(min_length=1, max_length=100)]
    to: Line
    channel: Annotated[Words, Field(min_length=1, max_length=40)]
    deadline: date
    text: Text
    send: bool = False


class NewReminder(Given):
    """A party is reminded; with `send` the text is mailed to whom the request went."""

    how: Line
    text: Annotated[Words, Field(max_length=20_000)] = ""
    send: bool = False


class NewAnswer(Given):
    """What a party answered, and the day on which that came."""

    text: Text
    received: date


class Withdrawal(Given):
    """Why the desk no longer asks."""

    reason: Annotated[Words, Field(max_length=5_000)] = ""


class Requests(BaseModel):
    """Requests for reply, oldest first."""

    items: list[ReplyRequest]


def _mailable(request: Request, send: bool) -> None:
    if send and not mail.configured(desk_of(request).settings):
        raise ProblemError(422, "send: no mail server is set up at this desk; send it yourself and leave this out")


def _told(request: Request, who: Visitor, entry: int, status: int = 200) -> Response:
    headers = {"Location": f"/api/v1/requests/{entry}"} if status == 201 else {}
    found = acting.request(desk_of(request), entry)
    return told(who, ReplyRequest.of(found, whole=True), status=status, headers=headers)


@router.get(
    "",
    operation_id="list_requests",
    summary="List the requests for reply",
    response_model=Requests,
    responses={200: {"headers": links("ETag")}},
)
def listed(
    request: Request,
    state: Annotated[RequestState | None, Query(description="Only those of this state.")] = None,
    claim: Annotated[str | None, Query(pattern="^[0-9a-f]{16}$", description="Only those about this claim.")] = None,
    party: Annotated[Words | None, Query(max_length=200, description="Only those to this party.")] = None,
    who: Visitor = needs(Role.ANALYST, Scope.REVIEW),
) -> Response:
    """All of them, or some."""
    found = acts.requests(desk_of(request).ledger, claim=claim, party=party)
    return told(who, Requests(items=[ReplyRequest.of(one, whole=True) for one in found if state in (None, one.state)]))


@router.post(
    "",
    operation_id="ask_party",
    summary="Ask a party about claims",
    status_code=201,
    response_model=ReplyRequest,
    responses={201: {"headers": links("Location")}, 404: {}, 502: {}},
)
def ask(request: Request, given: NewRequest, who: Visitor = needs(Role.ANALYST, Scope.REVIEW)) -> Response:
    """Enter a request; none stands that did not go out."""
    _mailable(request, given.send)
    about = {"to": given.to, "channel": given.channel, "text": given.text, "by": who.name}
    claims = list(dict.fromkeys(given.claims))
    try:
        entry = acting.ask(desk_of(request), given.party, claims, deadline=given.deadline, send=given.send, **about)
    except mail.MailError as error:
        raise ProblemError(502, str(error)) from None
    return _told(request, who, entry, 201)


@router.get(
    "/{number}",
    operation_id="get_request",
    summary="Get a request for reply with what came of it",
    response_model=ReplyRequest,
    responses={200: {"headers": links("ETag")}},
)
def one(request: Request, number: Number, who: Visitor = needs(Role.ANALYST, Scope.REVIEW)) -> Response:
    """One request."""
    return _told(request, who, number)


@router.post(
    "/{number}/reminders",
    operation_id="remind_party",
    summary="Remind a party of a request",
    response_model=ReplyRequest,
    responses={502: {}},
)
def remind(
    request: Request, number: Number, given: NewReminder, who: Visitor = needs(Role.ANALYST, Scope.REVIEW)
) -> Response:
    """By mail, or otherwise."""
    _mailable(request, given.send)
    acting.remind(desk_of(request), number, how=given.how, text=given.text, send=given.send, by=who.name)
    return _told(request, who, number)


@router.post(
    "/{number}/answers",
    operation_id="enter_answer",
    summary="Enter what a party answered",
    response_model=ReplyRequest,
)
def answer(
    request: Request, number: Number, given: NewAnswer, who: Visitor = needs(Role.ANALYST, Scope.REVIEW)
) -> Response:
    """In time, late, or once more."""
    desk = desk_of(request)
    acting.request(desk, number)
    acts.answer(desk.ledger, number, given.text.strip(), received=given.received, by=who.name)
    return _told(request, who, number)


@router.post(
    "/{number}/silence",
    operation_id="note_silence",
    summary="Note that the deadline passed without an answer",
    response_model=ReplyRequest,
)
def silence(request: Request, number: Number, who: Visitor = needs(Role.ANALYST, Scope.REVIEW)) -> Response:
    """Readers are told so."""
    desk = desk_of(request)
    acting.request(desk, number)
    acts.silence(desk.ledger, number, by=who.name)
    return _told(request, who, number)


@router.post(
    "/{number}/withdrawal",
    operation_id="withdraw_request",
    summary="Withdraw a request",
    response_model=ReplyRequest,
)
def withdraw(
    request: Request, number: Number, given: Withdrawal, who: Visitor = needs(Role.ANALYST, Scope.REVIEW)
) -> Response:
    """The desk no longer asks."""
    desk = desk_of(request)
    acting.request(desk, number)
    acts.withdraw_request(desk.ledger, number, by=who.name, reason=given.reason.strip())
    return _told(request, who, number)
