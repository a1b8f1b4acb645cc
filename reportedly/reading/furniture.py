"""What on the page is not the article: blocks of text, and which of them are furniture or captions.

The words that give them away are in lexicon/furniture.csv. When in doubt a block is body: furniture that is read may
cost a false claim, a body sentence that is not read costs a true one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from reportedly.article import Article, Span
from reportedly.lexicon import rows
from reportedly.reading.paragraphs import is_heading, paragraphs


class Part(StrEnum):
    """What part of a page a block of text is."""

    HEADLINE = "headline"
    BODY = "body"
    CAPTION = "caption"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, headline, caption or piece of furniture, without the white space around it."""

    span: Span
    part: Part


class Extent(StrEnum):
    """How far a piece of furniture reaches."""

    LINE = "line"  # this block alone
    BOX = "box"  # and the teasers under it, up to the next paragraph of prose
    TAIL = "tail"  # and all that follows


@dataclass(frozen=True, slots=True)
class Mark:
    """What a block gives away: a kind ("furniture", "caption", "credit", "byline") and how far that reaches."""

    kind: str
    extent: Extent


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    mark: Mark
    longest: int  # words
    hints: frozenset[str]  # one of which the block must hold; none: always tried


_PROSE_WORDS = 12
_FOOT = 0.7  # most prose that the foot of a page holds, of that above it
_PROSE_END = re.compile(r"[.!?…][\"”’'»)\]]*$")
_HEADLINE_WORDS = 20
_LONGEST_MARKED = 1500  # characters; what is longer is no furniture
_WORD = re.compile(r"[^\W_]+")


@cache
def _rules() -> tuple[_Rule, ...]:
    """The lexicon's patterns in its order, those that are tried on the same blocks joined into one."""
    names: dict[str, str] = {}
    joined: dict[tuple[str, str, str, int, str], list[str]] = {}
    for row in rows("furniture.csv"):
        pattern = re.sub(r"<([A-Z]+)>", lambda m: f"(?:{names[m[1]]})", row["pattern"])
        if row["where"] == "define":
            names[row["kind"]] = pattern
        else:
            key = (row["where"], row["kind"], row["extent"], int(row["longest"] or _LONGEST_MARKED), row["hint"])
            joined.setdefault(key, []).append(pattern)
    return tuple(
        _Rule(
            _placed(where, "|".join(f"(?:{p})" for p in patterns)),
            Mark(kind, Extent(extent)),
            longest,
            frozenset(hint.split("|")) if hint else frozenset(),
        )
        for (where, kind, extent, longest, hint), patterns in joined.items()
    )


@cache
def _always_tried() -> tuple[int, ...]:
    return tuple(i for i, rule in enumerate(_rules()) if not rule.hints)


@cache
def _hinted() -> dict[str, tuple[int, ...]]:
    """For each hint the rules that are worth trying where it stands in a block."""
    hints = frozenset[str]().union(*(rule.hints for rule in _rules()))
    return {hint: tuple(i for i, rule in enumerate(_rules()) if hint in rule.hints) for hint in hints}


def _placed(where: str, pattern: str) -> re.Pattern[str]:
    before, after = {
        "whole": (r"\A\W{0,4}(?:", r")\W{0,4}\Z"),
        "start": (r"\A[^\w\"“‘'«]{0,4}(?:", r")(?:(?!\w)|(?-i:(?<=[A-Z])))"),
        "end": (r"(?<!\w)(?:", r")\W{0,3}\Z"),
        "inside": (r"(?:(?<!\w)|(?=\W))(?:", r")"),
    }[where]
    return re.compile(before + pattern + after, re.IGNORECASE)


def mark_of(block: str) -> Mark | None:
    """What the words of a block give away, None where they read like an article's own.

    >>> mark_of("Sign up to get the day's headlines")
    Mark(kind='furniture', extent=<Extent.LINE: 'line'>)
    """
    if len(block) > _LONGEST_MARKED:
        return None
    tokens = block.split()
    flat = " ".join(tokens).replace("’", "'")
    small = flat.lower()
    hinted = {i for hint, indices in _hinted().items() if hint in small for i in indices}
    rules = _rules()
    for i in sorted(hinted.union(_always_tried())):
        rule = rules[i]
        if len(tokens) <= rule.longest and rule.pattern.search(flat):
            return rule.mark
    return None


