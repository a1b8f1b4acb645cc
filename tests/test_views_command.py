"""Coding views on the command line, as a user meets them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from test_cli import reportedly

DISPATCHES = (
    ("governor", "Twelve people were killed by shelling in Kherson on 18 March 2024, the regional governor said."),
    ("medics", "Nine people were killed by shelling in Kherson on 18 March 2024, medics said."),
    ("market", "Four people were wounded in an air strike on Khartoum on 2 May 2024, the United Nations said."),
)
RULES = '[figure.dead]\nkind = "killed"\n'


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("views")
    (folder / "articles").mkdir()
    for name, text in DISPATCHES:
        (folder / "articles" / f"{name}.txt").write_text(text, "utf-8")
    address = f"sqlite:///{folder}/ledger.db"
    assert reportedly("add", folder / "articles", "--db", address).returncode == 0
    return address


def test_a_view_is_a_table_and_says_what_it_left_out(db: str, tmp_path: Path) -> None:
    out = tmp_path / "events.csv"
    done = reportedly("view", "ucdp", "--out", out, "--db", db)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "ucdp: 1 row; 1 incident left out: 1 because no death is told\n"
    (row,) = csv.DictReader(out.read_text("utf-8").splitlines())
    assert (row["low"], row["best"], row["high"], row["where_coordinates"]) == ("9", "9", "12", "Kherson")


def test_every_cell_is_explained(db: str, tmp_path: Path) -> None:
    why = tmp_path / "why.jsonl"
    done = reportedly("view", "acled", "--format", "json", "--explain", why, "--country", "ua", "--db", db)
    (document,) = map(json.loads, done.stdout.splitlines())
    told = [json.loads(line) for line in why.read_text("utf-8").splitlines()]
    assert len(told) == len(document["cells"]) == 31
    (fatalities,) = [one for one in told if one["column"] == "fatalities"]
    assert (fatalities["row"], fatalities["value"], len(fatalities["claims"])) == (document["incident"], 9, 2)
    assert document["cells"]["fatalities"]["claims"] == fatalities["claims"]


@pytest.mark.parametrize(
    ("bounds", "rows"),
    [((), 2), (("--since", "2024-04-01"), 1), (("--until", "2024-04-01"), 1), (("--country", "SD"), 1)],
)
def test_incidents_by_time_and_country(db: str, bounds: tuple[str, ...], rows: int) -> None:
    done = reportedly("view", "acled", *bounds, "--db", db)
    assert len(done.stdout.splitlines()) - 1 == rows
    assert done.stderr == f"acled: {rows} row{'s' * (rows > 1)}\n"


def test_a_rule_book_of_ones_own(db: str, tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text('columns = ["dead.low", "dead.high"]\n' + RULES, "utf-8")
    done = reportedly("view", "own", "--rules", tmp_path / "rules.toml", "--db", db)
    assert done.stdout.splitlines() == ["dead.low,dead.high", "9,12"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("gted",), "unknown rule book “gted”: choose ucdp, acled or own"),
        (("own",), "own needs --rules FILE; samples/rules.toml is one to begin with"),
        (("own", "--rules", "gone.toml"), "cannot read gone.toml: No such file or directory"),
        (("ucdp", "--rules", "x.toml"), "--rules is for own: ucdp has its rules already"),
        (("ucdp", "--country", "Ukraine"), "--country “Ukraine” is no country's two letters: write UA for Ukraine"),
        (("ucdp", "--since", "spring"), "--since “spring” is not a date: write it as 2024-03-18"),
        (("ucdp", "--format", "xml"), "unknown format “xml”: choose table, csv or json"),
        (("ucdp", "--out", "a", "--explain", "a"), "--out and --explain are both a: name two files"),
    ],
)
def test_what_cannot_be_done_is_told(db: str, arguments: tuple[str, ...], told: str) -> None:
    done = reportedly("view", *arguments, "--db", db)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"reportedly: {told}\n")


def test_a_bad_rule_book_is_told_by_line(db: str, tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(RULES + 'best = "middle"\n', "utf-8")
    done = reportedly("view", "own", "--rules", tmp_path / "rules.toml", "--db", db)
    assert done.stderr.startswith(f"reportedly: {tmp_path}/rules.toml, line 3, figure.dead.best: “middle” is none of")
