"""Claims: searched, a page at a time; one of them with its history and what stands beside it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from reportedly.desk.access import Visitor, needs
from reportedly.desk.accounts.role import Role
from reportedly.desk.api.acts import Act, ReplyRequest
from reportedly.desk.api.answering import AtMost, Before, ClaimName, Words, linked, links, next_page, told
from reportedly.desk.api.documents import KeptClaim, Verification
from reportedly.desk.atom import claims_feed
from reportedly.desk.claim import claim_page
from reportedly.desk.fresh import put_together
from reportedly.desk.pages import tag
from reportedly.desk.provenance import provenance_of
from reportedly.desk.state import desk_of
from reportedly.ledger import acts

router = APIRouter(tags=["claims"])
Query_ = Annotated[
    Words,
    Query(max_length=500, description="What must hold, as `reportedly find` has it: `killed > 100 place:Kherson`."),
]


class Claims(BaseModel):
    """A page of claims, newest first; `next` is where the next page is."""

    items: list[KeptClaim]
    next: str | None


class Origin(BaseModel):
    """A field of a claim: what it says, how the reader came to it, in which room of the code."""

    field: str
    value: str
    how: str
    room: str


class WholeClaim(BaseModel):
    """A claim with all that stands beside it.

    `history` has its states, oldest first; `incident` is the happening that it is in, `echo_of` the claim that it
    repeats, `echoes` are those that repeat it. `acts` and `assigned` are for analysts, and null for others.
    """

    claim: KeptClaim
    history: list[KeptClaim]
    verification: Verification | None
    requests: list[ReplyRequest]
    incident: str | None
    echo_of: str | None
    echoes: list[str]
    how: list[Origin]
    acts: list[Act] | None
    assigned: str | None


@router.get(
    "/claims",
    operation_id="search_claims",
    summary="Search the claims, newest first",
    response_model=Claims,
    responses={200: {"headers": links("ETag", "Link")}},
)
def search(
    request: Request, q: Query_ = "", before: Before = None, limit: AtMost = 50, who: Visitor = needs(None)
) -> Response:
    """Claims that fit; without a query all that are not rejected."""
    ledger = desk_of(request).ledger
    found = list(ledger.claims(q, before=before, limit=limit + 1))
    page = found[:limit]
    checks = acts.standing_checks(ledger, [one.name for one in page])
    next = next_page(request, len(found) > limit, before=page[-1].number if page else 0)
    items = [KeptClaim.of(one, checks.get(one.name)) for one in page]
    return told(who, Claims(items=items, next=next), headers=linked(next))


@router.get(
    "/claims.atom",
    operation_id="follow_claims",
    summary="Follow a search as an Atom feed",
    response_class=Response,
    responses={
        200: {
            "content": {"application/atom+xml": {"schema": {"type": "string"}}},
            "description": "The newest claims that fit.",
            "headers": links("ETag"),
        }
    },
)
def feed(request: Request, q: Query_ = "", who: Visitor = needs(None)) -> Response:
    """The newest fifty claims that fit, as an Atom feed."""
    desk = desk_of(request)
    body = claims_feed(desk.settings, q, list(desk.ledger.claims(q, limit=50)))
    headers = {"ETag": tag(body), "Cache-Control": "public, max-age=300"}
    return Response(body, media_type="application/atom+xml", headers=headers)


@router.get(
    "/claims/{name}",
    operation_id="get_claim",
    summary="Get a claim with its history and what stands beside it",
    response_model=WholeClaim,
    responses={200: {"headers": links("ETag")}},
)
def one(request: Request, name: ClaimName, who: Visitor = needs(None)) -> Response:
    """One claim."""
    desk = desk_of(request)
    put_together(desk)
    found = claim_page(desk, name)
    analyst = who.may(Role.ANALYST)
    requests = [one for one in found.requests if analyst or one.state is not acts.RequestState.WITHDRAWN]
    document = WholeClaim(
        claim=KeptClaim.of(found.kept, found.check),
        history=[KeptClaim.of(state) for state in found.history],
        verification=Verification.of(found.check, analyst) if found.check else None,
        requests=[ReplyRequest.of(asked, analyst) for asked in requests],
        incident=found.incident.id if found.incident else None,
        echo_of=found.echo_of.kept.name if found.echo_of else None,
        echoes=[echo.kept.name for echo in found.echoes],
        how=[
            Origin(field=one.field, value=one.value, how=one.how, room=one.room)
            for one in provenance_of(found.kept.claim)
        ],
        acts=[Act.of(act) for act in acts.acts_of(desk.ledger, name)] if analyst else None,
        assigned=acts.assigned_to(desk.ledger, name) if analyst else None,
    )
    return told(who, document)
