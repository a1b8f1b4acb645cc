"""What became of the things a sentence names: destroyed, damaged, captured, abandoned, lost, found, set free.

The verbs and nouns of lexicon/fates.csv are joined to the things by the parse; a list shares the fate of any of its
items, since parsers lose their way in "nine tanks, six howitzers, one BM-21 "Grad" launcher and 40 units of equipment".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from spacy.tokens import Doc, Token

from reportedly.article import Span
from reportedly.claim import Kind, Status
from reportedly.lexicon import alternatives, words
from reportedly.reading.clauses import Cue, cues_in, doer_of, passive, patients, reality_at
from reportedly.reading.mention import Mention, Number
from reportedly.reading.parse import Parsed
from reportedly.reading.reality import Reality
from reportedly.reading.things import Thing, things_in
from reportedly.reading.victims import none_of

_AIR = frozenset({"aircraft", "helicopter", "ucav", "recon_uav", "drone", "loitering_munition", "missile"})
_ARMOUR = frozenset({"tank", "afv", "ifv", "apc", "mrap", "imv", "sp_artillery", "aircraft", "helicopter", "naval"})
_SEA = frozenset({"naval", "submarine", "usv"})


_BEFORE_NOUN = frozenset({"det", "amod", "compound", "poss", "nmod", "nummod", "predet", "quantmod"})
_INSIDE_NOUN = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON"})


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
    if entry.category == "settlement" and cue.wording.status == "lost":
        return False  # a town lost is a place that changed hands
    if entry.kind == "prisoners":
        return of in {"prisoners", "people"}
    if entry.kind in {"people", "bodies"}:
        return of == entry.kind
    if of == "air":
        return not thing.categories.isdisjoint(_AIR)
    if of == "aircraft":
        return entry.category in _AIR - {"missile"}
    if of == "sea":
        return not thing.categories.isdisjoint(_SEA)
    if of == "armour":
        return entry.category in _ARMOUR
    if of == "equipment":
        return entry.kind == "equipment"
    if of == "goods":
        return entry.kind == "goods" or entry.category in {"depot", "commerce"}
    return of == "any"


def _joined(doc: Doc, cue: Cue, things: tuple[Thing, ...], numbers: tuple[Number, ...]) -> list[Thing]:
    """The things the parse joins to a wording, those named after "including" or in a share of them too."""
    found = {token.i for token in patients(cue)}
    found |= {
        c.i for i in tuple(found) for c in doc[i].children if c.dep_ == "appos" and c.i > i
    }  # "the cruiser Moskva"
    found.discard(cue.last.i if cue.last.i != cue.token.i else -1)  # "set a car alight": the tail is no object
    joined = [t for t in things if (t.root in found or not found.isdisjoint(range(t.first, t.end))) and _suits(cue, t)]
    joined += [
        t
        for t in things
        if t not in joined and _suits(cue, t) and _included_in(doc[t.root], found | ({cue.token.i} if found else set()))
    ]
    if _announces(doc, cue):
        joined += [t for t in things if t not in joined and t.start > cue.last.i and _suits(cue, t)]
    if not joined:
        joined = [t for i in found if (t := _meant(doc[i], cue, things, numbers)) is not None]
    if not joined and not found and cue.wording.frame == "subject" and cue.wording.tail:
        joined = [t for t in things if t.end == cue.token.i and _suits(cue, t)]  # "a school sustained damage"
    if not joined and cue.wording.frame in {"object", "loser", "tally"}:
        nearest = (_nearest(doc, cue, things) if not found else None) or (
            None if passive(cue.token) else _later_in_list(doc, cue, things)
        )
        if nearest is not None and _suits(cue, nearest):
            joined.append(nearest)
    return joined


def _nearest(doc: Doc, cue: Cue, things: tuple[Thing, ...]) -> Thing | None:
    """The thing next to a verb whose object or passive subject the parser lost."""
    verb = cue.token
    if passive(verb):  # "all 89 drones fired were shot down"
        before = [t for t in things if t.end <= verb.i]
        gap = doc[before[-1].end : verb.i] if before else ()
        fits = len(gap) <= 4 and all(t.pos_ == "AUX" or t.tag_ in {"VBN", "VBD", "RB"} for t in gap)
        return before[-1] if before and fits else None
    inside = [t for t in things if verb.i < t.start and t.end <= cue.last.i]
    if inside:  # "set a police vehicle alight"
        return inside[0]
    after = next((t for t in things if t.start > cue.last.i), None)
    return after if after is not None and _open_between(doc, cue.last.i + 1, after.start) else None


def _later_in_list(doc: Doc, cue: Cue, things: tuple[Thing, ...]) -> Thing | None:
    """The first thing of a list that begins with people: "lost over 200 troops, a tank and two trucks"."""
    after = next((t for t in things if t.start > cue.last.i and _suits(cue, t)), None)
    if after is None or after.start - cue.last.i > 14 or _clause_starts(doc, after):
        return None
    between = doc[cue.last.i + 1 : after.start]
    listed = any(t.text == "," or t.lower_ == "and" for t in between)
    return (
        after
        if listed and all(_listable(t) or t.lower_ in {"to", "at", "over", "up", "amounted"} for t in between)
        else None
    )


def _announces(doc: Doc, cue: Cue) -> bool:
    """Whether a list follows: "Destroyed: two tanks, a truck", "The enemy's losses: ..."."""
    return any(t.text == ":" for t in doc[cue.last.i + 1 : cue.last.i + 4]) and cue.wording.frame != "subject"


def _meant(token: Token, cue: Cue, things: tuple[Thing, ...], numbers: tuple[Number, ...]) -> Thing | None:
    """The thing named before that a pronoun or a bare number stands for.

    "A missile, which Ukraine said it shot down"; "90 drones, of which 76 were shot down".
    """
    if cue.wording.frame == "noun":
        return None
    before = [t for t in things if t.end <= token.i]
    if not before or not _suits(cue, before[-1]):
        return None
    number = next((n for n in numbers if n.first <= token.i < n.end or n.head == token.i), None)
    vague = number is not None and number.count.low is None and number.count.high is None
    if vague and before[-1].entry.kind == "people":
        return None  # "the companies agreed to release millions"
    if (
        number is not None
        and number.count.unit is None
        and (number.head in {None, token.i} or token.doc[number.head].lower_ in {"others", "more"})
    ):
        return replace(before[-1], root=token.i, number=number, count=number.count, start=number.first, named=False)
    if token.lower_ in {"which", "that", "it"} and cue.wording.of in {"air", "sea"}:
        return before[-1]
    if token.lower_ in {"it", "them"} and token.dep_ == "dobj" and cue.token.dep_ in {"advcl", "conj"}:
        # "hit an oil tanker, setting it on fire": the object of the clause before
        return next((t for t in before if t.root in {c.i for c in cue.token.head.children if c.dep_ == "dobj"}), None)
    return None


def _included_in(token: Token, found: set[int]) -> bool:
    """Whether it is named as one of them: "vehicles, including two tanks", "weapons such as howitzers"."""
    for _ in range(3):
        while token.dep_ == "conj":
            token = token.head
        if token.dep_ != "pobj" or token.head.lower_ not in {"including", "as", "like", "of", "with"}:
            return False
        preposition = token.head
        before = preposition.nbor(-1).lower_ if preposition.i else ""
        if preposition.lower_ == "with" and before not in {",", "along", "together"}:
            return False
        if preposition.head.i == preposition.i - 1 and before in {"along", "together"}:
            preposition = preposition.head  # "a refinery, along with two depots"
        if preposition.head.i in found:
            return preposition.lower_ != "of" or preposition.head.lower_ in words("units.csv")
        token = preposition.head
    return False


def _open_between(doc: Doc, first: int, end: int) -> bool:
    """Whether nothing but the words of a noun phrase stands between a verb and the thing after it."""
    return end - first <= 4 and all(
        t.pos_ in {"DET", "ADJ", "NUM", "ADV", "PRON", "PROPN", "NOUN"} for t in doc[first:end]
    )


_LIST_WORDS = frozenset(
    {
        ",",
        ";",
        "and",
        "or",
        "of",
        "plus",
        "&",
        "as",
        "well",
        "also",
        "other",
        "including",
        "-",
        "(",
        ")",
        '"',
        "“",
        "”",
        ":",
    }
)


def _same_list(doc: Doc, one: Thing, other: Thing) -> bool:
    """Whether two things follow each other in one list: commas or "and" between them, no verb and no other clause."""
    between = doc[one.end : other.start]
    if one.number is not None and other.number is not None and other.start == one.end:
        return True  # "nine strongpoints eight tanks three guns": commas were lost on the way
    if other.start - one.end > 9 or other.start < one.end:
        return False
    if not any(t.lower_ in {",", "and", "or", ";", "plus", "&", "well"} for t in between):
        return False
    if between[0].lower_ == "with" and one.number is not None:
        between = between[1:]
    return all(_listable(t) for t in between)


def _listable(token: Token) -> bool:
    """Whether a word may stand between the items of a list."""
    return token.lower_ in _LIST_WORDS or token.pos_ in {"NUM", "ADJ", "DET", "NOUN", "PROPN", "X", "SYM", "PUNCT"}


def _attached(doc: Doc, thing: Thing) -> bool:
    """Whether a thing is only what another one carries: "17 pickups with heavy machine guns"."""
    return thing.number is None and thing.start > 0 and doc[thing.start - 1].lower_ == "with"


def _by_list(doc: Doc, things: tuple[Thing, ...], fates: dict[Thing, Fate]) -> None:
    """Gives the items of a list that have no fate of their own that of the neighbour on the left, else on the right."""
    items = tuple(t for t in things if not _attached(doc, t))
    for order in (items, items[::-1]):
        for one, other in pairwise(order):
            left, right = (one, other) if order is items else (other, one)
            fate = fates.get(one)
            if fate is None or other in fates or not _suits(fate.cue, other) or not _same_list(doc, left, right):
                continue
            if order is items and (fate.cue.token.i > other.start or _clause_starts(doc, other)):
                continue
            root = doc[other.root]
            if order is not items and root.dep_ == "pobj" and root.head.lower_ != "of":
                continue  # "At the airfield, two jets were destroyed"
            if order is not items and (fate.cue.token.i < one.start or not passive(fate.cue.token)):
                continue
            fates[other] = replace_thing(fate, other)


def replace_thing(fate: Fate, thing: Thing) -> Fate:
    """The same fate of another thing."""
    return Fate(thing, fate.cue, fate.doer, fate.reality)


def _by_table(parsed: Parsed, things: tuple[Thing, ...], cues: tuple[Cue, ...], fates: dict[Thing, Fate]) -> None:
    """Lines of a table in running text, after a word of loss: "the losses were: tanks – 37 (+1), helicopters – 29"."""
    rows = [t for t in things if t.tabular and t.entry.kind == "equipment"]
    cue = next((c for c in cues if c.wording.status in {"lost", "destroyed"}), None)
    if cue is not None and len(rows) > 1:
        for thing in rows:
            fates.setdefault(thing, Fate(thing, cue, None, reality_at(parsed, cue)))


def _clause_starts(doc: Doc, thing: Thing) -> bool:
    """Whether the thing is the subject of a clause of its own: "destroyed two tanks and the vehicle fled"."""
    root = doc[thing.root]
    verb = root.head
    return (
        root.dep_ in {"nsubj", "nsubjpass"}
        and verb.i > root.i
        and (verb.tag_ != "VBN" or any(c.dep_ == "auxpass" for c in verb.children))
    )


def _among(
    doc: Doc, things: tuple[Thing, ...], cues: tuple[Cue, ...], parsed: Parsed, fates: dict[Thing, Fate]
) -> None:
    """What follows is of those just told of: "Among the burned vehicles were a T-72 tank and a pickup"."""
    for cue in cues:
        noun = cue.token.head if cue.token.dep_ in {"amod", "acl"} else None
        verb = _names_members(doc, cue, noun) if noun is not None else None
        if noun is None or verb is None:
            continue
        members = [t for t in things if t.start > verb and _suits(cue, t)]
        for thing in members:
            fates.setdefault(thing, Fate(thing, cue, None, reality_at(parsed, cue)))
        if members:  # "the weapons" are those that are named
            for thing in [t for t in fates if t.root == noun.i and t.number is None]:
                del fates[thing]


def _names_members(doc: Doc, cue: Cue, noun: Token) -> int | None:
    """The verb after which items are named: "the arms captured in the raid included", "among the seized arms were"."""
    first, last = min(cue.token.i, noun.left_edge.i), max(cue.token.i, noun.i)
    among = next((t.i for t in reversed(doc[max(0, first - 3) : last]) if t.lower_ in {"among", "amongst"}), None)
    if among is not None and not any(t.pos_ == "VERB" and t != cue.token for t in doc[among:last]):
        return next((t.i for t in doc[last + 1 :] if t.lemma_ in {"be", "include"} and t.pos_ in {"AUX", "VERB"}), None)
    verb = noun.head
    return verb.i if noun.dep_ in {"nsubj"} and verb.lemma_ in {"include", "comprise"} and verb.i > last else None


def _given(doc: Doc, cue: Cue, thing: Thing) -> bool:
    """Whether the words only recall what is known: "the downed drones", "one village after another"."""
    if cue.token.dep_ == "amod" or (
        cue.wording.frame == "state" and cue.token.i < thing.head and cue.token.head.i == thing.root
    ):
        return any(
            t.lower_ in {"the", "this", "that", "these", "those", "his", "her"} for t in doc[thing.start : thing.head]
        )
    return tuple(t.lower_ for t in doc[thing.end : thing.end + 2]) == ("after", "another")


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
        if not any(_suits(cue, thing) for thing in things):
            continue
        for thing in _joined(doc, cue, things, numbers):
            if thing.first <= cue.token.i < thing.end or _given(doc, cue, thing):
                continue
            told = fates.get(thing)
            if not thing.named and any(other.root == thing.root for other in fates):
                continue
            if told is not None and cue.token.dep_ == "conj" and cue.token.head.i == told.cue.token.i:
                continue  # "destroyed or captured 200 tanks": the first verb tells
            if told is None or _weight(cue, thing) > _weight(told.cue, thing):
                fates[thing] = Fate(thing, cue, doer_of(cue), reality_at(parsed, cue))
    _among(doc, things, cues, parsed, fates)
    _by_list(doc, things, fates)
    _by_table(parsed, things, cues, fates)
    return tuple(sorted(fates.values(), key=lambda f: f.thing.root))


def fates_in(parsed: Parsed, numbers: Iterable[Number]) -> tuple[Fate, ...]:
    """What the sentence says became of things, in the order in which it names them."""
    return _fates(parsed, tuple(numbers))


def _open_list(parsed: Parsed) -> bool:
    return (
        re.search(rf"\b(?:{alternatives(words('open_ends.csv', 'phrase'))})(?!\w)", parsed.doc.text, re.IGNORECASE)
        is not None
    )


def noun_phrase(doc: Doc, head: Token) -> tuple[int, int]:
    """The stretch of a noun with what stands before it and its "of", nothing that is joined to it by "and"."""
    start = min([head.i, *(c.left_edge.i for c in head.lefts if c.dep_ in _BEFORE_NOUN)])
    # "BAGHDAD Iraqi forces": the dateline is no part of it
    while start == 0 and head.i > 1 and doc[0].is_upper and len(doc[0]) > 3 and not doc[1].is_upper and doc[1].is_title:
        start = 1
    end = head.i + 1
    while end < len(doc) and doc[end].lower_ == "of" and doc[end].dep_ == "prep" and head.is_ancestor(doc[end]):
        end += 1
        while (
            end < len(doc)
            and (doc[end].pos_ in _INSIDE_NOUN or doc[end].lower_ in {"'s", "’s", "-"})
            and head.is_ancestor(doc[end])
        ):
            end += 1
    return start, end


def _who(parsed: Parsed, thing: Thing) -> Span:
    """The words of a thing with its number; the number alone where the thing is named elsewhere."""
    if thing.tabular and thing.number is not None:
        return parsed.span(thing.first, thing.number.end)
    if not thing.named and thing.number is not None:
        return parsed.span(thing.number.first, thing.number.end)
    return parsed.span(thing.start, thing.end)


def _acts(fate: Fate) -> bool:
    """Whether the subject is who did it: not the owner who lost it, not whoever saw the bodies."""
    if fate.cue.wording.frame == "loser" or fate.cue.wording.status == "found" or fate.doer is None:
        return False
    return fate.doer.i not in {fate.thing.root, fate.thing.head}


def mention_of(parsed: Parsed, fate: Fate, kind: Kind, many: bool) -> Mention:
    """A fate as a mention. `many`: whether it is one of several in the sentence, so that an open end is of a list."""
    doc, thing, cue = parsed.doc, fate.thing, fate.cue
    count = thing.count
    if many and _open_list(parsed):
        count = replace(count, open_list=True)
    nobody = any(t.lower_ in {"no", "zero"} for t in doc[thing.start : thing.first]) or none_of(doc[thing.root])
    item_first = thing.first
    lowest = (
        thing.number.end
        if thing.number is not None and thing.named and not thing.tabular
        else min(thing.start, thing.first)
    )
    while (
        item_first > lowest
        and doc[item_first - 1].pos_ in {"ADJ", "NOUN", "PROPN", "PUNCT"}
        and doc[item_first - 1].dep_
        in {
            "amod",
            "compound",
            "nmod",
            "punct",
        }
    ):
        item_first -= 1
    doer = fate.doer
    status = Status(cue.wording.status) if cue.wording.status in set(Status) else None
    return Mention(
        parsed=parsed,
        kind=kind,
        count=count,
        trigger=parsed.span(
            cue.token.i, max(cue.token.i, cue.last.i if cue.last.i - cue.token.i < 4 else cue.token.i) + 1
        ),
        who=_who(parsed, thing),
        head=thing.root,
        number=parsed.span(thing.number.first, thing.number.end) if thing.number is not None else None,
        by=parsed.span(*noun_phrase(doc, doer)) if doer is not None and _acts(fate) else None,
        status=status,
        item=parsed.span(item_first, thing.end),
        denied=fate.reality.denied or nobody,
        unreal=fate.reality.unreal,
        background=fate.reality.background,
    )
