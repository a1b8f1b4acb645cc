"""What an article says of places outside the sentence at hand: its names, its dateline, what "the city" means in it.

Built once an article; sentences are read for names (not parsed) when first asked.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from reportedly.article import Span
from reportedly.lexicon import alternatives, words
from reportedly.reading.casing import in_capitals
from reportedly.reading.days import Days, days_in
from reportedly.reading.gazetteer import RANK, capital_of, toponyms
from reportedly.reading.place_words import role, role_level
from reportedly.reading.sentences import Sentence
from reportedly.reading.toponyms import Name, PlaceName, names_in


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A place phrase of the article as a candidate for sentences that name none."""

    name: PlaceName
    sentence: Sentence
    often: float  # log2 of how often the article names the place
    there: bool  # something happens there: "in Homs", "shelled Homs"
    heard: bool  # it is where somebody speaks: "officials in Geneva said"


@dataclass(slots=True)
class Scene:
    """What an article says of places outside a sentence: its sentences, read for place names when first asked.

    >>> Scene("", ()).dateline is None
    True
    """

    text: str
    sentences: Sequence[Sentence]
    _names: dict[int, tuple[PlaceName, ...]] = field(default_factory=dict)
    _phrases: dict[int, tuple[PlaceName, ...]] = field(default_factory=dict)
    _near: frozenset[str] | None = None
    _capitals: bool | None = None
    _candidates: tuple[_Candidate, ...] | None = None

    @property
    def capitals(self) -> bool:
        """Whether the article is printed in capitals."""
        if self._capitals is None:
            self._capitals = in_capitals(self.text)
        return self._capitals

    def names(self, index: int) -> tuple[PlaceName, ...]:
        """The place phrases of sentence `index`, spans as in the article."""
        if index not in self._names:
            span = self.sentences[index].span
            sentence = span.of(self.text)
            capitals = in_capitals(sentence) and (self.capitals or len(sentence) > 40)
            self._names[index] = tuple(
                replace(n, span=Span(n.span.start + span.start, n.span.end + span.start))
                for n in names_in(sentence, capitals)
            )
        return self._names[index]

    def phrases(self, index: int) -> tuple[PlaceName, ...]:
        """The place phrases of sentence `index`, and those that stand for one named elsewhere: "the city"."""
        if index not in self._phrases:
            names = self.names(index)
            span = self.sentences[index].span
            found = [self._with_capital(n) for n in names]
            for match in _common().finditer(self.text, span.start, span.end):
                if any(n.span.start < match.end() and match.start("phrase") < n.span.end for n in names):
                    continue
                for common in self._common(index, match):
                    beside = next((n for n in found if self._lies_in(common, n)), None)
                    if beside is not None and common.stands_for is not None:
                        found.remove(beside)
                        both = (*common.names, *(n for n in beside.names if n not in common.names))
                        common = replace(common, span=common.span.to(beside.span), names=both)
                    found.append(common)
            for match in _compass().finditer(self.text, span.start, span.end):
                here = Span(*match.span("phrase"))
                if not any(n.span.overlaps(here) for n in found):
                    before = match["preposition"].casefold().split()[-1]
                    found.append(PlaceName(here, (), before if before in role("locative") else "in"))
            self._phrases[index] = tuple(sorted(found, key=lambda n: n.span))
        return self._phrases[index]

    def _with_capital(self, name: PlaceName) -> PlaceName:
        """ "South Sudan's capital" stands for Juba where the article names it so."""
        if len(name.names) != 1 or name.names[0].core == name.names[0].full or len(name.names[0].countries) != 1:
            return name
        words_ = name.span.of(self.text).casefold().split()
        city = capital_of(next(iter(name.names[0].countries))) if words_[-1] == "capital" else None
        meant = self._first(city) if city is not None else None
        return replace(name, names=meant.names, stands_for=meant) if meant is not None else name

    def _first(self, core: str) -> PlaceName | None:
        """The first place phrase of the article that has this name as its narrowest."""
        found = (n for s in self.sentences for n in self.names(s.index))
        return next((n for n in found if n.narrowest == core.casefold()), None)

    def _lies_in(self, common: PlaceName, name: PlaceName) -> bool:
        """Whether a name right behind says where a common place lies: "a clinic in Nyala"."""
        between = self.text[common.span.end : name.span.start]
        return name.locative and between.split() == [name.preposition]

    def _common(self, index: int, match: re.Match[str]) -> Iterator[PlaceName]:
        kind = (match["land"] or match["kind"]).casefold()  # "the West African country"
        here = Span(match.start("phrase"), match.end())
        before = (match["preposition"] or "").casefold().split()
        preposition = (before[-1] if before[-1] in role("locative") else "at") if before else None
        indefinite = match["article"].casefold() in {"a", "an"}
        pointing = match["article"].casefold() in {"this", "that"}
        meant = self._named_later(index, kind) if indefinite else self._named_before(index, here.start, kind, pointing)
        if meant is not None and kind in {"country", "nation"}:
            meant = self._land(meant)  # of "Taiz in Yemen" the land
        if meant is not None:
            yield PlaceName(here, meant.names, preposition, stands_for=meant)
        elif preposition is not None and kind in {"country", "nation"}:
            yield PlaceName(here, (), preposition)

    def _named_before(self, index: int, offset: int, kind: str, pointing: bool) -> PlaceName | None:
        """What "the `kind`" means at `offset`: the place of that sort named most before; "that `kind`": the last."""
        found: list[PlaceName] = []
        for number in range(index, max(-1, index - 12), -1):
            found.extend(n for n in reversed(self.names(number)) if n.span.end <= offset and _is_a(n, kind))
        found = [n for n in found if not _beside().match(n.span.of(self.text))]
        if pointing:
            found.sort(key=lambda n: n.preposition in role("directional"))  # not "55 km from the capital"
            return found[0] if found else None
        there = _PLACED if kind in {"country", "nation"} else 0  # "the country" is where it happens, not who acts there
        return max(found, key=lambda n: self._weight(n) + there * n.locative - found.index(n) * 0.2, default=None)

    def _land(self, name: PlaceName) -> PlaceName:
        land = next(n for n in name.names if _is_land(n))
        at = self.text.find(land.core, name.span.start, name.span.end)
        return replace(name, span=Span(at, at + len(land.core)), names=(land,)) if at >= 0 else name

    def _weight(self, name: PlaceName) -> int:
        """How often the article names the narrowest place of a phrase, up to ten times."""
        core = max(name.names, key=lambda n: n.rank).core
        return min(10, self.text.count(core))

    def _named_later(self, index: int, kind: str) -> PlaceName | None:
        """The name that "a hotel" gets in the sentences after: "the Nasa-Hablod hotel"."""
        if role_level(kind) < RANK["village"]:
            return None
        for number in range(index + 1, min(len(self.sentences), index + 8)):
            for name in self.names(number):
                if _is_called(name, kind):
                    return name
        return None

    def place_around(self, sentence: Sentence, vast: bool = False, home: str | None = None) -> PlaceName | None:
        """The place of an event whose sentence names none; None where the article names none either.

        A place counts the more the closer it stands before, the more often the article names it, in the lead, where
        something happens in it, and the narrower it is. A total over a war (`vast`: so many that only a war can have
        them) is of a whole country or area; `home` is the country (ISO code) of the people counted.
        """
        total = vast or self._is_total(sentence)
        ranked = [
            (self._score(c, sentence, total) + _HOME * any(n.countries == {home} for n in c.name.names), c.name)
            for c in self._all()
            if c.sentence.index != sentence.index
        ]
        if (dateline := self.dateline) is not None:
            ranked.append((_DATELINE_SCORE, dateline))
        return max(ranked, key=lambda pair: pair[0])[1] if ranked else None

    def narrower(self, name: PlaceName, sentence: Sentence) -> PlaceName | None:
        """The narrow place that a sentence soon after gives for the same event.

        "A clash in northern Tamba killed four. The clash took place in the Lura valley."
        """
        if sentence.index > 4 or not name.names or name.rank > RANK["region"]:
            return None
        home = frozenset(c for n in name.names for c in n.countries)
        for one in self._all():
            steps = one.sentence.index - sentence.index
            if not 0 < steps <= _SOON or not one.there or not one.name.names or one.name.rank <= RANK["region"]:
                continue
            where = frozenset(c for n in one.name.names for c in n.countries)
            before = Span(one.sentence.span.start, one.name.span.start).of(self.text)
            if _same_event().fullmatch(before) and (not home or not where or home & where):
                return one.name
        return None

    def _score(self, one: _Candidate, sentence: Sentence, total: bool) -> float:
        steps = sentence.index - one.sentence.index
        close = _CLOSE * (one.sentence.block == sentence.block) + 1.0 * (one.sentence.block == sentence.block - 1)
        near = close - 0.2 * min(abs(steps), 10) - 2.0 * (steps < 0)
        prominent = _OFTEN * min(one.often, 4.0) + 1.0 * (one.sentence.index < 3)
        placed = _THERE * one.there - _HEARD * one.heard
        vague = 1.0 * (not any(n.known or n.core == n.full for n in one.name.names))
        size = _WIDE * (one.name.rank <= RANK["area"]) if total else _NARROW * one.name.rank
        size -= _ACTS * (one.name.rank <= RANK["country"] and not one.there)
        return near + prominent + placed + size - vague

    def _all(self) -> tuple[_Candidate, ...]:
        if self._candidates is None:
            found = [(n, s) for s in self.sentences for n in self.phrases(s.index) if n.names or self._is_quarter(n)]
            often = Counter(n.narrowest for n, _ in found if n.names)
            self._candidates = tuple(
                _Candidate(n, s, math.log2(max(1, often[n.narrowest])), self._hit(n), self._heard(n)) for n, s in found
            )
        return self._candidates

    def _is_quarter(self, name: PlaceName) -> bool:
        words_ = name.span.of(self.text).casefold().split()
        return any(w in role("compass") for w in words_)

    def _hit(self, name: PlaceName) -> bool:
        """Whether something happens in the place: "in Homs", "shelled the village of Vovche", "the camp was hit"."""
        if name.locative or name.owner:
            return name.locative
        before = self.text[max(0, name.span.start - 30) : name.span.start]
        wide = name.rank <= RANK["area"]
        led = _hitting().search(before) or (_against().search(before) if wide else None)
        return led is not None or _was_hit().match(self.text, name.span.end) is not None

    def _heard(self, name: PlaceName) -> bool:
        """Whether it is where somebody speaks: "said a doctor in Goma", "a doctor in Goma said"."""
        before = self.text[max(0, name.span.start - 60) : name.span.start]
        return _speaking().search(before) is not None or _spoke().match(self.text, name.span.end) is not None

    def _is_total(self, sentence: Sentence) -> bool:
        text = sentence.span.of(self.text)
        return _of_war().search(text) is not None or any(_is_long(d) for d in days_in(text, _ANY_DAY))

    @property
    def near(self) -> frozenset[str]:
        """The countries the article speaks of most, as ISO codes."""
        if self._near is None:
            votes: dict[str, float] = {}
            for index in range(len(self.sentences)):
                for name in (n for phrase in self.names(index) for n in phrase.names):
                    for country in name.countries:
                        votes[country] = votes.get(country, 0.0) + 1 / len(name.countries)
            top = max(votes.values(), default=0)
            self._near = frozenset(c for c, n in votes.items() if n >= max(1, top / 4))
        return self._near

    @property
    def dateline(self) -> PlaceName | None:
        """The place in front of the news: "KYIV, March 3 (Reuters) -"."""
        return next((n for s in self.sentences[:6] if (n := self._dateline(s)) is not None), None)

    def _dateline(self, sentence: Sentence) -> PlaceName | None:
        match = _DATELINE.match(self.text, sentence.span.start, min(sentence.span.end, sentence.span.start + 120))
        if match is None:
            return None
        found = names_in(match["place"].title())
        if not found:
            return None
        start, end = match.span("place")
        return replace(found[0], span=Span(start, end), preposition="in")


