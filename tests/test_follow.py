"""A feed's URL in, its new articles out, from a real server."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from xml.sax.saxutils import escape

import pytest
from localsite import Site, serving

from reportedly.intake.capture import Arrival, Last
from reportedly.intake.courtesy import Courtesy
from reportedly.intake.follow import poll
from reportedly.intake.guard import Guard
from reportedly.intake.problem import Problem
from reportedly.intake.robots import Robots
from reportedly.intake.web import fetch

BODY = (
    "Shelling killed four dockers in Meris on Tuesday, the harbour master said, and the port was closed until the "
    "evening while crews put out a fire in two warehouses. The army denied that it had fired at the port, and said "
    "that it would look into the reports. Nobody else could confirm either account, and the road there was closed."
)
SHORT = "Four dockers were killed in Meris, the harbour master said."


def page(words: str = BODY, title: str = "Four die in Meris") -> str:
    body = f"<article><h1>{title}</h1><p>{words}</p></article>"
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


def feed(*items: tuple[str | None, str]) -> str:
    """An RSS feed of links and the text that stands with each."""
    written = "".join(
        "<item>"
        + (f"<link>{escape(link)}</link>" if link else "")
        + f"<title>Item {number}</title><description>{escape(text)}</description></item>"
        for number, (link, text) in enumerate(items, 1)
    )
    channel = "<title>Wire</title><link>https://wire.example/</link><description>Everything</description>"
    return f"<rss version='2.0'><channel>{channel}{written}</channel></rss>"


class Reader:
    """Somebody who polls one site, and keeps what came in."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.slept: list[float] = []
        self.now = 0.0
        self.links: set[str] = set()
        self.last: dict[str, Last] = {}
        self.courtesy = Courtesy(clock=lambda: self.now, sleep=self.sleep)
        self.get = partial(fetch, guard=site.guard)
        self.robots = Robots(self.get, self.courtesy, clock=lambda: self.now)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def poll(self, url: str) -> list[Arrival | Problem]:
        found = list(
            poll(url, self.links.__contains__, self.courtesy, robots=self.robots, last=self.last, get=self.get)
        )
        self.links |= {str(a.capture.details["link"]) for a in arrivals(found) if "link" in a.capture.details}
        return found


def arrivals(found: list[Arrival | Problem]) -> list[Arrival]:
    return [one for one in found if isinstance(one, Arrival)]


def problems(found: list[Arrival | Problem]) -> list[Problem]:
    return [one for one in found if isinstance(one, Problem)]


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def reader(site: Site) -> Reader:
    return Reader(site)


def rss(site: Site, *items: tuple[str | None, str], **headers: str) -> str:
    return site.says("/rss", feed(*items), Content_Type="application/rss+xml", **headers)


def test_each_item_is_read_from_its_own_page(site: Site, reader: Reader) -> None:
    first = site.says("/a", page(title="Port hit"))
    second = site.says("/b", page(BODY[::-1]))
    url = rss(site, (first + "?utm_source=rss", SHORT), (second + "#top", SHORT), (first, SHORT))
    one, other = arrivals(reader.poll(url))
    assert (one.article.title, one.article.url, one.capture.details["link"]) == ("Port hit", first, first)
    assert BODY in one.article.text
    assert (one.capture.media_type, one.capture.source) == ("text/html", first)
    assert one.capture.exchange is not None
    assert one.capture.retrieved is not None
    assert other.article.url == second
    assert site.asked == {"/robots.txt": 1, "/rss": 1, "/a": 1, "/b": 1}
    assert reader.slept == [5, 5, 5]


def test_what_came_in_before_is_not_asked_for(site: Site, reader: Reader) -> None:
    first = site.says("/a", page())
    url = rss(site, (first, SHORT))
    assert len(reader.poll(url)) == 1
    second = site.says("/b", page())
    rss(site, (second, SHORT), (first, SHORT))
    (found,) = arrivals(reader.poll(url))
    assert found.article.url == second
    assert site.asked["/a"] == 1


