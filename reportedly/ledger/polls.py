"""What is remembered of the feeds that are watched, so that nothing is fetched twice: validators, links followed."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, bindparam, select

from reportedly.intake.capture import Last
from reportedly.ledger import journal, projection, schema
from reportedly.ledger.database import asking, writing
from reportedly.ledger.identity import bounded

_link, _article, _feed = schema.link.c, schema.article.c, schema.feed.c
_FOLLOWED = select(_link.digest).where(_link.digest == bindparam("digest"))
# An article that came from a feed's file or a batch may be but a teaser; what was fetched is the page itself.
_FETCHED = select(_article.id).where(_article.key == bindparam("link"), _article.retrieved.is_not(None)).limit(1)


def is_followed(connection: Connection, link: str) -> bool:
    """Whether a link was followed before, or its page came in some other way; `link` is in the canonical form."""
    if connection.execute(_FOLLOWED, {"digest": projection.link_digest(link)}).first() is not None:
        return True
    return connection.execute(_FETCHED, {"link": bounded(link)}).first() is not None


def follow(pen: journal.Pen, link: str, article: int | None, reason: str | None = None) -> None:
    """Enter where a link led that is in no article's capture: to one that is known already, or for a reason nowhere."""
    if pen.connection.execute(_FOLLOWED, {"digest": projection.link_digest(link)}).first() is None:
        projection.enter(pen, "link", {"link": link, "article": article, "reason": reason})


def leads_nowhere(engine: Engine, link: str, reason: str) -> None:
    """Enter that there is no article behind a link, and trying again will not help."""
    with writing(engine) as connection:
        follow(journal.Pen(connection), link, None, reason)


def last_polls(engine: Engine) -> dict[str, Last]:
    """What each feed answered when it was last entered, by its URL."""
    with asking(engine) as connection:
        rows = connection.execute(select(_feed.url, _feed.etag, _feed.modified)).all()
    return {row.url: Last(row.etag, row.modified) for row in rows}


def enter_poll(engine: Engine, feed: str, last: Last) -> None:
    """Enter what a feed answered when it was read whole; nothing where that is what stands there."""
    with writing(engine) as connection:
        pen = journal.Pen(connection)
        row = connection.execute(select(_feed.etag, _feed.modified).where(_feed.url == feed)).first()
        if row is None or Last(row.etag, row.modified) != last:
            projection.enter(pen, "poll", {"feed": feed, "etag": last.etag, "modified": last.modified})
