"""Which equipment was destroyed, damaged, captured, abandoned or lost: a sentence of news in, the items out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.article import Article
from reportedly.lexicon import rows, words
from reportedly.reading import equipment
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
        for mention in equipment.mentions_in(sentence, numbers_in(sentence))
    ]


def told(text: str) -> list[tuple[str, float | None, float | None, str | None]]:
    """Status, low, high and item of what is said to have happened."""
    return [
        (str(m.status), m.count.low, m.count.high, m.item and m.item.of(text))
        for m in mentions(text)
        if not (m.denied or m.unreal)
    ]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The brigade destroyed nine tanks.", [("destroyed", 9, 9, "tanks")]),
        ("Two helicopters were shot down near the dam.", [("destroyed", 2, 2, "helicopters")]),
        ("Rebels shot an army helicopter down on Friday.", [("destroyed", 1, 1, "army helicopter")]),
        ("The navy sank three patrol boats.", [("destroyed", 3, 3, "patrol boats")]),
        ("The army lost 14 tanks in the battle.", [("lost", 14, 14, "tanks")]),
        ("Russia has lost between 300 and 400 tanks.", [("lost", 300, 400, "tanks")]),
        ("The retreating troops abandoned some 20 trucks.", [("abandoned", 20, 20, "trucks")]),
        ("Fighters seized 12 rifles and a mortar.", [("captured", 12, 12, "rifles"), ("captured", 1, 1, "mortar")]),
        ("The ministry confirmed the loss of two warships.", [("lost", 2, 2, "warships")]),
        ("Six cars caught fire.", [("destroyed", 6, 6, "cars")]),
        ("Four Helicopters Destroyed in Drone Strike", [("destroyed", 4, 4, "Helicopters")]),
        ("The shelling damaged at least two ambulances.", [("damaged", 2, None, "ambulances")]),
        ("Dozens of trucks were burned.", [("destroyed", None, None, "trucks")]),
        ("Troops recovered one AK 47 rifle from the bandits.", [("captured", 1, 1, "rifle")]),
        (
            "Among the weapons and goods seized by the rebels were two mortars and 206 rifles.",
            [("captured", 2, 2, "mortars"), ("captured", 206, 206, "rifles")],
        ),
        (
            "The weapons captured from the rebels included four trucks and two mortars.",
            [("captured", 4, 4, "trucks"), ("captured", 2, 2, "mortars")],
        ),
    ],
)
def test_what_became_of_it_stands_in_many_frames(sentence: str, found: list[tuple[str, int, int, str]]) -> None:
    assert told(sentence) == found


def test_a_list_is_one_mention_an_item_and_its_open_end_is_known() -> None:
    text = (
        'The unit said it destroyed three tanks, two howitzers, one BM-27 "Uragan" Multiple Launch Rocket System '
        "(MLRS), eight infantry fighting vehicles and 19 units of automotive equipment, among other items."
    )
    found = mentions(text)
    assert [(m.count.low, m.item and m.item.of(text)) for m in found] == [
        (3, "tanks"),
        (2, "howitzers"),
        (1, 'BM-27 "Uragan" Multiple Launch Rocket System (MLRS)'),
        (8, "infantry fighting vehicles"),
        (19, "units of automotive equipment"),
    ]
    assert all(m.count.open_list for m in found)
    assert all(m.by is not None and m.by.of(text) == "it" for m in found)


def test_people_at_the_head_of_a_list_are_left_to_another_room() -> None:
    text = "The enemy lost up to 70 servicemen, three motor vehicles and a Gvozdika howitzer."
    assert told(text) == [("lost", 3, 3, "motor vehicles"), ("lost", 1, 1, "Gvozdika howitzer")]


def test_one_number_over_two_nouns_counts_once() -> None:
    text = "The army destroyed more than 200 tanks and armoured vehicles."
    assert [m.item and m.item.of(text) for m in mentions(text)] == ["tanks and armoured vehicles"]


def test_a_bare_number_stands_for_the_thing_named_before() -> None:
    text = "Russia launched 90 drones, of which 76 were shot down."
    (found,) = mentions(text)
    assert (found.count.low, found.item and found.item.of(text), found.who and found.who.of(text)) == (
        76,
        "drones",
        "76",
    )


def test_only_the_share_that_was_hit_counts() -> None:
    assert told("Air defences shot down 35 of 48 drones.") == [("destroyed", 35, 35, "drones")]


@pytest.mark.parametrize(
    ("line", "number", "item"),
    [("Tanks – 7,012 (+11)", 7012, "Tanks"), ("Helicopters: 294", 294, "Helicopters")],
)
def test_a_line_of_a_table_is_a_loss(line: str, number: int, item: str) -> None:
    (found,) = mentions(line)
    assert (found.count.low, found.item and found.item.of(line), found.status) == (number, item, "lost")


def test_a_table_may_run_in_the_text() -> None:
    text = "The losses of the enemy were: tanks ‒ 3,701 (+1), helicopters – 294 (+0), cruise missiles ‒ 947 (+0)."
    assert [(m.count.low, m.item and m.item.of(text)) for m in mentions(text)] == [
        (3701, "tanks"),
        (294, "helicopters"),
        (947, "cruise missiles"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "The rebels fired 20 rockets at the base.",  # weapons fired
        "The allies will give the army 31 Abrams tanks.",  # aid
        "The column had 200 tanks.",  # a strength
        "Artillery struck a position near the river.",  # a target
        "The tank crew was killed.",  # people
        "The drone operators were captured.",
        "Police are looking for the downed plane.",  # known already
        "The film lost three awards to rivals.",
    ],
)
def test_what_is_no_loss(sentence: str) -> None:
    assert told(sentence) == []


def test_denied_and_unreal_losses_are_marked() -> None:
    (denied,) = mentions("The army did not lose any tanks.")
    (unreal,) = mentions("The army could lose 100 tanks.")
    assert denied.denied and unreal.unreal


@pytest.mark.parametrize(
    ("words_of_item", "category", "kind"),
    [
        ('BM-21 "Grad" Multiple Launch Rocket System (MLRS)', "mlrs", "BM-21 Grad"),
        ("T-72B3M tank", "tank", "T-72B3"),
        ("T-72B9", "tank", "T-72"),
        ("BTR-80s", "apc", "BTR-80"),
        ("Su-34 bombers", "aircraft", "Su-34"),
        ("armored personnel carriers", "apc", "armoured personnel carrier (generic)"),
        ("Patriot battery", "sam", "MIM-104 Patriot"),
        ("X-59 guided missile", "missile", "Kh-59/69"),
        ("military hardware", "materiel", "military equipment (generic)"),
    ],
)
def test_type_is_the_model_where_one_is_named(words_of_item: str, category: str, kind: str) -> None:
    assert equipment.typed(words_of_item) == (category, kind)


@pytest.mark.parametrize(
    "ordinary", ["a patriot", "hail", "the bear", "Iranian fighters", "a towed line", "in grade five"]
)
def test_ordinary_words_are_no_equipment(ordinary: str) -> None:
    assert equipment.typed(ordinary) is None


def test_every_category_is_described_and_no_spelling_stands_twice() -> None:
    known = words("equipment_categories.csv", "category")
    spellings = [r["word"].lower() for r in rows("equipment.csv")]
    assert {r["category"] for r in rows("equipment.csv")} <= known
    assert len(spellings) == len(set(spellings))


def test_the_screen_lets_general_news_go() -> None:
    assert not equipment.may_matter("The senator said the party had lost the debate over taxes.")
    assert equipment.may_matter("The gunmen burned two police vehicles.")


@settings(max_examples=40, deadline=None)
@given(
    number=st.integers(min_value=2, max_value=9_999),
    item=st.sampled_from(["tanks", "T-90 tanks", "drones", "armoured vehicles", "pieces of equipment"]),
    frame=st.sampled_from(
        ["The army destroyed {} {}.", "{} {} were destroyed.", "The general staff reported the destruction of {} {}."]
    ),
)
def test_any_number_is_found_in_the_text_and_the_screen_lets_it_pass(number: int, item: str, frame: str) -> None:
    text = frame.format(f"{number:,}" if not 1900 <= number <= 2100 else number + 300, item)
    (found,) = mentions(text)
    assert equipment.may_matter(text)
    assert found.count.low == found.count.high
    assert found.number is not None and found.who is not None and found.item is not None
    assert found.who.covers(found.item) and found.who.covers(found.number)
    assert found.item.of(text).endswith(item.split()[-1])


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (  # commas were lost on the way
            "It said two bridges five tanks two howitzers 12 pickups with heavy guns and a truck were destroyed.",
            [
                ("destroyed", 5, 5, "tanks"),
                ("destroyed", 2, 2, "howitzers"),
                ("destroyed", 12, 12, "pickups"),
                ("destroyed", 1, 1, "truck"),
            ],
        ),
        ("Missiles struck an oil tanker off Aden, setting it on fire.", [("destroyed", 1, 1, "oil tanker")]),
        ("Gunmen set a police vehicle alight near Quetta.", [("destroyed", 1, 1, "police vehicle")]),
        ("An army helicopter went down under fire in Herat.", [("destroyed", 1, 1, "army helicopter")]),
        ("The clip shows a T-90 tank exploding after a drone hit it.", [("destroyed", 1, 1, "T-90 tank")]),
        ("The flagship, the cruiser Varna, sank after an explosion.", [("destroyed", 1, 1, "cruiser")]),
        ("They struck four trucks, along with a radar, and destroyed two tanks.", [("destroyed", 2, 2, "tanks")]),
        ("The gunners were able to destroy three boats.", [("destroyed", 3, 3, "boats")]),
        ("The ministry denied having lost any aircraft.", []),
        ("The gunners will be able to destroy three boats.", []),
        ("A drone exploded over the square.", []),
    ],
)
def test_how_armies_and_agencies_word_losses(sentence: str, found: list[tuple[str, int, int, str]]) -> None:
    assert told(sentence) == found


def test_what_explodes_passes_the_screen() -> None:
    assert equipment.may_matter("The clip shows a T-90 tank exploding after a drone hit it.")
