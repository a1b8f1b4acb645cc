"""A reading as a page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from rivermouth import (
    READING,
    SILENT,
)

from reportedly.article import Article, Span
from reportedly.claim import (
    Label,
    Reading,
)
from reportedly.report.html import page
from reportedly.report.marks import Mark, Part, segments


class Page(HTMLParser):
    """What of a page a browser would run, load and show."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.shown: list[str] = []
        self._hidden = 0
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self._hidden += tag in ("style", "script")
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag == "a":
            self.links.append(given.get("href") or "")
        self.loads += [
            v or "" for k, v in attrs if k in ("src", "srcset", "data", "action") or (tag == "link" and k == "href")
        ]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.shown.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.shown).split())


def test_the_page_marks_every_claim_and_links_both_ways() -> None:
    seen = Page(page([READING]))
    for n in (1, 2, 3):
        assert f"#a1-c{n}" in seen.links
        assert f"#a1-m{n}" in seen.links
    assert len(seen.ids) == len(set(seen.ids))
    assert {link[1:] for link in seen.links if link.startswith("#")} <= set(seen.ids)


def test_the_page_loads_nothing() -> None:
    markup = page([READING])
    assert Page(markup).loads == []
    assert "default-src &#39;none&#39;" in markup
    assert not re.search(r"url\(|@import|https?://(?!localhost)", re.sub(r"<a [^>]*>", "", markup))


def test_the_page_holds_the_label_the_findings_and_the_whole_text() -> None:
    told = Page(page([READING])).text
    assert "3 figures" in told
    assert "The list of equipment goes on" in told
    assert "no verification stated" in told.lower()
    assert "The army said one3 soldier was wounded." in told


def test_a_text_cannot_write_the_page() -> None:
    evil = "<script>alert(1)</script> killed 5 & <img src=x onerror=y>"
    article = Article(evil, "evil", evil, '"><b>', None, None, "javascript:alert(1)")
    seen = Page(page([Reading(article, (), (), Label(0, 0, 0.0, 0, 0, 0.0))]))
    assert seen.tags.count("script") == 1
    assert "img" not in seen.tags
    assert "b" not in seen.tags
    assert not any(link.startswith("javascript") for link in seen.links)
    assert evil in seen.text


def test_several_articles_share_a_page_with_an_index() -> None:
    seen = Page(page([READING, SILENT]))
    assert "2 articles" in seen.text
    assert {"#a1", "#a2"} <= set(seen.links)
    assert "No claims found" in seen.text


@given(
    st.text("ab \n<&é😀", min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(1, 4), st.sampled_from(Part)), max_size=8),
)
def test_segments_join_to_the_text_again(text: str, drawn: list[tuple[int, int, int, Part]]) -> None:
    marks = [Mark(Span(min(a, b), max(a, b)), n, part) for a, b, n, part in drawn]
    cut = segments(text, Span(0, len(text)), marks)
    assert "".join(segment.text for segment in cut) == text
    assert all(segment.text for segment in cut)
