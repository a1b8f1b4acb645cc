"""When did it happen, of an event that its own sentence does not date? The war it counts, or the news around it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache

from reportedly.claim import When
from reportedly.lexicon import alternatives, rows
from reportedly.reading.days import Days, sort
from reportedly.reading.parties import sides_of
from reportedly.reading.sentences import Sentence
from reportedly.reading.timeline import Timeline, running, solved, war_start

_REACH = 6  # sentences back to a "since" that a large count runs on from
_ANY_WAR = "the war, the conflict"


@cache
def _whole_war() -> re.Pattern[str]:
    """ "so far in the conflict", "casualties of the war", "the war has killed"."""
    so_far = alternatives(list(sort("so_far")))
    war = rf"(?:{alternatives(list(sort('whole_war')))})"
    return re.compile(
        rf"\b(?:{so_far})\b|\b(?:in|during|of|throughout|over)\s+(?:the|this|its|their)\s+(?:[\w'’-]+\s+){{0,3}}{war}\b"
        rf"|\bthe\s+(?:[\w'’-]+\s+){{0,3}}{war}\s+(?:has|have|had)\b",
        re.IGNORECASE,
    )


@cache
def _of_war() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(list(sort('whole_war')))})\b", re.IGNORECASE)


@cache
def _one_attack() -> re.Pattern[str]:
    nouns = alternatives(list(sort("one_attack")))
    return re.compile(rf"\b(?:the|this|an?|that)\s+(?:[\w'’-]+\s+){{0,2}}(?:{nouns})\b", re.IGNORECASE)


@cache
def _same_time() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(list(sort('same_time')))})\b", re.IGNORECASE)


def total_of_war(sentence: Sentence, timeline: Timeline, lasting: bool) -> When | None:
    """The time of a sentence's counts where its words say that they are a war's: "so far", "the war has killed".

    "In total 28 people died" counts what was told; only what is told as `lasting` can be a war's without its name.
    """
    text = sentence.span.of(timeline.text)
    if _same_time().search(text):
        return running(sentence, timeline)
    match = _whole_war().search(text)
    if match is None or timeline.published is None:
        return None
    if _one_attack().search(text):  # "so far 46 are dead in the attack" counts one day's dead
        return None
    if not _of_war().search(text) and (
        sides_of(text) is None or not lasting
    ):  # "so far the toll is 15": of what the article tells of
        return None
    start = war_start(text, timeline.countries, timeline.published)
    if start is None:
        start = war_start(_ANY_WAR, timeline.countries, timeline.published)
    return When(match[0], start, timeline.published, start, "range") if start is not None else None


def of_the_war(sentence: Sentence, timeline: Timeline) -> When | None:
    """The time of a count so large that only the war can have it: since a day named before, or since the war began."""
    for index in range(sentence.index - 1, max(-1, sentence.index - 1 - _REACH), -1):
        for days in timeline.days(index):
            when = solved(days, timeline.sentences[index], timeline)
            if when is not None and when.total_since is not None:
                return when
    start = war_start(_ANY_WAR, timeline.countries, timeline.published)
    if start is None or timeline.published is None:
        return None
    return When("", start, timeline.published, start, "range")


@cache
def _events() -> tuple[tuple[re.Pattern[str], re.Pattern[str], date], ...]:
    return tuple(
        (
            re.compile(rf"\b(?:{alternatives(row['words'].split('|'))})\b", re.IGNORECASE),
            re.compile(rf"\b(?:{alternatives(row['near'].split('|'))})\b"),
            date.fromisoformat(row["day"]),
        )
        for row in rows("named_events.csv")
    )


def named_event(sentence: Sentence, timeline: Timeline) -> When | None:
    """The day of an event that everybody knows by its name: "killed in the October 7 attack on Israel"."""
    text = sentence.span.of(timeline.text)
    for named, near, day in _events():
        found = named.search(text)
        if found and near.search(text) and (timeline.published is None or day <= timeline.published):
            return When(found[0], day, day)
    return None


_CLOSE = 3.0  # for a date in the same paragraph
_SINCE = 2.0  # for a date that a count runs on from
_NEWS = 2.0  # how well the days of the news fit what no word dates


def around(sentence: Sentence, timeline: Timeline, lasting: bool) -> When | None:
    """When it happened, of an event that its sentence does not date; what nothing dates is news of these days.

    A date counts the more the closer it stands before, in the lead, in a sentence that tells of violence; the date of a
    statement, a date days before the news, a month or a year count less. A "since" near by dates what is told as
    `lasting` ("has lost nine tanks"); "nine were killed" is of a day.
    """
    found: list[tuple[float, When]] = []
    news = timeline.news
    for other in timeline.sentences:
        if other.index == sentence.index:
            continue
        for days in timeline.days(other.index):
            when = solved(days, other, timeline)
            if lasting and when is not None and timeline.began(days):
                when = replace(when, end=timeline.published, total_since=when.start, precision="range")
            elif not lasting and (days.since or _is_long(days)):
                continue
            if when is not None and when.start is not None and when.end is not None:
                found.append((_fit(days, when, other, sentence, timeline), when))
    if news is not None:
        found.append((_NEWS, news))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _is_long(days: Days) -> bool:
    """Whether a stretch has more days than one attack: "over the past four months"."""
    return (
        days.precision == "range"
        and days.start is not None
        and days.end is not None
        and (days.end - days.start).days > 7
    )


def _fit(days: Days, when: When, other: Sentence, sentence: Sentence, timeline: Timeline) -> float:
    steps = sentence.index - other.index
    near = _CLOSE * (other.block == sentence.block) - 0.2 * min(abs(steps), 10) - 2.0 * (steps < 0)
    of_event = 1.0 * timeline.tells(other.index) + 1.0 * (other.index < 3) - 2.0 * timeline.told(days)
    sharp = _SINCE * (when.total_since is not None) + 1.0 * (when.precision == "day")
    news = timeline.news
    old = news is not None and news.end is not None and when.end is not None and (news.end - when.end).days > 3
    return near + of_event + sharp - 1.0 * old - 1.0 * (when.precision in {"month", "year"})
