"""What people and programs see of a reading, on a dispatch that is made up."""

from __future__ import annotations

import csv as spreadsheet
import io
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from reportedly.article import Article, Span
from reportedly.claim import (
    Attribution,
    By,
    Claim,
    Count,
    Finding,
    Item,
    Kind,
    Label,
    Location,
    Place,
    Qualifier,
    Reading,
    Result,
    Role,
    Status,
    Verification,
    When,
    Who,
)
from reportedly.reading.statement import Statement
from reportedly.reading.tally import Total
from reportedly.report import csv, forms, words
from reportedly.report.documents import document, quotes_document, totals_document
from reportedly.report.html import page
from reportedly.report.marks import Mark, Part, segments
from reportedly.report.rows import iso, row, rows
from reportedly.report.table import print_quotes, print_reading, print_tally

TEXT = (
    "Rivermouth falls quiet\n\n"
    "The rebels said on Telegram they had killed more than 40 soldiers of the Northern Brigade on Monday and destroyed "
    "three tanks, among other vehicles, in Rivermouth.\n\n"
    "The army said one soldier was wounded. The Daily Ledger could not verify the rebels' figures and asked the "
    "Ministry of War for comment by email."
)
MONDAY = date(2031, 5, 5)
ARTICLE = Article(TEXT, "rivermouth", "Rivermouth falls quiet", "Daily Ledger", None, date(2031, 5, 6))


