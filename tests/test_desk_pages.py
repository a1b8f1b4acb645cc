"""The pages of the desk, as visitors see them without scripts."""

import json
from datetime import date

import feedparser
import pytest
from website import DISPATCH, Site, told

from reportedly.desk.accounts.role import Role

TUESDAY = date(2024, 3, 12)


@pytest.fixture
def number(site: Site) -> int:
    return told(
        site.ledger, publisher="The Herald", published=TUESDAY, title="Strikes in the south", url="https://h.example/1"
    )


def links(page, start: str) -> list[str]:
    return list(dict.fromkeys(h for h in page.xpath("//main//a/@href") if h.startswith(start)))


# --- for everybody ----------------------------------------------------------------------------------------------------


def test_an_empty_ledger_says_so_and_what_to_do(site: Site) -> None:
    assert "The ledger is empty" in site.visitor().text("/")
    assert "Nothing found" in site.visitor().text("/search?q=killed")
    for path in ("/incidents", "/map", "/timeline"):
        assert "No incident" in site.visitor().text(path)


def test_the_front_page_leads_to_what_is_new(site: Site, number: int) -> None:
    page = site.visitor().page("/")
    assert page.xpath("//h2/text()")[:3] == ["What is new", "Biggest disagreements", "Latest findings"]
    assert "Kherson, 12 March 2024" in page.text_content()
    for path in links(page, "/incidents/"):
        assert "Why it belongs here" in site.visitor().text(path)


def test_the_public_sees_what_an_article_rests_on_not_its_text(site: Site, number: int) -> None:
    text = site.visitor().text(f"/articles/{number}")
    assert "Strikes in the south" in text and "2 figures" in text
    assert "Eleven people were killed in Kherson on Tuesday, the governor said." in text  # the evidence
    assert "The Herald could not verify the claims." not in text  # the rest
    assert "Not verified by The Herald" in text


def test_an_analyst_reads_the_text_with_the_claims_marked_in_place(site: Site, number: int) -> None:
    page = site.visitor(Role.ANALYST).page(f"/articles/{number}")
    (body,) = page.xpath("//div[@class='body']")
    assert "The Herald could not verify the claims." in body.text_content()
    for reference in body.xpath(".//a[contains(@class,'ref')]/@href"):
        assert page.xpath(f"//*[@id='{reference[1:]}']"), reference
    for reference in page.xpath("//section[@class='ledger']//a[contains(@class,'ref')]/@href"):
        assert page.xpath(f"//*[@id='{reference[1:]}']"), reference


def test_a_claim_shows_its_words_its_way_and_how_it_was_read(site: Site, number: int) -> None:
    (kept,) = site.ledger.claims("kind:equipment")
    page = site.visitor().page(f"/claims/{kept.name}")
    assert [s.text_content() for s in page.xpath("//ol[@class='chain']/li/span")] == [
        "Russian Ministry of Defense", "Telegram", "The Herald",
    ]  # fmt: skip
    document = json.loads(page.xpath("//script[@type='application/ld+json']/text()")[0])
    assert (document["@type"], document["text"]) == ("Claim", kept.quote)
    rows = {r.xpath("string(th)"): r.xpath("string(td[2])") for r in page.xpath("//table[@class='how']/tbody/tr")}
    assert "at least" in rows["figure"]
    assert rows["who says so"]
    assert site.visitor().client.get(f"/claims/{kept.name[:8]}").status_code == 404  # a permalink is whole


def test_rival_figures_stand_in_a_chart_and_in_a_table(site: Site, number: int) -> None:
    told(
        site.ledger,
        "Thirty people were killed in Kherson on Tuesday, police said.",
        "other",
        published=TUESDAY,
        publisher="P",
    )
    browser = site.visitor()
    page = browser.page(links(browser.page("/incidents?kind=killed"), "/incidents/")[0])
    data = json.loads(page.xpath("//figure[@data-chart='ranges']/script/text()")[0])
    assert sorted(point["best"] for point in data["points"]) == [11, 30]
    assert len(page.xpath("//figure[@data-chart='ranges']//tbody/tr")) == 2
    assert "rival figures" in page.text_content().lower()
    assert "2.7 times apart" in browser.text("/incidents?order=disagreement")


def test_a_party_shows_its_record(site: Site, number: int) -> None:
    browser = site.visitor()
    (path,) = links(browser.page("/parties?name=ministry"), "/parties/")
    text = browser.text(path)
    assert "Russian Ministry of Defense" in text and "1 claim" in text and "unverified" in text
    browser.page("/parties/nobody-at-all", status=404)


