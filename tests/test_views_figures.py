"""Which claims of an incident a rule book counts, and each voice once."""

from dataclasses import replace
from datetime import date

import pytest
from desk import MONDAY, Desk, claim, deaths, incident, member, row

from reportedly.claim import (
    Claim,
    Count,
    Kind,
    Stance,
    When,
)
from reportedly.ledger import State
from reportedly.reconciling.views import UCDP, Row
from reportedly.reconciling.views.figures import figures_of
from reportedly.reconciling.views.ranges import range_of
from reportedly.reconciling.views.scene import scene_of
from reportedly.reconciling.views.standing import standing


def test_rivals_span_low_and_high(desk: Desk) -> None:
    one = incident(*desk.told(claim(5)), *desk.told(claim(8, by="a medic")), *desk.told(claim(12, by="a resident")))
    assert deaths(one) == (5, 8, 12)


def test_an_echo_counts_nothing(desk: Desk) -> None:
    (first,), (echo,) = desk.told(claim(5)), desk.told(claim(9), outlet="The Echo", day=20)
    assert deaths(incident(first, member(echo, echo_of=first))) == (5, 5, 5)


def test_an_echo_stands_in_for_an_original_that_is_not_there(desk: Desk) -> None:
    (lost,), (one,), (other,) = desk.told(claim(5)), desk.told(claim(5)), desk.told(claim(5), day=21)
    there = incident(member(one, echo_of=lost), member(other, echo_of=lost))
    assert [m.kept.name for m in standing(there)] == [one.name]
    assert deaths(there) == (5, 5, 5)


def test_a_part_is_not_added_to_its_total(desk: Desk) -> None:
    total, part = desk.told(claim(12), claim(7, who="residents of the first house"))
    assert deaths(incident(total, member(part, part_of=total))) == (12, 12, 12)


def test_a_part_tells_who_they_were(desk: Desk) -> None:
    total, part = desk.told(claim(12), claim(3, who="children", civilian=True))
    found = row(UCDP, incident(total, member(part, part_of=total)))
    assert (found["best"], found["deaths_civilians"], found["deaths_unknown"]) == (12, 3, 9)


def test_a_voice_that_speaks_again_corrects_itself(desk: Desk) -> None:
    (monday,), (tuesday,) = desk.told(claim(9), day=19), desk.told(claim(6), day=20)
    assert deaths(incident(monday, tuesday)) == (6, 6, 6)


def test_two_names_of_one_claimant_are_one_voice(desk: Desk) -> None:
    (both,) = desk.told(claim(9, by="the groups", parties=("Freedom of Russia Legion", "Russian Volunteer Corps")))
    (one,) = desk.told(claim(11, by="the legion", parties=("Freedom of Russia Legion",)), day=21)
    (figure,) = figures_of(scene_of(incident(both, one)), Kind.KILLED)
    assert figure.claims == (one.name,)


def test_claimants_that_a_person_has_merged_are_one_voice(desk: Desk) -> None:
    (police,) = desk.told(claim(9, by="the city police", parties=("City Police",)))
    (force,) = desk.told(claim(7, by="the constabulary", parties=("Constabulary",)), day=21)
    both = incident(police, force)
    assert deaths(both) == (7, 7, 9)
    made = UCDP.of(incident(*(member(kept, merged={"constabulary": "city-police"}) for kept in (police, force))))
    assert isinstance(made, Row)
    assert [made.cells[bound].value for bound in ("low", "best", "high")] == [7, 7, 7]


@pytest.mark.parametrize(
    "said",
    [
        claim(40, stance=Stance.DENIES),
        claim(3545, when=When("last year", date(2023, 1, 1), date(2023, 12, 31), None, "year")),
        claim(40, when=When("since February 2022", date(2022, 2, 24), MONDAY, date(2022, 2, 24))),
        claim(Count("40 a day", 40, 40, 40, Count.exact("", 1).qualifier, "per_day")),
    ],
    ids=["denied by the speaker", "a year's total in a report of a day", "a total of the war", "a rate"],
)
def test_what_says_nothing_of_the_incident_does_not_count(desk: Desk, said: Claim) -> None:
    assert deaths(incident(*desk.told(claim(2)), *desk.told(replace(said, place=None)))) == (2, 2, 2)


def test_a_loosely_dated_figure_stands_where_it_is_all_that_is_told(desk: Desk) -> None:
    year = claim(7, when=When("in 2023", date(2023, 1, 1), date(2023, 12, 31), None, "year"))
    assert deaths(incident(*desk.told(year), *desk.told(claim(3, Kind.WOUNDED)))) == (7, 7, 7)


def test_what_a_person_rejected_or_its_publisher_withdrew_does_not_count(desk: Desk) -> None:
    (good,), (bad,), (gone,) = (desk.told(claim(n, by=f"voice {n}")) for n in (2, 40, 60))
    rejected = replace(bad, state=State.REJECTED)
    withdrawn = replace(gone, article=replace(gone.article, withdrawn=True))
    assert deaths(incident(good, rejected, withdrawn)) == (2, 2, 2)


@pytest.mark.parametrize(
    ("count", "bounds"),
    [
        (Count.exact("seven", 7), (7, 7, 7)),
        (Count.at_least("at least 12", 12), (12, 12, 12)),
        (Count.more_than("more than 40", 40), (41, 41, 41)),
        (Count.up_to("up to 12", 12), (1, 12, 12)),
        (Count.about("about 30", 30), (30, 30, 30)),
        (Count.between("5 to 7", 5, 7), (5, 5, 7)),
    ],
    ids=lambda x: x.text if isinstance(x, Count) else "",
)
def test_open_bounds_are_closed(count: Count, bounds: tuple[float, float, float]) -> None:
    found = range_of(count)
    assert found is not None
    assert (found.low, found.best, found.high) == bounds
