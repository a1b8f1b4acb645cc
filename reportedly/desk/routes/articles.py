"""An article: for analysts its text with the claims marked in place, for the public what it rests on."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from reportedly.claim import Reading
from reportedly.desk.access import Visitor, needs
from reportedly.desk.accounts.role import Role
from reportedly.desk.fresh import put_together
from reportedly.desk.pages import render
from reportedly.desk.places import spots_of
from reportedly.desk.problems import ProblemError
from reportedly.desk.state import Desk, desk_of
from reportedly.ledger import ArticleRecord, Kept, acts
from reportedly.ledger.database import asking
from reportedly.ledger.identity import publisher_name
from reportedly.reading.furniture import blocks_in
from reportedly.reading.label import label_of
from reportedly.reading.pictures import pictures_in
from reportedly.reconciling.incidents import summaries_of
from reportedly.report.article import ArticleView

router = APIRouter()


@router.get("/articles/{number}")
def article(request: Request, number: int, who: Visitor = needs(None)) -> Response:
    """One version of an article."""
    desk = desk_of(request)
    versions = desk.ledger.articles(str(number)) if number < 10**17 else []
    record = next((one for one in versions if one.number == number), None)
    if record is None:
        raise ProblemError(404, f"no article {number} in this ledger")
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


def may_read(desk: Desk, record: ArticleRecord, who: Visitor) -> bool:
    """Whether a visitor may read the whole text: analysts may, and everybody what is our own."""
    if who.may(Role.ANALYST):
        return True
    return record.publisher is not None and publisher_name(record.publisher) in acts.own_publishers(desk.ledger)


def reading_of(desk: Desk, record: ArticleRecord, kept: list[Kept]) -> Reading:
    """Today's reading of an article: its claims as people have left them, each under its name in the ledger."""
    claims = tuple(replace(one.claim, id=one.name) for one in kept if one.state != "rejected")
    with asking(desk.ledger.engine) as connection:
        article = record.article(connection)
    return Reading(article, claims, tuple(desk.ledger.findings(record.number)), label_of(claims))


def original_of(desk: Desk, record: ArticleRecord) -> ArticleRecord | None:
    """The article that this one is a copy of."""
    if record.copy_of is None:
        return None
    return next((one for one in desk.ledger.articles(str(record.copy_of)) if one.number == record.copy_of), None)
