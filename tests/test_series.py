"""Running totals as series: totals in, steps and corrections out. All figures are made up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_import_losses import kept as imported
from totals import GENERAL_STAFF, MARCH, STAFF, Older, correct, days, series, steps, told

from reportedly.article import Span
from reportedly.claim import Attribution, Claim, Count, Item, Kind, Role, Status, When, Who
from reportedly.ledger import Ledger
from reportedly.ledger.totals import people_of, stated, total_rows


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    with Ledger.open(address) as opened:
        yield opened


# --- steps and corrections --------------------------------------------------------------------------------------------


def test_a_total_has_its_daily_steps(ledger: Ledger) -> None:
    imported(ledger, days("2024-03-01", "tank", 100, 104, 104, 110))
    (tanks,) = series(ledger, "tank")
    assert steps(tanks) == [(100, None), (104, 4), (104, 0), (110, 6)]
    assert tanks.corrections == ()
    assert (tanks.claimant, tanks.subject.side, tanks.subject.status) == (GENERAL_STAFF, "Russia", "lost")


def test_a_step_over_a_gap_says_how_many_days_it_took(ledger: Ledger) -> None:
    imported(ledger, days("2024-03-01", "tank", 100) + days("2024-03-05", "tank", 120, 121))
    (tanks,) = series(ledger, "tank")
    assert [(p.step, p.days) for p in tanks.points] == [(None, None), (20, 4), (1, 1)]


def test_a_fall_is_a_correction_and_never_a_negative_step(ledger: Ledger) -> None:
    imported(ledger, days("2024-03-01", "tank", 100, 110, 97, 99))
    (tanks,) = series(ledger, "tank")
    assert steps(tanks) == [(100, None), (110, 10), (97, None), (99, 2)]
    (fall,) = tanks.corrections
    assert (fall.day, fall.before, fall.after, fall.fell, fall.stated) == (date(2024, 3, 3), 110, 97, True, None)
    assert fall.statement.name == "ukrainian-general-staff/equipment/2024-03-03"


def test_a_stated_correction_explains_the_fall(ledger: Ledger) -> None:
    imported(ledger, days("2024-03-01", "tank", 100, 110, 97, 99))
    correct(ledger, [{"date": "2024-03-03", "tank": -16, "drone": 0, "personnel": 0}])
    (tanks,) = series(ledger, "tank")
    assert steps(tanks)[2] == (97, 3), "13 fewer, of which 16 were only corrected: 3 came to it that day"
    (fall,) = tanks.corrections
    assert (fall.stated, [s.name for s in fall.statements]) == (-16, ["ukrainian-general-staff/correction/2024-03-03"])


def test_a_correction_upwards_is_no_loss_of_that_day(ledger: Ledger) -> None:
    imported(ledger, days("2024-03-01", "drone", 500, 720, 725))
    correct(ledger, [{"date": "2024-03-02", "drone": 200, "personnel": 0}])
    (drones,) = series(ledger, "drone")
    assert steps(drones) == [(500, None), (720, 20), (725, 5)]
    assert [(c.before, c.after, c.stated, c.fell) for c in drones.corrections] == [(500, 720, 200, False)]


def test_a_correction_that_explains_too_little_leaves_the_step_open(ledger: Ledger) -> None:
    imported(ledger, days("2024-03-01", "tank", 100, 90))
    correct(ledger, [{"date": "2024-03-02", "tank": -4, "personnel": 0}])
    (tanks,) = series(ledger, "tank")
    assert [(p.step, p.correction and p.correction.stated) for p in tanks.points] == [(None, None), (None, -4)]


def test_a_correction_may_be_dated_the_day_before_the_totals_change(ledger: Ledger) -> None:
    """All that a record corrects moves together: of the tanks alone one could not tell, of the missiles one can."""
    both = [
        {**one, **other}
        for one, other in zip(
            days("2023-05-26", "tank", 50, 53, 51), days("2023-05-26", "cruise missiles", 9, 9, 40), strict=True
        )
    ]
    imported(ledger, both)
    correct(ledger, [{"date": "2023-05-27", "tank": -5, "cruise missiles": 31, "personnel": 0}])
    (one,) = series(ledger, "tank")
    assert steps(one) == [(50, None), (53, 3), (51, 3)]
    assert [(c.day, c.stated, c.late) for c in one.corrections] == [(date(2023, 5, 28), -5, True)]


def test_of_several_figures_for_a_day_the_latest_stands_and_the_others_are_kept(ledger: Ledger) -> None:
    told(ledger, 900, MARCH)
    told(ledger, 950, date(2024, 3, 2))
    told(ledger, 940, date(2024, 3, 2), publisher="The Gazette", published=date(2024, 3, 3))
    (killed,) = series(ledger, "killed")
    assert steps(killed) == [(900, None), (940, 40)]
    assert [[(s.figure, s.publisher) for s in p.beside] for p in killed.points] == [[], [(950, "The Paper")]]


def test_yesterdays_total_told_again_does_not_stand_against_todays(ledger: Ledger) -> None:
    told(ledger, 900, MARCH)
    told(ledger, 950, date(2024, 3, 2))
    told(ledger, 900, date(2024, 3, 2), publisher="The Gazette", published=date(2024, 3, 3))
    (killed,) = series(ledger, "killed")
    assert steps(killed) == [(900, None), (950, 50)]


def test_bounds_are_kept(ledger: Ledger) -> None:
    imported(ledger, days("2024-03-01", "personnel", 900, **{"personnel*": "about"}))
    imported(ledger, days("2024-03-02", "personnel", 950, **{"personnel*": "more"}))
    (people,) = series(ledger, "personnel")
    assert [(p.figure, p.statement.qualifier) for p in people.points] == [(900, "about"), (950, "more_than")]
    assert people.subject.kind == "casualties"


def test_tables_and_articles_are_one_series(ledger: Ledger) -> None:
    imported(ledger, days("2024-03-01", "personnel", 900, **{"personnel*": "about"}))
    told(ledger, 960, date(2024, 3, 2), kind=Kind.CASUALTIES)
    (people,) = series(ledger, "casualties")
    assert steps(people) == [(900, None), (960, 60)]


def test_what_is_not_about_the_same_is_another_series(ledger: Ledger) -> None:
    told(ledger, 900, MARCH)
    told(ledger, 30, MARCH, side="Ukraine")
    told(ledger, 12, MARCH, since=date(2024, 2, 20))
    told(ledger, 7, MARCH, since=None)  # no total
    assert {(s.points[-1].figure, s.subject.side, s.subject.since) for s in series(ledger, "killed")} == {
        (12, "Russia", date(2024, 2, 20)),
        (900, "Russia", date(2022, 2, 24)),
        (30, "Ukraine", date(2022, 2, 24)),
    }
    assert [s.points[-1].figure for s in series(ledger, "killed", whose="Ukrainian")] == [30]


def test_a_series_is_of_todays_state(ledger: Ledger) -> None:
    records = days("2024-03-01", "tank", 100, 104)
    imported(ledger, records)
    (first,) = ledger.claims("figure = 100")
    ledger.decide(first.name, "rejected", by="Ines")
    imported(ledger, [records[0], {**records[1], "tank": 105}])
    (tanks,) = series(ledger, "tank")
    assert steps(tanks) == [(105, None)]
    assert ledger.verify().whole


def test_merged_parties_count_as_one(ledger: Ledger) -> None:
    told(ledger, 900, MARCH)
    told(ledger, 950, date(2024, 3, 2), claimant="Staff in Kyiv")
    assert len(series(ledger)) == 1
    ledger.merge_parties(["staff-in-kyiv"], "general-staff-of-the-armed-forces-of-ukraine", by="Ines")
    for name in (STAFF, "Staff in Kyiv"):
        (killed,) = series(ledger, "killed", name)
        assert (killed.claimant, steps(killed)) == (GENERAL_STAFF, [(900, None), (950, 50)])


@settings(deadline=None, max_examples=15)
@given(figures=st.lists(st.integers(0, 500), min_size=1, max_size=25), chance=st.randoms())
def test_what_always_holds(tmp_path_factory: pytest.TempPathFactory, figures: list[int], chance: Random) -> None:
    """Every fall is a correction, no step is below zero, and the order of intake does not matter."""
    records = days("2024-03-01", "tank", *figures)
    made = []
    for order in (records, chance.sample(records, len(records))):
        with Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('series')}/ledger.db") as ledger:
            imported(ledger, order)
            made.append(series(ledger, "tank"))
    (one,), (other,) = made
    assert [(p.day, p.figure, p.step) for p in one.points] == [(p.day, p.figure, p.step) for p in other.points]
    differences = [after - before for before, after in pairwise(figures)]
    assert len(one.corrections) == sum(d < 0 for d in differences)
    assert all(p.step is None or p.step >= 0 for p in one.points)
    assert sum(p.step or 0 for p in one.points) == sum(max(d, 0) for d in differences)


def test_a_ledger_from_before_there_were_series_gets_them(address: str, tmp_path: Path, older: Older) -> None:
    with Ledger.open(f"sqlite:///{tmp_path}/now.db") as ledger:
        imported(ledger, days("2024-03-01", "tank", 100, 104))
        older(ledger, address, "0003")
    with Ledger.open(address) as ledger:
        assert steps(series(ledger, "tank")[0]) == [(100, None), (104, 4)]
        assert ledger.verify().whole


# --- which claims are totals ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "figure"),
    [
        (Count.exact("613", 613), 613),
        (Count.about("about 600", 600), 600),
        (Count.more_than("more than 600", 600), 600),
        (Count.at_least("at least 600", 600), 600),
        (Count.up_to("up to 600", 600), 600),
        (Count.between("5 to 7", 5, 7), None),
        (Count.vague("dozens"), None),
    ],
)
def test_the_number_that_words_name(count: Count, figure: float | None) -> None:
    assert stated(count) == figure


@pytest.mark.parametrize(
    ("words", "civilian", "people"),
    [
        ("Russian soldiers", False, ""),
        ("the 1,442 human casualties", True, ""),
        ("Russian military casualties", True, ""),
        ("children", True, "child"),
        ("500 civilians", True, "civilian"),
        ("residents of the town", True, "resident"),
        ("those in the square", True, "civilian"),
    ],
)
def test_sorts_of_civilians_are_counted_apart(words: str, civilian: bool, people: str) -> None:
    count, who = Count.exact("5", 5), Who(words, Span(0, 1), None, civilian)
    assert people_of(Claim("c", Kind.CASUALTIES, count, (Span(0, 1),), (), who=who)) == people


def test_a_rate_is_no_total() -> None:
    count = Count("1,000 a day", 1000, 1000, 1000, Count.exact("", 1).qualifier, unit="per_day")
    when = When("so far", MARCH, MARCH, date(2022, 2, 24))
    station = Attribution(Role.CLAIMANT, "The army")
    item = Item("tanks", "tank", "tank (generic)")
    claim = Claim("c", Kind.EQUIPMENT, count, (Span(0, 1),), (station,), status=Status.LOST, item=item, when=when)
    assert list(total_rows(1, claim)) == []
