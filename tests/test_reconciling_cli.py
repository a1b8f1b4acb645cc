"""Incidents on the command line, as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from test_cli import reportedly

MARKET = "Shells fell on the market of Kherson on Monday. Eleven people were killed and 14 wounded, police said."
RIVAL = "At least 30 people were killed in Kherson on Monday when shells hit a market, residents said."
COPY = MARKET + " The square stayed closed."
CAMP = "Four soldiers were killed in Sumy on 2 February 2024, the army said."


@pytest.fixture(autouse=True)
def _width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "110")


def keep(address: str, folder: Path, **papers: tuple[str, str]) -> None:
    """Add articles by the name of the paper: day and text."""
    for name, (day, text) in papers.items():
        head = f"---\ntitle: {name} tells\npublisher: The {name}\npublished: {day}\n---\n"
        (folder / f"{name}.txt").write_text(head + text + "\n", "utf-8")
    done = reportedly("add", folder, "--db", address)
    assert (done.returncode, done.stderr) == (0, "")


def fill(address: str, folder: Path) -> str:
    folder.mkdir()
    keep(
        address,
        folder,
        Wire=("2024-03-12", MARKET),
        Post=("2024-03-12", RIVAL),
        Daily=("2024-03-13", COPY),
        Camp=("2024-02-03", CAMP),
    )
    return address


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A ledger to look at."""
    folder = tmp_path_factory.mktemp("kept")
    return fill(f"sqlite:///{folder}/ledger.db", folder / "articles")


@pytest.fixture
def db(address: str, tmp_path: Path) -> str:
    """A ledger to change, on each database."""
    return fill(address, tmp_path / "articles")


