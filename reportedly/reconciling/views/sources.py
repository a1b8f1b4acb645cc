"""Which articles an incident rests on, and who published them."""

from __future__ import annotations

from datetime import date

from reportedly.ledger import ArticleRecord
from reportedly.reading.parties import PartyKind, party_named
from reportedly.reconciling.incident import Incident
from reportedly.reconciling.views.standing import counts

_PRESS = (PartyKind.OUTLET, PartyKind.AGENCY)


def articles_of(incident: Incident) -> tuple[ArticleRecord, ...]:
    """The articles that tell of it, echoes too, each once, in the order of publication."""
    found = {m.kept.article.number: m.kept.article for m in incident.members if counts(m)}
    return tuple(sorted(found.values(), key=_order))


def _order(article: ArticleRecord) -> tuple[date, str, str]:
    return (article.published or date.max, publisher(article), article.title or "")


def publisher(article: ArticleRecord) -> str:
    """Who published an article, or the name it came under."""
    return article.publisher or article.name


def publishers(articles: tuple[ArticleRecord, ...]) -> tuple[str, ...]:
    """The publishers of articles, each once, in alphabetical order."""
    return tuple(sorted({publisher(one) for one in articles}))


def home_of(name: str) -> str | None:
    """The country (ISO code) of an outlet that the lexicon knows, else None."""
    party = party_named(name)
    return party.country if party and party.kind in _PRESS else None
