"""When did it happen? The days a sentence gives for an event, or those its neighbours and the dateline give.

"Said on Monday" dates the saying; "killed on Monday, officials said" dates the event.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache

from spacy.tokens import Token

from reportedly.article import Span
from reportedly.claim import When
from reportedly.lexicon import alternatives, rows, words
from reportedly.reading.days import Days, days_in, sort
from reportedly.reading.parse import Parsed, steps_between
from reportedly.reading.parties import sides_of
from reportedly.reading.scene import tells_of_violence
from reportedly.reading.sentences import Sentence


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

    def __post_init__(self) -> None:
        if self.published is None:
            self.published = _date_of_dateline(self.text, self.sentences)

    def days(self, index: int) -> tuple[Days, ...]:
        """The expressions of time in sentence `index`, spans as in the article."""
        if index not in self._days:
            span = self.sentences[index].span
            found = (
                replace(d, span=Span(d.span.start + span.start, d.span.end + span.start))
                for d in days_in(span.of(self.text), self.published)
            )
            self._days[index] = tuple(d for d in found if not d.record and not self._heads(index, d))
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

    def tells(self, index: int) -> bool:
        """Whether sentence `index` tells of violence."""
        return tells_of_violence(self.sentences[index].span.of(self.text))

    def told(self, days: Days) -> bool:
        """Whether the words around a date make it a statement's: "said on Monday"; for text that is not parsed."""
        before = self.text[max(0, days.span.start - 45) : days.span.start]
        after = self.text[days.span.end : days.span.end + 16].split()
        return _said().search(before) is not None or (bool(after) and after[0].casefold() in sort("said"))


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


@cache
def _saying() -> frozenset[str]:
    return words("dates.csv", sort="saying")


@cache
def _saying_nouns() -> frozenset[str]:
    return words("dates.csv", sort="saying_noun")


def when_for(trigger: Span, parsed: Parsed, timeline: Timeline, near: Span | None = None) -> When | None:
    """When the event told at `trigger` happened.

    `near` are the words of who or what is counted, where one verb tells of several ("took X on Sunday, Y on Monday").
    Without a day to count from, start and end of relative words are None.
    """
    fitting, said = _in_sentence(trigger, parsed, timeline, near)
    for days in fitting:
        solved = _solved(days, parsed.sentence, timeline)
        if solved is not None:
            return solved
    if (total := _total_of_war(parsed.sentence, timeline)) is not None:
        return total
    if (event := _named_event(parsed.sentence, timeline)) is not None:
        return event
    around = _around(parsed.sentence, timeline)
    if around is not None:
        return around
    return next((w for d in said if (w := _solved(d, parsed.sentence, timeline)) is not None), None)


def _in_sentence(trigger: Span, parsed: Parsed, timeline: Timeline, near: Span | None) -> tuple[list[Days], list[Days]]:
    """The dates of the sentence that fit the event, best first; and those of the saying."""
    event = parsed.root_of(trigger)
    scored: list[tuple[float, Days]] = []
    said: list[Days] = []
    for days in timeline.days(parsed.sentence.index):
        token = _token(days, parsed)
        if token is None:
            continue
        if _of_saying(event, token):
            said.append(days)
            continue
        scored.append((_misfit(event, token, days) + _apart(parsed, days, near), days))
    return [d for _, d in sorted(scored, key=lambda pair: pair[0])], said


def _apart(parsed: Parsed, days: Days, near: Span | None) -> float:
    """How far a date stands from what is counted; a "since" dates all that a sentence counts."""
    if near is None or days.since:
        return 0.0
    offset = parsed.sentence.span.start
    first, last = sorted((near, days.span))
    between = [t for t in parsed.doc if first.end <= t.idx + offset < last.start]
    linked = any(t.lower_ in {"and", ";"} for t in between) and days.span.start < near.start
    return 1.5 * any(t.pos_ == "NUM" for t in between) + 1.0 * linked


