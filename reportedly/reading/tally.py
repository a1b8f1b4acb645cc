"""The text's own total: how many were killed, wounded and so on in its incident, and how that was reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reportedly.claim import PEOPLE, Kind, Qualifier
from reportedly.reading.mention import Mention
from reportedly.reading.reality import is_superseded


@dataclass(frozen=True, slots=True)
class Total:
    """One outcome's total: an open bound is None, `how` says in words how it was reached ("not stated": 0)."""

    low: float | None
    best: float | None
    high: float | None
    how: str


Tally = Mapping[Kind, Total]

NOT_STATED = Total(0, 0, 0, "not stated")
_ADDS = frozenset(
    [
        "also",
        "another",
        "other",
        "others",
        "more",
        "additional",
        "further",
        "second",
        "third",
        "separately",
        "additionally",
        "besides",
        "later",
    ]
)
_GENERIC = frozenset(["people", "persons", "individuals", "others", "civilians", "victims", "person"])
_ANAPHORIC = frozenset(
    ["hostages", "captives", "victims", "men", "they", "them", "abductees", "all", "both", "who", "those", "women"]
)


@dataclass(frozen=True, slots=True, eq=False)
class _Figure:
    mention: Mention
    value: float

    @property
    def words(self) -> list[str]:
        m = self.mention
        if m.who is None:
            return []
        start = m.parsed.sentence.span.start
        return [t.lower_ for t in m.parsed.doc if m.who.start - start <= t.idx < m.who.end - start]

    @property
    def head(self) -> str:
        m = self.mention
        return m.parsed.doc[m.head].lemma_.lower() if m.head is not None else ""

    @property
    def definite(self) -> bool:
        return bool({"the", "both", "all", "these", "those"} & set(self.words[:3]))

    @property
    def pronoun(self) -> bool:
        m = self.mention
        return m.head is not None and m.parsed.doc[m.head].tag_ in {"PRP", "PRP$", "WP"}

    @property
    def stands_for(self) -> bool:
        """Whether the words only point back at somebody: "he", "the victim"."""
        said = self.definite and self.head in {"victim", "man", "woman", "deceased", "boy", "girl"}
        return (
            self.value == 1 and (self.pronoun or said) and not any(w.endswith(("self", "selves")) for w in self.words)
        )

    @property
    def adds(self) -> bool:
        """Whether the words say that this comes on top of what was told: "two others", "was also killed"."""
        if _ADDS & set(self.words):
            return True
        doc, at = self.mention.parsed.doc, self._trigger()
        return any(t.lower_ in _ADDS for t in doc[max(0, at - 3) : at + 3])

    def _trigger(self) -> int:
        token = self.mention.parsed.token_at(self.mention.trigger.start)
        return token.i if token is not None else 0

    @property
    def is_total(self) -> bool:
        """Whether the words say that this is the whole: "a total of", "in all", "the death toll"."""
        m = self.mention
        trigger = m.parsed.doc.text[m.trigger.start - m.parsed.sentence.span.start :][: m.trigger.end - m.trigger.start]
        said = {t.lower_ for t in m.parsed.doc} & {"altogether", "overall"} or "in all ," in " ".join(
            t.lower_ for t in m.parsed.doc
        )
        return "toll" in trigger.lower() or "total" in self.words or bool(said)

    @property
    def names(self) -> set[str]:
        """What this person is called: the noun, its names, and the appositions of either."""
        m = self.mention
        if m.head is None:
            return set()
        head = m.parsed.doc[m.head]
        own = [head, *(c for c in head.children if c.dep_ in {"appos", "compound"} and c.pos_ in {"NOUN", "PROPN"})]
        own += [c for t in own if t.dep_ == "appos" for c in t.children if c.dep_ == "compound" and c.pos_ == "PROPN"]
        if head.dep_ == "appos":
            own.append(head.head)
        return {t.lemma_.lower() for t in own if t.pos_ in {"NOUN", "PROPN"} and t.lower_ not in _GENERIC}


def _value(mention: Mention) -> float | None:
    c = mention.count
    if c.qualifier is Qualifier.MORE_THAN and c.low is not None:
        return c.low - 1
    return c.best if c.best is not None else c.low if c.low is not None else c.high


def _told(mentions: Sequence[Mention], kind: Kind) -> list[Mention]:
    """The mentions of the incident itself: real, not earlier, no parts."""
    real = [m for m in mentions if not (m.unreal or m.denied) and m.part_of is None and not m.subset]
    harm = [m for m in mentions if m.kind in {Kind.KILLED, Kind.WOUNDED, Kind.CASUALTIES} and not m.unreal]
    now = any(not m.background and not m.weak for m in harm)
    sure = any(not m.weak and not m.denied and not m.background for m in harm)
    last = any(not m.denied and not is_superseded(m.parsed) for m in harm)
    return [
        m
        for m in real
        if m.kind is kind
        and not (m.background and (now or m.parsed.sentence.index > 0))
        and not (m.weak and sure)
        and not (last and is_superseded(m.parsed))
    ]


