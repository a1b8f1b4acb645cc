"""Incidents: a list of them, on the map, one with its claims; what a reader should know of the newest."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel

from reportedly.claim import Kind
from reportedly.desk.access import Visitor, needs
from reportedly.desk.api.answering import AtMost, IncidentId, Skip, Words, linked, links, next_page, told
from reportedly.desk.api.documents import Finding, Incident, IncidentLine
from reportedly.desk.fresh import put_together
from reportedly.desk.places import map_data, spots_of, title
from reportedly.desk.problem import ProblemError
from reportedly.desk.state import Desk, desk_of
from reportedly.ledger import LedgerError
from reportedly.reconciling import Order, Summary, incident, incidents, summaries
from reportedly.reconciling.findings import findings_in, findings_of
from reportedly.reconciling.voices import support_of
from reportedly.report import glance

router = APIRouter(tags=["incidents"])
_MAPPED = 2_000


class Asked:
    """Which incidents are asked for."""

    def __init__(
        self,
        since: Annotated[date | None, Query(description="Happened on this day or later.")] = None,
        until: Annotated[date | None, Query(description="Happened on this day or earlier.")] = None,
        place: Annotated[Words, Query(max_length=200, description="A place, or a country's two letters.")] = "",
        party: Annotated[Words, Query(max_length=200, description="A claimant, doer or side that is in it.")] = "",
        kind: Annotated[Kind | None, Query(description="What is said to have happened.")] = None,
        order: Annotated[Order, Query(description="Which come first.")] = Order.NEWEST,
    ) -> None:
        self.since, self.until, self.kind, self.order = since, until, kind, order
        self.place, self.party = place.strip() or None, party.strip() or None

    def summaries(self, desk: Desk, limit: int, skip: int = 0) -> list[Summary]:
        """The incidents that fit."""
        return summaries(
            desk.ledger,
            since=self.since,
            until=self.until,
            place=self.place,
            party=self.party,
            kind=self.kind,
            order=self.order,
            limit=limit,
            skip=skip,
        )


Filter = Annotated[Asked, Depends()]


class Incidents(BaseModel):
    """A page of incidents; `next` is where the next page is, `waiting` how many entries are still put together."""

    items: list[IncidentLine]
    next: str | None
    waiting: int


class Mark(BaseModel):
    """An incident on the map, at the finest place that is told of it. WGS 84 degrees."""

    id: str
    name: str
    lat: float
    lon: float
    precision: str
    start: date | None
    end: date | None
    claims: int
    originals: int
    most: float | None
    kind: str


class Map(BaseModel):
    """Incidents that have a place; where there are too many, the first of the order that is asked for."""

    points: list[Mark]
    more: bool


class Told(BaseModel):
    """What a reader should know of one incident."""

    incident: str
    title: str
    findings: list[Finding]


class Findings(BaseModel):
    """A page of incidents with what a reader should know of each; those with nothing to tell are left out."""

    items: list[Told]
    next: str | None


@router.get(
    "/incidents",
    operation_id="list_incidents",
    summary="List the incidents",
    response_model=Incidents,
    responses={200: {"headers": links("ETag", "Link")}},
)
def listed(request: Request, asked: Filter, skip: Skip = 0, limit: AtMost = 50, who: Visitor = needs(None)) -> Response:
    """Incidents that fit, a line each."""
    desk = desk_of(request)
    waiting = put_together(desk)
    found = asked.summaries(desk, limit + 1, skip)
    page = found[:limit]
    spots = spots_of(desk.ledger, page)
    next = next_page(request, len(found) > limit, skip=skip + limit)
    items = [IncidentLine.of(line, title(line, spots.get(line.id, ()))) for line in page]
    return told(who, Incidents(items=items, next=next, waiting=waiting), headers=linked(next))


@router.get(
    "/incidents/{id}",
    operation_id="get_incident",
    summary="Get an incident with its claims, why each belongs, and what to know of it",
    response_model=Incident,
    responses={200: {"headers": links("ETag")}},
)
def one(request: Request, id: IncidentId, who: Visitor = needs(None)) -> Response:
    """One incident."""
    desk = desk_of(request)
    put_together(desk)
    try:
        found = incident(desk.ledger, id)
    except LedgerError as error:
        raise ProblemError(404, str(error)) from None
    return told(who, Incident.of(found, support_of(found.members), findings_in(desk.ledger, found)))


@router.get(
    "/map",
    operation_id="get_map",
    summary="Get the incidents as points on the map",
    response_model=Map,
    responses={200: {"headers": links("ETag")}},
)
def mapped(request: Request, asked: Filter, who: Visitor = needs(None)) -> Response:
    """Where incidents happened."""
    desk = desk_of(request)
    put_together(desk)
    found = asked.summaries(desk, _MAPPED + 1)
    lines = found[:_MAPPED]
    points = [Mark.model_validate(one) for one in map_data(lines, spots_of(desk.ledger, lines))]
    return told(who, Map(points=points, more=len(found) > _MAPPED))


@router.get(
    "/findings",
    operation_id="list_findings",
    summary="List what a reader should know of incidents",
    response_model=Findings,
    responses={200: {"headers": links("ETag", "Link")}},
)
def findings(
    request: Request, asked: Filter, skip: Skip = 0, limit: AtMost = 50, who: Visitor = needs(None)
) -> Response:
    """What claims of an incident say of each other; what the rest of the ledger says of it is told of it alone."""
    desk = desk_of(request)
    put_together(desk)
    found = asked.summaries(desk, limit + 1, skip)
    next = next_page(request, len(found) > limit, skip=skip + limit)
    items = [
        Told(incident=one.id, title=glance.title(one), findings=[Finding.of(each) for each in told_of])
        for one in incidents(desk.ledger, found[:limit])
        if (told_of := findings_of(one))
    ]
    return told(who, Findings(items=items, next=next), headers=linked(next))
