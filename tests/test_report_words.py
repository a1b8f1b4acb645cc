"""How claims are told in words."""

from __future__ import annotations

from datetime import date

import pytest
from rivermouth import (
    ARTICLE,
    KILLED,
    MONDAY,
    READING,
    WOUNDED,
)

from reportedly import read
from reportedly.claim import (
    Count,
    Qualifier,
    When,
)
from reportedly.report import words


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (Count.exact("613", 613), "613"),
        (Count.exact("1,442", 1442), "1,442"),
        (Count.at_least("no fewer than 12", 12), "at least 12"),
        (Count.more_than("over 1,400", 1400), "more than 1,400"),
        (Count.up_to("as many as eight", 8), "up to 8"),
        (Count.about("some 30", 30), "about 30"),
        (Count.between("five to seven", 5, 7), "5 to 7"),
        (Count.vague("dozens"), "dozens"),
        (Count("899", 899, 899, 899, Qualifier.EXACT, "per_day"), "899 a day"),
        (Count("15 percent", 15, 15, 15, Qualifier.ABOUT, "percent"), "about 15%"),
        (Count("8.5 km2", 8.5, 8.5, 8.5, Qualifier.EXACT, "km2"), "8.5 km²"),
    ],
)
def test_a_figure_is_told_with_its_bounds(count: Count, told: str) -> None:
    assert words.figure(count) == told


def test_the_chain_is_one_line_from_the_first_source_to_the_page() -> None:
    assert words.chain(KILLED, ARTICLE) == "Free Valley Front → Telegram → Valley Post (translation) → Daily Ledger"


def test_checking_is_told_in_words_strongest_first() -> None:
    assert words.checks(KILLED) == (
        "not verified by the Daily Ledger",
        "comment requested from the Ministry of War by email",
    )


def test_the_label_says_what_the_article_rests_on() -> None:
    assert words.label(READING) == (
        "3 figures",
        "2 original sources, all parties to the war",
        "0 verified",
        "comment requested from the Ministry of War",
    )


def test_a_count_is_not_told_twice() -> None:
    assert words.subject(WOUNDED) == "soldier"


@pytest.mark.parametrize(
    ("when", "told"),
    [
        (When("on Monday", MONDAY, MONDAY), "5 May 2031"),
        (When("this week", MONDAY, date(2031, 5, 7)), "5–7 May 2031"),
        (When("in May", date(2031, 5, 1), date(2031, 5, 31), precision="month"), "May 2031"),
        (When("last year", date(2030, 1, 1), date(2030, 12, 31), precision="year"), "2030"),
        (When("since April", date(2031, 4, 30), MONDAY), "30 April – 5 May 2031"),
        (When("last Friday"), "“last Friday”"),
        (None, ""),
    ],
)
def test_a_date_is_told_as_far_as_it_is_known(when: When | None, told: str) -> None:
    assert words.period(when) == told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("At least ten tanks were destroyed near Kherson, the army said.", "at least 10 tanks destroyed"),
        ("Dozens of soldiers were killed near Kherson, the army said.", "dozens of soldiers killed"),
        ("The attack near Kherson left 53 dead, the army said.", "53 killed"),
        ("The army suffered 47,186 casualties near Kherson, a general said.", "47,186 casualties"),
        (
            "The remaining 396 sailors were evacuated from Kherson, the navy said.",
            "the remaining 396 sailors displaced",
        ),
    ],
)
def test_a_claim_is_told_in_a_phrase(sentence: str, told: str) -> None:
    (claim,) = read(sentence).claims
    assert words.told(claim).lower() == told
