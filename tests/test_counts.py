"""Which numbers a sentence has, how its words bound them, what they count; and which numbers count nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.article import Article
from reportedly.claim import Count
from reportedly.reading.counts import numbers_in
from reportedly.reading.furniture import blocks_in
from reportedly.reading.parse import parsed
from reportedly.reading.sentences import sentences_in


def counted(text: str) -> list[tuple[Count, str | None]]:
    return [
        (number.count, sentence.doc[number.head].text if number.head is not None else None)
        for sentence in parsed(text, sentences_in(text, blocks_in(Article(text))))
        for number in numbers_in(sentence)
    ]


@pytest.mark.parametrize(
    ("sentence", "low", "best", "high", "qualifier", "noun"),
    [
        ("Twenty-two miners were hurt.", 22, 22, 22, "exact", "miners"),
        ("Some 1,400 others fled.", 1400, 1400, 1400, "about", "others"),
        ("The army has lost 473 400 men.", 473400, 473400, 473400, "exact", "men"),
        ("A dozen villagers drowned.", 12, 12, 12, "exact", "villagers"),
        ("Half a dozen officers resigned.", 6, 6, 6, "exact", "officers"),
        ("Two dozen rebels surrendered.", 24, 24, 24, "exact", "rebels"),
        ("One hundred and fifty-three civilians died.", 153, 153, 153, "exact", "civilians"),
        ("More than 1.2 million people left.", 1200001, None, None, "more_than", "people"),
        ("At least fifteen guards were hurt.", 15, 15, None, "at_least", "guards"),
        ("No fewer than three nurses died.", 3, 3, None, "at_least", "nurses"),
        ("As many as 40 gunmen attacked.", None, None, 40, "up_to", "gunmen"),
        ("Nearly two dozen troops died.", None, None, 24, "up_to", "troops"),
        ("Between 5 and 7 men escaped.", 5, None, 7, "between", "men"),
        ("Police found 5-7 men.", 5, None, 7, "between", "men"),
        ("They lost 400–500 men.", 400, None, 500, "between", "men"),
        ("Five or six women were seen.", 5, None, 6, "between", "women"),
        ("Dozens of civilians were hurt.", None, None, None, "vague", "civilians"),
        ("Tens of thousands of people fled.", None, None, None, "vague", "people"),
        ("Nine Border Guard (BG) soldiers died.", 9, 9, 9, "exact", "soldiers"),
    ],
)
def test_a_count_has_bounds_and_a_noun(
    sentence: str, low: float | None, best: float | None, high: float | None, qualifier: str, noun: str
) -> None:
    count, head = counted(sentence)[0]
    assert (count.low, count.best, count.high, count.qualifier) == (low, best, high, qualifier)
    assert head is None or head == noun or "(" in sentence


@pytest.mark.parametrize(
    ("sentence", "best", "unit"),
    [
        ("The enemy loses 899 soldiers a day.", 899, "per_day"),
        ("Fire destroyed 6.24m tonnes of grain.", 6_240_000, "tonnes"),
        ("Sixty percent of the brigade was lost.", 60, "percent"),
        ("A third of the brigade was lost.", 33, "percent"),
        ("Three hundred families left.", 300, "families"),
        ("They hold 12 square kilometres.", 12, "km2"),
    ],
)
def test_some_counts_carry_a_unit(sentence: str, best: float, unit: str) -> None:
    count = counted(sentence)[0][0]
    assert (count.best, count.unit) == (best, unit)


@pytest.mark.parametrize(
    "sentence",
    [
        "The raid took place on March 9, 2004.",
        "The war began in 2011.",
        "Amal Karim, 27, was asked to leave.",
        "The 15-year-old was treated.",
        "The convoy was 20 km from Route 9.",
        "The two-man team left with a 122-mm gun.",
        "It cost $5m over three years.",
        "The 3rd Brigade left at 10 p.m. yesterday.",
        "No one was there.",
        "They voted for Resolution 1701.",
    ],
)
def test_dates_ages_names_and_measures_count_nothing(sentence: str) -> None:
    assert counted(sentence) == []


def test_two_tolls_are_no_range() -> None:
    assert [c.best for c, _ in counted("The toll rose from 5 to 9.")] == [5, 9]


@given(st.integers(min_value=2, max_value=1899), st.sampled_from(["", "at least ", "about ", "up to ", "over "]))
@settings(max_examples=25, deadline=None)
def test_bounds_are_in_order_and_words_are_kept(number: int, bound: str) -> None:
    text = f"Medics said {bound}{number} villagers were hurt."
    count = counted(text)[0][0]
    known = [b for b in (count.low, count.best, count.high) if b is not None]
    assert known == sorted(known)
    assert count.text in text
