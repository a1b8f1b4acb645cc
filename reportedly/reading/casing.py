"""What a text in capitals would look like in ordinary print, so that the parser can read it.

Lengths never change: a token of the result stands where it stood in the article.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def in_capitals(text: str) -> bool:
    """Whether a text of some length is printed in capitals: "TWO SOLDIERS WERE KILLED"."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 12 and sum(c.isupper() for c in letters) > 0.85 * len(letters)


def as_prose(text: str) -> str:
    """`text` as it is, or lower-cased where it is printed in capitals. The length stays the same."""
    if not in_capitals(text):
        return text
    lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    first = _WORD.search(lowered)
    if first is None:
        return lowered
    return lowered[: first.start()] + lowered[first.start()].upper() + lowered[first.start() + 1 :]
