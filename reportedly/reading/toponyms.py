"""Which words of a text name a place? Read from the words alone, so that sentences need no parse.

A name is a place when the gazetteer knows it, when a word of place stands by it ("Tel Hamis town", "the village of Vovche"),
or when a preposition of place comes before it ("in Bala Boluk"). It is none as part of a person or body ("the Kyiv Post").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.lang.en.stop_words import STOP_WORDS

from reportedly.article import Span
from reportedly.lexicon import rows, words
from reportedly.reading.casing import in_capitals
from reportedly.reading.gazetteer import RANK, best, folded, toponyms

_TOKEN = re.compile(r"[A-Z]\.(?:[A-Z]\.)+|[^\W_]+(?:[-'’‘`][^\W_]+)*(?:['’](?=\s))?|[^\w\s]|_")
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
        return self.preposition in role("locative") and not self.owner


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str
    low: str


@cache
def role(name: str) -> frozenset[str]:
    """The words of one role in lexicon/place_words.csv."""
    return words("place_words.csv", role=name)


@cache
def _levels() -> dict[str, int]:
    return {r["word"]: int(r["level"]) for r in rows("place_words.csv") if r["role"] in {"kind", "site"}}


def role_level(word: str) -> int:
    """The rank of what a word of place names: 5 for "city"; 0 where it names none."""
    return _levels().get(word, 0)


@cache
def _adjectives() -> frozenset[str]:
    return frozenset(
        r["word"].casefold() for r in rows("demonyms.csv") if r["sort"] in {"adjective", "people", "person"}
    )


@cache
def _calendar() -> frozenset[str]:
    return frozenset(r["word"] for r in rows("dates.csv") if r["sort"] in {"month", "weekday"})


def names_in(text: str, capitals: bool | None = None) -> tuple[PlaceName, ...]:
    """The place phrases of a text, in order. `capitals`: whether the article is printed in capitals; None: look.

    >>> [p.span.of("Fighting near Kyiv eased.") for p in names_in("Fighting near Kyiv eased.")]
    ['Kyiv']
    """
    upper = (in_capitals(text) if capitals is None else capitals) or in_title_case(text)
    tokens = [_Token(m.start(), m.end(), m[0], m[0].casefold().replace("’", "'")) for m in _TOKEN.finditer(text)]
    found = list(_capital_names(tokens) if upper else _names(tokens))
    return tuple(_joined(text, tokens, found))


def in_title_case(text: str) -> bool:
    """Whether the words of a line are printed as in a headline, each with a capital."""
    long = [w for w in re.findall(r"[^\W\d_]{4,}", text) if len(w) > 3]
    return len(long) >= 4 and sum(w[0].isupper() for w in long) > 0.8 * len(long)


@dataclass(frozen=True, slots=True)
class _Found:
    first: int  # tokens of the phrase
    end: int
    name: Name
    preposition: str | None
    owner: bool = False


def _is_name(token: _Token) -> bool:
    if token.text[0].isupper():
        return True
    head, _, rest = token.text.partition("-")
    return rest[:1].isupper() and head in role("particle")


def _bare(token: _Token) -> str:
    bare = re.sub(r"['’]s?$", "", token.text)
    return bare[:-1] if _lost_apostrophe(bare) else bare


def _owns(token: _Token) -> bool:
    return token.text.endswith(("'s", "’s", "s'", "s’")) or _lost_apostrophe(token.text)


def _lost_apostrophe(word: str) -> bool:
    """ "near Syrias Raqqa": a country's genitive whose apostrophe was lost."""
    if not word.endswith("s") or not word[0].isupper() or len(word) < 5:
        return False
    return any(t.rank == RANK["country"] for t in toponyms(word[:-1])) and not toponyms(word)


def _runs(tokens: list[_Token]) -> Iterator[tuple[int, int]]:
    """Stretches of capitalised words: "Bala Boluk", "Deir ez-Zor", "Valle del Cauca"; a genitive ends one."""
    at = 0
    while at < len(tokens):
        if not _is_name(tokens[at]):
            at += 1
            continue
        end = at + 1
        while end < len(tokens) and not _owns(tokens[end - 1]):
            if end == at + 1 and _is_dateline(tokens, at):
                break
            if _is_name(tokens[end]):
                end += 1
            elif tokens[end].low in role("particle") and end + 1 < len(tokens) and _is_name(tokens[end + 1]):
                end += 2
            else:
                break
        yield at, end
        at = end


