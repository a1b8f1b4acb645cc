"""A reading as flat rows, one a claim: the form in which accuracy is scored and tables are made."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

from reportedly.article import Article
from reportedly.claim import Attribution, Claim, Kind, Qualifier, Reading, When
from reportedly.report.words import ARTICLE, bare, in_own_voice, joined, relays

Row = dict[str, Any]

FIELDS = (
    "kind", "count_low", "count_high", "qualifier", "unit", "who", "owner_or_side", "by", "item", "status", "place",
    "when", "claimant", "via", "hedged", "verification", "evidence", "alt_evidence",
)  # fmt: skip


def rows(reading: Reading) -> Row:
    """One article: its id and its claims as flat rows, numbers plain, names written out, dates in ISO form."""
    return {"id": reading.article.id, "claims": claims_rows(reading)}


def claims_rows(reading: Reading) -> list[Row]:
    """The claims of an article as flat rows."""
    return [row(claim, reading.article) for claim in reading.claims]


def row(claim: Claim, article: Article) -> Row:
    """One claim under the names of `FIELDS`.

    `count_low` of "more than N" is N; an open bound is None. `claimant` is "article" where the reporter asserts it.
    """
    low, high = claim.count.low, claim.count.high
    if claim.count.qualifier is Qualifier.MORE_THAN and low is not None:
        low -= 1
    quotes = [span.of(article.text) for span in (*claim.evidence, *claim.repeats)]
    strongest = max((v.result for v in claim.verification), key=lambda result: result.strength, default=None)
    values = {
        "kind": claim.kind.value,
        "count_low": bare(low),
        "count_high": bare(high),
        "qualifier": claim.count.qualifier.value,
        "unit": claim.count.unit,
        "who": claim.who.text if claim.who else None,
        "owner_or_side": claim.who.party if claim.who else None,
        "by": (joined(claim.by.parties) or claim.by.text) if claim.by else None,
        "item": claim.item.text if claim.item else None,
        "status": claim.status.value if claim.status else None,
        "place": claim.place.text if claim.place else None,
        "when": iso(claim.when),
        "claimant": ARTICLE if in_own_voice(claim.claimant) else written(claim.claimant),
        "via": list(relays(claim)),
        "hedged": bool(claim.hedges),
        "verification": strongest.value if strongest else "none",
        "evidence": quotes[0],
        "alt_evidence": quotes[1:],
    }
    if claim.kind is Kind.CONTROL and not values["place"]:
        values["place"] = values["who"]
    return {field: values[field] for field in FIELDS}


def written(station: Attribution) -> str:
    """The station as the article names it, on one line."""
    return " ".join(station.source.split())


def iso(when: When | None) -> str | None:
    """A day, a month, a year, or from/to; None where the words could not be resolved.

    >>> iso(When("in May", date(2023, 5, 1), date(2023, 5, 31), precision="month"))
    '2023-05'
    """
    if when is None:
        return None
    first, last = when.start or when.total_since or when.end, when.end or when.start or when.total_since
    if first is None or last is None:
        return None
    if first == last:
        return first.isoformat()
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return f"{first.year:04}"
    if (first.year, first.month, first.day) == (last.year, last.month, 1) and last.day == _days(last):
        return f"{first:%Y-%m}"
    return f"{first.isoformat()}/{last.isoformat()}"


def _days(when: date) -> int:
    return calendar.monthrange(when.year, when.month)[1]
