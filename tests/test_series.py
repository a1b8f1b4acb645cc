"""Running totals as series: totals in, steps and corrections out. All figures are made up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_cli import reportedly
from test_import_losses import kept as imported

from reportedly.article import Article, Span
from reportedly.claim import Attribution, Claim, Count, Item, Kind, Reading, Role, Status, When, Who
from reportedly.intake import Arrival, Capture
from reportedly.intake.losses import LANGUAGE, READER, arrivals_in, read_record
from reportedly.ledger import Ledger, LedgerError
from reportedly.ledger.database import asking
from reportedly.ledger.totals import people_of, stated, total_rows
from reportedly.reading.label import label_of
from reportedly.reconciling.plausibility import plausibility
from reportedly.reconciling.seeking import series_named
from reportedly.reconciling.series import Series

STAFF = "Ukrainian General Staff"
GENERAL_STAFF = "General Staff of the Armed Forces of Ukraine"
MARCH = date(2024, 3, 1)
Older = Callable[[Ledger, str, str], None]


def days(first: str, column: str, *figures: float, **more: object) -> list[dict[str, object]]:
    """Records of one column, a day each."""
    start = date.fromisoformat(first)
    return [{"date": str(start + timedelta(days=n)), column: figure, **more} for n, figure in enumerate(figures)]


def correct(ledger: Ledger, records: object) -> None:
    found = [a for a in arrivals_in(json.dumps(records).encode(), "correction.json") if isinstance(a, Arrival)]
    list(ledger.add_all(found, reader=read_record, name=READER, languages={LANGUAGE}))


def series(ledger: Ledger, what: str | None = None, claimant: str = STAFF, whose: str | None = None) -> list[Series]:
    with asking(ledger.engine) as connection:
        return series_named(connection, claimant, what, whose)


def steps(one: Series) -> list[tuple[float, float | None]]:
    return [(p.figure, p.step) for p in one.points]


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    with Ledger.open(address) as opened:
        yield opened


def told(
    ledger: Ledger,
    figure: float,
    on: date,
    *,
    claimant: str = GENERAL_STAFF,
    since: date | None = date(2022, 2, 24),
    kind: Kind = Kind.KILLED,
    side: str | None = "Russia",
    publisher: str = "The Paper",
    published: date | None = None,
    count: Count | None = None,
) -> None:
    """One more article with one total in it, as a reader of prose would have found it."""
    text = f"By {on} it was {figure:,.0f} soldiers, {claimant} said, as {publisher} reports."
    article = Article(
        text,
        url=f"https://paper.example/{publisher}/{claimant}/{on}/{figure}/{side}/{since}",
        published=published or on,
        publisher=publisher,
    )
    claim = Claim(
        "c",
        kind,
        count or Count.exact(f"{figure:,.0f}", figure),
        (Span(0, len(text)),),
        (Attribution(Role.CLAIMANT, claimant, (claimant,)),),
        who=Who("soldiers", Span(0, 1), side, False),
        when=When("so far", since or on, on, since, "range"),
    )
    arrival = Arrival(article, Capture(text.encode(), "text/plain", "test"))
    list(ledger.add_all([arrival], reader=lambda one: Reading(one, (claim,), (), label_of((claim,)))))


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


# --- plausibility -----------------------------------------------------------------------------------------------------


def raid(ledger: Ledger, text: str) -> list[str]:
    """What is found about the claims of a dispatch."""
    ledger.add(Article(text, id="raid", published=date(2024, 3, 18)))
    found = [plausibility(kept, ledger) for kept in ledger.claims("article:raid")]
    return [f"{one.text} {len(one.claims)}" for one in reversed(found) if one is not None]


def test_a_claim_is_compared_with_what_others_counted_in_these_days(ledger: Ledger) -> None:
    imported(
        ledger,
        days(
            "2024-03-10", "personnel", 1000, 1500, 2000, 2500, 3000, 3500, 4000, 4500, 5000, **{"personnel*": "about"}
        ),
    )
    imported(ledger, days("2024-03-10", "tank", *range(10, 19)))
    found = raid(
        ledger,
        "The Freedom of Russia Legion said its fighters had killed 600 Russian soldiers between March 12 and March 18, "
        "2024, in Belgorod Oblast. It said four Russian tanks were destroyed between March 12 and March 18, 2024.",
    )
    assert found == [
        "600 killed: 20 % of the 3,000 Russian casualties (killed and wounded) that the General Staff of the Armed "
        "Forces of Ukraine counts in these days (from about 2,000 on 12 March 2024 to about 5,000 on 18 March 2024); "
        "a comparison of claims, no proof of any 3",
        "four Russian tanks: 67 % of the 6 Russian losses under “tank” that the General Staff of the Armed Forces of "
        "Ukraine counts in these days (from 12 on 12 March 2024 to 18 on 18 March 2024); "
        "a comparison of claims, no proof of any 3",
    ]


LEGION = "The Freedom of Russia Legion said it killed {} Russian soldiers on March 15, 2024, in Belgorod Oblast."


@pytest.mark.parametrize(
    ("killed", "totals", "finding"),
    [
        ("600", [1000, 1300], "600 killed: 2.0 times the 300 Russian casualties"),
        ("300", [1000, 1300], "300 killed: as many as the 300 Russian casualties"),
        ("600", [1000, 1000], "counts no Russian casualties (killed and wounded) in these days"),
        (
            "600",
            [1300, 1000],
            "counts no Russian casualties",
        ),  # the total was corrected: there is nothing to compare with
        ("two", [1000, 1300], None),  # one ambush among the losses of a day
    ],
)
def test_the_comparison_in_words(ledger: Ledger, killed: str, totals: list[float], finding: str | None) -> None:
    imported(ledger, days("2024-03-14", "personnel", *totals))
    found = raid(ledger, LEGION.format(killed))
    assert [finding in one for one in found] == ([True] if finding else [])


def test_a_correction_is_left_out_of_the_comparison(ledger: Ledger) -> None:
    imported(ledger, days("2024-03-14", "personnel", 1000, 2300))
    correct(ledger, [{"date": "2024-03-15", "personnel": 1000, "tank": 0}])
    assert ["the 300 Russian casualties" in one for one in raid(ledger, LEGION.format("150"))] == [True]


def test_there_is_nothing_to_compare_with(ledger: Ledger) -> None:
    imported(ledger, days("2024-03-01", "personnel", 1000, 1300))  # other days
    told(ledger, 30, date(2024, 3, 14), claimant="Freedom of Russia Legion")  # its own
    told(ledger, 90, date(2024, 3, 15), claimant="Freedom of Russia Legion")
    told(ledger, 40, date(2024, 3, 14), side="Ukraine")  # another side's losses
    told(ledger, 80, date(2024, 3, 15), side="Ukraine")
    told(ledger, 40, date(2024, 3, 14), claimant="two men in a boat")  # nobody known
    told(ledger, 80, date(2024, 3, 15), claimant="two men in a boat")
    assert raid(ledger, LEGION.format("150")) == []


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
        ((STAFF, "tank", "--since", "spring"), "--since “spring” is not a date: write it as 2024-03-12"),
        ((STAFF, "tnak"), "did you mean “tank”?"),
        (("Nobody",), "no running totals of “Nobody”"),
    ],
)
def test_what_cannot_be_shown_is_told(db: str, arguments: tuple[str, ...], complaint: str) -> None:
    done = reportedly("series", *arguments, "--db", db)
    assert done.returncode == 2 and complaint in done.stderr and done.stderr.count("\n") == 1
