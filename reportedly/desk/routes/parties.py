"""A party: what it claims, how often it was revised, confirmed, denied; its running totals."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from reportedly.desk.access import Visitor, needs
from reportedly.desk.charts import running
from reportedly.desk.pages import render
from reportedly.desk.party import known_parties, party_page, series_list, series_one
from reportedly.desk.problem import ProblemError
from reportedly.desk.state import desk_of

router = APIRouter()
_PAGE = 100


@router.get("/parties")
def listed(
    request: Request,
    name: Annotated[str, Query(max_length=200)] = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    who: Visitor = needs(None),
) -> Response:
    """Who claims, those first with the most claims."""
    found = known_parties(desk_of(request).ledger, name.strip(), limit=_PAGE + 1, skip=_PAGE * (page - 1))
    return render(
        request, "parties.html", who=who, parties=found[:_PAGE], name=name, page=page, more=len(found) > _PAGE
    )


@router.get("/parties/{id}")
def one(
    request: Request, id: str, series: Annotated[str, Query(max_length=400)] = "", who: Visitor = needs(None)
) -> Response:
    """One party."""
    ledger = desk_of(request).ledger
    party = party_page(ledger, id)
    if party is None:
        raise ProblemError(404, f"no party “{id}” in this ledger")
    subjects = series_list(ledger, party.id)
    chosen = next((one for one in subjects if one.key == series), subjects[0] if subjects else None)
    drawn = series_one(ledger, party.id, chosen) if chosen else None
    return render(
        request,
        "party.html",
        who=who,
        party=party,
        subjects=subjects,
        chosen=chosen,
        series=drawn,
        data=running(drawn) if drawn else None,
    )
