"""Who publishes what the ledger holds: how many articles each has, from how many sources, and which are our own."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from reportedly.ledger import Ledger, acts, schema
from reportedly.ledger.database import asking
from reportedly.ledger.identity import publisher_name

_row, _feed = schema.article.c, schema.feed.c


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher, with how many articles it has and how many claims are in them."""

    name: str
    articles: int
    claims: int
    own: bool


def publishers(ledger: Ledger, *, limit: int, skip: int = 0) -> list[Publisher]:
    """Publishers, those with the most articles first; under the name that most articles give."""
    claims = (
        select(schema.claim.c.article, func.count().label("n"))
        .where(schema.claim.c.current, schema.claim.c.state != "rejected")
        .group_by(schema.claim.c.article)
        .subquery()
    )
    asked = (
        select(_row.publisher, func.count().label("articles"), func.coalesce(func.sum(claims.c.n), 0).label("claims"))
        .outerjoin(claims, claims.c.article == _row.id)
        .where(_row.current, _row.publisher.is_not(None))
        .group_by(_row.publisher)
        .order_by(func.count().desc(), _row.publisher)
    )
    own = acts.own_publishers(ledger)
    with asking(ledger.engine) as connection:
        rows = connection.execute(asked.limit(limit).offset(skip)).all()
    return [Publisher(r.publisher, r.articles, int(r.claims), publisher_name(r.publisher) in own) for r in rows]


def own_without_articles(ledger: Ledger) -> list[str]:
    """Our own publishers of whom the ledger has nothing yet, by the names they are told apart by."""
    with asking(ledger.engine) as connection:
        names = connection.execute(select(_row.publisher).where(_row.publisher.is_not(None)).distinct()).scalars()
        known = {publisher_name(name) for name in names}
    return sorted(acts.own_publishers(ledger) - known)


def feeds(ledger: Ledger) -> list[str]:
    """The addresses of the feeds that were watched."""
    with asking(ledger.engine) as connection:
        return list(connection.execute(select(_feed.url).order_by(_feed.url)).scalars())
