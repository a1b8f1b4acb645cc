"""Which days is that? What matched as a date, counted from the day of publication."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from reportedly.article import Span
from reportedly.lexicon import rows


@dataclass(frozen=True, slots=True)
class Days:
    """Words that name days: first and last day, None where there is nothing to count from.

    `precision` is "day", "month", "year" or "range". `since`: the days go on to the day of publication. `until`: "by
    Monday". `shift`: days from the day last named, of "a day later". `war`: the words of "since the start of the war".
    """

    span: Span
    start: date | None = None
    end: date | None = None
    precision: str = "day"
    since: bool = False
    until: bool = False
    shift: int | None = None
    war: str | None = None
    named: Days | None = None  # the days that "since" was said of
    record: bool = False  # "the deadliest attack since May" counts nothing since May


@cache
def sort(name: str) -> dict[str, str]:
    """Words of one sort in lexicon/dates.csv, with their values."""
    return {r["word"]: r["value"] for r in rows("dates.csv") if r["sort"] == name}


@cache
def number_words() -> dict[str, int]:
    """Words that count units of time: "three", "a couple of"."""
    table = {r["word"]: int(r["value"]) for r in rows("numbers.csv") if r["type"] in {"digit", "ten"}}
    return table | {word: int(value) for word, value in sort("number").items()}


def _number(word: str) -> int:
    low = " ".join(word.casefold().split())
    return int(low) if low.isdigit() else number_words()[low]


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
    if not word[0].isupper() or word.casefold() in sort("no_month"):
        return None
    month = int(sort("month")[word.casefold()])
    year = _year(m["year"]) if "year" in m.re.groupindex else None
    if year is None and word.casefold() in sort("month_or_word") and not _after_preposition(m):
        return None
    if year is not None:
        return _whole_month(year, month)
    if published is None:
        return _one(None, precision="month")
    return _whole_month(published.year if month <= published.month else published.year - 1, month)


def _read_month_last_year(m: re.Match[str], published: date | None) -> Days | None:
    """ "in April last year"."""
    if not m["month"][0].isupper():
        return None
    if published is None:
        return _one(None, precision="month")
    return _whole_month(published.year - (m["which"].casefold() != "this"), int(sort("month")[m["month"].casefold()]))


def _after_preposition(m: re.Match[str]) -> bool:
    before = m.string[: m.start()].rsplit(None, 1)
    return m["part"] is not None or (bool(before) and before[-1].casefold() in sort("before_month"))


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
        if this:
            return _one(monday, published, "range")
        return _one(monday - timedelta(days=7), monday - timedelta(days=1), "range")
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


def _read_opening(m: re.Match[str], published: date | None) -> Days | None:
    """ "the start of the year": its first month; of a month or a week, its first day."""
    if published is None:
        return _one(None, precision="range")
    unit = m["unit"].casefold()
    if unit == "year":
        return _whole_month(published.year, 1)
    return _one(published.replace(day=1) if unit == "month" else published - timedelta(days=published.weekday()))


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


READ: dict[str, Callable[[re.Match[str], date | None], Days | None]] = {
    "iso": _read_exact,
    "dotted": _read_exact,
    "dashed": _read_exact,
    "day_pair": _read_day,
    "month_pair": _read_day,
    "day_month": _read_day,
    "month_day": _read_day,
    "month_year": _read_month,
    "month": _read_month,
    "month_last_year": _read_month_last_year,
    "weekday": _read_weekday,
    "ago": _read_ago,
    "stretch": _read_stretch,
    "last": _read_last,
    "opening": _read_opening,
    "weekend": _read_weekend,
    "anaphor": _read_anaphor,
    "days": _read_days,
    "season": _read_season,
    "year": _read_year,
    "war": _read_war,
}
