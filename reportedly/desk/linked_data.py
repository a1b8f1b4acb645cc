"""A claim as schema.org describes it (https://schema.org/Claim), for search engines and other programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportedly.ledger import Kept
from reportedly.report import words
from reportedly.report.article import followed

Document = dict[str, Any]


def claim_document(url: str, kept: Kept, history: Sequence[Kept]) -> Document:
    """The claim as JSON-LD; `url` is where the desk is reached."""
    claim, article = kept.claim, kept.article
    appearance: Document = {
        "@type": "NewsArticle",
        "@id": followed(article.url) or f"{url}/articles/{article.number}",
        "headline": words.clean(article.title or article.name),
    }
    if article.published:
        appearance["datePublished"] = article.published.isoformat()
    if article.publisher:
        appearance["publisher"] = {"@type": "Organization", "name": words.clean(article.publisher)}
    document: Document = {
        "@context": "https://schema.org",
        "@type": "Claim",
        "@id": f"{url}/claims/{kept.name}",
        "url": f"{url}/claims/{kept.name}",
        "text": words.clean(kept.quote),
        "appearance": [appearance],
        "dateModified": kept.at,
        "dateCreated": history[0].at if history else kept.at,
    }
    if not words.in_own_voice(claim.claimant):
        names = claim.claimant.parties or (claim.claimant.source,)
        document["claimInterpreter"] = {"@type": "Organization", "name": "Reportedly"}
        document["author"] = [{"@type": "Organization", "name": words.clean(name)} for name in names]
    if claim.when and claim.when.start:
        last = claim.when.end or claim.when.start
        document["temporalCoverage"] = f"{claim.when.start.isoformat()}/{last.isoformat()}"
    if claim.place:
        document["contentLocation"] = [
            {"@type": "Place", "name": place.name}
            | ({"geo": {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon}} if place.lat else {})
            for place in claim.place.resolved
        ]
    return document
