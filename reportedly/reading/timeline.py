"""What does an article say of time? Its dates sentence by sentence, filled in from each other, and its wars."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache

from reportedly.article import Span
from reportedly.claim import When
from reportedly.lexicon import alternatives
from reportedly.reading.days import Days, days_in, sort
from reportedly.reading.scene import tells_of_violence
from reportedly.reading.sentences import Sentence
from reportedly.reading.wars import wars


@dataclass(slots=True)
class Timeline:
    """What an article says of time outside a sentence: its sentences, read for dates when first asked.

    `published` is the day relative words count from; where it is unknown, a full date in the dateline stands in.
    `countries` are those the article speaks of (ISO codes): they tell which war "the war" is.
    """

    text: str
    sentences: Sequence[Sentence]
    published: date | None = None
    countries: frozenset[str] = frozenset()
    _days: dict[int, tuple[Days, ...]] = field(default_factory=dict)
    _news: When | None = None

    def __post_init__(self) -> None:
        if self.published is None:
            self.published = _date_of_dateline(self.text, self.sentences)

    def days(self, index: int) -> tuple[Days, ...]:
        """The expressions of time in sentence `index` that can date what is told, spans as in the article."""
        return tuple(d for d in self.expressions(index) if not d.record)

    def expressions(self, index: int) -> tuple[Days, ...]:
        """All expressions of time in sentence `index`, those of a record too ("the deadliest attack since May")."""
        if index not in self._days:
            span = self.sentences[index].span
            found = (
                replace(d, span=Span(d.span.start + span.start, d.span.end + span.start))
                for d in days_in(span.of(self.text), self.published)
            )
            self._days[index] = tuple(d for d in found if not self._heads(index, d))
        return self._days[index]

    def _heads(self, index: int, days: Days) -> bool:
        """Whether a date stands over the article ("SAN SALVADOR, 3 MAY 90 (ACAN-EFE) --") and dates the writing."""
        if index > 5 or days.precision != "day" or days.start is None:
            return False
        span = self.sentences[index].span
        after = self.text[days.span.end : min(span.end, days.span.end + 40)]
        before = self.text[span.start : days.span.start]
        if _DASH.match(after) and len(before) < 50:
            return True
        year = re.search(r"\d{4}|['’]?\d\d$", days.span.of(self.text)) is not None
        recent = self.published is None or abs(days.start - self.published).days <= 2
        return year and recent and not before.strip(" ,.:`|(")

    @property
    def news(self) -> When | None:
        """The days of the news: what the first sentences tell of, else the day of publication and the one before."""
        if self._news is None and self.published is not None:
            self._news = next(self._told_first(self.published), None) or _these_days(self.published)
        return self._news

    def _told_first(self, published: date) -> Iterator[When]:
        for index in range(min(_LEAD, len(self.sentences))):
            for days in self.days(index) if self.tells(index) else ():
                if days.start is None or days.end is None or days.since or self.told(days):
                    continue
                if days.start >= published - _FRESH and days.end - days.start <= timedelta(days=2):
                    yield When("", days.start, days.end, None, days.precision)

    def began(self, days: Days) -> bool:
        """Whether the words before a date tell that the fighting began then."""
        before = self.text[max(0, days.span.start - 110) : days.span.start]
        return not days.since and _broke_out().search(before) is not None

    def tells(self, index: int) -> bool:
        """Whether sentence `index` tells of violence."""
        return tells_of_violence(self.sentences[index].span.of(self.text))

    def told(self, days: Days) -> bool:
        """Whether the words around a date make it a statement's: "said on Monday"; for text that is not parsed."""
        before = self.text[max(0, days.span.start - 45) : days.span.start]
        after = self.text[days.span.end : days.span.end + 16].split()
        return _said().search(before) is not None or (bool(after) and after[0].casefold() in sort("said"))


@cache
def _broke_out() -> re.Pattern[str]:
    """ "clashes broke out late on Thursday": the day on which what is counted began."""
    began = alternatives(list(sort("outbreak")))
    war = alternatives([*sort("war"), *sort("whole_war")])
    return re.compile(rf"\b(?:{war})\b[^,.;:()]{{0,60}}?\b(?:{began})\s+(?:\w+\s+){{0,2}}$", re.IGNORECASE)


