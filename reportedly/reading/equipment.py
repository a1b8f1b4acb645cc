"""Which equipment was destroyed, damaged, captured, abandoned or lost: one mention an item of a list."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reportedly.claim import Count, Kind, Status
from reportedly.reading.fates import fates_in, mention_of
from reportedly.reading.mention import Mention, Number
from reportedly.reading.parse import Parsed
from reportedly.reading.screening import tells
from reportedly.reading.taxonomy import EQUIPMENT, may_name, named_in, typed

_FATES = ("any", "equipment", "air", "aircraft", "sea", "armour")

__all__ = ["may_matter", "mentions_in", "typed"]


# "tanks – 3,150 (+6)", "Armoured vehicles: about 6,400": the daily table of an army, one line an item
_TABLE_LINE = re.compile(
    r"^\W*(?P<item>[A-Za-z][A-Za-z\s/()'-]{2,60}?)\s*(?:[-–—‒:]|\bof\b)\s*(?:about|approx\.?|approximately|over|~)?\s*"
    r"(?P<number>\d{1,3}(?:[,\s\u00a0]\d{3})+|\d+)\s*(?:units?)?\s*(?P<step>[(\[]\s*[+＋]\s*\d[\d,]*[^)\]]*[)\]])?\W*$"
)


def may_matter(sentence_text: str) -> bool:
    """Whether the sentence can tell of lost equipment, from its text alone."""
    if len(sentence_text) < 120 and _TABLE_LINE.match(sentence_text):
        return _is_equipment(sentence_text)
    return (
        may_name(EQUIPMENT, sentence_text)
        and tells("fates.csv", _FATES, sentence_text)
        and _is_equipment(sentence_text)
    )


def _is_equipment(text: str) -> bool:
    return any(entry.kind == "equipment" for _, _, entry in named_in(text))


def mentions_in(parsed: Parsed, numbers: Iterable[Number]) -> tuple[Mention, ...]:
    """The equipment the sentence says was destroyed, damaged, captured, abandoned or lost, in order."""
    numbers = tuple(numbers)
    fates = [f for f in fates_in(parsed, numbers) if f.thing.entry.kind == "equipment"]
    found = [mention_of(parsed, fate, Kind.EQUIPMENT, len(fates) > 1) for fate in fates]
    if not found:
        found = list(_table_line(parsed))
    return tuple(found)


def _table_line(parsed: Parsed) -> Iterable[Mention]:
    text = parsed.doc.text
    match = _TABLE_LINE.match(text)
    if match is None or not _is_equipment(match["item"]):
        return
    start = parsed.sentence.span.start
    value = float(re.sub(r"\D", "", match["number"]))
    item, number = (
        type(parsed.sentence.span)(start + match.start(g), start + match.end(g)) for g in ("item", "number")
    )
    yield Mention(
        parsed=parsed,
        kind=Kind.EQUIPMENT,
        count=Count.exact(match["number"], value),
        trigger=item.to(number),
        who=item.to(number),
        number=number,
        status=Status.LOST,
        item=item,
    )