def _misfit(event: Token, token: Token, days: Days) -> float:
    """How far a date is from an event, in steps of the parse: the nearest day in the sentence wins."""
    cost = steps_between(event, token) + abs(token.i - event.i) * 0.05 - 2 * days.since
    noun = next((t for t in token.doc[token.i + 1 : token.i + 3] if t.pos_ == "NOUN"), None)
    dated = noun is not None and noun.left_edge.i <= token.i  # "the October 7 attacks"
    if noun is not None and dated and event.i not in {noun.i, noun.head.i} and event not in noun.subtree:
        cost += 4  # it dates the attacks, not what came of them later
    if days.precision == "range" and not days.since:
        cost += 1
    return cost


def _token(days: Days, parsed: Parsed) -> Token | None:
    offset = parsed.sentence.span.start
    inside = [t for t in parsed.doc if t.idx + offset < days.span.end and t.idx + len(t) + offset > days.span.start]
    return parsed.doc[inside[0].i : inside[-1].i + 1].root if inside else None


def _of_saying(event: Token, date_token: Token) -> bool:
    """Whether a date belongs to the saying: to a verb of speech above the event, or to "a statement on Sunday"."""
    below = date_token
    for above in date_token.ancestors:
        if above.i == event.i or (above.pos_ == "NOUN" and above.lemma_.lower() in sort("one_attack")):
            return False  # "claimed their drone attack Friday"
        if above.lemma_.lower() in _saying_nouns() and above.pos_ == "NOUN" and event not in above.subtree:
            return True
        if above.lemma_.lower() in _saying() and above.pos_ == "VERB":
            if any(event in child.subtree for child in above.children if child.dep_ == "dobj"):
                return False  # "claimed a bombing on Wednesday that killed nine"
            return below.dep_ in {"npadvmod", "prep", "advmod", "nsubj", "dobj", "dative", "agent", "nmod", "oprd"} or (
                event not in below.subtree
            )
        if above.lower_ == "according":
            return True
        below = above
    return False


def _solved(days: Days, sentence: Sentence, timeline: Timeline) -> When | None:
    """A date with its days filled in from the article: "a day later", "since the war began", "by Monday"."""
    text = " ".join(days.span.of(timeline.text).split())
    if days.war is not None:
        start = war_start(days.war, timeline.countries, timeline.published)
        if start is None:
            return _running(sentence, timeline)
        if timeline.published is None:
            return When(text, precision="range")
        return When(text, start, timeline.published, start, "range")
    if days.shift is not None:
        last = _last_named(days.span.start, sentence, timeline)
        if last is None:
            return None
        day = last + timedelta(days=days.shift)
        if days.since:
            return When(text, day, timeline.published, day, "range")
        return When(text, day, day)
    if days.since:
        return When(text, days.start, days.end, days.start, "range")
    if days.until and days.end is not None:
        total = _running(sentence, timeline, latest=True)
        if total is not None and total.start is not None and total.start <= days.end:
            return When(text, total.start, days.end, total.start, "range")
    return When(text, days.start, days.end, None, days.precision)


def _last_named(offset: int, sentence: Sentence, timeline: Timeline) -> date | None:
    """The day named last before `offset`."""
    for index in range(sentence.index, max(-1, sentence.index - 8), -1):
        for days in reversed(timeline.days(index)):
            if days.span.start < offset and days.end is not None and days.precision == "day":
                return days.end
    return None


