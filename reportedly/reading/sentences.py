"""Where sentences begin and end, in a text whose paragraphs, wraps and spaces may be damaged.

spaCy's own segmentation needs the parse; most sentences of most articles are never parsed, so this room precedes it.
Each stop is judged by a bounded window around it, so that the work grows with the length of the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from reportedly.article import Span
from reportedly.lexicon import alternatives, rows, words
from reportedly.reading.datelines import dateline_in
from reportedly.reading.furniture import Block, Part


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the article; `index` counts sentences and `block` blocks, from 0 through the whole article."""

    span: Span
    part: Part
    index: int
    block: int


# A stop with the quotation marks and brackets that close on it, and white space behind it…
_STOP = re.compile(r"(?<![.!?…。])(?P<stop>[.!?…。]++)(?P<close>[\"”’'»)\]*_]*+)(?P<gap>\s++)")
# … or none, where the space was lost: "899 soldiers.The number", "two tanks.613 were"
_TIGHT = re.compile(
    r"(?:(?<=[a-z0-9)\"”%])|(?<=[A-Z]{2}))[.!?](?P<close>[\"”)]?)(?=[\"“]?[A-Z][a-z’']|[\"“]?(?:A|I) [a-z])"
    r"|(?<=[a-z]{2})\.(?=\d[\d,.]*\s+[a-z]{2})"
)
_BEFORE = 24  # characters that can hold an abbreviation
_AFTER = 90  # characters that can hold a quotation's tag
_LONGEST = 2000  # characters; what has no stop for so long is a list or no prose, and is cut where it can be
_TOKEN = re.compile(r"[\w.'’&-]+\Z")
_WORD = re.compile(r"[\"“‘'«(\[*_•●▪–—\s-]*+(?P<word>[^\W_]+)")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]\Z")
_PARTICLE = re.compile(r"(?:a[drlnst]h?|el|ul)[- ][A-Z]")  # "al-Shabab fighters fled": a name may open small
_LIST_NUMBER = re.compile(r"\(?\d{1,2}\Z")
_ADDRESS = re.compile(r"(?:https?:|www\.|@|\w/\w)\S*\Z")
_SOFT = (re.compile(r"[;\n•●▪]"), re.compile(r",\s"), re.compile(r"\s"))  # where to cut, best first


@cache
def _abbreviations() -> dict[str, str]:
    """What each abbreviation stands before; those written small in the lexicon with a capital letter too."""
    table = {row["word"]: row["before"] for row in rows("abbreviations.csv")}
    return {word[0].upper() + word[1:]: before for word, before in table.items()} | table


def _kind(text: str, start: int, dot: int, token: str) -> str | None:
    """What the abbreviation before the stop at `dot` stands before; None where it is an ordinary word."""
    known = _abbreviations()
    kind = known.get(token) or known.get(token.rsplit("-", 1)[-1])
    if kind is None and token.isupper() and len(token) > 1:
        around = text[max(start, dot - _AFTER) : dot + _AFTER]
        if not any(c.islower() for c in around):  # "GEN. ORTIZ" in a text printed in capitals, but not "on RT. The"
            kind = known.get(token.capitalize()) or known.get(token.lower())
    if kind is None and _ACRONYM.match(token) and token[0].isupper():
        kind = "name"
    return kind


@cache
def _openers() -> frozenset[str]:
    return frozenset(word.casefold() for word in words("openers.csv"))


@cache
def _tag() -> re.Pattern[str]:
    """The rest of a quoted sentence behind its closing mark: "Who fired?" the old man asked."""
    verbs = alternatives(words("quote_tags.csv"))
    return re.compile(rf"(?:[\w.'’-]+ ){{1,5}}?(?:{verbs})(?: \w+ly)?(?:[.,;:]|\Z)")


@cache
def _clock() -> re.Pattern[str]:
    """What may follow "3 p.m." in the same sentence: a day, a month, a zone."""
    return re.compile(rf"(?:{alternatives(words('clock_words.csv'))})\b|[A-Z]{{2,4}}T?\b|\w+ (?:time|Time)\b")