def asked(db: str, *arguments: str) -> Any:
    done = reportedly(*arguments, "--db", db, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def table(db: str, *arguments: str) -> str:
    done = reportedly(*arguments, "--db", db, "--format", "table")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_incidents_as_json(kept: str) -> None:
    found = asked(kept, "incidents")
    assert [(len(one["claims"]), one["originals"]) for one in found] == [(5, 3), (1, 1)]
    (one, _) = found
    assert set(one) >= {"id", "claims", "originals", "why"}
    assert {claim["article"] for claim in one["claims"]} == {"Wire", "Post", "Daily"}
    assert all(len(claim["id"]) == len(one["id"]) == 16 for claim in one["claims"])
    assert "the same place: Kherson" in one["why"] and all(isinstance(why, str) for why in one["why"])
    names = {claim["id"] for claim in one["claims"]}
    assert {claim["article"] for claim in one["claims"] if claim["echo_of"] in names} == {"Daily"}


def test_incidents_for_people_have_rivals_side_by_side(kept: str) -> None:
    told = table(kept, "incidents")
    assert "Kherson, 11 March 2024\n" in told
    assert " · 1 official, 1 witness · 3 original claims and 2 echoes in 3 articles\n" in told
    assert "killed   11 (police) │ at least 30 (residents)" in told
    assert "! Rival figures: eleven killed (police) against at least 30 killed (residents)" in told
    assert "1 official · 1 claim in 1 article" in told or "1 party to the war · 1 claim in 1 article" in told
    assert told.endswith("\n2 incidents\n")


def test_filters_order_and_pages(kept: str) -> None:
    everything = [one["id"] for one in asked(kept, "incidents")]
    assert [one["id"] for one in asked(kept, "incidents", "--place", "Sumy")] == everything[1:]
    assert [one["id"] for one in asked(kept, "incidents", "--since", "2024-03-01")] == everything[:1]
    assert [one["id"] for one in asked(kept, "incidents", "--until", "2024-03-01")] == everything[1:]
    assert [one["id"] for one in asked(kept, "incidents", "--kind", "wounded")] == everything[:1]
    assert [one["id"] for one in asked(kept, "incidents", "--party", "police")] == everything[:1]
    assert [one["id"] for one in asked(kept, "incidents", "--order", "deadliest")] == everything
    assert [one["id"] for one in asked(kept, "incidents", "--order", "disagreement")] == everything[:1]
    first = reportedly("incidents", "--limit", "1", "--db", kept)
    assert [one["id"] for one in json.loads(first.stdout)] == everything[:1]
    assert first.stderr == "reportedly: there are more: --skip 1\n"
    assert [one["id"] for one in asked(kept, "incidents", "--limit", "1", "--skip", "1")] == everything[1:]
    assert "1 incident shown; there are more: --skip 1" in table(kept, "incidents", "--limit", "1")


def test_one_incident_over_time(kept: str) -> None:
    (one, *_) = asked(kept, "incidents")
    told = table(kept, "incident", one["id"][:8])
    assert told.startswith("Kherson, 11 March 2024\n")
    for part in ("Who says so", "What to know", "Timeline", "12 March 2024  The Wire · Wire tells", "why the same"):
        assert part in told
    assert told.count("why ") == 3  # one an account, whatever the number of its claims
    assert "each with 1 echo: The Daily" in told and "2 echoes of other claims" in told
    assert "the sharpest telling: the others gather round it" in told
    assert asked(kept, "incident", one["claims"][2]["id"][:8])["id"] == one["id"]


def test_an_incident_of_one_report_has_nothing_to_explain(kept: str) -> None:
    told = table(kept, "incident", asked(kept, "incidents", "--place", "Sumy")[0]["id"])
    assert "why" not in told and "bits" not in told


def test_findings_of_everything_an_incident_and_an_article(kept: str) -> None:
    (one, *_) = asked(kept, "incidents")
    lines = [json.loads(line) for line in reportedly("findings", "--db", kept).stdout.splitlines()]
    rivals = [line for line in lines if line["kind"] == "rival_figures"]
    assert [(line["incident"], line["title"]) for line in rivals] == [(one["id"], "Kherson, 11 March 2024")]
    assert set(rivals[0]["claims"]) < {claim["id"] for claim in one["claims"]}
    for name in (one["id"][:8], one["claims"][0]["id"], "Post"):
        assert "Rival figures" in table(kept, "findings", name)
    assert table(kept, "findings", "--since", "2031-01-01") == "Nothing to tell.\n"


def test_a_person_parts_and_joins(db: str) -> None:
    one, camp = asked(db, "incidents")
    wire = next(claim["id"] for claim in one["claims"] if claim["article"] == "Wire")
    post = next(claim["id"] for claim in one["claims"] if claim["article"] == "Post")
    done = reportedly("decide", "other-incident", wire, post, "--by", "Ines", "--reason", "two markets", "--db", db)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("decided: two incidents, now ")
    assert len(asked(db, "incidents")) == 3
    done = reportedly("decide", "same-incident", wire[:10], post[:10], "--by", "Ines", "--db", db)
    assert done.stdout == f"decided: one incident, now {one['id']}\n"
    done = reportedly("decide", "same-incident", one["id"], camp["id"], "--by", "Ines", "--db", db)
    assert done.returncode == 0
    assert [len(found["claims"]) for found in asked(db, "incidents")] == [6]


def test_a_person_says_that_two_names_are_one_voice(db: str) -> None:
    done = reportedly("decide", "same-party", "residents", "police", "--by", "Ines", "--db", db)
    assert (done.returncode, done.stdout) == (0, "decided: residents is police\n")
    assert "Rival figures" not in table(db, "findings")
    assert reportedly("decide", "other-party", "residents", "--by", "Ines", "--db", db).returncode == 0
    assert "Rival figures" in table(db, "findings")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("incidents", "--db", "sqlite:////nowhere/l.db"), "no ledger at /nowhere/l.db yet"),
        (("incidents", "--order", "loudest"), "unknown order “loudest”: choose newest, disagreement"),
        (("incidents", "--kind", "sunk"), "unknown kind “sunk”: choose killed"),
        (("incidents", "--since", "Monday"), "--since “Monday” is not a date: write it as 2024-03-18"),
        (("findings", "--until", "soon"), "--until “soon” is not a date: write it as 2024-03-18"),
        (("incidents", "--format", "csv"), "unknown format “csv”: choose table or json"),
        (("incident", "zzz"), "no incident and no claim goes by “zzz”: `reportedly incidents` lists"),
        (("incident", ""), "an incident has an id: `reportedly incidents` lists"),
        (("findings", "zzz"), "no incident and no claim goes by “zzz”"),
        (("decide", "same-incident", "ONE", "ONE"), "are one claim"),
        (("decide", "other-incident", "ONE", "zzz"), "goes by “zzz”"),
        (("decide", "same-party", "police", "Police"), "police and Police are one name: name two"),
        (("decide", "same-party", "police", "Nobody"), "no party “nobody” in this ledger"),
        (("decide", "other-party", "Nobody"), "no party “nobody” in this ledger"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(kept: str, arguments: tuple[str, ...], told: str) -> None:
    one = asked(kept, "incidents")[0]["id"] if "ONE" in arguments else ""
    given = [one if argument == "ONE" else argument for argument in arguments]
    done = reportedly(*given, *(() if "--db" in given else ("--db", kept)))
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr and done.stderr.count("\n") == 1
