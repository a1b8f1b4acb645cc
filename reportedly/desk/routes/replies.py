"""The right of reply: parties are asked about claims and reminded; what they answer, or that they do not, is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from reportedly.desk import mail
from reportedly.desk.access import Visitor, needs
from reportedly.desk.accounts.role import Role
from reportedly.desk.accounts.token import Scope
from reportedly.desk.asking import letter, reminder
from reportedly.desk.pages import render
from reportedly.desk.problems import ProblemError
from reportedly.desk.state import Desk, desk_of
from reportedly.ledger import Kept, acts

router = APIRouter(prefix="/desk/replies")
_DAYS = 3  # to answer in, unless somebody says otherwise
_Text = Annotated[str, Form(max_length=20_000)]


@router.get("")
def listed(
    request: Request, state: Annotated[str, Query(max_length=20)] = "", who: Visitor = needs(Role.ANALYST, Scope.REVIEW)
) -> Response:
    """All requests, those that are open first, by their deadline."""
    found = acts.requests(desk_of(request).ledger)
    found = [one for one in found if not state or one.state == state]
    found.sort(key=lambda one: (one.state not in ("open", "overdue"), one.deadline))
    return render(request, "replies.html", who=who, requests=found, state=state)


@router.get("/new")
def form(
    request: Request,
    claim: Annotated[list[str], Query(max_length=20)] = [],  # noqa: B006
    party: Annotated[str, Query(max_length=200)] = "",
    who: Visitor = needs(Role.ANALYST, Scope.REVIEW),
) -> Response:
    """The form, with a letter that names the claims."""
    desk = desk_of(request)
    claims = _claims(desk, claim)
    given = {
        "party": party,
        "to": "",
        "channel": "email",
        "deadline": (_today() + timedelta(days=_DAYS)).isoformat(),
        "text": letter(desk.settings, claims, party or "the party", _today() + timedelta(days=_DAYS)),
    }
    return _form(request, who, claims, given, None)


def _form(request: Request, who: Visitor, claims: list[Kept], given: dict[str, str], wrong: str | None) -> Response:
    can_mail = mail.configured(desk_of(request).settings)
    page = render(request, "reply_new.html", who=who, claims=claims, given=given, wrong=wrong, can_mail=can_mail)
    page.status_code = 422 if wrong else 200
    return page


@router.post("")
def ask(
    request: Request,
    claim: Annotated[list[str], Form(max_length=20)],
    party: Annotated[str, Form(max_length=200)],
    to: Annotated[str, Form(max_length=200)],
    channel: Annotated[str, Form(max_length=40)],
    deadline: Annotated[str, Form(max_length=10)],
    text: _Text,
    send: Annotated[bool, Form()] = False,
    who: Visitor = needs(Role.ANALYST, Scope.REVIEW),
) -> Response:
    """Enter a request; it is mailed first where that is asked for, so that none stands that did not go out."""
    desk = desk_of(request)
    claims = _claims(desk, claim)
    given = {"party": party, "to": to, "channel": channel, "deadline": deadline, "text": text}
    try:
        day = date.fromisoformat(deadline)
    except ValueError:
        return _form(request, who, claims, given, f"the deadline “{deadline}” is not a date; write it as 2024-03-12")
    if send:
        try:
            mail.send(desk.settings, to.strip(), f"Request for comment, by {day.isoformat()}", text)
        except mail.MailError as error:
            return _form(request, who, claims, given, str(error))
    names = [one.name for one in claims]
    entry = acts.request_reply(
        desk.ledger,
        party.strip(),
        names,
        to=to.strip(),
        channel=channel.strip(),
        deadline=day,
        text=text.strip(),
        by=who.name,
    )
    return RedirectResponse(f"/desk/replies/{entry}", 303)


@router.get("/{entry}")
def one(request: Request, entry: int, who: Visitor = needs(Role.ANALYST, Scope.REVIEW)) -> Response:
    """One request, what came of it, and the text to copy."""
    desk = desk_of(request)
    found = _request(desk, entry)
    return render(
        request,
        "reply.html",
        who=who,
        one=found,
        claims=_claims(desk, found.claims),
        today=_today().isoformat(),
        can_mail=mail.configured(desk.settings) and "@" in found.to,
        reminding=reminder(found),
    )


@router.post("/{entry}/reminder")
def remind(
    request: Request,
    entry: int,
    how: Annotated[str, Form(max_length=200)],
    text: _Text = "",
    send: Annotated[bool, Form()] = False,
    who: Visitor = needs(Role.ANALYST, Scope.REVIEW),
) -> Response:
    """Remind a party, by mail or otherwise."""
    desk = desk_of(request)
    found = _request(desk, entry)
    if send:
        try:
            mail.send(desk.settings, found.to, f"Reminder: request for comment, by {found.deadline.isoformat()}", text)
        except mail.MailError as error:
            raise ProblemError(502, str(error)) from None
    acts.remind(desk.ledger, entry, how=how.strip(), by=who.name)
    return RedirectResponse(f"/desk/replies/{entry}", 303)


@router.post("/{entry}/answer")
def answer(
    request: Request,
    entry: int,
    text: _Text,
    received: Annotated[str, Form(max_length=10)],
    who: Visitor = needs(Role.ANALYST, Scope.REVIEW),
) -> Response:
    """Enter what the party answered."""
    desk = desk_of(request)
    _request(desk, entry)
    try:
        day = date.fromisoformat(received)
    except ValueError:
        raise ProblemError(422, f"“{received}” is not a date; write it as 2024-03-12") from None
    acts.answer(desk.ledger, entry, text.strip(), received=day, by=who.name)
    return RedirectResponse(f"/desk/replies/{entry}", 303)


@router.post("/{entry}/silence")
def silence(request: Request, entry: int, who: Visitor = needs(Role.ANALYST, Scope.REVIEW)) -> Response:
    """Note that the deadline passed without an answer."""
    desk = desk_of(request)
    _request(desk, entry)
    acts.silence(desk.ledger, entry, by=who.name)
    return RedirectResponse(f"/desk/replies/{entry}", 303)


@router.post("/{entry}/withdrawal")
def withdraw(
    request: Request,
    entry: int,
    reason: Annotated[str, Form(max_length=5_000)] = "",
    who: Visitor = needs(Role.ANALYST, Scope.REVIEW),
) -> Response:
    """Withdraw a request."""
    desk = desk_of(request)
    _request(desk, entry)
    acts.withdraw_request(desk.ledger, entry, by=who.name, reason=reason.strip())
    return RedirectResponse(f"/desk/replies/{entry}", 303)


def _request(desk: Desk, entry: int) -> acts.Request:
    found = next((one for one in acts.requests(desk.ledger) if one.entry == entry), None)
    if found is None:
        raise ProblemError(404, f"no request {entry}")
    return found


def _claims(desk: Desk, names: list[str] | tuple[str, ...]) -> list[Kept]:
    found = []
    for name in dict.fromkeys(names):
        history = desk.ledger.history(name) if len(name) == 16 else []
        if not history:
            raise ProblemError(404, f"no claim {name} in this ledger")
        found.append(next((one for one in history if one.current), history[-1]))
    if not found:
        raise ProblemError(422, "a request names the claims it is about: start it from a claim’s page")
    return found


def _today() -> date:
    return datetime.now(UTC).date()
