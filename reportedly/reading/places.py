"""Where did it happen? The place a sentence gives for an event, or the place its neighbours and the dateline give."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from spacy.tokens import Token

from reportedly.article import Span
from reportedly.claim import Location, Place
from reportedly.lexicon import words
from reportedly.reading.casing import in_capitals
from reportedly.reading.days import days_in
from reportedly.reading.furniture import Part
from reportedly.reading.gazetteer import RANK, Toponym, best, toponyms
from reportedly.reading.parse import Parsed
from reportedly.reading.sentences import Sentence
from reportedly.reading.toponyms import PlaceName, names_in, role, role_level


@dataclass(frozen=True, slots=True, eq=False)
class PlaceMention:
    """A place phrase in a parsed sentence: as written (in the article), its tokens, what it can mean.

    `locative` says that a preposition puts something there ("in", "near"); "to" and "from" do not.
    """

    span: Span
    first: int
    end: int
    head: int  # token of the phrase that the rest of the sentence holds on to
    name: PlaceName
    resolved: tuple[Location, ...] = ()

    @property
    def locative(self) -> bool:
        """Whether something happens there, by the preposition."""
        return self.name.locative


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
        """The place phrases of sentence `index` with those that stand for a place named elsewhere: "the city", "a hotel"."""
        if index not in self._phrases:
            names = self.names(index)
            span = self.sentences[index].span
            found = list(names)
            for match in _common().finditer(self.text, span.start, span.end):
                if any(n.span.start < match.end() and match.start("phrase") < n.span.end for n in names):
                    continue
                found.extend(self._common(index, match))
            self._phrases[index] = tuple(sorted(found, key=lambda n: n.span))
        return self._phrases[index]

    def _common(self, index: int, match: re.Match[str]) -> Iterator[PlaceName]:
        kind = match["kind"].casefold()
        here = Span(match.start("phrase"), match.end())
        before = (match["preposition"] or "").casefold().split()
        preposition = (before[-1] if before[-1] in role("locative") else "at") if before else None
        indefinite = match["article"].casefold() in {"a", "an"}
        meant = self._named_later(index, kind) if indefinite else self._named_before(index, here.start, kind)
        if meant is not None:
            yield PlaceName(here, meant.names, preposition, stands_for=meant)
        elif preposition is not None and kind in {"country", "nation"}:
            yield PlaceName(here, (), preposition)

    def _named_before(self, index: int, offset: int, kind: str) -> PlaceName | None:
        """The place that "the `kind`" means at `offset`: the one of that sort named most in the sentences before."""
        found: list[PlaceName] = []
        for number in range(index, max(-1, index - 12), -1):
            found.extend(n for n in reversed(self.names(number)) if n.span.end <= offset and _is_a(n, kind))
        return max(found, key=lambda n: self._weight(n) - found.index(n) * 0.01, default=None)

    def _weight(self, name: PlaceName) -> int:
        """How often the article names the narrowest place of a phrase, up to three times."""
        core = max(name.names, key=lambda n: n.rank).core
        return min(3, self.text.count(core))

    def _named_later(self, index: int, kind: str) -> PlaceName | None:
        """The name that "a hotel" gets in the sentences after: "the Nasa-Hablod hotel"."""
        if role_level(kind) < RANK["village"]:
            return None
        for number in range(index + 1, min(len(self.sentences), index + 8)):
            for name in self.names(number):
                if _is_called(name, kind):
                    return name
        return None

    @property
    def near(self) -> frozenset[str]:
        """The countries the article speaks of most, as ISO codes."""
        if self._near is None:
            votes: Counter[str] = Counter()
            for index in range(len(self.sentences)):
                for name in (n for phrase in self.names(index) for n in phrase.names):
                    for country in name.countries:
                        votes[country] += 1 / len(name.countries)
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


_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z'’ .-]{2,30}(?:, [A-Z][A-Za-z. ]{2,20})?)"
    r"(?:,? \(?(?:\d{1,2} [A-Z]{3,9}|[A-Z][a-z]{2,8}\.? \d{1,2})[^)–—-]{0,12}\)?)?"
    r"(?: ?\([A-Za-z/ -]+\))? ?(?:--|—|–|-|:)"
)


@cache
def _common() -> re.Pattern[str]:
    """ "in the same province", "an attack on the city", "across the country", "a military base"."""
    before = "|".join(sorted(role("locative")))
    assault = "|".join(sorted(role("assault")))
    kinds = "|".join(sorted(role("kind") | role("site"), key=len, reverse=True))
    return re.compile(
        rf"\b(?:(?P<preposition>(?:{before})|(?:{assault}) (?:on|against|of)|(?:part|parts|portion|most|all|rest|half) of)\s+)?"
        rf"(?P<phrase>(?P<article>the|that|this|a|an|another)\s+"
        rf"(?:(?:same|entire|whole|besieged|nearby|southern|northern|eastern|western|military|army|small|remote|crowded)\s+)?"
        rf"(?P<kind>{kinds}|country|nation))\b(?!['’]|\s+(?:of|[A-Z]))",
        re.IGNORECASE,
    )


def _is_a(name: PlaceName, kind: str) -> bool:
    """Whether a place can be spoken of as "the `kind`"."""
    if kind in {"country", "nation"}:
        return any(n.rank == RANK["country"] for n in name.names)
    level = role_level(kind)
    if level == RANK["site"]:
        return _is_called(name, kind)
    if level in {RANK["city"], RANK["town"], RANK["village"]}:
        return name.rank in {RANK["city"], RANK["town"], RANK["village"]}
    if kind in {"area", "district"}:
        return name.rank > RANK["country"]
    return any(n.rank in {RANK["area"], RANK["region"], RANK["district"]} for n in name.names)


def _is_called(name: PlaceName, kind: str) -> bool:
    return any(n.full.casefold().split()[-1] == kind.split()[-1] and n.full != n.core for n in name.names)


def places_in(parsed: Parsed, scene: Scene | None = None) -> tuple[PlaceMention, ...]:
    """The place phrases of a parsed sentence, in order."""
    offset = parsed.sentence.span.start
    if scene is not None:
        names = scene.phrases(parsed.sentence.index)
    else:
        sentence = parsed.doc.text
        names = tuple(
            replace(n, span=Span(n.span.start + offset, n.span.end + offset)) for n in names_in(sentence)
        )
    near = scene.near if scene is not None else frozenset()
    found = []
    for name in names:
        inside = [t.i for t in parsed.doc if t.idx + offset < name.span.end and t.idx + len(t) + offset > name.span.start]
        if inside:
            first, end = inside[0], inside[-1] + 1
            found.append(PlaceMention(name.span, first, end, _head(parsed, first, end), name, _resolved(name, near)))
    return tuple(found)


def _head(parsed: Parsed, first: int, end: int) -> int:
    return parsed.doc[first:end].root.i


def resolve(text: str, near: frozenset[str] = frozenset()) -> tuple[Location, ...]:
    """The places on the map that a phrase names; empty where nothing is known by that name.

    `near` are the countries (ISO codes) the article speaks of: they decide between namesakes.

    >>> [place.name for place in resolve("the village of Nowhere-on-Sea")]
    []
    """
    found = [place for name in names_in(text) for place in _resolved(name, near)]
    if not found and (top := best(toponyms(text), near)) is not None:
        found = [top.location]
    return tuple(dict.fromkeys(found))


def _resolved(name: PlaceName, near: frozenset[str]) -> tuple[Location, ...]:
    """Each name of a phrase on the map; a container ("Kursk region") decides the country of what lies in it."""
    inside = near
    found: list[Location] = []
    for part in reversed(name.names):
        top: Toponym | None = best(toponyms(part.full), inside) or best(toponyms(part.core), inside)
        if top is not None:
            found.append(top.location)
            if top.location.country and not inside:
                inside = frozenset({top.location.country})
    return tuple(dict.fromkeys(reversed(found)))


def place_for(trigger: Span, parsed: Parsed, scene: Scene, near: Span | None = None) -> Place | None:
    """The most specific place that the sentence gives for the event told at `trigger`, else what its neighbours give.

    `near` are the words of who or what is counted, where one verb tells of several ("captured X on Friday and Y on Monday").
    None where neither the sentence nor the article names any.
    """
    mentions = places_in(parsed, scene)
    scored = [(s, m) for m in mentions if (s := _fit(trigger, parsed, m, near)) is not None]
    if scored:
        _, top = max(scored, key=lambda pair: pair[0])
        return _place(top.name, scene)
    found = _whole_country(parsed.sentence, scene) or _around(parsed.sentence, scene)
    return _place(found, scene) if found is not None else None


def _place(name: PlaceName, scene: Scene) -> Place:
    """As written; what stands for another place carries that in brackets: "the capital (Mogadishu)"."""
    text = _flat(scene.text, name.span)
    if name.stands_for is not None:
        text = f"{text} ({_flat(scene.text, name.stands_for.span)})"
    return Place(text, _resolved(name, scene.near))


def _flat(text: str, span: Span) -> str:
    return " ".join(span.of(text).split())


@cache
def _saying() -> frozenset[str]:
    return words("dates.csv", sort="saying")


def _anchor(trigger: Span, parsed: Parsed) -> Token:
    """The token of the trigger that the sentence hangs on."""
    offset = parsed.sentence.span.start
    inside = [t for t in parsed.doc if t.idx + offset < trigger.end and t.idx + len(t) + offset > trigger.start]
    return parsed.doc[inside[0].i : inside[-1].i + 1].root if inside else parsed.doc[:].root


def _fit(trigger: Span, parsed: Parsed, mention: PlaceMention, near: Span | None) -> float | None:
    """How well a place fits the event at `trigger`; None where it is not the event's place at all."""
    event = _anchor(trigger, parsed)
    place = parsed.doc[mention.head]
    name = mention.name
    if not name.locative and name.rank <= RANK["country"]:
        return None  # "Israel said", "Syria's army": countries act
    if _is_speakers(event, place):
        return None
    score = 10.0 - _distance(event, place) - abs(place.i - event.i) * 0.02
    if near is not None:
        score -= abs(mention.span.start - near.start) * 0.01
    if name.locative:
        score += 3 + 0.7 * name.rank
        if _is_origin(place):
            score -= 6
    elif place.dep_ == "dobj" and place.head.lemma_ in role("taking"):
        score += 4
    elif name.preposition is None and place.dep_ not in {"dobj", "nsubjpass", "pobj", "appos"}:
        score -= 3
    if place.dep_ in {"compound", "amod", "nmod"} and not name.locative:
        score -= 3
    if name.rank <= RANK["country"]:
        score -= 3
    return score


