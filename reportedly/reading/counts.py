"""Which numbers a sentence has, how its words bound them, and what they count.

Years, dates, ages, ranks, distances, sums of money and calibres are no counts and are not returned.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import prod

from spacy.tokens import Doc

from reportedly.claim import Count, Qualifier
from reportedly.lexicon import rows, words
from reportedly.reading.mention import Number
from reportedly.reading.numerals import Numeral, numeral_at, numeral_starts
from reportedly.reading.parse import Parsed
from reportedly.reading.uncounted import is_age, is_count, is_date

_DAILY, _WEEKLY, _MONTHLY, _YEARLY = "per_day", "per_week", "per_month", "per_year"
_RATES = {"day": _DAILY, "daily": _DAILY, "week": _WEEKLY, "weekly": _WEEKLY, "month": _MONTHLY, "monthly": _MONTHLY}
_RATES |= {"year": _YEARLY, "yearly": _YEARLY, "annually": _YEARLY, "hour": "per_hour"}

Phrase = tuple[str, ...]


@cache
def _phrases(position: str) -> dict[Phrase, Qualifier]:
    return {
        tuple(r["phrase"].split()): Qualifier(r["qualifier"]) for r in rows("bounds.csv") if r["position"] == position
    }


@cache
def _vague() -> frozenset[Phrase]:
    return frozenset(tuple(p.split()) for p in words("vague.csv", "phrase"))


@cache
def _measures() -> dict[str, tuple[str, str]]:
    return {r["word"]: (r["kind"], r["unit"]) for r in rows("measures.csv")}


@cache
def _bound_words() -> tuple[frozenset[str], frozenset[str]]:
    """The last words of what bounds a number from before, and the first of what bounds it from behind."""
    return frozenset(p[-1] for p in _phrases("before")), frozenset(p[0] for p in _phrases("after"))


@cache
def _vague_starts() -> frozenset[str]:
    return frozenset(p[0] for p in _vague())


def _lower(doc: Doc, first: int, end: int) -> Phrase:
    return tuple(t.lower_ for t in doc[max(first, 0) : min(end, len(doc))])


def _bounded(doc: Doc, first: int, end: int) -> tuple[int, int, Qualifier]:
    """The expression with the words that bound it, and how the nearest of them does."""
    qualifier, start = Qualifier.EXACT, first
    closing, opening = _bound_words()
    while start and doc[start - 1].lower_ in closing:
        for size in range(min(5, start), 0, -1):
            found = _phrases("before").get(_lower(doc, start - size, start))
            if found is not None and not _misleading(doc, start - size, start):
                start -= size
                qualifier = found if qualifier is Qualifier.EXACT else qualifier
                break
        else:
            break
    reach = 4 if end < len(doc) and doc[end].lower_ in opening else 0
    for size in range(min(reach, len(doc) - end), 0, -1):
        found = _phrases("after").get(_lower(doc, end, end + size))
        if found is not None:
            return start, end + size, found if qualifier is Qualifier.EXACT else qualifier
    return start, end, qualifier


def _misleading(doc: Doc, first: int, end: int) -> bool:
    """Whether the words bound nothing here: "flew over two villages", "asked about 12 men"."""
    word = doc[first]
    if end - first > 1 or first == 0:
        return False
    before = doc[first - 1]
    if word.lower_ in {"under", "near", "above", "below", "beyond"}:
        return before.lower_ not in {"just", "well", "of", "killed", "killing", "were"}
    if word.lower_ == "around":
        return before.pos_ == "VERB" and before.lemma_ in {"travel", "drive", "walk", "gather", "revolve", "move"}
    if word.lower_ == "about":
        return before.lemma_ in {"ask", "talk", "know", "hear", "tell", "information", "report", "question", "news"}
    if word.lower_ == "over":
        return before.lemma_ in {"fly", "pass", "hand", "take", "cross", "jump", "drive", "run", "spread"}
    return False


def _unit(doc: Doc, start: int, end: int) -> tuple[int, str | None] | None:
    """Where the expression ends with its measure, and the unit; None where it measures and is no count at all."""
    at = end
    if at < len(doc) and doc[at].lower_ in {"square", "metric", "cubic", "sq", "sq."}:
        at += 1
        if at < len(doc) and doc[at].lower_.startswith(("kilomet", "km")):
            return at + 1, "km2"
        if at < len(doc) and doc[at].lower_.startswith("mile"):
            return at + 1, "sq_miles"
    if at < len(doc) and doc[at].lower_ == "-" and at + 1 < len(doc) and doc[at + 1].lower_ in _measures():
        at += 1
    if at < len(doc) and doc[at].lower_ in _measures():
        kind, unit = _measures()[doc[at].lower_]
        if kind == "time" and _counts_people_after(doc, at):
            return end, None
        if kind == "time" and _rate(doc, start, end) and doc[at].lower_ not in {"days", "months", "years", "weeks"}:
            return end, None
        return (at + 1, unit) if unit else None
    following = doc[at + 1].lower_ if at + 1 < len(doc) and doc[at].pos_ == "ADJ" else ""
    if _measures().get(following, ("", ""))[0] in {"time", "distance"}:
        return None  # "two more days", "three straight weeks"
    if at < len(doc) and doc[at].lower_ in {"family", "families", "households"}:
        return end, "families"
    return end, _rate(doc, start, end)


def _counts_people_after(doc: Doc, at: int) -> bool:
    """ "five day laborers": the measure is only the first part of a compound noun."""
    return at + 1 < len(doc) and doc[at].tag_ == "NN" and doc[at + 1].tag_ == "NNS" and doc[at].dep_ == "compound"


def _rate(doc: Doc, start: int, end: int) -> str | None:
    """The period of a rate: "899 soldiers a day", "a daily average of 900", "an average of 40 deaths per week"."""
    for at in range(end, min(end + 5, len(doc) - 1)):
        if doc[at].lower_ in {"a", "per", "each", "every", "an"} and doc[at + 1].lower_ in _RATES:
            return _RATES[doc[at + 1].lower_]
        if doc[at].lower_ in {"daily", "weekly", "monthly", "yearly"}:
            return _RATES[doc[at].lower_]
        if doc[at].pos_ in {"PUNCT", "CCONJ", "VERB", "AUX"}:
            break
    window = _lower(doc, start - 7, start)
    if "average" in window or "averaging" in window or "rate" in window:
        for word in (*window, *_lower(doc, end, end + 6)):
            if word in _RATES:
                return _RATES[word]
    return None


def _head(doc: Doc, start: int, end: int) -> int | None:
    """The noun that is counted, by the parse where it agrees with the order of words, else by the order alone."""
    for token in doc[start:end]:
        if token.dep_ in {"nummod", "amod", "compound", "quantmod", "det"} and token.head.i >= end:
            head = token.head
            if head.pos_ in {"NOUN", "PROPN"} and head.i - end < 7:
                return int(head.i)
    at = end
    if at < len(doc) and doc[at].lower_ == "of":
        at += 1
    best = None
    while at < len(doc) and at - end < 8:
        token = doc[at]
        if token.pos_ in {"NOUN", "PROPN"}:
            best = at
        elif (best is not None and token.text != "-") or token.pos_ not in {"ADJ", "DET", "PRON", "VERB", "ADV", "NUM"}:
            if token.text not in {"-", ",", "'s", "’s", "'"}:
                break
            if token.text == "," and (best is not None or (token.i + 1 < len(doc) and doc[at + 1].pos_ != "ADJ")):
                break
        elif (
            (token.pos_ == "VERB" and token.tag_ not in {"VBN", "VBG"})
            or (token.pos_ == "PRON" and token.tag_ != "PRP$")
            or (token.pos_ == "VERB" and (at + 1 >= len(doc) or doc[at + 1].pos_ not in {"NOUN", "PROPN", "ADJ"}))
        ):
            break
        at += 1
    return best


def _count(text: str, numeral: Numeral, qualifier: Qualifier) -> Count:
    if numeral.low != numeral.high:
        return Count.between(text, numeral.low, numeral.high)
    if numeral.open_end and qualifier is Qualifier.EXACT:
        return Count.at_least(text, numeral.low)
    make = {Qualifier.AT_LEAST: Count.at_least, Qualifier.MORE_THAN: Count.more_than, Qualifier.UP_TO: Count.up_to,
            Qualifier.ABOUT: Count.about}.get(qualifier, Count.exact)  # fmt: skip
    return make(text, numeral.low)


def _with_range(doc: Doc, numeral: Numeral) -> Numeral:
    """ "5 to 7", "5-7", "between five and seven", "five or six": two numerals that bound one number."""
    at = numeral.end
    if at + 1 >= len(doc) or doc[at].lower_ not in words("function_words.csv", role="range"):
        return numeral
    link, other = doc[at].lower_, numeral_at(doc, at + 1)
    if other is None or other.share or other.low <= numeral.high or numeral.share:
        return numeral
    before = doc[numeral.first - 1].lower_ if numeral.first else ""
    if link == "and" and before != "between":
        return numeral
    if (
        link == "to"
        and before == "from"
        and numeral.first > 1
        and doc[numeral.first - 2].lemma_ in {"rise", "increase", "up"}
    ):
        return numeral  # "rose from 5 to 7": two tolls, not a range
    if link == "or" and other.low - numeral.high > max(10, numeral.high):
        return numeral
    return Numeral(numeral.first, other.end, numeral.low, other.high, digits=numeral.digits)


def _vague_at(doc: Doc, i: int) -> int | None:
    """Where the vague count word that begins at token `i` ends: "dozens", "tens of thousands", "a number of"."""
    if (end := _some_number(doc, i)) is not None:
        return end
    for size in range(min(5, len(doc) - i), 0, -1):
        if _lower(doc, i, i + size) in _vague():
            end = i + size
            before = doc[i - 1].lower_ if i else ""
            if size == 1 and before in words("function_words.csv", role="no number before"):
                return None  # "how many were killed", "the few that fled"
            return end - 1 if doc[end - 1].lower_ == "of" and size > 1 else end
    return None


def _some_number(doc: Doc, i: int) -> int | None:
    """Where "a number" ends that any adjective describes: "an undeclared number of men", "a 'large number' of men"."""
    if doc[i].lower_ not in {"a", "an"}:
        return None
    at = i + 1
    while at < min(i + 5, len(doc)) and (doc[at].pos_ == "ADV" or doc[at].tag_ in {"JJ", "VBN"} or doc[at].is_quote):
        at += 1
    if at == i + 1 or at >= len(doc) or doc[at].lower_ != "number":
        return None
    at += 1 + (at + 1 < len(doc) and doc[at + 1].is_quote)
    return at if at < len(doc) and doc[at].lower_ == "of" else None


def _as_many(doc: Doc, i: int, found: list[Number]) -> Number | None:
    """ "Three policemen were killed and as many injured": the number before, told again of others."""
    if doc[i].lower_ != "as" or i + 2 >= len(doc) or doc[i + 1].lower_ != "many" or doc[i + 2].lower_ == "as":
        return None
    last = next((n for n in reversed(found) if n.count.best is not None and n.count.unit is None), None)
    return replace(last, first=i, end=i + 2, head=_head(doc, i, i + 2)) if last is not None else None


def numbers_in(parsed: Parsed) -> tuple[Number, ...]:
    """Every count in the sentence, in order, each with its bounds, its unit and the token of the noun it counts.

    "At least fifteen people": `first` is "At", `end` follows "fifteen", `head` is "people", the count is at least 15.
    """
    doc = parsed.doc
    found: list[Number] = []
    i = 0
    vague, numeral_words = _vague_starts(), numeral_starts()
    lower = [token.lower_ for token in doc]
    while i < len(doc):
        word = lower[i]
        if word == "as" and (again := _as_many(doc, i, found)) is not None:
            found.append(again)
            i = again.end
            continue
        if word not in vague and word not in numeral_words and not word[0].isdigit():
            i += 1
            continue
        end = _vague_at(doc, i) if word in vague else None
        if end is not None:
            found.append(_number_of(parsed, i, end, None, None))
            i = end
            continue
        numeral = numeral_at(doc, i)
        if numeral is None:
            i += 1
            continue
        ranged = _with_range(doc, numeral)
        if not is_count(doc, ranged) or is_date(doc, numeral) or is_age(doc, numeral):
            i = ranged.end
            continue
        start, end, qualifier = _bounded(doc, ranged.first, ranged.end)
        while found and start < found[-1].end:
            start += 1
        if ranged.low != ranged.high and start > 0 and doc[start - 1].lower_ in {"between", "from"}:
            start -= 1
        measure = _unit(doc, start, end)
        if measure is not None:
            end, unit = measure
            if ranged.share:
                ranged = Numeral(ranged.first, ranged.end, round(100 * ranged.low), round(100 * ranged.high))
                unit = "percent"
            found.append(_number_of(parsed, start, end, _count(doc[start:end].text, ranged, qualifier), unit))
        i = max(end, ranged.end)
    return tuple(found)


def _number_of(parsed: Parsed, start: int, end: int, count: Count | None, unit: str | None) -> Number:
    text = parsed.doc[start:end].text
    count = count or Count.vague(text)
    if unit:
        count = Count(count.text, count.low, count.best, count.high, count.qualifier, unit)
    return Number(start, end, _head(parsed.doc, start, end), count)


def size_of(count: Count) -> float:
    """How many are counted, in size: the number that is bound, else what the vague words stand for at least.

    >>> size_of(Count("hundreds of thousands", None, None, None, Qualifier.VAGUE))
    100000.0
    """
    number = count.best or count.low or count.high
    if number is not None:
        return number
    return prod(float(r["number"]) for r in rows("magnitudes.csv") if r["word"] in count.text.casefold().split())
