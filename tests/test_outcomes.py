"""What happened to whom: one sentence of news in; kind, number and reality out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.article import Article
from reportedly.reading.counts import numbers_in
from reportedly.reading.furniture import blocks_in
from reportedly.reading.mention import Mention
from reportedly.reading.outcomes import gathered, may_harm, mentions_in
from reportedly.reading.parse import parsed
from reportedly.reading.sentences import sentences_in


def mentions(text: str) -> list[Mention]:
    return [
        mention
        for sentence in parsed(text, sentences_in(text, blocks_in(Article(text))))
        for mention in mentions_in(sentence, numbers_in(sentence))
    ]


def told(text: str) -> list[tuple[str, float | None]]:
    """Kind and number of what is said to have happened, totals only."""
    real = [m for m in mentions(text) if not (m.denied or m.unreal or m.part_of or m.subset)]
    return [(m.kind.value, m.count.high if m.count.best is None else m.count.best) for m in real]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("They killed 61 soldiers while injuring 82 more.", [("killed", 61), ("wounded", 82)]),
        ("The shell left 12 dead and 20 wounded.", [("killed", 12), ("wounded", 20)]),
        ("Ten soldiers died and three went missing.", [("killed", 10), ("missing", 3)]),
        ("Two clerks were killed and a third was injured.", [("killed", 2), ("wounded", 1)]),
        ("Ten people were killed and several wounded.", [("killed", 10), ("wounded", None)]),
        ("Six farmers killed, nine injured in ambush.", [("killed", 6), ("wounded", 9)]),
        ("Rocket fire has killed or wounded 40 conscripts.", [("casualties", 40)]),
        ("The army eliminated 40 militants.", [("casualties", 40)]),
        ("The jets have taken out seven field commanders.", [("killed", 7)]),
        ("The mayor did not resign but confirmed that 12 people were killed.", [("killed", 12)]),
        ("The death toll rose from 5 to 9.", [("killed", 9)]),
        ("The number of dead soldiers has reached 45.", [("killed", 45)]),
        ("Three teachers lost their lives.", [("killed", 3)]),
        ("The blast claimed five lives.", [("killed", 5)]),
        ("The murder of two priests shocked the town.", [("killed", 2)]),
        ("The bodies of 12 men were found in a well.", [("killed", 12)]),
        ("Gunmen shot dead the mayor.", [("killed", 1)]),
        ("He was shot in the left leg.", [("wounded", 1)]),
        ("Gunmen shot and killed a doctor.", [("killed", 1)]),
        ("Rebels kidnapped five officials.", [("captured", 5)]),
        ("Two sailors were taken prisoner.", [("captured", 2)]),
        ("Shelling sent 300 people fleeing.", [("displaced", 300)]),
        ("Some 9,000 people have been forced from their homes.", [("displaced", 9000)]),
        ("The battalion lost 12 men.", [("casualties", 12)]),
        ("Seven soldiers embraced martyrdom in the clash.", [("killed", 7)]),
        ("Troops arrested two rebels and rounded up nine others.", [("captured", 2), ("captured", 9)]),
        ("Some 4,000 people sought refuge in the hills.", [("displaced", 4000)]),
        ("The fighting has forced 200,000 people to flee their homes.", [("displaced", 200000)]),
        ("The rebels threaten to force 200,000 people to flee.", []),
        ("Police arrested 34 people in raids on the gangs.", []),
        ("Officials reported 11 injuries, several fires and damage to shops.", [("wounded", 11)]),
        ("Though there was no official toll, witnesses said dozens of men were killed.", [("killed", None)]),
        ("Three policemen were killed and as many injured.", [("killed", 3), ("wounded", 3)]),
        (
            "He said during the clash 30 armed rebels were neutralised while 24 cows were recovered.",
            [("casualties", 30)],
        ),
        ("During the clash 30 armed rebels were neutralised, the army said.", [("casualties", 30)]),
        (
            "Coastal security forces “neutralized” seven fighters in northern Mali, the Defense Ministry said.",
            [("casualties", 7)],
        ),
    ],
)
def test_verbs_nouns_and_idioms_tell_outcomes(sentence: str, expected: list[tuple[str, float | None]]) -> None:
    assert told(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("A policeman, two soldiers and five civilians were killed.", [1, 2, 5]),
        ("Pinto, a radio host, was killed along with his son.", [1, 1]),
        ("The bomber killed himself and seven cadets.", [1, 7]),
        ("In addition to the assailant, 56 worshippers were killed.", [56, 1]),
        ("The mine wounded him, his driver and a bystander.", [1, 1, 1]),
        ("Two people, a man and a woman, were killed.", [2]),
        ("At least 21 people, including 14 officers and seven assailants, died.", [21]),
        ("They killed 75 members and commanders of the group.", [75]),
        ("The family's parents were killed.", [2]),
    ],
)
def test_a_list_counts_each_of_its_items_and_no_part_twice(sentence: str, numbers: list[float]) -> None:
    assert [n for _, n in told(sentence)] == numbers


def test_parts_point_to_their_total() -> None:
    total, part = mentions("Seven miners were wounded, including four Chileans.")
    assert part.part_of is total
    assert (total.count.best, part.count.best) == (7, 4)


def test_members_of_a_toll_told_elsewhere_are_a_subset() -> None:
    assert all(m.subset for m in mentions("Among the dead were two children and a nurse."))
    assert all(m.subset for m in mentions("The wounded include at least three civilians."))


@pytest.mark.parametrize(
    "sentence",
    [
        "No one was hurt.",
        "There were no casualties.",
        "The governor was not wounded.",
        "The ministry denied that any soldier had been killed.",
        "Neither the pilot nor the passengers were hurt.",
    ],
)
def test_what_is_denied_did_not_happen(sentence: str) -> None:
    assert mentions(sentence) and all(m.denied for m in mentions(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "The bomb would have killed hundreds of people.",
        "Gunmen tried to kill the governor.",
        "They threatened to execute the 12 hostages.",
        "He was nearly killed by a sniper.",
        "Hundreds of people could be killed.",
    ],
)
def test_what_is_wished_or_feared_is_unreal(sentence: str) -> None:
    assert mentions(sentence) and all(m.unreal for m in mentions(sentence))


@pytest.mark.parametrize(
    "sentence", ["More than 2,000 people have died since 2004.", "His sister was killed last year."]
)
def test_earlier_events_and_long_tolls_are_background(sentence: str) -> None:
    assert all(m.background for m in mentions(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "Sixty gunmen attacked the base where 200 soldiers were stationed.",
        "They destroyed 57 units of automotive equipment.",
        "Troops shot down three drones.",
        "The staff did not say how many were killed.",
        "The disease killed 300 sheep.",
        "The group suffered territorial losses.",
    ],
)
def test_strengths_equipment_animals_and_questions_are_no_outcomes(sentence: str) -> None:
    assert [m for m in mentions(sentence) if m.number is not None] == []


def test_the_doer_is_kept() -> None:
    text = "Three guards were killed by rebels."
    (mention,) = mentions(text)
    assert mention.by is not None and mention.by.of(text) == "rebels"


def test_attackers_are_marked() -> None:
    assert [m.attackers for m in mentions("Two assailants and a guard were killed.")] == [True, False]


def test_captives_let_go_are_not_captured() -> None:
    assert [m.kind.value for m in mentions("The rebels released 40 prisoners.")] == ["other"]


def test_single_people_of_a_list_can_be_told_as_one() -> None:
    (mention,) = gathered(mentions("A prosecutor and his deputy died."))
    assert mention.count.best == 2


@given(
    st.sampled_from(["killed", "wounded", "kidnapped", "displaced"]),
    st.integers(min_value=2, max_value=999),
    st.sampled_from(["soldiers", "villagers", "students"]),
)
@settings(max_examples=25, deadline=None)
def test_every_mention_points_into_the_text_and_passes_the_screen(verb: str, number: int, noun: str) -> None:
    text = f"On Sunday {number} {noun} were {verb}, officials said."
    (mention,) = mentions(text)
    assert may_harm(text)
    assert mention.trigger.of(text) == verb
    assert mention.who is not None and mention.who.of(text) == f"{number} {noun}"
    assert mention.count.best == number


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The mission recorded almost 3,200 deaths and injuries.", [("casualties", 3200)]),
        ("The group claimed 60 soldiers dead or wounded.", [("casualties", 60)]),
        ("The army has killed or captured 900 insurgents.", [("casualties", 900)]),
        ("The blast left 12 dead and 20 wounded.", [("killed", 12), ("wounded", 20)]),
    ],
)
def test_a_pair_of_words_over_one_number_is_one_outcome(
    sentence: str, expected: list[tuple[str, float | None]]
) -> None:
    assert told(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        '"Death to the invaders!" the crowd shouted.',
        "A court sentenced two soldiers to death.",
        "It is unclear whether the 30 killed were all fighters.",
        "It was not clear if the toll of 12 dead included the attackers.",
        "He did not say how many of the 14 hostages had died.",
        "Everybody fled into the hills.",
        "Officials were not able to confirm his death.",
        "The agency could not verify the deaths of 12 soldiers.",
        "Some 400 rebels crossed into the district.",
        "The toll came from two attacks on the school.",
        "A man displaced from the north told the agency about the strike.",
    ],
)
def test_slogans_open_questions_and_what_counts_no_people_tell_nothing(sentence: str) -> None:
    assert told(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("TWO OFFICERS, A SERGEANT OF THE 4TH BATTALION, AND SIX PEASANTS WERE KILLED.", [2, 1, 6]),
        ("Two policemen, a guard from the 2nd company and three shoppers were injured.", [2, 1, 3]),
        ("At least six marines have also been reported killed.", [6]),
        ("A shell landed in the yard killing 3 boys injuring 11 others.", [3, 11]),
        ("I saw how one guard was wounded.", [1]),
    ],
)
def test_every_item_counts(sentence: str, expected: list[float]) -> None:
    assert [m.count.low for m in mentions(sentence)] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("One guard was wounded in his arm and another in his neck.", [1, 1]),
        ("Two women were killed in Homs and one in Hama.", [2, 1]),
        ("The clashes left at least 12 villagers dead in Goro and at least four people in Tamba.", [12, 4]),
        ("Two soldiers were killed in clashes with rebels and 20 militants in Homs.", [2]),
    ],
)
def test_a_verb_left_out_is_understood_for_a_second_place(sentence: str, expected: list[float]) -> None:
    assert [m.count.low for m in mentions(sentence)] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("One of the planners of the raid, the militia's rocket chief Samir Daud, was killed in a strike.", [1]),
        ("Two brothers, Samir and Hamid Nouri, were killed on Tuesday.", [2]),
        ("In the town of Lura, a pro-army judge and his clerk died when their car exploded.", [1, 1]),
        ("He blamed the army for the double murder of the mayor and his wife.", [2]),
        ("A nurse, a driver and a guard were killed.", [1, 1, 1]),
    ],
)
def test_a_person_is_counted_once(sentence: str, expected: list[float]) -> None:
    assert [m.count.low for m in mentions(sentence)] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ('About 300 YPG and PKK fighters have been "neutralised".', [("casualties", 300)]),
        ("Five army and police officers were killed.", [("killed", 5)]),
        ("More than 900 families left on Friday alone.", [("displaced", 901)]),
        ('There was an "unknowable number" of casualties.', [("casualties", None)]),
        ("There were some fatalities, the ministry said.", [("killed", None)]),
        ("A record number of civilians were killed.", [("killed", None)]),
        ("Thirteen residents left dead by the raid were buried.", [("killed", 13)]),
    ],
)
def test_the_number_goes_with_its_people(sentence: str, expected: list[tuple[str, float | None]]) -> None:
    assert [(m.kind.value, m.count.low) for m in mentions(sentence)] == expected
    assert all(m.number is not None for m in mentions(sentence))


@pytest.mark.parametrize(
    "sentence", ["Most of them were wounded in crossfire.", "The group is blamed for the majority of civilian deaths."]
)
def test_a_share_of_an_untold_count_is_no_count(sentence: str) -> None:
    assert told(sentence) == []


def test_those_among_a_counted_total_are_part_of_it() -> None:
    total, boy = mentions("A 12-year-old boy was among five people killed in the shelling.")
    assert (total.count.best, boy.count.best, boy.part_of) == (5, 1, total)


def test_a_remark_within_an_open_question_is_told() -> None:
    assert told("Officials did not say whether anyone died in the raid, which wounded six.") == [("wounded", 6)]


def test_only_its_own_clause_puts_an_outcome_in_the_past() -> None:
    guards, shoppers = mentions("Two guards were killed in Homs, while a bomb there last month killed nine shoppers.")
    assert (guards.background, shoppers.background) == (False, True)
    nurses, drivers = mentions("Last month two nurses were killed, but four drivers died too.")
    assert nurses.background and drivers.background
