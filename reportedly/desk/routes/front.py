"""The front page: what is new, where accounts differ most, the latest findings, the map."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from reportedly.desk.access import Visitor, needs
from reportedly.desk.fresh import put_together
from reportedly.desk.pages import render
from reportedly.desk.places import map_data, spots_of
from reportedly.desk.state import desk_of
from reportedly.reconciling import Order, incidents, summaries
from reportedly.reconciling.findings import findings_of

router = APIRouter()
_NEW, _APART, _ON_THE_MAP, _FINDINGS = 6, 5, 300, 6


@router.get("/")
def front(request: Request, who: Visitor = needs(None)) -> Response:
    """What somebody sees who comes to look."""
    desk = desk_of(request)
    waiting = put_together(desk)
    newest = summaries(desk.ledger, limit=_ON_THE_MAP)
    apart = summaries(desk.ledger, order=Order.DISAGREEMENT, limit=_APART)
    spots = spots_of(desk.ledger, [*newest, *apart])
    whole = list(incidents(desk.ledger, [line for line in newest[:40] if line.originals > 1][:12]))
    told = [(one, finding) for one in whole for finding in findings_of(one)]
    return render(
        request,
        "front.html",
        who=who,
        waiting=waiting,
        newest=newest[:_NEW],
        apart=apart,
        spots=spots,
        findings=told[:_FINDINGS],
        points=map_data(newest, spots),
        stats=desk.ledger.stats(),
    )
