"""Which things a sentence names that a war can destroy, damage or take: equipment, buildings, goods, prisoners, bodies.

A thing is a stretch of tokens that the taxonomy knows, with its number, its words and the noun it stands in. What
became of it is told by another room.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from spacy.tokens import Doc, Token

from reportedly.claim import Count
from reportedly.lexicon import rows, words
from reportedly.reading.mention import Number
from reportedly.reading.parse import Parsed
from reportedly.reading.taxonomy import Entry, named_in


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """Tokens `first` to `end` that name a thing; `head` is its noun, `root` the noun that stands for it in the clause.

    In "57 units of automotive equipment" the head is "equipment", the root "units". `number` is None for "a tank".
    """

    first: int
    end: int
    head: int
    root: int
    entry: Entry
    number: Number | None
    count: Count
    start: int  # where the noun phrase begins, number and determiner included
    categories: frozenset[str] = frozenset()  # of all names that are joined in it: "HIMARS rockets" are rockets too
    tabular: bool = False  # the number comes after it, as in a table: "tanks – 3,701 (+1)"
    named: bool = True  # False where only its number stands here: "90 drones, of which 76 were shot down"


@lru_cache(maxsize=8)
def _starts(doc: Doc) -> list[int]:
    return [token.idx for token in doc]


def _tokens(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """The tokens that hold characters `start` to `end` of the sentence."""
    starts = _starts(doc)
    return max(bisect_right(starts, start) - 1, 0), bisect_left(starts, end)


_JOINING = frozenset({'"', "“", "”", "(", ")", "-", "/", "'", "«", "»"})


@dataclass(frozen=True, slots=True)
class _Name:
    """Tokens that name one thing, the token of its noun, and the categories of all the names in it."""

    first: int
    end: int
    head: int
    entry: Entry
    categories: frozenset[str]


def _merged(doc: Doc, spans: list[tuple[int, int, Entry]]) -> list[_Name]:
    """Names that stand together are one thing: "BM-21", "Grad" and "Multiple Launch Rocket System (MLRS)"."""
    merged: list[_Name] = []
    for first, end, entry in spans:
        if merged:
            last = merged[-1]
            between = [t.text for t in doc[last.end : first]]
            same = last.entry.kind == entry.kind or (last.entry.kind == "equipment" and last.end == first)
            if same and len(between) <= 2 and all(b in _JOINING for b in between):
                bracketed = "(" in between
                keeps = bracketed or entry.needs == "model" or not last.entry.generic
                merged[-1] = _Name(
                    last.first,
                    end,
                    last.head if bracketed else end - 1,
                    last.entry if keeps else entry,
                    last.categories | {entry.category},
                )
                continue
        if entry.needs != "model":
            merged.append(_Name(first, end, end - 1, entry, frozenset({entry.category})))
    return merged


def _closing(doc: Doc, end: int) -> int:
    """The end of a name with the bracket or quotation mark that closes it."""
    while (
        end < len(doc)
        and doc[end].text in {")", '"', "”", "»", "’"}
        and any(t.text in {"(", '"', "“", "«", "‘"} for t in doc[max(0, end - 8) : end])
    ):
        end += 1
    return end


def _modifies(doc: Doc, head: int) -> bool:
    """Whether the name only tells of another noun: "tank crew", "drone operators", "artillery fire", "house arrest"."""
    following = doc[head + 1] if head + 1 < len(doc) else None
    if following is None or doc[head].text_with_ws.endswith(("\n", "\t")):
        return False
    if following.text == "-" and head + 2 < len(doc) and not following.whitespace_ and not doc[head].whitespace_:
        return True  # "missile-carrying", "bridge-building"
    if following.tag_ == "POS":
        return True
    if following.lower_ in _states():
        return False  # "set a police vehicle alight", which the parser takes for a noun
    if following.pos_ in {"NOUN", "PROPN"} and following.i > head:
        token = doc[head]
        if token.dep_ in {"compound", "amod", "nmod", "nummod"} and token.head.i > head:
            return token.head.lower_ not in words("units.csv")
    return False


def _bears_name(doc: Doc, head: int, entry: Entry) -> bool:
    """Whether the name of a ship follows its class: "the cruiser Varna", "the tanker Sounion"."""
    return entry.category in {"naval", "submarine"} and doc[head + 1].tag_ == "NNP"


@cache
def _states() -> frozenset[str]:
    """Words for a state that follow their noun: "ablaze", "alight"."""
    return words("fates.csv", "forms", frame="state", tail="") & {r["tail"] for r in rows("fates.csv")}


def _root(doc: Doc, head: int) -> Token:
    """The noun that stands for the thing in it: "units" of "9 units of equipment", "dozens" of "dozens of guns"."""
    token = doc[head]
    while token.dep_ in {"compound", "nmod"} and token.head.i > token.i and token.head.i - head <= 2:
        token = token.head
    for _ in range(3):
        of = token.head
        if token.dep_ != "pobj" or of.lower_ != "of" or of.head.i >= of.i:
            return token
        unit = of.head.head if of.head.lower_ == "out" else of.head  # "27 out of 31 drones"
        if not (unit.lower_ in words("units.csv") or unit.pos_ == "NUM" or unit.tag_ == "CD"):
            return token
        token = unit
    return token


_DETERMINERS = frozenset({"a", "an", "another", "the", "its", "their", "his", "her", "our", "this", "that"})


def _phrase_start(doc: Doc, root: Token, first: int) -> int:
    """Where the noun phrase of a thing begins: its determiner, number and adjectives, no clause before it."""
    start = first = min(first, root.i)
    while start > 0:
        token = doc[start - 1]
        if token.dep_ in {"poss", "det", "predet", "nummod", "quantmod", "amod", "compound", "case", "nmod"} and (
            token.head.i >= start or token.dep_ in {"case", "quantmod"}
        ):
            if token.pos_ in {"VERB", "AUX"} and token.tag_ not in {"VBN", "VBG"}:
                break
            start -= 1
        elif token.pos_ in {"ADJ", "NUM", "DET"} or (
            token.pos_ in {"PROPN", "NOUN"} and token.dep_ in {"compound", "poss"}
        ):
            start -= 1
        elif (
            token.text in _JOINING
            and start > 1
            and doc[start - 2].pos_ in {"ADJ", "PROPN", "NOUN", "ADV", "NUM", "DET"}
            and (not doc[start - 2].whitespace_ or (token.text != "-" and doc[start - 2].pos_ in {"DET", "NUM", "ADJ"}))
        ):
            start -= 2
        else:
            break
    return start


def _number_for(doc: Doc, numbers: Iterable[Number], root: Token, head: int, start: int, first: int) -> Number | None:
    numbers = tuple(numbers)
    chosen = next((n for n in numbers if n.first <= root.i < n.end), None)  # "dozens of tanks", "76 of 90 drones"
    if chosen is not None:
        return chosen
    for number in numbers:
        if first <= number.first <= head:
            continue  # part of a name: "Multiple Launch Rocket System"
        if (number.head in {root.i, head} and number.first <= head) or start <= number.first < first:
            chosen = number
        elif (
            number.end <= first
            and first - number.end <= 3
            and not any(t.pos_ in {"VERB", "AUX", "PUNCT", "CCONJ", "SCONJ"} for t in doc[number.end : first])
        ) or (0 <= first - number.end <= 8 and all(_describes(t) for t in doc[number.end : first])):
            within = [t.lower_ for t in doc[number.end : first]]
            if "of" in within or not any(
                t.pos_ in {"ADP", "NOUN"} and t.lower_ != "of" for t in doc[number.end : first]
            ):
                chosen = number
    return chosen


def _share(doc: Doc, numbers: Iterable[Number], total: Number | None) -> Number | None:
    """The share, where the number is that of the whole: "17 of 20 drones", "seven out of the eight missiles"."""
    if total is None or total.first < 2:
        return total
    at = total.first - 1
    while at > 0 and doc[at].lower_ in {"the", "some", "all"}:
        at -= 1
    if doc[at].lower_ != "of":
        return total
    at -= 1 if doc[at - 1].lower_ == "out" else 0
    return next((n for n in numbers if n.end == at), total)


def _describes(token: Token) -> bool:
    """Whether a word may stand between a number and its noun: "2,619 destroyed, damaged or captured Russian tanks"."""
    return token.tag_ in {"VBN", "JJ", "CC", "VBD", "NNP"} or token.text == ","


def _of_whom(doc: Doc, numbers: Iterable[Number], head: int) -> Number | None:
    """How many, of "the bodies of 12 soldiers", "a grave with 440 bodies"."""
    inside = {
        t.i for child in doc[head].children if child.dep_ == "prep" and child.lower_ == "of" for t in child.children
    }
    return next((n for n in numbers if n.head in inside), None)


def _counting(doc: Doc, start: int, first: int) -> str:
    """The words that count, without those that describe: "a large amount" of "a large amount of burnt equipment"."""
    of = next((t.i for t in doc[start:first] if t.lower_ == "of"), None)
    if of is not None:
        return doc[start:of].text
    return doc[start].text if start < first and doc[start].pos_ in {"DET", "PRON"} else ""


def _count_of(doc: Doc, number: Number | None, head: int, start: int, first: int, entry: Entry) -> Count:
    if number is not None:
        return number.count
    before = [t.lower_ for t in doc[start:first]]
    if "one" in before:
        return Count.exact("one", 1)
    word = doc[head]
    plural = word.tag_ in {"NNS", "NNPS"} or (
        word.lower_.endswith("s") and word.lower_ != entry.word.split()[-1].lower() and not word.is_upper
    )
    if (
        plural
        or doc[head].lower_ in words("units.csv", mass="yes")
        or any(w in {"some", "any", "no", "all", "much"} for w in before)
    ):
        return Count.vague(_counting(doc, start, first) or doc[head].text)
    if not before and not entry.generic and head + 1 < len(doc) and doc[head + 1].lower_ in {"and", "or", ",", "/"}:
        return Count.vague(word.text)  # "including Tu-95 and Tu-22 bombers"
    return Count.exact(_counting(doc, start, first) or word.text, 1)


def things_in(parsed: Parsed, numbers: Iterable[Number]) -> tuple[Thing, ...]:
    """Every thing a sentence names, in order, with the number that counts it."""
    doc = parsed.doc
    numbers = tuple(numbers)
    spans = []
    for begin, finish, entry in named_in(doc.text):
        first, end = _tokens(doc, begin, finish)
        spans.append((first, end, entry))
    begins = {number.first for number in numbers}  # "two howitzers 14 pickups": the next item of a list without commas
    found: list[Thing] = []
    for name in _merged(doc, spans):
        first, head, entry = name.first, name.head, name.entry
        if head + 1 not in begins and _modifies(doc, head) and not _bears_name(doc, head, entry):
            continue
        if (
            name.end - first == 1
            and doc[head].pos_ in {"VERB", "AUX", "ADP", "ADV"}
            and entry.needs
            and doc[head].tag_ not in {"NN", "NNS"}
        ):
            continue
        root, end = _root(doc, head), _closing(doc, name.end)
        start = _phrase_start(doc, root, first)
        after = _number_after(doc, numbers, end)
        number = after or _share(doc, numbers, _number_for(doc, numbers, root, head, start, first))
        if number is None and entry.kind == "bodies":
            number = _of_whom(doc, numbers, head)
        if number is not None and after is None:
            start = min(start, number.first)
        count = _count_of(doc, number, head, start, first, entry)
        tabular = after is not None
        found.append(Thing(first, end, head, root.i, entry, number, count, start, name.categories, tabular))
    return tuple(_shared(doc, found))


_DASHES = frozenset({"-", "–", "—", "‒", ":", "=", "―", "−"})


def _number_after(doc: Doc, numbers: Iterable[Number], end: int) -> Number | None:
    """The number of a line of a table: "tanks – 3,701 (+1)", "helicopters: 294"."""
    if end >= len(doc) or doc[end].text not in _DASHES or (end + 1 < len(doc) and not doc[end].whitespace_):
        return None
    number = next((n for n in numbers if end < n.first <= end + 1 or n.first <= end + 1 < n.end), None)
    if number is None:
        return None
    following = doc[number.end].text if number.end < len(doc) else "."
    return number if following in {"(", ",", ";", ".", "units", "[", "/"} else None


def _shared(doc: Doc, things: list[Thing]) -> Iterable[Thing]:
    """ "Dozens of tanks and armoured vehicles", "12 guns and mortars": one number counts both; they are one thing."""
    merged: list[Thing] = []
    for thing in things:
        last = merged[-1] if merged else None
        between = doc[last.end : thing.start] if last is not None else ()
        if (
            last is not None
            and [t.lower_ for t in between] in (["and"], ["or"], ["and", "/", "or"])
            and last.entry.kind == thing.entry.kind
            and _quantified(doc, last)
            and thing.number is None
            and doc[thing.head].tag_ in {"NNS", "NNPS"}
            and not any(t.pos_ == "DET" or t.tag_ == "PRP$" for t in doc[thing.start : thing.first])
        ):
            merged[-1] = replace(last, end=thing.end)
        else:
            merged.append(thing)
    return merged


def _quantified(doc: Doc, thing: Thing) -> bool:
    if thing.number is not None:
        return thing.count.low is None or thing.count.low > 1
    return any(t.lower_ in {"some", "many", "several", "various", "numerous"} for t in doc[thing.start : thing.first])
