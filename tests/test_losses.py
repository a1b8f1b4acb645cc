"""Which other losses a sentence tells: buildings, goods, bodies found, prisoners set free."""

from __future__ import annotations

import pytest

from reportedly.article import Article
from reportedly.reading import losses
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
        for mention in losses.mentions_in(sentence, numbers_in(sentence))
    ]


@pytest.mark.parametrize(
    ("sentence", "status", "low", "item"),
    [
        ("The shelling damaged 27 homes.", "damaged", 27, "homes"),
        ("THE GUERRILLAS BLEW UP FOUR PYLONS.", "destroyed", 4, "PYLONS"),
        ("Militants torched 15 houses in the village.", "destroyed", 15, "houses"),
        ("The legion reported the destruction of two warehouses.", "destroyed", 2, "warehouses"),
        ("A bridge over the river was blown up.", "destroyed", 1, "bridge"),
        ("More than 300 tonnes of grain were destroyed.", "destroyed", 301, "tonnes of grain"),
        ("The bandits stole 200 cows.", "captured", 200, "cows"),
        ("Kyiv returned 75 prisoners of war.", None, 75, "prisoners of war"),
        ("The group freed 21 girls.", None, 21, "girls"),
        ("Nine bodies arrived at the morgue.", None, 9, "bodies"),
        ("The bodies of 12 soldiers were found in a trench.", None, 12, "bodies"),
    ],
)
def test_what_was_lost_found_or_freed(sentence: str, status: str | None, low: int, item: str) -> None:
    (found,) = mentions(sentence)
    assert (found.status, found.count.low, found.item and found.item.of(sentence)) == (status, low, item)


@pytest.mark.parametrize(
    "sentence",
    [
        "Residents watched homes burn.",  # the scene, not a figure
        "The war has damaged the country's infrastructure.",
        "The government freed funds for two schools.",
        "One village after another was destroyed.",
        "The body that governs the sport met on Friday.",
    ],
)
def test_what_only_sets_the_scene_is_no_figure(sentence: str) -> None:
    assert mentions(sentence) == []


def test_a_burned_house_in_doubt_is_marked() -> None:
    (found,) = mentions("The army threatened to demolish 12 houses.")
    assert found.unreal


def test_those_who_found_the_bodies_did_not_do_it() -> None:
    (found,) = mentions("Police found 12 bodies near the cemetery.")
    assert found.by is None


def test_the_screen() -> None:
    assert losses.may_matter("Gunmen burned 14 houses and stole cattle.")
    assert not losses.may_matter("The house passed the bill after a long debate.")


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Two command posts and six strongpoints were destroyed.", [(2, "command posts"), (6, "strongpoints")]),
        ("The raid destroyed a refinery, along with fuel depots nearby.", [(1, "refinery"), (None, "fuel depots")]),
        ("Its clinic in the town was flattened by an air strike.", [(1, "clinic")]),
        ("Four schools suffered damage in the shelling.", [(4, "schools")]),
        ("As the police station burned, residents told of the day.", []),  # only dates what they told
    ],
)
def test_how_agencies_word_the_loss_of_buildings(sentence: str, found: list[tuple[float | None, str]]) -> None:
    assert [(m.count.low, m.item and m.item.of(sentence)) for m in mentions(sentence)] == found
