"""Which wordings of a lexicon of happenings a text may hold, from its words alone: the first question of a screen.

Most sentences are let go after one look at the set of their words; a pattern is tried only where a word of it is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from reportedly.lexicon import Row, alternatives, rows

_WORD = re.compile(r"[^\W_]+")
_LINKS = frozenset(
    [
        "of",
        "in",
        "to",
        "from",
        "up",
        "down",
        "out",
        "off",
        "over",
        "away",
        "back",
        "on",
        "by",
        "at",
        "the",
        "under",
        "around",
        "a",
        "and",
        "with",
        "as",
        "into",
        "behind",
    ]
)
_GAP = r"(?:\W+[\w'’-]+){0,8}?\W+"


@lru_cache(maxsize=8)
def words_of(text: str) -> frozenset[str]:
    """The words of a text, in lower case."""
    return frozenset(_WORD.findall(text.lower()))


@cache
def _patterns(lexicon: str) -> dict[str, tuple[tuple[Row, re.Pattern[str]], ...]]:
    """Every row with its pattern, under each word that must stand in a text for it ("control" of "take control of")."""
    table: dict[str, list[tuple[Row, re.Pattern[str]]]] = {}
    for row in rows(lexicon):
        forms, tail = row["forms"].split("|"), row["tail"].split()
        pattern = re.compile(
            rf"(?<![\w-])(?:{alternatives(forms)})" + "".join(_GAP + re.escape(word) for word in tail) + r"(?!\w)",
            re.IGNORECASE,
        )
        telling = [word for word in tail if word not in _LINKS]
        for word in {telling[0]} if telling else {form.split("-")[0] for form in forms}:
            table.setdefault(word, []).append((row, pattern))
    return {word: tuple(found) for word, found in table.items()}


@cache
def _keys(lexicon: str) -> frozenset[str]:
    return frozenset(_patterns(lexicon))


def told_in(lexicon: str, text: str) -> Iterator[tuple[Row, re.Match[str]]]:
    """The rows of fates.csv or control.csv whose words stand in a text, each with where it first does."""
    for word in _keys(lexicon) & words_of(text):
        for row, pattern in _patterns(lexicon)[word]:
            if match := pattern.search(text):
                yield row, match


def tells(lexicon: str, happens_to: tuple[str, ...], text: str) -> bool:
    """Whether a text may hold a wording whose column "of" is one of `happens_to`."""
    return any(row["of"] in happens_to for row, _ in told_in(lexicon, text))