def test_a_search_can_be_followed_and_shared(site: Site, number: int) -> None:
    browser = site.visitor()
    page = browser.page("/search?q=killed+>+10+place:Kherson")
    assert len(page.xpath("//ul[@class='claims']/li")) == 1
    (feed,) = {h for h in page.xpath("//a/@href") if h.startswith("/search.atom?")}
    parsed = feedparser.parse(browser.client.get(feed).content)
    assert not parsed.bozo
    assert [one.title for one in parsed.entries] == ["Governor: 11 people killed"]
    assert "Unknown field" in browser.text("/search?q=colour:red", status=400)


def test_a_search_goes_on_where_its_page_ended(site: Site) -> None:
    lines = "\n\n".join(f"{n} people were killed in Kherson on {n} May 2023, police said." for n in range(2, 28))
    for part in range(2):
        told(site.ledger, lines + f"\n\nPart {part}.", f"long-{part}", published=date(2023, 6, 1), publisher=f"P{part}")
    browser, path, seen = site.visitor(), "/search?q=police", []
    while path:
        page = browser.page(path)
        seen += links(page, "/claims/")
        path = next(iter(page.xpath("//a[@rel='next']/@href")), None)
    assert len(seen) == len(set(seen)) == sum(1 for _ in site.ledger.claims("police")) > 40


def test_what_has_not_changed_is_not_sent_again(site: Site, number: int) -> None:
    client = site.visitor().client
    first = client.get(f"/articles/{number}")
    again = client.get(f"/articles/{number}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    told(
        site.ledger,
        "Thirty people were killed in Kherson on Tuesday, police said.",
        "other",
        published=TUESDAY,
        publisher="P",
    )
    assert client.get("/", headers={"If-None-Match": client.get("/").headers["etag"]}).status_code == 304


def test_what_is_not_there_is_told(site: Site) -> None:
    for path in ("/articles/99", "/claims/0123456789abcdef", "/incidents/0123456789abcdef", "/parties/x", "/nowhere"):
        assert "front page" in site.visitor().text(path, status=404)
    assert "not a date" in site.visitor().text("/incidents?since=yesterday", status=400)


# --- for analysts -----------------------------------------------------------------------------------------------------


def test_a_pasted_text_is_read_at_once_and_kept_when_it_is_said_so(site: Site) -> None:
    browser = site.visitor(Role.ANALYST)
    read = browser.send("/add", "/add", text=DISPATCH, publisher="The Herald", published="2024-03-12")
    assert "Read, not kept yet" in read.text
    assert site.ledger.stats().articles == 0
    draft = read.url.path
    added = browser.send(draft, f"{draft}/add")
    assert added.url.path.startswith("/articles/")
    assert site.ledger.stats().claims == 2
    assert "added, let go" in browser.text(draft, status=404)


def test_a_draft_is_its_owners_alone(site: Site) -> None:
    browser = site.visitor(Role.ANALYST)
    draft = browser.send("/add", "/add", text=DISPATCH).url.path
    site.visitor(Role.EDITOR).page(draft, status=404)
    browser.send(draft, f"{draft}/drop")
    browser.page(draft, status=404)
    assert site.ledger.stats().articles == 0


@pytest.mark.parametrize(
    ("given", "told_back"),
    [
        ({}, "paste a text, or give an address"),
        ({"text": DISPATCH, "published": "12 March"}, "not a date"),
        ({"address": "ftp://h.example/"}, "begins with https"),
        ({"address": "http://127.0.0.1/"}, "127.0.0.1"),
        ({"address": "http://2130706433/"}, "2130706433"),
    ],
)
def test_what_cannot_be_read_is_told_and_nothing_that_was_typed_is_lost(site: Site, given, told_back) -> None:
    answer = site.visitor(Role.ANALYST).send("/add", "/add", **given)
    assert answer.status_code == 422
    assert told_back in answer.text.lower()
    assert all(value[:30] in answer.text for value in given.values())


def test_files_are_taken_in_with_their_progress_told(site: Site) -> None:
    browser = site.visitor(Role.ANALYST)
    line = json.dumps({"id": "one", "text": DISPATCH, "publisher": "The Herald", "published": "2024-03-12"})
    broken = "{not json"
    files = [
        ("files", ("wire.jsonl", f"{line}\n{broken}\n".encode())),
        ("files", ("../../etc/x.txt", b"Nine died in Kherson.")),
    ]
    started = browser.client.post("/intakes", data={"csrf": browser.word("/add")}, files=files)
    path = started.url.path
    with browser.client.stream("GET", f"{path}/events") as events:
        told_in = [json.loads(line[6:]) for line in events.iter_lines() if line.startswith("data: ")]
    assert told_in[-1]["state"] == "done"
    assert told_in[-1]["done"] == 2
    assert any("wire.jsonl" in problem for problem in told_in[-1]["problems"])
    text = browser.text(path)
    assert "Taken in" in text and "2 articles" in text and "wire.jsonl" in text
    assert {a.name for a in site.ledger.articles("one")} == {"one"}
    site.visitor(Role.EDITOR).page(path, status=404)
