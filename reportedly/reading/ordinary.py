"""Which words are ordinary English and which must be names: by the dictionary that comes with the parser."""

from __future__ import annotations

from functools import cache

from spacy.lang.en.stop_words import STOP_WORDS
from spacy.language import Language

from reportedly.lexicon import rows

_ADDED = ("s", "es", "ed", "ing", "er", "ers", "est", "ly")
_ON_SILENT_E = ("ed", "ing", "er", "ers", "est")
_ENDINGS = (
    *((ending, "") for ending in _ADDED),
    *((ending, "e") for ending in _ON_SILENT_E),
    *(("ies", "y"), ("men", "man"), ("ves", "f")),
)
_STARTS = ("anti", "counter", "non", "pre", "re", "un", "ex", "pro", "inter", "mis", "over", "sub")


@cache
def _dictionary(nlp: Language) -> tuple[frozenset[str], frozenset[str]]:
    """Base forms and irregular forms, from the tables of the lemmatizer; both empty for a model without one."""
    if "lemmatizer" not in nlp.component_names:
        return frozenset(), frozenset()
    tables = nlp.get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
    bases: set[str] = set()
    for words in tables.get_table("lemma_index", {}).values():
        bases.update(words)
    odd: set[str] = set()
    for forms in tables.get_table("lemma_exc", {}).values():
        odd.update(forms)
    return frozenset(bases), frozenset(odd)


@cache
def _names() -> frozenset[str]:
    """Names of countries, peoples, months and the like that a dictionary also lists."""
    return frozenset(r["word"].lower() for r in rows("demonyms.csv") if r["sort"] != "region" and " " not in r["word"])


def is_name(nlp: Language, word: str) -> bool:
    """Whether a word in small letters is no English word, so that it must be a name: "oqueli", "bogota"."""
    bases, odd = _dictionary(nlp)
    if word in _names():
        return True
    if not bases or len(word) < 3 or word in STOP_WORDS or word in bases or word in odd:
        return False
    stems = [word, *(word[len(s) :] for s in _STARTS if word.startswith(s) and len(word) > len(s) + 3)]
    for stem in stems:
        if stem in bases or stem in odd:
            return False
        for ending, base in _ENDINGS:
            if stem.endswith(ending) and len(stem) > len(ending) + 2:
                root = stem[: -len(ending)] + base
                if root in bases or (len(root) > 3 and root[-1] == root[-2] and root[:-1] in bases):
                    return False
    return True
