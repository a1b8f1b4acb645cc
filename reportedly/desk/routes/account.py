"""One's own account: tokens for programs, saved searches, the password."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from reportedly.desk import searches
from reportedly.desk.access import Visitor, needs
from reportedly.desk.accounts import account, session, token
from reportedly.desk.accounts.limits import SIGN_IN
from reportedly.desk.accounts.role import Role
from reportedly.desk.accounts.token import Scope
from reportedly.desk.pages import remember, render
from reportedly.desk.problem import ProblemError
from reportedly.desk.state import desk_of
from reportedly.ledger import LedgerError
from reportedly.ledger.schema import HIGHEST

router = APIRouter(prefix="/account")
_Name = Annotated[str, Form(max_length=200)]
_Password = Annotated[str, Form(max_length=1_000)]


@router.get("")
def mine(request: Request, who: Visitor = needs(Role.READER, Scope.ADMIN)) -> Response:
    """What is mine."""
    return _page(request, who)


def _page(request: Request, who: Visitor, status: int = 200, **told: Any) -> Response:
    engine = desk_of(request).ledger.engine
    about = {"made": None, "wrong": None} | told
    tokens, saved = token.of(engine, who.known), searches.of(engine, who.id)
    page = render(request, "account.html", who=who, tokens=tokens, searches=saved, scopes=list(Scope), **about)
    page.status_code = status
    return page


@router.post("/tokens")
def make_token(
    request: Request,
    name: _Name = "",
    scope: Annotated[list[str], Form(max_length=10)] = [],  # noqa: B006
    days: Annotated[str, Form(max_length=6)] = "",
    who: Visitor = needs(Role.READER, Scope.ADMIN),
) -> Response:
    """Make a token; what it is is shown on this one page, which no cache keeps."""
    try:
        scopes = {Scope(one) for one in scope}
        if not who.may_hand_on(scopes):
            raise ProblemError(403, "a token makes none with a scope that it has not itself")
        if days and not (days.isdecimal() and 0 < int(days) <= 3_650):
            raise ProblemError(422, "a token lasts for 1 to 3,650 days, or without end")
        made, words = token.make(desk_of(request).ledger.engine, who.known, name, scopes, int(days) if days else None)
    except account.AccountError as error:
        return _page(request, who, 422, wrong=str(error))
    except ProblemError as error:
        return _page(request, who, error.status, wrong=error.detail)
    except ValueError:
        return _page(request, who, 422, wrong=f"a scope is one of {', '.join(Scope)}")
    page = _page(request, who, made=(made, words))
    page.headers["Cache-Control"] = "private, no-store"
    del page.headers["ETag"]
    return page


@router.post("/tokens/{id}/end")
def end_token(request: Request, id: int, who: Visitor = needs(Role.READER, Scope.ADMIN)) -> Response:
    """Take a token back."""
    try:
        token.end(desk_of(request).ledger.engine, who.known, _number(id))
    except account.AccountError as error:
        raise ProblemError(404, str(error)) from None
    return RedirectResponse("/account", 303)


@router.post("/searches")
def save(
    request: Request,
    name: _Name = "",
    q: Annotated[str, Form(max_length=500)] = "",
    who: Visitor = needs(Role.READER, Scope.ADMIN),
) -> Response:
    """Keep a search."""
    try:
        searches.keep(desk_of(request).ledger.engine, who.id, name, q)
    except LedgerError as error:
        return _page(request, who, 422, wrong=str(error))
    return RedirectResponse("/account", 303)


@router.post("/searches/{id}/drop")
def drop(request: Request, id: int, who: Visitor = needs(Role.READER, Scope.ADMIN)) -> Response:
    """Let a saved search go."""
    if not searches.drop(desk_of(request).ledger.engine, who.id, _number(id)):
        raise ProblemError(404, f"no saved search {id}")
    return RedirectResponse("/account", 303)


@router.post("/password")
def password(
    request: Request, old: _Password, new: _Password, who: Visitor = needs(Role.READER, Scope.ADMIN, SIGN_IN)
) -> Response:
    """Change the password: all other browsers are signed out, this one goes on under a new cookie."""
    desk = desk_of(request)
    try:
        account.change_own_password(desk.ledger.engine, who.known, old, new)
    except account.AccountError as error:
        return _page(request, who, 422, wrong=str(error))
    answer = RedirectResponse("/account", 303)
    if who.cookie:
        remember(request, answer, session.start(desk.ledger.engine, who.known, desk.settings.session_days))
    return answer


def _number(id: int) -> int:
    return id if 0 < id < HIGHEST else 0
