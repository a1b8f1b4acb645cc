"""Which numbers count nothing: years and dates, ages, ranks, names, sums of money, the first halves of compounds."""

from __future__ import annotations

import re

from spacy.tokens import Doc

from reportedly.lexicon import words
from reportedly.reading.numerals import Numeral, numeral_at

_MONTH = re.compile(
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)


def _role(role: str) -> frozenset[str]:
    return words("function_words.csv", role=role)


def _lower(doc: Doc, first: int, end: int) -> tuple[str, ...]:
    return tuple(t.lower_ for t in doc[max(first, 0) : min(end, len(doc))])


def is_date(doc: Doc, numeral: Numeral) -> bool:
    """Whether the number is a year, a day of the month or an hour of the clock."""
    first, end, value = numeral.first, numeral.end, numeral.high
    before = doc[first - 1].lower_ if first else ""
    after = doc[end].lower_ if end < len(doc) else ""
    if not numeral.digits:
        return False
    if value <= 31 and ((_MONTH.fullmatch(before) and before != "may") or _MONTH.fullmatch(after)):
        return True
    if value <= 31 and before == "may" and (first < 2 or doc[first - 2].pos_ in {"ADP", "PUNCT", "SCONJ"}):
        return True
    further = doc[end + 1].lower_ if end + 1 < len(doc) else ""
    if value <= 31 and before == "the" and after == "of" and _MONTH.fullmatch(further):
        return True
    earlier = doc[first - 3].lower_ if first > 2 else ""
    if value <= 31 and before in _role("range") and _MONTH.fullmatch(earlier):
        return True  # "on May 3 and 4"
    if end - first == 1 and 1900 <= value <= 2100 and "," not in doc[first].text:
        plural = end < len(doc) and doc[end].tag_ in {"NNS", "NNPS"}
        if before in _role("before a year") or _MONTH.fullmatch(before) or before == ",":
            return not (plural and before not in {"in", "since", "the"})
        return not (plural or after in {"people", "men", "women", "more", "of"})
    if 0 <= value < 100 and before in {"'", "’"}:
        return True
    return after in {"a.m.", "p.m.", "am", "pm", "o'clock", "hrs", "gmt"} or (
        before == "at" and after in {"local", "hours"}
    )


def is_age(doc: Doc, numeral: Numeral) -> bool:
    """Whether the number is an age: "Amal Karim, 27, a nurse", "aged 15", "a 15-year-old"."""
    first, end = numeral.first, numeral.end
    before = doc[first - 1].lower_ if first else ""
    if {before, doc[first - 2].lower_ if first > 1 else ""} & {"aged", "age", "ages"}:
        return True
    after = _lower(doc, end, end + 4)
    if ("year" in after[:2] and "old" in after) or after[:3] == ("years", "of", "age") or after[:2] == ("years", "old"):
        return True
    if numeral.high > 110 or first < 2 or end - first > 3:
        return False
    closed = not after or after[0] in {",", ")", ".", ";", "-"} or (after[0] == "and" and doc[first - 1].text == ",")
    if doc[first - 1].text in {",", "("} and closed:
        return doc[first - 2].pos_ == "PROPN" or (doc[first - 2].pos_ == "NOUN" and doc[first - 2].tag_ == "NN")
    return False


def _names(doc: Doc, numeral: Numeral) -> bool:
    """Whether the number is part of a name or a rank: "Highway 60", "No. 3", "Resolution 1701", "an AK 47 rifle"."""
    first, end = numeral.first, numeral.end
    if first == 0:
        return False
    before = doc[first - 1]
    if numeral.digits and before.lower_ in words("model_letters.csv"):
        return True
    if before.lower_ in words("designators.csv"):
        after = doc[end] if end < len(doc) else before
        plural = after.tag_ in {"NNS", "NNPS"} or after.lower_ in {"people", "persons", "other"}
        return not plural or (before.lower_ in {"no", "no.", "nr"} and numeral.digits)
    if before.text == "-" and first > 1 and doc[first - 2].is_alpha and not doc[first - 2].whitespace_:
        return numeral_at(doc, first - 2) is None and doc[first - 2].lower_ not in {"mid", "than", "least"}
    # "Apollo 11", "Sector Seven": a name and a number with nothing after it that could be counted
    alone = end >= len(doc) or doc[end].pos_ in {"PUNCT", "ADP", "AUX", "VERB", "CCONJ"}
    named = before.pos_ == "PROPN" and before.dep_ not in {"nsubj", "npadvmod"}
    return numeral.digits and named and alone and doc[first].dep_ == "nummod" and doc[first].head == before


def _glued(doc: Doc, numeral: Numeral) -> bool:
    """Whether the number is the first part of a compound: "a two-man team", "three-storey", "122-mm"."""
    end = numeral.end
    if end + 1 >= len(doc) or doc[end].text != "-" or doc[end - 1].whitespace_:
        return False
    return doc[end + 1].is_alpha and not doc[end].whitespace_ and doc[end + 1].lower_ not in {"odd", "plus"}


def is_count(doc: Doc, numeral: Numeral) -> bool:
    """Whether the number counts something."""
    before = doc[numeral.first - 1].lower_ if numeral.first else ""
    if before in {"$", "£", "€", "us$", "usd", "eur", "#", "/", "rs", "rs.", "%"} or before.endswith(("$", "£", "€")):
        return False
    if numeral.end < len(doc) and doc[numeral.end].lower_ in {"/", ":", "°"}:
        return False
    if doc[numeral.first].lower_ == "one" and numeral.end == numeral.first + 1 and _idle_one(doc, numeral.first):
        return False
    return not (is_date(doc, numeral) or is_age(doc, numeral) or _names(doc, numeral) or _glued(doc, numeral))


def _idle_one(doc: Doc, i: int) -> bool:
    """Whether "one" counts nothing: "no one", "the one that", "one another", "this one", "one must", "one day"."""
    before = doc[i - 1].lower_ if i else ""
    after = doc[i + 1].lower_ if i + 1 < len(doc) else ""
    if before == "the":
        return after in {"", "that", "who", "which", ".", ","}
    return before in _role("idle one before") or after in _role("idle one after")
