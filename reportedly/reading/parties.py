"""Who is that: the real actor behind a name, and the side of people or equipment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from reportedly.article import Span
from reportedly.lexicon import Row, alternatives, as_listed, rows
from reportedly.lexicon import words as lexicon_words
from reportedly.reading.nations import WORD, Nation, Words, adjective, names_nation, nation_at, spelt, words_of


class PartyKind(StrEnum):
    """What sort of actor it is."""

    GOVERNMENT = "government"
    MINISTRY = "ministry"
    ARMY = "army"
    ARMED_GROUP = "armed_group"
    MONITOR = "monitor"
    OUTLET = "outlet"
    AGENCY = "agency"
    ORGANISATION = "organisation"
    PLATFORM = "platform"


_COMMON = frozenset({PartyKind.OUTLET, PartyKind.PLATFORM})  # their names may be ordinary words
NEUTRAL = frozenset({PartyKind.MONITOR, PartyKind.OUTLET, PartyKind.AGENCY, PartyKind.ORGANISATION, PartyKind.PLATFORM})


@dataclass(frozen=True, slots=True)
class Party:
    """A real actor: `country` is ISO 3166-1 alpha-2, `side` whom it fights or speaks for.

    `at_war`: a party to the war wherever its side fights, as armies, armed groups and their ministries are.
    """

    name: str
    kind: PartyKind
    country: str | None = None
    side: str | None = None
    at_war: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A party where the text names it."""

    party: Party
    span: Span


@dataclass(frozen=True, slots=True)
class _Alias:
    """A name as it is written, word by word. `strict`: only in mixed print."""

    words: tuple[str, ...]
    party: Party
    strict: bool = False


def _party(row: Row) -> Party:
    return Party(row["name"], PartyKind(row["kind"]), row["country"] or None, row["side"] or None, row["at_war"] == "y")


@cache
def _aliases() -> dict[str, tuple[_Alias, ...]]:
    """The names of all parties by their first word, longest first."""
    index: dict[str, list[_Alias]] = {}
    for row in rows("parties.csv"):
        party = _party(row)
        for alias in (row["name"], *filter(None, row["aliases"].split("|"))):
            parts = tuple(WORD.findall(alias.removeprefix("=")))
            if len(parts) > 1 and parts[0].lower() == "the":
                parts = parts[1:] if len(parts) > 2 else parts
            index.setdefault(parts[0].lower(), []).append(_Alias(parts, party, alias.startswith("=")))
    return {first: tuple(sorted(found, key=lambda a: -len(a.words))) for first, found in index.items()}


@cache
def _institutions() -> dict[str, tuple[tuple[tuple[str, ...], Row], ...]]:
    index: dict[str, list[tuple[tuple[str, ...], Row]]] = {}
    for row in rows("institutions.csv"):
        parts = tuple(WORD.findall(row["word"]))
        index.setdefault(parts[0], []).append((parts, row))
    return {first: tuple(sorted(found, key=lambda x: -len(x[0]))) for first, found in index.items()}


@cache
def _relations() -> dict[str, str]:
    return {row["word"]: row["relation"] for row in rows("leanings.csv")}


def _institution_at(words: Words, at: int) -> tuple[Row, int] | None:
    if at >= len(words.lower):
        return None
    for parts, row in _institutions().get(words.lower[at], ()):
        end = at + len(parts)
        if tuple(words.lower[at:end]) == parts and all(words.joined(n) for n in range(at + 1, end)):
            return row, end
    return None


def _state_body(nation: Nation, row: Row) -> Party:
    whose = nation.word if nation.sort == "adjective" else adjective(nation.name)
    return Party(f"{whose} {row['name']}", PartyKind(row["kind"]), nation.iso, nation.name, row["at_war"] == "y")


