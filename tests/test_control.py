"""Which places a side took, holds, lost or left; and which takings are no war."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.article import Article
from reportedly.reading import control
from reportedly.reading.counts import numbers_in
from reportedly.reading.furniture import blocks_in
from reportedly.reading.mention import Mention
from reportedly.reading.parse import parsed
from reportedly.reading.sentences import sentences_in


def mentions(text: str) -> list[Mention]:
    article = Article(text)
    return [
        mention
        for sentence in parsed(text, sentences_in(text, blocks_in(article)))
        for mention in control.mentions_in(sentence, numbers_in(sentence))
    ]


def told(text: str) -> list[tuple[str, str]]:
    """Status and place of what is said to have happened."""
    return [(str(m.status), m.who.of(text)) for m in mentions(text) if m.who and not (m.denied or m.unreal)]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The fighters seized control of a village in Kursk.", [("taken", "a village in Kursk")]),
        ("Government forces retook the town on Friday.", [("taken", "the town")]),
        ("The base fell into the hands of the rebels.", [("taken", "The base")]),
        ("Kunduz has fallen to the Taliban.", [("taken", "Kunduz")]),
        ("Kurdish fighters drove IS militants out of 14 villages.", [("taken", "14 villages")]),
        ("The army raised its flag over the town hall.", [("taken", "the town hall")]),
        ("The ministry announced the liberation of Palmyra.", [("taken", "Palmyra")]),
        ("The rebels lost control of the airport.", [("lost", "the airport")]),
        ("Russian troops have been pushed out of Kherson.", [("lost", "Kherson")]),
        ("Ukrainian troops withdrew from Avdiivka.", [("withdrawn", "Avdiivka")]),
        ("The capital remains under Houthi control.", [("held", "The capital")]),
        ("The rebels still hold the bridge.", [("held", "the bridge")]),
        (
            "Troops retook the villages of Robotyne and Urozhaine.",
            [("taken", "Robotyne"), ("taken", "Urozhaine")],
        ),
        ("Syrian troops captured a string of villages.", [("taken", "a string of villages")]),
    ],
)
def test_where_the_place_stands(sentence: str, found: list[tuple[str, str]]) -> None:
    assert told(sentence) == found


def test_the_doer_is_who_takes_and_the_number_is_of_places() -> None:
    text = "The Taliban have captured at least six provincial capitals."
    (found,) = mentions(text)
    assert found.by is not None and found.by.of(text) == "The Taliban"
    assert (found.count.low, found.count.high) == (6, None)


@pytest.mark.parametrize(
    "sentence",
    [
        "Republicans took control of the Senate.",
        "She took the position of defence secretary.",
        "The company took over the plant.",
        "The candidate lost the state by two points.",
        "The pilot lost control of the plane.",
        "Lawmakers seized on the report.",
        "The fighters captured a colonel.",
        "Troops advanced through rebel-held areas.",  # whose it is, said in passing
        "The army is fighting for control of the town.",
    ],
)
def test_what_is_no_place_taken(sentence: str) -> None:
    assert told(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The army is trying to retake the town.",
        "The rebels failed to capture the airport.",
        "The army denied losing the base.",
    ],
)
def test_wishes_and_denials_are_marked(sentence: str) -> None:
    (found,) = mentions(sentence)
    assert found.unreal or found.denied


def test_the_screen() -> None:
    assert control.may_matter("The rebels captured two villages.")
    assert not control.may_matter("He took his time and held a meeting in Ohio.")


@settings(max_examples=30, deadline=None)
@given(
    place=st.sampled_from(["the town of Tarin", "a military base", "Mosul", "the village", "12 settlements"]),
    verb=st.sampled_from(["captured", "retook", "took control of", "liberated", "overran"]),
    doer=st.sampled_from(["Rebels", "The army", "Kurdish fighters", "Government troops"]),
)
def test_the_place_is_in_the_text_and_the_screen_lets_it_pass(place: str, verb: str, doer: str) -> None:
    text = f"{doer} {verb} {place} on Sunday."
    (found,) = mentions(text)
    assert control.may_matter(text)
    assert found.who is not None and found.who.of(text) == place
    assert found.by is not None and found.by.of(text) == doer


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The rebels no longer control the town.", [("lost", "the town")]),
        ("Melitopol is now completely in Russian hands.", [("held", "Melitopol")]),
        ("The flag of the republic flies over Sloviansk.", [("taken", "Sloviansk")]),
        ("Our forces were able to liberate the village of Shuhayl.", [("taken", "the village of Shuhayl")]),
        ("The soldiers were forced to hand over the base to the militia.", [("lost", "the base")]),
        ("The soldiers hope to be able to liberate the village.", []),
    ],
)
def test_how_armies_and_agencies_word_the_change_of_hands(sentence: str, found: list[tuple[str, str]]) -> None:
    assert told(sentence) == found


def test_a_town_in_the_hands_of_a_nation_passes_the_screen() -> None:
    assert control.may_matter("Melitopol is now completely in Russian hands.")
