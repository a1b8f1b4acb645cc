"""Who asks: the account behind a token or a cookie."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from reportedly.desk.access import Visitor, needs
from reportedly.desk.accounts.role import Role
from reportedly.desk.accounts.token import Scope
from reportedly.desk.api.answering import links, told

router = APIRouter(tags=["me"])


class Me(BaseModel):
    """The account that asks, null for the public; `scopes` are those of the token, null without one."""

    name: str | None
    role: Role | None
    scopes: list[Scope] | None


@router.get(
    "/me",
    operation_id="get_me",
    summary="Get who you are to the desk",
    response_model=Me,
    responses={200: {"headers": links("ETag")}},
)
def me(request: Request, who: Visitor = needs(None)) -> Response:
    """Who asks."""
    scopes = sorted(who.scopes) if who.scopes is not None else None
    account = who.account
    return told(who, Me(name=account and account.name, role=account and account.role, scopes=scopes))