def test_an_unchanged_feed_is_not_looked_into(site: Site, reader: Reader) -> None:
    url = rss(site, (site.says("/a", page()), SHORT), ETag='"v1"', Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT")
    assert len(reader.poll(url)) == 1
    assert reader.last == {url: Last('"v1"', "Mon, 01 Jan 2024 00:00:00 GMT")}
    site.says("/rss", status=304)
    assert reader.poll(url) == []
    assert site.headers["If-None-Match"] == '"v1"'


def test_what_failed_for_now_comes_again(site: Site, reader: Reader) -> None:
    """Were the feed's validators kept, the item would never come: the feed itself does not change."""
    first = site.says("/a", status=500)
    url = rss(site, (first, SHORT), ETag='"v1"')
    (problem,) = problems(reader.poll(url))
    assert (problem.source, "500" in problem.message) == (first, True)
    assert reader.last == {}
    site.says("/a", page())
    assert len(arrivals(reader.poll(url))) == 1
    assert reader.last == {url: Last('"v1"', None)}


@pytest.mark.parametrize("status", [401, 402, 403, 404, 410, 451])
def test_where_the_page_is_refused_the_feeds_own_text_is_read(site: Site, reader: Reader, status: int) -> None:
    link = site.says("/a", status=status)
    (found,) = arrivals(reader.poll(rss(site, (link, SHORT))))
    assert SHORT in found.article.text
    assert f"HTTP {status}" in found.capture.details["page"]
    assert found.capture.details["link"] == link
    assert found.capture.exchange is not None
    assert found.capture.exchange.url == site.url + "/rss"


def test_what_robots_txt_asks_for_is_kept_to(site: Site, reader: Reader) -> None:
    site.says("/robots.txt", "User-agent: *\nDisallow: /a\nCrawl-delay: 11")
    url = rss(site, (site.says("/a", page()), SHORT), (site.says("/b", page()), SHORT))
    refused, read = arrivals(reader.poll(url))
    assert "robots.txt" in refused.capture.details["page"]
    assert "page" not in read.capture.details
    assert site.asked["/a"] == 0
    assert reader.slept == [5, 11]


def test_a_redirect_is_asked_of_robots_txt_too(site: Site, reader: Reader) -> None:
    site.says("/robots.txt", "User-agent: *\nDisallow: /private")
    site.says("/private", page())
    (found,) = arrivals(reader.poll(rss(site, (site.leads("/a", "/private"), SHORT))))
    assert "robots.txt" in found.capture.details["page"]
    assert site.asked["/private"] == 0


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<html><body></body></html>", "no article"),
        (page("Subscribe to read this story in full, and many more."), "less than the feed"),
    ],
)
def test_a_page_without_the_text_leaves_that_of_the_feed(site: Site, reader: Reader, html: str, reason: str) -> None:
    (found,) = arrivals(reader.poll(rss(site, (site.says("/a", html), BODY * 2))))
    assert found.article.text.count("harbour master") == 2
    assert reason in found.capture.details["page"]


def test_a_link_that_leads_to_the_front_page_is_gone(site: Site, reader: Reader) -> None:
    site.says("/", page(title="Today"))
    (found,) = arrivals(reader.poll(rss(site, (site.leads("/a", "/"), SHORT))))
    assert "front page" in found.capture.details["page"]


def test_a_host_in_trouble_is_asked_again_later(site: Site, reader: Reader) -> None:
    with serving() as other:
        reader.get = partial(fetch, guard=Guard(allow=(site.host, other.host)))
        reader.robots = Robots(reader.get, reader.courtesy, clock=lambda: reader.now)
        other.says("/robots.txt", status=500)
        (problem,) = problems(reader.poll(rss(site, (other.says("/a", page()), SHORT))))
        assert "robots.txt, which could not be had: HTTP 500" in problem.message
        assert reader.last == {}


@pytest.mark.parametrize(
    "link", ["http://169.254.169.254/latest", "http://127.0.0.1:1/", "javascript:x", "http://2130706433/"]
)
def test_a_feed_cannot_lead_us_within(site: Site, reader: Reader, link: str) -> None:
    (found,) = arrivals(reader.poll(rss(site, (link, SHORT))))
    assert SHORT in found.article.text
    assert found.capture.details["page"]


def test_an_item_without_a_link_is_read_from_the_feed(site: Site, reader: Reader) -> None:
    (found,) = arrivals(reader.poll(rss(site, (None, SHORT))))
    assert SHORT in found.article.text


def test_an_item_without_text_is_read_from_its_page(site: Site, reader: Reader) -> None:
    (found,) = reader.poll(rss(site, (site.says("/a", page()), "")))
    assert isinstance(found, Arrival)
    assert BODY in found.article.text


def test_without_text_and_page_there_is_a_problem(site: Site, reader: Reader) -> None:
    link = site.says("/a", status=404)
    (problem,) = problems(reader.poll(rss(site, (link, ""))))
    assert (problem.source, "404" in problem.message) == (link, True)


def test_a_feed_that_breaks_off_is_read_as_far_as_it_goes_and_again(site: Site, reader: Reader) -> None:
    first, second = site.says("/a", page()), site.says("/b", page())
    whole = feed((first, SHORT), (second, SHORT))
    url = site.says("/rss", whole[: whole.index("Item 2")], Content_Type="application/rss+xml", ETag='"v1"')
    found = reader.poll(url)
    assert first in [a.article.url for a in arrivals(found)]
    assert "broken feed" in problems(found)[-1].message
    assert reader.last == {}


def test_many_requests_are_too_many(site: Site, reader: Reader) -> None:
    links = [site.says(f"/{n}", status=429, Retry_After="3600") for n in range(3)]
    url = rss(site, *((link, SHORT) for link in links))
    found = problems(reader.poll(url))
    assert [p.source for p in found] == links
    assert "429" in found[0].message
    assert "no request for another" in found[1].message
    assert [site.asked[f"/{n}"] for n in range(3)] == [1, 0, 0]
    assert reader.last == {}


@pytest.mark.parametrize(("status", "says"), [(404, "check the URL"), (403, "refuses us"), (503, "trouble")])
def test_a_feed_that_cannot_be_had_is_a_problem(site: Site, reader: Reader, status: int, says: str) -> None:
    url = site.says("/rss", status=status)
    (problem,) = problems(reader.poll(url))
    assert (problem.source, says in problem.message) == (url, True)


def test_what_is_no_feed_is_a_problem(site: Site, reader: Reader) -> None:
    url = site.says("/rss", '{"not": "a feed"}', Content_Type="application/json")
    found = reader.poll(url)
    assert arrivals(found) == []
    assert len(problems(found)) == 1