def _is_origin(place: Token) -> bool:
    """Whether somebody comes from there: "groups positioned in the hills shelled the town"."""
    above = place.head.head
    return above.dep_ == "acl" and above.lemma_ in role("origin")


def _is_speakers(event: Token, place: Token) -> bool:
    """Whether the place belongs to who speaks, or to the saying itself: "officials in Geneva said", "said in Kyiv"."""
    below = place
    for above in place.ancestors:
        if above.lemma_ in _saying() and above.i != event.i and above.pos_ in {"VERB", "AUX"}:
            if below.dep_ in {"nsubj", "nsubjpass", "prep", "npadvmod", "dobj", "dative", "agent"} and (
                event not in below.subtree
            ):
                return any(a.i == above.i for a in event.ancestors) or below.dep_ != "dobj"
            return False
        if above.lower_ == "according" and event not in above.subtree:
            return True
        below = above
    return False


def _distance(one: Token, other: Token) -> int:
    """Steps between two tokens along the parse tree."""
    up = {t.i: n for n, t in enumerate([one, *one.ancestors])}
    for steps, token in enumerate([other, *other.ancestors]):
        if token.i in up:
            return up[token.i] + steps
    return len(up)


def _whole_country(sentence: Sentence, scene: Scene) -> PlaceName | None:
    """The country a running total is of: "The war has killed at least 6,200 people", "since 2011 thousands have died"."""
    text = sentence.span.of(scene.text)
    since = any(d.since and not d.record for d in days_in(text, None))
    if not since and not _of_war().search(text):
        return None
    countries: Counter[str] = Counter()
    first: dict[str, PlaceName] = {}
    for index in range(len(scene.sentences)):
        for name in scene.names(index):
            if len(name.names) == 1 and name.rank == RANK["country"]:
                core = name.names[0].core.casefold()
                countries[core] += 3 if name.locative else 1
                if core not in first or (name.locative and not first[core].locative):
                    first[core] = name
    return first[countries.most_common(1)[0][0]] if countries else None


