"""Signing in with one's organisation's account."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from reportedly.desk import oidc
from reportedly.desk.access import Visitor, needs
from reportedly.desk.accounts import session
from reportedly.desk.pages import remember
from reportedly.desk.routes.signing import within
from reportedly.desk.state import desk_of

router = APIRouter(prefix="/sign-in/oidc")


@router.get("")
async def leave(
    request: Request, next: Annotated[str, Query(max_length=2_000)] = "/", who: Visitor = needs(None)
) -> Response:
    """Go to the provider."""
    return await oidc.leave(request, within(next))


@router.get("/back")
async def arrive(request: Request, who: Visitor = needs(None)) -> Response:
    """Come back, signed in; the cookie is a new one, whatever the browser came with."""
    desk = desk_of(request)
    known, next = await oidc.arrive(request)
    if who.cookie:
        await run_in_threadpool(session.end, desk.ledger.engine, who.cookie)
    answer = RedirectResponse(within(next), 303)
    answer.delete_cookie(oidc.cookie_name(desk.settings), path=oidc.BACK, secure=desk.settings.secure, httponly=True)
    days = desk.settings.session_days
    remember(request, answer, await run_in_threadpool(session.start, desk.ledger.engine, known, days))
    return answer