def span(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


REBELS = (
    Attribution(Role.CLAIMANT, "Free Valley Front", ("Free Valley Front",), "said", source_span=span("The rebels")),
    Attribution(Role.CHANNEL, "Telegram"),
    Attribution(Role.TRANSLATOR, "the Valley Post"),
    Attribution(Role.PUBLISHER, "Daily Ledger"),
)
UNVERIFIED = Verification(Result.UNVERIFIED, span("could not verify"), by="the Daily Ledger")
ASKED = Verification(Result.COMMENT_REQUESTED, span("asked the Ministry"), of="the Ministry of War", channel="email")
RAID = span("The rebels said on Telegram they had killed more than 40 soldiers of the Northern Brigade on Monday")
KILLED = Claim(
    "k1",
    Kind.KILLED,
    Count.more_than("more than 40", 40),
    (RAID,),
    REBELS,
    who=Who("soldiers of the Northern Brigade", span("soldiers of the Northern Brigade"), "Northland", False),
    by=By("they", None, ("Free Valley Front",)),
    place=Place("Rivermouth", (Location("Rivermouth", "NL", 1.5, 2.5, 99),)),
    when=When("on Monday", MONDAY, MONDAY),
    party_to_conflict=True,
    verification=(ASKED, UNVERIFIED),
)
TANKS = Claim(
    "e1",
    Kind.EQUIPMENT,
    Count("three", 3, 3, 3, Qualifier.EXACT, open_list=True),
    (span("destroyed three tanks, among other vehicles, in Rivermouth"),),
    REBELS,
    status=Status.DESTROYED,
    item=Item("tanks", "armour", "tank"),
    hedges=(span("said on Telegram"),),
    party_to_conflict=True,
)
WOUNDED = Claim(
    "w1",
    Kind.WOUNDED,
    Count.exact("one", 1),
    (span("The army said one soldier was wounded."),),
    (Attribution(Role.CLAIMANT, "The army", (), "said"), Attribution(Role.PUBLISHER, "Daily Ledger")),
    who=Who("one soldier", span("one soldier")),
    party_to_conflict=True,
)
READING = Reading(
    ARTICLE,
    (KILLED, TANKS, WOUNDED),
    (Finding("open_list", "the list of equipment goes on (“among other vehicles”)", ("e1",)),),
    Label(3, 2, 1.0, 0, 1, 1.0),
)
SILENT = Reading(Article("Parliament met.", "quiet"), (), (), Label(0, 0, 0.0, 0, 0, 0.0))


def in_terminal(reading: Reading, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    print_reading(reading, console)
    return console.file.getvalue()  # type: ignore[attr-defined]


# --- words ------------------------------------------------------------------------------------------------------------


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


# --- for programs -----------------------------------------------------------------------------------------------------


def test_json_carries_every_span_and_its_words() -> None:
    told = json.loads("".join(forms.as_json([READING])))
    assert told["article"] == {
        "id": ARTICLE.digest,
        "source": "rivermouth",
        "title": "Rivermouth falls quiet",
        "publisher": "Daily Ledger",
        "published": "2031-05-06",
        "url": None,
    }
    killed = told["claims"][0]
    assert killed["count"] == {
        "text": "more than 40",
        "span": None,
        "low": 41,
        "best": None,
        "high": None,
        "qualifier": "more_than",
        "unit": None,
        "open_list": False,
    }
    for evidence in killed["evidence"]:
        assert TEXT[slice(*evidence["span"])] == evidence["quote"]
    assert [s["role"] for s in killed["attribution"]] == ["claimant", "channel", "translator", "publisher"]
    assert told["claims"][1]["item"] == {"text": "tanks", "category": "armour", "type": "tank"}
    assert told["label"]["claims"] == 3


def test_whole_numbers_are_printed_as_integers() -> None:
    assert '"low": 3,' in json.dumps(document(replace(READING, claims=(replace(TANKS, count=Count.exact("3", 3.0)),))))


def test_several_articles_are_json_lines_one_is_a_document() -> None:
    assert "".join(forms.as_json([READING])).count("\n") > 10
    lines = "".join(forms.as_json([READING, SILENT])).splitlines()
    assert [json.loads(line)["article"]["source"] for line in lines] == ["rivermouth", "quiet"]
    assert "".join(forms.as_json([])) == ""


def test_rows_are_flat_with_names_written_out() -> None:
    told = json.loads("".join(forms.as_rows([READING])))
    assert told["id"] == "rivermouth"
    killed, tanks, wounded = told["claims"]
    assert killed == {
        "kind": "killed",
        "count_low": 40,
        "count_high": None,
        "qualifier": "more_than",
        "unit": None,
        "who": "soldiers of the Northern Brigade",
        "owner_or_side": "Northland",
        "by": "Free Valley Front",
        "item": None,
        "status": None,
        "place": "Rivermouth",
        "when": "2031-05-05",
        "claimant": "Free Valley Front",
        "via": ["Telegram", "Valley Post (translation)"],
        "hedged": False,
        "verification": "unverified",
        "evidence": RAID.of(TEXT),
        "alt_evidence": [],
    }
    assert (tanks["item"], tanks["status"], tanks["hedged"], tanks["verification"]) == (
        "tanks",
        "destroyed",
        True,
        "none",
    )
    assert wounded["claimant"] == "The army"


def test_an_article_without_claims_has_an_empty_row() -> None:
    assert rows(SILENT) == {"id": "quiet", "claims": []}


def test_the_reporters_own_voice_is_called_article() -> None:
    own = replace(WOUNDED, attribution=(Attribution(Role.CLAIMANT, "article"),))
    assert row(own, ARTICLE)["claimant"] == "article"


@pytest.mark.parametrize(
    ("when", "told"),
    [
        (When("on Monday", MONDAY, MONDAY), "2031-05-05"),
        (When("in February", date(2032, 2, 1), date(2032, 2, 29)), "2032-02"),
        (When("in 2030", date(2030, 1, 1), date(2030, 12, 31)), "2030"),
        (When("this week", MONDAY, date(2031, 5, 7)), "2031-05-05/2031-05-07"),
        (When("recently"), None),
        (None, None),
    ],
)
def test_dates_in_rows_are_iso(when: When | None, told: str | None) -> None:
    assert iso(when) == told


def test_csv_is_a_row_a_claim() -> None:
    table = list(spreadsheet.DictReader(io.StringIO("".join(forms.as_csv([READING, SILENT])))))
    assert [r["kind"] for r in table] == ["killed", "equipment", "wounded"]
    assert table[0]["count_low"] == "40"
    assert table[0]["via"] == "Telegram; Valley Post (translation)"
    assert tuple(table[0]) == csv.COLUMNS


@given(st.text(min_size=1))
def test_no_cell_of_the_csv_is_a_formula(title: str) -> None:
    reading = replace(READING, article=replace(ARTICLE, title=title))
    for cells in spreadsheet.reader(io.StringIO("".join(csv.lines(reading)), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


# --- in the terminal --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [60, 80, 140])
def test_the_table_fits_and_says_everything(width: int) -> None:
    told = in_terminal(READING, width)
    assert max(map(len, told.splitlines())) <= width
    flat = " ".join(told.split())
    for said in (
        "Rivermouth falls quiet",
        "Daily Ledger · 6 May 2031",
        "3 figures · 2 original sources, all parties to the war",
        "Free Valley Front → Telegram → Valley Post (translation) → Daily Ledger",
        "more than 40",
        "Not verified by the Daily Ledger · comment requested from the Ministry of War by email",
        "worded with doubt: “said on Telegram”",
        "the list goes on",
        "No verification stated",
        "The list of equipment goes on",
    ):
        assert said in flat


def test_figures_stand_under_each_other() -> None:
    lines = in_terminal(READING).splitlines()
    ends = [line.index(told) for line in lines for told in ("  killed ", "  destroyed ", "  wounded ") if told in line]
    assert len(ends) == 3
    assert len(set(ends)) == 1


def test_nothing_found_is_an_answer_and_a_missing_date_is_told() -> None:
    told = in_terminal(SILENT)
    assert "No claims found." in told
    assert "no publication date: relative dates stay as written" in told


def test_a_text_cannot_command_the_terminal() -> None:
    evil = replace(
        READING, article=replace(ARTICLE, title="\x1b]0;owned\x07\x1b[2J quiet \u202e night", publisher="[red]Ledger")
    )
    told = in_terminal(evil)
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "[red]Ledger" in told


def test_totals_and_quotes_are_told_in_the_terminal() -> None:
    console = Console(file=io.StringIO(), width=80, highlight=False)
    killed, wounded = Total(3, 3, 3, "a policeman and two soldiers"), Total(0, 0, 0, "not stated")
    print_tally(ARTICLE, {Kind.KILLED: killed, Kind.WOUNDED: wounded}, console)
    print_quotes(ARTICLE, [Statement((span("The army"),), (), (Span(0, 10),))], console)
    told = " ".join(console.file.getvalue().split())  # type: ignore[attr-defined]
    assert "killed 3 a policeman and two soldiers wounded 0 not stated" in told
    assert "The army Rivermouth" in told


def test_totals_and_quotes_are_a_line_of_json() -> None:
    told = totals_document(ARTICLE, {Kind.KILLED: Total(3.0, 3.0, None, "at least three")})
    assert json.dumps(told) == (
        '{"id": "rivermouth", "tally": {"killed": {"low": 3, "best": 3, "high": null, "how": "at least three"}}}'
    )
    statement = Statement((), (Span(4, 8),), (Span(0, 3), Span(9, 10)))
    assert quotes_document(ARTICLE, [statement])["rels"] == [
        {"source": [], "cue": [[4, 8]], "content": [[0, 3], [9, 10]]}
    ]


# --- as a page --------------------------------------------------------------------------------------------------------


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
