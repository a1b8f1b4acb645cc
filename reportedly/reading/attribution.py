"""Who says so: attributed statements, as source, cue and content."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from spacy.tokens import Token

from reportedly.article import Span
from reportedly.claim import Stance
from reportedly.lexicon import words
from reportedly.reading.channels import channel_of, relay_of
from reportedly.reading.colons import behind, turns
from reportedly.reading.contents import Content, content_of
from reportedly.reading.cues import Verb, may_attribute, verb_at, verbs
from reportedly.reading.extents import cue_words, inside_stops, within_edges
from reportedly.reading.parse import Parsed
from reportedly.reading.quotations import Quotations
from reportedly.reading.speakers import negation, passive, speakers
from reportedly.reading.statement import Passage, Statement, disjoint
from reportedly.reading.verbless import according, accounts, nominal

__all__ = ["Statement", "may_attribute", "statements_in"]


def _pieces(passage: Passage, found: Content, quoted: bool) -> tuple[Span, ...]:
    stretches = (found.left, found.right)
    pieces = passage.spans(stretches) if quoted else passage.contents(stretches)
    if not found.before_sentence:
        return pieces
    before = None if quoted else passage.quotation_before()
    return disjoint([before, *pieces]) if before else ()


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
        within = inside_stops(token)
        within = (max(floor, within[0]), within[1])
        if quotation:
            within = passage.tokens_of(Span(quotation.span.start + 1, quotation.span.end - 1))
        if _takes_lives(token):
            continue  # "the raid claimed 40 lives": nobody speaks
        cue = cue_words(token)
        source = tuple(s for s in speakers(token, cue) if within[0] <= s[0] or not quotation)
        found = content_of(token, verb, cue, source, within)
        pieces = _pieces(passage, found, quoted) if found else ()
        if not pieces and not quoted and source and verb.kind == "speech":
            if doc[-1].text == ":":
                pieces = passage.next_paragraph()
            elif passage.in_headline and token.tag_ == "VBZ" and "that" in verb.frames and source[0][0] == within[0]:
                pieces = passage.contents([within_edges(doc, cue[1], within[1])])  # "Petrov Claims 400 Rebels Killed"
        if not pieces or not (source or passive(token) or quoted):
            continue  # "tell your neighbours", "to say the least": nobody in the text says it
        if found is not None and (found.left or found.before_sentence):
            floor = max([cue[1], *(end for _, end in source)])
        negated = negation(token)
        yield Statement(
            source=passage.spans(sorted(source)),
            cue=(passage.span(cue),),
            content=pieces,
            stance=Stance.DOUBTS if negated and verb.stance is Stance.CONFIRMS else verb.stance,
            negated=negated,
            channel=channel_of(passage, token, pieces),
            relay=relay_of(passage, token, pieces),
            hedge=verb.hedge,
            kind=_kind(token, verb, found),
        )


@cache
def _wishes() -> frozenset[str]:
    return words("wishes.csv", "lemma")


def _takes_lives(token: Token) -> bool:
    """Whether a verb of saying has an object that makes it a deed: "the raid claimed 40 lives"."""
    verb = verb_at(token)
    return verb is not None and verb.lemma == "claim" and _claims(token, "life")


def _claims(token: Token, sort: str) -> bool:
    things = words("claimed_things.csv", sort=sort)
    return any(c.dep_ == "dobj" and c.lower_ in things for c in token.children)


def _kind(token: Token, verb: Verb, found: Content | None) -> str:
    """The kind of the cue, with what its content makes of it."""
    if verb.lemma in _wishes() or (token.tag_ == "VB" and token.dep_ == "acl"):
        return "wish"  # "the confidence to confirm it": it is not told that anybody did
    if verb.lemma == "claim" and _claims(token, "deed"):
        return "act"  # who claims an attack does not say how many died in it
    if "order" in verb.frames and found is not None and found.right is not None:
        first, end = found.right
        opening = token.doc[first : min(first + 2, end)]
        if len(opening) == 2 and opening[0].lower_ == "to" and opening[1].tag_ == "VB" and opening[1].lemma_ != "have":
            return "order"
    return verb.kind


def _followed(
    text: str, quotations: Quotations, parsed: Sequence[Parsed], statements: list[Statement]
) -> list[Statement]:
    """Each statement with the quotations without a speaker that follow it: "'A,' X said. 'B. C.'".

    A quotation follows where nothing stands between, in the paragraph or as a paragraph of its own.
    """
    ends = {p.sentence.span.start: p.sentence.span.end for p in parsed}
    starts = sorted(ends)
    taken = {q.span for s in statements for p in s.content for q in quotations.within(p)}
    out: list[Statement] = []
    for statement in statements:
        pieces = list(statement.content)
        at = max(s.end for s in (*statement.content, *statement.cue, *statement.source))
        first = bisect_right(starts, statement.cue[0].start) - 1
        at = max(at, ends[starts[first]]) if first >= 0 else at
        for quotation in quotations.after(at) if _speaks(text, statement) else ():
            gap = text[at : quotation.span.start]
            if gap.strip(" \t\n.\u00a0") or quotation.single or quotation.span in taken:
                break
            if "\n" in gap and not _alone(text, quotation.span):
                break
            if text[quotation.span.end - 2 : quotation.span.end - 1] == ",":
                break
            pieces.append(quotation.span)
            taken.add(quotation.span)
            at = quotation.span.end
        out.append(replace(statement, content=tuple(pieces)))
    return out


def _speaks(text: str, statement: Statement) -> bool:
    """Whether the cue can carry on with a quotation: "said" and a colon can, "criticized" cannot."""
    verb = verbs().get(statement.cue[-1].of(text).split()[-1].lower())
    return statement.kind != "noun" and (verb is None or "that" in verb.frames)


def _alone(text: str, span: Span) -> bool:
    """Whether the quotation is a paragraph of its own."""
    end = text.find("\n", span.end)
    return not text[span.end : end if end >= 0 else len(text)].strip(" \t.\u00a0")


def _quoted(quotations: Quotations, statement: Statement) -> bool:
    """Whether all the content stands in quotation marks."""
    for piece in statement.content:
        quotation = quotations.around(piece.start)
        if quotation is None or piece.end > quotation.span.end + 1:
            return False
    return True


def _holders(outer: Sequence[Statement], inner: Sequence[Statement]) -> list[list[int]]:
    """For each of `inner`, in order of its cue: the places of those of `outer` whose content holds the cue."""
    pieces = sorted((piece, place) for place, statement in enumerate(outer) for piece in statement.content)
    found: list[list[int]] = []
    open_now: list[tuple[Span, int]] = []
    reached = 0
    for statement in inner:
        cue = statement.cue[0]
        while reached < len(pieces) and pieces[reached][0].start <= cue.start:
            open_now.append(pieces[reached])
            reached += 1
        open_now = [(piece, place) for piece, place in open_now if piece.end > cue.start]
        found.append([place for piece, place in open_now if piece.covers(cue) and outer[place] is not statement])
    return found


def _ended(text: str, ordered: list[Statement]) -> list[Statement]:
    """The statements without what only names who passes them on: "The group said that nine died, the agency reported".

    Of two that hold each other's cue, the first ends where the second one's speaker stands, if that ends the sentence.
    """
    out = list(ordered)
    for place, inner in enumerate(ordered):
        last = inner.content[-1]
        for outer in ordered[place + 1 :]:
            cue = outer.cue[0]
            if cue.start >= last.end:
                break
            closes = outer.source and last.end - max(outer.source[-1].end, cue.end) <= 1
            if closes and last.covers(cue) and any(p.covers(inner.cue[0]) for p in outer.content):
                end = len(text[: min(outer.source[0].start, cue.start)].rstrip(" ,"))
                kept = [Span(p.start, min(p.end, end)) for p in inner.content if p.start < end]
                if end > last.start and kept:
                    out[place] = replace(inner, content=tuple(kept))
    return out


def _nested(text: str, statements: list[Statement]) -> tuple[Statement, ...]:
    """The statements in text order, each with the place of the innermost one whose content holds its cue.

    Where two hold each other, the one whose cue comes later is the outer one: "A resisted it, B said, until C."
    """
    ordered = _ended(text, sorted(statements, key=lambda s: s.cue))
    holders = _holders(ordered, ordered)
    out: list[Statement] = []
    for place, statement in enumerate(ordered):
        outer = [h for h in holders[place] if not (place in holders[h] and place > h)]
        innermost = min(outer, key=lambda h: sum(p.end - p.start for p in ordered[h].content), default=None)
        out.append(replace(statement, outer=innermost))
    return tuple(out)


def _only_names(statement: Statement, named: Sequence[Statement]) -> bool:
    """Whether all that seems said is who says so: "According to two men who saw it, the minister knew"."""
    zones = [(s.cue[0], s.cue[0].to(s.source[-1])) for s in named if s.cue and s.source]
    return bool(statement.content) and all(
        any(zone.covers(p) and p.overlaps(cue) for cue, zone in zones) for p in statement.content
    )


def statements_in(text: str, parsed: Sequence[Parsed]) -> tuple[Statement, ...]:
    """The attributed statements of the sentences, in text order. Sentences may be left out between those given."""
    quotations = Quotations.of(text)
    passages = [Passage(text, sentence, quotations) for sentence in parsed]
    found: list[Statement] = []
    for passage in passages:
        found.extend(turns(passage))
        found.extend(behind(passage))
        named = list(according(passage))
        found.extend(s for s in _verbal(passage, quoted=False) if not _only_names(s, named))
        found.extend(named)
        found.extend(accounts(passage))
        found.extend(nominal(passage))
    found = _followed(text, quotations, parsed, found)
    found = [replace(s, quoted=_quoted(quotations, s)) for s in found]
    inner = [statement for passage in passages for statement in _verbal(passage, quoted=True)]
    inner.sort(key=lambda s: s.cue)
    held = _holders(found, inner)
    return _nested(text, [*found, *(s for s, holders in zip(inner, held, strict=True) if holders)])
