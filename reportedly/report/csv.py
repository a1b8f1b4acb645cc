"""Readings as CSV: one row a claim, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from reportedly.claim import Reading
from reportedly.report.rows import FIELDS, row

COLUMNS = ("id", "title", "publisher", "published", *FIELDS)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def header() -> str:
    """The line of column names."""
    return line(COLUMNS)


def lines(reading: Reading) -> Iterator[str]:
    """One line a claim; lists are joined with "; ", nothing is an empty cell."""
    article = reading.article
    origin = (article.id, article.title, article.publisher, article.published)
    for claim in reading.claims:
        yield line((*origin, *row(claim, article).values()))


def line(values: tuple[object, ...]) -> str:
    """One line of a table: its cells in order."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([_cell(value) for value in values])
    return out.getvalue()


def _cell(value: object) -> str | int | float:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return value
    text = "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # a bare CR ends a row for some, and no writer quotes it
    # OWASP, "CSV Injection": a cell that begins like a formula is run by the spreadsheet that opens it.
    return "'" + text if text.startswith(_FORMULA) else text
