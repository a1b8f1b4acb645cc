"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from reportedly.desk.access import Visitor, cookie_name, needs
from reportedly.desk.accounts import account, session
from reportedly.desk.accounts.limits import SIGN_IN, allowed
from reportedly.desk.pages import remember, render
from reportedly.desk.problem import ProblemError
from reportedly.desk.state import desk_of

router = APIRouter()


@router.get("/sign-in")
def form(request: Request, next: Annotated[str, Query(max_length=2_000)] = "/", who: Visitor = needs(None)) -> Response:
    """The form."""
    return render(request, "sign_in.html", who=who, next=within(next), wrong=None, name="")


@router.post("/sign-in")
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1_000)],
    next: Annotated[str, Form(max_length=2_000)] = "/",
    who: Visitor = needs(None),
) -> Response:
    """Sign in; the cookie is a new one, whatever the browser came with."""
    desk = desk_of(request)
    address = request.client.host if request.client else "unknown"
    tries = [f"name {account.folded(name)}", f"address {address}"]
    counted = [allowed(desk.ledger.engine, desk.key, SIGN_IN, one) for one in tries]  # each, whatever the others say
    if not all(counted):
        raise ProblemError(429, f"too many tries: wait {SIGN_IN.seconds // 60} minutes")
    known = account.authenticated(desk.ledger.engine, name, password)
    if known is None:
        wrong = "no account has this name and password"
        page = render(request, "sign_in.html", who=who, next=within(next), wrong=wrong, name=name)
        page.status_code = 403
        return page
    if who.cookie:
        session.end(desk.ledger.engine, who.cookie)
    answer = RedirectResponse(within(next), 303)
    remember(request, answer, session.start(desk.ledger.engine, known, desk.settings.session_days))
    return answer


@router.post("/sign-out")
def sign_out(request: Request, who: Visitor = needs(None)) -> Response:
    """Sign out: the cookie is worth nothing any more."""
    desk = desk_of(request)
    if who.cookie:
        session.end(desk.ledger.engine, who.cookie)
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(cookie_name(desk), path="/", secure=desk.settings.secure, httponly=True, samesite="lax")
    return answer


def within(address: str) -> str:
    """An address of this site, or the front page: nobody is led elsewhere after signing in.

    >>> within("/claims/1?a=b"), within("//evil.example"), within("https://evil.example/")
    ('/claims/1?a=b', '/', '/')
    """
    inside = address.startswith("/") and not address.startswith("//")
    return address if inside and "\\" not in address and address.isprintable() else "/"  # browsers read \ as /
