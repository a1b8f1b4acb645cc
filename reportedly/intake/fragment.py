"""A piece of HTML in, as feeds carry it; its words out, paragraphs parted by blank lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]
from lxml.html import HTMLParser  # type: ignore[import-untyped]

_PARTS = frozenset(
    (
        *("html", "body", "header", "footer", "section", "article", "div", "p", "pre", "blockquote", "hr"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd"),
        *("table", "tr", "figure", "figcaption"),
    )
)
_CELLS = frozenset(("td", "th"))
_UNREAD = frozenset(("script", "style", "noscript", "template", "head", "svg", "iframe", "object", "title", "textarea"))
_MARKUP = re.compile(r"<[a-z!/][^<>]*>|&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);", re.IGNORECASE)
_BLANK = re.compile(r"\n\s*\n")
_NEW_PART = "\n\n"


def has_markup(words: str) -> bool:
    """Whether a text is HTML, by its tags or entities."""
    return _MARKUP.search(words) is not None


def _pieces(tree: etree._Element) -> Iterator[str]:
    """The words of a tree in their order, with a mark where one block ends and another begins."""
    unread: etree._Element | None = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if unread is None and (tag in _UNREAD or not tag):
                unread = element
            if unread is None:
                yield _NEW_PART if tag in _PARTS else " " if tag in _CELLS or tag == "br" else ""
                yield _flat(element.text)
        else:
            if unread is None:
                yield _NEW_PART if tag in _PARTS else ""
            elif unread is element:
                unread = None
            if unread is None and element is not tree:
                yield _flat(element.tail)


def _flat(words: str | None) -> str:
    return re.sub(r"\s+", " ", words) if words else ""


def words_of(fragment: str) -> str:
    """The words of a piece of HTML, one paragraph a block, without scripts and styles; "" where none can be read.

    >>> words_of("<p>Two dockers <b>died</b>.</p><p>Nine&nbsp;were hurt.</p><script>x()</script>")
    'Two dockers died.\\n\\nNine were hurt.'
    """
    # the parser gives up at a nesting of 256; half a text is worse than none
    parser = HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    page = f"<html><body>{fragment}</body></html>".encode("utf-8", "replace")
    try:
        tree = etree.fromstring(page, parser)
    except (etree.LxmlError, ValueError):
        return ""
    if tree is None or any(entry.level_name == "FATAL" for entry in parser.error_log):
        return ""
    return paragraphs("".join(_pieces(tree)))


def paragraphs(text: str) -> str:
    """A text with one blank line between its paragraphs and one space between words.

    >>> paragraphs("Two  died.\\n \\n\\nNine were\\nhurt.")
    'Two died.\\n\\nNine were hurt.'
    """
    parts = (" ".join(part.split()) for part in _BLANK.split(text))
    return _NEW_PART.join(part for part in parts if part)
