"""Which places a side took, holds, lost or left: one mention a place, or one for places that are counted together.

"Took control of the Senate" and "lost Ohio" are no war: a place has to be ground (a village, a base, a name on a
map), and the everyday verbs (take, lose, hold, fall) also need somebody armed in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from spacy.tokens import Doc, Token

from reportedly.article import Span
from reportedly.claim import Count, Kind, Status
from reportedly.lexicon import alternatives, rows, words
from reportedly.reading.clauses import Cue, conjuncts, cues_in, doer_of, patients, reality_at
from reportedly.reading.fates import noun_phrase
from reportedly.reading.mention import Mention, Number
from reportedly.reading.parse import Parsed
from reportedly.reading.parties import parties_in
from reportedly.reading.screening import told_in, words_of
from reportedly.reading.toponyms import names_in

_WINDOW = 60  # characters to each side of an everyday verb in which the ground must stand
_CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z][a-z]")
_OPEN = frozenset({"of", "in", "near", "on", "at", "around", "north", "south", "east", "west", "along", "outside"})


@dataclass(frozen=True, slots=True)
class _Ground:
    """A noun that names ground: its kind in ground.csv, "name" for a place on the map, "unknown" for others."""

    token: Token
    kind: str


@cache
def _armed_words() -> tuple[frozenset[str], tuple[str, ...], re.Pattern[str]]:
    """Words of armed people and of war: whole words, beginnings of words, and phrases."""
    terms = {r["term"].lower() for r in rows("conflict.csv") if r["class"] == "war" and int(r["weight"]) >= 2}
    terms |= {f"{r['word']}*" for r in rows("people.csv") if r["armed"] == "yes" or r["military"] == "yes"}
    terms |= words("war_words.csv")
    phrases = {t.rstrip("*") for t in terms if " " in t or "-" in t}
    single = terms - {t for t in terms if t.rstrip("*") in phrases}
    return (
        frozenset(t for t in single if not t.endswith("*")),
        tuple(sorted(t[:-1] for t in single if t.endswith("*"))),
        re.compile(rf"(?<!\w)(?:{alternatives(sorted(phrases))})", re.IGNORECASE),
    )


def _is_armed(text: str) -> bool:
    """Whether the words are of armed people or of war."""
    whole, beginnings, phrases = _armed_words()
    present = words_of(text)
    if not whole.isdisjoint(present) or any(word.startswith(beginnings) for word in present):
        return True
    return phrases.search(text) is not None or any(n.party.at_war for n in parties_in(text))


@cache
def _nations() -> re.Pattern[str]:
    names = words("demonyms.csv", "word")
    return re.compile(rf"(?<![\w-])(?:{alternatives(names)})(?!\w)")


@cache
def _grounds() -> dict[str, str]:
    table = {}
    for row in rows("ground.csv"):
        word = row["word"]
        table[word] = row["kind"]
        table[word[:-1] + "ies" if word.endswith("y") and word[-2] not in "aeiou" else word + "s"] = row["kind"]
        if word.endswith("f"):
            table[word[:-1] + "ves"] = row["kind"]
    return table


@cache
def _ground_words() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{alternatives(sorted(_grounds()))})(?!\w)", re.IGNORECASE)


def may_matter(sentence_text: str) -> bool:
    """Whether the sentence can tell of a place taken or held, from its text alone."""
    for row, match in told_in("control.csv", sentence_text):
        around = sentence_text[max(0, match.start() - _WINDOW) : match.end() + _WINDOW]
        ground = _ground_words().search(around) is not None
        if not ground and _CAPITAL.search(around) is None:
            continue
        if row["of"] == "strong":
            return True
        if _is_armed(sentence_text):
            return True
        held = row["tail"].endswith(("hands", "control"))  # "is now in Russian hands"
        if (ground or held or row["of"] == "weak") and _nations().search(sentence_text) is not None:
            return True
    return False


# ---- what is ground


@lru_cache(maxsize=8)
def _named(parsed: Parsed) -> tuple[frozenset[int], frozenset[int]]:
    """The tokens of places on the map, and those of parties: neither is guessed from the parse."""
    text, doc = parsed.doc.text, parsed.doc
    places: set[int] = set()
    for name in names_in(text):
        if any(n.known or name.preposition for n in name.names):
            places |= {t.i for t in doc if name.span.start <= t.idx < name.span.end}
    parties: set[int] = set()
    for named in parties_in(text):
        parties |= {t.i for t in doc if named.span.start <= t.idx < named.span.end}
    return frozenset(places), frozenset(parties)


def _ground_kind(token: Token) -> str | None:
    """The kind of ground a noun names, with the word before it or alone: "police station", "village"."""
    pair = f"{token.nbor(-1).lower_} {token.lower_}" if token.i else ""
    return _grounds().get(pair) or _grounds().get(token.lower_)


def _ground(parsed: Parsed, token: Token) -> _Ground | None:
    """What kind of ground a noun is, None for anything else."""
    places, parties = _named(parsed)
    if token.i in parties:
        return None
    kind = _ground_kind(token)
    if kind == "share" or token.pos_ in {"NUM"} or token.lower_ in words("units.csv"):
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ in {"of", "in"}:
                for inner in child.children:
                    if (
                        inner.dep_ == "pobj"
                        and (found := _ground(parsed, inner)) is not None
                        and found.kind != "unknown"
                    ):
                        return _Ground(token, "place" if found.kind in {"place", "name"} else found.kind)
        return None
    if kind is not None and not _is_compounded(token):
        return _Ground(token, kind)
    if token.i in places and token.text[:1].isupper():
        return _Ground(token, "name")
    if (
        token.tag_ not in {"NN", "NNS", "NNPS", "PRP", "DT", "CD"}
        and token.text[:1].isupper()
        and not _is_person(token)
    ):
        return _Ground(token, "unknown")
    return None


def _is_compounded(token: Token) -> bool:
    return token.dep_ in {"compound", "amod", "nmod"} and token.head.i > token.i


def _is_person(token: Token) -> bool:
    """Whether an unknown name is of people, by what stands beside it: a title, a role, "who", an article."""
    titles = words("titles.csv")
    for child in token.children:
        if child.dep_ in {"compound", "nmod", "amod"} and (
            child.lower_.rstrip(".") in {t.lower().rstrip(".") for t in titles}
        ):
            return True
        if child.dep_ == "relcl" and any(c.lower_ in {"who", "whom", "whose"} for c in child.subtree):
            return True
        if child.dep_ == "det" and child.lower_ == "the":
            return True  # "taken the Houthi side": a people, not a place
        if child.dep_ == "appos" and child.lower_ not in _grounds() and child.pos_ == "NOUN":
            return True
    return False


def _places(parsed: Parsed, cue: Cue) -> Iterator[_Ground]:
    """The ground a wording tells of."""
    if _aside(cue):
        return
    found: list[_Ground] = []
    for token in patients(cue):
        ground = _ground(parsed, token)
        joined = (
            found
            and token.dep_ == "conj"
            and token.tag_ == "NNS"
            and not any(c.dep_ == "nummod" for c in token.children)
        )
        if ground is not None and not (joined and found[-1].token.tag_ == "NNS"):
            found.append(ground)  # "cities and towns" are one
    if not found and not any(patients(cue)):
        found = _beside(parsed, cue)
    yield from found


def _beside(parsed: Parsed, cue: Cue) -> list[_Ground]:
    """The name next to a wording whose place the parser lost: "Bakhmut has fallen to", "claims capture of Bakhmut"."""
    places, parties = _named(parsed)
    doc = parsed.doc
    if cue.wording.frame == "subject":
        at = cue.token.i - 1
        while at > 0 and doc[at].pos_ in {"AUX", "ADV"} and at not in places:
            at -= 1
    else:
        at = cue.last.i + 1
    if not 0 <= at < len(doc) or at in parties or not doc[at].text[:1].isupper() or doc[at].text in {"I", "The"}:
        return []
    return [_Ground(doc[at], "name" if at in places else "unknown")]


def _aside(cue: Cue) -> bool:
    """Whether the words only say in passing whose the ground is: "rebel-held areas", "the land it holds"."""
    token = cue.token
    if token.dep_ in {"amod", "compound", "nmod"} or (token.i > 0 and token.nbor(-1).text == "-"):
        return True
    if cue.wording.frame == "noun" and token.dep_ == "pobj" and token.head.lower_ in {"under", "into", "in"}:
        return True  # "under the control of the army": that names who holds it
    if cue.wording.frame == "noun" and token.is_title and token.i > 0 and token.nbor(-1).is_title:
        return True  # part of a name: "the Conquest of Syria Front"
    if not cue.wording.tail and any(c.dep_ == "prt" for c in token.children):
        return True  # "taking out two launchers", "held up", "took on"
    if token.dep_ == "relcl" and not any(c.lower_ in {"which", "that", "who"} for c in token.subtree if c.i < token.i):
        return True
    return cue.wording.status == "held" and token.dep_ in {"acl", "relcl"}


def _is_war(parsed: Parsed, cue: Cue, ground: _Ground, doer: Token | None) -> bool:
    """Whether this is ground taken in war: strong words speak for themselves, weak ones need armed people."""
    text = parsed.doc.text
    strong = cue.wording.of == "strong"
    if doer is not None:
        first, end = noun_phrase(parsed.doc, doer)
        phrase = parsed.doc[first:end].text
        armed = _is_armed(phrase)
        national = _nations().search(phrase) is not None
    elif cue.last.lower_ in {"hands", "control"}:  # "is now in Russian hands"
        holder = parsed.doc[cue.token.i + 1 : cue.last.i].text
        armed, national = _is_armed(holder), _nations().search(holder) is not None
    else:
        armed = national = False
    if not armed and ground.kind == "place":  # "four military bases"
        first, end = noun_phrase(parsed.doc, ground.token)
        armed = _is_armed(parsed.doc[first:end].text)
    if ground.kind == "building":
        return armed or (_is_armed(text) and strong)
    if ground.kind == "unknown":
        vague = doer is None or doer.pos_ == "PRON"
        return armed or (strong and vague and _is_armed(text)) or (strong and national)
    if ground.kind == "vague" and not strong:
        return armed
    if strong or (national and doer is None and cue.last.lower_ in {"hands", "control"}):
        return True
    if armed or (national and (cue.wording.of == "weak" or ground.kind != "name")):
        return True
    if (cue.wording.frame == "object" and doer is not None and doer.pos_ == "PRON") or (
        cue.wording.frame in {"subject", "object"} and doer is None
    ):
        named = cue.wording.of == "weak" and ground.kind == "place" and _nations().search(text) is not None
        return named or _is_armed(text)  # "says it has seized 1,000 square kilometres of Russian territory"
    return doer is not None and doer.pos_ == "PROPN" and _is_armed(text)


def _contested(cue: Cue) -> bool:
    """Whether an event noun is what is fought or hoped for: "the battle for control of", "plans for the capture of"."""
    token = cue.token
    while token.dep_ in {"conj", "pobj", "pcomp", "dobj"} and token.head is not token:
        token = token.head
        if (
            token.lower_ in {"for", "over", "towards", "toward", "against", "before", "without", "until", "about", "on"}
            and token.dep_ == "prep"
        ):
            return token.lower_ in {"for", "over", "towards", "toward", "against", "before", "without", "until"}
        if token.pos_ == "VERB":
            return token.lemma_ in {
                "seek",
                "want",
                "demand",
                "plan",
                "order",
                "attempt",
                "contest",
                "dispute",
                "urge",
                "prevent",
            }
    return False


def _phrase(doc: Doc, token: Token) -> tuple[int, int]:
    """The words of a place: "a village in Kursk", "the southeastern city of Melitopol", "large parts of the port"."""
    first, end = noun_phrase(doc, token)
    while (
        end < len(doc) and doc[end].lower_ in _OPEN and doc[end].pos_ in {"ADP", "ADV"} and token.is_ancestor(doc[end])
    ):
        if _is_day(doc[end]):
            break
        at = end + 1
        while (
            at < len(doc)
            and doc[at].pos_ in {"DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON"} | {"PART"}
            and token.is_ancestor(doc[at])
        ):
            at += 1
        if at == end + 1:
            break
        end = at
    return first, end


def _is_day(preposition: Token) -> bool:
    days = {r["word"].lower() for r in rows("dates.csv") if r["sort"] in {"month", "weekday"}}
    return any(t.lower_ in days or (t.like_num and len(t.text) == 4) for t in preposition.subtree)


def _count(parsed: Parsed, ground: Token, numbers: Iterable[Number]) -> tuple[Count, Number | None]:
    doc = parsed.doc
    first, _ = noun_phrase(doc, ground)
    for number in numbers:
        if number.head == ground.i or number.first <= ground.i < number.end or first <= number.first < ground.i:
            return number.count, number
    if ground.tag_ in {"NNS", "NNPS"} or _grounds().get(ground.lower_) == "share":
        return Count.vague(doc[first : ground.i + 1].text), None
    return Count.exact(doc[first].text, 1), None


def _unfolded(cue: Cue, ground: _Ground, numbers: tuple[Number, ...]) -> Iterator[_Ground]:
    """The places one by one where a plural names them: "the villages of Lozove and Vovche"."""
    token = ground.token
    counted = any(n.head == token.i for n in numbers)
    if token.tag_ == "NNS" and not counted:
        names = [
            *_after_time(cue),
            *(
                name
                for child in token.children
                if (child.dep_ == "prep" and child.lower_ == "of") or child.dep_ == "appos"
                for pobj in ([child] if child.dep_ == "appos" else [c for c in child.children if c.dep_ == "pobj"])
                for name in conjuncts(pobj)
                if name.pos_ == "PROPN"
            ),
        ]
        if len(names) > len(list(_after_time(cue))):
            yield from (_Ground(name, "name") for name in sorted(names, key=lambda t: t.i))
            return
    yield ground


def _after_time(cue: Cue) -> Iterator[Token]:
    """Names the parser joins to a time: "the villages of Lozove over the weekend and Vovche on Monday"."""
    for child in cue.token.children:
        for noun in child.children if child.dep_ == "prep" else ():
            yield from (c for c in noun.children if c.dep_ == "conj" and c.pos_ == "PROPN" and noun.pos_ == "NOUN")


def mentions_in(parsed: Parsed, numbers: Iterable[Number]) -> tuple[Mention, ...]:
    """The places the sentence says were taken, are held, were lost or left, in order; `who` is the place."""
    doc, numbers = parsed.doc, tuple(numbers)
    found: dict[int, Mention] = {}
    cues = sorted(cues_in(doc, "control.csv"), key=lambda c: (c.wording.frame == "noun", c.token.i))
    covered: set[int] = set()
    for cue in cues:
        if cue.token.i in covered:
            continue
        covered |= set(range(cue.token.i + 1, cue.last.i + 1))
        doer = doer_of(cue)
        for ground in _places(parsed, cue):
            if not _is_war(parsed, cue, ground, doer):
                continue
            for place in _unfolded(cue, ground, numbers):
                if place.token.i not in found:
                    found[place.token.i] = _mention(parsed, cue, place.token, doer, numbers)
    return tuple(found[i] for i in sorted(found))


def _mention(parsed: Parsed, cue: Cue, place: Token, doer: Token | None, numbers: tuple[Number, ...]) -> Mention:
    doc = parsed.doc
    count, number = _count(parsed, place, numbers)
    first, end = _phrase(doc, place)
    if number is not None:
        first = min(first, number.first)
    reality = reality_at(parsed, cue)
    status, denied = Status(cue.wording.status), reality.denied
    if status is Status.HELD and _ended(cue):
        status, denied = Status.LOST, False
    unreal = reality.unreal or (cue.wording.frame == "noun" and _contested(cue))
    return Mention(
        parsed=parsed,
        kind=Kind.CONTROL,
        count=count,
        trigger=_trigger(parsed, cue),
        who=parsed.span(first, end),
        head=place.i,
        number=parsed.span(number.first, number.end) if number is not None else None,
        by=parsed.span(*noun_phrase(doc, doer)) if doer is not None else None,
        status=status,
        denied=denied,
        unreal=unreal,
        background=reality.background,
    )


def _ended(cue: Cue) -> bool:
    """Whether it is no longer held: "no longer controls the town"."""
    before = cue.token.doc[max(0, cue.token.i - 3) : cue.last.i + 1].text.lower()
    return "no longer" in before


def _trigger(parsed: Parsed, cue: Cue) -> Span:
    return parsed.span(cue.token.i, (cue.last.i if 0 <= cue.last.i - cue.token.i < 6 else cue.token.i) + 1)
