"""Where the news is written: the place, date and agency in front of it, which are no part of its first sentence.

"KHARTOUM, June 3 (Reuters) - At least 25 civilians were killed": a parser takes Khartoum for one of the dead.
"""

from __future__ import annotations

import re
from functools import cache

from reportedly.article import Span
from reportedly.lexicon import alternatives, rows
from reportedly.reading.casing import in_capitals

_LONGEST = 110  # characters
_CAPITALS = r"[A-Z][A-Z'’.-]+(?:[ /][A-Z][A-Z'’.-]+){0,3}"
_DASHED = re.compile(
    rf"{_CAPITALS}(?:, [A-Z][\w.’' ]{{1,40}})?(?P<rest>[^\n—–]{{0,50}}?)\s*(?:--|—|–|\s-)\s+(?=\S)"
    r"|[A-Z][\w’'. ]{2,30}(?:, [A-Z][\w.’' ]{1,30})? \([A-Z][\w/. ]{1,20}\)\s*(?:--|—|–|-)\s+(?=\S)"
)
_SAYS_WHEN = re.compile(r"\d|\(")


@cache
def _bare() -> re.Pattern[str]:
    """A known place in capitals before a sentence in ordinary print: "BEIRUT A car bomb killed six people"."""
    seats = {r["word"] for r in rows("demonyms.csv") if r["sort"] == "seat"}
    known = {r["name"] for r in rows("places.csv")} | seats
    names = alternatives(n.upper() for n in known if len(n) > 3)
    agency = r"(?: \([A-Z][\w/. ]{1,20}\))?"
    return re.compile(rf"(?:{names})(?:/(?:{names}))?(?:, [A-Z][a-z]+)?{agency}:?\s+(?=[A-Z][a-z]|A [a-z]|[“\"]\w)")


def _stands_alone(rest: str, shouted: bool) -> bool:
    """Whether date and agency alone stand between place and dash: "UN troops - about 200 - left" is a sentence."""
    return bool(_SAYS_WHEN.search(rest)) or not (rest.strip() or shouted)


def dateline_in(text: str, block: Span) -> Span | None:
    """The dateline that a block begins with, dash included; None where it begins with its first sentence."""
    end = min(block.end, block.start + _LONGEST)
    head = text[block.start : end]
    shouted = in_capitals(text[block.start : min(block.end, block.start + 400)])
    if (found := _DASHED.match(head)) and _stands_alone(found["rest"] or "", shouted):
        return Span(block.start, block.start + found.end())
    if not shouted and (found := _bare().match(head)):
        return Span(block.start, block.start + found.end())
    return None
