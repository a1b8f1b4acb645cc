"""Who is introduced, and how: persons with their office, parties with their short names, groups that come together.

The first full naming is what later short names and descriptions point back to: "Dr. Amina Yusuf, head of the hospital
in Geneina" -> "Yusuf", "the doctor", "she".
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise

from reportedly.article import Span
from reportedly.lexicon import rows, words
from reportedly.reading.nations import words_of
from reportedly.reading.parties import Party, PartyKind, parties_in


class Sort(StrEnum):
    """What a noun for speakers stands for (lexicon/roles.csv)."""

    PERSON = "person"
    BODY = "body"
    PEOPLE = "people"
    GROUP = "group"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Role:
    """A noun for speakers in the form a text has it: `noun` is its singular."""

    noun: str
    sort: Sort
    many: bool


@dataclass(frozen=True, slots=True)
class Introduced:
    """Somebody named in full: the words as written, the names that later stand for it, the nouns that describe it."""

    span: Span
    text: str
    person: bool
    names: frozenset[str]
    nouns: frozenset[str]
    parties: tuple[Party, ...] = ()
    many: bool = False


_PARTICLE = r"(?:(?:al|el|bin|ibn|abu|de|del|la|van|von|der|ben|ould|ul|ur|zu)[ -])"
_CAPITAL = rf"(?:{_PARTICLE}{{0,2}}[^\W\d_a-z][\w’'‎-]*|[A-Z]\.)"
_SEQUENCE = re.compile(rf"(?<![\w’'-]){_CAPITAL}(?:[ \u00a0]{_CAPITAL}){{0,7}}", re.UNICODE)
_ABBREVIATED = re.compile(r"(?:[A-Z][a-z]{1,4}\. ?){1,2}$")
_APPOSED = re.compile(
    r"[ \u00a0]?(?P<comma>,|\(|–|—|-)[ \u00a0](?P<rest>(?:[^.,;:!?\"“”()\n]|(?<=\b[A-Z])\.|\.(?=\w)){3,140})"
)
_MARKS = '.,;:!?"“”()\n'
_WHOLE = re.compile(r"\S+")
_ACRONYM = re.compile(r"[ \u00a0]?[(\[](?P<short>[A-Z][\w&./-]{1,11})[)\]]")
_VERB = re.compile(
    r"\b(?:who|which|that|said|says|told|added|was|were|is|are|has|have|had|wrote|confirmed|announced)\b"
)
_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """`text` on one line."""
    return _SPACE.sub(" ", text).strip()


@cache
def roles() -> dict[str, Role]:
    """Every noun for speakers, singular and plural, in lower case."""
    found: dict[str, Role] = {}
    for row in rows("roles.csv"):
        sort = Sort(row["sort"])
        found.setdefault(row["word"], Role(row["word"], sort, sort is Sort.PEOPLE))
        found.setdefault(row["plural"], Role(row["word"], sort, True))
    for row in rows("titles.csv"):
        if row["full"]:
            found.setdefault(row["word"].lower(), Role(row["full"], Sort.PERSON, False))
    return found


@dataclass(frozen=True, slots=True)
class _Noun:
    """A noun for speakers where a text has it."""

    role: Role
    start: int
    end: int


_TOKEN = re.compile(r"[^\W_][\w-]*")
_LONGEST = 3  # words: "chief of staff"


def _nouns(text: str) -> list[_Noun]:
    """The nouns for speakers in `text`, in order, the longest at each place."""
    tokens = list(_TOKEN.finditer(text))
    lower = [t.group().lower() for t in tokens]
    known, found, at = roles(), [], 0
    while at < len(tokens):
        for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
            role = known.get(" ".join(lower[at : at + length]))
            if role is not None and (length == 1 or _spaced(text, tokens[at : at + length])):
                found.append(_Noun(role, tokens[at].start(), tokens[at + length - 1].end()))
                at += length
                break
        else:
            at += 1
    return found


def _spaced(text: str, tokens: list[re.Match[str]]) -> bool:
    return all(text[a.end() : b.start()].isspace() for a, b in pairwise(tokens))


@cache
def _titles() -> frozenset[str]:
    return frozenset(w.lower() for w in words("titles.csv"))


def role_words(text: str) -> tuple[Role, ...]:
    """The nouns for speakers in `text`, in order."""
    return tuple(noun.role for noun in _nouns(text))


def head_role(text: str) -> Role | None:
    """The noun that a description turns on: the last one before a comma, "of", "for", "in" and the like.

    >>> head_role("a senior official at the defence ministry").noun
    'official'
    """
    stem = _STEM_END.split(text, maxsplit=1)[0]
    found = _nouns(stem)
    if not found or _WORD_AFTER.match(stem, found[-1].end):
        return None
    return found[-1].role


_STEM_END = re.compile(r"\s+(?:of|for|in|at|by|from|with|on|to|near|who|which|that|and|based|close)\s+|[,(\[]")
_WORD_AFTER = re.compile(r"[\s’'s-]*[a-z]{3,}")


def _office_before(text: str, at: int, *, comma: bool) -> int:
    """Where the office before `at` begins (`comma`: "a rebel commander, ..."); `at` itself where none is."""
    before = text[max(0, at - 90) : at]
    bare_before = before.rstrip(" \u00a0")
    if bare_before.endswith(",") and comma:
        bare_before = bare_before[:-1]
    begin = max(bare_before.rfind(mark) for mark in _MARKS) + 1
    found = list(_WHOLE.finditer(bare_before, begin))
    if not found:
        return at
    start = None
    for number in range(len(found) - 1, -1, -1):
        word = found[number].group()
        bare = word.strip("’'").removesuffix("’s").removesuffix("'s").lower()
        if number == len(found) - 1 and not _names_one(bare) and not _two_word_role(found, number):
            return at
        last = start is None
        if last or bare in words("office_words.csv") or bare in roles() or (word[0].isupper() and number > 0):
            start = found[number].start()
            continue
        if word[0].isupper() and bare not in {"the", "a", "an", "but", "and", "however"}:
            start = found[number].start()
        break
    return at if start is None else at - len(before) + start


def _names_one(word: str) -> bool:
    return word in roles() and roles()[word].sort is Sort.PERSON and not roles()[word].many


def _two_word_role(found: list[re.Match[str]], number: int) -> bool:
    return number > 0 and f"{found[number - 1].group()} {found[number].group()}".lower() in roles()


def _split(sequence: str) -> int:
    """Where in a run of capitalised words the person's name begins, behind offices and titles."""
    end = 0
    for noun in _nouns(sequence):
        end = noun.end
    for match in _WHOLE.finditer(sequence):
        if match.group().strip(".").lower() in _titles() and match.end() > end:
            end = match.end()
    while end < len(sequence) and not sequence[end].isalpha():
        end += 1
    return end


