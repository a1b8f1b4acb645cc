"""Who says so: attributed statements, as source, cue and content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reportedly.article import Span
from reportedly.reading.contents import content_of, cue_words
from reportedly.reading.cues import may_attribute, verb_at
from reportedly.reading.parse import Parsed
from reportedly.reading.quotations import Quotations
from reportedly.reading.speakers import speakers
from reportedly.reading.statement import Passage, Statement, disjoint
from reportedly.reading.verbless import according, nominal, turns

__all__ = ["Statement", "may_attribute", "statements_in"]


def _verbal(passage: Passage, *, quoted: bool) -> Iterator[Statement]:
    """The statements whose cue is a verb, outside the quotations or (`quoted`) inside them."""
    doc = passage.parsed.doc
    floor = 0
    for token in doc:
        verb = verb_at(token)
        if verb is None:
            continue
        quotation = passage.quotation_of(token)
        if (quotation is not None) != quoted:
            continue
        within = (floor, len(doc))
        if quotation:
            within = passage.tokens_of(Span(quotation.span.start + 1, quotation.span.end - 1))
        cue = cue_words(token)
        source = tuple(s for s in speakers(token, cue) if within[0] <= s[0] or not quotation)
        found = content_of(token, verb, cue, source, within)
        if found is None:
            continue
        stretches = (found.left, found.right)
        pieces = passage.spans(stretches) if quoted else passage.contents(stretches)
        if found.before_sentence:
            before = None if quoted else passage.quotation_before()
            if before is None:
                continue
            pieces = disjoint([before, *pieces])
        if not pieces:
            continue
        if found.left or found.before_sentence:
            floor = max([cue[1], *(end for _, end in source)])
        yield Statement(
            source=passage.spans(sorted(source)),
            cue=(passage.span(cue),),
            content=pieces,
            stance=verb.stance,
            hedge=verb.hedge,
        )


def _has_quotation(quotations: Quotations, statement: Statement) -> bool:
    return any(quotations.around(p.start) or quotations.around(max(p.start, p.end - 2)) for p in statement.content)


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
            if _has_quotation(quotations, statement):
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
    passages = [Passage(text, sentence, quotations) for sentence in parsed]
    found: list[Statement] = []
    for passage in passages:
        found.extend(turns(passage))
        found.extend(_verbal(passage, quoted=False))
        found.extend(according(passage))
        found.extend(nominal(passage))
    found = _followed(text, quotations, parsed, found)
    inner = [statement for passage in passages for statement in _verbal(passage, quoted=True)]
    return _nested([*found, *(s for s in inner if any(_holds(other, s) for other in found))])
