"""Where did it happen? The place a sentence gives for an event, or the place its neighbours and the dateline give."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Token

from reportedly.article import Span
from reportedly.claim import Location, Place
from reportedly.lexicon import rows, words
from reportedly.reading.gazetteer import RANK, Toponym, best, toponyms
from reportedly.reading.parse import Parsed, steps_between
from reportedly.reading.place_words import role
from reportedly.reading.scene import Scene
from reportedly.reading.toponyms import PlaceName, names_in

__all__ = ["PlaceMention", "Scene", "place_for", "places_in", "resolve"]


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


def places_in(parsed: Parsed, scene: Scene | None = None) -> tuple[PlaceMention, ...]:
    """The place phrases of a parsed sentence, in order."""
    offset = parsed.sentence.span.start
    if scene is not None:
        names = scene.phrases(parsed.sentence.index)
    else:
        sentence = parsed.doc.text
        names = tuple(replace(n, span=Span(n.span.start + offset, n.span.end + offset)) for n in names_in(sentence))
    near = scene.near if scene is not None else frozenset()
    found = []
    for name in names:
        begin, stop = name.span.start - offset, name.span.end - offset
        inside = [t.i for t in parsed.doc if t.idx < stop and t.idx + len(t) > begin]
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


def place_for(
    trigger: Span, parsed: Parsed, scene: Scene, near: Span | None = None, vast: bool = False
) -> Place | None:
    """The most specific place that the sentence gives for the event told at `trigger`, else what its neighbours give.

    `near` are the words of who or what is counted, where one verb tells of several ("captured X and Y").
    `vast` says that so many are counted that only a war can have them.
    None where neither the sentence nor the article names any.
    """
    mentions = places_in(parsed, scene)
    if near is not None and (own := _within(near, mentions, parsed)) is not None:
        return _place(own.name, scene)
    scored = [(s, m) for m in mentions if (s := _fit(trigger, parsed, m, near)) is not None]
    firm = [(s, m) for s, m in scored if m.locative or m.name.stands_for is None or _is_taken(parsed.doc[m.head])]
    if not firm:
        firm = [(float(m.name.rank), m) for m in mentions if _is_local_speakers(parsed.doc[m.head], m.name)]
    scored = firm or scored
    if scored:
        _, top = max(scored, key=lambda pair: pair[0])
        narrow = None if vast else scene.narrower(top.name, parsed.sentence)
        return _place(top.name if narrow is None else replace(top.name, names=narrow.names, stands_for=narrow), scene)
    home = _home_of(near, parsed) if vast and near is not None else None
    found = scene.place_around(parsed.sentence, vast, home)
    return _place(found, scene) if found is not None else None


@cache
def _homes() -> dict[str, str]:
    return {r["word"].casefold(): r["iso"] for r in rows("demonyms.csv") if r["sort"] == "people"}


def _home_of(near: Span, parsed: Parsed) -> str | None:
    """The country whose people are counted: "more than 24,000 Palestinians"."""
    offset = parsed.sentence.span.start
    told = [t for t in parsed.doc if near.start <= t.idx + offset <= near.end + 24]
    return next((_homes()[t.lower_] for t in told if t.lower_ in _homes()), None)


def _within(near: Span, mentions: tuple[PlaceMention, ...], parsed: Parsed) -> PlaceMention | None:
    """The place that is itself what is told of ("took Vovche"), or that its words hold ("32 people in Homs")."""
    offset = parsed.sentence.span.start
    for one in mentions:
        behind = parsed.doc[one.end :].text.lstrip()[:2]
        if one.name.owner or behind[:1] in {"'", "’"} or not one.name.names:
            continue
        covers = near.start <= one.span.start + 4 and one.span.end <= near.end
        if covers and one.name.locative:
            return one
        inside = Span(one.span.start, one.span.end)
        named = inside.overlaps(near) and (near.end - near.start) <= (one.span.end - one.span.start) + 4
        if named and parsed.doc[one.head].idx + offset < near.end and one.name.rank > RANK["country"]:
            return one
    return None


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


def _fit(trigger: Span, parsed: Parsed, mention: PlaceMention, near: Span | None) -> float | None:
    """How well a place fits the event at `trigger`; None where it is not the event's place at all."""
    event = parsed.root_of(trigger)
    place = parsed.doc[mention.head]
    name = mention.name
    if not name.locative and name.rank <= RANK["country"] and name.stands_for is None:
        return None  # "Israel said", "Syria's army": countries act
    if _is_speakers(event, place):
        return None
    score = 10.0 - steps_between(event, place) - abs(place.i - event.i) * 0.02
    score -= 6 * (not name.names) + 4 * _is_measured(parsed, mention)
    if near is not None:
        score -= _apart(parsed, mention, near)
    if _is_dateline(parsed, mention):
        score -= 6
    if name.locative:
        score += 3 + 0.7 * name.rank
        if _is_origin(place):
            score -= 6
    elif _is_taken(place):
        score += 4 + 0.7 * name.rank
    elif name.preposition is None and place.dep_ not in {"dobj", "nsubjpass", "pobj", "appos"}:
        score -= 3
    if place.dep_ in {"compound", "amod", "nmod"} and not name.locative:
        score -= 3
    if name.rank <= RANK["country"]:
        score -= 3
    return score