def _persons(text: str) -> Iterator[Introduced]:
    for match in _SEQUENCE.finditer(text):
        sequence = _POSSESSIVE.sub("", match.group())
        name_at, name_end = match.start() + _split(sequence), match.start() + len(sequence)
        name = text[name_at:name_end]
        parts = name.split()
        if not parts or {parts[0].lower(), parts[-1].lower()} & _no_names() or name.isupper():
            continue
        start, end = name_at, name_end
        if name_at > match.start():
            start = match.start()
            first = text[start:name_at].split()[0].lower()
            if first in words("sentence_openers.csv") and start + len(first) + 1 < name_at:
                start += len(first) + 1
        elif abbreviated := _ABBREVIATED.search(text, max(0, name_at - 12), name_at):
            start = abbreviated.start()
        start = _office_before(text, start, comma=start == name_at)
        titled = start < name_at
        if titled and not _offices(text[start:name_at]):
            titled, start = False, name_at
        apposed = False
        if (titled or len(parts) >= 2) and (rest := _APPOSED.match(text, end)):
            aside = _VERB.split(rest["rest"], maxsplit=1)[0]
            if _tells_office(aside) and (titled or not _PLACED.search(text, max(0, start - 12), start)):
                apposed, end = True, rest.start("rest") + len(aside.rstrip())
        if not (titled or apposed or len(parts) in {2, 3}):
            continue
        described = role_words(text[start:name_at] + " " + text[name_end:end]) if titled or apposed else ()
        yield Introduced(
            span=Span(start, end),
            text=plain(text[start:end]),
            person=True,
            names=frozenset(plain(n).lower() for n in (name, parts[-1], " ".join(parts[-2:]))),
            nouns=frozenset(r.noun for r in described if r.sort is Sort.PERSON),
        )


def _offices(text: str) -> bool:
    found = role_words(text)
    if found and (found[-1].many or found[-1].sort is not Sort.PERSON):
        return False
    return bool(found) or any(w.strip(".").lower() in _titles() for w in text.split())


_POSSESSIVE = re.compile(r"[’']s?$")


@cache
def _no_names() -> frozenset[str]:
    """Words with a capital that are no part of a person's name: days, months, what a sentence begins with."""
    return frozenset(w.lower() for w in (*calendar.month_name, *calendar.day_name) if w) | words("sentence_openers.csv")


_DESCRIBES = re.compile(r"(?:an?|the|its|his|her|their|one of|who|then)\b|[A-Z]")
_PLACED = re.compile(r"\b(?:in|at|near|from|to|outside|around|central|northern|southern|eastern|western)\s$")


def _tells_office(aside: str) -> bool:
    """Whether what follows a name and a comma says what the person is: "a doctor at the hospital", "head of police"."""
    role = head_role(aside)
    if role is None or role.many or role.sort is not Sort.PERSON:
        return False
    if aside[0].isupper() and " and " in aside and not re.search(r"\b(?:of|for)\b", aside):
        return False  # "Adam, Colonel Idris and a driver" are three people
    first = aside.split()[0].lower()
    return bool(_DESCRIBES.match(aside)) or first in roles() or first in words("office_words.csv")


