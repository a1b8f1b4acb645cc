"""URLs: odd ones are refused, and two different articles never become one."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.intake.guard import Refused
from reportedly.intake.url import canonical, parsed


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://news.example/a", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("news.example/a", "only http and https"),
        ("//news.example/a", "only http and https"),
        ("http://", "no host"),
        ("http:///a", "no host"),
        ("http://good.example@127.0.0.1/", "name or password"),
        ("http://a:b@news.example/", "name or password"),
        ("http://good.example\\@127.0.0.1/", "backslash"),
        ("http://good.example\t/a", "control"),
        ("http://good.example\r\nHost: evil/", "control"),
        ("http://[::1/", "not a URL"),
        ("http://[fe80::1%25eth0]/", "zone|not a URL|no IPv6"),
        ("http://news.example:99999/", "not a URL"),
        ("http://news.example:0/", "port 0"),
        ("http://news.example:80a/", "not a URL"),
        ("http://2130706433/", "four numbers"),
        ("http://0x7f.1/", "four numbers"),
        ("http://news.example:80#@evil.example/", None),
        ("https://news.example/" + "a" * 9000, "characters"),
    ],
)
def test_a_url_that_is_odd_is_refused_with_a_reason(url: str, says: str | None) -> None:
    if says is None:
        assert parsed(url).host == "news.example"
        return
    with pytest.raises(Refused, match=says):
        parsed(url)


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://news.example/a?utm_source=x&utm_medium=y", "https://news.example/a"),
        ("https://news.example/a?fbclid=1&id=7&gclid=2", "https://news.example/a?id=7"),
        ("https://news.example/a#comments", "https://news.example/a"),
        ("HTTPS://NEWS.Example.:443/a", "https://news.example/a"),
        ("http://news.example:80", "http://news.example/"),
        ("https://news.example/%7euser/%d0%b2", "https://news.example/~user/%D0%B2"),
        ("https://news.example/война", "https://news.example/%D0%B2%D0%BE%D0%B9%D0%BD%D0%B0"),
        ("https://news.example/./x/../a", "https://news.example/a"),
        ("https://news.example/a?", "https://news.example/a"),
    ],
)
def test_one_article_has_one_url(url: str, same: str) -> None:
    assert canonical(url) == same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/?p=1", "https://news.example/?p=2"),
        ("https://news.example/story?12345", "https://news.example/story?12346"),
        ("https://news.example/a?cid=1", "https://news.example/a?cid=2"),
        ("https://news.example/a?id=1", "https://news.example/a?eid=1"),
        ("https://news.example/a?source=army", "https://news.example/a?source=rebels"),
        ("https://news.example/a?ref=1", "https://news.example/a?ref=2"),
        ("https://news.example/a?keyword=Kharkiv", "https://news.example/a?keyword=Kherson"),
        ("https://news.example/a?x=", "https://news.example/a"),
        ("https://news.example/a?x=1&y=2", "https://news.example/a?y=2&x=1"),
        ("https://news.example/a/", "https://news.example/a"),
        ("https://news.example/A", "https://news.example/a"),
        ("https://news.example//a", "https://news.example/a"),
        ("https://news.example/a%2Fb", "https://news.example/a/b"),
        ("https://news.example/a%3Fb", "https://news.example/a?b"),
        ("https://news.example/#!/a", "https://news.example/#!/b"),
        ("https://news.example/#/a", "https://news.example/#/b"),
        ("http://news.example/a", "https://news.example/a"),
        ("http://news.example:8080/a", "http://news.example/a"),
        ("https://www.news.example/a", "https://news.example/a"),
        ("https://proxy.example/?u=https://a.example/1", "https://proxy.example/?u=https://a.example/2"),
        ("https://news.example/{1}", "https://news.example/{2}"),
        ("https://news.example/a+b", "https://news.example/a%20b"),
        ("https://news.example/a%2B", "https://news.example/a+"),
    ],
)
def test_two_articles_have_two(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


PATH = st.text(st.characters(min_codepoint=0x20, exclude_characters="\\#\x7f", exclude_categories=("Cs",)), max_size=40)


@given(PATH, PATH)
def test_writing_it_so_twice_changes_nothing_and_what_is_asked_is_ascii(path: str, query: str) -> None:
    url = f"https://news.example/{path}?{query}"
    once = canonical(url)
    assert canonical(once) == once
    assert parsed(url).target.isascii()
    assert not set(parsed(url).target) & set(" \r\n\t")


@given(
    st.dictionaries(
        st.sampled_from(["p", "id", "a", "cid", "ref", "page", "article_id"]),
        st.text("abc019%.-_", max_size=6),
        min_size=1,
    )
)
def test_parameters_that_are_no_trackers_are_all_kept(parameters: dict[str, str]) -> None:
    query = "&".join(f"{name}={value}" for name, value in parameters.items())
    with_trackers = f"utm_source=x&{query}&fbclid=y"
    assert canonical(f"https://a.example/x?{with_trackers}") == canonical(f"https://a.example/x?{query}")
    assert canonical(f"https://a.example/x?{query}").count("=") == len(parameters)


@given(st.lists(st.sampled_from(["a", "b", "..", ".", "%2e%2E", "c%2f"]), max_size=6).map("/".join))
def test_dots_in_a_path_are_resolved_as_the_standard_library_does(path: str) -> None:
    plain = path.replace("%2e%2E", "..").replace("%2f", "%2F")
    assert canonical(f"https://a.example/{path}") == urljoin("https://a.example/", "/" + plain) or "//" in plain


def test_a_link_is_read_from_where_it_stands() -> None:
    here = parsed("https://news.example/war/a?x=1")
    assert str(here.joined("b")) == "https://news.example/war/b"
    assert str(here.joined("//other.example/c")) == "https://other.example/c"
    assert str(here.joined("?y=2")) == "https://news.example/war/a?y=2"
    for link in ("javascript:x", "http://[", "http://127.1/", "http:\\\\x"):
        with pytest.raises(Refused):
            here.joined(link)
