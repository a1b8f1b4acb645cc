"""What is asked: `killed > 100 claimant:"Russian Ministry of Defense" place:Belgorod since:2024-03-12`, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from reportedly.claim import Kind, Result, Status
from reportedly.ledger.database import LedgerError
from reportedly.ledger.schema import CheckResult, State


@dataclass(frozen=True, slots=True)
class Figure:
    """A bound on the figure of a kind, or of any kind where `kind` is None."""

    kind: Kind | None
    relation: str  # one of = < > <= >=
    number: float


@dataclass(frozen=True, slots=True)
class Field:
    """A field that must hold a value, or must not."""

    name: str
    value: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Words next to one another that must be there, or must not."""

    text: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """All of it must hold."""

    figures: tuple[Figure, ...] = ()
    fields: tuple[Field, ...] = ()
    words: tuple[Words, ...] = ()


FIELDS = {
    "claimant": "who says it",
    "via": "through whom it came: relay, channel, translator, publisher",
    "by": "the alleged doer",
    "who": "the side of the people or the equipment",
    "place": "where, by name",
    "country": "where, as a code of two letters: UA",
    "since": "not over before that day: 2024-03-12",
    "until": "begun by that day",
    "kind": ", ".join(Kind),
    "status": ", ".join(Status),
    "verification": ", ".join(Result),
    "checked": f"what the desk found: {', '.join(CheckResult)}, or none",
    "article": "the article's number, name or address",
    "publisher": "who published it",
    "state": ", ".join(State),
}
_CLOSED = {
    "kind": tuple(Kind),
    "status": tuple(Status),
    "verification": tuple(Result),
    "checked": (*CheckResult, "none"),
    "state": tuple(State),
}

_QUOTED = r'"(?P<{0}>[^"]*)"'
_TERM = re.compile(
    rf"""\s*(?:
        (?P<kind>figure|{"|".join(Kind)})\s*(?P<relation><=|>=|=|<|>)\s*(?P<number>\d[\d,]*(?:\.\d+)?)(?=\s|$)
      | (?P<not>-)?(?P<field>[a-z_]+):(?:{_QUOTED.format("quoted")}|(?P<value>[^\s"]+))
      | (?P<without>-)?(?:{_QUOTED.format("phrase")}|(?P<word>[^\s"]+))
    )""",
    re.VERBOSE,
)


def parsed(words: str) -> Query:
    """The query in a line of words.

    Raises LedgerError where a field is unknown, a date is none, or a quotation mark is left open.

    >>> parsed('killed > 100 place:Belgorod shelling').figures[0].number
    100.0
    """
    figures: list[Figure] = []
    fields: list[Field] = []
    sought: list[Words] = []
    at, words = 0, words.rstrip()
    while at < len(words):
        term = _TERM.match(words, at)
        if term is None:
            raise LedgerError(f"cannot read the query from {words[at:].strip()!r}: is a quotation mark left open?")
        at = term.end()
        if term["kind"]:
            kind = None if term["kind"] == "figure" else Kind(term["kind"])
            figures.append(Figure(kind, term["relation"], float(term["number"].replace(",", ""))))
        elif term["field"]:
            value = term["quoted"] if term["quoted"] is not None else term["value"]
            fields.append(_field(term["field"], value, term["not"] is not None))
        else:
            sought.append(
                Words(term["phrase"] if term["phrase"] is not None else term["word"], term["without"] is not None)
            )
    return Query(tuple(figures), tuple(fields), tuple(sought))


def _field(name: str, value: str, negated: bool) -> Field:
    if name not in FIELDS:
        raise LedgerError(f"unknown field “{name}:”; there are {', '.join(FIELDS)}")
    if name in _CLOSED and value not in _CLOSED[name]:
        raise LedgerError(f"{name}: “{value}” is none of {', '.join(_CLOSED[name])}")
    if name in ("since", "until"):
        if negated:
            raise LedgerError(f"-{name}: cannot be turned round; write {'until' if name == 'since' else 'since'}:DATE")
        try:
            date.fromisoformat(value)
        except ValueError:
            raise LedgerError(f"{name}: “{value}” is not a date; write it as 2024-03-12") from None
    return Field(name, value, negated)