@cache
def _party_nouns() -> dict[PartyKind, frozenset[str]]:
    found: dict[PartyKind, set[str]] = {}
    for row in rows("party_nouns.csv"):
        found.setdefault(PartyKind(row["kind"]), set()).add(row["noun"])
    return {kind: frozenset(nouns) for kind, nouns in found.items()}


def party_nouns(party: Party) -> frozenset[str]:
    """The nouns by which a text may take up a party again: "the group", "the ministry"."""
    own = {w.lower() for w in party.name.split()}
    return _party_nouns().get(party.kind, frozenset()) | {r.noun for w, r in roles().items() if w in own}


def _bodies(text: str) -> Iterator[Introduced]:
    named = parties_in(text)
    number = 0
    while number < len(named):
        party, span = named[number].party, named[number].span
        start, end, names = span.start, span.end, {span.of(text).lower()}
        number += 1
        if acronym := _ACRONYM.match(text, end):
            end = acronym.end()
            names.add(acronym["short"].lower())
            while number < len(named) and named[number].span.start < end:
                number += 1
        written = plain(text[start:end])
        yield Introduced(Span(start, end), written, False, frozenset(names), party_nouns(party), (party,))


_NAME_WORD = r"(?:[A-Z][\w’'.-]*|of|the|for|and|in|de|del|on)"
_LONG = re.compile(rf"{_NAME_WORD}(?:[ \u00a0]{_NAME_WORD}){{1,9}}$")
_JOINED = frozenset({"and", "and the", ", and the", ", and", "&", "and its ally", "and allied"})


def _bracketed(text: str) -> Iterator[Introduced]:
    """Names that are not known but come with their letters: "the Sahel Shield Front (SSF)"."""
    for acronym in re.finditer(r"[ \u00a0]?[(\[]([A-Z][A-Z&./-]{1,9}s?)[)\]]", text):
        long = _LONG.search(text, max(0, acronym.start() - 100), acronym.start())
        if long is None:
            continue
        start = long.start()
        short = [c for c in acronym[1].lower() if c.isalpha()]
        tokens = list(re.finditer(r"[A-Za-z][\w’'.-]*", text[start : acronym.start()]))
        begin = next((t for t in tokens if t.group()[0].lower() == short[0] and t.group()[0].isupper()), None)
        if begin is None or (words_of(text).capitals and len(tokens) < 2):
            continue
        start += begin.start()
        yield Introduced(
            Span(start, acronym.end()),
            plain(text[start : acronym.end()]),
            False,
            frozenset({acronym[1].lower(), plain(text[start : acronym.start()]).lower()}),
            frozenset(r.noun for r in role_words(text[start : acronym.start()])),
        )


def _together(text: str, bodies: list[Introduced]) -> Iterator[Introduced]:
    """Two or three of a kind joined by "and": what "the groups" stands for."""
    for first, second in pairwise(bodies):
        between = plain(text[first.span.end : second.span.start])
        if between in _JOINED and _of_a_kind(first, second):
            start = first.span.start
            unknown = not (first.parties and second.parties)
            yield Introduced(
                Span(start, second.span.end),
                plain(text[start : second.span.end]),
                False,
                frozenset(),
                _party_nouns()[PartyKind.ARMED_GROUP] if unknown else first.nouns & second.nouns,
                (*first.parties, *second.parties),
                many=True,
            )


def _of_a_kind(one: Introduced, other: Introduced) -> bool:
    """Whether two bodies can be "the groups": known ones of one kind, or unknown ones that both come with letters."""
    if one.parties and other.parties:
        return one.parties[0].kind is other.parties[0].kind and one.parties != other.parties
    return not one.person and not other.person and all(i.text.endswith((")", "]")) for i in (one, other))


def _begins(one: Span, other: Span) -> bool:
    return one.start <= other.start and one.overlaps(other)


def introductions_in(text: str) -> tuple[Introduced, ...]:
    """All that is introduced in an article, in the order of the text."""
    bodies = sorted(_bodies(text), key=lambda b: b.span)
    lettered = [b for b in _bracketed(text) if not any(_begins(k.span, b.span) for k in bodies)]
    bodies = [b for b in bodies if not any(x.span.covers(b.span) for x in lettered)]
    known = [b.span for b in bodies]
    bodies.extend(lettered)
    bodies.sort(key=lambda b: b.span)
    together = list(_together(text, bodies))
    persons: list[Introduced] = []
    if not words_of(text).capitals:
        persons = [p for p in _persons(text) if not any(k.covers(Span(p.span.end - 1, p.span.end)) for k in known)]
    return tuple(sorted([*bodies, *together, *persons], key=lambda i: (i.span.start, -i.span.end)))
