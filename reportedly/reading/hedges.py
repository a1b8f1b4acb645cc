"""Does the wording doubt it: "reportedly", "is believed to have died", "claimed"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from reportedly.article import Span
from reportedly.lexicon import alternatives, words

_FAR = 70  # characters between a doubt and what is doubted
_CLOSE = 45
_BREAK = re.compile(
    r"[;:—–()]|\.\s|,\s(?:but|while|and|who|which|with)\s|\b(?:but|while|although|whereas)\b", re.IGNORECASE
)


@cache
def _pattern(where: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{alternatives(words('hedges.csv', where=where))})(?![\w-])", re.IGNORECASE)


@cache
def _harmless() -> re.Pattern[str]:
    phrases = [
        r"\s+".join(r"(?:\S+\s+){0,4}?\S+" if word == "*" else re.escape(word) for word in phrase.split())
        for phrase in sorted(words("no_hedges.csv", "phrase"))
    ]
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b", re.IGNORECASE)


def hedges_in(text: str, sentence: Span, trigger: Span, cues: Iterable[Span] = ()) -> tuple[Span, ...]:
    """The words that doubt a claim, in order.

    `trigger` are the words that tell what happened ("killed"), `cues` the reporting verbs or nouns over them. A doubt
    of another clause, or of who did it ("presumed rebels killed three"), is none of the claim's.

    >>> text = "At least nine people were reportedly killed."
    >>> [s.of(text) for s in hedges_in(text, Span(0, 44), Span(37, 43))]
    ['reportedly']
    """
    found: set[Span] = set()
    harmless = [Span(m.start(), m.end()) for m in _harmless().finditer(text, sentence.start, sentence.end)]
    for match in _pattern("clause").finditer(text, sentence.start, sentence.end):
        span = Span(match.start(), match.end())
        if _reaches(text, span, trigger, _FAR, both=True):
            found.add(span)
    for match in _pattern("before").finditer(text, sentence.start, sentence.end):
        span = Span(match.start(), match.end())
        if match.start() <= trigger.start and _reaches(text, span, trigger, _CLOSE, both=False):
            found.add(span)
    for cue in cues:
        for match in _pattern("cue").finditer(text, cue.start, cue.end):
            found.add(Span(match.start(), match.end()))
    return tuple(sorted(s for s in found if not any(h.overlaps(s) for h in harmless)))


def _reaches(text: str, doubt: Span, trigger: Span, limit: int, *, both: bool) -> bool:
    """Whether nothing ends the clause between the doubt and what happened, which stands near."""
    if doubt.overlaps(trigger):
        return True
    if doubt.end <= trigger.start:
        between = text[doubt.end : trigger.start]
    elif both:
        between = text[trigger.end : doubt.start]
    else:
        return False
    return len(between) <= limit and not _BREAK.search(between)
