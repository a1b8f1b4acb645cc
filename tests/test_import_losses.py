"""Tables of running totals: records in, claims with their words out. All figures are made up."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_cli import reportedly

from reportedly.claim import Claim, Kind, Qualifier, Role, Status
from reportedly.intake import Arrival, Problem
from reportedly.intake.losses import LANGUAGE, READER, arrivals_in, read_record
from reportedly.intake.problem import Unreadable
from reportedly.ledger import Ledger, Outcome
from reportedly.reconciling import bring_up_to_date, incidents

EQUIPMENT = [
    {"date": "2022-03-01", "day": 6, "tank": 30, "APC": 70, "submarines": 0, "greatest losses direction": "Brovary"},
    {"date": "2022-03-02", "day": 7, "tank": 33, "APC": 70, "submarines": 0},
]
PERSONNEL = [
    {"date": "2022-03-01", "day": 6, "personnel": 900, "personnel*": "about", "POW": 12},
    {"date": "2022-03-02", "day": 7, "personnel": 1000, "personnel*": "more"},
]
CORRECTIONS = [{"date": "2022-03-02", "day": 7, "tank": -4, "APC": 0, "personnel": 20}]


def read(records: object, source: str = "table.json") -> tuple[list[Claim], list[str]]:
    """The claims and the problems of a file."""
    data = records if isinstance(records, bytes) else json.dumps(records, indent=4).encode()
    found = list(arrivals_in(data, source))
    claims = [c for one in found if isinstance(one, Arrival) for c in read_record(one.article).claims]
    return claims, [str(one) for one in found if isinstance(one, Problem)]


def told(claims: list[Claim]) -> list[tuple[str, float | None, str]]:
    return [(c.id, c.count.best, c.when.text if c.when else "") for c in claims]


def test_each_figure_of_a_record_is_a_claim() -> None:
    claims, problems = read(EQUIPMENT)
    assert problems == []
    assert told(claims) == [
        ("tank", 30, "2022-03-01"),
        ("APC", 70, "2022-03-01"),
        ("submarines", 0, "2022-03-01"),  # a total of 0 is a statement: none so far
        ("tank", 33, "2022-03-02"),
        ("APC", 70, "2022-03-02"),
        ("submarines", 0, "2022-03-02"),
    ]
    tank, armour = claims[:2]
    assert (tank.kind, tank.status, tank.item and tank.item.category) == (Kind.EQUIPMENT, Status.LOST, "tank")
    assert armour.item and armour.item.category == "afv", "all armoured combat vehicles, not personnel carriers alone"
    assert tank.who and tank.who.party == "Russia"
    assert tank.when and (tank.when.total_since, tank.when.end) == (date(2022, 2, 24), date(2022, 3, 1))
    assert tank.claimant.parties == ("General Staff of the Armed Forces of Ukraine",)
    assert [(s.role, s.source) for s in tank.attribution][1:] == [(Role.PUBLISHER, "Petro Ivaniuk")]


def test_people_keep_their_bounds() -> None:
    claims, _ = read(PERSONNEL)
    assert [(c.kind, c.count.text, c.count.qualifier, c.count.low, c.count.best) for c in claims] == [
        (Kind.CASUALTIES, "about 900", Qualifier.ABOUT, 900, 900),
        (Kind.CAPTURED, "12", Qualifier.EXACT, 12, 12),
        (Kind.CASUALTIES, "more 1000", Qualifier.MORE_THAN, 1001, None),
    ]
    assert {c.who and c.who.civilian for c in claims} == {False}


@pytest.mark.parametrize("name", ["losses_correction.json", "renamed.json"])
def test_corrections_are_kept_as_they_are_stated(name: str) -> None:
    claims, problems = read(CORRECTIONS, name)
    assert problems == []
    assert [(c.id, c.count.best, c.count.unit) for c in claims] == [
        ("tank", -4, "correction"),
        ("personnel", 20, "correction"),  # and of APC nothing was corrected
    ]
    assert {(c.when.start, c.when.end) for c in claims if c.when} == {(date(2022, 3, 2), date(2022, 3, 2))}


def test_every_figure_has_its_words_and_every_record_its_bytes() -> None:
    data = '\ufeff[\r\n  {"date": "2022-03-01",\r\n   "tank":30}, {"tank": 31, "date": "2022-03-02"}]'.encode()
    first, second = (one for one in arrivals_in(data, "table.json") if isinstance(one, Arrival))
    assert first.article.text == '{"date": "2022-03-01",\r\n   "tank":30}'
    assert first.capture.data in data and second.capture.data in data
    for one, figure in ((first, "30"), (second, "31")):
        (claim,) = read_record(one.article).claims
        assert claim.number and claim.number.of(one.article.text) == figure
        assert figure in claim.evidence[0].of(one.article.text)
        assert (one.article.language, one.article.published) == (LANGUAGE, date.fromisoformat(claim.when.text))


def test_a_day_that_the_calendar_does_not_have_is_a_finding() -> None:
    (one,) = arrivals_in(b'[{"date": "2022-03-01", "day": 5, "tank": 3}]', "table.json")
    assert isinstance(one, Arrival)
    (finding,) = read_record(one.article).findings
    assert finding.text == "the record of 2022-03-01 says day 5 of the war; by its date it is day 6"


@pytest.mark.parametrize(
    ("cell", "complaint"),
    [
        ('"tank": "many"', 't.json:2: record 2022-03-01: “tank” is "many", which is no number'),
        ('"tank": true', "“tank” is true, which is no number"),
        ('"tank": -3', "“tank” is -3: no total is below zero"),
        ('"personnel": 5, "personnel*": "purple"', "“personnel*” is “purple”, which is in no row of bounds.csv"),
        ('"hovercraft": 4', "the column “hovercraft” is not known (1 records, from 2022-03-01)"),
        ('"tank": 3, "tank": 4', "“tank” stands twice; only the last is read"),
    ],
)
def test_a_bad_figure_is_told_and_the_others_are_kept(cell: str, complaint: str) -> None:
    claims, problems = read(f'[\n{{"date": "2022-03-01", {cell}, "drone": 9}}]'.encode(), "t.json")
    assert [c.count.best for c in claims if c.id == "drone"] == [9]
    assert len(problems) == 1 and complaint in problems[0]


def test_a_column_without_a_figure_says_nothing() -> None:
    assert read([{"date": "2022-03-01", "tank": None, "note": "quiet"}]) == ([], [])


@pytest.mark.parametrize(
    ("record", "complaint"),
    [
        ('{"tank": 3}', "a record without a day: it has no “date”"),
        ('{"date": "1 March", "tank": 3}', "“1 March” is not a date; write it as 2024-03-12"),
        ('{"date": "2022-03-01", "tank": }', "broken JSON"),
        ('{"date": "2022-03-01", "tank": {"T-72": 3}}', "not a record of names and figures"),
        ("7", "not a record of names and figures"),
    ],
)
def test_a_bad_record_is_told_and_the_others_are_kept(record: str, complaint: str) -> None:
    good = '{"date": "2022-03-02", "tank": 4}'
    claims, problems = read(f"[{record},\n{good}]".encode(), "t.json")
    assert [c.count.best for c in claims] == [4]
    assert len(problems) == 1 and complaint in problems[0] and problems[0].startswith("reportedly: t.json:1: ")


def test_a_file_that_breaks_off_is_told() -> None:
    claims, problems = read(b'[{"date": "2022-03-02", "tank": 4}, {"date": "2022-03-03", "ta', "t.json")
    assert [c.count.best for c in claims] == [4]
    assert len(problems) == 1


@pytest.mark.parametrize("data", [b'{"date": "2022-03-01"}', b"[]", b"tanks: 3", b"[{}]"])
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="table of losses"):
        list(arrivals_in(data, "t.json"))


@given(st.binary(max_size=60).map(lambda tail: b'[{"date": "2022-03-01", "tank": 4}' + tail))
def test_damage_ends_in_problems_never_in_a_crash(data: bytes) -> None:
    try:
        for one in arrivals_in(data, "t.json"):
            if isinstance(one, Arrival):
                read_record(one.article)
    except Unreadable:
        pass


def kept(ledger: Ledger, records: object) -> list[Outcome]:
    found = [one for one in arrivals_in(json.dumps(records).encode(), "t.json") if isinstance(one, Arrival)]
    return [a.outcome for a in ledger.add_all(found, reader=read_record, name=READER, languages={LANGUAGE})]


def test_an_updated_file_adds_what_is_new_and_changes_what_has_changed(address: str) -> None:
    with Ledger.open(address) as ledger:
        assert kept(ledger, EQUIPMENT) == [Outcome.NEW, Outcome.NEW]
        assert kept(ledger, EQUIPMENT) == [Outcome.KNOWN, Outcome.KNOWN]
        assert kept(ledger, PERSONNEL) == [Outcome.NEW, Outcome.NEW], "the same days, another table"
        updated = [EQUIPMENT[0], {**EQUIPMENT[1], "tank": 34}, {**EQUIPMENT[1], "date": "2022-03-03", "tank": 36}]
        assert kept(ledger, updated) == [Outcome.KNOWN, Outcome.CHANGED, Outcome.NEW]
        tanks = sorted(k.claim.count.best or 0 for k in ledger.claims("kind:equipment tank"))
        assert tanks == [30, 34, 36]
        assert ledger.stats().copies == 0, "the records of a table are no copies of each other"
        assert ledger.verify().whole


def test_the_reader_of_prose_leaves_records_alone(address: str) -> None:
    with Ledger.open(address) as ledger:
        kept(ledger, EQUIPMENT)
        assert list(ledger.reread()) == []
        assert (ledger.stats().unread, ledger.stats().claims) == (0, 6)


def test_two_records_of_one_day_are_both_kept(address: str) -> None:
    twice = [EQUIPMENT[0], {**EQUIPMENT[0], "tank": 31}]
    with Ledger.open(address) as ledger:
        assert kept(ledger, twice) == [Outcome.NEW, Outcome.NEW]
        assert kept(ledger, twice) == [Outcome.KNOWN, Outcome.KNOWN]


def test_import_losses_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "equipment.json").write_text(json.dumps(EQUIPMENT), "utf-8")
    (tmp_path / "odd.json").write_text('[{"tank": 3}, {"date": "2022-03-05", "tank": 40}]', "utf-8")
    files = ("equipment.json", "odd.json", "gone.json")
    db = f"sqlite:///{tmp_path}/ledger.db"
    done = reportedly("import", "losses", *(tmp_path / name for name in files), "--db", db)
    assert done.returncode == 2
    assert json.loads(done.stdout) == {"new": 3, "changed": 0, "known": 0, "reread": 0, "claims": 7, "problems": 2}
    assert "odd.json:1: a record without a day" in done.stderr and "gone.json: no such file" in done.stderr
    again = reportedly("import", "losses", tmp_path / "equipment.json", "--db", db, "--format", "table")
    assert again.stdout == "records: 0 new, 0 changed, 2 known already · claims: 0\n"


def test_a_table_of_totals_tells_no_happening(tmp_path: Path) -> None:
    """In the first weeks of a war its totals are no longer than an operation; they are of the war all the same."""
    with Ledger.open(f"sqlite:///{tmp_path}/ledger.db") as ledger:
        kept(ledger, [{"date": f"2022-02-{day}", "tank": day, "helicopter": day - 20} for day in (25, 26, 27)])
        bring_up_to_date(ledger)
        assert list(incidents(ledger)) == []
