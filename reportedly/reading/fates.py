"""What became of the things a sentence names: destroyed, damaged, captured, abandoned, lost, found, set free.

The verbs and nouns of lexicon/fates.csv are joined to the things by the parse; a list shares the fate of any of its items,
since parsers lose their way in "seven tanks, six howitzers, one BM-21 "Grad" rocket launcher and 57 units of equipment".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from spacy.tokens import Doc, Token

from reportedly.claim import Count, Kind, Status
from reportedly.lexicon import alternatives, words
from reportedly.reading.clauses import Cue, cues_in, doer_of, passive, patients, reality_at
from reportedly.reading.mention import Mention, Number
from reportedly.reading.parse import Parsed
from reportedly.reading.reality import Reality
from reportedly.reading.things import Thing, things_in

_AIR = frozenset({"aircraft", "helicopter", "ucav", "recon_uav", "drone", "loitering_munition", "missile"})
_SEA = frozenset({"naval", "submarine", "usv"})


@dataclass(frozen=True, slots=True, eq=False)
class Fate:
    """What became of one thing: the words that tell it, who did it, and whether it is so."""

    thing: Thing
    cue: Cue
    doer: Token | None
    reality: Reality


def _suits(cue: Cue, thing: Thing) -> bool:
    """Whether that can happen to such a thing: missiles are shot down, prisoners are released, bodies are found."""
    of, entry = cue.wording.of, thing.entry
    if entry.kind in {"prisoners", "bodies"}:
        return of == entry.kind
    if of == "air":
        return entry.category in _AIR
    if of == "sea":
        return entry.category in _SEA
    if of == "equipment":
        return entry.kind == "equipment"
    if of == "goods":
        return entry.kind == "goods"
    return of == "any"


def _joined(doc: Doc, cue: Cue, things: tuple[Thing, ...]) -> list[Thing]:
    """The things the parse joins to a wording, those named after "including" or in a share of them too."""
    found = {token.i for token in patients(cue)}
    joined = [t for t in things if (t.root in found or t.head in found) and _suits(cue, t)]
    for thing in things:
        if thing not in joined and _suits(cue, thing) and _included_in(doc[thing.root], found):
            joined.append(thing)
    if not joined and cue.wording.frame in {"object", "loser"} and not passive(cue.token) and not found:
        nearest = next((t for t in things if t.start > cue.last.i), None)
        if nearest is not None and _suits(cue, nearest) and _open_between(doc, cue.last.i + 1, nearest.start):
            joined.append(nearest)
    return joined


def _included_in(token: Token, found: set[int]) -> bool:
    """Whether it is named as one of them: "vehicles, including two tanks", "weapons such as howitzers"."""
    for _ in range(3):
        while token.dep_ == "conj":
            token = token.head
        if token.dep_ != "pobj" or token.head.lower_ not in {"including", "as", "like", "of", "with"}:
            return False
        preposition = token.head
        if preposition.lower_ == "with" and not preposition.nbor(-1).text == ",":
            return False
        if preposition.head.i in found:
            return preposition.lower_ != "of" or preposition.head.pos_ in {"NUM", "NOUN"}
        token = preposition.head
    return False


def _open_between(doc: Doc, first: int, end: int) -> bool:
    """Whether nothing but the words of a noun phrase stands between a verb and the thing after it."""
    return end - first <= 4 and all(t.pos_ in {"DET", "ADJ", "NUM", "ADV", "PRON", "PROPN", "NOUN"} for t in doc[first:end])


_LIST_WORDS = frozenset({",", ";", "and", "or", "of", "plus", "&", "as", "well", "also", "other", "including", "-", "(", ")", '"', "“", "”", ":"})


def _same_list(doc: Doc, one: Thing, other: Thing) -> bool:
    """Whether two things follow each other in one list: commas or "and" between them, no verb and no other clause."""
    between = doc[one.end : other.start]
    if other.start - one.end > 9 or other.start < one.end:
        return False
    if not any(t.lower_ in {",", "and", "or", ";", "plus", "&", "well"} for t in between):
        return False
    return all(t.lower_ in _LIST_WORDS or t.pos_ in {"NUM", "ADJ", "DET", "NOUN", "PROPN", "X", "SYM", "PUNCT"} for t in between)


def _by_list(doc: Doc, things: tuple[Thing, ...], fates: dict[Thing, Fate]) -> None:
    """Gives the items of a list that have no fate of their own that of their neighbour, first from the left, then from the right."""
    for order in (things, things[::-1]):
        for one, other in zip(order, order[1:], strict=False):
            left, right = (one, other) if order is things else (other, one)
            fate = fates.get(one)
            if fate is None or other in fates or not _suits(fate.cue, other) or not _same_list(doc, left, right):
                continue
            if order is things and (fate.cue.token.i > other.start or _clause_starts(doc, other)):
                continue
            if order is not things and (fate.cue.token.i < one.start or not passive(fate.cue.token)):
                continue
            fates[other] = replace_thing(fate, other)


def replace_thing(fate: Fate, thing: Thing) -> Fate:
    """The same fate of another thing."""
    return Fate(thing, fate.cue, fate.doer, fate.reality)


def _clause_starts(doc: Doc, thing: Thing) -> bool:
    """Whether the thing is the subject of a clause of its own: "destroyed two tanks and the vehicle fled"."""
    root = doc[thing.root]
    return root.dep_ in {"nsubj", "nsubjpass"} and root.head.i > root.i


def _among(doc: Doc, things: tuple[Thing, ...], cues: tuple[Cue, ...], parsed: Parsed, fates: dict[Thing, Fate]) -> None:
    """ "Among the burned vehicles were a T-72 tank and a pickup": what follows is of those just told of."""
    for cue in cues:
        noun = cue.token.head if cue.token.dep_ in {"amod", "acl"} else None
        if noun is None or not any(t.lower_ == "among" for t in doc[max(0, cue.token.i - 3) : cue.token.i]):
            continue
        for thing in things:
            if thing.start > noun.i and thing not in fates and _suits(cue, thing):
                fates[thing] = Fate(thing, cue, None, reality_at(parsed, cue))


def _weight(cue: Cue, thing: Thing) -> tuple[int, int]:
    """Which of two wordings tells more of a thing: the nearer, a verb before a state."""
    return (0 if cue.wording.frame == "state" else 1, -abs(cue.token.i - thing.root))


@lru_cache(maxsize=8)
def _fates(parsed: Parsed, numbers: tuple[Number, ...]) -> tuple[Fate, ...]:
    doc = parsed.doc
    things = things_in(parsed, numbers)
    if not things:
        return ()
    cues = cues_in(doc, "fates.csv")
    fates: dict[Thing, Fate] = {}
    for cue in cues:
        for thing in _joined(doc, cue, things):
            if thing.first <= cue.token.i < thing.end:
                continue
            if thing not in fates or _weight(cue, thing) > _weight(fates[thing].cue, thing):
                fates[thing] = Fate(thing, cue, doer_of(cue), reality_at(parsed, cue))
    _among(doc, things, cues, parsed, fates)
    _by_list(doc, things, fates)
    return tuple(fates[t] for t in things if t in fates)


def fates_in(parsed: Parsed, numbers: Iterable[Number]) -> tuple[Fate, ...]:
    """What the sentence says became of things, in the order in which it names them."""
    return _fates(parsed, tuple(numbers))


def _open_list(parsed: Parsed) -> bool:
    return re.search(rf"\b(?:{alternatives(words('open_ends.csv', 'phrase'))})(?!\w)", parsed.doc.text, re.IGNORECASE) is not None


def noun_phrase(doc: Doc, head: Token) -> tuple[int, int]:
    """The stretch of a noun with what stands before it and its "of": "the Houthis and their allies" is its first noun's."""
    start = min((t.i for t in head.lefts if t.dep_ not in {"punct", "advmod", "cc", "relcl"}), default=head.i)
    start = min([start, *(c.left_edge.i for c in head.lefts if c.dep_ in {"det", "amod", "compound", "poss", "nmod", "nummod"})])
    end = head.i + 1
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ == "of" and child.i == end:
            end = max(end, child.right_edge.i + 1)
    return start, end


