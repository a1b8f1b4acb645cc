"""Which words say that somebody says so: reporting verbs, "according to", reporting nouns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from reportedly.claim import Stance
from reportedly.lexicon import alternatives, rows


@dataclass(frozen=True, slots=True)
class Verb:
    """A reporting verb of lexicon/cues.csv."""

    lemma: str
    frames: frozenset[str]
    preps: frozenset[str]
    stance: Stance
    hedge: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Noun:
    """A reporting noun of lexicon/cue_nouns.csv."""

    noun: str
    frames: frozenset[str]
    stance: Stance
    hedge: bool
    document: bool
    alone: bool


def forms(lemma: str, past: str) -> frozenset[str]:
    """The forms of a verb; a doubled consonant in its past ("admitted") is doubled before -ing too."""
    stem = lemma.removesuffix("e") if not lemma.endswith(("ee", "ye", "oe")) else lemma
    consonant_y = lemma.endswith("y") and lemma[-2] not in "aeou"
    third = (
        lemma[:-1] + "ies" if consonant_y else lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z")) else "s")
    )
    pasts = past.split("|") if past else [lemma[:-1] + "ied" if consonant_y else lemma.removesuffix("e") + "ed"]
    doubled = [p.removesuffix("ed") for p in pasts if p.endswith(f"{lemma[-1]}{lemma[-1]}ed")]
    return frozenset({lemma, third, *pasts, *(d + "ing" for d in doubled or [stem])})


@cache
def verbs() -> dict[str, Verb]:
    """Every form of every reporting verb."""
    table: dict[str, Verb] = {}
    for row in rows("cues.csv"):
        verb = Verb(
            row["lemma"],
            frozenset(row["frames"].split()),
            frozenset(row["preps"].split()),
            Stance(row["stance"]),
            row["hedge"] == "yes",
            row["kind"],
        )
        for form in forms(row["lemma"], row["past"]):
            table.setdefault(form, verb)
    return table


@cache
def nouns() -> dict[str, Noun]:
    """Every reporting noun, in both numbers."""
    table: dict[str, Noun] = {}
    for row in rows("cue_nouns.csv"):
        frames = frozenset(row["frames"].split())
        flags = (row[flag] == "yes" for flag in ("hedge", "document", "alone"))
        noun = Noun(row["noun"], frames, Stance(row["stance"]), *flags)
        table[row["noun"]] = table[row["plural"]] = noun
    return table


_CLAUSE = frozenset({"nsubj", "ccomp", "nsubjpass", "agent"})


def verb_at(token: Token) -> Verb | None:
    """The reporting verb that `token` is, if it is one and is used as a verb."""
    verb = verbs().get(token.lower_)
    if verb is None or (token.dep_ in {"amod", "compound"} and token.tag_ != "NNP"):
        return None
    if token.pos_ in {"VERB", "AUX"} or any(child.dep_ in _CLAUSE for child in token.children):
        return verb
    return verb if token.lower_ in {"said", "says"} else None


@cache
def _may() -> re.Pattern[str]:
    spoken = sorted(form for form, verb in verbs().items() if verb.kind in {"speech", "shown"})
    nominal = sorted(nouns())
    return re.compile(
        rf"[“”\"«»]|''|:|\bper\b|\baccording\b|\b(?:{alternatives([*spoken, *nominal])})\b", re.IGNORECASE
    )


def may_attribute(sentence_text: str) -> bool:
    """Whether a sentence can say who says so, judged by its words alone: cheap, before the parser."""
    return _may().search(sentence_text) is not None
