"""Who says so by a colon or a dash alone: headlines, transcripts, quotations with a name behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc

from reportedly.article import Span
from reportedly.lexicon import words
from reportedly.reading.casing import in_title_case
from reportedly.reading.cues import verbs
from reportedly.reading.extents import finite
from reportedly.reading.speakers import Stretch
from reportedly.reading.statement import Passage, Statement

_NAMES = frozenset({"PROPN", "DET", "PRON", "NOUN", "ADJ", "NUM"})

_TURN = re.compile(r"(?P<name>[A-Z][\w.’'-]*(?:\s+[\w.’'-]+){0,4})\s*(?P<colon>:)\s+(?=\S)")


def turns(passage: Passage) -> Iterator[Statement]:
    """A colon for a cue, at the head of a paragraph: "SMITH: We hold the town." and "Kyiv: three dead in strike"."""
    text, sentence = passage.text, passage.parsed.sentence.span
    start = sentence.start + (text[sentence.start : sentence.start + 1] in {'"', "“"})
    match = _TURN.match(text, start, sentence.end)
    before = text[max(0, sentence.start - 1) : sentence.start]
    if match is None or before not in {"", "\n"}:
        return
    name = passage.tokens_of(Span(match.start("name"), match.end("name")))
    named = [t for t in passage.parsed.doc[name[0] : name[1]] if not t.is_punct]
    capital = match["name"].isupper()
    if not named or not (capital or all(t.text[0].isupper() or t.lower_ in {"of", "the"} for t in named)):
        return
    if any(t.lower_ in words("headline_labels.csv") for t in named):
        return
    headline = passage.in_headline and not _is_told(passage, Span(match.end(), sentence.end))
    if not (capital or headline) or any(t.pos_ in {"ADV", "VERB"} for t in named):
        return
    end = text.find("\n", match.end()) if capital else sentence.end
    end = len(text) if end < 0 else end
    while end > match.end() and text[end - 1] in ' \t."”':
        end -= 1
    content = Span(match.end(), end)
    if content.start < content.end:
        cue = Span(match.start("colon"), match.end("colon"))
        yield Statement((Span(match.start("name"), match.end("name")),), (cue,), (content,))


def _is_told(passage: Passage, told: Span) -> bool:
    """Whether what follows is a sentence of its own behind a dateline: "Islamabad: The army said on Monday that …"."""
    line = told.of(passage.text)
    if not line.endswith(".") or in_title_case(line):
        return False
    return finite(passage.parsed.doc, *passage.tokens_of(told))


_BEHIND = re.compile(
    r"(?P<content>.+?)(?P<colon>\s*:\s+|(?<=[\"”’'])\s*[-–—―]\s*|\s[-–—―]\s)(?P<name>[A-Za-z][\w.’' -]{1,60})$",
    re.DOTALL,
)


def behind(passage: Passage) -> Iterator[Statement]:
    """A speaker behind a colon or a dash: "Army chief killed in raid: state media", "'We stay' - the mayor"."""
    text, sentence = passage.text, passage.parsed.sentence.span
    quotation = passage.quotations.around(sentence.start)
    if not passage.in_headline and quotation is None:
        return
    match = _BEHIND.match(text, sentence.start, sentence.end)
    if match is None or not (passage.in_headline or (quotation and quotation.span.end == match.end("content"))):
        return
    name = passage.tokens_of(Span(match.start("name"), match.end("name")))
    content = passage.tokens_of(Span(match.start("content"), match.end("content")))
    doc = passage.parsed.doc
    if name[1] - name[0] > 1 and doc[name[1] - 1].lower_ in verbs():  # "... - Amber Brigade Claims"
        name = (name[0], name[1] - 1)
    named = doc[name[0] : name[1]]
    if (
        not 0 < len(named) <= 8
        or finite(doc, *name)
        or not {t.pos_ for t in named} & {"NOUN", "PROPN"}
        or not _clause(doc, content)
    ):
        return
    if any(t.pos_ in {"AUX", "PRON"} or t.tag_ == "VBG" or t.lower_ in words("headline_labels.csv") for t in named):
        return
    cue = Span(match.start("colon"), match.end("colon"))
    while text[cue.start].isspace():
        cue = Span(cue.start + 1, cue.end)
    while text[cue.end - 1].isspace():
        cue = Span(cue.start, cue.end - 1)
    yield Statement(passage.spans((name,)), (cue,), passage.contents((content,)))


def _clause(doc: Doc, stretch: Stretch) -> bool:
    return any(t.pos_ in {"VERB", "AUX"} or t.like_num for t in doc[stretch[0] : stretch[1]])
