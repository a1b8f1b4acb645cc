"""What a text in capitals would look like in ordinary print, so that the parser can read it.

Lengths never change: a token of the result stands where it stood in the article.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable

_WORD = re.compile(r"[^\W\d_]+")
_VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)
_DAYS = frozenset(d.lower() for d in calendar.day_name)
_MONTH = re.compile(
    rf"(?:\d\s+)({'|'.join(calendar.month_name[1:])})\b|\b({'|'.join(calendar.month_name[1:])})(?=\s+\d)", re.IGNORECASE
)
_BRACKETED = re.compile(r"\(([^\W\d_]{2,6})\)")
_INITIALS = re.compile(r"(?<![^\W\d_])(?:[^\W\d_]\.){2,}")


def in_title_case(text: str) -> bool:
    """Whether the words of a line are printed as in a headline, each with a capital."""
    long = [w for w in re.findall(r"[^\W\d_]{4,}", text) if len(w) > 3]
    return len(long) >= 4 and sum(w[0].isupper() for w in long) > 0.8 * len(long)


def in_capitals(text: str) -> bool:
    """Whether a text of some length is printed in capitals: "TWO SOLDIERS WERE KILLED"."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 12 and sum(c.isupper() for c in letters) > 0.85 * len(letters)


def _small(text: str) -> str:
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def as_prose(text: str, is_name: Callable[[str], bool] = lambda word: False) -> str:
    """`text` as it is, or, where it is printed in capitals, in small letters with capitals for names. The length stays.

    `is_name` tells of a word in small letters whether it is a name.

    >>> as_prose("THE GUARDS OF OQUELI WERE KILLED", lambda word: word == "oqueli")
    'The guards of Oqueli were killed'
    """
    if not in_capitals(text):
        return text
    out = list(_small(text))
    first = True
    for match in _WORD.finditer(text):
        word = _small(match.group())
        initials = len(word) > 1 and not _VOWEL.search(word) and is_name(word)  # FMLN stays as it is
        if initials:
            out[match.start() : match.end()] = match.group()
        elif first or word in _DAYS or is_name(word):
            out[match.start()] = text[match.start()]
        first = False
    for match in _MONTH.finditer(text):
        start = match.start(1) if match[1] else match.start(2)
        out[start] = text[start]
    for match in (*_INITIALS.finditer(text), *_BRACKETED.finditer(text)):  # U.S., (FMLN)
        out[match.start() : match.end()] = match.group()
    return "".join(out)
