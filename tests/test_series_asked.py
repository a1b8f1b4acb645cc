"""Series by the names that people give them, and as they are shown."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from test_cli import reportedly
from test_import_losses import kept as imported
from totals import GENERAL_STAFF, MARCH, STAFF, correct, days, series, told

from reportedly.ledger import Ledger, LedgerError


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    with Ledger.open(address) as opened:
        yield opened


# --- finding them -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger with several series of one claimant, and one of another."""
    with Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('shelf')}/ledger.db") as ledger:
        figures = {
            "tank": 5,
            "APC": 6,
            "cruise missiles": 7,
            "mobile SRBM system": 8,
            "field artillery": 9,
            "fuel tank": 3,
        }
        imported(ledger, [{"date": "2022-04-01", **figures}])
        imported(ledger, [{"date": "2022-04-01", "personnel": 40, "personnel*": "about", "POW": 2}])
        told(ledger, 11, MARCH, claimant="Turkish Armed Forces", side="Syria")
        yield ledger


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ("tank", ["tank"]),
        ("tanks", ["tank"]),
        ("tanks lost", ["tank"]),
        ("main battle tanks", ["tank"]),
        ("APC", ["APC"]),
        ("armoured vehicles", ["APC"]),
        ("artillery", ["field artillery"]),
        ("fuel tank", ["fuel tank"]),
        ("missile", ["cruise missiles", "mobile SRBM system"]),
        ("personnel", ["casualties"]),
        ("casualties", ["casualties"]),
        ("POW", ["captured"]),
        ("captured", ["captured"]),
        ("equipment", ["APC", "cruise missiles", "field artillery", "fuel tank", "mobile SRBM system", "tank"]),
    ],
)
def test_what_is_counted_goes_by_many_names(shelf: Ledger, what: str, found: list[str]) -> None:
    assert sorted(s.words for s in series(shelf, what)) == found


@pytest.mark.parametrize(
    "name",
    [STAFF, "general staff of ukraine", "the General Staff of the Armed Forces of Ukraine", "Armed Forces of Ukraine"],
)
def test_a_claimant_goes_by_its_names(shelf: Ledger, name: str) -> None:
    assert len(series(shelf, claimant=name)) == 8


@pytest.mark.parametrize(
    ("claimant", "what", "whose", "complaint"),
    [
        (
            "Ukranian General Stuff",
            None,
            None,
            "no running totals of “Ukranian General Stuff”; there are those of “General Staff",
        ),
        (
            "General Staff of the Armed Forces of Ukrain",
            None,
            None,
            "did you mean “General Staff of the Armed Forces of Ukraine”?",
        ),
        (
            "Armed Forces",
            None,
            None,
            "may be “General Staff of the Armed Forces of Ukraine” and “Turkish Armed Forces”",
        ),
        (STAFF, "tnak", None, "nothing like “tnak” is counted; did you mean “tank”?"),
        (STAFF, "balloon", None, "nothing like “balloon” is counted; there are “"),
        (STAFF, None, "Sudan", "no totals of “Sudan”; there are those of “Russia”"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(
    shelf: Ledger, claimant: str, what: str | None, whose: str | None, complaint: str
) -> None:
    with pytest.raises(LedgerError) as error:
        series(shelf, what, claimant, whose)
    assert complaint in str(error.value)


def test_a_ledger_without_totals_says_where_to_get_some(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="reportedly import losses"):
        series(ledger)


# --- on the command line ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> str:
    address = f"sqlite:///{tmp_path_factory.mktemp('series')}/ledger.db"
    with Ledger.open(address) as ledger:
        imported(ledger, days("2024-03-01", "tank", *range(100, 130), 112, 113))
        imported(ledger, days("2024-03-01", "personnel", 900, 950, **{"personnel*": "about"}))
        correct(ledger, [{"date": "2024-03-04", "tank": -1, "personnel": 0}])
    return address


def table(db: str, *arguments: str) -> str:
    """What a command prints, on one line: how wide it is depends on the terminal."""
    done = reportedly("series", STAFF, *arguments, "--db", db, "--format", "table")
    assert (done.returncode, done.stderr) == (0, "")
    return " ".join(done.stdout.split())


def test_the_list_of_a_claimant(db: str) -> None:
    told = table(db)
    assert told.startswith("General Staff of the Armed Forces of Ukraine: 2 running totals")
    assert "tank (lost) Russia 1 Mar 2024 1 Apr 2024 113 32 2 times" in told
    assert "about 950" in told


def test_a_series_as_a_table(db: str) -> None:
    told = table(db, "tanks")
    assert told.startswith(f"{GENERAL_STAFF}: tank (lost), Russia, since 24 February 2022 113 on 1 April 2024 · 100 on")
    assert "· 32 days told · 1 fall" in told
    assert "31 March 2024 112 ? the total fell by 17 1 April 2024 113 +1" in told
    assert "… the last 14 of 32 days: --since 2024-03-01 for all" in told
    assert "4 March 2024: from 102 to 103 (+1): corrected by −1" in told
    assert "31 March 2024: from 129 to 112 (−17): it fell and no reason is stated" in told


def test_a_stretch_of_a_series(db: str) -> None:
    told = table(db, "tank", "--since", "2024-03-03", "--until", "2024-03-04")
    assert "step 3 March 2024 102 +1 4 March 2024 103 +2 corrected by −1 Corrections" in told
    told = table(db, "tank", "--since", "2030-01-01")
    assert "no total in these days; there are totals from 1 March 2024 to 1 April 2024" in told


def test_a_series_as_json(db: str) -> None:
    (tanks,) = json.loads(reportedly("series", STAFF, "tank", "--db", db).stdout)
    assert (tanks["claimant"], tanks["subject"]["whose"], tanks["subject"]["type"]) == (
        GENERAL_STAFF,
        "Russia",
        "tank (generic)",
    )
    assert (tanks["first"], tanks["last"]["total"]) == ({"day": "2024-03-01", "total": 100, "qualifier": "exact"}, 113)
    assert [(p["figure"], p["days"], p["step"]) for p in tanks["points"][:4]] == [
        (100, None, None),
        (101, 1, 1),
        (102, 1, 1),
        (103, 1, 2),
    ]
    stated_one, fall = tanks["corrections"]
    assert (stated_one["stated"], stated_one["by"]) == (-1, 1)
    assert (fall["day"], fall["from"], fall["to"], fall["by"], fall["stated"]) == ("2024-03-31", 129, 112, -17, None)
    assert len(json.loads(reportedly("series", STAFF, "--db", db).stdout)) == 2


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((STAFF, "tank", "--since", "spring"), "--since “spring” is not a date: write it as 2024-03-18"),
        ((STAFF, "tnak"), "did you mean “tank”?"),
        (("Nobody",), "no running totals of “Nobody”"),
    ],
)
def test_what_cannot_be_shown_is_told(db: str, arguments: tuple[str, ...], complaint: str) -> None:
    done = reportedly("series", *arguments, "--db", db)
    assert done.returncode == 2 and complaint in done.stderr and done.stderr.count("\n") == 1
