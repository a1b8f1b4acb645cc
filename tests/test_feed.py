"""Feeds in, their items out: title and text, with link, author, day and publisher."""

from __future__ import annotations

import io
from datetime import date
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.intake.capture import Arrival
from reportedly.intake.feed import arrivals_in, links_in, looks_like_feed
from reportedly.intake.fragment import has_markup, paragraphs, words_of
from reportedly.intake.metadata import Metadata
from reportedly.intake.problem import Note, Problem

LARGEST = 20_000_000
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour Post</title><link>https://harbourpost.example/</link><description>News</description>
%s</channel></rss>"""
ITEM = """<item><title>Depot burns &amp;amp; guards die</title><link>https://harbourpost.example/depot</link>
<guid isPermaLink="false">hp-17</guid><pubDate>Mon, 18 Mar 2024 23:30:00 -0500</pubDate>
<dc:creator>Mara Lindqvist</dc:creator><category>War</category>
<description>&lt;p&gt;A teaser.&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>Nine <b>guards</b> were killed,<br>the governor said.</p>
<ul><li>four firefighters wounded</li></ul><script>alert("Five died")</script>]]></content:encoded>
<enclosure url="https://harbourpost.example/a.mp3" type="audio/mpeg" length="12"/></item>
"""
TEASER = (
    "<item><title>Port hit</title><link>https://harbourpost.example/port</link><description>%s</description></item>\n"
)
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://p.example/rdf"><title>Harbour Post</title>
<link>https://p.example/</link></channel><item rdf:about="https://p.example/1"><title>Port hit</title>
<link>https://p.example/1</link><description>Four dockers were killed.</description>
<dc:date>2024-03-18T22:00:00Z</dc:date>
</item></rdf:RDF>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Post</title><id>urn:f</id>
<updated>2024-03-19T00:00:00Z</updated><entry><title type="html">Port &amp;amp; depot hit</title><id>urn:1</id>
<updated>2024-03-18T23:00:00-05:00</updated><author><name>Mara</name></author><author><name>Ivo</name></author>
<link rel="alternate" href="https://p.example/1"/><source><title>Oster Radio</title><id>urn:o</id></source>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Four dockers died.</p>
<p>Two were hurt.</p></div></content></entry></feed>"""


def read(
    feed: str | bytes, largest: int = LARGEST, known: Metadata | None = None
) -> tuple[list[Arrival], list[Problem]]:
    data = feed.encode() if isinstance(feed, str) else feed
    found = list(arrivals_in(io.BytesIO(data), "feed.xml", known or Metadata(), largest))
    return [f for f in found if isinstance(f, Arrival)], [f for f in found if isinstance(f, Problem)]


def the_item(feed: str) -> Arrival:
    (arrival,), problems = read(feed)
    assert problems == []
    return arrival


class TestItem:
    def test_an_item_of_rss_with_its_whole_text(self) -> None:
        arrival = the_item(RSS % ITEM)
        article, details = arrival.article, arrival.capture.details
        assert article.text == (
            "Depot burns & guards die\n\nNine guards were killed, the governor said.\n\nfour firefighters wounded"
        )
        assert (article.id, article.title) == ("hp-17", "Depot burns & guards die")
        assert (article.publisher, article.byline) == ("Harbour Post", "Mara Lindqvist")
        assert article.published == date(2024, 3, 18)  # the day as the publisher counts it
        assert article.url == "https://harbourpost.example/depot"
        assert (article.language, article.origin) == ("en", None)
        assert (details["tags"], details["feed"]) == (["War"], "https://harbourpost.example/")
        assert details["media"] == [
            {"href": "https://harbourpost.example/a.mp3", "type": "audio/mpeg", "length": "12"},
        ]

    def test_a_teaser_is_read_where_there_is_no_more(self) -> None:
        assert (
            the_item(RSS % (TEASER % "Four dockers were killed.")).article.text
            == "Port hit\n\nFour dockers were killed."
        )

    def test_a_title_that_begins_the_text_is_not_said_twice(self) -> None:
        assert the_item(RSS % (TEASER % "Port hit by drones, the mayor said.")).article.text == (
            "Port hit by drones, the mayor said."
        )

    def test_an_item_of_rss_1(self) -> None:
        article = the_item(RDF).article
        assert (article.text, article.url) == ("Port hit\n\nFour dockers were killed.", "https://p.example/1")
        assert (article.publisher, article.published) == ("Harbour Post", date(2024, 3, 18))

    def test_an_entry_of_atom_with_whom_it_is_passed_on_from(self) -> None:
        arrival = the_item(ATOM)
        article = arrival.article
        assert article.text == "Port & depot hit\n\nFour dockers died.\n\nTwo were hurt."
        assert (article.id, article.byline, article.published) == ("urn:1", "Mara, Ivo", date(2024, 3, 18))
        assert (article.publisher, article.origin) == ("Harbour Post", "Oster Radio")
        assert arrival.capture.media_type == "application/atom+xml"

    def test_what_the_caller_says_holds(self) -> None:
        (arrival,), _ = read(RSS % ITEM, known=Metadata(publisher="Post", published=date(2024, 1, 1)))
        assert (arrival.article.publisher, arrival.article.published) == ("Post", date(2024, 1, 1))

    def test_an_item_has_the_same_bytes_in_tomorrows_feed(self) -> None:
        today, _ = read(RSS % ITEM)
        tomorrow, _ = read(RSS % (TEASER % "Four died." + ITEM))
        assert today[0].capture.data == tomorrow[1].capture.data
        assert today[0].capture.data.startswith(b"<item")

    def test_only_the_web_is_linked_to(self) -> None:
        item = "<item><title>Port</title><link>javascript:alert(1)</link><description>Four died.</description></item>"
        assert the_item(RSS % item).article.url is None
        assert links_in((RSS % item).encode()) == []

    def test_feeds_in_other_encodings_are_read(self) -> None:
        russian = (RSS % (TEASER % "Погибли двое бойцов, ещё пять ранены.")).replace("UTF-8", "windows-1251")
        (arrival,), problems = read(russian.encode("cp1251"))
        assert (arrival.article.language, problems) == ("ru", [])
        assert "Погибли двое" in arrival.article.text