def _composed(words: Words, at: int) -> tuple[Party, int] | None:
    """A body of a state: "Ukraine's defence ministry", "the Ministry of Defence of Ukraine", "the ministry in Kyiv"."""
    count = len(words.lower)
    if found := nation_at(words, at):
        nation, end = found
        for skip in range(3):
            if not words.joined(end + skip) or (skip and not _may_describe(words, end + skip - 1, nation)):
                break
            if skip and _alias_at(words, end + skip - 1):  # "Russia's Interfax news agency"
                break
            if body := _institution_at(words, end + skip):
                return _state_body(nation, body[0]), body[1]
        return None
    if body := _institution_at(words, at):
        row, end = body
        if end < count and words.lower[end] in {"of", "in"} and words.joined(end):
            after = end + 1
            if after < count and words.lower[after] == "the" and words.joined(after):
                after += 1
            if words.joined(after) and (found := nation_at(words, after)):
                nation, behind = found
                if nation.sort in {"country", "seat", "region"}:
                    return _state_body(nation, row), behind
    return None


def _may_describe(words: Words, at: int, nation: Nation) -> bool:
    """Whether a word may stand between a state and its body: "Ukraine's regional military administration"."""
    if nation.sort == "people" or words.lower[at] in _relations():
        return False
    if nation.sort != "adjective" and words.lower[at - 1] != "s" and words.written[at].islower():
        return False  # "Moscow sent troops"
    return words.lower[at] in lexicon_words("office_words.csv") or words.written[at][0].isupper()


def _within_name(words: Words, at: int, end: int) -> bool:
    """Whether words are only part of a longer name: "Dawn" in "the Sahel Dawn Movement", "The National" Guard."""
    written = words.written[at]
    if end == at + 1 and written.isupper() and len(written) > 1:
        return False
    if words.joined(end) and words.written[end][0].isupper() and words.starts[end] == words.ends[end - 1] + 1:
        return True
    if end > at + 1:
        return False
    if at < 2 or not words.joined(at) or words.ends[at - 1] + 1 != words.starts[at]:
        return False
    return words.written[at - 1][0].isupper() and not names_nation(words.lower[at - 1])


def _alias_at(words: Words, at: int) -> tuple[Party, int] | None:
    for alias in _aliases().get(words.lower[at], ()):
        if (alias.strict and words.capitals) or not spelt(words, at, alias.words):
            continue
        end = at + len(alias.words)
        bare = [w for w in alias.words if w.lower() != "the"]
        if len(bare) == 1 and alias.party.kind in _COMMON:
            if words.capitals and len(alias.words) > 1:  # "THE NATIONAL"
                continue
            if not words.capitals and _within_name(words, at, end):
                continue
        return alias.party, end
    return None


@cache
def _openings() -> frozenset[str]:
    return frozenset(_aliases()) | frozenset(_institutions())


@lru_cache(maxsize=512)
def parties_in(text: str) -> tuple[Named, ...]:
    """The parties that a text names, in order, the longest name at each place. A bare state is no party."""
    words = words_of(text)
    found: list[Named] = []
    behind = 0
    for at, lower in enumerate(words.lower):
        if at < behind or not (lower in _openings() or names_nation(lower)):
            continue
        best, composed = _alias_at(words, at), _composed(words, at)
        if composed and (best is None or composed[1] > best[1]):
            best = composed
        if best is None:
            continue
        party, behind = best
        if words.hyphened(behind) and words.lower[behind] in _relations():  # "the US government-backed observatory"
            continue
        span = Span(words.starts[at], words.ends[behind - 1])
        if found and _introduces(found[-1], party, words.text[found[-1].span.end : span.start]):
            found[-1] = Named(party, found[-1].span.to(span))
        else:
            found.append(Named(party, span))
    return tuple(found)


def _introduces(before: Named, party: Party, between: str) -> bool:
    """Whether a kind of outlet only announces its name: "the state news agency SANA"."""
    press = {PartyKind.AGENCY, PartyKind.OUTLET}
    return before.party.kind in press and party.kind in press and between in {" ", "\u00a0", "\n", ", "}


@lru_cache(maxsize=20_000)
def party_named(text: str) -> Party | None:
    """The party a short text names: its first one, or the government of the state that is all it names.

    >>> party_named("the Russian Defense Ministry").name
    'Russian Ministry of Defense'
    """
    if found := parties_in(text):
        return found[0].party
    words = words_of(text)
    at = 1 if words.lower[:1] == ["the"] else 0
    if at < len(words.lower) and (nation := nation_at(words, at)) and nation[1] == len(words.lower):
        name = nation[0]
        if name.sort in {"country", "seat"}:
            return Party(f"{adjective(name.name)} government", PartyKind.GOVERNMENT, name.iso, name.name, True)
    return None


