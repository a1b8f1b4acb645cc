"""What the ledger remembers of feeds: what they answered last, and which links were followed."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reportedly import Article
from reportedly.intake.capture import Arrival, Capture, Exchange, Last
from reportedly.intake.url import canonical
from reportedly.ledger import Ledger, Outcome
from reportedly.ledger.database import asking
from reportedly.ledger.polls import enter_poll, is_followed, last_polls, leads_nowhere

FEED = "https://paper.example/rss"
TEXT = "Two guards were killed in Kherson on Monday, the regional governor said."


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    with Ledger.open(address) as opened:
        yield opened


def arrival(link: str | None, at: str = "https://paper.example/a", *, fetched: bool = True) -> Arrival:
    exchange = Exchange(at, 200) if fetched else None
    when = datetime(2024, 3, 18, tzinfo=UTC) if fetched else None
    details = {"link": link} if link else {}
    return Arrival(Article(TEXT, id="a", url=at), Capture(TEXT.encode(), "text/html", at, when, exchange, details))


def add(ledger: Ledger, one: Arrival) -> Outcome:
    return next(ledger.add_all([one], read=False)).outcome


def followed(ledger: Ledger, link: str) -> bool:
    with asking(ledger.engine) as connection:
        return is_followed(connection, link)


def test_what_a_feed_answered_is_entered_when_it_changes(ledger: Ledger) -> None:
    assert last_polls(ledger.engine) == {}
    for last in (Last('"v1"', None), Last('"v1"', None), Last('"v2"', "Mon, 18 Mar 2024 08:00:00 GMT")):
        enter_poll(ledger.engine, FEED, last)
    assert last_polls(ledger.engine) == {FEED: Last('"v2"', "Mon, 18 Mar 2024 08:00:00 GMT")}
    assert ledger.stats().entries == 2
    assert ledger.verify().whole


def test_a_link_is_known_by_the_article_that_came_by_it(ledger: Ledger) -> None:
    add(ledger, arrival("https://short.example/1"))
    assert followed(ledger, "https://short.example/1")
    assert followed(ledger, "https://paper.example/a")  # the page itself
    assert not followed(ledger, "https://short.example/2")


def test_two_links_that_lead_to_one_page_are_both_known(ledger: Ledger) -> None:
    """The page adds nothing the second time; were the link not entered, it would be followed with every restart."""
    add(ledger, arrival("https://short.example/1"))
    for _ in range(2):
        assert add(ledger, arrival("https://short.example/2")) is Outcome.KNOWN
    assert followed(ledger, "https://short.example/2")
    assert ledger.stats().entries == 2
    assert ledger.verify().whole


def test_a_teaser_does_not_stand_for_its_page(ledger: Ledger) -> None:
    add(ledger, arrival(None, fetched=False))
    assert not followed(ledger, "https://paper.example/a")


def test_a_link_that_leads_nowhere_is_known_once(ledger: Ledger) -> None:
    for _ in range(2):
        leads_nowhere(ledger.engine, "https://paper.example/gone", "HTTP 410")
    assert followed(ledger, "https://paper.example/gone")
    assert ledger.stats().entries == 1
    assert ledger.verify().whole


def test_an_address_and_an_id_of_any_length_are_kept(ledger: Ledger) -> None:
    """Were they not, one item of a feed could end a watch: PostgreSQL takes so much into an index and no more."""
    chance = random.Random(18)
    words = ["".join(chance.choices(string.ascii_letters + "абвгґдеєжзиіїйклмноп", k=7_000)) for _ in range(2)]
    url = canonical(f"https://paper.example/{words[0]}"[:7_000])
    long = replace(arrival(url), article=Article(TEXT, id=words[1], url=url))
    for one in (long, replace(long, article=Article(TEXT, id=words[1]))):
        assert [add(ledger, one), add(ledger, one)] == [Outcome.NEW, Outcome.KNOWN]
    assert followed(ledger, url) and not followed(ledger, url + "x")
    assert ledger.verify().whole


def test_a_ledger_from_before_there_were_feeds_gets_its_links(address: str, tmp_path: Path, older) -> None:
    with Ledger.open(f"sqlite:///{tmp_path}/newer.db") as newer:
        add(newer, arrival("https://short.example/1"))
        add(newer, arrival(None, "https://paper.example/b"))
        older(newer, address, "0001")
    with Ledger.open(address) as ledger:
        assert followed(ledger, "https://short.example/1")
        assert ledger.verify().whole
