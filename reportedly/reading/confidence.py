"""How far to trust a claim: how often claims of its sort were right on annotated articles."""

from __future__ import annotations

from functools import cache

from reportedly.claim import Count, Kind, Qualifier
from reportedly.lexicon import rows


def sort_of(count: Count, numbered: bool) -> str:
    """The sort of a count: "number" where the text gives one, "single" for those told one by one, "vague"."""
    if count.qualifier is Qualifier.VAGUE:
        return "vague"
    return "number" if numbered else "single"


@cache
def _shares() -> dict[tuple[str, str], float]:
    return {(r["kind"], r["sort"]): float(r["share"]) for r in rows("confidence.csv")}


def confidence_of(kind: Kind, count: Count, numbered: bool) -> float:
    """Share of claims of this kind and sort that annotators also found, between 0 and 1 (lexicon/confidence.csv)."""
    return _shares()[kind.value, sort_of(count, numbered)]
