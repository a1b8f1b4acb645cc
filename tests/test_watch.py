"""Feeds on a real server in, their articles in a real ledger out: each once, whatever happens in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from localsite import Site, serving
from test_cli import reportedly
from test_follow import BODY, SHORT, feed, page

from reportedly.article import Article
from reportedly.claim import Reading
from reportedly.intake.feedlist import Feed
from reportedly.intake.guard import Guard
from reportedly.intake.problem import Problem
from reportedly.intake.web import fetch
from reportedly.ledger import Added, Ledger
from reportedly.ledger.watching import Round, Watch

Event = Added | Problem | Round


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path}/ledger.db") as opened:
        yield opened


def rss(site: Site, *links: str, path: str = "/rss", text: str = SHORT, **headers: str) -> str:
    return site.says(path, feed(*((link, text) for link in links)), Content_Type="application/rss+xml", **headers)


def pages(site: Site, *names: str) -> list[str]:
    return [site.says(f"/{name}", page(f"In district {name}: {BODY}", f"News of {name}")) for name in names]


def watch(ledger: Ledger, site: Site, *urls: str, rounds: int = 1, **given: object) -> list[Event]:
    """What so many whole rounds come to; there is a feed in each of them that may be asked."""
    settings = {"every": 0.01, "delay": 0.0, "read": False, "get": partial(fetch, guard=site.guard), **given}
    watching = Watch(ledger, [Feed(url) for url in urls], **settings)  # type: ignore[arg-type]
    events: list[Event] = []
    for event in watching.run(once=rounds == 1):
        events.append(event)
        if sum(isinstance(one, Round) and not one.reading for one in events) == rounds:
            watching.stop()
    return events


def kept(events: list[Event]) -> list[Added]:
    return [event for event in events if isinstance(event, Added)]


def told(events: list[Event]) -> list[str]:
    return [str(event) for event in events if isinstance(event, Problem)]


def titles(ledger: Ledger, site: Site, *names: str) -> list[str | None]:
    return [one.title for name in names for one in ledger.articles(f"{site.url}/{name}")]


# --- each once --------------------------------------------------------------------------------------------------------


def test_what_was_fetched_is_not_fetched_again_after_a_restart(address: str, site: Site) -> None:
    url = rss(site, *pages(site, "a", "b"), ETag='"v1"')
    with Ledger.open(address) as ledger:
        events = watch(ledger, site, url)
        assert [one.outcome for one in kept(events)] == ["new", "new"]
        assert events[-1] == Round(asked=1, news=1, failed=0, reading=0, next_in=None)
        assert titles(ledger, site, "a", "b") == ["News of a", "News of b"]
    rss(site, *pages(site, "c", "a", "b"), ETag='"v2"')
    with Ledger.open(address) as ledger:
        assert len(kept(watch(ledger, site, url))) == 1
        assert site.headers.get("If-None-Match") is None  # the last request was for the page
        site.says("/rss", status=304)
        events = watch(ledger, site, url)
        assert events == [Round(asked=1, news=0, failed=0, reading=0, next_in=None)]
        assert site.headers["If-None-Match"] == '"v2"'
        assert {path: site.asked[path] for path in ("/a", "/b", "/c")} == {"/a": 1, "/b": 1, "/c": 1}
        assert ledger.stats().articles == 3
        assert ledger.verify().whole


def test_a_link_of_two_feeds_is_followed_once(ledger: Ledger, site: Site) -> None:
    (link,) = pages(site, "a")
    urls = [rss(site, link, path=f"/rss{n}") for n in range(4)]
    assert len(kept(watch(ledger, site, *urls, rounds=3))) == 1
    assert site.asked["/a"] == 1


def test_a_page_that_has_no_article_is_asked_once_and_one_that_failed_again(ledger: Ledger, site: Site) -> None:
    links = site.says("/gone", status=404), site.says("/ill", status=500)
    url = rss(site, *links, text="", ETag='"v1"')
    assert len(told(watch(ledger, site, url))) == 2
    (problem,) = told(watch(ledger, site, url))
    assert "/ill" in problem
    assert (site.asked["/gone"], site.asked["/ill"]) == (1, 2)
    assert ledger.verify().whole


def test_a_feed_that_names_itself_anew_each_time_fills_no_journal(ledger: Ledger, site: Site) -> None:
    (link,) = pages(site, "a")
    for version in range(3):
        watch(ledger, site, rss(site, link, ETag=f'"{version}"'))
    assert ledger.stats().entries == 2  # the article, and the feed when it was read first


def test_the_list_says_who_publishes(ledger: Ledger, site: Site) -> None:
    url = rss(site, *pages(site, "a"))
    watching = Watch(ledger, [Feed(url, "The Paper")], delay=0, read=False, get=partial(fetch, guard=site.guard))
    list(watching.run(once=True))
    assert ledger.articles(f"{site.url}/a")[0].publisher == "The Paper"


# --- one trouble is not another's -------------------------------------------------------------------------------------


def test_a_feed_in_trouble_does_not_stop_the_others(ledger: Ledger, site: Site) -> None:
    good = rss(site, *pages(site, "a"))
    broken = site.says("/broken", "<rss><channel><item><title>Half an", Content_Type="application/rss+xml")
    no_feed = site.says("/page", page())
    events = watch(ledger, site, broken, no_feed, site.url + "/nowhere", "http://10.0.0.1/rss", good)
    assert ledger.articles(f"{site.url}/a")
    assert {line.split(": ")[1] for line in told(events)} >= {no_feed, site.url + "/nowhere", "http://10.0.0.1/rss"}
    assert events[-1] == Round(asked=5, news=1, failed=2, reading=0, next_in=None)


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (503, {"Retry_After": "3600"}),
        (200, {"Cache_Control": "max-age=3600"}),
        (200, {"text": "<ttl>60</ttl>"}),
    ],
)
def test_a_feed_that_asks_for_rest_gets_it(ledger: Ledger, site: Site, status: int, headers: dict[str, str]) -> None:
    with serving() as other:  # a host that asks for rest gets it for all its feeds
        name = f"localhost:{other.port}"
        guard = Guard(allow=(site.host, name))
        ttl = headers.pop("text", "")
        document = feed((pages(site, "a")[0], SHORT)).replace("<channel>", f"<channel>{ttl}")
        resting = other.says("/rss", document, status, Content_Type="application/rss+xml", **headers)
        events = watch(
            ledger, site, resting.replace(other.host, name), rss(site), rounds=4, get=partial(fetch, guard=guard)
        )
        assert (other.asked["/rss"], site.asked["/rss"] > 1) == (1, True)
    if status == 503:
        assert any("HTTP 503" in line and "(asked again in 60 min)" in line for line in told(events))


def test_what_goes_on_is_told_once(ledger: Ledger, site: Site) -> None:
    events = watch(ledger, site, rss(site), rounds=5)
    assert told(events) == [f"reportedly: {site.url}/rss: no items in this feed"]


def test_of_many_problems_of_a_feed_some_are_told(ledger: Ledger, site: Site) -> None:
    url = rss(site, *(site.says(f"/{n}", status=500) for n in range(9)))
    assert [line.split(": ", 2)[2][:8] for line in told(watch(ledger, site, url))] == ["HTTP 500"] * 3 + ["6 more o"]


def test_a_feed_that_is_gone_for_good_is_watched_no_more(ledger: Ledger, site: Site) -> None:
    gone = site.says("/gone", status=410)
    events = watch(ledger, site, gone, rss(site), rounds=3)
    assert "watched no more: take it off your list" in told(events)[0]
    assert site.asked["/gone"] == 1
    watching = Watch(ledger, [Feed(gone)], delay=0, get=partial(fetch, guard=site.guard))
    assert [type(event) for event in watching.run()] == [Problem, Round]
    assert watching.feeds == []


def test_robots_txt_is_asked_for_feeds_and_pages(ledger: Ledger, site: Site) -> None:
    site.says("/robots.txt", "User-agent: *\nDisallow: /a\nDisallow: /closed")
    closed = rss(site, path="/closed")
    events = watch(ledger, site, closed, rss(site, *pages(site, "a", "b")))
    assert [closed in line and "robots.txt" in line for line in told(events)] == [True]
    assert (site.asked["/closed"], site.asked["/a"], site.asked["/b"]) == (0, 0, 1)
    assert SHORT in ledger.text(ledger.articles(f"{site.url}/a")[0])  # as the feed itself has it


def test_an_article_that_trips_the_reader_is_kept_unread(ledger: Ledger, site: Site) -> None:
    def reader(article: Article) -> Reading:
        raise ArithmeticError("too many dockers")

    events = watch(ledger, site, rss(site, *pages(site, "a", "b")), read=True, reader=reader)
    assert [one.read for one in kept(events)] == [False, False]
    assert all("too many dockers" in line and "kept unread" in line for line in told(events))


# --- the command ------------------------------------------------------------------------------------------------------

_WATCH = """
import sys
from functools import partial
from reportedly.cli.watching import keep_watch
from reportedly.intake.feedlist import Feed
from reportedly.intake.guard import Guard
from reportedly.intake.web import fetch
from reportedly.ledger import Ledger
from reportedly.ledger.watching import Watch
address, host, url = sys.argv[1:]
with Ledger.open(address) as ledger:
    keep_watch(Watch(ledger, [Feed(url)], delay=0, get=partial(fetch, guard=Guard(allow=(host,)))))
