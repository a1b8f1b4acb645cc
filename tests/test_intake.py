"""Sources in, articles out: nothing is lost, and every problem is named."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.article import Article
from reportedly.intake import Arrival, Problem, arrivals, articles
from reportedly.intake.metadata import day, front_matter
from reportedly.intake.text import decoded

LEAD = "Shelling killed four dockers in Meris on Tuesday, the harbour master said."
PAGE = """<!doctype html><html><head><title>Depot burns after night raid | Harbour Post</title>
<meta property="og:title" content="Depot burns after night raid">
<meta property="og:site_name" content="Harbour Post">
<meta property="article:published_time" content="2024-05-02T08:00:00Z">
<link rel="canonical" href="https://harbourpost.example/depot">
<meta property="og:description" content="Nine guards died when drones struck a fuel depot, officials said."></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/war">War</a></li></ul></nav>
<main><article><header><h1>Depot burns after night raid</h1>
<p class="standfirst">Nine guards died when drones struck a fuel depot, officials said.</p></header>
<figure><img src="a.jpg"><figcaption>Smoke over the depot on 1 May 2024.</figcaption></figure>
<p>The drones came at two in the morning, the governor said, and hit three tanks of fuel before the crews could
react to the raid, which lasted for half an hour.</p>
<p>Officials listed the losses:</p><ul><li>nine guards killed</li><li>four firefighters wounded</li></ul>
<p>The army denied that it had lost any guards. “Nobody was hurt,” its spokesman told reporters on Thursday.</p>
</article><section class="related"><h3>Most popular</h3><a href="/z"><p>Storm kills 30 in Oster</p></a></section></main>
<footer><p>© 2024 Harbour Post. All rights reserved.</p></footer></body></html>"""


def write(folder: Path, name: str, content: str | bytes | dict[str, object]) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, dict):
        content = json.dumps(content)
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def the_article(*sources: Path | str, **known: object) -> Article:
    (found,) = articles(sources, **known)  # type: ignore[arg-type]
    assert isinstance(found, Article), found
    return found


def the_problem(*sources: Path | str, **known: object) -> Problem:
    (found,) = articles(sources, **known)  # type: ignore[arg-type]
    assert isinstance(found, Problem), found
    return found


class TestText:
    def test_a_text_goes_by_its_stem_and_has_no_title_of_its_own(self, tmp_path: Path) -> None:
        article = the_article(write(tmp_path, "meris.txt", LEAD))
        assert (article.id, article.text, article.title, article.published) == ("meris", LEAD, None, None)

    def test_a_sidecar_says_where_it_comes_from(self, tmp_path: Path) -> None:
        write(tmp_path, "a.json", {"title": "Port hit", "publisher": "Harbour Post", "published": "2024-05-02T10:00"})
        article = the_article(write(tmp_path, "a.txt", LEAD))
        assert (article.title, article.publisher, article.published) == ("Port hit", "Harbour Post", date(2024, 5, 2))

    def test_front_matter_is_metadata_and_no_text(self, tmp_path: Path) -> None:
        front = '---\nid: m1\ntitle: "Port: hit"\nauthor: Mara Lindqvist\npublished: 2024-05-02\nurl: https://x.example/a\n---\n\n'
        article = the_article(write(tmp_path, "a.txt", front + LEAD))
        assert article == Article(
            LEAD,
            id="m1",
            title="Port: hit",
            byline="Mara Lindqvist",
            published=date(2024, 5, 2),
            url="https://x.example/a",
            language="en",
        )

    def test_the_nearer_word_wins_and_the_caller_has_the_last(self, tmp_path: Path) -> None:
        write(tmp_path, "a.json", {"title": "sidecar", "publisher": "sidecar", "published": "2020-01-01"})
        path = write(tmp_path, "a.txt", f"---\ntitle: front\npublisher: front\n---\n{LEAD}")
        article = the_article(path, publisher="caller")
        assert (article.title, article.publisher, article.published) == ("front", "caller", date(2020, 1, 1))

    def test_a_rule_across_the_page_is_no_front_matter(self) -> None:
        text = f"---\n{LEAD}\n---\nMore."
        assert front_matter(text)[1] == text

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
    def test_encodings_that_name_themselves_are_read(self, tmp_path: Path, encoding: str) -> None:
        assert the_article(write(tmp_path, "a.txt", "Дев’ять загинуло.".encode(encoding))).text == "Дев’ять загинуло."

    def test_line_ends_are_plain(self, tmp_path: Path) -> None:
        assert the_article(write(tmp_path, "a.txt", b"One.\r\nTwo.\rThree.")).text == "One.\nTwo.\nThree."


class TestPage:
    def test_the_article_on_a_page_is_found_with_its_metadata(self, tmp_path: Path) -> None:
        article = the_article(write(tmp_path, "depot.html", PAGE))
        assert article.id == "depot"
        assert article.title == "Depot burns after night raid"
        assert article.publisher == "Harbour Post"
        assert article.published == date(2024, 5, 2)
        assert article.url == "https://harbourpost.example/depot"

    def test_headline_standfirst_and_caption_are_kept_in_place(self, tmp_path: Path) -> None:
        lines = the_article(write(tmp_path, "depot.html", PAGE)).text.split("\n\n")
        assert lines[0] == "Depot burns after night raid"
        assert lines[1] == "Nine guards died when drones struck a fuel depot, officials said."
        assert lines[2] == "Photo: Smoke over the depot on 1 May 2024."
        assert lines[3].startswith("The drones came at two in the morning")
        assert {"- nine guards killed", "- four firefighters wounded"} <= set(lines)

    def test_what_is_around_the_article_is_left_out(self, tmp_path: Path) -> None:
        text = the_article(write(tmp_path, "depot.html", PAGE)).text
        assert "Storm kills" not in text
        assert "rights reserved" not in text

    def test_a_page_may_name_its_charset(self, tmp_path: Path) -> None:
        page = PAGE.replace("<head>", '<head><meta charset="windows-1251">').replace("governor", "губернатор")
        data = page.replace("“", '"').replace("”", '"').replace("©", "").encode("cp1251")
        assert "губернатор" in the_article(write(tmp_path, "a.html", data)).text

    def test_a_page_without_a_date_has_none(self, tmp_path: Path) -> None:
        page = PAGE.replace('<meta property="article:published_time" content="2024-05-02T08:00:00Z">', "")
        page = page.replace("1 May 2024", "Wednesday").replace("2024", "")
        assert the_article(write(tmp_path, "a.html", page)).published is None

    def test_nothing_outside_the_page_is_read(self, tmp_path: Path) -> None:
        secret = write(tmp_path, "secret", "harbour keys")
        bait = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]>' + PAGE.replace("The army", "&x; The army")
        assert "harbour keys" not in the_article(write(tmp_path, "a.html", bait)).text

    @pytest.mark.parametrize(
        "bomb",
        [
            "<html><body>" + "<div>" * 100_000 + "Nine died.",
            "<html><body><p " + " ".join(f"a{i}='x'" for i in range(20_000)) + ">Nine died.",
            "<html><body><p title='" + "x" * 11_000_000 + "'>Nine died.",
            "<html><body>" + "<p>Nine died.</p>" * 40_000,
        ],
        ids=["deep", "crowded", "wide", "many"],
    )
    def test_a_page_built_to_choke_readers_is_refused(self, tmp_path: Path, bomb: str) -> None:
        assert "page" in the_problem(write(tmp_path, "bomb.html", bomb)).message


class TestLines:
    def test_one_article_a_line(self, tmp_path: Path) -> None:
        lines = [
            {"id": 7, "text": LEAD, "published": "2024-05-02"},
            {"text": "Two died.", "authors": ["A. Roe", "B. Li"]},
        ]
        path = write(tmp_path, "wire.jsonl", "\n\n".join(map(json.dumps, lines)) + "\n")
        first, second = articles([path])
        assert first == Article(LEAD, id="7", published=date(2024, 5, 2), language=first.language)
        assert second == Article("Two died.", id="wire:3", byline="A. Roe, B. Li", language=second.language)

    def test_a_broken_line_is_named_and_the_others_are_read(self, tmp_path: Path) -> None:
        good = json.dumps({"id": "a", "text": LEAD})
        path = write(tmp_path, "wire.jsonl", f'{good}\n{{"text": \n{good}\n[1]\n{{"id": "b"}}\n{good}')
        found = list(articles([path]))
        assert [f.id if isinstance(f, Article) else f.line for f in found] == ["a", 2, "a", 4, 5, "a"]

    @pytest.mark.parametrize(
        ("record", "complaint"),
        [
            ('{"text": 5}', "text: 5 is not text"),
            ('{"text": " "}', "text: empty"),
            (
                '{"text": "Nine died.", "published": "yesterday"}',
                'published: "yesterday" is not a date; write it as YYYY',
            ),
            ('{"text": "Nine died.", "published": 20240502}', "published: 20240502 is not a date"),
            ('{"text": "Nine died.", "title": ["a"]}', 'title: ["a"] is not text'),
            ('{"title": "a"}', 'no "text" in this record'),
            ("null", "null is not an object"),
            ("[" * 100_000, "broken JSON: nested too deeply"),
            ('{"text": ' + "9" * 5000 + "}", "broken JSON: Exceeds the limit"),
        ],
    )
    def test_what_is_wrong_with_a_line_is_said(self, tmp_path: Path, record: str, complaint: str) -> None:
        path = write(tmp_path, "wire.jsonl", "\n" + record)
        assert str(the_problem(path)).startswith(f"reportedly: {path}:2: {complaint}")

    def test_a_line_that_is_too_long_is_passed_over(self, tmp_path: Path) -> None:
        lines = [json.dumps({"text": "x" * 5000}), json.dumps({"id": "a", "text": LEAD})]
        problem, article = articles([write(tmp_path, "wire.jsonl", "\n".join(lines))], largest=1000)
        assert isinstance(problem, Problem) and problem.line == 1
        assert isinstance(article, Article) and article.id == "a"

    def test_a_broken_surrogate_pair_becomes_a_replacement_character(self, tmp_path: Path) -> None:
        assert the_article(write(tmp_path, "w.jsonl", '{"text": "Nine \\ud83d died."}')).text == "Nine \ufffd died."


class TestFolder:
    def test_a_folder_gives_its_sources_sorted_at_any_depth(self, tmp_path: Path) -> None:
        for name in ("b.txt", "a/z.txt", "a/x.txt", "c.TXT", ".hidden.txt", "a/readme.md"):
            write(tmp_path, name, LEAD)
        write(tmp_path, "b.json", {"title": "Port hit"})
        found = list(articles([tmp_path]))
        assert [f.id for f in found if isinstance(f, Article)] == ["x", "z", "b", "c"]
        assert len(found) == 4

    def test_an_empty_folder_is_a_problem(self, tmp_path: Path) -> None:
        assert the_problem(tmp_path).message.startswith("nothing to read in this folder; this reads .txt")

    def test_order_follows_the_input_and_the_same_id_may_come_twice(self, tmp_path: Path) -> None:
        b, a = write(tmp_path, "b.txt", LEAD), write(tmp_path, "a.txt", LEAD)
        assert [f.id for f in articles([b, a, b]) if isinstance(f, Article)] == ["b", "a", "b"]


class TestStandardInput:
    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            (LEAD, LEAD),
            ('{"text": "Nine died."}\n', "Nine died."),
            ("---\ntitle: a\n---\nNine died.", "Nine died."),
            ("{braces} open no record here.", "{braces} open no record here."),
        ],
    )
    def test_text_and_records_are_told_apart(self, data: str, expected: str) -> None:
        assert the_article("-", stdin=io.BytesIO(data.encode())).text == expected

    def test_a_page_is_known_by_its_markup(self) -> None:
        assert the_article("-", stdin=io.BytesIO(PAGE.encode())).title == "Depot burns after night raid"

    def test_a_nameless_text_goes_by_its_hash(self) -> None:
        assert the_article("-", stdin=io.BytesIO(LEAD.encode())).id.startswith("sha256:")

    def test_nothing_on_it_is_a_problem(self) -> None:
        assert str(the_problem("-", stdin=io.BytesIO(b""))) == "reportedly: -: empty; there is nothing to read"


class TestProblems:
    @pytest.mark.parametrize(
        ("name", "content", "line", "message"),
        [
            ("a.txt", b"", None, "empty; there is nothing to read"),
            ("a.txt", b" \n\n", None, "empty; there is nothing to read"),
            ("a.txt", b"Nine\0died.", None, "binary, not text"),
            ("a.txt", b"%PDF-1.7 ...", None, "a PDF; turn it into text first"),
            ("a.txt", b"PK\x03\x04....", None, "a zip or office document"),
            ("a.txt", b"One.\nNeuf morts \xe0 Oster.", 2, "not UTF-8 (byte 0xE0); convert it, e.g. iconv"),
            ("a.txt", b"---\ntitle: a\ndate: soon\n---\nNine died.", 3, 'date: "soon" is not a date'),
            ("a.html", b"<p>Neuf morts \xe0 Oster.</p>", None, "not UTF-8, and the page names no charset"),
            ("a.html", b'<meta charset="unicode_escape"><p>\xe0</p>', None, "unknown charset 'unicode_escape'"),
            ("a.html", b"", None, "empty; there is nothing to read"),
            ("a.html", b"<html><body></body></html>", None, "no article found on this page"),
            ("a.jsonl", b"\n\n", None, "empty; there is nothing to read"),
            ("a.jsonl", b"\x1f\x8b\x08...", None, "compressed; unpack it first"),
            ("a.docx", b"...", None, "unknown ending '.docx'; this reads .txt, .html, .jsonl"),
            ("noending", b"...", None, "no ending; this reads .txt"),
        ],
    )
    def test_each_is_named_with_what_to_do(
        self, tmp_path: Path, name: str, content: bytes, line: int | None, message: str
    ) -> None:
        path = write(tmp_path, name, content)
        problem = the_problem(path)
        assert problem.message.startswith(message)
        assert (problem.source, problem.line) == (str(path), line)

    def test_a_broken_sidecar_is_named(self, tmp_path: Path) -> None:
        write(tmp_path, "a.json", '{"title": "x",\n oops}')
        problem = the_problem(write(tmp_path, "a.txt", LEAD))
        assert problem.message.startswith("in a.json: broken JSON")
        assert problem.line == 2

    def test_a_file_that_is_too_large_is_refused(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.txt", b"x" * 2001)
        assert the_problem(path, largest=2000).message.startswith("larger than")

    def test_one_bad_source_stops_no_other(self, tmp_path: Path) -> None:
        good = write(tmp_path, "good.txt", LEAD)
        found = list(articles([tmp_path / "missing.txt", good, "nul\0.txt", good]))
        assert [type(f) for f in found] == [Problem, Article, Problem, Article]
        assert str(found[0]) == f"reportedly: {tmp_path / 'missing.txt'}: no such file"

    def test_sources_are_read_one_at_a_time(self, tmp_path: Path) -> None:
        found = articles([write(tmp_path, "a.txt", LEAD), tmp_path / "later.txt"])
        next(found)
        write(tmp_path, "later.txt", LEAD)
        assert isinstance(next(found), Article)


@given(st.binary(max_size=200))
def test_any_bytes_give_an_article_or_a_reason(data: bytes) -> None:
    (found,) = articles(["-"], stdin=io.BytesIO(b"Nine died. " + data))
    assert isinstance(found, Article) or (found.message and "\n" not in str(found))


PRINTED = st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from("\n\t")


@given(st.text(PRINTED, min_size=1, max_size=200).filter(str.strip))
def test_text_comes_back_as_it_was(text: str) -> None:
    assert decoded(b"Nine died.\n" * 20 + text.encode()) == "Nine died.\n" * 20 + text


@given(st.dates())
def test_a_day_is_read_as_it_is_written(value: date) -> None:
    assert day(value.isoformat()) == day(f"{value.isoformat()}T23:30:00+02:00") == value


def test_no_date_is_no_day() -> None:
    assert day(None) is day(" ") is None


class TestDoor:
    """Every kind of source comes in by the same door, with the bytes it was read from."""

    def test_a_folder_of_all_kinds(self, tmp_path: Path) -> None:
        post = {"id": 5, "type": "message", "date": "2024-03-18T10:00:00", "date_unixtime": "1710756000", "text": LEAD}
        export = {"name": "Front news", "type": "public_channel", "id": 77, "messages": [post]}
        write(tmp_path, "result.json", json.dumps(export))
        items = f"<item><title>Port</title><description>{LEAD}</description></item>"
        write(tmp_path, "news.rss", f"<rss version='2.0'><channel><title>The Post</title>{items}</channel></rss>")
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
        block = head + LEAD.encode()
        record = (
            b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://paper.example/port\r\n"
            b"WARC-Date: 2024-03-18T10:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
            b"WARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789abc>\r\n"
            b"Content-Length: " + str(len(block)).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"
        )
        (tmp_path / "crawl.warc").write_bytes(record)
        write(tmp_path, "plain.txt", LEAD)
        found = {
            a.capture.source.removeprefix(str(tmp_path)): a for a in arrivals([tmp_path]) if isinstance(a, Arrival)
        }
        assert len(found) == 4, list(arrivals([tmp_path]))
        assert all(LEAD.strip() in one.article.text for one in found.values())
        assert {one.article.url for one in found.values()} >= {"https://paper.example/port", "https://t.me/c/77/5"}
        assert all(one.capture.data for one in found.values())

    def test_a_json_that_is_no_export_is_said(self, tmp_path: Path) -> None:
        assert "no Telegram export" in the_problem(write(tmp_path, "a.json", "{}")).message

    def test_a_language_is_looked_at(self, tmp_path: Path) -> None:
        text = "Внаслідок обстрілу села на Харківщині загинули двоє людей, повідомив голова області."
        assert the_article(write(tmp_path, "a.txt", text)).language == "uk"

    def test_an_address_within_the_house_is_not_fetched(self) -> None:
        assert "not on the public internet" in the_problem("http://127.0.0.1:8000/").message