def _dot_ends(text: str, start: int, dot: int, following: int, end: int) -> bool:
    """Whether the single stop at `dot` ends a sentence, judged by the word before it and the words behind it."""
    found = _TOKEN.search(text, max(start, dot - _BEFORE), dot)
    if found is None:
        return True
    token = found.group().strip("'’")
    if _LIST_NUMBER.match(token) and found.start() <= start + 1:
        return False  # "1. Two soldiers were killed": the number of a list item
    kind = _kind(text, start, dot, token)
    if kind is None or kind == "end":
        return True
    if kind == "word":
        return False
    if kind == "number":
        return not text[following].isdigit()
    if kind == "time":
        return _clock().match(text, following) is None
    opener = _WORD.match(text, following, end)
    if opener is None or (len(opener["word"]) == 1 and text[opener.end() : opener.end() + 1] == "."):
        return False  # another initial: "J. A. Ortiz"
    return opener["word"].casefold() in _openers()


def _ends(text: str, start: int, match: re.Match[str], end: int, lower_case: bool) -> bool:
    """Whether the stop in `match` ends the sentence that began at `start`."""
    following = match.end()
    if following >= end:
        return False
    opener = _WORD.match(text, following, min(end, following + _AFTER))
    if opener is not None and opener["word"][0].islower() and not lower_case:
        if _PARTICLE.match(text, opener.start("word")) is None:
            return False
    elif text[following] in ",;:%&/":
        return False
    single = match["stop"] == "." and ")" not in match["close"]
    if single and not _dot_ends(text, start, match.start(), following, end):
        return False
    if any(mark in match["close"] for mark in "\"”’'»"):
        return _tag().match(text, following, min(end, following + _AFTER)) is None
    return True


def _tight_ends(text: str, start: int, match: re.Match[str], end: int) -> bool:
    """Whether a stop without a space behind it ends a sentence; it does not within a name or an address."""
    if _ADDRESS.search(text, max(start, match.start() - 80), match.start() + 1):
        return False
    return _dot_ends(text, start, match.start(), match.end(), end)


def _tight_cut(text: str, start: int, match: re.Match[str]) -> int:
    """Where the sentence ends: a straight quotation mark on the stop closes only what was opened in the sentence."""
    opens = match["close"] == '"' and text.count('"', max(start, match.start() - _LONGEST), match.start()) % 2 == 0
    return match.start("close") if opens else match.end()


def _cuts(text: str, span: Span) -> Iterator[tuple[int, int]]:
    """Where a sentence ends and the next begins, in order."""
    lower_case = not any(c.isupper() for c in text[span.start : span.end])
    start = span.start
    stops = _STOP.finditer(text, span.start, span.end)
    tights = _TIGHT.finditer(text, span.start, span.end)
    stop, tight = next(stops, None), next(tights, None)
    while stop is not None or tight is not None:
        if tight is None or (stop is not None and stop.start() <= tight.start()):
            assert stop is not None
            if _ends(text, start, stop, span.end, lower_case):
                yield stop.start("gap"), stop.end()
                start = stop.end()
            stop = next(stops, None)
        else:
            if _tight_ends(text, start, tight, span.end):
                start = _tight_cut(text, start, tight)
                yield start, start
            tight = next(tights, None)


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentence, or pieces of it where it is too long to be one."""
    while end - start > _LONGEST:
        half = start + _LONGEST // 2
        found = ([m.end() for m in soft.finditer(text, half, start + _LONGEST)] for soft in _SOFT)
        cut = next((breaks[-1] for breaks in found if breaks), start + _LONGEST)
        yield from _trimmed(text, start, cut)
        start = cut
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    inner = text[start:end]
    if stripped := inner.strip():
        first = start + inner.index(stripped[0])
        yield Span(first, first + len(stripped))


def _pieces(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    for end, following in _cuts(text, span):
        yield from _bounded(text, start, end)
        start = following
    yield from _bounded(text, start, span.end)


def _with_dateline(text: str, span: Span) -> Iterator[Span]:
    """The dateline as a piece of its own, then the sentences."""
    dateline = dateline_in(text, span)
    if dateline is None:
        yield from _pieces(text, span)
        return
    yield Span(dateline.start, dateline.start + len(dateline.of(text).rstrip()))
    yield from _pieces(text, Span(dateline.end, span.end))


def sentences_in(text: str, blocks: Iterable[Block]) -> tuple[Sentence, ...]:
    """The sentences of all blocks, in order; furniture gives none.

    Every character of a block that is no white space is in exactly one sentence.
    """
    found: list[Sentence] = []
    for number, block in enumerate(blocks):
        if block.part is Part.FURNITURE:
            continue
        for piece in _with_dateline(text, block.span):
            found.append(Sentence(piece, block.part, len(found), number))
    return tuple(found)
