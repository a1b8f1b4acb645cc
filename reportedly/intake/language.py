"""In which language is a text? The script answers first, then small words, then letter statistics.

English must never be taken for another language, because what is not English is kept unread. So another language in
Latin letters needs its own small words, or a long text without English ones; a text too short to tell is None.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache

from resiliparse.parse.lang import detect_fast

from reportedly.lexicon import rows

_NOT_PROSE = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|\b[\w.-]+@[\w.-]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LONGEST = 20_000  # characters; more tells nothing new
_LATIN = "LATIN"
_CYRILLIC = "CYRILLIC"
_ENGLISH = "en"
_KANA = frozenset(("HIRAGANA", "KATAKANA"))
_LEAST_WORDS = 4  # of prose; fewer are a name or a cry
_LEAST_SHARE = 0.12  # of a text's words that are small words of its language
_LEAST_SMALL = 3
_MUCH_LATIN = 0.3  # of the letters of a text in two scripts, where the Latin part is English
_SURE_WORDS = 25  # without an English small word among them, letter statistics may speak
_MUCH_MARKED = 0.25  # of the words carry letters that English lacks, without being names
_LITTLE_ENGLISH = 0.15
_FARTHEST_MARKED = 900
_FARTHEST = 700  # from a language's letter statistics; prose of 25 words lies well within


@cache
def _small_words() -> dict[str, frozenset[str]]:
    """Each small word with the languages that have it."""
    found: dict[str, set[str]] = {}
    for row in rows("language_words.csv"):
        found.setdefault(row["word"], set()).add(row["language"])
    return {word: frozenset(languages) for word, languages in found.items()}


@cache
def _languages_of(script: str) -> dict[str, str]:
    """The languages of a script with the letters that tell each, the likeliest first."""
    return {row["language"]: row["letters"] for row in rows("language_letters.csv") if row["script"] == script}


@lru_cache(4096)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0].split("-")[0]


def _by_letters(script: str, letters: Counter[str], words: list[str]) -> str | None:
    """The language of a script whose own letters and small words stand most often in a text."""
    languages = _languages_of(script)
    counts = {name: sum(letters[letter] for letter in own) for name, own in languages.items()}
    for word in words:
        for name in _small_words().get(word, frozenset()) & counts.keys():
            counts[name] += 1
    if any(counts.values()) or script != _CYRILLIC:
        return max(counts, key=counts.__getitem__, default=None)  # of equals the first
    return _statistics(" ".join(words), list(languages)) or next(iter(languages))


def _by_small_words(words: list[str]) -> str | None:
    """The language whose small words a text in Latin letters is written with."""
    counts: Counter[str] = Counter()
    for word in words:
        counts.update(_small_words().get(word, ()))
    different = Counter(name for word in set(words) if len(word) > 1 for name in _small_words().get(word, ()))
    english = counts.pop(_ENGLISH, 0)
    most = max(counts.values(), default=0)
    least = _LEAST_SHARE * len(words)
    if english >= max(least, 1) and english >= most:
        return _ENGLISH
    near = sorted(name for name, count in counts.items() if count >= 0.8 * most and different[name] > 1)
    if most < max(least, _LEAST_SMALL) or most < 2 * english or not near:
        return None
    # languages with much the same small words, as Danish and Norwegian: the one whose letters come nearest
    return near[0] if len(near) == 1 else _statistics(" ".join(words), near)


def _statistics(text: str, languages: list[str] | None = None, farthest: int | None = None) -> str | None:
    """The language whose letters come nearest, of `languages` or of all, where it is no farther than `farthest`."""
    name, distance = detect_fast(text, langs=languages)
    # its Chinese, Japanese and Korean are where it puts what it has never seen
    known = name not in ("unknown", "zh", "ja", "ko") and (farthest is None or distance <= farthest)
    return name if known else None


def _latin(printed: list[str]) -> str | None:
    """The language of words in Latin letters, as they are printed."""
    if len(printed) < _LEAST_WORDS:
        return None
    words = [word.lower() for word in printed]
    if found := _by_small_words(words):
        return found
    english = sum(_ENGLISH in _small_words().get(word, ()) for word in words)
    marked = sum(word[0].islower() and not word.isascii() for word in printed)  # names are so in English too
    is_long = len(words) >= _SURE_WORDS and not english
    is_marked = marked >= max(2, _MUCH_MARKED * len(words)) and english <= _LITTLE_ENGLISH * len(words)
    if not is_long and not is_marked:
        return None
    found = _statistics(" ".join(words), farthest=_FARTHEST_MARKED if is_marked else _FARTHEST)
    return found if found != _ENGLISH else None


def language_of(text: str) -> str | None:
    """The language of a text as an ISO 639-1 code, None where it cannot be told; such a text is treated as English.

    A text in two scripts is English where enough of it is, so that the part which can be read is read.

    >>> language_of("Ворог втратив дванадцять танків, їх знищили вночі.")
    'uk'
    >>> language_of("Three guards were killed in the attack, officials said.")
    'en'
    """
    prose = _NOT_PROSE.sub(" ", text[:_LONGEST])
    words = _WORD.findall(prose)
    letters = Counter(letter for letter in prose.lower() if letter.isalpha())
    scripts: Counter[str] = Counter()
    for letter, count in letters.items():
        scripts[_script(letter)] += count
    if not scripts:
        return None
    latin = [word for word in words if _script(word[0]) == _LATIN]
    others = Counter({name: count for name, count in scripts.items() if _languages_of(name)})
    if not others or scripts[_LATIN] > others.total():
        return _latin(latin)
    if scripts[_LATIN] >= _MUCH_LATIN * scripts.total() and _latin(latin) == _ENGLISH:
        return _ENGLISH
    kana = sum(others[name] for name in _KANA)
    if kana >= 0.1 * others.total():  # Japanese prose has Chinese signs too
        return "ja"
    return _by_letters(others.most_common(1)[0][0], letters, [word.lower() for word in words])