"""


def under_way(address: str, site: Site, url: str) -> subprocess.Popen[str]:
    """A watch in a process of its own, that may reach the server of the test."""
    command = [sys.executable, "-c", _WATCH, address, site.host, url]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopped_in_the_middle_it_keeps_the_page_in_hand(address: str, site: Site, number: signal.Signals) -> None:
    links = pages(site, "a", "b", "c", "d")
    asked, go_on, whole = threading.Event(), threading.Event(), site.answers["/b"]

    def slow(handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        go_on.wait(60)
        whole(handler)

    site.answers["/b"] = slow
    url = rss(site, *links, ETag='"v1"')
    running = under_way(address, site, url)
    assert running.stderr is not None
    assert asked.wait(60)
    os.kill(running.pid, number)
    assert "stopping when the pages under way are kept" in running.stderr.readline() + running.stderr.readline()
    go_on.set()
    out, errors = running.communicate(timeout=60)
    assert (running.returncode, errors) == (0, "")
    assert out.splitlines()[-1] == "stopped: 1 round · kept: articles: 2 new, 1 copies · claims: 2"
    with Ledger.open(address) as ledger:
        assert ledger.stats().articles == 2
        assert ledger.verify().whole
        assert len(kept(watch(ledger, site, url))) == 2
        assert {path: site.asked[f"/{path}"] for path in "abcd"} == dict.fromkeys("abcd", 1)


def test_a_second_signal_ends_it_at_once(tmp_path: Path, site: Site) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def never(handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        go_on.wait(60)

    site.answers["/rss"] = never
    running = under_way(f"sqlite:///{tmp_path}/ledger.db", site, site.url + "/rss")
    assert running.stderr is not None
    assert asked.wait(60)
    os.kill(running.pid, signal.SIGTERM)
    assert "once more stops at once" in running.stderr.readline() + running.stderr.readline()
    os.kill(running.pid, signal.SIGTERM)
    running.communicate(timeout=60)
    assert running.returncode != 0
    go_on.set()


def test_a_bad_line_is_told_with_its_number_and_nothing_is_asked(tmp_path: Path, site: Site) -> None:
    (tmp_path / "feeds.txt").write_text(f"# wires\n{site.url}/rss\nwire.example/rss  The Wire\n", "utf-8")
    done = reportedly("watch", tmp_path / "feeds.txt", "--db", f"sqlite:///{tmp_path}/ledger.db", "--once")
    assert done.returncode == 2
    assert f"{tmp_path}/feeds.txt:3: “wire.example/rss” is no feed's address" in done.stderr
    assert not site.asked and not (tmp_path / "ledger.db").exists()


def test_a_user_reaches_no_private_address(tmp_path: Path, site: Site) -> None:
    db = f"sqlite:///{tmp_path}/ledger.db"
    done = reportedly("watch", "-", "--db", db, "--once", "--no-read", stdin=f"{site.url}/rss\n")
    assert (done.returncode, not site.asked) == (2, True)
    assert "not on the public internet" in done.stderr
    assert done.stdout[5:] == "  1 feed asked, 1 failed · no new articles\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "nothing to watch"),
        (("nowhere.txt",), "cannot read nowhere.txt: no such file or directory; a feed's URL begins with https://"),
        (("https://wire.example/rss", "--every", "often"), "--every “often” is no time: write 15m, 2h or 1d"),
        (("https://wire.example/rss", "--every", "5s"), "from 1m"),
        (("https://wire.example/rss", "--contact", "(me)"), "--contact: '(me)' is no contact"),
        (("/dev/null",), "no feed in /dev/null: write a feed's URL a line"),
    ],
)
def test_what_cannot_be_watched_is_told_in_one_line(arguments: tuple[str, ...], says: str) -> None:
    done = reportedly("watch", *arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert says in done.stderr
