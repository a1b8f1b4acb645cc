"""A reading in the terminal."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console
from rivermouth import (
    ARTICLE,
    READING,
    SILENT,
    span,
)

from reportedly.article import Span
from reportedly.claim import (
    Kind,
    Reading,
)
from reportedly.reading.statement import Statement
from reportedly.reading.tally import Total
from reportedly.report.documents import quotes_document, totals_document
from reportedly.report.table import print_quotes, print_reading, print_tally


def in_terminal(reading: Reading, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    print_reading(reading, console)
    return console.file.getvalue()  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [60, 80, 140])
def test_the_table_fits_and_says_everything(width: int) -> None:
    told = in_terminal(READING, width)
    assert max(map(len, told.splitlines())) <= width
    flat = " ".join(told.split())
    for said in (
        "Rivermouth falls quiet",
        "Daily Ledger · 6 May 2031",
        "3 figures · 2 original sources, all parties to the war",
        "Free Valley Front → Telegram → Valley Post (translation) → Daily Ledger",
        "more than 40",
        "Not verified by the Daily Ledger · comment requested from the Ministry of War by email",
        "worded with doubt: “said on Telegram”",
        "the list goes on",
        "No verification stated",
        "The list of equipment goes on",
    ):
        assert said in flat


def test_figures_stand_under_each_other() -> None:
    lines = in_terminal(READING).splitlines()
    ends = [line.index(told) for line in lines for told in ("  killed ", "  destroyed ", "  wounded ") if told in line]
    assert len(ends) == 3
    assert len(set(ends)) == 1


def test_nothing_found_is_an_answer_and_a_missing_date_is_told() -> None:
    told = in_terminal(SILENT)
    assert "No claims found." in told
    assert "no publication date: relative dates stay as written" in told


def test_a_text_cannot_command_the_terminal() -> None:
    evil = replace(
        READING, article=replace(ARTICLE, title="\x1b]0;owned\x07\x1b[2J quiet \u202e night", publisher="[red]Ledger")
    )
    told = in_terminal(evil)
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "[red]Ledger" in told


def test_totals_and_quotes_are_told_in_the_terminal() -> None:
    console = Console(file=io.StringIO(), width=80, highlight=False)
    killed, wounded = Total(3, 3, 3, "a policeman and two soldiers"), Total(0, 0, 0, "not stated")
    print_tally(ARTICLE, {Kind.KILLED: killed, Kind.WOUNDED: wounded}, console)
    print_quotes(ARTICLE, [Statement((span("The army"),), (), (Span(0, 10),))], console)
    told = " ".join(console.file.getvalue().split())  # type: ignore[attr-defined]
    assert "killed 3 a policeman and two soldiers wounded 0 not stated" in told
    assert "The army Rivermouth" in told


def test_totals_and_quotes_are_a_line_of_json() -> None:
    told = totals_document(ARTICLE, {Kind.KILLED: Total(3.0, 3.0, None, "at least three")})
    assert json.dumps(told) == (
        '{"id": "rivermouth", "tally": {"killed": {"low": 3, "best": 3, "high": null, "how": "at least three"}}}'
    )
    statement = Statement((), (Span(4, 8),), (Span(0, 3), Span(9, 10)))
    assert quotes_document(ARTICLE, [statement])["rels"] == [
        {"source": [], "cue": [[4, 8]], "content": [[0, 3], [9, 10]]}
    ]
