"""The ledger on the command line, as a user meets it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from test_cli import DISPATCH, WEATHER, reportedly
from test_warc import Archive, page

from reportedly.ledger import Ledger, acts


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "attack.txt").write_text(DISPATCH, "utf-8")
    (folder / "weather.txt").write_text(WEATHER, "utf-8")
    return folder


@pytest.fixture
def db(tmp_path: Path, source: Path) -> str:
    address = f"sqlite:///{tmp_path}/kept/ledger.db"
    done = reportedly("add", source, "--db", address)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["new"] == 2
    return address


def test_adding_again_adds_nothing(db: str, source: Path) -> None:
    told = json.loads(reportedly("add", source, "--db", db).stdout)
    assert (told["new"], told["known"], told["claims"]) == (0, 2, 0)
    stats = json.loads(reportedly("ledger", "stats", "--db", db, "--format", "json").stdout)
    assert (stats["articles"], stats["claims"], stats["entries"]) == (2, 2, 4)


def test_a_bad_source_is_told_and_the_others_are_kept(tmp_path: Path, source: Path) -> None:
    (source / "broken.txt").write_bytes(b"\xff\xfe\x00broken")
    done = reportedly("add", source, "http://127.0.0.1/", "--db", f"sqlite:///{tmp_path}/ledger.db")
    assert (done.returncode, json.loads(done.stdout)["new"], json.loads(done.stdout)["problems"]) == (2, 2, 2)
    assert "broken.txt" in done.stderr and "127.0.0.1" in done.stderr


def test_an_archive_with_a_front_page_in_it_is_no_problem(tmp_path: Path) -> None:
    archive = (
        Archive().add("https://a.example/", b"<html><body></body></html>").add("https://a.example/1", page("Meris"))
    )
    (tmp_path / "crawl.warc.gz").write_bytes(archive.data)
    done = reportedly("add", "--strict", tmp_path / "crawl.warc.gz", "--db", f"sqlite:///{tmp_path}/ledger.db")
    assert (done.returncode, json.loads(done.stdout)["new"], json.loads(done.stdout)["problems"]) == (0, 1, 0)
    assert "1 of 2 pages hold no article and were left out: https://a.example/\n" in done.stderr
    done = reportedly("read", tmp_path / "crawl.warc.gz", "--format", "rows")
    assert (done.returncode, "left out" in done.stderr) == (0, True)


def test_find_in_each_form(db: str) -> None:
    line = json.loads(reportedly("find", "killed", ">", "10", "--db", db).stdout)
    assert (line["claim"]["count"]["low"], line["article"]["id"]) == (12, "attack")
    table = reportedly("find", "killed > 10 place:Kherson", "--db", db, "--format", "table").stdout
    assert "at least 12" in table and "1 claim" in table
    header, row = reportedly("find", "killed > 10", "--db", db, "--format", "csv").stdout.splitlines()
    assert header.startswith("claim,state,kind") and ",killed,,At least 12," in row


def test_a_shell_may_have_taken_the_quotation_marks(db: str) -> None:
    for query in (["claimant:regional governor"], ["claimant:regional governor", "kind:killed"], ["rocket attack"]):
        assert reportedly("find", *query, "--db", db).stdout.startswith('{"id": ')


def test_pages_are_told(db: str) -> None:
    first = reportedly("find", "--limit", "1", "--db", db)
    number = first.stderr.split()[-1]
    second = reportedly("find", "--limit", "1", "--before", number, "--db", db)
    assert json.loads(first.stdout)["id"] != json.loads(second.stdout)["id"]
    assert second.stderr == ""


def test_nothing_found_is_an_answer(db: str) -> None:
    done = reportedly("find", "killed > 1000", "--db", db, "--format", "table")
    assert (done.returncode, done.stdout[:13]) == (0, "Nothing found")


def test_show_an_article_and_what_changed(db: str, source: Path) -> None:
    (source / "attack.txt").write_text("---\nurl: https://paper.example/a\n---\n" + DISPATCH, "utf-8")
    reportedly("add", source, "--db", db)
    (source / "attack.txt").write_text(
        "---\nurl: https://paper.example/a\n---\n" + DISPATCH.replace("12", "14"), "utf-8"
    )
    assert json.loads(reportedly("add", source, "--db", db).stdout)["changed"] == 1
    shown = reportedly("show", "https://paper.example/a", "--db", db, "--format", "table").stdout
    assert "- At least 12 soldiers" in shown and "+ At least 14 soldiers" in shown
    documents = json.loads(reportedly("show", "https://paper.example/a", "--db", db).stdout)
    assert [(d["version"], len(d["claims"])) for d in documents] == [(1, 0), (2, 2)]


def test_show_a_claim_with_its_history(db: str) -> None:
    name = json.loads(reportedly("find", "killed > 1", "--db", db).stdout)["id"]
    shown = reportedly("show", name[:8], "--db", db, "--format", "table").stdout
    assert "History" in shown and "read by reportedly" in shown
    with Ledger.open(db) as ledger:
        check = acts.check(ledger, name, "confirmed", by="Ines", note="two pictures")
        acts.undo(ledger, check.entry, by="Omar")
    told = reportedly("show", name[:8], "--db", db, "--format", "table").stdout
    assert "Ines verified it as confirmed: two pictures  undone by Omar" in told
    with Ledger.open(db) as ledger:
        ledger.decide(name, "accepted", by="Ines")
        acts.undo(ledger, acts.acts(ledger)[0].entry, by="Omar")
    told = reportedly("show", name[:8], "--db", db, "--format", "table").stdout
    assert "at least 12, restored by Omar ← now" in " ".join(told.split())


def test_verify_tells_what_broke(db: str) -> None:
    assert reportedly("ledger", "verify", "--db", db).stdout.startswith("whole: 4 entries")
    with sqlite3.connect(db.removeprefix("sqlite:///")) as connection:
        connection.execute("update claim set figure = 120 where figure = 12")
    connection.close()
    done = reportedly("ledger", "verify", "--db", db)
    assert (done.returncode, done.stdout[:12]) == (1, "BROKEN: clai")


def test_a_proof_goes_out_and_is_checked_elsewhere(db: str, tmp_path: Path) -> None:
    assert reportedly("ledger", "proof", "1", "--db", db).returncode == 2
    note = reportedly("ledger", "checkpoint", "--db", db).stdout
    assert note.splitlines()[:2] == ["reportedly", "4"]
    (tmp_path / "proof.json").write_text(reportedly("ledger", "proof", "1", "--db", db).stdout, "utf-8")
    done = reportedly("ledger", "check", tmp_path / "proof.json")
    assert done.stdout.startswith("holds: entry 1 (article)") and done.stdout.endswith(note)
    (tmp_path / "proof.json").write_text("{}", "utf-8")
    assert reportedly("ledger", "check", tmp_path / "proof.json").returncode == 1


def test_a_backup_is_a_ledger(db: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert reportedly("ledger", "backup", copy, "--db", db).returncode == 0
    assert reportedly("--db", f"sqlite:///{copy}", "find", "killed > 10").stdout.count("\n") == 1
    assert "exists" in reportedly("ledger", "backup", copy, "--db", db).stderr
    done = reportedly("ledger", "restore", copy, "--db", f"sqlite:///{tmp_path}/new.db")
    assert done.stdout == "restored: 4 entries\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("find", "x", "--db", "sqlite:////nowhere/l.db"), "no ledger at /nowhere/l.db yet"),
        (("find", "x", "--db", "nonsense"), "no database address"),
        (("find", "colour:red", "--db", "DB"), "unknown field"),
        (("show", "nobody", "--db", "DB"), "no article and no claim goes by “nobody”"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(db: str, arguments: tuple[str, ...], told: str) -> None:
    done = reportedly(*(db if a == "DB" else a for a in arguments))
    assert done.returncode == 2
    assert told in done.stderr and done.stderr.count("\n") == 1
