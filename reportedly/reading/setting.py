"""Is this about armed conflict: in the whole article, and around one sentence.

People are also killed by earthquakes, trains and neighbours, by courts, in riots, and in wars long over; figures of
these are not claims of this ledger ("Four victims died at the scenes", of a family murder).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from reportedly.article import Span
from reportedly.lexicon import alternatives, as_listed, rows

_NEAR = 450  # characters to each side that set the scene of a sentence: two to three sentences
_RIVALS = ("disaster", "accident", "crime", "court", "protest", "sport", "history")


@cache
def _pattern() -> re.Pattern[str]:
    terms = [r["term"] for r in rows("conflict.csv")]
    whole = alternatives(t for t in terms if not t.endswith("*"))
    opening = alternatives(t.removesuffix("*") for t in terms if t.endswith("*"))
    return re.compile(rf"(?<![\w-])(?:(?:{whole})(?!\w)|{opening})", re.IGNORECASE)


@cache
def _facts() -> dict[str, tuple[str, int]]:
    """Class and weight of a term in lower case, without its star."""
    return {r["term"].removesuffix("*").lower(): (r["class"], int(r["weight"])) for r in rows("conflict.csv")}


class Setting:
    """The scene of an article: built once from its text, asked about spans of it."""

    def __init__(self, text: str) -> None:
        facts = _facts()
        self._found = [(m.start(), *facts[as_listed(m.group())]) for m in _pattern().finditer(text)]
        self._whole = self._weights(0, len(text))

    def _weights(self, start: int, end: int) -> Counter[str]:
        """Weight of each class between two offsets."""
        weights: Counter[str] = Counter()
        for at, kind, weight in self._found:
            if start <= at < end:
                weights[kind] += weight
        return weights

    def is_war(self) -> bool:
        """Whether the article as a whole may speak of armed conflict: nothing else in it speaks louder."""
        return self._whole["war"] >= max(self._whole[k] for k in _RIVALS)

    def is_war_at(self, sentence: Span) -> bool:
        """Whether what a sentence tells happened in an armed conflict that goes on.

        The sentence itself weighs most, then its neighbours, then the article.
        """
        if not self.is_war():
            return False
        own = self._weights(sentence.start, sentence.end)
        near = self._weights(sentence.start - _NEAR, sentence.end + _NEAR)
        war = 3 * own["war"] + near["war"]
        for rival in _RIVALS:
            if 3 * own[rival] + near[rival] > war:
                return False
        return not (own["court"] >= 3 and own["war"] < 2 * own["court"])