def _is_prose(words: str) -> bool:
    """Whether a block reads like a paragraph rather than a teaser: some length, and a stop at its end."""
    return words.count(" ") + words.count("\n") + 1 >= _PROSE_WORDS and _PROSE_END.search(words[-4:]) is not None


def _marked(text: str, spans: Sequence[Span]) -> list[Mark | None]:
    """A mark for each block, with boxes and tails carried to the blocks under them."""
    marks = [mark_of(span.of(text)) for span in spans]
    prose = [len(s.of(text)) if m is None and _is_prose(s.of(text)) else 0 for s, m in zip(spans, marks, strict=True)]
    remaining = sum(prose)
    read = 0
    open_mark: Mark | None = None
    for i, mark in enumerate(marks):
        remaining -= prose[i]
        if mark is not None and mark.extent is not Extent.LINE:
            # much prose after it: a box in mid-article, not the foot of the page
            is_tail = mark.extent is Extent.TAIL and remaining <= _FOOT * read
            if open_mark is None or open_mark.extent is not Extent.TAIL:
                open_mark = replace(mark, extent=Extent.TAIL if is_tail else Extent.BOX)
        elif mark is None and open_mark is not None:
            if open_mark.extent is Extent.TAIL or not prose[i]:
                marks[i] = Mark("furniture", Extent.LINE)
            else:
                open_mark = None
        read += prose[i]
    return marks


def _key(words: str) -> frozenset[str]:
    return frozenset(_WORD.findall(words.casefold()))


def _is_title(words: str, title: str) -> bool:
    """Whether the block is the title, give or take the outlet's name and punctuation."""
    block, known = _key(words), _key(title)
    if not block or not known or len(block) < 3 <= len(known):
        return False
    return len(block & known) >= 0.8 * max(len(block), min(len(known), len(block) + 3))


def _could_be_headline(words: str) -> bool:
    return (
        len(words) < 300
        and 3 <= len(words.split()) <= _HEADLINE_WORDS
        and not words.endswith((".", ":", ";", ",", "—", "–", '."', ".”", ".'", ".’"))
    )


_TOP = 8  # blocks in which a headline is looked for


def _headlines(text: str, title: str | None, spans: Sequence[Span], marks: Sequence[Mark | None]) -> frozenset[int]:
    """Which blocks are the headline: those that repeat the title, else a first line that looks like one."""
    top = [i for i, mark in enumerate(marks[:_TOP]) if mark is None or mark.kind != "caption"]
    if title and (same := [i for i in top if _is_title(spans[i].of(text), title)]):
        return frozenset(same)
    first = next((i for i, mark in enumerate(marks) if mark is None), None)
    if first is not None and first + 1 < len(spans) and _could_be_headline(spans[first].of(text)):
        return frozenset({first})
    return frozenset()


def _label_of_picture(text: str, spans: Sequence[Span], marks: Sequence[Mark | None], i: int) -> bool:
    """Whether block `i` is a picture's label: a few words without a stop, glued to the caption under it.

    "A rebel and the president" / "In the main image, a rebel sits on a seized carrier…"
    """
    following = marks[i + 1] if i + 1 < len(spans) else None
    if following is None or following.kind != "caption" or "\n\n" not in text:
        return False
    words = spans[i].of(text)
    glued = text.count("\n", spans[i].end, spans[i + 1].start) == 1
    return glued and len(words) < 200 and not words.endswith((".", "!", "?", ":", "”", '"'))


def blocks_in(article: Article) -> tuple[Block, ...]:
    """The blocks of an article, in order, each with the part of the page it is.

    >>> page = Article("Shells fell on the port overnight, its governor said.\\n\\nRead more")
    >>> [block.part.value for block in blocks_in(page)]
    ['body', 'furniture']
    """
    text = article.text
    spans = tuple(paragraphs(text))
    marks = _marked(text, spans)
    headlines = _headlines(text, article.title, spans, marks)
    found: list[Block] = []
    for i, (span, mark) in enumerate(zip(spans, marks, strict=True)):
        if i in headlines:
            part = Part.HEADLINE
        elif mark is not None:
            part = Part.CAPTION if mark.kind == "caption" else Part.FURNITURE
        elif is_heading(text, span):
            part = Part.HEADLINE
        elif _label_of_picture(text, spans, marks, i):
            part = Part.CAPTION
        else:
            part = Part.BODY
        found.append(Block(span, part))
    return tuple(found)
