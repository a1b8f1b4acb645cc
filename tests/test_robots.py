"""Which pages of a host are fetched, and how soon after one another, on a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from localsite import Site, serving

from reportedly.intake.courtesy import Courtesy
from reportedly.intake.robots import Robots
from reportedly.intake.web import Failure, FetchError, Limits, fetch


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def clock() -> Clock:
    return Clock()


def robots_of(site: Site, clock: Clock, courtesy: Courtesy | None = None, silence: float = 15) -> Robots:
    return Robots(partial(fetch, guard=site.guard, limits=Limits(silence=silence)), courtesy, clock=clock)


def why_not(robots: Robots, url: str) -> Failure | None:
    try:
        robots.check(url)
    except FetchError as error:
        return error.failure
    return None


class TestRobots:
    def test_what_it_disallows_is_not_fetched(self, site: Site, clock: Clock) -> None:
        site.says("/robots.txt", "User-agent: *\nDisallow: /private\nAllow: /private/open\nDisallow: /*.pdf$\n")
        robots = robots_of(site, clock)
        allowed = {
            path
            for path in ("/", "/private/x", "/private/open", "/a.pdf", "/a.pdf?x")
            if why_not(robots, site.url + path) is None
        }
        assert allowed == {"/", "/private/open", "/a.pdf?x"}
        assert site.asked["/robots.txt"] == 1

    def test_rules_for_us_go_before_those_for_all(self, site: Site, clock: Clock) -> None:
        site.says("/robots.txt", "User-agent: *\nDisallow: /\n\nUser-agent: Reportedly\nDisallow: /a\n")
        robots = robots_of(site, clock)
        assert why_not(robots, site.url + "/b") is None
        assert why_not(robots, site.url + "/a") is Failure.ROBOTS

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
    def test_a_host_without_one_lets_us_in(self, site: Site, clock: Clock, status: int) -> None:
        site.says("/robots.txt", status=status)
        assert why_not(robots_of(site, clock), site.url + "/a") is None

    @pytest.mark.parametrize("status", [429, 500, 503])
    def test_a_host_in_trouble_does_not_until_it_can_say(self, site: Site, clock: Clock, status: int) -> None:
        site.says("/robots.txt", status=status)
        robots = robots_of(site, clock)
        assert why_not(robots, site.url + "/a") is Failure.LATER
        assert why_not(robots, site.url + "/b") is Failure.LATER
        assert site.asked["/robots.txt"] == 1
        site.says("/robots.txt", "User-agent: *\nDisallow: /b")
        clock.now += 3601
        assert why_not(robots, site.url + "/a") is None
        assert why_not(robots, site.url + "/b") is Failure.ROBOTS

    def test_a_host_that_does_not_answer_does_not(self, site: Site, clock: Clock) -> None:
        site.sends("/robots.txt", b"", pause=30)
        assert why_not(robots_of(site, clock, silence=0.2), site.url + "/a") is Failure.LATER

    def test_it_is_kept_for_a_day_and_longer_where_no_newer_one_is_to_be_had(self, site: Site, clock: Clock) -> None:
        site.says("/robots.txt", "User-agent: *\nDisallow: /a")
        robots = robots_of(site, clock)
        assert why_not(robots, site.url + "/a") is Failure.ROBOTS
        site.says("/robots.txt", status=500)
        clock.now += 86_399
        assert why_not(robots, site.url + "/a") is Failure.ROBOTS
        assert site.asked["/robots.txt"] == 1
        clock.now += 2
        assert why_not(robots, site.url + "/a") is Failure.ROBOTS
        assert why_not(robots, site.url + "/b") is None
        assert site.asked["/robots.txt"] == 2

    def test_redirects_are_followed_and_too_many_are_none(self, site: Site, clock: Clock) -> None:
        site.says("/r", "User-agent: *\nDisallow: /a")
        site.leads("/robots.txt", "/r")
        assert why_not(robots_of(site, clock), site.url + "/a") is Failure.ROBOTS
        site.leads("/robots.txt", "/robots.txt")
        assert why_not(robots_of(site, clock), site.url + "/a") is None
        site.leads("/robots.txt", "http://169.254.169.254/")
        assert why_not(robots_of(site, clock), site.url + "/a") is Failure.LATER

    @pytest.mark.parametrize(
        "body", [b"", b"\xef\xbb\xbfUser-agent: *\nDisallow: /b", b"\xff\xfe\x00\n" * 9, b"<html>no</html>"]
    )
    def test_odd_ones_are_read_as_far_as_they_go(self, site: Site, clock: Clock, body: bytes) -> None:
        site.says("/robots.txt", body, Content_Type="application/octet-stream")
        robots = robots_of(site, clock)
        assert why_not(robots, site.url + "/a") is None
        assert (why_not(robots, site.url + "/b") is Failure.ROBOTS) == (b"Disallow" in body)

    def test_of_a_very_large_one_the_beginning_is_read(self, site: Site, clock: Clock) -> None:
        site.says("/robots.txt", "User-agent: *\nDisallow: /a\n" + "# more\n" * 100_000 + "Disallow: /b\n")
        robots = robots_of(site, clock)
        assert why_not(robots, site.url + "/a") is Failure.ROBOTS
        assert why_not(robots, site.url + "/b") is None

    def test_of_many_threads_one_fetches_it(self, site: Site, clock: Clock) -> None:
        site.says("/robots.txt", "User-agent: *\nDisallow: /1")
        robots = robots_of(site, clock)
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda n: why_not(robots, f"{site.url}/{n}"), range(16)))
        assert [n for n, failure in enumerate(found) if failure] == [1, 10, 11, 12, 13, 14, 15]
        assert site.asked["/robots.txt"] == 1

    def test_its_pace_is_kept(self, site: Site, clock: Clock) -> None:
        courtesy = Courtesy(clock=clock, sleep=clock.sleep)
        site.says("/robots.txt", "User-agent: *\nCrawl-delay: 20\n")
        robots = robots_of(site, clock, courtesy)
        for _ in range(3):
            robots.check(site.url + "/a")
            courtesy.wait(site.url + "/a")
        assert clock.slept == [5, 20, 20]


class TestCourtesy:
    def test_requests_to_a_host_are_kept_apart_and_hosts_do_not_wait_for_each_other(self, clock: Clock) -> None:
        courtesy = Courtesy(clock=clock, sleep=clock.sleep)
        for url in ("https://a.example/1", "https://A.example:8443/2", "http://b.example/", "http://a.example/3"):
            courtesy.wait(url)
        assert clock.slept == [5, 5]
        clock.now += 100
        courtesy.wait("https://a.example/4")
        assert clock.slept == [5, 5]

    @pytest.mark.parametrize(("asked", "kept"), [(None, 5), (1, 5), (30, 30), (60, 60), (86_400, 60)])
    def test_a_crawl_delay_is_kept_up_to_a_minute(self, clock: Clock, asked: float | None, kept: float) -> None:
        courtesy = Courtesy(clock=clock, sleep=clock.sleep)
        courtesy.pace("https://a.example/", asked)
        courtesy.wait("https://a.example/")
        courtesy.wait("https://a.example/")
        assert clock.slept == [kept]

    @pytest.mark.parametrize("status", [429, 503])
    def test_a_host_that_asks_for_rest_gets_more_each_time(self, clock: Clock, status: int) -> None:
        courtesy = Courtesy(patience=1e9, clock=clock, sleep=clock.sleep)
        error = FetchError("", Failure.STATUS, "https://a.example/", status)
        for _ in range(10):
            courtesy.wait(error.url)
            courtesy.refused(error.url, error)
        assert clock.slept == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
        courtesy.answered(error.url)
        courtesy.wait(error.url)
        courtesy.refused(error.url, error)
        courtesy.wait(error.url)
        assert clock.slept[-1] == 30

    def test_what_retry_after_says_is_kept(self, clock: Clock) -> None:
        courtesy = Courtesy(clock=clock, sleep=clock.sleep)
        url = "https://a.example/"
        courtesy.refused(url, FetchError("", Failure.STATUS, url, 503, retry_after=100))
        courtesy.wait(url)
        assert clock.slept == [100]
        courtesy.refused(url, FetchError("", Failure.STATUS, url, 429, retry_after=7200))
        with pytest.raises(FetchError, match="another 7200 s") as caught:
            courtesy.wait(url)
        assert (caught.value.failure, caught.value.retry_after, caught.value.is_passing) == (Failure.LATER, 7200, True)
        clock.now += 7200
        courtesy.wait(url)
        assert clock.slept == [100]

    def test_other_refusals_ask_for_no_rest(self, clock: Clock) -> None:
        courtesy = Courtesy(clock=clock, sleep=clock.sleep)
        for status in (403, 404, 500, None):
            courtesy.refused("https://a.example/", FetchError("", Failure.STATUS, "https://a.example/", status))
        courtesy.wait("https://a.example/")
        assert clock.slept == []

    @given(st.lists(st.sampled_from("ab"), max_size=30), st.integers(1, 8))
    def test_from_threads_no_two_requests_get_the_same_turn(self, hosts: list[str], threads: int) -> None:
        asleep: list[float] = []
        courtesy = Courtesy(patience=1e9, clock=lambda: 0.0, sleep=asleep.append)
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda host: courtesy.wait(f"https://{host}.example/"), hosts))
        turns = [5.0 * n for host in "ab" for n in range(1, hosts.count(host))]
        assert sorted(asleep) == sorted(turns)

    def test_a_host_that_was_forgotten_was_due_anyway(self, clock: Clock) -> None:
        courtesy = Courtesy(clock=clock, sleep=clock.sleep)
        url = "https://rest.example/"
        courtesy.refused(url, FetchError("", Failure.STATUS, url, 429, retry_after=90_000))
        for number in range(20_050):
            clock.now += 6
            if number == 5:
                with pytest.raises(FetchError):
                    courtesy.wait(url)
            courtesy.wait(f"https://h{number}.example/")
        assert clock.slept == []
