"""Search, with the grammar of `reportedly find`; each search has an Atom feed of its own."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from reportedly.desk.access import Visitor, needs
from reportedly.desk.atom import claims_feed
from reportedly.desk.pages import render, tag
from reportedly.desk.state import desk_of
from reportedly.ledger import Kept, LedgerError
from reportedly.ledger.query import FIELDS
from reportedly.ledger.schema import HIGHEST

router = APIRouter()
_PAGE, _LONGEST = 40, 500


@router.get("/search")
def search(
    request: Request,
    q: Annotated[str, Query(max_length=_LONGEST)] = "",
    before: Annotated[int | None, Query(ge=0, le=HIGHEST)] = None,
    who: Visitor = needs(None),
) -> Response:
    """The claims that fit, newest first; a query that cannot be read is told, not thrown away."""
    found: list[Kept] = []
    wrong = None
    try:
        found = list(desk_of(request).ledger.claims(q, before=before, limit=_PAGE + 1))
    except LedgerError as error:
        wrong = str(error)
    page = render(
        request,
        "search.html",
        who=who,
        q=q,
        found=found[:_PAGE],
        more=len(found) > _PAGE,
        wrong=wrong,
        fields=FIELDS,
        before=before,
    )
    page.status_code = 400 if wrong else 200
    return page


@router.get("/search.atom")
def feed(request: Request, q: Annotated[str, Query(max_length=_LONGEST)] = "", who: Visitor = needs(None)) -> Response:
    """The newest claims that fit, as an Atom feed."""
    desk = desk_of(request)
    body = claims_feed(desk.settings, q, list(desk.ledger.claims(q, limit=50)))
    headers = {"ETag": tag(body), "Cache-Control": "public, max-age=300"}
    return Response(body, media_type="application/atom+xml", headers=headers)
