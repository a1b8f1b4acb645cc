"""A claim mended by hand: what a person says of each field, checked, with the words it rests on found in the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from reportedly.article import Span
from reportedly.claim import Attribution, By, Claim, Count, Item, Kind, Place, Qualifier, Role, Status, When, Who
from reportedly.reading.gazetteer import best, toponyms
from reportedly.reading.parties import party_named
from reportedly.reading.taxonomy import typed

FIELDS = (
    *("kind", "status", "figure", "qualifier", "low", "high", "whom", "side", "item", "by", "source", "parties"),
    *("place", "start", "end", "evidence", "evidence_at"),
)
_Sort = TypeVar("_Sort", Kind, Status, Qualifier)
_LIST = re.compile(r"\s*;\s*")


class CorrectionError(ValueError):
    """What was written cannot be a claim; the message says which field, and how to write it."""


def fields_of(claim: Claim, text: str) -> dict[str, str]:
    """A claim as the form shows it."""
    first = claim.evidence[0]
    when = claim.when
    return {
        "kind": claim.kind.value,
        "status": claim.status.value if claim.status else "",
        "figure": claim.count.text,
        "qualifier": claim.count.qualifier.value,
        "low": _number(claim.count.low if claim.count.low is not None else claim.count.best),
        "high": _number(claim.count.high),
        "whom": claim.who.text if claim.who else "",
        "side": (claim.who.party or "") if claim.who else "",
        "item": claim.item.text if claim.item else "",
        "by": "; ".join(claim.by.parties or (claim.by.text,)) if claim.by else "",
        "source": claim.claimant.source,
        "parties": "; ".join(claim.claimant.parties),
        "place": "; ".join(place.name for place in claim.place.resolved) or claim.place.text if claim.place else "",
        "start": when.start.isoformat() if when and when.start else "",
        "end": when.end.isoformat() if when and when.end else "",
        "evidence": first.of(text),
        "evidence_at": str(first.start),
    }


def corrected(claim: Claim, text: str, given: Mapping[str, str]) -> Claim:
    """The claim with what was given over what it was; fields that are left as they were keep all that they carry.

    Words are found in the text: the evidence nearest to where it is said to stand, the others within the evidence or
    nearest to it. Raises CorrectionError, naming the field, where they are not there or a value cannot be.
    """
    before = fields_of(claim, text)
    told = before | {name: given[name].strip() for name in FIELDS if name in given}
    changed = {name for name in FIELDS if told[name] != before[name]}
    evidence = _evidence(told, text) if changed & {"evidence", "evidence_at"} else claim.evidence[0]
    made = replace(claim, evidence=(evidence, *claim.evidence[1:]))
    if changed & {"kind", "status"}:
        made = replace(made, kind=_one_of(Kind, told["kind"], "kind"), status=_status(told["status"]))
    if changed & {"figure", "qualifier", "low", "high"}:
        number = _found(told["figure"], text, evidence, "figure") if told["figure"] else None
        made = replace(made, count=_count(told, claim.count.unit), number=number)
    if changed & {"whom", "side"}:
        made = replace(made, who=_who(told, text, evidence, claim.who))
    if "item" in changed:
        made = replace(made, item=_item(told["item"]))
    if "by" in changed:
        names = tuple(map(_party, _names(told["by"])))
        made = replace(made, by=By(words, None, names) if (words := " and ".join(names)) else None)
    if changed & {"source", "parties"}:
        made = replace(made, attribution=(_claimant(told, text, evidence, claim.claimant), *claim.attribution[1:]))
    if "place" in changed:
        made = replace(made, place=_place(told["place"]))
    if changed & {"start", "end"}:
        made = replace(made, when=_when(told, claim.when))
    return replace(made, confidence=1.0)


# --- fields -----------------------------------------------------------------------------------------------------------


def _evidence(told: Mapping[str, str], text: str) -> Span:
    words = told["evidence"]
    if len(words) < 2:
        raise CorrectionError("evidence: the words that make the claim, as they stand in the text")
    at = int(told["evidence_at"]) if told["evidence_at"].isdecimal() else 0
    found = list(_occurrences(words, text, Span(0, len(text))))
    if not found:
        raise CorrectionError(f"evidence: “{words[:60]}” does not stand in the text; copy it from there")
    return min(found, key=lambda span: abs(span.start - at))


def _found(words: str, text: str, near: Span, field: str) -> Span:
    found = list(_occurrences(words, text, near)) or list(_occurrences(words, text, Span(0, len(text))))
    if not found:
        raise CorrectionError(f"{field}: “{words[:60]}” does not stand in the text; copy it from there")
    return min(found, key=lambda span: abs(span.start - near.start))


def _occurrences(words: str, text: str, within: Span) -> list[Span]:
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
    return [Span(m.start(), m.end()) for m in pattern.finditer(text, within.start, within.end)]


def _count(told: Mapping[str, str], unit: str | None) -> Count:
    words, low, high = told["figure"], _value(told["low"], "low"), _value(told["high"], "high")
    qualifier = _one_of(Qualifier, told["qualifier"], "qualifier")
    match qualifier:
        case Qualifier.VAGUE:
            made = Count.vague(words)
        case Qualifier.BETWEEN:
            if low is None or high is None:
                raise CorrectionError("figure: between two numbers, write both")
            made = Count.between(words, low, high)
        case Qualifier.UP_TO:
            if (most := high if high is not None else low) is None:
                raise CorrectionError("figure: up to which number?")
            made = Count.up_to(words, most)
        case _:
            if low is None:
                raise CorrectionError("figure: which number do the words mean? Without one it is vague")
            ways = {
                Qualifier.EXACT: Count.exact,
                Qualifier.AT_LEAST: Count.at_least,
                Qualifier.MORE_THAN: Count.more_than,
                Qualifier.ABOUT: Count.about,
            }
            made = ways[qualifier](words, low)
    return replace(made, unit=unit)


def _who(told: Mapping[str, str], text: str, evidence: Span, before: Who | None) -> Who | None:
    if not told["whom"]:
        return None
    side = _party(told["side"]) if told["side"] else None
    civilian = before.civilian if before else None
    return Who(told["whom"], _found(told["whom"], text, evidence, "whom"), side, civilian)


def _item(words: str) -> Item | None:
    if not words:
        return None
    category, type = typed(words) or (None, None)
    return Item(words, category, type)


def _claimant(told: Mapping[str, str], text: str, evidence: Span, before: Attribution) -> Attribution:
    source = told["source"]
    if not source:
        raise CorrectionError("source: who says so, as the text has it; “article” for its own voice")
    names = tuple(map(_party, _names(told["parties"])))
    if source == "article":
        return Attribution(Role.CLAIMANT, source, names)
    span = before.source_span if source == before.source else _found(source, text, evidence, "source")
    return replace(before, source=source, parties=names, source_span=span)


def _place(words: str) -> Place | None:
    names = _names(words)
    if not names:
        return None
    known = [best(toponyms(name)) for name in names]
    return Place(" and ".join(names), tuple(one.location for one in known if one is not None))


def _when(told: Mapping[str, str], before: When | None) -> When | None:
    start, end = _day(told["start"], "start"), _day(told["end"], "end")
    if start is None and end is None:
        return None
    start, end = start or end, end or start
    assert start is not None and end is not None
    if end < start:
        raise CorrectionError(f"end: {end} is before {start}")
    text = before.text if before else ""
    return When(text, start, end, before.total_since if before else None, "day" if start == end else "range")


def _status(words: str) -> Status | None:
    return _one_of(Status, words, "status") if words else None


def _one_of(sort: type[_Sort], words: str, field: str) -> _Sort:
    try:
        return sort(words)
    except ValueError:
        raise CorrectionError(f"{field}: “{words}” is none of {', '.join(sort)}") from None


def _value(words: str, field: str) -> float | None:
    try:
        value = float(words.replace(",", "")) if words else None
    except ValueError:
        value = -1
    if value is not None and not 0 <= value < 1e12:
        raise CorrectionError(f"{field}: “{words}” is no number from 0 on")
    return value


def _day(words: str, field: str) -> date | None:
    try:
        return date.fromisoformat(words) if words else None
    except ValueError:
        raise CorrectionError(f"{field}: “{words}” is not a date; write it as 2024-03-12") from None


def _names(words: str) -> list[str]:
    return [name for name in _LIST.split(words.strip()) if name]


def _party(name: str) -> str:
    """A party by the name it goes by, under whatever name it was written."""
    known = party_named(name)
    return known.name if known else name


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if value != int(value) else str(int(value))
