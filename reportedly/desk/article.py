"""One version of an article: who may read it whole, today's reading of it, what it is a copy of; and the newest."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from reportedly.claim import Reading
from reportedly.desk.access import Visitor
from reportedly.desk.accounts.role import Role
from reportedly.desk.problem import ProblemError
from reportedly.desk.state import Desk
from reportedly.ledger import ArticleRecord, Kept, acts, schema
from reportedly.ledger.database import asking
from reportedly.ledger.identity import publisher_name
from reportedly.ledger.records import article_record, article_records, versions_with
from reportedly.ledger.schema import HIGHEST
from reportedly.reading.label import label_of

_row = schema.article.c


def versions_of(desk: Desk, number: int) -> tuple[ArticleRecord, list[ArticleRecord]]:
    """A version by its number, and all versions of that article. Raises ProblemError where there is none."""
    with asking(desk.ledger.engine) as connection:
        versions = versions_with(connection, number) if 0 < number < HIGHEST else []
    record = next((one for one in versions if one.number == number), None)
    if record is None:
        raise ProblemError(404, f"no article {number} in this ledger")
    return record, versions


def newest_articles(desk: Desk, *, before: int | None, limit: int) -> list[ArticleRecord]:
    """Articles as they are now, the last that came first."""
    asked = select(schema.article).where(_row.current, _row.id < (HIGHEST if before is None else before))
    with asking(desk.ledger.engine) as connection:
        return article_records(connection.execute(asked.order_by(_row.id.desc()).limit(limit)))


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
    with asking(desk.ledger.engine) as connection:
        return article_record(connection, record.copy_of)