_ANY_DAY = date(2099, 6, 30)  # behind all years that are written of; to tell how long "the past year" is


def _is_long(days: Days) -> bool:
    """Whether so much happened in a stretch of time that it did not happen in one town: a month, "since 2015"."""
    if days.record:
        return False
    if days.since or days.precision in {"month", "year"} or days.start is None or days.end is None:
        return days.since or days.precision in {"month", "year"}
    return (days.end - days.start).days > 20


_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z'’ .-]{2,30}(?:, [A-Z][A-Za-z. ]{2,20})?)"
    r"(?:,? \(?(?:\d{1,2} [A-Z]{3,9}|[A-Z][a-z]{2,8}\.? \d{1,2})[^)–—-]{0,12}\)?)?"
    r"(?: ?\([A-Za-z/ -]+\))? ?(?:--|—|–|-|:)"
)


_SHARE = "(?:part|parts|portion|most|much|all|rest|half) of"
_SOON = 4  # sentences
_DATELINE_SCORE = 1.0
_CLOSE = 2.0  # for a place in the same paragraph
_OFTEN = 0.5  # for each time the number of its namings doubles, up to 16
_THERE = 2.0  # for a preposition of place before it
_HEARD = 2.0  # against where somebody speaks
_PLACED = 3  # for a country that something happens in, where "the country" may mean several
_HOME = 2.0  # for the country of those who died in a war
_ACTS = 1.0  # against a country that does something: "Israel struck"
_WIDE = 1.0  # for a country or area, of a total over a war
_NARROW = 0.1  # for each rank from a country to a village


