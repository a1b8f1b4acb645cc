"""What is found, as JSON: a reading under the names of the Python objects, totals, attributed statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from reportedly.article import Article, Span
from reportedly.claim import Attribution, Claim, Location, Reading, Verification
from reportedly.report.words import bare

if TYPE_CHECKING:
    from reportedly.reading.statement import Statement
    from reportedly.reading.tally import Tally

Document = dict[str, Any]


def document(reading: Reading) -> Document:
    """The article, its claims, the findings and the sourcing label; spans are [start, end) in code points of the text.

    `article.id` is the hash of the text, `article.source` the file stem or the id that came with it.
    """
    article = reading.article
    return {
        "article": {
            "id": article.digest,
            "source": article.id,
            "title": article.title,
            "publisher": article.publisher,
            "published": _day(article.published),
            "url": article.url,
        },
        "claims": [_claim(claim, article.text) for claim in reading.claims],
        "findings": [
            {"kind": f.kind, "text": f.text, "claims": list(f.claims), "span": _span(f.span)} for f in reading.findings
        ],
        "label": {
            "claims": reading.label.claims,
            "claimants": reading.label.claimants,
            "party_to_conflict": reading.label.party_to_conflict,
            "independently_verified": reading.label.independently_verified,
            "comment_requested": reading.label.comment_requested,
            "named_sources": reading.label.named_sources,
        },
    }


def totals_document(article: Article, totals: Tally) -> Document:
    """The totals of an article: for each outcome low, best and high, and how they were reached."""
    return {
        "id": article.id,
        "tally": {
            kind: {"low": bare(t.low), "best": bare(t.best), "high": bare(t.high), "how": t.how}
            for kind, t in totals.items()
        },
    }


def quotes_document(article: Article, statements: Sequence[Statement]) -> Document:
    """The attributed statements of an article, each as spans of source, cue and content."""
    return {"id": article.id, "rels": relations(statements)}


def relations(statements: Sequence[Statement]) -> list[Document]:
    """Each statement as lists of [start, end): `source` is empty where nobody is named ("was reported").

    A statement within another's content ("A said B claimed") stands under it, as `nested`.
    """
    forms: list[Document] = [
        {
            "source": [_span(s) for s in one.source],
            "cue": [_span(s) for s in one.cue],
            "content": [_span(s) for s in one.content],
        }
        for one in statements
    ]
    for one, form in zip(statements, forms, strict=True):
        if one.outer is not None:
            forms[one.outer].setdefault("nested", []).append(form)
    return [form for one, form in zip(statements, forms, strict=True) if one.outer is None]


def _claim(claim: Claim, text: str) -> Document:
    count, who, by, item, place, when = claim.count, claim.who, claim.by, claim.item, claim.place, claim.when
    return {
        "id": claim.id,
        "kind": claim.kind.value,
        "status": claim.status.value if claim.status else None,
        "count": {
            "text": count.text,
            "span": _span(claim.number),
            "low": bare(count.low),
            "best": bare(count.best),
            "high": bare(count.high),
            "qualifier": count.qualifier.value,
            "unit": count.unit,
            "open_list": count.open_list,
        },
        "who": who and {"text": who.text, "span": _span(who.span), "party": who.party, "civilian": who.civilian},
        "by": by and {"text": by.text, "span": _span(by.span), "parties": list(by.parties)},
        "item": item and {"text": item.text, "category": item.category, "type": item.type},
        "place": place and {"text": place.text, "resolved": [_location(where) for where in place.resolved]},
        "when": when
        and {
            "text": when.text,
            "start": _day(when.start),
            "end": _day(when.end),
            "total_since": _day(when.total_since),
            "precision": when.precision,
        },
        "attribution": [_station(station) for station in claim.attribution],
        "hedges": [_quote(span, text) for span in claim.hedges],
        "party_to_conflict": claim.party_to_conflict,
        "verification": [_verification(v) for v in claim.verification],
        "evidence": [_quote(span, text) for span in claim.evidence],
        "repeats": [_quote(span, text) for span in claim.repeats],
        "part_of": claim.part_of,
        "confidence": round(claim.confidence, 4),
    }


def _station(station: Attribution) -> Document:
    return {
        "role": station.role.value,
        "source": station.source,
        "parties": list(station.parties),
        "cue": station.cue,
        "stance": station.stance.value,
        "spans": {
            "source": _span(station.source_span),
            "cue": _span(station.cue_span),
            "content": _span(station.content_span),
        },
    }


def _verification(verification: Verification) -> Document:
    return {
        "result": verification.result.value,
        "by": verification.by,
        "of": verification.of,
        "channel": verification.channel,
        "when": _day(verification.when),
        "span": _span(verification.span),
    }


def _location(where: Location) -> Document:
    return {
        "name": where.name,
        "country": where.country,
        "lat": where.lat,
        "lon": where.lon,
        "geonames": where.geonames,
    }


def _quote(span: Span, text: str) -> Document:
    return {"span": _span(span), "quote": span.of(text)}


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _day(when: date | None) -> str | None:
    return None if when is None else when.isoformat()
