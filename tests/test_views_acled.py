"""What ACLED makes of incidents: claims in, row out."""

from dataclasses import replace
from datetime import timedelta

import pytest
from desk import KYIV, MONDAY, MOSCOW, Desk, claim, incident, row

from reportedly import Article
from reportedly.claim import (
    Claim,
    Count,
    Kind,
    Location,
    Place,
    Status,
)
from reportedly.reconciling.views import ACLED, Omitted
from reportedly.reconciling.views.acled import size_of


def test_of_rival_figures_acled_takes_the_lowest_and_notes_the_dispute(desk: Desk) -> None:
    one = incident(*desk.told(claim(9)), *desk.told(claim(5, by="a medic")), *desk.told(claim(30, Kind.WOUNDED)))
    found = row(ACLED, one)
    assert found["fatalities"] == 5
    assert found["notes"] == (
        "Killed: 5 people (a medic); 9 people (the governor). Wounded: 30 people (the governor). "
        "Sources differ, from 5 to 9 killed; 5 is coded."
    )


@pytest.mark.parametrize(
    ("words", "number"),
    [("tens", 10), ("Dozens", 12), ("hundreds", 100), ("several dozen", 12), ("tens of thousands", 10_000)],
)
def test_words_of_size(words: str, number: float) -> None:
    assert size_of(words) == number


def test_vague_words_count_only_where_there_is_no_number(desk: Desk) -> None:
    vague = desk.told(claim(Count.vague("dozens")))
    assert row(ACLED, incident(*vague))["fatalities"] == 12
    assert row(ACLED, incident(*vague, *desk.told(claim(7, by="a medic"))))["fatalities"] == 7


def test_an_unknown_number_is_ten_in_a_war_and_three_elsewhere(desk: Desk) -> None:
    several = claim(Count.vague("several"))
    oslo = replace(several, place=Place("Oslo", (Location("Oslo", "NO", 59.91, 10.75, 3143244),)))
    assert [row(ACLED, incident(*desk.told(one)))["fatalities"] for one in (several, oslo)] == [10, 3]


def test_acled_counts_no_injuries_and_needs_no_deaths(desk: Desk) -> None:
    for kind in (Kind.WOUNDED, Kind.CASUALTIES):
        assert row(ACLED, incident(*desk.told(claim(9, kind))))["fatalities"] == 0
    displaced = ACLED.of(incident(*desk.told(claim(900, Kind.DISPLACED))))
    assert isinstance(displaced, Omitted)


def test_a_period_is_dated_by_its_middle(desk: Desk) -> None:
    found = row(ACLED, incident(*desk.told(claim(2)), end=MONDAY + timedelta(days=4)))
    assert (found["event_date"], found["time_precision"]) == ("2024-03-20", 2)


@pytest.mark.parametrize(
    ("sentence", "event", "sub_event"),
    [
        ("Four people were killed by a suicide bomber in Kherson.", "Explosions/Remote violence", "Suicide bomb"),
        ("Four people were killed in an air strike on Kherson.", "Explosions/Remote violence", "Air/drone strike"),
        (
            "Four people were killed when shells hit Kherson.",
            "Explosions/Remote violence",
            "Shelling/artillery/missile attack",
        ),
        ("Four soldiers were killed by mortars during clashes in Kherson.", "Battles", "Armed clash"),
        ("Gunmen killed four villagers in Kherson.", "Violence against civilians", "Attack"),
        ("Gunmen kidnapped four villagers in Kherson.", "Violence against civilians", "Abduction/forced disappearance"),
        ("Four soldiers were killed in Kherson.", "Battles", "Armed clash"),
    ],
)
def test_event_types_by_the_words_of_evidence(desk: Desk, sentence: str, event: str, sub_event: str) -> None:
    desk.ledger.add(Article(sentence, sentence[:9], publisher="The Paper", published=MONDAY))
    found = row(ACLED, incident(*desk.ledger.claims()))
    assert (found["event_type"], found["sub_event_type"]) == (event, sub_event)


def test_a_place_taken(desk: Desk) -> None:
    def taken(by: str) -> Claim:
        return replace(claim(1, Kind.CONTROL, by=by, parties=(by,)), status=Status.TAKEN, who=None)

    assert row(ACLED, incident(*desk.told(taken(KYIV))))["sub_event_type"] == "Government regains territory"
    assert row(ACLED, incident(*desk.told(taken(MOSCOW))))["sub_event_type"] == "Non-state actor overtakes territory"


def test_actors(desk: Desk) -> None:
    shot = claim(4, who="villagers", civilian=True, doers=("Islamic State",))
    found = row(ACLED, incident(*desk.told(shot)))
    assert [found[c] for c in ("actor1", "inter1", "actor2", "inter2", "interaction", "civilian_targeting")] == [
        *("Islamic State", "Rebel group", "Civilians (Ukraine)", "Civilians", "Rebel group-Civilians"),
        "Civilian targeting",
    ]
    assert (found["iso"], found["country"], found["region"], found["location"]) == (804, "Ukraine", "Europe", "Kherson")


def test_where_outlets_are_at_home(desk: Desk) -> None:
    one = incident(
        *desk.told(claim(4), outlet="Reuters"), *desk.told(claim(4, by="a medic"), outlet="Kyiv Independent")
    )
    assert row(ACLED, one)["source"] == "Kyiv Independent; Reuters"
    assert row(ACLED, one)["source_scale"] == "National-International"