def mention_of(parsed: Parsed, fate: Fate, kind: Kind, many: bool) -> Mention:
    """A fate as a mention. `many`: whether it is one of several in the sentence, so that an open end is of a list."""
    doc, thing, cue = parsed.doc, fate.thing, fate.cue
    count = thing.count
    if many and _open_list(parsed):
        count = replace(count, open_list=True)
    nobody = any(t.lower_ in {"no", "zero"} for t in doc[thing.start : thing.first])
    item_first = thing.first
    lowest = thing.number.end if thing.number is not None else thing.start
    while item_first > lowest and doc[item_first - 1].pos_ in {"ADJ", "NOUN", "PROPN", "PUNCT"} and doc[item_first - 1].dep_ in {
        "amod",
        "compound",
        "nmod",
        "punct",
    }:
        item_first -= 1
    doer = fate.doer
    status = Status(cue.wording.status) if cue.wording.status in set(Status) else None
    return Mention(
        parsed=parsed,
        kind=kind,
        count=count,
        trigger=parsed.span(cue.token.i, max(cue.token.i, cue.last.i if cue.last.i - cue.token.i < 4 else cue.token.i) + 1),
        who=parsed.span(thing.start, thing.end),
        head=thing.root,
        number=parsed.span(thing.number.first, thing.number.end) if thing.number is not None else None,
        by=parsed.span(*noun_phrase(doc, doer)) if doer is not None and cue.wording.frame not in {"loser"} else None,
        status=status,
        item=parsed.span(item_first, thing.end),
        denied=fate.reality.denied or nobody,
        unreal=fate.reality.unreal,
        background=fate.reality.background,
    )


def count_is_real(count: Count) -> bool:
    """Whether the words say how many, or at least that there were some."""
    return count.low is not None or count.high is not None or bool(count.text)
