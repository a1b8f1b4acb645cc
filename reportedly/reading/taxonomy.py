"""Which words name things that a war can destroy, damage, take or free, and of what category and type they are.

The spellings are those of lexicon/equipment.csv and objects.csv (and people.csv, for those who are set free), however a
text hyphenates them: "BM-21", "BM21", "multiple-launch rocket system".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from reportedly.lexicon import rows
from reportedly.reading.screening import words_of

_TOKEN = re.compile(r"[^\W_]+(?:[-‐‑–/.][^\W_]+)*")
_JOINT = re.compile(r"[-‐‑–/.]")
_CORE = re.compile(r"\d?[a-zа-я]{1,4}\d+")
_MODEL = re.compile(r"[A-Za-zА-Яа-я][-‐‑–]?\d")
_LONGEST = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """What the lexicon knows of a spelling: its class ("equipment" or that of objects.csv), category and type."""

    word: str
    kind: str
    category: str
    type: str
    needs: str

    @property
    def generic(self) -> bool:
        """Whether the words name a class of things and no model ("tank", against "T-72")."""
        return self.type.endswith("(generic)") or self.kind != "equipment"


def _key(word: str) -> str:
    """A spelling as the index knows it: "BM-21" is "bm21", "multiple-launch" is "multiple launch".

    >>> _key("T-72B3"), _key("anti-tank")
    ('t72b3', 'anti tank')
    """
    parts = _JOINT.split(word.lower())
    key = parts[0]
    for part in parts[1:]:
        key += part if part and key and (part[0].isdigit() or key[-1].isdigit()) else " " + part
    return key


def _keys(text: str) -> list[tuple[str, int, int]]:
    """The words of a text as the index knows them, each with its place; joined words are taken apart."""
    found = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word.isalnum():
            found.append((word.lower(), match.start(), match.end()))
            continue
        pieces = _key(match.group()).split(" ")
        at = match.start()
        for n, piece in enumerate(pieces):
            size = len(piece) + sum(1 for c in match.group() if _JOINT.match(c)) if len(pieces) == 1 else len(piece)
            end = match.end() if n == len(pieces) - 1 else min(at + size, match.end())
            found.append((piece, at, end))
            at = end + 1
    return found


@cache
def _index() -> dict[tuple[str, ...], tuple[Entry, ...]]:
    index: dict[tuple[str, ...], tuple[Entry, ...]] = {}
    entries = [Entry(r["word"], "equipment", r["category"], r["type"], r["needs"]) for r in rows("equipment.csv")]
    entries += [Entry(r["word"], r["class"], r["category"], r["category"], r["needs"]) for r in rows("objects.csv")]
    for row in rows("people.csv"):  # who can be set free; what else happens to people is told elsewhere
        if row["is"] != "animal":
            entries += [Entry(word, "people", "people", "people", "") for word in (row["word"], row["plural"]) if word]
    for entry in entries:
        key = tuple(k for k, _, _ in _keys(entry.word))
        index[key] = (*index.get(key, ()), entry)
    return index


@cache
def _firsts() -> frozenset[str]:
    """The words a spelling begins with, as they stand and as plurals."""
    return frozenset(form for key in _index() for form in _forms(key[0]))


def _forms(word: str) -> set[str]:
    return {word, word + "s", word + "es", word[:-1] + "ies", word.removesuffix("f") + "ves"}


@cache
def _telling_words(kinds: frozenset[str]) -> frozenset[str]:
    """The longest word of every spelling of such things, and its plural."""
    found: set[str] = set()
    for key, entries in _index().items():
        if any(entry.kind in kinds for entry in entries):
            word = max(key, key=len)
            found |= _forms(word)
    return frozenset(found)


EQUIPMENT = frozenset({"equipment"})
BUILDINGS_AND_GOODS = frozenset({"building", "goods"})
PRISONERS = frozenset({"prisoners"})
BODIES = frozenset({"bodies"})
PEOPLE = frozenset({"people"})


def may_name(kinds: frozenset[str], text: str) -> bool:
    """Whether the text has a word that tells of such things, or the figures of a model: a look that costs little."""
    if not _telling_words(kinds).isdisjoint(words_of(text)):
        return True
    return kinds == EQUIPMENT and _MODEL.search(text) is not None


def singulars(word: str) -> Iterable[str]:
    """A word, and what it may be the plural of: "batteries", "batterie", "battery"."""
    yield word
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]
        if word.endswith("ies"):
            yield word[:-3] + "y"
        if word.endswith(("ches", "shes", "xes", "sses", "oes")):
            yield word[:-2]
        if word.endswith("ves"):
            yield word[:-3] + "f"


@cache
def _looked_up(key: tuple[str, ...]) -> tuple[Entry, ...]:
    index = _index()
    if found := index.get(key):
        return found
    for last in singulars(key[-1]):
        if found := index.get((*key[:-1], last)):
            return found
    if len(key) > 1 and (key[0].endswith("s") and key[1] == "of"):  # "units of equipment"
        return index.get((key[0][:-1], *key[1:]), ())
    if len(key) == 1 and (core := _CORE.match(key[0])) and not key[0][core.end() :][:1].isdigit():
        return tuple(e for e in index.get((core.group(),), ()) if not e.needs)  # a variant: "T-72B9"
    return ()


def _as_printed(entry: Entry, printed: str) -> bool:
    """Whether the words stand as the lexicon prints them, where they are ordinary words too."""
    if entry.needs != "name":
        return True
    word = entry.word.split()[0]
    return printed.startswith(word) or (printed.isupper() and len(printed) > 4)


def named_in(text: str) -> list[tuple[int, int, Entry]]:
    """Every lexicon word of a text, longest first at each place, as start, end and what is known of it."""
    keys = _keys(text)
    firsts = _firsts()
    found: list[tuple[int, int, Entry]] = []
    i = 0
    while i < len(keys):
        size = 0
        if keys[i][0] in firsts or _CORE.match(keys[i][0]):
            for size in range(min(_LONGEST, len(keys) - i), 0, -1):
                start, end = keys[i][1], keys[i + size - 1][2]
                choices = _looked_up(tuple(k for k, _, _ in keys[i : i + size]))
                choices = tuple(e for e in choices if _as_printed(e, text[start:end]))
                if choices:
                    found.append((start, end, choices[0]))
                    break
            else:
                size = 0
        i += max(size, 1)
    return found


def typed(text: str) -> tuple[str, str] | None:
    """Category and type of equipment that words name; a model goes before a class, the last word before the first.

    >>> typed('BM-21 "Grad" Multiple Launch Rocket System (MLRS)')
    ('mlrs', 'BM-21 Grad')
    """
    found = [entry for _, _, entry in named_in(text) if entry.kind == "equipment" and entry.needs != "model"]
    if not found:
        return None
    models = [entry for entry in found if not entry.generic]
    best = models[0] if models else found[-1]
    return best.category, best.type