@cache
def _of_war() -> re.Pattern[str]:
    """ "casualties of the war", "the war has killed", "the toll of the conflict so far"."""
    return re.compile(
        r"\b(?:in|during|of|throughout)\s+(?:the|this|its|their|a)\s+(?:[\w'’-]+\s+){0,3}(?:war|conflict|insurgency|uprising)\b"
        r"|\bthe\s+(?:[\w'’-]+\s+){0,3}(?:war|conflict|insurgency|violence)\s+(?:has|have|had)\b",
        re.IGNORECASE,
    )


def _around(sentence: Sentence, scene: Scene) -> PlaceName | None:
    """The place of a sentence that names none: of the ones before it, the headline and lead, the dateline, what follows."""
    before = [s for s in scene.sentences[: sentence.index] if s.part is not Part.CAPTION]
    recent = [s for s in reversed(before) if s.block >= sentence.block - 1][:4]
    lead = [s for s in scene.sentences[:5] if s.part is not Part.CAPTION]
    after = list(scene.sentences[sentence.index + 1 : sentence.index + 3])
    for narrow in (True, False):
        for group in (recent, lead, after):
            for other in group:
                if (found := _event_place(scene.phrases(other.index), narrow)) is not None:
                    return found
        if narrow and (dateline := scene.dateline) is not None:
            return dateline
    everything = [n for s in scene.sentences for n in scene.names(s.index)]
    return next((n for n in everything if n.locative), everything[0] if everything else None)


def _event_place(names: Sequence[PlaceName], narrow: bool) -> PlaceName | None:
    fitting = [n for n in names if n.locative and (n.rank > RANK["country"] or not narrow)]
    return fitting[-1] if fitting else None


__all__ = ["PlaceMention", "Scene", "place_for", "places_in", "resolve", "role"]
