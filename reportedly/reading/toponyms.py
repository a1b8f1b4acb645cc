"""Which words of a text name a place? Read from the words alone, so that sentences need no parse.

A name is a place when the gazetteer knows it, when a word of place stands by it ("Tel Hamis town", "the village of
Vovche"), or when a preposition of place comes before it ("in Bala Boluk"). It is none in a body ("the Kyiv Post").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.lang.en.stop_words import STOP_WORDS

from reportedly.article import Span
from reportedly.lexicon import rows, words
from reportedly.reading.casing import in_capitals, in_title_case
from reportedly.reading.gazetteer import RANK, best, folded, toponyms
from reportedly.reading.place_words import (
    Token,
    adjectives,
    bare,
    calendar,
    is_name,
    kind_at,
    left_of,
    levels,
    never,
    owns,
    right_of,
    role,
    tokens_in,
)

_LONGEST = 5  # words in a name
_LARGE = 100_000  # people: a city of this size is known by its bare name


@dataclass(frozen=True, slots=True)
class Name:
    """One name in a place phrase: the bare name, the name with its word of place ("Kursk region"), and its rank.

    `rank` grows from country (1) to village (7) and site (8). `known` says that the gazetteer has it.
    """

    core: str
    full: str
    rank: int
    known: bool
    countries: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A place phrase: `span` counts from the start of the text, `preposition` is the word of place before it, if any.

    "in the village of Tyotkino, Kursk region" is one phrase with two names.
    """

    span: Span
    names: tuple[Name, ...]
    preposition: str | None = None
    owner: bool = False  # "Kabul's …": the place owns what follows
    stands_for: PlaceName | None = None  # "the city": the place named before

    @property
    def rank(self) -> int:
        """How narrow the narrowest name is."""
        return max((name.rank for name in self.names), default=RANK["region"])

    @property
    def narrowest(self) -> str:
        """The bare name of the narrowest place, without case; empty where the phrase has no name ("the country")."""
        return max(self.names, key=lambda name: name.rank).core.casefold() if self.names else ""

    @property
    def locative(self) -> bool:
        """Whether a preposition says that something happens there."""
        if self.preposition == "between" and self.names and self.rank <= RANK["country"]:
            return False  # "a war between Turkey and Russia"
        return self.preposition in role("locative") and not self.owner


def names_in(text: str, capitals: bool | None = None) -> tuple[PlaceName, ...]:
    """The place phrases of a text, in order. `capitals`: whether the article is printed in capitals; None: look.

    >>> [p.span.of("Fighting near Kyiv eased.") for p in names_in("Fighting near Kyiv eased.")]
    ['Kyiv']
    """
    upper = (in_capitals(text) if capitals is None else capitals) or in_title_case(text)
    tokens = tokens_in(text)
    found = list(_capital_names(tokens) if upper else _names(tokens))
    return tuple(_joined(text, tokens, found))


@dataclass(frozen=True, slots=True)
class _Found:
    first: int  # tokens of the phrase
    end: int
    name: Name
    preposition: str | None
    owner: bool = False


