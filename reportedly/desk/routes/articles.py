"""An article: for analysts its text with the claims marked in place, for the public what it rests on."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from reportedly.desk.access import Visitor, needs
from reportedly.desk.article import may_read, original_of, reading_of, versions_of
from reportedly.desk.fresh import put_together
from reportedly.desk.pages import render
from reportedly.desk.places import spots_of
from reportedly.desk.state import desk_of
from reportedly.reading.furniture import blocks_in
from reportedly.reading.pictures import pictures_in
from reportedly.reconciling.incidents import summaries_of
from reportedly.report.article import ArticleView

router = APIRouter()


@router.get("/articles/{number}")
def article(request: Request, number: int, who: Visitor = needs(None)) -> Response:
    """One version of an article."""
    desk = desk_of(request)
    record, versions = versions_of(desk, number)
    put_together(desk)
    kept = desk.ledger.claims_of(number)
    view = ArticleView(reading_of(desk, record, kept), "a")
    incidents = summaries_of(desk.ledger, number)
    text = view.article.text
    pictures = pictures_in(view.article, blocks_in(view.article))
    return render(
        request,
        "article.html",
        who=who,
        record=record,
        view=view,
        kept={one.name: one for one in kept},
        versions=versions,
        incidents=incidents,
        spots=spots_of(desk.ledger, incidents),
        pictures=[
            (p, p.caption.of(text), p.credit and p.credit.of(text), p.taken and p.taken.of(text)) for p in pictures
        ],
        whole=may_read(desk, record, who),
        copied=original_of(desk, record),
    )