def _apart(parsed: Parsed, mention: PlaceMention, near: Span) -> float:
    """How far a place stands from what is counted: "two in Homs and three in Hama" has other numbers between.

    Those of one list stand together: "near Homs, where two soldiers and three farmers died".
    """
    offset = parsed.sentence.span.start
    first, last = sorted((near, mention.span))
    between = [t for t in parsed.doc if first.end <= t.idx + offset < last.start]
    behind = mention.span.start < near.start
    others = [t for t in between if t.like_num and not (behind and _of_one_list(t, between))]
    joined = behind and any(t.i > mention.end and t.lower_ == "and" and not _of_one_list(t, between) for t in between)
    return len(between) * 0.05 + 2.0 * bool(others) + 0.5 * max(0, len(others) - 1) + 1.0 * joined


def _of_one_list(token: Token, between: list[Token]) -> bool:
    """Whether from a word up to what is counted nothing but a list of people or things stands."""
    listed = {"NOUN", "PROPN", "ADJ", "NUM", "DET", "CCONJ"}
    return all(t.pos_ in listed or t.text == "," for t in between if t.i >= token.i)


def _is_dateline(parsed: Parsed, mention: PlaceMention) -> bool:
    """Whether a place stands before the news in capitals: "MARDIN, Turkey Two police officers were killed"."""
    low = [t for t in parsed.doc if t.is_alpha and t.is_lower]
    return mention.first == 0 and parsed.doc[0].is_upper and len(parsed.doc[0]) > 3 and len(low) > 3


def _is_measured(parsed: Parsed, mention: PlaceMention) -> bool:
    """Whether a place only says how far away it was: "in Lura, some 900 kilometres (560 miles) south of Tamba"."""
    before = [t.lower_ for t in parsed.doc[max(0, mention.first - 4) : mention.first]]
    return any(word in role("distance") for word in before)


def _is_taken(place: Token) -> bool:
    """Whether a place is what somebody takes or attacks: "retook a village", "shelled the town"."""
    return place.dep_ in {"dobj", "nsubjpass"} and place.head.lemma_ in role("taking")


def _is_origin(place: Token) -> bool:
    """Whether somebody comes from there: "groups positioned in the hills shelled the town"."""
    above = place.head.head
    return above.dep_ == "acl" and above.lemma_ in role("origin")


def _is_speakers(event: Token, place: Token) -> bool:
    """Whether the place belongs to who speaks, or to the saying itself: "officials in Geneva said", "said in Kyiv"."""
    below = place
    for above in place.ancestors:
        if above.lemma_ in _saying() and above.i != event.i and above.pos_ in {"VERB", "AUX"}:
            if above.i < event.i < place.i:
                return False  # "told us nine bodies had come to the morgue in Oicha", whatever it hangs on
            if below.dep_ in {"nsubj", "nsubjpass", "prep", "npadvmod", "dobj", "dative", "agent"} and (
                event not in below.subtree
            ):
                return any(a.i == above.i for a in event.ancestors) or below.dep_ != "dobj"
            return False
        if above.lower_ == "according" and event not in above.subtree:
            return True
        below = above
    return False


def _is_local_speakers(place: Token, name: PlaceName) -> bool:
    """ "Police in Berdiansk said two died": they tell of their own place, unless it is a seat of government."""
    if not name.locative or name.rank <= RANK["country"] or (name.names and name.names[-1].core in _seats()):
        return False
    return place.dep_ == "pobj" and place.head.head.lemma_.casefold() in role("local")


@cache
def _seats() -> frozenset[str]:
    return words("demonyms.csv", sort="seat")
