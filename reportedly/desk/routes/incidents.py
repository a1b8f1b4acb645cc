"""Incidents: a list of them, on the map, over time; one of them with its rival figures."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from reportedly.claim import Kind
from reportedly.desk.access import Visitor, needs
from reportedly.desk.charts import ranges
from reportedly.desk.fresh import put_together
from reportedly.desk.pages import render
from reportedly.desk.places import map_data, spots_of
from reportedly.desk.problem import ProblemError
from reportedly.desk.state import desk_of
from reportedly.ledger import LedgerError
from reportedly.reconciling import Member, Order, Summary, incident, summaries
from reportedly.reconciling.findings import findings_in
from reportedly.reconciling.incidents import summary
from reportedly.reconciling.voices import support_of
from reportedly.report import glance

router = APIRouter()
PAGE, _MAPPED = 40, 2_000


class Filter:
    """Which incidents are asked for, as the address of a page has it."""

    def __init__(
        self,
        since: Annotated[str, Query()] = "",
        until: Annotated[str, Query()] = "",
        place: Annotated[str, Query(max_length=200)] = "",
        party: Annotated[str, Query(max_length=200)] = "",
        kind: Annotated[str, Query(max_length=20)] = "",
        order: Annotated[str, Query(max_length=20)] = Order.NEWEST.value,
    ) -> None:
        self.since, self.until = since.strip(), until.strip()
        self.place, self.party = place.strip(), party.strip()
        self.kind, self.order = kind.strip(), order.strip()

    @property
    def given(self) -> dict[str, str]:
        """What is asked for, for an address: nothing that is empty or so by itself."""
        every = {n: getattr(self, n) for n in ("since", "until", "place", "party", "kind", "order")}
        return {n: v for n, v in every.items() if v and v != Order.NEWEST}

    def summaries(self, request: Request, limit: int, skip: int = 0) -> list[Summary]:
        """The incidents that fit. Raises ProblemError where something asked for is no date, kind or order."""
        if self.kind not in ("", *Kind):
            raise ProblemError(400, f"kind: “{self.kind}” is none of {', '.join(Kind)}")
        if self.order not in set(Order):
            raise ProblemError(400, f"order: “{self.order}” is none of {', '.join(Order)}")
        return summaries(
            desk_of(request).ledger,
            since=_day("since", self.since),
            until=_day("until", self.until),
            place=self.place or None,
            party=self.party or None,
            kind=Kind(self.kind) if self.kind else None,
            order=Order(self.order),
            limit=limit,
            skip=skip,
        )


def _day(name: str, given: str) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise ProblemError(400, f"{name}: “{given}” is not a date; write it as 2024-03-12") from None


Asked = Annotated[Filter, Depends()]


@router.get("/incidents")
def listed(
    request: Request, asked: Asked, page: Annotated[int, Query(ge=1, le=10_000)] = 1, who: Visitor = needs(None)
) -> Response:
    """Incidents in a list."""
    desk = desk_of(request)
    waiting = put_together(desk)
    found = asked.summaries(request, PAGE + 1, PAGE * (page - 1))
    spots = spots_of(desk.ledger, found)
    return render(
        request,
        "incidents.html",
        who=who,
        asked=asked,
        lines=found[:PAGE],
        spots=spots,
        waiting=waiting,
        page=page,
        more=len(found) > PAGE,
    )


@router.get("/map")
def mapped(request: Request, asked: Asked, who: Visitor = needs(None)) -> Response:
    """Incidents on the map; where they are too many, the first of the order that is asked for."""
    desk = desk_of(request)
    waiting = put_together(desk)
    found = asked.summaries(request, _MAPPED + 1)
    lines = found[:_MAPPED]
    spots = spots_of(desk.ledger, lines)
    return render(
        request,
        "map.html",
        who=who,
        asked=asked,
        lines=lines,
        spots=spots,
        points=map_data(lines, spots),
        waiting=waiting,
        more=len(found) > _MAPPED,
    )


@router.get("/timeline")
def over_time(
    request: Request, asked: Asked, page: Annotated[int, Query(ge=1, le=10_000)] = 1, who: Visitor = needs(None)
) -> Response:
    """Incidents by the month they happened in, newest first."""
    desk = desk_of(request)
    waiting = put_together(desk)
    asked.order = Order.NEWEST.value
    size = 3 * PAGE
    found = asked.summaries(request, size + 1, size * (page - 1))
    months: dict[date | None, list[Summary]] = defaultdict(list)
    for line in found[:size]:
        day = line.end or line.start
        months[day.replace(day=1) if day else None].append(line)
    return render(
        request,
        "timeline.html",
        who=who,
        asked=asked,
        months=months,
        spots=spots_of(desk.ledger, found),
        waiting=waiting,
        page=page,
        more=len(found) > size,
    )


@router.get("/incidents/{id}")
def one(request: Request, id: str, who: Visitor = needs(None)) -> Response:
    """One incident: rival figures as ranges over time, who supports it, the map, its claims, why each belongs."""
    desk = desk_of(request)
    put_together(desk)
    try:
        found = incident(desk.ledger, id)
    except LedgerError as error:
        raise ProblemError(404, str(error)) from None
    line = summary(desk.ledger, found.id)
    lines = [line] if line else []
    spots = spots_of(desk.ledger, lines)
    echoes: dict[str, list[Member]] = defaultdict(list)
    for member in found.members:
        if member.echo_of:
            echoes[member.echo_of].append(member)
    return render(
        request,
        "incident.html",
        who=who,
        incident=found,
        title=glance.title(found),
        findings=findings_in(desk.ledger, found),
        charts=ranges(found),
        support=support_of(found.members),
        echoes=echoes,
        by_name={member.kept.name: member for member in found.members},
        points=map_data(lines, spots),
        glance=glance,
    )