@cache
def _hitting() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(role('taken') | role('assault'))})\s+(?:the\s+)?$", re.IGNORECASE)


@cache
def _was_hit() -> re.Pattern[str]:
    """ "The camp, south of the capital, was hit by rockets"."""
    hit = alternatives(role("taken") | role("assault"))
    return re.compile(
        rf"(?:,[^,.;]{{3,50}},)?\s+(?:was|were|has been|have been|came under)\s+(?:\w+\s+)?(?:{hit})\b", re.IGNORECASE
    )


@cache
def _against() -> re.Pattern[str]:
    """ "the war against Ukraine", "the attack on Israel"."""
    return re.compile(rf"\b(?:{alternatives(role('assault') | role('war'))})\s+(?:on|against|in)\s+$", re.IGNORECASE)


@cache
def _same_event() -> re.Pattern[str]:
    """ "The clash took place in", "The fighting erupted on Friday in": the event just told, not one before it."""
    event = alternatives(role("assault"))
    apart = alternatives(words("connectives.csv", role="time"))
    return re.compile(rf"\W*the\s+(?:[\w-]+\s+){{0,2}}?(?:{event})\b(?:(?!\b(?:{apart})\b)[^.;:])*", re.IGNORECASE)


@cache
def _spoke() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{alternatives(words('dates.csv', sort='said'))})\b", re.IGNORECASE)