def _is_dateline(tokens: list[_Token], at: int) -> bool:
    """"CAIRO Three soldiers …": a city in capitals at the start, whose dash was lost."""
    return at == 0 and tokens[0].text.isupper() and len(tokens[0].text) > 3 and not tokens[1].text.isupper()


@cache
def _never() -> tuple[frozenset[str], ...]:
    """Words that are no name of a place, though some place on earth is called so: "Central", "March", "Young"."""
    return role("no_place"), _adjectives(), _calendar(), frozenset(STOP_WORDS), role("direction"), role("part"), role("title")


def _known(tokens: list[_Token], first: int, end: int) -> Name | None:
    """The gazetteer's word for tokens `first` to `end`, if it has one."""
    core = " ".join([*(t.text for t in tokens[first : end - 1]), _bare(tokens[end - 1])])
    low = core.casefold()
    if len(core) < 2 or any(low in group for group in _never()):
        return None
    choices = toponyms(core)
    top = best(choices)
    if top is None:
        return None
    countries = frozenset(c.location.country for c in choices if c.location.country and (c.known or c.people >= 20_000))
    sure = top.known or top.rank <= RANK["region"] or (top.people >= _LARGE and top.proper)
    return Name(core, core, top.rank, sure, countries)


def _longest(tokens: list[_Token], first: int, end: int) -> tuple[int, Name] | None:
    """The longest known name that starts at `first`: "Democratic Republic of Congo" goes on past a small word."""
    reach = min(len(tokens), first + _LONGEST)
    for stop in range(reach, first, -1):
        if not _is_name(tokens[stop - 1]) and stop <= end:
            continue
        if stop > end and not _is_name(tokens[stop - 1]):
            continue
        if any(not t.text[0].isalnum() for t in tokens[first:stop]):
            continue
        name = _known(tokens, first, stop)
        if name is not None and (name.known or stop == end):
            return stop, name
    return None


def _names(tokens: list[_Token]) -> Iterator[_Found]:
    done = 0
    for first, end in _runs(tokens):
        first = max(first, done)
        while first < end and (
            (tokens[first].low in STOP_WORDS and not (first + 1 < end and _known(tokens, first, first + 2)))
            or tokens[first].low.removesuffix("'s") in _calendar()
        ):
            first += 1
        if first >= end:
            continue
        beside = _listed(tokens, first, end, done) or (first > 0 and tokens[first - 1].low in role("taken"))
        for found in _in_run(tokens, first, end, beside):
            done = max(done, found.end)
            yield found


def _border(tokens: list[_Token], first: int, end: int) -> _Found | None:
    """ "near the Turkish border", "in the Syrian capital": a nationality with a word of place."""
    for size in (4, 3, 2, 1):
        phrase = " ".join(t.low for t in tokens[end : end + size])
        if len(tokens) >= end + size and phrase in role("adjective_kind"):
            if len(tokens) > end + size and tokens[end + size].low == "of":
                return None  # "the Ukrainian towns of …": the name follows
            start, preposition, _ = _left(tokens, first)
            core = " ".join(t.text for t in tokens[first : end + size])
            rank = RANK["city"] if phrase == "capital" else RANK["district"]
            return _Found(start, end + size, Name(core, core, rank, False), preposition)
    return None


def _listed(tokens: list[_Token], first: int, end: int, done: int) -> bool:
    """Whether a name goes on a list of places: "in Lozuvatske, Vovche and Spirne"."""
    if first < 2 or done != first - 1:
        return False
    if tokens[first - 1].low == "and":
        return True
    return tokens[first - 1].text == "," and end < len(tokens) and end - first < 3 and tokens[end].low in {",", "and"}


def _in_run(tokens: list[_Token], first: int, end: int, beside: bool) -> Iterator[_Found]:
    if _is_body(tokens, first, end):
        return
    if all(t.low in _adjectives() or "-" in t.low for t in tokens[first:end]) and tokens[first].low in _adjectives():
        if (border := _border(tokens, first, end)) is not None:
            yield border
        return
    pieces = _pieces(tokens, first, end)
    if pieces is not None:
        for a, b, name in pieces:
            start, preposition, near_kind = _left(tokens, a)
            stop, level = _right(tokens, b)
            if name.known or preposition in role("locative") or near_kind or level or beside:
                yield _made(tokens, start, a, b, stop, name, level or near_kind, preposition)
        return
    start, preposition, near_kind = _left(tokens, first)
    stop, level = _right(tokens, end)
    last = tokens[end - 1].low
    if level == 0 and end - first > 1 and last in _levels() and not _owns(tokens[end - 1]):
        level = _levels()[last]
    titled = tokens[first].low in role("title") or (first > 0 and tokens[first - 1].low in role("title"))
    if titled or tokens[first].low in _adjectives() or not _word(tokens, first, end):
        return
    if level or near_kind or preposition in role("locative") or beside:
        core = " ".join([*(t.text for t in tokens[first : end - 1]), _bare(tokens[end - 1])])
        rank = level or near_kind or RANK["town"]
        yield _made(tokens, start, first, end, stop, Name(core, core, rank, False), rank, preposition)


