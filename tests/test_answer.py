"""What a URL answered, its article out."""

from __future__ import annotations

import pytest

from reportedly.intake.answer import arrival_of
from reportedly.intake.capture import Capture, Exchange
from reportedly.intake.metadata import Metadata
from reportedly.intake.problem import Unreadable

BODY = (
    "Shelling killed four dockers in Meris on Tuesday, the harbour master said, and the port was closed until the "
    "evening while crews put out a fire in two warehouses. The army denied that it had fired at the port, and said "
    "that it would look into the reports. Nobody else could confirm either account, and the road there was closed."
)


def page(words: str = BODY, title: str = "Four die in Meris") -> str:
    body = f"<article><h1>{title}</h1><p>{words}</p></article>"
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


def answer(data: bytes, media_type: str = "text/html", url: str = "https://news.example/a?utm_source=x") -> Capture:
    return Capture(data, media_type, url, exchange=Exchange(url, 200))


class TestAnswers:
    def test_the_header_says_the_charset(self) -> None:
        words = "Обстрел убил четырёх докеров в Мерисе, сказал начальник порта. " * 9
        found = arrival_of(answer(page(words).encode("cp1251")), "windows-1251", Metadata())
        assert words.strip() in found.article.text
        assert found.article.language == "ru"
        assert arrival_of(answer(words.encode("koi8-r"), "text/plain"), "KOI8-R", Metadata()).article.text == words

    @pytest.mark.parametrize("charset", ["utf-8", "hex", "nonsense", "utf-16", None, "idna", "punycode"])
    def test_a_charset_that_does_not_fit_is_passed_over(self, charset: str | None) -> None:
        html = page("«" + BODY + "»").replace("<head>", "<head><meta charset='windows-1252'>")
        assert "«" + BODY in arrival_of(answer(html.encode("cp1252")), charset, Metadata()).article.text
        assert "«" + BODY in arrival_of(answer(html.encode()), charset, Metadata()).article.text

    def test_a_page_does_not_name_its_own_url(self) -> None:
        html = page().replace("<head>", "<head><link rel='canonical' href='https://other.example/b'>")
        found = arrival_of(answer(html.encode()), None, Metadata())
        assert found.article.url == "https://news.example/a"
        assert found.capture.details == {"canonical": "https://other.example/b"}

    def test_the_caller_goes_before_the_page_and_that_before_what_stands_beside(self) -> None:
        beside = Metadata(title="Of the feed", byline="Mara Lindqvist", publisher="Wire")
        found = arrival_of(answer(page().encode()), None, Metadata(publisher="Harbour Post"), beside).article
        assert (found.title, found.publisher, found.byline) == ("Four die in Meris", "Harbour Post", "Mara Lindqvist")

    @pytest.mark.parametrize(("data", "kind"), [(b"", "text/html"), (b"{}", "application/json"), (b" ", "text/plain")])
    def test_what_holds_no_article_says_so(self, data: bytes, kind: str) -> None:
        with pytest.raises(Unreadable):
            arrival_of(answer(data, kind), None, Metadata())
