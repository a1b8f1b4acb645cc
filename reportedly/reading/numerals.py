"""What a run of words or digits comes to: "twenty-two" is 22, "1.2 million" is 1 200 000, "half a dozen" is 6."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc

from reportedly.lexicon import rows

_DIGITS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|0|[1-9]\d*")
_GLUED = re.compile(r"(?P<number>\d[\d,.]*\d|\d)(?P<suffix>[a-z]+|\+)")
_RANGE = re.compile(r"(?P<low>\d[\d,]*)[–—‒-](?P<high>\d[\d,]*)")


@dataclass(frozen=True, slots=True)
class Numeral:
    """Tokens `first` to `end` and what they come to; `high` is not `low` in "400–500", `share` marks "a third"."""

    first: int
    end: int
    low: float
    high: float
    share: bool = False
    digits: bool = False
    open_end: bool = False  # "10+"


@cache
def _values(kind: str) -> dict[str, float]:
    return {r["word"]: float(r["value"]) for r in rows("numbers.csv") if r["type"] == kind}


def _number(text: str) -> float | None:
    return float(text.replace(",", "")) if _DIGITS.fullmatch(text) else None


def _digits_at(doc: Doc, i: int) -> Numeral | None:
    text = doc[i].lower_
    value = _number(text)
    end = i + 1
    if value is None:
        if (glued := _GLUED.fullmatch(text)) and (base := _number(glued["number"])) is not None:
            if glued["suffix"] == "+":
                return Numeral(i, end, base, base, digits=True, open_end=True)
            if factor := _values("suffix").get(glued["suffix"]):
                return Numeral(i, end, base * factor, base * factor, digits=True)
        if span := _RANGE.fullmatch(text):
            low, high = _number(span["low"]), _number(span["high"])
            if low is not None and high is not None:
                return Numeral(i, end, low, high, digits=True)
        return None
    # "473 400 men": a space, often a narrow one, between the thousands
    while end < len(doc) and re.fullmatch(r"\d{3}", doc[end].text) and len(text) <= 3 and value >= 1:
        if end + 1 < len(doc) and doc[end + 1].text == "-" and not doc[end].whitespace_:
            break  # "twelve 122-mm guns" written as "12 122-mm guns"
        value = value * 1000 + float(doc[end].text)
        end += 1
    scaled = end
    if scaled < len(doc) and doc[scaled].text == "-":
        scaled += 1
    if scaled < len(doc):
        word = doc[scaled].lower_
        glued_on = doc[end].idx == doc[end - 1].idx + len(doc[end - 1])
        factor = (
            _values("scale").get(word) or _values("group").get(word)
            if word not in {"score", "pair", "couple"}
            else None
        )
        if factor is None and glued_on and scaled == end:
            factor = _values("suffix").get(word) if not _measured(doc, i) else None
        if factor:
            return Numeral(i, scaled + 1, value * factor, value * factor, digits=True)
    return Numeral(i, end, value, value, digits=True)


def _measured(doc: Doc, i: int) -> bool:
    """Whether "5m" is a length: "a 5m wall", "5m from the gate"."""
    after = doc[i + 2].lower_ if i + 2 < len(doc) else ""
    return float(doc[i].text.replace(",", "")) == int(float(doc[i].text.replace(",", ""))) and after in {
        "from", "high", "deep", "wide", "long", "away", "wall", "tall", "off", "below", "above", "apart"
    }  # fmt: skip


def _words_at(doc: Doc, i: int) -> Numeral | None:
    """A number in words, with its hyphens and its "and": "one hundred and twenty-two", "a hundred", "two dozen"."""
    digit, ten, scale, group = _values("digit"), _values("ten"), _values("scale"), _values("group")
    total = current = 0.0
    at, end, last = i, i, ""
    while at < len(doc):
        word = doc[at].lower_
        if word in digit and last in {"", "ten", "scale"} and not (last == "ten" and digit[word] > 9):
            current += digit[word]
            last = "digit"
        elif word in ten and last in {"", "scale"}:
            current += ten[word]
            last = "ten"
        elif word in {"a", "an"} and last == "" and at + 1 < len(doc) and doc[at + 1].lower_ in scale | group:
            at += 1  # the scale word itself is read next
            current, last = 1.0, "digit"
            continue
        elif word in scale and last:
            factor = scale[word]
            if factor == 100:
                current = (current or 1.0) * factor
            else:
                total += (current or 1.0) * factor
                current = 0.0
            last = "scale"
        elif word in group and last in {"digit", "ten"} and (word != "pair" or doc[at - 1].lower_ in {"a", "an"}):
            current *= group[word]
            at, end = at + 1, at + 1
            break
        elif (word == "-" and last and at + 1 < len(doc) and doc[at + 1].lower_ in digit | scale | group) or (
            word == "and" and last == "scale" and at + 1 < len(doc) and doc[at + 1].lower_ in digit | ten
        ):
            at += 1
            continue
        else:
            break
        at += 1
        end = at
    if end == i:
        return None
    return Numeral(i, end, total + current, total + current)


def _share_at(doc: Doc, i: int) -> Numeral | None:
    """ "a third of", "two-thirds of", "half of", "half the", and "half a dozen", which is no share."""
    share = _values("share")
    word, rest = doc[i].lower_, [t.lower_ for t in doc[i + 1 : i + 5]]
    if word == "half" and rest[:2] in (["a", "dozen"], ["-", "dozen"], ["-", "a"]):
        return Numeral(i, i + (5 if rest[:2] == ["-", "a"] else 3), 6, 6)
    if word == "half" and rest[:1] in (["of"], ["the"], ["its"], ["their"], ["his"], ["all"]):
        return Numeral(i, i + 1, 0.5, 0.5, share=True)
    parts = _values("digit").get(word, 1.0 if word in {"a", "an"} else None)
    if parts is None or not rest:
        return None
    skip = 1 if rest[0] == "-" else 0
    if len(rest) > skip + 1 and rest[skip] in share and rest[skip + 1] in {"of", "the", "its", "their"}:
        value = parts * share[rest[skip]]
        return Numeral(i, i + 2 + skip, value, value, share=True) if value < 1 else None
    return None


def fold_of(word: str) -> int | None:
    """How many a word of that sort makes of one: 2 for the "double" of "a double murder"."""
    value = _values("fold").get(word)
    return None if value is None else int(value)


@cache
def numeral_starts() -> frozenset[str]:
    """The words a number in words can begin with."""
    return frozenset(("a", "an", "half", *_values("digit"), *_values("ten"), *_values("scale")))


def numeral_at(doc: Doc, i: int) -> Numeral | None:
    """The number that begins at token `i`, as long as it can be read; None where none begins."""
    return _share_at(doc, i) or _digits_at(doc, i) or _words_at(doc, i)
