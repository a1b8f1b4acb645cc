"""How soon a feed wants to be asked again, and what a list of feeds says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.intake.capture import Exchange
from reportedly.intake.feedlist import Feed, feeds_in
from reportedly.intake.pace import freshness, time_to_live
from reportedly.intake.problem import Problem
from reportedly.intake.web import Fetched


def answer(**headers: str) -> Fetched:
    sent = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    url = "https://paper.example/rss"
    return Fetched(url, b"", "text/xml", None, datetime.now(UTC), Exchange(url, 200, response=sent))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"Cache_Control": "max-age=3600"}, 3600),
        ({"cache_control": "public, MAX-AGE = 1800, must-revalidate"}, 1800),
        ({"Cache_Control": "max-age=3600", "Age": "600"}, 3000),
        ({"Cache_Control": "max-age=60", "Age": "600"}, 0),
        ({"Cache_Control": "s-maxage=60, no-cache"}, 0),
        ({"Cache_Control": "x-max-age=60"}, 0),
        ({"Cache_Control": "max-age=31536000"}, 86_400),
        ({"Cache_Control": "max-age=soon"}, 0),
    ],
)
def test_an_answer_says_how_long_it_is_fresh(headers: dict[str, str], seconds: float) -> None:
    assert freshness(answer(**headers)) == seconds


@pytest.mark.parametrize(
    ("ttl", "seconds"), [("<ttl>30</ttl>", 1800), ("<ttl> 5 </ttl>", 300), ("", 0), ("<ttl>often</ttl>", 0)]
)
def test_a_feed_says_how_long_it_lives(ttl: str, seconds: float) -> None:
    assert time_to_live(f"<rss version='2.0'><channel>{ttl}<item/></channel></rss>".encode()) == seconds


def test_a_list_of_feeds() -> None:
    lines = [
        "\ufeff# our wires",
        "",
        "https://wire.example/rss",
        "  https://paper.example/feed?x=1#top\tThe Paper  # in the morning",
        "wire.example/rss",
        "ftp://wire.example/rss Wire",
    ]
    first, second, third, fourth = feeds_in(lines, "feeds.txt")
    assert first == Feed("https://wire.example/rss")
    assert second == Feed("https://paper.example/feed?x=1", "The Paper")
    assert str(third).startswith("reportedly: feeds.txt:5: “wire.example/rss” is no feed's address")
    assert isinstance(fourth, Problem) and fourth.line == 6


@given(st.lists(st.text()))
def test_any_line_is_a_feed_or_a_remark_or_told(lines: list[str]) -> None:
    for found in feeds_in(lines, "feeds.txt"):
        if isinstance(found, Problem):
            assert found.line is not None and lines[found.line - 1].strip()
        else:
            assert found.host
