"""What the pictures are said to show, and when they were taken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from reportedly.article import Article, Span
from reportedly.lexicon import alternatives, words
from reportedly.reading.furniture import Block, Part, mark_of


@dataclass(frozen=True, slots=True)
class Picture:
    """A caption with what it tells of the picture.

    `taken` is the date as the caption words it ("May 24, 2023"), None where it gives none; `credit` the words that name
    photographer or agency; `illustrative` whether the caption itself says that the picture shows something else or
    something older ("file photo", "illustrative image").
    """

    caption: Span
    taken: Span | None = None
    credit: Span | None = None
    illustrative: bool = False


@cache
def _date() -> re.Pattern[str]:
    month = rf"(?:{alternatives(words('picture_words.csv', kind='month'))})\.?"
    day = r"\d{1,2}(?:st|nd|rd|th)?"
    return re.compile(
        rf"\b(?:{month} {day},? (?:19|20)\d\d|{day} (?:of )?{month},? (?:19|20)\d\d|{month},? (?:19|20)\d\d"
        r"|(?:19|20)\d\d-\d\d-\d\d|\d\d?[./]\d\d?[./](?:19|20)\d\d)\b",
        re.IGNORECASE,
    )


@cache
def _year() -> re.Pattern[str]:
    """A year alone: "in 2023", where no fuller date is given."""
    return re.compile(r"(?<=\bin )(?:19|20)\d\d\b")


@cache
def _illustrative() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(words('picture_words.csv', kind='illustrative'))})(?!\w)", re.IGNORECASE)


@cache
def _credit() -> re.Pattern[str]:
    """The credit at the foot of a caption: "Photos by …", "(AP Photo/…)", "[Name/Agency]", "Name/Agency"."""
    opening = alternatives(words("picture_words.csv", kind="credit"))
    return re.compile(
        rf"[(\[]?(?:{opening})\s*[:/]?\s*[^()\[\]]{{2,120}}[)\]]?\s*\Z"
        r"|[(\[][^()\[\]]{2,60}/[^()\[\]]{2,60}[)\]]\s*\Z"
        r"|(?:[A-Z][\w.'’-]* ){0,4}[A-Z][\w.'’-]*(?:/[A-Z][\w.'’ -]*)+\Z"
    )


def _within(pattern: re.Pattern[str], text: str, span: Span) -> Span | None:
    found = pattern.search(text, span.start, span.end)
    return Span(found.start(), found.end()) if found else None


def _credit_below(text: str, blocks: Sequence[Block], i: int) -> Span | None:
    """The credit where it stands as a line of its own under the caption."""
    if i + 1 < len(blocks) and blocks[i + 1].part is Part.FURNITURE:
        below = blocks[i + 1].span
        mark = mark_of(below.of(text))
        if mark is not None and mark.kind == "credit":
            return below
    return None


def _is_label(text: str, blocks: Sequence[Block], i: int) -> bool:
    """Whether caption `i` is a picture's label, with its proper caption on the next line."""
    span = blocks[i].span
    if i + 1 == len(blocks) or blocks[i + 1].part is not Part.CAPTION or mark_of(span.of(text)) is not None:
        return False
    return text.count("\n", span.end, blocks[i + 1].span.start) == 1


def pictures_in(article: Article, blocks: Sequence[Block]) -> tuple[Picture, ...]:
    """The pictures whose captions stand in the text, in order; a caption that is printed twice gives one.

    >>> from reportedly.reading.furniture import blocks_in
    >>> a = Article("File photo: a burnt-out lorry near the bridge on March 3, 2021.\\n\\nTwo drivers died on Friday.")
    >>> [(p.taken.of(a.text), p.illustrative) for p in pictures_in(a, blocks_in(a))]
    [('March 3, 2021', True)]
    """
    text = article.text
    found: dict[str, Picture] = {}
    label: Span | None = None
    for i, block in enumerate(blocks):
        if block.part is not Part.CAPTION:
            continue
        if _is_label(text, blocks, i):
            label = block.span
            continue
        caption = label.to(block.span) if label else block.span
        label = None
        picture = Picture(
            caption,
            taken=_within(_date(), text, caption) or _within(_year(), text, caption),
            credit=_within(_credit(), text, caption) or _credit_below(text, blocks, i),
            illustrative=_within(_illustrative(), text, caption) is not None,
        )
        words_of_it = " ".join(caption.of(text).split())
        first = found.setdefault(words_of_it, picture)
        if first.credit is None:  # printed twice, and the credit stands under the second
            found[words_of_it] = replace(first, credit=picture.credit)
    return tuple(found.values())
