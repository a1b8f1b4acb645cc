"""What is found: claims, with their words, their speakers, their doubt; and findings about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import inf

from reportedly.article import Article, Span


class Kind(StrEnum):
    """What is said to have happened."""

    KILLED = "killed"
    WOUNDED = "wounded"
    CASUALTIES = "casualties"  # killed and wounded together, or either
    CAPTURED = "captured"
    MISSING = "missing"
    DISPLACED = "displaced"
    EQUIPMENT = "equipment"
    CONTROL = "control"
    OTHER = "other"


PEOPLE = frozenset({Kind.KILLED, Kind.WOUNDED, Kind.CASUALTIES, Kind.CAPTURED, Kind.MISSING, Kind.DISPLACED})


class Status(StrEnum):
    """What became of equipment, a building or a place."""

    DESTROYED = "destroyed"
    DAMAGED = "damaged"
    CAPTURED = "captured"
    ABANDONED = "abandoned"
    TAKEN = "taken"
    HELD = "held"
    LOST = "lost"
    WITHDRAWN = "withdrawn"


class Qualifier(StrEnum):
    """How the words bound the number (the table "Numbers" in docs/method.md)."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    UP_TO = "up_to"
    ABOUT = "about"
    BETWEEN = "between"
    VAGUE = "vague"


@dataclass(frozen=True, slots=True)
class Count:
    """A number as the words give it: an open bound is None, and `low <= best <= high` where they are known.

    `unit` is None for people and things, else "per_day", "percent", "tonnes", "km2" and the like. `open_list` says that
    the list it stands in goes on ("among other items").
    """

    text: str
    low: float | None
    best: float | None
    high: float | None
    qualifier: Qualifier
    unit: str | None = None
    open_list: bool = False

    @property
    def number(self) -> float | None:
        """The number it is best known by; None where it has none ("dozens")."""
        return next((n for n in (self.best, self.low, self.high) if n is not None), None)

    def agrees_with(self, other: Count) -> bool:
        """Whether both can be right: their bounds meet, "about" leaving a tenth, or one of them names no number.

        >>> Count.at_least("at least ten", 10).agrees_with(Count.exact("14", 14))
        True
        """
        a, b = self._range, other._range
        return a is None or b is None or (a[0] <= b[1] and b[0] <= a[1])

    @property
    def _range(self) -> tuple[float, float] | None:
        if self.number is None:
            return None
        low, high = self.low if self.low is not None else 0, self.high if self.high is not None else inf
        return (low * 0.9, high * 1.1) if self.qualifier is Qualifier.ABOUT else (low, high)

    @classmethod
    def exact(cls, text: str, number: float) -> Count:
        """`number`, no more and no less."""
        return cls(text, number, number, number, Qualifier.EXACT)

    @classmethod
    def at_least(cls, text: str, number: float) -> Count:
        """`number` or more, best taken as `number`."""
        return cls(text, number, number, None, Qualifier.AT_LEAST)

    @classmethod
    def more_than(cls, text: str, number: float) -> Count:
        """Strictly more than `number`."""
        return cls(text, number + 1, None, None, Qualifier.MORE_THAN)

    @classmethod
    def up_to(cls, text: str, number: float) -> Count:
        """`number` or fewer."""
        return cls(text, None, None, number, Qualifier.UP_TO)

    @classmethod
    def about(cls, text: str, number: float) -> Count:
        """`number`, roughly."""
        return cls(text, number, number, number, Qualifier.ABOUT)

    @classmethod
    def between(cls, text: str, low: float, high: float) -> Count:
        """Any number from `low` to `high`."""
        return cls(text, min(low, high), None, max(low, high), Qualifier.BETWEEN)

    @classmethod
    def vague(cls, text: str) -> Count:
        """A word that names no number: "dozens", "several"."""
        return cls(text, None, None, None, Qualifier.VAGUE)