def _word(tokens: list[_Token], first: int, end: int) -> bool:
    """Whether a run of unknown words could be a name: no abbreviation, month, or thing known to be no place."""
    low = " ".join(t.low for t in tokens[first:end])
    if low in role("no_place") or low in _calendar() or any(t.low in role("no_place") for t in tokens[first:end]):
        return False
    return not all(t.text.isupper() and len(t.text) < 6 for t in tokens[first:end])


def _is_body(tokens: list[_Token], first: int, end: int) -> bool:
    """"Kyiv Post", "the Kursk Battalion", "Islamic State": a name with a body's word at its end."""
    low = [t.low.removesuffix("'s") for t in tokens[first:end]]
    if " ".join(low) in role("no_place"):
        return True
    return (len(low) > 1 and low[-1] in role("body")) or any(
        " ".join(low[i : i + 2]) in role("no_place") for i in range(len(low) - 1)
    )


def _pieces(tokens: list[_Token], first: int, end: int) -> list[tuple[int, int, Name]] | None:
    """The run as known names and words of place, None where another word is left over."""
    pieces: list[tuple[int, int, Name]] = []
    at = first
    while at < end:
        if (hit := _longest(tokens, at, end)) is not None:
            pieces.append((at, hit[0], hit[1]))
            at = max(hit[0], at + 1)
        elif tokens[at].low in role("direction") or tokens[at].low in _levels() or tokens[at].low in role("part"):
            at += 1
        else:
            return None
    return pieces or None


def _right(tokens: list[_Token], end: int) -> tuple[int, int]:
    """Past the words of place after a name: "Qayara air base", "Kursk region". Where they end, and their level."""
    if not _owns(tokens[end - 1]):
        return _kind_at(tokens, end)
    at = end
    while at < len(tokens) and _directs(tokens[at].low) and tokens[at].text[0].islower() and tokens[at].low != "capital":
        at += 1  # "Ukraine's eastern front"
    if at < len(tokens) and tokens[at].text[0].islower():
        stop, level = _kind_at(tokens, at)  # "Somalia's capital", but not "Kabul's hotel": which one?
        return (stop, level) if level and level != RANK["site"] else (end, 0)
    return end, 0


def _kind_at(tokens: list[_Token], at: int) -> tuple[int, int]:
    for size in (3, 2, 1):
        phrase = " ".join(t.low for t in tokens[at : at + size])
        if len(tokens) >= at + size and phrase in _levels():
            return at + size, _levels()[phrase]
    return at, 0


def _left(tokens: list[_Token], first: int) -> tuple[int, str | None, int]:
    """Back over "in the outskirts of the southern city of": where the phrase starts, its preposition, its level.

    The level is 0 where no word of place stands by the name.
    """
    start, level, at = first, 0, first
    while at > 0:
        word = tokens[at - 1].low
        if word == "of" and at > 1 and tokens[at - 2].low in (role("kind") | role("site") | role("part")):
            if at == first:
                level = max(level, _levels().get(tokens[at - 2].low, 0))
            at -= 2
            start = at
        elif _directs(word) or (at == first and word in role("kind") and not tokens[at - 1].text.isdigit()):
            if word in role("kind"):
                level = max(level, _levels()[word])
            at -= 1
            start = at
        elif word in {"the", "a", "an"} and at == start:
            at -= 1
            start = at if start != first else start
            if not (at > 1 and tokens[at - 1].low == "of" and tokens[at - 2].low in role("part")):
                break  # else on: "the outskirts of the southern city of"
        else:
            break
    before = tokens[at - 1].low if at > 0 else ""
    if before in {"on", "against", "of", "into", "for", "over"} and at > 1 and tokens[at - 2].low in role("assault"):
        return start, "at", level  # "an attack on the hotel" happens at the hotel
    known = before in role("locative") or before in role("directional")
    return start, before if known else None, level


def _directs(word: str) -> bool:
    return word in role("direction") or word.endswith(("-held", "-controlled", "-occupied", "-besieged", "-run"))


