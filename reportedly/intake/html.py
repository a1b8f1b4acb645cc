"""A page in, its article out: body and metadata by trafilatura, with headline, standfirst and captions kept.

Nothing is ever fetched, and the work is bounded: a page that is too deep, too wide or too odd for the parser is refused
with a reason instead of being read in part.
"""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Iterator
from datetime import date
from itertools import islice

import trafilatura
from lxml import etree  # type: ignore[import-untyped]
from lxml.html import HtmlElement, HTMLParser, document_fromstring  # type: ignore[import-untyped]
from trafilatura.settings import Document

from reportedly.intake.metadata import Metadata, day
from reportedly.intake.problem import NoArticle, Unreadable
from reportedly.intake.text import marked_encoding, refuse_binary
from reportedly.reading.furniture import mark_of

for _name in ("trafilatura", "htmldate", "courlan", "justext"):
    logging.getLogger(_name).addHandler(logging.NullHandler())  # what goes wrong is told by us, in one line

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w-]{2,30})", re.IGNORECASE)
_TEXT_CODECS = re.compile(r"utf_?(?:8|16|32)|cp\d+|mac|iso\d+|latin|koi8|big5|gb|euc|shift|ascii|tis")
_MOST_ELEMENTS = 30_000  # about 5 s; a large news page has 5,000
_MOST_CAPTIONS = 100
_MOST_IN_ALL = 200_000  # attributes of a page
_MOST_ATTRIBUTES = 500  # of one tag; the parser's time grows with their square
# One token of markup at a time, each consumed whole, so that no character is looked at twice
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style|textarea|title)\b[^>]*+>.*?(?:</(?P=raw)|\Z)"
    r"|<[a-z](?P<inside>(?:[^>=]|=\s*+(?:\"[^\"]*+\"?|'[^']*+'?)?)*+)>?",
    re.IGNORECASE | re.DOTALL,
)
_VALUE = re.compile(r"=\s*+(?:\"[^\"]*+\"?|'[^']*+'?)")
_LEAST_BODY = 250  # characters; less from the strict extraction, and the lenient one is tried
_BLOCKS = frozenset(("p", "div", "h2", "h3", "h4", "section", "article", "ul", "ol", "table", "blockquote", "figure"))
_LEAD_TAGS = frozenset(("p", "div", "h2", "h3", "strong", "span"))
_LEAD_WORDS = 8
_LEADS = 3
_STOP = re.compile(r"[.!?…][\"”’'»)\]]*\Z")
_WORD = re.compile(r"\w+")


