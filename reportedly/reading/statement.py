"""A statement that somebody makes, and the passage of the article it is read from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from reportedly.article import Span
from reportedly.claim import Stance
from reportedly.reading.furniture import Part
from reportedly.reading.parse import Parsed
from reportedly.reading.quotations import Quotation, Quotations
from reportedly.reading.speakers import Stretch

SILENT = frozenset({"act", "wish", "order"})  # kinds of cue that tell no fact: "backs", "hopes", "told them to stay"


@dataclass(frozen=True, slots=True)
class Statement:
    """Somebody says something: spans of the source (none where it is left out: "was reported"), the cue, the content.

    The source may come in pieces (an antecedent and its "who"), and so may the content ("'A,' X said, 'B'"). `channel`
    is where it was said ("on Telegram", "in a statement"), without the preposition; `relay` is who passed it on ("told
    the agency"), where that is not a statement of its own. `outer` is the place, in what `statements_in` returns, of
    the statement whose content this one stands in ("A said B claimed"), None for what the article itself attributes.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    stance: Stance = Stance.SAYS
    channel: Span | None = None
    relay: Span | None = None
    quoted: bool = False  # the content is wholly inside quotation marks
    hedge: bool = False  # the cue itself doubts the content: "claimed"
    negated: bool = False  # "did not say", "could not confirm", "no one has claimed"
    kind: str = (
        "speech"  # of the cue: speech, thought ("believes"), shown (in a study), noun ("claim"), or one of SILENT
    )
    outer: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A parsed sentence with the quotations of its article."""

    text: str
    parsed: Parsed
    quotations: Quotations

    @property
    def in_headline(self) -> bool:
        """Whether the sentence stands in the headline, or where none is marked in the first line of the text."""
        sentence = self.parsed.sentence
        return sentence.part is Part.HEADLINE or sentence.block == 0

    def span(self, stretch: Stretch) -> Span:
        """The article span of a stretch of tokens."""
        return self.parsed.span(*stretch)

    def spans(self, stretches: Iterable[Stretch | None]) -> tuple[Span, ...]:
        """The article spans of those stretches that are there."""
        return tuple(self.parsed.span(*stretch) for stretch in stretches if stretch)

    def contents(self, stretches: Iterable[Stretch | None]) -> tuple[Span, ...]:
        """Article spans of content, each with the whole of the quotations it begins or ends in."""
        return disjoint([self._grown(span) for span in self.spans(stretches)])

    def _grown(self, span: Span) -> Span:
        start, end = span.start, span.end
        if (q := self.quotations.around(start)) and q.span.start < start and start <= self.parsed.sentence.span.start:
            start = q.span.start
        if (q := self.quotations.around(end - 1)) and q.span.end > end and q.span.start >= start:
            end = q.span.end
        return Span(start, end)

    def quotation_of(self, token: Token) -> Quotation | None:
        """The quotation that the token stands in; single marks are too often apostrophes to count."""
        quotation = self.quotations.around(self.parsed.sentence.span.start + token.idx)
        return quotation if quotation and quotation.closed and not quotation.single else None

    def tokens_of(self, span: Span) -> Stretch:
        """The tokens of the sentence that lie within `span`."""
        start = self.parsed.sentence.span.start
        inside = [t.i for t in self.parsed.doc if span.start <= start + t.idx < span.end]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)

    def next_paragraph(self) -> tuple[Span, ...]:
        """The paragraph that follows, where the sentence ends its own: what a colon introduces."""
        at = self.parsed.sentence.span.end
        start = at
        while start < len(self.text) and self.text[start].isspace():
            start += 1
        if start >= len(self.text) or "\n" not in self.text[at:start]:
            return ()
        end = self.text.find("\n", start)
        return (Span(start, end if end >= 0 else len(self.text)),)

    def quotation_before(self) -> Span | None:
        """The quotation that ends right before the sentence, in its paragraph."""
        end = self.parsed.sentence.span.start
        while end > 0 and self.text[end - 1] in " \t\u00a0":
            end -= 1
        quotation = self.quotations.around(end - 1) if end else None
        return quotation.span if quotation and quotation.span.end == end else None


def disjoint(pieces: Sequence[Span]) -> tuple[Span, ...]:
    """The pieces in order, those that overlap made one."""
    found: list[Span] = []
    for piece in sorted(pieces):
        if found and piece.start < found[-1].end:
            found[-1] = found[-1].to(piece)
        else:
            found.append(piece)
    return tuple(found)