def _figures(mentions: Sequence[Mention], kind: Kind) -> Iterator[_Figure]:
    held = [m for m in mentions if m.kind is Kind.CAPTURED and not m.unreal and not m.denied and m.part_of is None]
    for m in _told(mentions, kind):
        value = _value(m)
        if value is None and kind is not Kind.CAPTURED:
            value = _antecedent(m, held)
        if value:
            yield _Figure(m, value)


def _antecedent(mention: Mention, held: Sequence[Mention]) -> float | None:
    """How many "the hostages" or "the soldiers" are, who were taken in a sentence before."""
    figure = _Figure(mention, 0)
    if not (figure.definite or figure.pronoun) or mention.head is None:
        return None
    head = mention.parsed.doc[mention.head]
    before = [m for m in held if m.parsed.sentence.index < mention.parsed.sentence.index and _value(m)]
    same = [m for m in before if m.head is not None and m.parsed.doc[m.head].lemma_ == head.lemma_]
    if not same and head.lower_ in _ANAPHORIC:
        same = [m for m in before if m.parsed is before[-1].parsed]
    return sum(_value(m) or 0 for m in same) or None


def _repeats(figure: _Figure, kept: Sequence[_Figure]) -> bool:
    """Whether the figure tells again what was told in a sentence before."""
    if figure.stands_for and any(k.value == 1 or figure.pronoun for k in kept):
        return not figure.adds
    before = [k for k in kept if k.mention.parsed is not figure.mention.parsed]
    if not before:
        return False
    if figure.adds:
        return False
    if figure.value == 1:
        if any(k.value == 1 and k.names & figure.names for k in before):
            return True
        return any(k.value > 1 and k.words and k.words[-1] in _GENERIC | {figure.head + "s"} for k in before)
    total = sum(k.value for k in before)
    if figure.value in {k.value for k in before} or figure.value == total:
        return True
    return figure.definite and figure.value <= total


def _replaces(figure: _Figure, kept: Sequence[_Figure]) -> bool:
    """Whether the figure is the total of what was told before: "In all, nine people were hurt"."""
    before = [k for k in kept if k.mention.parsed is not figure.mention.parsed]
    if not before or figure.adds or figure.value < sum(k.value for k in before):
        return False
    generic = bool(figure.words) and figure.words[-1] in _GENERIC
    return figure.is_total or (
        figure.value > 1 and (generic or figure.definite) and all(k.value < figure.value for k in before)
    )


def _total(figures: Sequence[_Figure]) -> Total:
    kept: list[_Figure] = []
    for figure in figures:
        if _repeats(figure, kept):
            continue
        if _replaces(figure, kept):
            kept = [k for k in kept if k.mention.parsed is figure.mention.parsed]
        kept.append(figure)
    if not kept:
        return NOT_STATED
    counts = [k.mention.count for k in kept]
    best = sum(k.value for k in kept)
    low = sum((0 if c.qualifier is Qualifier.UP_TO else k.value) for c, k in zip(counts, kept, strict=True))
    open_end = any(c.qualifier in {Qualifier.AT_LEAST, Qualifier.MORE_THAN} for c in counts)
    high = (
        None if open_end else sum(c.high if c.high is not None else k.value for c, k in zip(counts, kept, strict=True))
    )
    return Total(low, best, high, _how(kept))


def _how(kept: Sequence[_Figure]) -> str:
    parts = [" ".join(k.words) or f"{k.value:g}" for k in kept]
    if len(kept) == 1:
        return f"as stated: {parts[0]}"
    return f"added up: {' + '.join(f'{k.value:g} ({p})' for k, p in zip(kept, parts, strict=True))}"


def _same_person(figure: _Figure, dead: Sequence[_Figure]) -> bool:
    """Whether the one hurt is one who died: "The judge was shot in the back", after "A judge was gunned down"."""
    return (
        figure.value == 1
        and any(d.value == 1 and (figure.stands_for or d.stands_for or (figure.names & d.names)) for d in dead)
        and not figure.adds
    )


def tally_of(mentions: Sequence[Mention], text: str) -> Tally:
    """The totals of a text about one incident, by kind, from its mentions in text order."""
    figures = {kind: list(_figures(mentions, kind)) for kind in Kind if kind in PEOPLE}
    dead = figures[Kind.KILLED]
    figures[Kind.WOUNDED] = [f for f in figures[Kind.WOUNDED] if not _same_person(f, dead)]
    return {kind: _total(found) for kind, found in figures.items()}
