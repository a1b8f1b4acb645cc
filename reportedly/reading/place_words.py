"""What do the words beside a name say of it? Tokens of a text, and the words of place around names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from spacy.lang.en.stop_words import STOP_WORDS

from reportedly.lexicon import rows, words
from reportedly.reading.gazetteer import RANK, toponyms

_TOKEN = re.compile(r"[A-Z]\.(?:[A-Z]\.)+(?:-\w+)*|[^\W_]+(?:[-'’‘`][^\W_]+)*(?:['’](?=\s))?|[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark of a text, as written and without case."""

    start: int
    end: int
    text: str
    low: str


def tokens_in(text: str) -> list[Token]:
    """The words and marks of a text, a genitive with its name."""
    return [Token(m.start(), m.end(), m[0], m[0].casefold().replace("’", "'")) for m in _TOKEN.finditer(text)]


@cache
def role(name: str) -> frozenset[str]:
    """The words of one role in lexicon/place_words.csv."""
    return words("place_words.csv", role=name)


@cache
def levels() -> dict[str, int]:
    """The words of place with the rank of what they name: 3 for "region", 7 for "village"."""
    return {r["word"]: int(r["level"]) for r in rows("place_words.csv") if r["role"] in {"kind", "site"}}


def role_level(word: str) -> int:
    """The rank of what a word of place names: 5 for "city"; 0 where it names none."""
    return levels().get(word, 0)


@cache
def adjectives() -> frozenset[str]:
    """Nationalities, without case: "russian", "afghans"."""
    return frozenset(
        r["word"].casefold() for r in rows("demonyms.csv") if r["sort"] in {"adjective", "people", "person"}
    )


@cache
def calendar() -> frozenset[str]:
    """Names of months and weekdays, without case."""
    return frozenset(r["word"] for r in rows("dates.csv") if r["sort"] in {"month", "weekday"})


def is_name(token: Token) -> bool:
    """Whether a word is printed as a name: "Kabul", "al-Mawasi"."""
    if token.text[0].isupper():
        return not _describes(token)
    head, _, rest = token.text.partition("-")
    return rest[:1].isupper() and head in role("particle")


def _describes(token: Token) -> bool:
    """Whether a name is part of an adjective: "the Saudi-led air strikes", "a Kabul-based group"."""
    head, _, tail = token.text.rpartition("-")
    return bool(head) and tail.islower() and f"-{tail}".endswith(tuple(role("suffix") | role("ending")))


def is_adjective(token: Token) -> bool:
    """Whether a small word beside a name looks like an adjective: "restive", "war-weary", "impoverished"."""
    word = token.low
    return token.text[0].islower() and word not in STOP_WORDS and ("-" in word or word.endswith(tuple(role("ending"))))


def bare(token: Token) -> str:
    """A word without its genitive: "Kabul" of "Kabul's"."""
    word = re.sub(r"['’]s?$", "", token.text)
    return word[:-1] if _lost_apostrophe(word) else word


def owns(token: Token) -> bool:
    """Whether a word is a genitive: "Kabul's"."""
    return token.text.endswith(("'s", "’s", "s'", "s’")) or _lost_apostrophe(token.text)


def _lost_apostrophe(word: str) -> bool:
    """ "near Syrias Raqqa": a country's genitive whose apostrophe was lost."""
    if not word.endswith("s") or not word[0].isupper() or len(word) < 5:
        return False
    return any(t.rank == RANK["country"] for t in toponyms(word[:-1])) and not toponyms(word)


@cache
def never() -> tuple[frozenset[str], ...]:
    """Words that are no name of a place, though some place on earth is called so: "Central", "March", "Young"."""
    groups = (role(name) for name in ("no_place", "direction", "part", "title"))
    return *groups, adjectives(), calendar(), frozenset(STOP_WORDS)


def right_of(tokens: list[Token], end: int) -> tuple[int, int]:
    """Past the words of place after a name: "Qayara air base", "Kursk region". Where they end, and their level."""
    if not owns(tokens[end - 1]):
        return kind_at(tokens, end)
    at = end
    while at < len(tokens) and directs(tokens[at].low) and tokens[at].text[0].islower():
        if tokens[at].low == "capital":
            break
        at += 1  # "Ukraine's eastern front"
    if at > end and tokens[at - 1].low in role("compass"):
        return at, RANK["region"]  # "Burkina Faso's restive north"
    if at < len(tokens) and tokens[at].text[0].islower():
        stop, level = kind_at(tokens, at)  # "Somalia's capital", but not "Kabul's hotel": which one?
        return (stop, level) if level and level != RANK["site"] else (end, 0)
    return end, 0


def kind_at(tokens: list[Token], at: int) -> tuple[int, int]:
    """The word of place that starts at token `at`: where it ends, and its level; level 0 where there is none."""
    for size in (3, 2, 1):
        phrase = " ".join(t.low for t in tokens[at : at + size])
        if len(tokens) >= at + size and phrase in levels():
            return at + size, levels()[phrase]
    return at, 0


def left_of(tokens: list[Token], first: int) -> tuple[int, str | None, int]:
    """Back over "in the outskirts of the southern city of": where the phrase starts, its preposition, its level.

    The level is 0 where no word of place stands by the name.
    """
    start, level, at = first, 0, first
    while at > 0:
        word = tokens[at - 1].low
        if at > 1 and word in {"and", "or"} and start == at < first and directs(tokens[at - 2].low):
            at -= 2  # "in northern and eastern Mali"
            start = at
        elif word == "of" and at > 1 and tokens[at - 2].low in (role("kind") | role("site") | role("part")):
            if at == first:
                level = max(level, levels().get(tokens[at - 2].low, 0))
            at -= 2
            start = at
        elif directs(word) or (at == first and word in role("kind") and not tokens[at - 1].text.isdigit()):
            if word in role("kind"):
                level = max(level, levels()[word])
            at -= 1
            start = at
        elif word in {"the", "a", "an"} and at == start:
            at -= 1
            start = at if word == "the" or start != first else start
            if not (at > 1 and tokens[at - 1].low == "of" and tokens[at - 2].low in role("part")):
                break  # else on: "the outskirts of the southern city of"
        else:
            break
    if (led := _adjectives_before(tokens, at)) < at:
        start = at = led
    before = tokens[at - 1].low if at > 0 else ""
    if before in {"on", "against", "of", "into", "for", "over"} and at > 1 and tokens[at - 2].low in role("assault"):
        return start, "at", level  # "an attack on the hotel" happens at the hotel
    known = before in role("locative") or before in role("directional")
    return start, before if known else None, level


def _may_describe(token: Token) -> bool:
    word = token.text
    plain = word.isalpha() and word.islower() and not word.endswith("s")
    return plain and word not in STOP_WORDS and word not in role("particle")


def _adjectives_before(tokens: list[Token], at: int) -> int:
    """Back over adjectives that no list has, where a preposition of place leads them: "in impoverished Yemen"."""
    first = at
    while first > 0 and at - first < 3 and is_adjective(tokens[first - 1]):
        first -= 1
    if first < at and first > 1 and tokens[first - 1].low == "the":
        first -= 1
    elif first == at and at > 2 and tokens[at - 2].low == "the" and _may_describe(tokens[at - 1]):
        first = at - 2  # "in the turbulent Anbar province"
    return first if first > 0 and tokens[first - 1].low in role("locative") else at


def directs(word: str) -> bool:
    """Whether a word may stand between preposition and place: "northern", "rebel-held"."""
    return word in role("direction") or word.endswith(tuple(role("suffix")))
