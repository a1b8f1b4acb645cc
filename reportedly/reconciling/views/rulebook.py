"""A team's own rule book: a TOML file that says which figures are counted, from whom, and how."""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from reportedly.claim import Kind, Status
from reportedly.reconciling.voices import Sort

_HEADER = re.compile(r"\s*\[([^\[\]]+)\]\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_QUOTES = "\"' "

FACTS = (
    *("incident", "start", "end", "place", "country", "latitude", "longitude"),
    *("doers", "harmed", "claimants", "publishers", "claims"),
)
BOUNDS = ("low", "best", "high")


class RuleBookError(ValueError):
    """A rule book that cannot be used; the message names the line and the key, and says what would do."""


class Way(StrEnum):
    """How one of several rival figures is chosen. None of them makes up a figure that nobody said."""

    LOWEST = "lowest"
    HIGHEST = "highest"
    MEDIAN = "median"  # the middle one, of two the lower
    LATEST = "latest"
    MOST_TRUSTED = "most_trusted"  # of the source that comes first in `trust`; of several, the latest


class Enemy(StrEnum):
    """What becomes of a party's unconfirmed figures on its enemy."""

    COUNT = "count"
    HIGH = "high"  # they count in the high figure alone
    LEAVE = "leave"


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FigureRule(_Closed):
    """One figure of a rule book: what it counts, from whom, and how low, best and high are chosen."""

    kind: Kind
    sources: Annotated[tuple[Sort, ...], Field(min_length=1)] = tuple(Sort)
    low: Way = Way.LOWEST
    best: Way = Way.MEDIAN
    high: Way = Way.HIGHEST
    on_the_enemy: Enemy = Enemy.COUNT
    civilian: bool | None = None
    side: str | None = None
    item: str | None = None
    status: Status | None = None
    minimum: Annotated[float, Field(ge=0)] = 1


class RuleBook(_Closed):
    """A rule book as its file has it. `figure` has a section a figure; `columns` are by default all there are."""

    name: str = "own"
    columns: tuple[str, ...] = ()
    trust: tuple[Sort, ...] = tuple(Sort)
    other_words: Annotated[float, Field(ge=0)] | None = None
    words: dict[str, Annotated[float, Field(ge=0)]] = {}
    figure: Annotated[dict[str, FigureRule], Field(min_length=1)]

    @model_validator(mode="after")
    def _columns_exist(self) -> RuleBook:
        there = self.every_column
        if unknown := [column for column in self.columns if column not in there]:
            raise ValueError(f"there is no column “{unknown[0]}”; there are {', '.join(there)}")
        return self

    @property
    def every_column(self) -> tuple[str, ...]:
        """All columns that it could have."""
        return (*FACTS, *(f"{figure}.{bound}" for figure in self.figure for bound in BOUNDS))


def rule_book(text: str, name: str = "rules") -> RuleBook:
    """The rule book in a text; `name` is what the file goes by in errors. Raises RuleBookError.

    >>> rule_book('[figure.dead]\\nkind = "killed"').figure["dead"].best
    <Way.MEDIAN: 'median'>
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleBookError(f"{name}: {error}") from None
    try:
        return RuleBook.model_validate(told)
    except ValidationError as error:
        raise RuleBookError("\n".join(_told(one, text, name) for one in error.errors())) from None


def _told(error: Any, text: str, name: str) -> str:
    keys = tuple(str(key) for key in error["loc"] if not isinstance(key, int) and key != "[key]")
    if error["type"] == "value_error":
        keys = keys or ("columns",)
    line = _line_of(keys, text)
    where = f"{name}, line {line}" if line else name
    return f"{where}, {'.'.join(keys) or 'the file'}: {_said(error)}"


def _said(error: Any) -> str:
    """What is wrong and what would do, in words."""
    match error["type"]:
        case "missing":
            return "this key is missing"
        case "extra_forbidden":
            return "there is no such key"
        case "enum":
            return f"“{error['input']}” is none of {error['ctx']['expected']}"
        case "value_error":
            return str(error["ctx"]["error"])
        case _:
            message = str(error["msg"])
            return f"{message[:1].lower()}{message[1:]}, not {error['input']!r}"


def _line_of(keys: tuple[str, ...], text: str) -> int | None:
    """The line of a key, or of the nearest section around it."""
    lines = _lines(text)
    while keys:
        if keys in lines:
            return lines[keys]
        keys = keys[:-1]
    return None


def _lines(text: str) -> dict[tuple[str, ...], int]:
    """Where each key and section of a TOML text begins."""
    found: dict[tuple[str, ...], int] = {}
    section: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            section = _parts(header[1])
            found.setdefault(section, number)
        elif key := _KEY.match(line):
            found.setdefault((*section, *_parts(key[1])), number)
    return found


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip(_QUOTES) for part in dotted.split("."))
