"""Who is that: the real actor behind a name, and the side of people or equipment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from reportedly.article import Span
from reportedly.lexicon import Row, alternatives, rows, words
from reportedly.reading.casing import in_capitals

_WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[\s\-‐‑–'’‘`\"“”./&()]{1,4}")
_STOP = re.compile(r"[.)]\s|\s\(")


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
NEUTRAL = frozenset(
    {PartyKind.MONITOR, PartyKind.OUTLET, PartyKind.AGENCY, PartyKind.ORGANISATION, PartyKind.PLATFORM}
)


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
class _Token:
    text: str
    lower: str
    span: Span
    joined: bool  # nothing but a hyphen, a space or the like stands between it and the token before


@dataclass(frozen=True, slots=True)
class _Alias:
    """A name as it is written, word by word. `strict`: only in mixed print."""

    words: tuple[str, ...]
    party: Party
    strict: bool = False


@dataclass(frozen=True, slots=True)
class _Nation:
    word: str
    name: str
    iso: str | None
    sort: str


def _party(row: Row) -> Party:
    return Party(row["name"], PartyKind(row["kind"]), row["country"] or None, row["side"] or None, row["at_war"] == "y")


@cache
def _aliases() -> dict[str, tuple[_Alias, ...]]:
    """The names of all parties by their first word, longest first."""
    index: dict[str, list[_Alias]] = {}
    for row in rows("parties.csv"):
        party = _party(row)
        for alias in (row["name"], *filter(None, row["aliases"].split("|"))):
            parts = tuple(_WORD.findall(alias.removeprefix("=")))
            if len(parts) > 1 and parts[0].lower() == "the":
                parts = parts[1:] if len(parts) > 2 else parts
            index.setdefault(parts[0].lower(), []).append(_Alias(parts, party, alias.startswith("=")))
    return {first: tuple(sorted(found, key=lambda a: -len(a.words))) for first, found in index.items()}


@cache
def _nations() -> dict[str, tuple[tuple[tuple[str, ...], _Nation], ...]]:
    index: dict[str, list[tuple[tuple[str, ...], _Nation]]] = {}
    for row in rows("demonyms.csv"):
        parts = tuple(_WORD.findall(row["word"]))
        nation = _Nation(row["word"], row["country"], row["iso"] or None, row["sort"])
        index.setdefault(parts[0].lower(), []).append((parts, nation))
    return {first: tuple(sorted(found, key=lambda x: -len(x[0]))) for first, found in index.items()}


@cache
def _institutions() -> dict[str, tuple[tuple[tuple[str, ...], Row], ...]]:
    index: dict[str, list[tuple[tuple[str, ...], Row]]] = {}
    for row in rows("institutions.csv"):
        parts = tuple(_WORD.findall(row["word"]))
        index.setdefault(parts[0], []).append((parts, row))
    return {first: tuple(sorted(found, key=lambda x: -len(x[0]))) for first, found in index.items()}


@cache
def _relations() -> dict[str, str]:
    return {row["word"]: row["relation"] for row in rows("leanings.csv")}


def _joins(gap: str, before: str) -> bool:
    return bool(_GAP.fullmatch(gap)) and (not _STOP.search(gap) or len(before) == 1)


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    end = 0
    for match in _WORD.finditer(text):
        gap = text[end : match.start()]
        joined = bool(tokens) and (not gap or _joins(gap, tokens[-1].text))
        tokens.append(_Token(match.group(), match.group().lower(), Span(match.start(), match.end()), joined))
        end = match.end()
    return tokens


def _spelt(tokens: list[_Token], at: int, parts: tuple[str, ...], capitals: bool) -> bool:
    """Whether the tokens from `at` spell `parts`, with the capitals that a name needs."""
    if at + len(parts) > len(tokens):
        return False
    for offset, part in enumerate(parts):
        token = tokens[at + offset]
        if token.lower != part.lower() or (offset and not token.joined):
            return False
        acronym = part.isupper() and len(part) > 1
        if acronym and not token.text.isupper():
            return False
        shouted = not capitals and token.text.isupper() and not acronym
        if shouted and len(parts) == 1 and part[0].isupper() and len(part) < 5:
            return False
        if offset == 0 and part[0].isupper() and not token.text[0].isupper():
            return False
    return True


def _nation_at(tokens: list[_Token], at: int, capitals: bool) -> tuple[_Nation, int] | None:
    """The state or people named by the tokens from `at`, with the index behind it (a possessive s included)."""
    for parts, nation in _nations().get(tokens[at].lower, ()):
        if _spelt(tokens, at, parts, capitals):
            if capitals and parts == ("US",) and at and tokens[at - 1].lower in {"for", "to", "of", "with", "told"}:
                continue
            end = at + len(parts)
            if end < len(tokens) and tokens[end].lower == "s" and tokens[end].joined:
                end += 1
            return nation, end
    return None


def _institution_at(tokens: list[_Token], at: int) -> tuple[Row, int] | None:
    if at >= len(tokens):
        return None
    for parts, row in _institutions().get(tokens[at].lower, ()):
        if at + len(parts) <= len(tokens) and all(
            tokens[at + n].lower == p and (not n or tokens[at + n].joined) for n, p in enumerate(parts)
        ):
            return row, at + len(parts)
    return None


def _state_body(nation: _Nation, row: Row) -> Party:
    adjective = nation.word if nation.sort == "adjective" else _adjective(nation.name)
    return Party(f"{adjective} {row['name']}", PartyKind(row["kind"]), nation.iso, nation.name, row["at_war"] == "y")


@cache
def _adjective(country: str) -> str:
    found = [r["word"] for r in rows("demonyms.csv") if r["country"] == country and r["sort"] == "adjective"]
    return found[0] if found else country


def _composed(tokens: list[_Token], at: int, capitals: bool) -> tuple[Party, int] | None:
    """A body of a state: "Ukraine's defence ministry", "the Ministry of Defence of Ukraine", "the ministry in Kyiv"."""
    if nation := _nation_at(tokens, at, capitals):
        name, end = nation
        for skip in range(3):
            if any(end + n >= len(tokens) or not tokens[end + n].joined for n in range(skip + 1)):
                break
            if skip and tokens[end + skip - 1].lower in _relations():
                break
            if found := _institution_at(tokens, end + skip):
                row, behind = found
                return _state_body(name, row), behind
        return None
    if found := _institution_at(tokens, at):
        row, end = found
        if end < len(tokens) and tokens[end].lower in {"of", "in"} and tokens[end].joined:
            after = end + 1
            if after < len(tokens) and tokens[after].lower == "the" and tokens[after].joined:
                after += 1
            if after < len(tokens) and tokens[after].joined and (nation := _nation_at(tokens, after, capitals)):
                name, behind = nation
                if name.sort in {"country", "seat", "region"}:
                    return _state_body(name, row), behind
    return None


def _within_name(tokens: list[_Token], at: int) -> bool:
    """Whether a word is only part of a longer name: "Dawn" in "the Sahel Dawn Movement"."""
    word, after = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
    if word.text.isupper() and len(word.text) > 1:
        return False
    if after is not None and after.joined and after.text[0].isupper() and after.span.start == word.span.end + 1:
        return True
    before = tokens[at - 1] if at > 1 and word.joined else None
    named = before is not None and before.text[0].isupper() and before.span.end + 1 == word.span.start
    return named and before is not None and before.lower not in _nations()


def parties_in(text: str) -> tuple[Named, ...]:
    """The parties that a text names, in order, the longest name at each place. A bare state is no party."""
    tokens, capitals = _tokens(text), in_capitals(text)
    found: list[Named] = []
    at = 0
    while at < len(tokens):
        best: tuple[Party, int] | None = None
        for alias in _aliases().get(tokens[at].lower, ()):
            if (not alias.strict or not capitals) and _spelt(tokens, at, alias.words, capitals):
                if len(alias.words) == 1 and alias.party.kind in _COMMON and _within_name(tokens, at) and not capitals:
                    continue
                best = (alias.party, at + len(alias.words))
                break
        composed = _composed(tokens, at, capitals)
        if composed and (best is None or composed[1] > best[1]):
            best = composed
        if best is None:
            at += 1
            continue
        found.append(Named(best[0], Span(tokens[at].span.start, tokens[best[1] - 1].span.end)))
        at = best[1]
    return tuple(found)


def party_named(text: str) -> Party | None:
    """The party a short text names: its first one, or the government of the state that is all it names.

    >>> party_named("the Russian Defense Ministry").name
    'Russian Ministry of Defense'
    """
    if found := parties_in(text):
        return found[0].party
    tokens = [t for t in _tokens(text) if t.lower != "the"]
    if tokens and (nation := _nation_at(tokens, 0, in_capitals(text))) and nation[1] == len(tokens):
        name = nation[0]
        if name.sort in {"country", "seat"}:
            return Party(f"{_adjective(name.name)} government", PartyKind.GOVERNMENT, name.iso, name.name, True)
    return None


def sides_of(text: str) -> str | None:
    """The side that people or equipment belong to: a state, a people, a group, or "government" and the like.

    >>> sides_of("pro-Kyiv Russian insurgents")
    'Ukraine'
    """
    tokens, capitals = _tokens(text), in_capitals(text)
    leaning, origin, plain = None, None, None
    for at, token in enumerate(tokens):
        if (nation := _nation_at(tokens, at, capitals)) is None:
            continue
        name, end = nation
        before = tokens[at - 1].lower if at and token.joined else ""
        after = tokens[end].lower if end < len(tokens) and tokens[end].joined else ""
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
        word = " ".join(match.group().lower().split())
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
    return re.compile(rf"{between}(?:{alternatives(words('war_words.csv'))})\b", re.IGNORECASE)


@lru_cache(maxsize=32)
def belligerents(text: str) -> frozenset[str]:
    """The sides that fight in an article: its armed groups, and the states whose forces, fire or losses it tells of."""
    tokens, capitals = _tokens(text), in_capitals(text)
    found: set[str] = set()
    for at in range(len(tokens)):
        if (nation := _nation_at(tokens, at, capitals)) is None:
            continue
        name, end = nation
        if name.name not in found and _fights().match(text, tokens[end - 1].span.end):
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
        yield _roles()[" ".join(match.group().lower().split())]


def is_party_to_war(claimant: str, parties: Iterable[Party], article: str) -> bool | None:
    """Whether a claimant fights in the war that the text `article` tells of, or speaks for one who does.

    None where the words do not say: "a source close to the talks". Witnesses, medics, monitors, the press do not fight.
    """
    known = tuple(parties) or tuple(n.party for n in parties_in(claimant))
    if not known and (party := party_named(claimant)):
        known = (party,)
    stands = list(_role_stands(claimant))
    if stands and stands[0] == "n":
        return False
    for party in known:
        if party.kind in NEUTRAL:
            return False
        if party.kind is PartyKind.ARMED_GROUP:
            return True
        if party.at_war and (party.side in belligerents(article)):
            return True
    if known:
        return False
    if "y" in stands:
        return True
    side = sides_of(claimant)
    if side is not None and "side" in stands:
        return side in belligerents(article) or side in _sides().values()
    return None
