"""Coding views for people and for programs: as CSV, as JSON with the rule behind each cell, as blocks on a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reportedly.reconciling.views import Omitted, Row, View
from reportedly.report import words
from reportedly.report.csv import line

Document = dict[str, Any]


def csv_lines(view: View, rows: Iterable[Row]) -> Iterator[str]:
    """A line of column names, then one line an incident, safe to open in a spreadsheet."""
    yield line(view.columns)
    for row in rows:
        yield line(row.values)


def document(row: Row) -> Document:
    """A row as JSON: for each column its value, the rule that gave it, and the claims it rests on."""
    cells = {
        column: {"value": cell.value, "rule": cell.rule, "claims": list(cell.claims)}
        for column, cell in row.cells.items()
    }
    return {"incident": row.incident, "cells": cells}


def explanations(row: Row) -> Iterator[Document]:
    """Why each cell says what it says, a document a cell; the empty ones too."""
    for column, cell in row.cells.items():
        yield {
            "row": row.incident,
            "column": column,
            "value": cell.value,
            "rule": cell.rule,
            "claims": list(cell.claims),
        }


def print_rows(rows: Iterable[Row], console: Console) -> None:
    """Print each row as a block: its incident, then the columns that are not empty."""
    for row in rows:
        grid = Table.grid(padding=(0, 2))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for column, cell in row.cells.items():
            if cell.value not in (None, ""):
                grid.add_row(Text(column, "dim"), Text(words.clean(str(cell.value))))
        console.print(Text(f"incident {row.incident}", "bold"), Padding(grid, (0, 0, 1, 2), expand=False), sep="\n")


def summary(view: View, rows: int, omitted: Sequence[Omitted]) -> str:
    """How many rows there are, how many incidents have none, and why."""
    told = f"{view.name}: {words.counted(rows, 'row')}"
    if not omitted:
        return told
    reasons = sorted(Counter(one.why for one in omitted).items(), key=lambda reason: (-reason[1], reason[0]))
    listed = ", ".join(f"{number:,} because {why}" for why, number in reasons)
    return f"{told}; {words.counted(len(omitted), 'incident')} left out: {listed}"
