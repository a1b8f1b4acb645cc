"""What programs get of a reading: JSON, rows, CSV."""

from __future__ import annotations

import csv as spreadsheet
import io
import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rivermouth import (
    ARTICLE,
    MONDAY,
    RAID,
    READING,
    SILENT,
    TANKS,
    TEXT,
    WOUNDED,
)

from reportedly.claim import (
    Attribution,
    Count,
    Role,
    When,
)
from reportedly.report import csv, forms
from reportedly.report.documents import document
from reportedly.report.rows import iso, row, rows


def test_json_carries_every_span_and_its_words() -> None:
    told = json.loads("".join(forms.as_json([READING])))
    assert told["article"] == {
        "id": ARTICLE.digest,
        "source": "rivermouth",
        "title": "Rivermouth falls quiet",
        "publisher": "Daily Ledger",
        "published": "2031-05-06",
        "url": None,
    }
    killed = told["claims"][0]
    assert killed["count"] == {
        "text": "more than 40",
        "span": None,
        "low": 41,
        "best": None,
        "high": None,
        "qualifier": "more_than",
        "unit": None,
        "open_list": False,
    }
    for evidence in killed["evidence"]:
        assert TEXT[slice(*evidence["span"])] == evidence["quote"]
    assert [s["role"] for s in killed["attribution"]] == ["claimant", "channel", "translator", "publisher"]
    assert told["claims"][1]["item"] == {"text": "tanks", "category": "armour", "type": "tank"}
    assert told["label"]["claims"] == 3


def test_whole_numbers_are_printed_as_integers() -> None:
    assert '"low": 3,' in json.dumps(document(replace(READING, claims=(replace(TANKS, count=Count.exact("3", 3.0)),))))


def test_several_articles_are_json_lines_one_is_a_document() -> None:
    assert "".join(forms.as_json([READING])).count("\n") > 10
    lines = "".join(forms.as_json([READING, SILENT])).splitlines()
    assert [json.loads(line)["article"]["source"] for line in lines] == ["rivermouth", "quiet"]
    assert "".join(forms.as_json([])) == ""


def test_rows_are_flat_with_names_written_out() -> None:
    told = json.loads("".join(forms.as_rows([READING])))
    assert told["id"] == "rivermouth"
    killed, tanks, wounded = told["claims"]
    assert killed == {
        "kind": "killed",
        "count_low": 40,
        "count_high": None,
        "qualifier": "more_than",
        "unit": None,
        "who": "soldiers of the Northern Brigade",
        "owner_or_side": "Northland",
        "by": "Free Valley Front",
        "item": None,
        "status": None,
        "place": "Rivermouth",
        "when": "2031-05-05",
        "claimant": "Free Valley Front",
        "via": ["Telegram", "Valley Post (translation)"],
        "hedged": False,
        "verification": "unverified",
        "evidence": RAID.of(TEXT),
        "alt_evidence": [],
    }
    assert (tanks["item"], tanks["status"], tanks["hedged"], tanks["verification"]) == (
        "tanks",
        "destroyed",
        True,
        "none",
    )
    assert wounded["claimant"] == "The army"


def test_an_article_without_claims_has_an_empty_row() -> None:
    assert rows(SILENT) == {"id": "quiet", "claims": []}


def test_the_reporters_own_voice_is_called_article() -> None:
    own = replace(WOUNDED, attribution=(Attribution(Role.CLAIMANT, "article"),))
    assert row(own, ARTICLE)["claimant"] == "article"


@pytest.mark.parametrize(
    ("when", "told"),
    [
        (When("on Monday", MONDAY, MONDAY), "2031-05-05"),
        (When("in February", date(2032, 2, 1), date(2032, 2, 29)), "2032-02"),
        (When("in 2030", date(2030, 1, 1), date(2030, 12, 31)), "2030"),
        (When("this week", MONDAY, date(2031, 5, 7)), "2031-05-05/2031-05-07"),
        (When("recently"), None),
        (None, None),
    ],
)
def test_dates_in_rows_are_iso(when: When | None, told: str | None) -> None:
    assert iso(when) == told


def test_csv_is_a_row_a_claim() -> None:
    table = list(spreadsheet.DictReader(io.StringIO("".join(forms.as_csv([READING, SILENT])))))
    assert [r["kind"] for r in table] == ["killed", "equipment", "wounded"]
    assert table[0]["count_low"] == "40"
    assert table[0]["via"] == "Telegram; Valley Post (translation)"
    assert tuple(table[0]) == csv.COLUMNS


@given(st.text(min_size=1))
@example("\r@SUM(A1)")
def test_no_cell_of_the_csv_is_a_formula(title: str) -> None:
    reading = replace(READING, article=replace(ARTICLE, title=title))
    for cells in spreadsheet.reader(io.StringIO("".join(csv.lines(reading)), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
