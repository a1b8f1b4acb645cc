"""States and peoples in a text ("Sudanese", "Kyiv's", "the Kurds"), and the words that names are spelt of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from reportedly.lexicon import rows
from reportedly.reading.casing import in_capitals

WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[\s\-‐‑–'’‘`\"“”./&()]{1,4}")
_STOP = re.compile(r"[.)]\s|\s\(")
_ENOUGH = 1500  # characters that show whether a text is printed in capitals


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, in parallel lists; `capitals` where all of it is printed in them."""

    text: str
    written: list[str]
    lower: list[str]
    starts: list[int]
    ends: list[int]
    capitals: bool

    def joined(self, at: int) -> bool:
        """Whether nothing but a space, a hyphen or the like stands between a word and the one before."""
        if not 0 < at < len(self.written):
            return False
        gap = self.text[self.ends[at - 1] : self.starts[at]]
        if gap == " " or not gap:
            return True
        return bool(_GAP.fullmatch(gap)) and (not _STOP.search(gap) or len(self.written[at - 1]) == 1)

    def hyphened(self, at: int) -> bool:
        """Whether a hyphen joins a word to the one before."""
        return 0 < at < len(self.written) and self.text[self.ends[at - 1] : self.starts[at]] in {"-", "‐", "‑", "–"}


@lru_cache(maxsize=256)
def words_of(text: str) -> Words:
    """The words of `text`; hyphens, points and apostrophes part them."""
    found = list(WORD.finditer(text))
    written = [m.group() for m in found]
    return Words(
        text,
        written,
        [w.lower() for w in written],
        [m.start() for m in found],
        [m.end() for m in found],
        in_capitals(text[:_ENOUGH]),
    )


def spelt(words: Words, at: int, parts: tuple[str, ...]) -> bool:
    """Whether the words from `at` spell the name `parts`, with the capitals that it needs."""
    if at + len(parts) > len(words.lower) or (len(parts) > 1 and words.lower[at + 1] != parts[1].lower()):
        return False
    for offset, part in enumerate(parts):
        here = at + offset
        if words.lower[here] != part.lower() or (offset and not words.joined(here)):
            return False
        written, acronym = words.written[here], part.isupper() and len(part) > 1
        if acronym and not written.isupper():
            return False
        if offset == 0 and part[0].isupper() and not written[0].isupper():
            return False
        shouted = not words.capitals and written.isupper() and not acronym  # "SHOT" is not the outlet Shot
        if shouted and len(parts) == 1 and part[0].isupper() and 1 < len(part) < 5:
            return False
    return True


@dataclass(frozen=True, slots=True)
class Nation:
    """A word for a state or people: `name` is the state, `sort` what the word is (lexicon/demonyms.csv)."""

    word: str
    name: str
    iso: str | None
    sort: str


@cache
def _nations() -> dict[str, tuple[tuple[tuple[str, ...], Nation], ...]]:
    """All names by their first word, longest first."""
    index: dict[str, list[tuple[tuple[str, ...], Nation]]] = {}
    for row in rows("demonyms.csv"):
        parts = tuple(WORD.findall(row["word"]))
        nation = Nation(row["word"], row["country"], row["iso"] or None, row["sort"])
        index.setdefault(parts[0].lower(), []).append((parts, nation))
    return {first: tuple(sorted(found, key=lambda x: -len(x[0]))) for first, found in index.items()}


def nation_at(words: Words, at: int) -> tuple[Nation, int] | None:
    """The state or people that the words from `at` name, with the index behind it (a possessive s included)."""
    for parts, nation in _nations().get(words.lower[at], ()):
        if not spelt(words, at, parts):
            continue
        if words.capitals and parts == ("US",):  # in capitals, the pronoun
            continue
        end = at + len(parts)
        if end < len(words.lower) and words.lower[end] == "s" and words.joined(end):
            end += 1
        return nation, end
    return None


def names_nation(word: str) -> bool:
    """Whether a lower-case word can begin the name of a state or people."""
    return word in _nations()


@cache
def adjective(country: str) -> str:
    """The adjective of a state: "Ukrainian"; the name itself where it has none."""
    found = [r["word"] for r in rows("demonyms.csv") if r["country"] == country and r["sort"] == "adjective"]
    return found[0] if found else country