def sides_of(text: str) -> str | None:
    """The side that people or equipment belong to: a state, a people, a group, or "government" and the like.

    >>> sides_of("pro-Kyiv Russian insurgents")
    'Ukraine'
    """
    words = words_of(text)
    leaning, origin, plain = None, None, None
    for at in range(len(words.lower)):
        if (nation := nation_at(words, at)) is None:
            continue
        name, end = nation
        before = words.lower[at - 1] if words.joined(at) else ""
        after = words.lower[end] if words.joined(end) else ""
        if _relations().get(before) == "for" or _relations().get(after) == "for":
            leaning = leaning or name.name
        elif _relations().get(after) == "from":
            origin = origin or name.name
        elif _relations().get(before) != "against":
            plain = plain or name.name
    if leaning:
        return leaning
    for named in parties_in(text):
        if named.party.side and named.party.kind not in NEUTRAL:
            return named.party.side
    if plain:
        return plain
    if match := _unnamed_side().search(text):
        word = as_listed(match.group())
        return _sides()[word]
    return origin


@cache
def _sides() -> dict[str, str]:
    return {row["word"]: row["side"] for row in rows("unnamed_sides.csv")}


@cache
def _unnamed_side() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(tuple(_sides()))})\b", re.IGNORECASE)


@cache
def _fights() -> re.Pattern[str]:
    between = r"(?:[^\w.,;:!?]+[\w-]+)?[^\w.,;:!?]+"
    return re.compile(rf"{between}(?:{alternatives(lexicon_words('war_words.csv'))})\b", re.IGNORECASE)


@lru_cache(maxsize=32)
def belligerents(text: str) -> frozenset[str]:
    """The sides that fight in an article: its armed groups, and the states whose forces, fire or losses it tells of."""
    words = words_of(text)
    found: set[str] = set()
    for at in range(len(words.lower)):
        if (nation := nation_at(words, at)) is None:
            continue
        name, end = nation
        if name.name not in found and _fights().match(text, words.ends[end - 1]):
            found.add(name.name)
    for named in parties_in(text):
        if named.party.kind is PartyKind.ARMED_GROUP and named.party.side:
            found.add(named.party.side)
    return frozenset(found)


@cache
def _roles() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows("roles.csv"):
        found.setdefault(row["word"], row["at_war"])
        found.setdefault(row["plural"], row["at_war"])
    return found


@cache
def _role() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(tuple(_roles()))})\b", re.IGNORECASE)


def _role_stands(text: str) -> Iterator[str]:
    for match in _role().finditer(text):
        yield _roles()[as_listed(match.group())]


def _without_parties(text: str) -> str:
    """`text` with the names of parties blanked, so that "the Volunteer Corps" is no volunteer."""
    for named in parties_in(text):
        text = text[: named.span.start] + " " * (named.span.end - named.span.start) + text[named.span.end :]
    return text


def is_party_to_war(
    claimant: str, parties: Iterable[Party], article: str, lands: Set[str | None] = frozenset()
) -> bool | None:
    """Whether a claimant fights in the war that the text `article` tells of, or speaks for one who does.

    `lands` are the countries in which it happened (ISO codes): a state's forces fight on their own ground. None where
    the words do not say: "a source close to the talks". Witnesses, medics, monitors, the press do not fight.
    """
    known = tuple(parties) or tuple(n.party for n in parties_in(claimant))
    if not known and (party := party_named(claimant)):
        known = (party,)
    stands = list(_role_stands(_without_parties(claimant)))
    if stands and stands[0] == "n":
        return False
    for party in known:
        if party.kind in NEUTRAL:
            return False
        if party.kind is PartyKind.ARMED_GROUP:
            return True
        if party.at_war and (party.side in belligerents(article) or (party.country and party.country in lands)):
            return True
    if known:
        return False
    if "y" in stands:
        return True
    side = sides_of(claimant)
    if side is not None and "side" in stands:
        return side in belligerents(article) or side in _sides().values()
    return None
