"""Which days do words name? Dates, weekdays, "last week", "three days ago", "since the war began", counted from publication."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from reportedly.article import Span
from reportedly.lexicon import alternatives, rows, words


@dataclass(frozen=True, slots=True)
class Days:
    """Words that name days: first and last day, None where there is nothing to count from.

    `precision` is "day", "month", "year" or "range". `since`: the days go on to the day of publication. `until`: "by Monday".
    `shift`: days from the day last named, of "a day later". `war`: "since the start of the war", whose start is not here.
    """

    span: Span
    start: date | None = None
    end: date | None = None
    precision: str = "day"
    since: bool = False
    until: bool = False
    shift: int | None = None
    war: str | None = None
    record: bool = False  # "the deadliest attack since May" counts nothing since May


def days_in(text: str, published: date | None) -> tuple[Days, ...]:
    """The expressions of time in a text, in order, each counted from the day of publication.

    >>> [str(d.start) for d in days_in("Shelling on Monday killed two.", date(2024, 3, 14))]
    ['2024-03-11']
    """
    found = [d for d in _found(text, published) if d is not None]
    merged = list(_ranges(text, sorted(found, key=lambda d: (d.span.start, -d.span.end)), published))
    return tuple(_opened(text, d, published) for d in merged)


@cache
def sort(name: str) -> dict[str, str]:
    """Words of one sort in lexicon/dates.csv, with their values."""
    return {r["word"]: r["value"] for r in rows("dates.csv") if r["sort"] == name}


def _any(*sorts: str) -> str:
    return alternatives([w for s in sorts for w in sort(s)])


@cache
def _number_words() -> dict[str, int]:
    table = {r["word"]: int(r["value"]) for r in rows("numbers.csv") if r["type"] in {"digit", "ten"}}
    return table | {"a": 1, "an": 1, "one": 1, "couple of": 2, "a couple of": 2, "a dozen": 12, "half a dozen": 6, "few": 3, "several": 4}


def _number(word: str) -> int:
    low = " ".join(word.casefold().split())
    return int(low) if low.isdigit() else _number_words()[low]


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    month, weekday, hour = _any("month"), _any("weekday"), _any("hour")
    day = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
    year = r"(?P<year>(?:19|20)\d\d|['’]?\d\d(?!\d|:))"
    full = r"(?P<year>(?:19|20)\d\d)"
    number = rf"\d+|{alternatives(list(_number_words()))}"
    past = _any("past")
    sources = (
        ("iso", r"(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)"),
        ("dotted", r"(?P<day>[0-3]?\d)[./](?P<month>[01]?\d)[./](?P<year>(?:19|20)\d\d)"),
        ("dotted", r"(?P<day>[0-3]\d)\.(?P<month>[01]\d)\.(?P<year>\d\d)"),
        ("dashed", r"(?P<day>[0-3]\d)-(?P<month>[01]\d)-(?P<year>(?:19|20)\d\d)"),
        ("day_pair", rf"(?P<first>[0-3]?\d)(?:st|nd|rd|th)?\s*(?:-|–|and|to)\s*{day}(?:\s+of)?\s+(?P<month>{month})\b(?:,?\s+{year}\b)?"),
        ("month_pair", rf"(?P<month>{month})\s+(?P<first>[0-3]?\d)(?:st|nd|rd|th)?\s*(?:-|–|and|to)\s*{day}\b(?:,?\s+{full}\b)?"),
        ("day_month", rf"{day}(?:\s+of)?\s+(?P<month>{month})(?:\b|(?<=\.))(?:,?\s+{year}\b)?"),
        ("month_day", rf"(?P<month>{month})\s+{day}\b(?!\s*[,.]\d|:)(?:,?\s+{full}\b)?"),
        ("month_year", rf"(?:(?P<part>{_any('part')})[\s-]+)?(?P<month>{month})(?:\s+of)?(?:,?\s+|\s+of\s+){full}\b"),
        ("weekday", rf"(?:(?P<past>{past}|this|next|earlier)\s+)?(?P<weekday>{weekday})(?!['’]s\s+[A-Z])(?:\s+(?:{hour}))?(?:\s+(?:of\s+)?(?P<week>last|this)\s+week)?"),
        ("ago", rf"(?:(?:about|some|nearly|almost|more than|less than|over|around)\s+)?(?P<n>{number})\s+(?P<unit>{_any('unit')})\s+(?P<way>ago|earlier|before|later|prior)\b"),
        ("stretch", rf"(?:the|these|his|her|its|their)?\s*(?P<past>{past})\s+(?P<n>{number})\s+(?P<unit>{_any('unit')})"),
        ("last", rf"(?P<early>earlier|early|late|later|sometime)?\s*(?:the\s+)?(?P<which>last|this|previous|past)\s+(?P<unit>week|weekend|month|year|{_any('season')}|{month})\b"),
        ("weekend", r"(?:over|at|on|during)\s+the\s+weekend"),
        ("anaphor", _any("anaphor")),
        ("days", _any("days")),
        ("season", rf"(?:the\s+)?(?:(?:early|late)\s+)?(?P<season>{_any('season')})\s+(?:of\s+)?{full}"),
        ("month", rf"(?:(?<=\bin\s)|(?<=\bsince\s)|(?<=\bby\s)|(?<=\buntil\s)|(?<=\bfrom\s)|(?<=\bof\s)|(?<=\bduring\s)|(?<=\bthroughout\s)|(?<=\b(?:last|this)\s))?(?:(?P<part>{_any('part')})[\s-]+)?(?P<month>{month})\b(?!\s+\d)"),
        ("year", rf"(?<![\d.,$€£#-]){full}(?![\d%]|[.,]\d|-\d|\s*(?:people|troops|soldiers|GMT|km))"),
        ("war", rf"(?:since|from|after|following)\s+(?:the\s+)?(?P<out>{_any('outset')})\s+of\s+(?P<war>(?:(?! - )[^,.;:()\"”–—]){{3,60}})"),
        ("war", rf"since\s+(?P<war>[^,.;:()\"”]{{2,50}}?\s(?:{_any('outbreak')})(?:\s+(?:in|of|its|their|the|an|a|his)\s[^,.;:()\"”]{{3,40}})?)"),
        ("war", r"since\s+(?P<war>the\s+(?:[\w.-]+\s+){0,3}(?:war|invasion|conflict|coup|uprising|offensive|insurgency|incursion)\b[^,.;:()\"”]{0,24})"),
    )
    return tuple((name, re.compile(rf"(?<![\w]){source}(?!\w)", re.IGNORECASE)) for name, source in sources)


def _found(text: str, published: date | None) -> Iterator[Days | None]:
    taken: list[Span] = []
    for name, pattern in _patterns():
        for match in pattern.finditer(text):
            span = _trimmed(match)
            if any(span.overlaps(t) for t in taken):
                continue
            made = _READ[name](match, published)
            if made is not None:
                taken.append(span)
                yield replace(made, span=span)


def _trimmed(match: re.Match[str]) -> Span:
    lead = len(match[0]) - len(match[0].lstrip())
    return Span(match.start() + lead, match.end())


def _safe(year: int, month: int, day: int) -> date | None:
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    number = int(text.lstrip("'’"))
    return number if number > 99 else number + (1900 if number > 40 else 2000)


def _before(published: date | None, month: int, day: int) -> date | None:
    """That day of the year, the last time before publication (a day of grace for time zones)."""
    if published is None:
        return None
    for year in (published.year, published.year - 1):
        found = _safe(year, month, day)
        if found is not None and found <= published + timedelta(days=1):
            return found
    return None


def _one(start: date | None, end: date | None = None, precision: str | None = None, **more: object) -> Days:
    last = end if end is not None else start
    kind = precision or ("day" if start == last else "range")
    return replace(Days(Span(0, 0), start, last, kind), **more)  # type: ignore[arg-type]


def _read_exact(m: re.Match[str], published: date | None) -> Days | None:
    found = _safe(_year(m["year"]) or 0, int(m["month"]), int(m["day"]))
    return _one(found) if found is not None else None


def _read_day(m: re.Match[str], published: date | None) -> Days | None:
    month, day, year = int(sort("month")[m["month"].casefold()]), int(m["day"]), _year(m["year"])
    first = int(m["first"]) if "first" in m.re.groupindex else day
    if not 1 <= day <= 31 or not 1 <= first <= 31:
        return None
    if year is None and published is None:
        return _one(None)
    if year is not None:
        start, end = _safe(year, month, first), _safe(year, month, day)
    else:
        start, end = _before(published, month, first), _before(published, month, day)
    return _one(start, end) if start is not None and end is not None and start <= end else None


def _whole_month(year: int, month: int) -> Days:
    return _one(date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month")


def _read_month(m: re.Match[str], published: date | None) -> Days | None:
    word = m["month"]
    if not word[0].isupper() or word.casefold() in {"mar", "sun", "sat"}:
        return None
    month = int(sort("month")[word.casefold()])
    year = _year(m["year"]) if "year" in m.re.groupindex else None
    if year is None and word.casefold() in {"may", "march", "august"} and not _after_preposition(m):
        return None
    if year is not None:
        return _whole_month(year, month)
    if published is None:
        return _one(None, precision="month")
    return _whole_month(published.year if month <= published.month else published.year - 1, month)


def _after_preposition(m: re.Match[str]) -> bool:
    before = m.string[: m.start()].rsplit(None, 1)
    return m["part"] is not None or (bool(before) and before[-1].casefold() in _MONTH_AFTER)


_MONTH_AFTER = {"in", "since", "by", "until", "from", "of", "during", "throughout", "last", "this", "through", "till", "to"}


def _read_weekday(m: re.Match[str], published: date | None) -> Days | None:
    if m["past"] and m["past"].casefold() == "next":
        return None
    if published is None:
        return _one(None)
    back = (published.weekday() - int(sort("weekday")[m["weekday"].casefold()])) % 7
    if m["week"] and m["week"].casefold() == "last":
        monday = published - timedelta(days=published.weekday() + 7)
        return _one(monday + timedelta(days=int(sort("weekday")[m["weekday"].casefold()])))
    if back == 0 and m["past"] and m["past"].casefold() not in {"this", "earlier"}:
        back = 7
    return _one(published - timedelta(days=back))


def _read_ago(m: re.Match[str], published: date | None) -> Days | None:
    count, unit = _number(m["n"]), m["unit"].casefold().rstrip("s")
    days = count * int(sort("unit")[m["unit"].casefold()])
    if m["way"].casefold() != "ago":
        return _one(None, shift=days if m["way"].casefold() == "later" else -days)
    if published is None:
        return _one(None)
    if unit == "year":
        year = published.year - count
        return _one(date(year, 1, 1), date(year, 12, 31), "year")
    if unit == "month":
        number = published.year * 12 + published.month - 1 - count
        return _whole_month(number // 12, number % 12 + 1)
    return _one(published - timedelta(days=days))


def _read_stretch(m: re.Match[str], published: date | None) -> Days | None:
    if published is None:
        return _one(None, precision="range")
    count, unit = _number(m["n"]), m["unit"].casefold().rstrip("s")
    if unit == "hour":
        return _one(published - timedelta(days=max(1, round(count / 24))), published, "range")
    if unit in {"year", "month", "decade"}:
        months = count * {"month": 1, "year": 12, "decade": 120}[unit]
        number = published.year * 12 + published.month - 1 - months
        year, month = number // 12, number % 12 + 1
        start = date(year, month, min(published.day, monthrange(year, month)[1]))
        return _one(start, published, "range")
    return _one(published - timedelta(days=count * int(sort("unit")[m["unit"].casefold()])), published, "range")


def _read_last(m: re.Match[str], published: date | None) -> Days | None:
    if published is None:
        return _one(None, precision="range")
    which, unit = m["which"].casefold(), m["unit"].casefold()
    this = which == "this"
    monday = published - timedelta(days=published.weekday())
    if unit == "week":
        if this and m["early"] and published == monday:  # "earlier this week", written on a Monday
            return _one(monday - timedelta(days=7), monday - timedelta(days=1), "range")
        return _one(monday, published, "range") if this else _one(monday - timedelta(days=7), monday - timedelta(days=1), "range")
    if unit == "weekend":
        saturday = monday - timedelta(days=2)
        return _one(saturday, saturday + timedelta(days=1), "range")
    if unit == "month":
        number = published.year * 12 + published.month - 1 - (not this)
        return _whole_month(number // 12, number % 12 + 1)
    if unit == "year":
        year = published.year - (not this)
        return _one(date(year, 1, 1), date(year, 12, 31), "year")
    if unit in sort("season"):
        return _season(unit, published.year if this else _last_season(unit, published))
    month = int(sort("month")[unit])
    if not m["unit"][0].isupper():
        return None
    return _whole_month(published.year if month < published.month or this else published.year - 1, month)


def _season(word: str, year: int) -> Days:
    first, last = (int(n) for n in sort("season")[word].split("-"))
    over = last < first
    end_year = year + over
    return _one(date(year, first, 1), date(end_year, last, monthrange(end_year, last)[1]), "range")


def _last_season(word: str, published: date) -> int:
    return published.year if int(sort("season")[word].split("-")[1]) < published.month else published.year - 1


def _read_season(m: re.Match[str], published: date | None) -> Days | None:
    return _season(m["season"].casefold(), int(m["year"]))


def _read_weekend(m: re.Match[str], published: date | None) -> Days | None:
    if published is None:
        return _one(None, precision="range")
    saturday = published - timedelta(days=(published.weekday() - 5) % 7)
    return _one(saturday, min(published, saturday + timedelta(days=1)), "range")


def _read_anaphor(m: re.Match[str], published: date | None) -> Days | None:
    return _one(None, shift=int(sort("anaphor")[" ".join(m[0].casefold().split())]))


def _read_days(m: re.Match[str], published: date | None) -> Days | None:
    if published is None:
        return _one(None)
    first, last = (int(n) for n in sort("days")[" ".join(m[0].casefold().split())].split("/"))
    return _one(published + timedelta(days=first), published + timedelta(days=last))


def _read_year(m: re.Match[str], published: date | None) -> Days | None:
    year = int(m["year"])
    if published is not None and year > published.year + 1:
        return None
    return _one(date(year, 1, 1), date(year, 12, 31), "year")


def _read_war(m: re.Match[str], published: date | None) -> Days | None:
    return _one(None, precision="range", since=True, war=m["war"])


_READ = {
    "iso": _read_exact,
    "dotted": _read_exact,
    "dashed": _read_exact,
    "day_pair": _read_day,
    "month_pair": _read_day,
    "day_month": _read_day,
    "month_day": _read_day,
    "month_year": _read_month,
    "month": _read_month,
    "weekday": _read_weekday,
    "ago": _read_ago,
    "stretch": _read_stretch,
    "last": _read_last,
    "weekend": _read_weekend,
    "anaphor": _read_anaphor,
    "days": _read_days,
    "season": _read_season,
    "year": _read_year,
    "war": _read_war,
}

_TO = re.compile(r"\s*(?:to|and|until|till|through|-|–|or)\s*(?:(?:on|early|late|at)\s+)*", re.IGNORECASE)


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
    if _since().search(before) or _since_clause().search(before):
        record = _superlative().search(before) is not None
        if days.start is None and days.shift is None:
            return replace(days, since=True, record=record)
        return replace(days, end=published, since=True, precision="range", record=record)
    if _BY.search(before):
        return replace(days, until=True)
    return days


__all__ = ["Days", "days_in", "sort", "words"]
