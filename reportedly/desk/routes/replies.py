"""The right of reply: parties are asked about claims and reminded; what they answer, or that they do not, is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from reportedly.desk import acting, mail
from reportedly.desk.access import Visitor, needs
from reportedly.desk.accounts.role import Role
from reportedly.desk.accounts.token import Scope
from reportedly.desk.asking import letter, reminder
from reportedly.desk.claim import newest, states_of
from reportedly.desk.pages import render
from reportedly.desk.problem import ProblemError
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
    names = [one.name for one in claims]
    about = {"to": to, "channel": channel, "text": text, "by": who.name}
    try:
        entry = acting.ask(desk, party, names, deadline=day, send=send, **about)
    except mail.MailError as error:
        return _form(request, who, claims, given, str(error))
    return RedirectResponse(f"/desk/replies/{entry}", 303)


@router.get("/{entry}")
def one(request: Request, entry: int, who: Visitor = needs(Role.ANALYST, Scope.REVIEW)) -> Response:
    """One request, what came of it, and the text to copy."""
    desk = desk_of(request)
    found = acting.request(desk, entry)
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
    acting.remind(desk_of(request), entry, how=how, text=text, send=send, by=who.name)
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
    acting.request(desk, entry)
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
    acting.request(desk, entry)
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
    acting.request(desk, entry)
    acts.withdraw_request(desk.ledger, entry, by=who.name, reason=reason.strip())
    return RedirectResponse(f"/desk/replies/{entry}", 303)


def _claims(desk: Desk, names: list[str] | tuple[str, ...]) -> list[Kept]:
    found = [newest(states_of(desk, name)) for name in dict.fromkeys(names)]
    if not found:
        raise ProblemError(422, "a request names the claims it is about: start it from a claim’s page")
    return found


def _today() -> date:
    return datetime.now(UTC).date()