def page_text(data: bytes) -> str:
    """The characters of a page: UTF-8, or the encoding that its byte order mark or its own <meta> names."""
    refuse_binary(data)
    if marked := marked_encoding(data):
        return marked[1].decode(marked[0], "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _CHARSET.search(data[:4096])
    if declared is None:
        raise Unreadable("not UTF-8, and the page names no charset; convert it, e.g. iconv -f cp1251 -t utf-8 FILE")
    label = declared[1].decode("ascii")
    try:
        codec = codecs.lookup(label).name.replace("-", "_")
    except LookupError:
        codec = ""
    if not _TEXT_CODECS.match(codec):
        raise Unreadable(f"unknown charset {label!r}; convert the page to UTF-8")
    # browsers read these two as Windows-1252, and pages rely on it
    text = data.decode("cp1252" if codec in ("iso8859_1", "ascii") else codec, "replace")
    if text.count("\ufffd") > 0.001 * len(text):
        raise Unreadable(f"not {label}, though the page says so; convert it to UTF-8")
    return text


def _refuse_crowded_tags(page: str) -> None:
    """Raises Unreadable where one tag, or the page, has more attributes than any article needs."""
    crowd = 0
    for tag in _TAG.finditer(page):
        inside = tag["inside"]
        if not inside:
            continue
        crowd += inside.count("=")
        is_long = len(inside) > 2 * _MOST_ATTRIBUTES
        if crowd > _MOST_IN_ALL or (is_long and len(_VALUE.sub("= ", inside).split()) > _MOST_ATTRIBUTES):
            line = page.count("\n", 0, tag.start()) + 1
            raise Unreadable("a page built to choke readers (too many attributes)", line)


def _tree(page: str) -> HtmlElement:
    """The page as a tree. Raises Unreadable where the parser stopped before its end, or it is too big to be news."""
    _refuse_crowded_tags(page)
    parser = HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        raise Unreadable("not a page of HTML") from None
    for entry in parser.error_log:
        if entry.level_name == "FATAL":
            raise Unreadable(
                "a page built to choke readers (nested too deeply, or one piece of it too large)", entry.line
            )
    if sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        raise Unreadable(f"a page of more than {_MOST_ELEMENTS:,} elements; save the article alone")
    return tree


def _words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _set(words: str) -> frozenset[str]:
    return frozenset(_WORD.findall(words.casefold()))


def _keep_captions(tree: HtmlElement) -> None:
    """Put each caption behind its picture as a paragraph, marked as one, because extraction drops figures whole."""
    for caption in list(islice(tree.iter("figcaption"), _MOST_CAPTIONS)):
        words = _words(caption)
        figure = next(caption.iterancestors("figure"), None)
        if not words or figure is None or figure.getparent() is None:
            continue
        paragraph = figure.makeelement("p")
        paragraph.text = words if mark_of(words) else f"Photo: {words}"
        figure.addnext(paragraph)


def _headline(tree: HtmlElement, title: str | None) -> tuple[HtmlElement | None, str | None]:
    """The headline as printed, with its element: of several the one nearest to the page's title."""
    printed = [(h, words) for h in tree.iter("h1") if 0 < len(words := _words(h)) <= 400]
    if title is None:
        return printed[0] if printed else (None, None)
    wanted = _set(title)
    best = max(printed, key=lambda pair: len(_set(pair[1]) & wanted), default=None)
    if best is not None and 2 * len(_set(best[1]) & wanted) >= len(_set(best[1])):
        return best
    return None, title


def _is_caption(element: HtmlElement) -> bool:
    near = (element, *islice(element.iterancestors(), 2))
    return any("caption" in (e.get("class") or "").lower() for e in near)


def _leads(headline: HtmlElement | None, body: list[str], description: str | None) -> Iterator[str]:
    """Standfirst and the like: sentences printed between the headline and the first paragraph that was extracted.

    Where that paragraph is not found behind the headline, nothing is sure and nothing is given.
    """
    if headline is None:
        return
    found: list[str] = []
    opening = next((line[:40] for line in body if not _set(line) <= _set(_words(headline))), "")
    for element in headline.xpath("following::*[position() <= 600]"):
        if element.tag not in _LEAD_TAGS or any(child.tag in _BLOCKS for child in element.iterdescendants()):
            continue
        words = _words(element)
        if opening and words.startswith(opening):
            yield from found[:_LEADS]
            return
        is_sentence = len(words.split()) >= _LEAD_WORDS and _STOP.search(words) is not None
        new = words not in found and not any(words in paragraph for paragraph in body)
        if (is_sentence or (words and words == description)) and new and mark_of(words) is None:
            found.append(f"Photo: {words}" if _is_caption(element) else words)


def _extracted(tree: HtmlElement, *, strict: bool) -> tuple[list[str], Document | None]:
    document = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        favor_precision=strict,
        with_metadata=True,
        # only dates that the page declares: a guess would date every "on Monday" in the text
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    if not isinstance(document, Document) or not document.text:
        return [], None
    return [line.strip() for line in document.text.splitlines() if line.strip()], document


def article_on(page: str) -> tuple[str, Metadata]:
    """The text of the article on a page, paragraphs parted by blank lines, and the metadata that the page declares.

    Raises NoArticle where there is none on it, Unreadable where the page cannot be read.
    """
    tree = _tree(page)
    _keep_captions(tree)
    try:
        body, document = _extracted(tree, strict=True)
        if sum(map(len, body)) < _LEAST_BODY:
            lenient, other = _extracted(tree, strict=False)
            if sum(map(len, lenient)) > sum(map(len, body)):
                body, document = lenient, other
    except RecursionError:
        raise Unreadable("a page built to choke readers (nested too deeply)") from None
    if document is None:
        raise NoArticle("no article found on this page; save its text as .txt")
    element, headline = _headline(tree, document.title)
    leads = list(_leads(element, body, document.description))
    if headline:
        body = [headline, *leads, *(line for i, line in enumerate(body) if i > 2 or _set(line) != _set(headline))]
    else:
        body = leads + body
    known = Metadata(
        title=headline,
        publisher=document.sitename or document.hostname,
        byline=document.author,
        published=_declared(document.date),
        url=document.url,
    )
    return "\n\n".join(body), known


def _declared(value: str | None) -> date | None:
    """The day that the page declares; one that is no date is left out, as the page's own slip."""
    try:
        return day(value)
    except ValueError:
        return None
