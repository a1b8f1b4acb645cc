"""Which days do words name? Dates, weekdays, "last week", "three days ago", "since the war began"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import zip_longest

from reportedly.article import Span
from reportedly.lexicon import alternatives
from reportedly.reading.reckoning import READ, Days, number_words, sort


def days_in(text: str, published: date | None) -> tuple[Days, ...]:
    """The expressions of time in a text, in order, each counted from the day of publication.

    >>> [str(d.start) for d in days_in("Shelling on Monday killed two.", date(2024, 3, 14))]
    ['2024-03-11']
    """
    found = [d for d in _found(text, published) if d is not None]
    merged = list(_ranges(text, sorted(found, key=lambda d: (d.span.start, -d.span.end)), published))
    opened = [_opened(text, d, published) for d in merged]
    return tuple(d for d, after in zip_longest(opened, opened[1:]) if d and not _is_dated(text, d, after))


def _is_dated(text: str, days: Days, after: Days | None) -> bool:
    """Whether a war is named by the date behind it: "since the offensive began in April 2019"."""
    if days.war is None or after is None or not after.since or after.war is not None:
        return False
    return text[days.span.end : after.span.start].strip() in {"", "in", "on", "of", "early in", "late in"}


def _any(*sorts: str) -> str:
    return alternatives([w for s in sorts for w in sort(s)])


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    month, weekday, hour = _any("month"), _any("weekday"), _any("hour")
    day = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
    first = r"(?P<first>[0-3]?\d)(?:st|nd|rd|th)?\s*(?:-|–|and|to)\s*"
    year = r"(?P<year>(?:19|20)\d\d|['’]?\d\d(?!\d|:))"
    full = r"(?P<year>(?:19|20)\d\d)"
    number = rf"(?P<n>\d+|{alternatives(list(number_words()))})"
    unit, past, season, part = _any("unit"), _any("past"), _any("season"), _any("part")
    about = r"(?:(?:about|some|nearly|almost|more than|less than|over|around)\s+)?"
    wars = alternatives(list(sort("war")))
    phrase = r"(?:(?! - )[^,.;:()\"”–—])"
    sources = (
        ("iso", r"(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)"),
        ("dotted", r"(?P<day>[0-3]?\d)[./](?P<month>[01]?\d)[./](?P<year>(?:19|20)\d\d)"),
        ("dotted", r"(?P<day>[0-3]\d)\.(?P<month>[01]\d)\.(?P<year>\d\d)"),
        ("dashed", r"(?P<day>[0-3]\d)-(?P<month>[01]\d)-(?P<year>(?:19|20)\d\d)"),
        ("day_pair", rf"{first}{day}(?:\s+of)?\s+(?P<month>{month})\b(?:,?\s+{year}\b)?"),
        ("month_pair", rf"(?P<month>{month})\s+{first}{day}\b(?:,?\s+{full}\b)?"),
        ("day_month", rf"{day}(?:\s+of)?\s+(?P<month>{month})(?:\b|(?<=\.))(?:(?!,\s+\d\d\b),?\s+{year}\b)?"),
        ("month_day", rf"(?P<month>{month})\s+{day}\b(?!\s*[,.]\d|:)(?:,?\s+{full}\b)?"),
        ("month_year", rf"(?:(?P<part>{part})[\s-]+)?(?P<month>{month})(?:\s+of)?(?:,?\s+|\s+of\s+){full}\b"),
        (
            "month_last_year",
            rf"(?:(?P<part>{part})[\s-]+)?(?P<month>{month})(?:\s+of)?\s+(?P<which>last|this|the\s+previous)\s+year\b",
        ),
        (
            "weekday",
            rf"(?:(?P<past>{past}|this|next|earlier)\s+)?(?P<weekday>{weekday})(?!['’]s\s+(?-i:[A-Z]))(?:\s+(?:{hour}))?"
            r"(?:\s+(?:of\s+)?(?P<week>last|this)\s+week)?",
        ),
        ("ago", rf"{about}{number}\s+(?P<unit>{unit})\s+(?P<way>ago|earlier|before|later|prior)\b"),
        ("stretch", rf"(?:the|these|his|her|its|their)?\s*(?P<past>{past})\s+{number}\s+(?P<unit>{unit})"),
        (
            "last",
            r"(?P<early>earlier|early|late|later|sometime)?\s*(?:the\s+)?(?P<which>last|this|previous|past)\s+"
            rf"(?P<unit>week|weekend|month|year|{season}|{month})\b",
        ),
        ("opening", rf"(?:the\s+)?(?:{_any('outset')})\s+of\s+(?:the|this)\s+(?P<unit>year|month|week)"),
        ("weekend", r"(?:over|at|on|during)\s+the\s+weekend"),
        ("anaphor", _any("anaphor")),
        ("days", _any("days")),
        ("season", rf"(?:the\s+)?(?:(?:early|late)\s+)?(?P<season>{season})\s+(?:of\s+)?{full}"),
        ("month", rf"(?:(?P<part>{part})[\s-]+)?(?P<month>{month})\b(?!\s+\d)"),
        ("year", rf"(?<![\d.,$€£#-]){full}(?![\d%]|[.,]\d|-\d|\s*(?:people|troops|soldiers|GMT|km))"),
        (
            "war",
            rf"(?:since|from|after|following)\s+(?:the\s+)?(?:{_any('outset')})\s+of\s+"
            rf"(?!(?:the|this|last)?\s*(?:{month}|{weekday}|{unit}|{season})\b|\d)(?P<war>{phrase}{{3,60}})",
        ),
        (
            "war",
            rf"since\s+(?P<war>[^,.;:()\"”]{{2,50}}?\s(?:{_any('outbreak')})"
            r"(?:\s+(?:in|of|its|their|the|an|a|his)\s[^,.;:()\"”]{3,40})?)",
        ),
        ("war", rf"since\s+(?P<war>the\s+(?:[\w.-]+\s+){{0,3}}(?:{wars})\b[^,.;:()\"”]{{0,24}})"),
    )
    return tuple((name, re.compile(rf"(?<![\w]){source}(?!\w)", re.IGNORECASE)) for name, source in sources)


def _found(text: str, published: date | None) -> Iterator[Days | None]:
    taken: list[Span] = []
    for name, pattern in _patterns():
        for match in pattern.finditer(text):
            span = _trimmed(match)
            if any(span.overlaps(t) for t in taken):
                continue
            made = READ[name](match, published)
            if made is not None:
                taken.append(span)
                yield replace(made, span=span)


def _trimmed(match: re.Match[str]) -> Span:
    lead = len(match[0]) - len(match[0].lstrip())
    return Span(match.start() + lead, match.end())


_TO = re.compile(
    r"\s*(?:,\s+when\s[^.;,]{3,90},\s+)?(?:to|and|until|till|through|-|–|or)\s*(?:(?:on|early|late|at)\s+)*",
    re.IGNORECASE,
)


def _ranges(text: str, found: list[Days], published: date | None) -> Iterator[Days]:
    """Two days said in one breath are one stretch: "between Friday and Sunday", "from 3 May to 7 May"."""
    at = 0
    while at < len(found):
        one = found[at]
        if at + 1 < len(found):
            two = found[at + 1]
            between = text[one.span.end : two.span.start]
            known = one.start is not None and two.end is not None
            if known and _TO.fullmatch(between) and one.start <= two.end:  # type: ignore[operator]
                yield replace(one, span=one.span.to(two.span), end=two.end, precision="range")
                at += 2
                continue
        yield one
        at += 1


@cache
def _since() -> re.Pattern[str]:
    lead = rf"(?:early|late|mid|the|{_any('outset')}|start|of|at|least|about|around|on|in|night|morning)"
    return re.compile(rf"\b(?:{_any('since')})(?:[\s-]+{lead})*\s*$", re.IGNORECASE)


@cache
def _since_clause() -> re.Pattern[str]:
    """ "since they began their incursion a week ago": the date closes a short clause that "since" opens."""
    return re.compile(
        rf"\bsince\s+(?:[^\s,.;:]+\s+){{1,12}}?$"
        rf"|\b(?:since|from)\s+(?:the\s+)?(?:{_any('outset')})\s+of(?:\s+[^\s,.;:]+){{1,7}}?\s+(?:in|on)\s+$"
        rf"|\b(?:which|that|who|has|had|have)\s+(?:{_any('outbreak')})(?:\s+(?:in|on|early|late|at|about|around))*\s*$",
        re.IGNORECASE,
    )


@cache
def _superlative() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any('superlative')})\b[^.;]{{0,70}}$", re.IGNORECASE)


_BY = re.compile(r"\b(?:by|as of|until|up to|till|through)\s+(?:late |early )?$", re.IGNORECASE)


def _opened(text: str, days: Days, published: date | None) -> Days:
    """`days` with what the words before it say: "since" lets it run on to publication, "by" makes it the last day."""
    before = text[max(0, days.span.start - 120) : days.span.start]
    if days.war is not None:
        return replace(days, record=_superlative().search(before) is not None)
    ahead = days.start is not None and published is not None and days.start > published
    if not ahead and (_since().search(before) or _since_clause().search(before)):
        record = _superlative().search(before) is not None
        if days.start is None and days.shift is None:
            return replace(days, since=True, record=record)
        return replace(days, end=published, since=True, precision="range", record=record, named=days)
    if _BY.search(before):
        return replace(days, until=True)
    return days


__all__ = ["Days", "days_in", "number_words", "sort"]