@dataclass(frozen=True, slots=True)
class Who:
    """The people, or whose equipment: as written, the side they belong to, and whether they are civilians."""

    text: str
    span: Span
    party: str | None = None
    civilian: bool | None = None


@dataclass(frozen=True, slots=True)
class By:
    """The alleged doer: as written, and the parties it stands for."""

    text: str
    span: Span | None
    parties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """Equipment or other things lost: as written, with its place in the taxonomy (lexicon/equipment.csv)."""

    text: str
    category: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """A place on the map: WGS 84 degrees, ISO 3166-1 alpha-2 country, GeoNames id where one is known."""

    name: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonames: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where it happened: as written, and what that resolves to."""

    text: str
    resolved: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """When it happened: as written, and the first and last day; `total_since` for a running total.

    `precision` is "day", "month", "year" or "range". `start` and `end` are None where the words cannot be resolved.
    """

    text: str
    start: date | None = None
    end: date | None = None
    total_since: date | None = None
    precision: str = "day"


class Role(StrEnum):
    """A station on the way from the first source to the page."""

    CLAIMANT = "claimant"
    RELAY = "relay"
    CHANNEL = "channel"
    TRANSLATOR = "translator"
    PUBLISHER = "publisher"


class Stance(StrEnum):
    """How the speaker stands to the content."""

    SAYS = "says"
    CLAIMS = "claims"
    CONFIRMS = "confirms"
    DENIES = "denies"
    DOUBTS = "doubts"


@dataclass(frozen=True, slots=True)
class Attribution:
    """One station of the chain: as written, resolved, and the spans of source, cue and content where there are any."""

    role: Role
    source: str
    parties: tuple[str, ...] = ()
    cue: str | None = None
    stance: Stance = Stance.SAYS
    source_span: Span | None = None
    cue_span: Span | None = None
    content_span: Span | None = None


class Result(StrEnum):
    """What came of checking; `strength` orders them, strongest first."""

    DENIED = "denied"
    UNVERIFIED = "unverified"
    CONFIRMED = "confirmed"
    COMMENT_REQUESTED = "comment_requested"

    @property
    def strength(self) -> int:
        """Rank for display when several hold for one claim: 4 (denied) down to 1 (comment requested)."""
        return 4 - list(Result).index(self)


@dataclass(frozen=True, slots=True)
class Verification:
    """Somebody confirms, denies, could not verify, or was asked: as the article states it for this claim."""

    result: Result
    span: Span
    by: str | None = None
    of: str | None = None
    channel: str | None = None
    when: date | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One count of one kind, from one claimant, about one happening. Every claim has at least one evidence span.

    `number` are the words of the count, None where people or things are told one by one ("a farmer and his daughter").
    `confidence` is the share of claims of this sort that were right on annotated articles.
    """

    id: str
    kind: Kind
    count: Count
    evidence: tuple[Span, ...]
    attribution: tuple[Attribution, ...]
    number: Span | None = None
    status: Status | None = None
    who: Who | None = None
    by: By | None = None
    item: Item | None = None
    place: Place | None = None
    when: When | None = None
    hedges: tuple[Span, ...] = ()
    party_to_conflict: bool | None = None
    verification: tuple[Verification, ...] = ()
    repeats: tuple[Span, ...] = ()
    part_of: str | None = None
    confidence: float = 1.0

    @property
    def claimant(self) -> Attribution:
        """The first source of the chain."""
        return self.attribution[0]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the reader should know, in a sentence a person understands, with the claims it rests on."""

    kind: str
    text: str
    claims: tuple[str, ...] = ()
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """What an article rests on: counts of claims and shares between 0 and 1."""

    claims: int
    claimants: int
    party_to_conflict: float
    independently_verified: int
    comment_requested: int
    named_sources: float


@dataclass(frozen=True, slots=True)
class Reading:
    """An article with all that was found in it."""

    article: Article
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    label: Label