def _runs(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Stretches of capitalised words: "Bala Boluk", "Deir ez-Zor", "Valle del Cauca"; a genitive ends one."""
    at = 0
    while at < len(tokens):
        if not is_name(tokens[at]):
            at += 1
            continue
        end = at + 1
        while end < len(tokens) and not owns(tokens[end - 1]):
            if end == at + 1 and _is_dateline(tokens, at):
                break
            if tokens[end].low.removesuffix("'s") in _weekdays():
                break  # "in Gaza Saturday"
            if is_name(tokens[end]):
                end += 1
            elif _is_particle(tokens[end]) and end + 1 < len(tokens) and is_name(tokens[end + 1]):
                end += 2
            else:
                break
        yield at, end
        at = end


def _is_particle(token: Token) -> bool:
    """Whether a small word can stand in a name: "de", "al"; in "Records at Mercy Hospital" two names meet."""
    return token.low in role("particle") and token.low not in STOP_WORDS


def _is_dateline(tokens: list[Token], at: int) -> bool:
    """ "CAIRO Three soldiers …": a city in capitals at the start, whose dash was lost."""
    return at == 0 and tokens[0].text.isupper() and len(tokens[0].text) > 3 and not tokens[1].text.isupper()


@cache
def _weekdays() -> frozenset[str]:
    return words("dates.csv", sort="weekday")


@cache
def _parties() -> frozenset[str]:
    """Names of armed groups and other actors, without case: "islamic jihad"."""
    return frozenset(folded(s) for r in rows("parties.csv") for s in (r["name"], *r["aliases"].split("|")) if s)


def _known(tokens: list[Token], first: int, end: int) -> Name | None:
    """The gazetteer's word for tokens `first` to `end`, if it has one."""
    core = " ".join([*(t.text for t in tokens[first : end - 1]), bare(tokens[end - 1])])
    low = core.casefold()
    if len(core) < 2 or any(low in group for group in never()):
        return None
    choices = toponyms(core)
    top = best(choices)
    if top is None:
        return None
    countries = frozenset(c.location.country for c in choices if c.location.country and (c.known or c.people >= 20_000))
    sure = top.known or top.rank <= RANK["region"] or (top.people >= _LARGE and top.proper)
    return Name(core, core, top.rank, sure, countries)


def _longest(tokens: list[Token], first: int, end: int) -> tuple[int, Name] | None:
    """The longest known name that starts at `first`: "Democratic Republic of Congo" goes on past a small word."""
    reach = min(len(tokens), first + _LONGEST)
    for stop in range(reach, first, -1):
        if not is_name(tokens[stop - 1]) and stop <= end:
            continue
        if stop > end and not is_name(tokens[stop - 1]):
            continue
        if any(not t.text[0].isalnum() for t in tokens[first:stop]):
            continue
        name = _known(tokens, first, stop)
        if name is not None and (name.known or stop == end):
            return stop, name
    return None


def _names(tokens: list[Token]) -> Iterator[_Found]:
    done, owned = 0, -1
    for first, end in _runs(tokens):
        first = max(first, done)
        while first < end and (
            (tokens[first].low in STOP_WORDS and not (first + 1 < end and _known(tokens, first, first + 2)))
            or tokens[first].low.removesuffix("'s") in calendar()
        ):
            first += 1
        if first >= end:
            continue
        beside = _listed(tokens, first, end, done) or (first > 0 and tokens[first - 1].low in role("taken"))
        beside = beside or (owned == first and not _leads_on(tokens, end))
        owned = -1
        for found in _in_run(tokens, first, end, beside):
            if found.owner and found.preposition in role("locative"):
                owned = found.end  # "at South Kashmir's Kulgam"
            done = max(done, found.end)
            yield found


def _governs(word: str) -> bool:
    return word in role("body") and word not in levels()


def _leads_on(tokens: list[Token], end: int) -> bool:
    """Whether a name goes on into a common noun: "in Israel's Netanyahu government"."""
    return end < len(tokens) and tokens[end].text[0].islower() and tokens[end].low not in STOP_WORDS


def _border(tokens: list[Token], first: int, end: int) -> _Found | None:
    """ "near the Turkish border", "in the Syrian capital": a nationality with a word of place."""
    for size in (4, 3, 2, 1):
        phrase = " ".join(t.low for t in tokens[end : end + size])
        if len(tokens) >= end + size and phrase in role("adjective_kind"):
            if len(tokens) > end + size and tokens[end + size].low == "of":
                return None  # "the Ukrainian towns of …": the name follows
            start, preposition, _ = left_of(tokens, first)
            stop, level = kind_at(tokens, end + size)  # "a Turkish border town"
            core = " ".join(t.text for t in tokens[first:stop])
            rank = level or (RANK["city"] if phrase == "capital" else RANK["district"])
            return _Found(start, stop, Name(core, core, rank, False), preposition)
    return None


def _listed(tokens: list[Token], first: int, end: int, done: int) -> bool:
    """Whether a name goes on a list of places: "in Lozuvatske, Vovche and Spirne"."""
    if first < 2 or done != first - 1:
        return False
    if tokens[first - 1].low == "and":
        return True
    return tokens[first - 1].text == "," and end < len(tokens) and end - first < 3 and tokens[end].low in {",", "and"}


def _in_run(tokens: list[Token], first: int, end: int, beside: bool) -> Iterator[_Found]:
    if _is_body(tokens, first, end):
        return
    if all(t.low in adjectives() or "-" in t.low for t in tokens[first:end]) and tokens[first].low in adjectives():
        if (border := _border(tokens, first, end)) is not None:
            yield border
        return
    pieces = _pieces(tokens, first, end)
    if pieces is not None:
        for a, b, name in pieces:
            start, preposition, near_kind = left_of(tokens, a)
            stop, level = right_of(tokens, b)
            if first > 0 and tokens[first - 1].low == "the" and stop == end < len(tokens) and _governs(tokens[end].low):
                continue  # "the Damascus government"
            if name.known or preposition in role("locative") or near_kind or level or beside:
                yield _made(tokens, start, a, b, stop, name, level or near_kind, preposition)
        return
    start, preposition, near_kind = left_of(tokens, first)
    stop, level = right_of(tokens, end)
    last = tokens[end - 1].low
    if level == 0 and end - first > 1 and last in levels() and not owns(tokens[end - 1]):
        level = levels()[last]
    titled = tokens[first].low in role("title") or (first > 0 and tokens[first - 1].low in role("title"))
    if titled or tokens[first].low in adjectives() or not _word(tokens, first, end):
        return
    if level or near_kind or preposition in role("locative") or beside:
        core = " ".join([*(t.text for t in tokens[first : end - 1]), bare(tokens[end - 1])])
        rank = level or near_kind or RANK["town"]
        yield _made(tokens, start, first, end, stop, Name(core, core, rank, False), rank, preposition)


def _word(tokens: list[Token], first: int, end: int) -> bool:
    """Whether a run of unknown words could be a name: no abbreviation, month, or thing known to be no place."""
    low = " ".join(t.low for t in tokens[first:end])
    if (
        folded(low) in _parties()
        or low in role("no_place")
        or low in calendar()
        or any(t.low in role("no_place") for t in tokens[first:end])
    ):
        return False
    return not all(t.text.isupper() and len(t.text) < 6 for t in tokens[first:end])


def _is_body(tokens: list[Token], first: int, end: int) -> bool:
    """ "Kyiv Post", "the Kursk Battalion", "Islamic State": a name with a body's word at its end."""
    low = [t.low.removesuffix("'s") for t in tokens[first:end]]
    if " ".join(low) in role("no_place"):
        return True
    if any(t.known for t in toponyms(" ".join(low))):
        return False  # "the West Bank" is no bank
    return (len(low) > 1 and low[-1] in role("body")) or any(
        " ".join(low[i : i + 2]) in role("no_place") for i in range(len(low) - 1)
    )


def _pieces(tokens: list[Token], first: int, end: int) -> list[tuple[int, int, Name]] | None:
    """The run as known names and words of place, None where another word is left over."""
    pieces: list[tuple[int, int, Name]] = []
    at = first
    while at < end:
        if (hit := _longest(tokens, at, end)) is not None:
            pieces.append((at, hit[0], hit[1]))
            at = max(hit[0], at + 1)
        elif tokens[at].low in role("direction") or tokens[at].low in levels() or tokens[at].low in role("part"):
            at += 1
        else:
            return None
    return pieces or None


def _made(
    tokens: list[Token], start: int, a: int, b: int, stop: int, name: Name, level: int, preposition: str | None
) -> _Found:
    kind = " ".join(t.text for t in tokens[b:stop])
    full = f"{name.core} {kind}".strip()
    rank = level or name.rank
    made = Name(name.core, full, rank, name.known, name.countries)
    return _Found(start, stop, made, preposition, owner=owns(tokens[b - 1]) and stop == b)


def _capital_names(tokens: list[Token]) -> Iterator[_Found]:
    """Names in a text printed in capitals, where only the gazetteer and the words around can tell."""
    at = 0
    while at < len(tokens):
        if not tokens[at].text[0].isalpha() or _is_small(tokens[at]):
            at += 1
            continue
        start, preposition, near_kind = left_of(tokens, at)
        led = preposition in role("locative") or near_kind > 0
        hit = _capital_name(tokens, at, led)
        if hit is None:
            at += 1
            continue
        end, name = hit
        stop, level = right_of(tokens, end)
        yield _made(tokens, start, at, end, stop, name, level or near_kind, preposition)
        at = max(stop, at + 1)


def _is_famous(name: Name) -> bool:
    """Whether the bare name, without case to help, can be taken for the place: it is in the lexicon, or a country."""
    return any(t.known or t.rank == RANK["country"] for t in toponyms(name.core))


def _is_small(token: Token) -> bool:
    return token.low in STOP_WORDS and token.low not in role("particle")


def _capital_name(tokens: list[Token], first: int, led: bool) -> tuple[int, Name] | None:
    for stop in range(min(len(tokens), first + 4), first, -1):
        if any(not t.text[0].isalpha() for t in tokens[first:stop]) or _is_body(tokens, first, stop):
            continue
        if tokens[stop - 1].low in levels() or tokens[stop - 1].low in STOP_WORDS:
            continue
        name = _known(tokens, first, stop)
        article = first > 0 and tokens[first - 1].low in {"the", "a", "an"}
        titled = first > 0 and tokens[first - 1].low in role("title")
        if name is not None and not titled and (_is_famous(name) or (led and not article)):
            if right_of(tokens, stop)[1] == 0 and stop < len(tokens) and tokens[stop].low in role("body"):
                return None
            return stop, name
    end = first
    while end < len(tokens) and end - first < 4 and tokens[end].text[0].isalpha():
        if tokens[end].low in levels() or _is_small(tokens[end]):
            break
        end += 1
    if end == first or any(tokens[first].low in group for group in never()):
        return None
    kind_follows = right_of(tokens, end)[1] > 0
    comma = end + 1 < len(tokens) and tokens[end].text in ",[("
    behind = first > 0 and tokens[first - 1].text == ","
    if first > 0 and tokens[first - 1].low in {"the", "a", "an"} and not kind_follows:
        return None
    if (led and (kind_follows or comma or left_of(tokens, first)[2] > 0)) or (behind and kind_follows):
        core = " ".join(t.text for t in tokens[first:end])
        return end, Name(core, core, RANK["town"], False)
    return None


_LINK = re.compile(r"^(?:,|,? in|,? and|,? &|,? or| \(|,? near| of| including|/|-|–|)(?: the)?$")


def _joined(text: str, tokens: list[Token], found: list[_Found]) -> Iterator[PlaceName]:
    """Neighbouring names made one phrase: "Tyotkino, Kursk region", "Aleppo and Idlib", "Kabul's Green Zone"."""
    at = 0
    while at < len(found):
        group = [found[at]]
        while at + 1 < len(found) and _linked(text, tokens, group[-1], found[at + 1]):
            at += 1
            group.append(found[at])
        start, end = tokens[group[0].first].start, tokens[group[-1].end - 1].end
        if group[-1].owner:
            end = tokens[group[-1].end - 1].start + len(bare(tokens[group[-1].end - 1]))
        if len(group) > 1 and text[end : end + 1] == ")" and "(" in text[start:end]:
            end += 1
        yield PlaceName(Span(start, end), tuple(g.name for g in group), group[0].preposition, group[-1].owner)
        at += 1


def _linked(text: str, tokens: list[Token], left: _Found, right: _Found) -> bool:
    if right.first < left.end:
        return right.first >= left.first
    between = text[tokens[left.end - 1].end : tokens[right.first].start]
    if left.first == 0 and not between.strip() and _is_dateline(tokens, 0):
        return False
    if right.owner and "," in between:
        return False  # "in Melitopol, Russia's news agency said"
    return "\n\n" not in between and _LINK.match(_gap(between)) is not None


def _gap(between: str) -> str:
    flat = re.sub(r"\s+", " ", between).casefold()
    return flat.rstrip() if flat.strip() else ""