_LEAD = 4  # sentences
_FRESH = timedelta(days=7)


def _these_days(published: date) -> When:
    return When("", published - timedelta(days=1), published, None, "range")


_DASH = re.compile(r"[\w\s:.,]{0,20}(?:\([^)]{2,30}\))?\s*(?:--|—|–|-)\s")
_DATED = re.compile(
    r"^(?:[A-Z][A-Za-z'’ ,.-]{2,40}[,(]? ?(?=\d{1,2} [A-Z]|[A-Z][a-z]+ \d)|(?:\w+,? )?(?=\d|[A-Z][a-z]+ \d))"
)


def _date_of_dateline(text: str, sentences: Sequence[Sentence]) -> date | None:
    """A full date in the first lines of an article: "SAN SALVADOR, 3 MAY 90 (ACAN-EFE) --"."""
    for sentence in sentences[:4]:
        head = Span(sentence.span.start, min(sentence.span.end, sentence.span.start + 80)).of(text)
        for days in days_in(head, None):
            if days.precision == "day" and days.start is not None and (_DATED.match(head) or days.span.start < 3):
                return days.start
    return None


@cache
def _said() -> re.Pattern[str]:
    said = alternatives(list(sort("said")))
    return re.compile(rf"\b(?:{said})\b(?:\s+[\w'’]+){{0,5}}\s*$", re.IGNORECASE)


def solved(days: Days, sentence: Sentence, timeline: Timeline) -> When | None:
    """A date with its days filled in from the article: "a day later", "since the war began", "by Monday"."""
    text = " ".join(days.span.of(timeline.text).split())
    if days.war is not None:
        start = war_start(days.war, timeline.countries, timeline.published)
        if start is None:
            return running(sentence, timeline)
        if timeline.published is None:
            return When(text, precision="range")
        return When(text, start, timeline.published, start, "range")
    if days.shift is not None:
        last = last_named(days.span.start, sentence, timeline)
        if last is None:
            return None
        day = last + timedelta(days=days.shift)
        if days.since:
            return When(text, day, timeline.published, day, "range")
        return When(text, day, day)
    if days.since:
        return When(text, days.start, days.end, days.start, "range")
    if days.until and days.end is not None:
        total = running(sentence, timeline, latest=True)
        if total is not None and total.start is not None and total.start <= days.end:
            return When(text, total.start, days.end, total.start, "range")
    return When(text, days.start, days.end, None, days.precision)


def last_named(offset: int, sentence: Sentence, timeline: Timeline) -> date | None:
    """The day named last before `offset`."""
    for index in range(sentence.index, max(-1, sentence.index - 8), -1):
        for days in reversed(timeline.days(index)):
            if days.span.start < offset and days.end is not None and days.precision == "day":
                return days.end
    return None


def running(sentence: Sentence, timeline: Timeline, latest: bool = False) -> When | None:
    """A running total's time, said elsewhere in the article: "since they began their incursion a week ago".

    The nearest before the sentence; with `latest` the one that began last.
    """
    found: list[When] = []
    for index in [*range(sentence.index - 1, -1, -1), *range(sentence.index + 1, len(timeline.sentences))]:
        for days in timeline.days(index):
            if days.start is not None and (days.since or timeline.began(days)):
                text = " ".join(days.span.of(timeline.text).split())
                found.append(When(text, days.start, timeline.published, days.start, "range"))
    if not latest:
        return found[0] if found else None
    return max(found, key=lambda w: w.start or date.min, default=None)


def war_start(words_: str, countries: Iterable[str], published: date | None) -> date | None:
    """The first day of the war that `words_` name in an article on `countries`; None where no war fits.

    >>> war_start("the full-scale invasion", {"UA"}, date(2024, 3, 14))
    datetime.date(2022, 2, 24)
    """
    low, home = " ".join(words_.casefold().replace("’", "'").split()), set(countries)
    best: tuple[int, date] | None = None
    for war in wars(home, published):
        names = [w for w in war.words if re.search(rf"\b{re.escape(w)}\b", low)]
        if not names:
            continue
        rank = (max(map(len, names)), war.start)
        if best is None or rank > best:
            best = rank
    return best[1] if best is not None else None