def _made(
    tokens: list[_Token], start: int, a: int, b: int, stop: int, name: Name, level: int, preposition: str | None
) -> _Found:
    kind = " ".join(t.text for t in tokens[b:stop])
    full = f"{name.core} {kind}".strip()
    rank = level or name.rank
    made = Name(name.core, full, rank, name.known, name.countries)
    return _Found(start, stop, made, preposition, owner=_owns(tokens[b - 1]) and stop == b)


def _capital_names(tokens: list[_Token]) -> Iterator[_Found]:
    """Names in a text printed in capitals, where only the gazetteer and the words around can tell."""
    at = 0
    while at < len(tokens):
        if not tokens[at].text[0].isalpha() or tokens[at].low in STOP_WORDS and tokens[at].low not in role("particle"):
            at += 1
            continue
        start, preposition, near_kind = _left(tokens, at)
        led = preposition in role("locative") or near_kind > 0
        hit = _capital_name(tokens, at, led)
        if hit is None:
            at += 1
            continue
        end, name = hit
        stop, level = _right(tokens, end)
        yield _made(tokens, start, at, end, stop, name, level or near_kind, preposition)
        at = max(stop, at + 1)


def _is_famous(name: Name) -> bool:
    """Whether the bare name, without case to help, can be taken for the place: it is in the lexicon, or a country."""
    return any(t.known or t.rank == RANK["country"] for t in toponyms(name.core))


def _capital_name(tokens: list[_Token], first: int, led: bool) -> tuple[int, Name] | None:
    for stop in range(min(len(tokens), first + 4), first, -1):
        if any(not t.text[0].isalpha() for t in tokens[first:stop]) or _is_body(tokens, first, stop):
            continue
        if tokens[stop - 1].low in _levels() or tokens[stop - 1].low in STOP_WORDS:
            continue
        name = _known(tokens, first, stop)
        article = first > 0 and tokens[first - 1].low in {"the", "a", "an"}
        titled = first > 0 and tokens[first - 1].low in role("title")
        if name is not None and not titled and (_is_famous(name) or (led and not article)):
            if _right(tokens, stop)[1] == 0 and stop < len(tokens) and tokens[stop].low in role("body"):
                return None
            return stop, name
    end = first
    while end < len(tokens) and end - first < 4 and tokens[end].text[0].isalpha():
        if tokens[end].low in _levels() or (tokens[end].low in STOP_WORDS and tokens[end].low not in role("particle")):
            break
        end += 1
    if end == first or tokens[first].low in (_adjectives() | _calendar() | role("direction") | role("part") | role("no_place")):
        return None
    kind_follows = _right(tokens, end)[1] > 0
    comma = end + 1 < len(tokens) and tokens[end].text in ",[("
    behind = first > 0 and tokens[first - 1].text == ","
    if first > 0 and tokens[first - 1].low in {"the", "a", "an"} and not kind_follows:
        return None
    if (led and (kind_follows or comma or _left(tokens, first)[2] > 0)) or (behind and kind_follows):
        core = " ".join(t.text for t in tokens[first:end])
        return end, Name(core, core, RANK["town"], False)
    return None


_LINK = re.compile(r"^(?:,|,? in|,? and|,? &|,? or| \(|,? near| of| including|/|-|–|)(?: the)?$")


def _joined(text: str, tokens: list[_Token], found: list[_Found]) -> Iterator[PlaceName]:
    """Neighbouring names made one phrase: "Tyotkino, Kursk region", "Damascus, Aleppo and Idlib", "Kabul's Green Zone"."""
    at = 0
    while at < len(found):
        group = [found[at]]
        while at + 1 < len(found) and _linked(text, tokens, group[-1], found[at + 1]):
            at += 1
            group.append(found[at])
        start, end = tokens[group[0].first].start, tokens[group[-1].end - 1].end
        if group[-1].owner:
            end = tokens[group[-1].end - 1].start + len(_bare(tokens[group[-1].end - 1]))
        if len(group) > 1 and text[end : end + 1] == ")" and "(" in text[start:end]:
            end += 1
        yield PlaceName(Span(start, end), tuple(g.name for g in group), group[0].preposition, group[-1].owner)
        at += 1


def _linked(text: str, tokens: list[_Token], left: _Found, right: _Found) -> bool:
    if right.first < left.end:
        return right.first >= left.first
    between = text[tokens[left.end - 1].end : tokens[right.first].start]
    if left.first == 0 and not between.strip() and _is_dateline(tokens, 0):
        return False
    return "\n\n" not in between and _LINK.match(_gap(between)) is not None


def _gap(between: str) -> str:
    flat = re.sub(r"\s+", " ", between).casefold()
    return flat.rstrip() if flat.strip() else ""
