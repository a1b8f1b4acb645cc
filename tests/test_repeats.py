"""Headline, lead and body that tell one thing are one claim; two things are two."""

from datetime import date

from reportedly import read
from reportedly.claim import Kind, Place, Status
from reportedly.reading.alike import same_place


def told(text: str, kind: Kind) -> list[float | None]:
    return [c.count.best for c in read(text).claims if c.kind is kind]


def test_the_same_people_under_another_name_are_told_again() -> None:
    text = (
        "The army killed six militants on Tuesday in Zamfara state, in a raid that also left two soldiers dead.\n\n"
        "Two troops and six terrorists died in the raid in Anka district, the army said in a statement."
    )
    assert sorted(told(text, Kind.KILLED)) == [2, 6]
    apart = "Rockets killed two women near Gao. Two soldiers were killed near Gao, the army said."
    assert told(apart, Kind.KILLED) == [2, 2]


def test_neutralised_is_the_killed_of_the_headline() -> None:
    text = "Four rebels killed in Amedi\n\nFour rebels were neutralised in an air strike on Amedi, the ministry said."
    assert [(c.kind, c.count.best) for c in read(text).claims] == [(Kind.KILLED, 4)]


def test_a_headline_names_no_day() -> None:
    text = (
        "Rebels seize the town of Karwan\n\nKABUL — Rebels seized the town of Karwan on Monday, officials said.\n\n"
        "The army lost the town of Sarpol last month."
    )
    claims = read(text, published=date(2019, 9, 12)).claims
    assert len([c for c in claims if c.status is Status.TAKEN]) == 1


def test_a_part_alone_in_the_headline_is_the_part_of_the_body() -> None:
    text = "5 children killed in Gaza strike\n\nA strike on Gaza killed nine people, including five children."
    assert sorted(told(text, Kind.KILLED)) == [5, 9]


def test_what_is_told_first_as_one_of_its_sort_gets_its_name() -> None:
    place = (
        "Rebels captured a district in northern Mali on Monday, officials said.\n\nThe rebels seized the district of "
        "Karwan in northern Mali after the army retreated, district chief Musa Shah said."
    )
    assert len(told(place, Kind.CONTROL)) == 1
    man = (
        "A senior official was killed in Farah province on Monday, officials said.\n\nAbdul Hadi, deputy head of the "
        "province, was gunned down in Farah, councillor Farid Shah said."
    )
    assert told(man, Kind.KILLED) == [1]
    two = (
        "A soldier was killed in Aleppo on Monday, officials said.\n\nKarim Hadi was killed in Daraa, the mayor, "
        "Farid Shah, said."
    )
    assert told(two, Kind.KILLED) == [1, 1]


def test_a_province_holds_its_towns_and_no_other_province() -> None:
    assert same_place(Place("Kharkiv"), Place("eastern Ukraine"))
    regions = (
        "The air force downed four drones over the Khmelnytskyi region, the governor said.\n\n"
        "Four drones were downed over the Vinnytsia region, the army said."
    )
    assert told(regions, Kind.EQUIPMENT) == [4, 4]


def test_what_one_side_took_and_the_other_took_back_are_two_claims() -> None:
    text = (
        "Militants seized an army base near Gao on Sunday, officials said.\n\nThe army recaptured the base near Gao "
        "when reinforcements arrived."
    )
    assert len(told(text, Kind.CONTROL)) == 2