def _running(sentence: Sentence, timeline: Timeline, latest: bool = False) -> When | None:
    """A running total's time, said elsewhere in the article: "since they began their incursion a week ago".

    The nearest before the sentence; with `latest` the one that began last.
    """
    found: list[When] = []
    for index in [*range(sentence.index - 1, -1, -1), *range(sentence.index + 1, len(timeline.sentences))]:
        for days in timeline.days(index):
            if days.since and days.start is not None:
                text = " ".join(days.span.of(timeline.text).split())
                found.append(When(text, days.start, days.end, days.start, "range"))
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
    for war in rows("wars.csv"):
        start = date.fromisoformat(war["start"])
        end = date.fromisoformat(war["end"]) if war["end"] else date.max
        if published is not None and not start <= published <= end:
            continue
        if home and not home & set(war["countries"].split("|")):
            continue
        names = [w for w in war["words"].split("|") if re.search(rf"\b{re.escape(w)}\b", low)]
        if not names:
            continue
        rank = (max(map(len, names)), start)
        if best is None or rank > best:
            best = rank
    return best[1] if best is not None else None


@cache
def _whole_war() -> re.Pattern[str]:
    """ "so far in the conflict", "casualties of the war", "the war has killed"."""
    so_far = alternatives(list(sort("so_far")))
    war = rf"(?:{alternatives(list(sort('whole_war')))})"
    return re.compile(
        rf"\b(?:{so_far})\b|\b(?:in|during|of|throughout|over)\s+(?:the|this|its|their|a)\s+(?:[\w'’-]+\s+){{0,3}}{war}\b"
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


def _total_of_war(sentence: Sentence, timeline: Timeline) -> When | None:
    text = sentence.span.of(timeline.text)
    if _same_time().search(text):
        return _running(sentence, timeline)
    match = _whole_war().search(text)
    if match is None or timeline.published is None:
        return None
    if _one_attack().search(text):  # "so far 46 are dead in the attack" counts one day's dead
        return None
    if not _of_war().search(text) and sides_of(text) is None:  # "so far the toll is 15": of what the article tells of
        return None
    start = war_start(text, timeline.countries, timeline.published)
    if start is None:
        start = war_start("the war, the conflict", timeline.countries, timeline.published)
    return When(match[0], start, timeline.published, start, "range") if start is not None else None


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


def _named_event(sentence: Sentence, timeline: Timeline) -> When | None:
    """The day of an event that everybody knows by its name: "killed in the October 7 attack on Israel"."""
    text = sentence.span.of(timeline.text)
    for named, near, day in _events():
        found = named.search(text)
        if found and near.search(text) and (timeline.published is None or day <= timeline.published):
            return When(found[0], day, day)
    return None


_CLOSE = 3.0  # for a date in the same paragraph
_SINCE = 2.0  # for a date that a count runs on from
_NEWS = 2.0  # how well "the day of publication or the day before" fits what no word dates


def _around(sentence: Sentence, timeline: Timeline) -> When | None:
    """When it happened, of an event that its sentence does not date; what nothing dates is news of these days.

    A date counts the more the closer it stands before, in the lead, in a sentence that tells of violence; the date of a
    statement, a date days before the news, a month or a year count less.
    """
    found: list[tuple[float, When]] = []
    for other in timeline.sentences:
        if other.index == sentence.index:
            continue
        for days in timeline.days(other.index):
            solved = _solved(days, other, timeline)
            if solved is not None and solved.start is not None and solved.end is not None:
                found.append((_fit(days, solved, other, sentence, timeline), solved))
    if timeline.published is not None:
        news = When("", timeline.published - timedelta(days=1), timeline.published, None, "range")
        found.append((_NEWS, news))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _fit(days: Days, solved: When, other: Sentence, sentence: Sentence, timeline: Timeline) -> float:
    steps = sentence.index - other.index
    near = _CLOSE * (other.block == sentence.block) - 0.2 * min(abs(steps), 10) - 2.0 * (steps < 0)
    of_event = 1.0 * timeline.tells(other.index) + 1.0 * (other.index < 3) - 2.0 * timeline.told(days)
    sharp = _SINCE * (solved.total_since is not None) + 1.0 * (solved.precision == "day")
    old = timeline.published is not None and solved.end is not None and (timeline.published - solved.end).days > 3
    return near + of_event + sharp - 1.0 * old - 1.0 * (solved.precision in {"month", "year"})
