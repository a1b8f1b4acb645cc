"""Who says so: attributed statements, as source, cue and content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from reportedly.article import Span
from reportedly.claim import Stance
from reportedly.reading.contents import content_of, cue_words, within_edges
from reportedly.reading.cues import may_attribute, verb_at
from reportedly.reading.parse import Parsed
from reportedly.reading.quotations import Quotation, Quotations
from reportedly.reading.speakers import Stretch, speakers, trimmed

__all__ = ["Statement", "may_attribute", "statements_in"]


@dataclass(frozen=True, slots=True)
class Statement:
    """Somebody says something: spans of the source (none where it is left out: "was reported"), the cue, the content.

    The content may come in pieces ("'A,' X said, 'B'"). `channel` is where it was said ("on Telegram", "in a statement"),
    without the preposition; `relay` is who passed it on ("per the Kyiv Post"), where it is not a statement of its own.
    `outer` is the place, in what `statements_in` returns, of the statement whose content this one stands in.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    stance: Stance = Stance.SAYS
    channel: Span | None = None
    relay: Span | None = None
    quoted: bool = False  # the content is wholly inside quotation marks
    hedge: bool = False  # the cue itself doubts the content: "claimed"
    outer: int | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence with the quotations of its article."""

    text: str
    parsed: Parsed
    quotations: Quotations

    def spans(self, stretches: Sequence[Stretch]) -> tuple[Span, ...]:
        return tuple(self.parsed.span(first, end) for first, end in stretches)

    def grown(self, span: Span) -> Span:
        """The content with the whole of the quotations it begins or ends in."""
        start, end = span.start, span.end
        if (q := self.quotations.around(start)) and q.span.start < start and start <= self.parsed.sentence.span.start:
            start = q.span.start
        if (q := self.quotations.around(end - 1)) and q.span.end > end and q.span.start >= start:
            end = q.span.end
        return Span(start, end)


    def inside(self, token: Token) -> Quotation | None:
        """The quotation that the token stands in; single marks are too often apostrophes to count."""
        quotation = self.quotations.around(self.parsed.sentence.span.start + token.idx)
        return quotation if quotation and quotation.closed and not quotation.single else None

    def tokens_of(self, span: Span) -> Stretch:
        """The tokens of the sentence that lie within `span`."""
        start = self.parsed.sentence.span.start
        inside = [t.i for t in self.parsed.doc if span.start <= start + t.idx < span.end]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _verbal(place: _Place, *, quoted: bool) -> Iterator[Statement]:
    """The statements whose cue is a verb, outside the quotations or (`quoted`) inside them."""
    doc = place.parsed.doc
    floor = 0
    for token in doc:
        verb = verb_at(token)
        if verb is None:
            continue
        quotation = place.inside(token)
        if (quotation is not None) != quoted:
            continue
        within = (floor, len(doc))
        if quotation:
            within = place.tokens_of(Span(quotation.span.start + 1, quotation.span.end - quotation.closed))
        cue = cue_words(token)
        source = tuple(s for s in speakers(token, cue) if within[0] <= s[0] or not quotation)
        found = content_of(token, verb, cue, source, within)
        if found is None:
            continue
        pieces = list(place.spans([x for x in (found.left, found.right) if x]))
        if not quoted:
            pieces = [place.grown(p) for p in pieces]
        if found.before_sentence and not quoted:
            before = _quotation_before(place)
            if before is None:
                continue
            pieces.insert(0, before)
        if not pieces:
            continue
        if found.left or found.before_sentence:
            floor = max([cue[1], *(end for _, end in source)])
        yield Statement(
            source=place.spans(sorted(source)),
            cue=place.spans([cue]),
            content=_disjoint(pieces),
            stance=verb.stance,
            hedge=verb.hedge,
        )


def _quotation_before(place: _Place) -> Span | None:
    start = place.parsed.sentence.span.start
    before = place.text[:start].rstrip(" \t\u00a0")
    quotation = place.quotations.around(len(before) - 1) if before else None
    return quotation.span if quotation and quotation.span.end == len(before) else None


def _disjoint(pieces: Sequence[Span]) -> tuple[Span, ...]:
    found: list[Span] = []
    for piece in sorted(pieces):
        if found and piece.start < found[-1].end:
            found[-1] = found[-1].to(piece)
        else:
            found.append(piece)
    return tuple(found)


def _according(place: _Place) -> Iterator[Statement]:
    doc = place.parsed.doc
    for token in doc:
        if token.lower_ == "according" and token.i + 2 < len(doc) and doc[token.i + 1].lower_ == "to":
            cue = (token.i, token.i + 2)
        elif token.lower_ == "per" and _names_source(token):
            cue = (token.i, token.i + 1)
        else:
            continue
        end = _source_end(doc[cue[1] - 1], cue[1])
        source = trimmed(doc, cue[1], end)
        if source is None:
            continue
        left = within_edges(doc, 0, cue[0])
        right = within_edges(doc, end, len(doc)) if end < len(doc) and doc[end].text in {",", "--", "–", "—"} else None
        pieces = [place.grown(s) for s in place.spans([x for x in (left, right) if x])]
        if pieces:
            yield Statement(place.spans([source]), place.spans([cue]), _disjoint(pieces))


def _names_source(per: Token) -> bool:
    before = per.nbor(-1).text if per.i else ","
    after = per.nbor(1) if per.i + 1 < len(per.doc) else None
    return after is not None and before in {",", ";", "(", "-", "–", "—"} and after.pos_ in {"PROPN", "DET", "PRON", "NOUN"}


def _source_end(prep: Token, at: int) -> int:
    doc = prep.doc
    ends = [c.right_edge.i + 1 for c in prep.children if c.dep_ in {"pobj", "pcomp"} and c.i >= at]
    end = max(ends, default=at)
    if end == at:
        while end < len(doc) and doc[end].text not in {",", ".", ";"}:
            end += 1
    return end


def _followed(
    text: str, quotations: Quotations, parsed: Sequence[Parsed], statements: list[Statement]
) -> list[Statement]:
    """Each statement with the quotations that follow it: "'A,' X said. 'B. C.'"."""
    ends = [(p.sentence.span.start, p.sentence.span.end) for p in parsed]
    taken = [s for statement in statements for s in statement.content]
    out: list[Statement] = []
    for statement in statements:
        pieces = list(statement.content)
        at = max(s.end for s in (*statement.content, *statement.cue, *statement.source))
        at = max([at, *(end for start, end in ends if start <= statement.cue[0].start < end)])
        for quotation in quotations.after(at):
            gap = text[at : quotation.span.start]
            if gap.strip(" \t.\u00a0") and not quotation.carried:
                break
            if gap.strip(" \t\n.\u00a0") or quotation.single:
                break
            if any(t.overlaps(quotation.span) for t in taken) or text[quotation.span.end - 2 : quotation.span.end - 1] == ",":
                break
            if any(text[p.start] in "“\"'" for p in statement.content):
                pieces.append(quotation.span)
                at = quotation.span.end
            else:
                break
        out.append(replace(statement, content=tuple(pieces)))
    return out


def _holds(outer: Statement, inner: Statement) -> bool:
    return any(p.covers(c) for p in outer.content for c in inner.cue)


def _nested(statements: list[Statement]) -> tuple[Statement, ...]:
    """The statements in text order, each with the place of the innermost one whose content holds its cue.

    Where two hold each other, the one whose cue comes later is the outer one: "A resisted it, B said, until C."
    """
    ordered = sorted(statements, key=lambda s: s.cue)
    out: list[Statement] = []
    for number, statement in enumerate(ordered):
        holders = [
            (sum(p.end - p.start for p in other.content), place)
            for place, other in enumerate(ordered)
            if place != number and _holds(other, statement) and not (_holds(statement, other) and number > place)
        ]
        out.append(replace(statement, outer=min(holders)[1] if holders else None))
    return tuple(out)


def statements_in(text: str, parsed: Sequence[Parsed]) -> tuple[Statement, ...]:
    """The attributed statements of the sentences, in text order. Sentences may be left out between those given."""
    quotations = Quotations.of(text)
    places = [_Place(text, sentence, quotations) for sentence in parsed]
    found: list[Statement] = []
    for place in places:
        found.extend(_verbal(place, quoted=False))
        found.extend(_according(place))
    found = _followed(text, quotations, parsed, found)
    inner = [statement for place in places for statement in _verbal(place, quoted=True)]
    return _nested([*found, *(s for s in inner if any(_holds(other, s) for other in found))])