@cache
def _speaking() -> re.Pattern[str]:
    said = alternatives(words("dates.csv", sort="said"))
    event = alternatives(role("assault") | role("event"))
    return re.compile(rf"\b(?:{said})\b(?:\s+(?!(?:{event}|that)\b)[\w'’-]+){{1,6}}\s+$", re.IGNORECASE)


def tells_of_violence(text: str) -> bool:
    """Whether a sentence has words of attack, death or capture."""
    return _tells().search(text) is not None


@cache
def _tells() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(role('assault') | role('event'))})\b", re.IGNORECASE)


@cache
def _of_war() -> re.Pattern[str]:
    """ "casualties of the war", "the war has killed", "the toll of the conflict so far"."""
    war = alternatives(role("war"))
    return re.compile(
        rf"\b(?:in|during|of|throughout)\s+(?:the|this|its|their|a)\s+(?:[\w'’-]+\s+){{0,3}}(?:{war})\b"
        rf"|\bthe\s+(?:[\w'’-]+\s+){{0,3}}(?:{war})\s+(?:has|have|had)\b",
        re.IGNORECASE,
    )


@cache
def _common() -> re.Pattern[str]:
    """ "in the same province", "an attack on the city", "across the country", "a military base"."""
    before = alternatives(role("locative"))
    assault = alternatives(role("assault"))
    kinds = alternatives(role("kind") | role("site") | {"country", "nation"})
    return re.compile(
        rf"\b(?:(?P<preposition>(?:{before})|(?:{assault}) (?:on|against|of)|{_SHARE})\s+)?"
        rf"(?P<phrase>(?P<article>the|that|this|a|an|another)\s+(?:(?:{alternatives(role('attribute'))})\s+)?"
        rf"(?P<kind>{kinds}|(?<=the\s)(?:[\w-]+\s+){{1,3}}(?P<land>country|nation)))\b(?!['’]|\s+(?:of\b|(?-i:[A-Z][a-z])))",
        re.IGNORECASE,
    )


