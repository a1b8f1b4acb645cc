"""What people did: the history of a thing, the desk's journal, and taking back what was done."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from reportedly.desk import acting
from reportedly.desk.access import Visitor, needs
from reportedly.desk.accounts.role import Role
from reportedly.desk.accounts.token import Scope
from reportedly.desk.api.acts import Act
from reportedly.desk.api.answering import AtMost, Before, Given, Number, Words, linked, links, next_page, told
from reportedly.desk.state import desk_of
from reportedly.ledger import acts

router = APIRouter(tags=["reviewing"])
Long = Annotated[Words, Field(max_length=5_000)]


class Why(Given):
    """Why, for those who come after."""

    reason: Long = ""


class Entered(BaseModel):
    """The number of the entry that was made."""

    entry: int


class Acts(BaseModel):
    """A page of what people did, newest first; `next` is where the next page is."""

    items: list[Act]
    next: str | None


class History(BaseModel):
    """What people did to a thing, oldest first."""

    items: list[Act]


@router.get(
    "/history",
    operation_id="get_history",
    summary="Get what people did to a thing",
    response_model=History,
    responses={200: {"headers": links("ETag")}},
)
def history(
    request: Request,
    subject: Annotated[
        Words,
        Query(max_length=200, description="A claim's name, article:NUMBER, incident:ID, party:ID, publisher:NAME."),
    ],
    who: Visitor = needs(Role.ANALYST, Scope.REVIEW),
) -> Response:
    """Comments among them."""
    return told(who, History(items=[Act.of(one) for one in acts.acts_of(desk_of(request).ledger, subject)]))


@router.get(
    "/acts",
    operation_id="list_acts",
    summary="List what people did, newest first",
    response_model=Acts,
    responses={200: {"headers": links("ETag", "Link")}},
)
def journal(
    request: Request,
    by: Annotated[Words, Query(max_length=200, description="Only what this person did.")] = "",
    before: Before = None,
    limit: AtMost = 50,
    who: Visitor = needs(Role.EDITOR, Scope.REVIEW),
) -> Response:
    """The desk's journal."""
    found = acts.acts(desk_of(request).ledger, by=by or None, before=before, limit=limit + 1)
    page = found[:limit]
    next = next_page(request, len(found) > limit, before=page[-1].entry if page else 0)
    return told(who, Acts(items=[Act.of(one) for one in page], next=next), headers=linked(next))


@router.post(
    "/acts/{number}/undo",
    operation_id="undo",
    summary="Take back what was done",
    status_code=201,
    response_model=Entered,
)
def undo(request: Request, number: Number, given: Why, who: Visitor = needs(Role.ANALYST, Scope.REVIEW)) -> Response:
    """What one did oneself, editors also what others did; it stays in the history, as undone."""
    return told(who, Entered(entry=acting.undo(desk_of(request), number, who, reason=given.reason)), status=201)