class TestProblem:
    def test_items_without_text_are_counted(self) -> None:
        arrivals, (problem,) = read(RSS % (TEASER % "" + ITEM))
        assert len(arrivals) == 1
        assert problem.message == "1 of 2 items have no text; read the pages that they link to"
        assert type(problem) is Note
        assert [type(one) for one in read(RSS % (TEASER % ""))[1]] == [Problem]

    def test_a_broken_feed_is_read_as_far_as_it_goes(self) -> None:
        whole = RSS % (ITEM + TEASER % "Four died." + ITEM)
        arrivals, (problem,) = read(whole[: whole.index("<item><title>Port") + 140])
        assert [a.article.id for a in arrivals][:1] == ["hp-17"]
        assert problem.message.startswith("broken feed (")
        assert problem.line is not None

    def test_a_stray_ampersand_costs_nothing(self) -> None:
        arrivals, (problem,) = read(RSS % (TEASER % "Guards & dockers died." + ITEM))
        assert [a.article.text.splitlines()[-1] for a in arrivals] == [
            "Guards & dockers died.",
            "four firefighters wounded",
        ]
        assert "2 items were read" in problem.message

    @pytest.mark.parametrize("feed", ["", "<html><body>Nine died.</body></html>", "Nine died.", "{}"])
    def test_what_is_no_feed_is_told(self, feed: str) -> None:
        assert [str(p) for p in read(feed)[1]] == ["reportedly: feed.xml: not an RSS or Atom feed"]

    def test_a_feed_without_items_and_one_that_is_too_large_are_told(self) -> None:
        assert read(RSS % "")[1][0].message == "no items in this feed"
        assert read(RSS % ITEM, largest=500)[1][0].message.startswith("larger than")

    def test_entities_reach_no_file_and_swell_to_no_bomb(self) -> None:
        steps = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
        doctype = f'<!DOCTYPE rss [<!ENTITY e0 "Nine guards died. "><!ENTITY file SYSTEM "file:///etc/passwd">{steps}]>'
        item = TEASER % "Four died. &file; &e12;"
        arrivals, problems = read((RSS % item).replace("<rss", f"{doctype}<rss"))
        assert all("root:" not in a.article.text and len(a.article.text) < LARGEST for a in arrivals)
        assert arrivals or problems

    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, 1200), st.binary(max_size=60))
    def test_any_bytes_are_read_or_told(self, at: int, rest: bytes) -> None:
        arrivals, problems = read((RSS % ITEM).encode()[:at] + rest)
        assert arrivals or problems


class TestRecognising:
    @pytest.mark.parametrize("feed", [RSS % ITEM, RDF, ATOM, "<rss>", '<a:feed xmlns:a="http://www.w3.org/2005/Atom">'])
    def test_feeds_are_known_by_their_root(self, feed: str) -> None:
        assert looks_like_feed(feed.encode())
        assert looks_like_feed(feed.replace("UTF-8", "utf-16").encode("utf-16"))

    @pytest.mark.parametrize(
        "page",
        [
            "<html><rss>",
            "<feed>",
            "<feed xmlns='urn:x'>",
            "<!-- <rss> -->",
            "rss",
            "<rdf:RDF xmlns:rdf='x'>",
            "<?xml <rss>",
        ],
    )
    def test_others_are_not(self, page: str) -> None:
        assert not looks_like_feed(page.encode())

    def test_comments_and_a_doctype_may_stand_before_it(self) -> None:
        before = b"\xef\xbb\xbf\n<?xml version='1.0'?><!-- <html> --><!DOCTYPE rss [<!ENTITY a '>'>] >\n"
        assert looks_like_feed(before + b"<rss version='2.0'>")

    def test_links_come_in_order_and_once(self) -> None:
        feed = RSS % (ITEM + TEASER % "" + ITEM)
        assert links_in(feed.encode()) == ["https://harbourpost.example/depot", "https://harbourpost.example/port"]


class TestFragment:
    @pytest.mark.parametrize(
        ("fragment", "words"),
        [
            ("<p>Nine guards<br/>died.</p>Two were hurt.", "Nine guards died.\n\nTwo were hurt."),
            ("<div><div>One.</div>Two.<p>Three.</div>", "One.\n\nTwo.\n\nThree."),
            ("<table><tr><td>killed</td><td>9</td></tr></table>", "killed 9"),
            ("a<style>b</style>c<!-- d -->e", "ace"),
            ("2 &lt; 3 &amp; R&eacute;union", "2 < 3 & Réunion"),
            ("", ""),
            ("<script>x", ""),
        ],
    )
    def test_blocks_are_paragraphs(self, fragment: str, words: str) -> None:
        assert words_of(fragment) == words

    @given(st.text(max_size=200))
    def test_escaped_text_comes_out_as_its_paragraphs(self, text: str) -> None:
        plain = "".join(c for c in text if c.isprintable() and c != "\ufffd")
        assert words_of(escape(plain)) == paragraphs(plain)

    def test_markup_is_known(self) -> None:
        assert has_markup("a <b>c</b>")
        assert has_markup("R&eacute;union")
        assert not has_markup("2 < 3 & 4 > 1; AT&T")

    def test_nesting_without_end_is_borne(self) -> None:
        assert words_of("<div>" * 100_000 + "Nine died.") == ""