@cache
def _compass() -> re.Pattern[str]:
    """ "in a rural part of the country's northwest", "in the war-battered north", "in the south of the island"."""
    before = alternatives(role("locative"))
    quarter = alternatives(role("compass"))
    whole = alternatives(role("whole") | {w for w in role("kind") if 0 < role_level(w) <= RANK["region"]})
    adjective = r"(?:far|deep|\w+-\w+|\w+ed)"
    part = r"(?:(?:an?|the)\s+(?:\w+\s+)?(?:part|parts|area|areas|corner)\s+of\s+)?"
    return re.compile(
        rf"\b(?P<preposition>{before}|{_SHARE})\s+(?P<phrase>{part}the\s+(?:"
        rf"{whole}['’]s\s+(?:{adjective}\s+)?(?:{quarter})|{adjective}\s+(?:{quarter})"
        rf"|(?:{adjective}\s+)?(?:{quarter})\s+of\s+the\s+(?:{whole})))\b(?!\s+(?:of\b|(?-i:[A-Z][a-z]))|-)",
        re.IGNORECASE,
    )


@cache
def _beside() -> re.Pattern[str]:
    """ "west of Baghdad" is no part of Baghdad."""
    return re.compile(rf"(?:{alternatives(role('direction') | role('part'))})\s+of\b", re.IGNORECASE)


def _is_land(name: Name) -> bool:
    """Whether a name is a country's, alone or as in "Syria's northwest"."""
    return name.rank == RANK["country"] or any(t.rank == RANK["country"] for t in toponyms(name.core))


def _is_a(name: PlaceName, kind: str) -> bool:
    """Whether a place can be spoken of as "the `kind`"."""
    if kind in {"country", "nation"}:
        return any(_is_land(n) for n in name.names)
    level = role_level(kind)
    if level == RANK["site"]:
        return _is_called(name, kind)
    if level in {RANK["city"], RANK["town"], RANK["village"]}:
        return RANK["city"] <= name.rank <= RANK["village"] and abs(name.rank - level) < 2
    if kind in {"area", "district"}:
        return name.rank > RANK["country"]
    return any(n.rank in {RANK["area"], RANK["region"], RANK["district"]} for n in name.names)


def _is_called(name: PlaceName, kind: str) -> bool:
    return any(n.full.casefold().split()[-1] == kind.split()[-1] and " " in n.full for n in name.names)
