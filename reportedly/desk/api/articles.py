"""Articles: the newest, a page at a time; one of them with its versions, its claims, and its text for those who may."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from reportedly.desk.access import Visitor, needs
from reportedly.desk.api.answering import AtMost, Before, Number, linked, links, next_page, told
from reportedly.desk.api.documents import Article, Finding, KeptClaim, Label
from reportedly.desk.article import may_read, newest_articles, reading_of, versions_of
from reportedly.desk.fresh import put_together
from reportedly.desk.state import desk_of
from reportedly.ledger import acts
from reportedly.reconciling.incidents import summaries_of

router = APIRouter(tags=["articles"])


class Articles(BaseModel):
    """A page of articles, the last that came first; `next` is where the next page is."""

    items: list[Article]
    next: str | None


class WholeArticle(BaseModel):
    """A version of an article with its claims, in the order of the text, and all versions, oldest first.

    `text` is null for those who may not read it: only analysts do, unless the publisher is the desk's own.
    """

    article: Article
    text: str | None
    label: Label
    findings: list[Finding]
    claims: list[KeptClaim]
    versions: list[Article]
    incidents: list[str]


@router.get(
    "/articles",
    operation_id="list_articles",
    summary="List the articles, the last that came first",
    response_model=Articles,
    responses={200: {"headers": links("ETag", "Link")}},
)
def listed(request: Request, before: Before = None, limit: AtMost = 50, who: Visitor = needs(None)) -> Response:
    """Articles as they are now."""
    found = newest_articles(desk_of(request), before=before, limit=limit + 1)
    page = found[:limit]
    next = next_page(request, len(found) > limit, before=page[-1].number if page else 0)
    return told(who, Articles(items=[Article.of(one) for one in page], next=next), headers=linked(next))


@router.get(
    "/articles/{number}",
    operation_id="get_article",
    summary="Get an article with its claims and its versions",
    response_model=WholeArticle,
    responses={200: {"headers": links("ETag")}},
)
def one(request: Request, number: Number, who: Visitor = needs(None)) -> Response:
    """One version of an article."""
    desk = desk_of(request)
    record, versions = versions_of(desk, number)
    put_together(desk)
    kept = desk.ledger.claims_of(number)
    reading = reading_of(desk, record, kept)
    checks = acts.standing_checks(desk.ledger, [one.name for one in kept])
    document = WholeArticle(
        article=Article.of(record),
        text=reading.article.text if may_read(desk, record, who) else None,
        label=Label.of(reading.label),
        findings=[Finding.of(one) for one in reading.findings],
        claims=[KeptClaim.of(one, checks.get(one.name)) for one in kept],
        versions=[Article.of(one) for one in versions],
        incidents=[line.id for line in summaries_of(desk.ledger, number)],
    )
    return told(who, document)
