"""The command line, as a user meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

DISPATCH = (
    "At least 12 soldiers were killed and 30 wounded in a rocket attack on a base near Kherson on Monday, the regional "
    "governor said.\n"
)
WEATHER = "It rained in the valley and the market was empty.\n"


def reportedly(*arguments: str | Path, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reportedly.cli", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, encoding="utf-8", timeout=120)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a-attack.txt").write_text(DISPATCH, "utf-8")
    (tmp_path / "b-weather.txt").write_text(WEATHER, "utf-8")
    return tmp_path


def test_the_version_is_told() -> None:
    assert reportedly("--version").stdout.strip()[0].isdigit()


def test_help_names_every_command_without_loading_a_language_model() -> None:
    script = (
        "import sys; from reportedly.cli import app\n"
        "try: app(['--help'])\nexcept SystemExit: pass\n"
        "sys.exit('spacy' in sys.modules or 'trafilatura' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert all(command in done.stdout for command in ("read", "tally", "quotes"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("read", "--format", "xml", "x.txt"), "unknown format “xml”: choose table, json, rows, csv or html"),
        (("tally", "--format", "csv", "x.txt"), "unknown format “csv”: choose table or json"),
        (
            ("read", "--published", "yesterday", "x.txt"),
            "--published “yesterday” is not a date: write it as 2024-03-18",
        ),
        (("read", "--out", "/nowhere/out.json", "x.txt"), "cannot write /nowhere/out.json"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(arguments: tuple[str, ...], told: str) -> None:
    done = reportedly(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_source_is_not_written_over(folder: Path) -> None:
    done = reportedly("read", folder / "a-attack.txt", "--out", folder / "a-attack.txt")
    assert "it is also a source" in done.stderr
    assert (folder / "a-attack.txt").read_text("utf-8") == DISPATCH


def test_rows_are_a_line_an_article_in_the_order_of_the_sources(folder: Path) -> None:
    sources = (folder / "b-weather.txt", folder / "a-attack.txt")
    done = reportedly("read", *sources, "--format", "rows", "--published", "2031-05-06")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, "")
    assert [line["id"] for line in lines] == ["b-weather", "a-attack"]
    assert lines[0]["claims"] == []
    killed = lines[1]["claims"][0]
    assert (killed["kind"], killed["count_low"], killed["qualifier"]) == ("killed", 12, "at_least")
    assert killed["evidence"] in DISPATCH
    assert '"count_low": 12,' in done.stdout


def test_a_bad_source_is_named_and_the_others_are_read(folder: Path) -> None:
    (folder / "empty.txt").write_text("", "utf-8")
    sources = (folder / "missing.txt", folder / "empty.txt", folder / "a-attack.txt")
    done = reportedly("read", *sources, "--format", "rows")
    assert done.returncode == 2
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a-attack"]
    assert "missing.txt" in done.stderr
    assert "empty.txt" in done.stderr
    assert done.stderr.count("\n") == 2


def test_strict_stops_at_the_first_bad_source(folder: Path) -> None:
    done = reportedly("read", "--strict", folder / "missing.txt", folder / "a-attack.txt", "--format", "rows")
    assert done.returncode == 2
    assert done.stdout == ""


def test_standard_input_is_read_and_one_article_is_one_document() -> None:
    done = reportedly("read", "-", "--format", "json", "--title", "Base hit", "--publisher", "Ledger", stdin=DISPATCH)
    told = json.loads(done.stdout)
    assert (told["article"]["title"], told["article"]["publisher"]) == ("Base hit", "Ledger")
    assert [claim["kind"] for claim in told["claims"]] == ["killed", "wounded"]


def test_the_table_says_that_nothing_was_found_and_that_the_date_is_missing() -> None:
    done = reportedly("read", stdin=WEATHER)
    assert "No claims found." in done.stdout
    assert "no publication date" in done.stdout
    assert "\x1b" not in done.stdout


def test_a_page_is_written_outside_of_what_is_read(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    refused = reportedly("read", folder, "--format", "html", "--out", folder / "report.html")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "the next run would read it as a source" in refused.stderr

    report = tmp_path_factory.mktemp("out") / "report.html"
    done = reportedly("read", folder, "--format", "html", "--out", report)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert report.read_text("utf-8").startswith("<!doctype html>")


def test_totals_are_a_line_an_article(folder: Path) -> None:
    lines = [json.loads(line) for line in reportedly("tally", folder).stdout.splitlines()]
    assert [line["id"] for line in lines] == ["a-attack", "b-weather"]
    assert lines[0]["tally"]["killed"]["low"] == 12
    assert lines[1]["tally"]["killed"] == {"low": 0, "best": 0, "high": 0, "how": "not stated"}


def test_quotes_are_spans_of_the_text(folder: Path) -> None:
    line = json.loads(reportedly("quotes", folder / "a-attack.txt").stdout)
    relation = line["rels"][0]
    assert line["id"] == "a-attack"
    assert [DISPATCH[start:end] for start, end in relation["source"]] == ["the regional governor"]
    assert [DISPATCH[start:end] for start, end in relation["cue"]] == ["said"]


def test_nobody_listening_is_no_error(folder: Path) -> None:
    script = f"{sys.executable} -m reportedly.cli read {folder} --format json | head -c 1"
    done = subprocess.run(script, shell=True, capture_output=True, text=True, timeout=120)
    assert done.stderr == ""
