"""In which forms a reading can be had: each takes readings as they come and gives text as soon as it is ready."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from reportedly.claim import Reading
from reportedly.report import csv
from reportedly.report.documents import document
from reportedly.report.rows import rows


def json_line(value: object) -> str:
    """A value as one line of JSON Lines."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n"


def as_json(readings: Iterable[Reading]) -> Iterator[str]:
    """One article as an indented document; several as JSON Lines, one document a line."""
    incoming = iter(readings)
    first, second = next(incoming, None), next(incoming, None)
    if first is None:
        return
    if second is None:
        yield json.dumps(document(first), ensure_ascii=False, allow_nan=False, indent=2) + "\n"
        return
    for reading in chain((first, second), incoming):
        yield json_line(document(reading))


def as_rows(readings: Iterable[Reading]) -> Iterator[str]:
    """One line of JSON an article: its id and its claims as flat rows."""
    return (json_line(rows(reading)) for reading in readings)


def as_csv(readings: Iterable[Reading]) -> Iterator[str]:
    """A header, then one line a claim."""
    yield csv.header()
    for reading in readings:
        yield "".join(csv.lines(reading))


def as_html(readings: Iterable[Reading]) -> Iterator[str]:
    """One page with all articles; nothing where there are none."""
    from reportedly.report.html import page

    if collected := list(readings):
        yield page(collected)


FORMS: dict[str, Callable[[Iterable[Reading]], Iterator[str]]] = {
    "json": as_json,
    "rows": as_rows,
    "csv": as_csv,
    "html": as_html,
}
