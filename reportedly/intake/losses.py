"""Running totals of losses that come as a table: one dated record a day, one figure a column (Petro Ivaniuk's files).

Each record is an article of its own, whose text is the record as it stands in the file, so that every figure has its
words. A file of corrections has the same columns, and figures by which the totals were corrected on that day.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from reportedly.article import Article, Span
from reportedly.claim import (
    Attribution,
    Claim,
    Count,
    Finding,
    Item,
    Kind,
    Qualifier,
    Reading,
    Role,
    Status,
    When,
    Who,
)
from reportedly.intake.capture import Arrival, Capture
from reportedly.intake.problem import Passed, Problem, Unreadable
from reportedly.intake.text import decoded, marked_encoding
from reportedly.lexicon import Row, rows
from reportedly.reading.label import label_of
from reportedly.version import __version__

LANGUAGE = "zxx"  # ISO 639: no linguistic content; readers of prose pass it over
CORRECTION = "correction"  # the unit of a figure by which a running total was corrected
READER = f"losses {__version__}"
TABLE = "ukrainian-general-staff"

_PAIR = re.compile(r'(?P<name>"(?:[^"\\]|\\.)*")\s*:\s*(?P<value>"(?:[^"\\]|\\.)*"|[^\s,{}\[\]]+)')
_RECORD_START = re.compile(r"\{")
_SPACE = re.compile(r"[\s,]*")
_BOUND = "*"
_DATE, _DAY = "date", "day"
_TITLES = {
    "equipment": "Equipment losses of {side}, running totals of {day}",
    "personnel": "Personnel losses of {side}, running totals of {day}",
    CORRECTION: "Losses of {side}, corrections of {day}",
}


# --- the file ---------------------------------------------------------------------------------------------------------


def arrivals_in(data: bytes, source: str, publisher: str | None = None) -> Iterator[Arrival | Problem]:
    """The records of a file, each an article; a problem in the place of what cannot be read, and the rest is kept.

    `source` is the file's name, `publisher` who compiled the table, where it is not whom the lexicon names. Raises
    Unreadable where the file is no list of dated records at all.
    """
    decoded(data)  # says what is wrong with bytes that are no text
    encoding, body = marked_encoding(data) or ("utf-8", data)
    text = body.decode(encoding)
    corrects = CORRECTION in source.rsplit("/", 1)[-1].lower()
    unknown: dict[str, Passed] = {}
    seen: dict[str, int] = {}
    for start, end, fault in _records(text):
        line = text.count("\n", 0, start) + 1
        if fault:
            yield Problem(source, line, fault)
            continue
        record = _Record(text[start:end])
        try:
            day = record.day
        except ValueError as error:
            yield Problem(source, line, f"a record without a day: {error}; it was left out")
            continue
        form = CORRECTION if corrects else record.form
        for complaint in record.complaints(form):
            yield Problem(source, line, f"record {day}: {complaint}")
        for column in record.unknown:
            unknown.setdefault(column, Passed()).add(str(day))
        again = seen[str(day)] = seen.get(str(day), 0) + 1
        capture = Capture(text[start:end].encode(encoding), "application/json", f"{source}:{line}")
        yield Arrival(_article(record, form, again, publisher), capture)
    for column, days in unknown.items():
        yield Problem(
            source,
            None,
            f"the column “{column}” is not known ({days.count} records, from {days.first[0]}): its words are kept, "
            "its figures are not read; add it to lexicon/losses_columns.csv and import the file again",
        )
    if not seen:
        raise Unreadable("no dated records; a table of losses is a JSON list of objects, each with a “date”")


def _records(text: str) -> Iterator[tuple[int, int, str | None]]:
    """Where each object of a JSON list begins and ends, with what is wrong with it; behind damage, on at the next."""
    head = _SPACE.match(text)
    at = head.end() if head else 0
    if text[at : at + 1] != "[":
        raise Unreadable("not a table of losses: JSON, a list of records, each with a “date”")
    at += 1
    decoder = json.JSONDecoder()
    while True:
        gap = _SPACE.match(text, at)
        at = gap.end() if gap else at
        if text[at : at + 1] in ("", "]"):
            if at >= len(text):
                yield max(0, len(text.rstrip()) - 1), at, "the file breaks off; the records before are kept"
            return
        try:
            found, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            why = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
            nearby = _RECORD_START.search(text, at + 1)
            end = nearby.start() if nearby else len(text)
            yield at, end, f"broken JSON ({why}); this record was left out"
            if nearby is None:
                return
        else:
            flat = isinstance(found, dict) and not any(isinstance(value, dict | list) for value in found.values())
            yield at, end, None if flat else "not a record of names and figures; it was left out"
        at = end


def _article(record: _Record, form: str, again: int, publisher: str | None) -> Article:
    table = _table()
    day = record.day
    name = f"{TABLE}/{form}/{day}" + (f"/{again}" if again > 1 else "")
    return Article(
        record.text,
        id=name,
        title=_TITLES[form].format(side=table["side"], day=day),
        publisher=publisher or table["publisher"],
        published=day,
        url=f"losses:{name}",
        language=LANGUAGE,
    )


# --- the record -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cell:
    """A column with its value, and where the pair, the name and the value stand in the record's text."""

    column: str
    value: object
    pair: Span
    name: Span
    figure: Span


