"""What UCDP GED makes of incidents: claims in, row out."""

from dataclasses import replace
from datetime import timedelta

import pytest
from desk import (
    BELGOROD,
    BLACK_SEA,
    KHERSON,
    KURSK,
    KYIV,
    MONDAY,
    MOSCOW,
    UN,
    Desk,
    claim,
    deaths,
    incident,
    member,
    row,
)

from reportedly.article import Span
from reportedly.claim import (
    Count,
    Item,
    Kind,
    Location,
    Place,
    Result,
    Status,
    Verification,
    Who,
)
from reportedly.reconciling.views import ACLED, UCDP, Omitted, Row
from reportedly.reconciling.views.where import grid_cell


def test_ged_has_its_49_columns_and_acled_its_31(desk: Desk) -> None:
    one = incident(*desk.told(claim(2)))
    for view, number in ((UCDP, 49), (ACLED, 31)):
        made = view.of(one)
        assert isinstance(made, Row)
        assert tuple(made.cells) == view.columns
        assert len(view.columns) == number


def test_an_army_on_its_enemys_dead_counts_in_high_alone(desk: Desk) -> None:
    """Moscow says that it killed 300; Kyiv says that it lost five."""
    soldiers = {"who": "Ukrainian soldiers", "side": "Ukraine", "civilian": False}
    boast = claim(300, by="the ministry", parties=(MOSCOW,), party_to_conflict=True, doers=(MOSCOW,), **soldiers)
    own = claim(5, by="the general staff", parties=(KYIV,), party_to_conflict=True, **soldiers)
    (moscow,), (kyiv,) = desk.told(boast), desk.told(own)
    assert deaths(incident(moscow, kyiv)) == (5, 5, 300)
    assert deaths(incident(moscow)) == (0, 0, 300)


def test_a_boast_that_somebody_confirms_is_believed(desk: Desk) -> None:
    soldiers = {"who": "Ukrainian soldiers", "side": "Ukraine", "civilian": False}
    seen = (Verification(Result.CONFIRMED, Span(0, 1), by="The Paper"),)
    boast = claim(30, by="the ministry", parties=(MOSCOW,), party_to_conflict=True, verification=seen, **soldiers)
    assert deaths(incident(*desk.told(boast))) == (30, 30, 30)


def test_the_dead_of_both_sides_add_up(desk: Desk) -> None:
    said = desk.told(
        claim(3, who="Ukrainian soldiers", side="Ukraine", civilian=False, doers=(MOSCOW,)),
        claim(4, who="Russian soldiers", side="Russia", civilian=False, doers=(KYIV,)),
        claim(2, who="civilians", civilian=True),
        claim(10, who="people"),
    )
    found = row(UCDP, incident(*said))
    assert [found[f"deaths_{who}"] for who in ("a", "b", "civilians", "unknown")] == [4, 3, 2, 1]
    assert (found["side_a"], found["side_b"]) == ("Government of Russia (Soviet Union)", "Government of Ukraine")
    assert (found["gwnoa"], found["gwnob"], found["type_of_violence"], found["best"]) == (365, 369, 1, 10)


def test_two_armed_groups_are_non_state_and_one_against_civilians_is_one_sided(desk: Desk) -> None:
    fighters = claim(4, who="Hamas fighters", side="Hamas", civilian=False, doers=("Islamic State",))
    assert row(UCDP, incident(*desk.told(fighters)))["type_of_violence"] == 2
    villagers = claim(4, who="villagers", civilian=True, doers=("Islamic State",))
    found = row(UCDP, incident(*desk.told(villagers)))
    assert (found["type_of_violence"], found["side_a"], found["side_b"]) == (3, "Islamic State", "Civilians")


def test_who_takes_no_side_is_none_and_no_state_has_no_government(desk: Desk) -> None:
    soldiers = {"who": "soldiers", "side": "Ukraine", "civilian": False}
    found = row(UCDP, incident(*desk.told(claim(2, doers=(UN,), **soldiers))))
    assert (found["side_a"], found["side_b"]) == ("Government of Ukraine", None)
    gunmen = claim(2, who="Palestinian gunmen", side="Palestine", civilian=False, doers=("Israel Defense Forces",))
    found = row(UCDP, incident(*desk.told(gunmen)))
    assert (found["side_a"], found["side_b"], found["gwnob"]) == ("Government of Israel", "Palestine", None)


