"""The words of checking: "could not verify", "denied", "did not respond to", and the things that are checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from reportedly.claim import Kind, Result
from reportedly.lexicon import rows

_ADVERBS = r"(?:\s+(?:[a-z]+ly|yet|so\s+far|also|ever|later|since|then|itself|themselves|further))*"
_SPELT = re.compile(r"[a-z]+(?:-[a-z]+)*")
_HOLES = {"{verify}": ("verb", ""), "{verified}": ("participle", ""), "{confirmed}": ("participle", "yes")}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A way to say what came of checking (lexicon/verification.csv explains the forms)."""

    pattern: re.Pattern[str]
    result: Result
    form: str


@dataclass(frozen=True, slots=True)
class Thing:
    """What can be checked (lexicon/checked_things.csv): the kinds of claim it covers, None for all, and how far."""

    kinds: frozenset[Kind] | None
    reach: str
    stands: bool


def _compiled(phrase: str) -> tuple[re.Pattern[str], frozenset[str]]:
    keys: set[str] = set()
    parts: list[str] = []
    for word in phrase.split():
        if word == "~":
            parts.append(_ADVERBS)
            continue
        if word in _HOLES:
            column, confirms = _HOLES[word]
            verbs = {r[column] for r in rows("checking_verbs.csv") if not confirms or r["confirms"] == confirms}
            keys |= verbs
            piece = "(?:" + "|".join(sorted(verbs)) + ")"
        else:
            piece = re.escape(word).replace("'", "['’]")
        parts.append((r"\s+" if parts else "") + piece)
    if not keys:
        keys = {max((w for w in phrase.split() if _SPELT.fullmatch(w)), key=len)}
    return re.compile(rf"\b{''.join(parts)}\b", re.IGNORECASE), frozenset(k.lower() for k in keys)


@cache
def _phrases() -> dict[str, tuple[Phrase, ...]]:
    """The phrases of checking by the word that gives them away."""
    index: dict[str, list[Phrase]] = {}
    for row in rows("verification.csv"):
        pattern, keys = _compiled(row["phrase"])
        for key in keys:
            index.setdefault(key, []).append(Phrase(pattern, Result(row["result"]), row["form"]))
    return {key: tuple(found) for key, found in index.items()}


@cache
def _things() -> dict[str, Thing]:
    found = {}
    for row in rows("checked_things.csv"):
        kinds = None if row["kinds"] == "*" else frozenset(Kind(k) for k in row["kinds"].split("|"))
        found[row["noun"]] = Thing(kinds, row["reach"], row["stands"] == "yes")
    return found


@cache
def _thing_pattern() -> re.Pattern[str]:
    nouns = sorted(_things(), key=lambda n: (-len(n), n))
    return re.compile(rf"\b(?:{'|'.join(re.escape(n) for n in nouns)})\b", re.IGNORECASE)


@cache
def _outcome_kinds() -> tuple[tuple[re.Pattern[str], Kind], ...]:
    stems: dict[Kind, set[str]] = {}
    for row in rows("outcomes.csv"):
        word = row["word"]
        if " " not in word and row["form"] in {"verb", "tally", "event", "toll"} and len(word) > 2:
            stem = word.removesuffix("e").removesuffix("y") if len(word) > 3 else rf"{word}[sd]?\b"
            stems.setdefault(Kind(row["kind"]), set()).add(stem)
    return tuple((re.compile(rf"\b(?:{'|'.join(sorted(s))})", re.IGNORECASE), kind) for kind, s in stems.items())


def outcomes_told(words: str) -> frozenset[Kind]:
    """The outcomes that the words tell of."""
    return frozenset(kind for pattern, kind in _outcome_kinds() if pattern.search(words))


@dataclass(frozen=True, slots=True)
class Checked:
    """The thing that is checked, with the words on both sides of it."""

    thing: Thing
    before: str
    after: str


def checked_in(words: str, *, last: bool = False) -> Checked | None:
    """The first thing (or the `last`) in `words` that can be checked."""
    found = list(_thing_pattern().finditer(words))
    if not found:
        return None
    match = found[-1] if last else found[0]
    return Checked(_things()[match.group().lower()], words[: match.start()], words[match.end() :])


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of checking where a sentence has it."""

    phrase: Phrase
    start: int
    end: int


def hits_in(words: str) -> list[Hit]:
    """The phrases in a sentence, the longest at each place."""
    keys = _phrases().keys() & _SPELT.findall(words.lower())
    found = [
        Hit(phrase, m.start(), m.end())
        for key in sorted(keys)
        for phrase in _phrases()[key]
        for m in phrase.pattern.finditer(words)
    ]
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda h: (h.start - h.end, h.start)):
        if not any(hit.start < k.end and k.start < hit.end for k in kept):
            kept.append(hit)
    return sorted(kept, key=lambda h: h.start)