class _Record:
    """One record: its cells in their order, its day, and what is wrong with it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.cells = [
            _Cell(
                json.loads(m["name"]), json.loads(m["value"]), Span(*m.span()), Span(*m.span(1)), Span(*m.span("value"))
            )
            for m in _PAIR.finditer(text)
        ]
        self._by_name = {cell.column: cell for cell in self.cells}

    @property
    def read(self) -> list[_Cell]:
        """One cell a column: of one that stands twice, the last, as JSON has it."""
        return list(self._by_name.values())

    def cell(self, column: str) -> _Cell | None:
        return self._by_name.get(column)

    @property
    def day(self) -> date:
        """Raises ValueError where there is none."""
        cell = self.cell(_DATE)
        if cell is None:
            raise ValueError("it has no “date”")
        try:
            return date.fromisoformat(str(cell.value))
        except ValueError:
            raise ValueError(f"“{cell.value}” is not a date; write it as 2024-03-12") from None

    @property
    def form(self) -> str:
        """Which table it is of: people have a column of bounds, corrections count people beside equipment."""
        columns = self._by_name.keys()
        if any(column.endswith(_BOUND) for column in columns):
            return "personnel"
        people = [c for c in columns if (row := _columns().get(c)) and row["kind"] not in (Kind.EQUIPMENT, "text")]
        things = [c for c in columns if (row := _columns().get(c)) and row["kind"] == Kind.EQUIPMENT]
        if people and things:
            return CORRECTION
        return "personnel" if people else "equipment"

    @property
    def unknown(self) -> list[str]:
        """Columns with a figure that the lexicon does not have."""
        return [
            c.column
            for c in self.cells
            if c.column not in _columns() and c.column not in (_DATE, _DAY) and _is_number(c.value)
        ]

    def complaints(self, form: str) -> Iterator[str]:
        """What cannot be read of it, each in words."""
        columns = [cell.column for cell in self.cells]
        for column in dict.fromkeys(c for c in columns if columns.count(c) > 1):
            yield f"“{column}” stands twice; only the last is read"
        for cell in self.read:
            row = _columns().get(cell.column)
            if row is None or row["kind"] == "text" or cell.value is None:
                continue
            shown = self.text[cell.figure.start : cell.figure.end]
            bound = self.cell(cell.column + _BOUND)
            if not _is_number(cell.value):
                yield f"“{cell.column}” is {shown}, which is no number; it was left out"
            elif form != CORRECTION and not _is_total(cell.value):
                yield f"“{cell.column}” is {shown}: no total is below zero; it was left out"
            elif bound is not None and _bound(bound.value) is None:
                yield f"“{bound.column}” is “{bound.value}”, which is in no row of bounds.csv; the figure was left out"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15


def _is_total(value: object) -> bool:
    return isinstance(value, int | float) and _is_number(value) and value >= 0


def _bound(value: object) -> Qualifier | None:
    """The bound that a word sets: "about", "more" (than)."""
    words = str(value).lower()
    found = _bounds().get(words) or _bounds().get(f"{words} than")
    return Qualifier(found) if found else None


@cache
def _bounds() -> dict[str, str]:
    return {row["phrase"]: row["qualifier"] for row in rows("bounds.csv") if row["position"] == "before"}


@cache
def _columns() -> dict[str, Row]:
    return {row["column"]: row for row in rows("losses_columns.csv")}


@cache
def _table() -> Row:
    return next(row for row in rows("losses_tables.csv") if row["table"] == TABLE)


# --- the claims -------------------------------------------------------------------------------------------------------


def read_record(article: Article) -> Reading:
    """The claims of one record, a figure each, in the order of its columns; for `Ledger.add_all`.

    A total of 0 is a statement ("none so far"). A correction by 0 is none, and so is a column without a figure.
    """
    record = _Record(article.text)
    corrects = f"/{CORRECTION}/" in article.id
    claims = tuple(
        claim
        for cell in record.read
        if (row := _columns().get(cell.column)) is not None
        and row["kind"] != "text"
        and (claim := _claim(article, record, cell, row, corrects)) is not None
    )
    return Reading(article, claims, tuple(_findings(record)), label_of(claims))


def _claim(article: Article, record: _Record, cell: _Cell, row: Row, corrects: bool) -> Claim | None:
    value = cell.value
    if not isinstance(value, int | float) or not _is_number(value) or (value == 0 if corrects else value < 0):
        return None
    table, day = _table(), record.day
    dated = record.cell(_DATE)
    assert dated is not None
    evidence: tuple[Span, ...] = (cell.pair, dated.pair)
    written = cell.figure.of(article.text)
    if corrects:
        count = replace(Count.exact(written, value), unit=CORRECTION)
    elif (bound := record.cell(cell.column + _BOUND)) is not None:
        made = _bounded(f"{bound.value} {written}", value, _bound(bound.value))
        if made is None:
            return None
        count, evidence = made, (cell.pair, bound.pair, dated.pair)
    else:
        count = Count.exact(written, value)
    since = date.fromisoformat(table["since"])
    people = row["kind"] != Kind.EQUIPMENT
    return Claim(
        id=cell.column,
        kind=Kind(row["kind"]),
        count=count,
        evidence=evidence,
        attribution=(
            Attribution(Role.CLAIMANT, table["claimant"], (table["party"],)),
            Attribution(Role.PUBLISHER, article.publisher or table["publisher"]),
        ),
        number=cell.figure,
        status=Status(row["status"]) if row["status"] else None,
        who=Who(cell.column, cell.name, table["side"], False if people else None),
        item=None if people else Item(cell.column, row["category"], row["type"]),
        when=When(str(day), day if corrects else since, day, since, "day" if corrects else "range"),
        party_to_conflict=True,
    )


def _bounded(text: str, value: float, qualifier: Qualifier | None) -> Count | None:
    match qualifier:
        case Qualifier.ABOUT:
            return Count.about(text, value)
        case Qualifier.MORE_THAN:
            return Count.more_than(text, value)
        case Qualifier.AT_LEAST:
            return Count.at_least(text, value)
        case Qualifier.UP_TO:
            return Count.up_to(text, value)
        case Qualifier.EXACT:
            return Count.exact(text, value)
        case _:
            return None


def _findings(record: _Record) -> Iterator[Finding]:
    """Whether the record counts the days of the war as the calendar does; the date is taken, whatever it says."""
    cell = record.cell(_DAY)
    if cell is None or not isinstance(cell.value, int):
        return
    right = (record.day - date.fromisoformat(_table()["since"])).days + 1
    if cell.value != right:
        text = f"the record of {record.day} says day {cell.value} of the war; by its date it is day {right}"
        yield Finding("day_differs", text, (), cell.pair)