def test_whose_tanks_were_lost_is_a_side(desk: Desk) -> None:
    lost = replace(claim(3, Kind.EQUIPMENT, doers=(KYIV,)), item=Item("tanks", "tank"), status=Status.DESTROYED)
    lost = replace(lost, who=Who("Russian", Span(0, 1), "Russia"))
    found = row(UCDP, incident(*desk.told(claim(2, who="people"), lost)))
    assert (found["dyad_name"], found["type_of_violence"]) == (
        "Government of Russia (Soviet Union) - Government of Ukraine",
        1,
    )


def test_where_it_was(desk: Desk) -> None:
    found = row(UCDP, incident(*desk.told(claim(2))))
    assert (found["where_prec"], found["where_coordinates"]) == (1, "Kherson")
    assert (found["geom_wkt"], found["priogrid_gid"]) == ("POINT (32.620000 46.640000)", 196986)
    assert (found["country"], found["country_id"], found["region"]) == ("Ukraine", 369, "Europe")


@pytest.mark.parametrize(
    ("places", "precision"),
    [
        ((KHERSON,), 1),
        ((BELGOROD,), 4),
        ((BELGOROD, KURSK), 5),
        ((Location("Ukraine", "UA", geonames=690791),), 6),
        ((BLACK_SEA,), 7),
    ],
    ids=["a town", "a region", "two regions", "a country", "a sea"],
)
def test_precision_of_the_place(desk: Desk, places: tuple[Location, ...], precision: int) -> None:
    said = claim(2, place=Place("there", places))
    assert row(UCDP, incident(*desk.told(said)))["where_prec"] == precision


def test_the_finest_place_is_taken(desk: Desk) -> None:
    region = claim(2, place=Place("Kherson region", (Location("Kherson Oblast", "UA", 46.6, 33.0),)))
    assert row(UCDP, incident(*desk.told(region), *desk.told(claim(2))))["where_coordinates"] == "Kherson"


@pytest.mark.parametrize(
    ("lat", "lon", "cell"), [(10.51, 2.29, 145085), (-90, -180, 1), (90, 180, 259200), (-89.75, -179.25, 2)]
)
def test_grid_cells_are_counted_from_the_south_west(lat: float, lon: float, cell: int) -> None:
    assert grid_cell(lat, lon) == cell


@pytest.mark.parametrize(("days", "grade"), [(1, 1), (2, 2), (6, 2), (7, 3), (8, 4), (31, 4), (32, 5)])
def test_precision_of_the_date(desk: Desk, days: int, grade: int) -> None:
    one = incident(*desk.told(claim(2)), end=MONDAY + timedelta(days=days - 1))
    assert row(UCDP, one)["date_prec"] == grade


def test_sources_are_publishers_each_once(desk: Desk) -> None:
    (first,), (echo,) = desk.told(claim(5)), desk.told(claim(5), outlet="The Echo", day=20)
    found = row(UCDP, incident(first, member(echo, echo_of=first), *desk.told(claim(5, by="a medic"))))
    assert (found["number_of_sources"], found["source_office"]) == (2, "The Echo;The Paper")
    assert found["source_original"] == "a medic;the governor"
    assert str(found["source_article"]).startswith('"The Paper,2024-03-19,Monday"')


def test_incidents_without_deaths_are_left_out_and_it_is_said_why(desk: Desk) -> None:
    why = [
        made.why
        for said in (claim(4, Kind.WOUNDED), claim(Count.vague("dozens")), claim(0))
        if isinstance(made := UCDP.of(incident(*desk.told(said))), Omitted)
    ]
    assert why == ["no death is told", "deaths are told without a number", "nobody is said to have died"]


def test_what_cannot_be_known_is_empty_and_says_why(desk: Desk) -> None:
    made = UCDP.of(incident(*desk.told(claim(2)), start=None, end=None))
    assert isinstance(made, Row)
    empty = {column: cell.rule for column, cell in made.cells.items() if cell.value is None}
    assert {"relid", "conflict_new_id", "active_year", "date_start", "side_a"} <= set(empty)
    assert all(rule.startswith("empty: ") for rule in empty.values())
