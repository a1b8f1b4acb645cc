"""What is said: the stretches of the sentence that a reporting verb has for its content."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from reportedly.reading.cues import Verb, verb_at
from reportedly.reading.speakers import Stretch, subject, trimmed

_COMMA = frozenset({",", "--", "-", "–", "—", ";"})
_OPEN = frozenset({"“", '"', "''", "``", "‘", "«", "„", "'"})
_CLOSE = frozenset({"”", '"', "''", "’", "»", "'"})
_LEFT_END = _COMMA | _CLOSE | {"?", "!", "…", "..."}
_STARTERS = frozenset({"that", "whether", "if", "how", "why", "what", "where", "when", "who"})


@dataclass(frozen=True, slots=True)
class Content:
    """Pieces of content in a sentence; `lead` says the quotation before the sentence is (part of) it."""

    left: Stretch | None
    right: Stretch | None
    before_sentence: bool = False


def cue_words(verb: Token) -> Stretch:
    """The words of the cue: auxiliaries, negation and adverbs that stand right before the verb, and its particle."""
    doc = verb.doc
    first = verb.i
    while first > 0:
        before = doc[first - 1]
        if before.head.i == verb.i and before.dep_ in {"aux", "auxpass", "neg", "advmod"} and before.lower_ not in _STARTERS:
            first -= 1
        else:
            break
    end = verb.i + 1
    while end < len(doc) and doc[end].head.i == verb.i and doc[end].dep_ == "prt":
        end += 1
    return first, end


def _finite(doc: Doc, first: int, end: int) -> bool:
    """Whether a finite verb stands in the stretch."""
    return any(t.tag_ in {"VBD", "VBZ", "VBP", "MD"} for t in doc[first:end])


def _right_bound(verb: Token) -> int:
    """Where the clause of the cue ends: before its next co-ordinated or participial cue, and inside what holds it."""
    doc = verb.doc
    bound = len(doc) if verb.dep_ in {"ROOT", "parataxis", "ccomp"} else verb.right_edge.i + 1
    for token in doc[verb.i + 1 : bound]:
        if token.dep_ in {"conj", "advcl"} and token.head.i == verb.i:
            other = verb_at(token)
            own = subject(token)
            if token.dep_ == "conj" and own is None and token.tag_ == verb.tag_:
                return _before(doc, token)
            if other and (token.dep_ == "conj" or token.tag_ == "VBG"):
                return _before(doc, token)
    return bound


def _before(doc: Doc, verb: Token) -> int:
    """Where the clause of a co-ordinated verb begins, its conjunction and comma included."""
    at = min(verb.left_edge.i, verb.i)
    while at > 0 and (doc[at - 1].dep_ == "cc" or doc[at - 1].text in _COMMA):
        at -= 1
    return at


def _complement(head: Token, verb: Verb) -> int | None:
    """The token at which the content begins, right of the cue, as the parser sees it."""
    frames = verb.frames
    for child in head.children:
        if child.i < head.i:
            continue
        if child.dep_ == "ccomp" and frames & {"that", "order", "name", "to"}:
            return max(child.left_edge.i, head.i + 1)
        if child.dep_ == "xcomp" and child.pos_ in {"VERB", "AUX"} and frames & {"to", "order", "that"}:
            return max(child.left_edge.i, head.i + 1)
    return None


def _phrase_start(head: Token, verb: Verb) -> int | None:
    for child in head.children:
        if child.i > head.i and child.dep_ == "prep" and child.lower_ in verb.preps:
            return child.i + 1
    for child in head.children:
        if child.i > head.i and child.dep_ in {"dobj", "oprd"} and verb.frames & {"np", "name"}:
            return max(child.left_edge.i, head.i + 1)
    return None


def content_of(head: Token, verb: Verb, cue: Stretch, source: tuple[Stretch, ...], floor: int) -> Content | None:
    """Where the content stands, or None where the verb has none. Nothing left of the token `floor` is taken."""
    doc = head.doc
    group_first, group_end = cue
    for first, end in source:
        if end <= cue[0] and _only_words(doc, end, cue[0]):
            group_first = min(group_first, first)
        elif first >= cue[1] and first - cue[1] <= 2:
            group_end = max(group_end, end)
    bound = _right_bound(head)
    start = _complement(head, verb)
    quoted = _quote_start(doc, group_end)
    if start is not None and start >= group_end - 1 and not _parenthetical(doc, group_first, group_end, start):
        start = max(start, cue[1])
        if quoted is not None and quoted < start:
            start = quoted
        return _some(None, trimmed_content(doc, start, bound))
    left = _left(doc, group_first, floor, head) if "that" in verb.frames else None
    if left is not None:
        return _some(left, _continuation(doc, group_end, bound))
    if "that" in verb.frames:
        if quoted is not None:
            return _some(None, trimmed_content(doc, quoted, bound))
        if group_first == 0 or not trimmed(doc, 0, group_first):
            after = _continuation(doc, group_end, bound)
            ends = group_end >= len(doc) or doc[group_end].text in {".", ","} or after is not None
            if ends and start is None and _phrase_start(head, verb) is None:
                return Content(None, after, before_sentence=True)
    start = start if start is not None else _phrase_start(head, verb)
    if start is not None:
        return _some(None, trimmed_content(doc, max(start, cue[1]), bound))
    return None


def _some(left: Stretch | None, right: Stretch | None) -> Content | None:
    return Content(left, right) if left or right else None


def _only_words(doc: Doc, first: int, end: int) -> bool:
    return all(t.text in _COMMA or t.pos_ in {"ADV", "AUX", "PART", "DET", "PRON"} for t in doc[first:end]) or end - first <= 0


def _parenthetical(doc: Doc, group_first: int, group_end: int, start: int) -> bool:
    """Whether a comma parts the cue from what follows, and text stands before it: "But, he said, the town is held"."""
    if doc[start].lower_ in _STARTERS:
        return False
    gap = doc[group_end:start]
    return bool(gap) and gap[-1].text in _COMMA and group_first > 1 and doc[group_first - 1].text in _LEFT_END


def _quote_start(doc: Doc, at: int) -> int | None:
    """The opening mark of a quotation that follows the cue, after a comma, a colon or a few words of time and place."""
    for token in doc[at : at + 12]:
        if token.text in _OPEN and token.i and doc[token.i - 1].text in {",", ":", "that"} | _COMMA:
            return token.i
        if token.text in _OPEN and token.i == at:
            return token.i
    return None


def _left(doc: Doc, group_first: int, floor: int, head: Token) -> Stretch | None:
    end = group_first
    while end > floor and (doc[end - 1].pos_ in {"ADV", "CCONJ"} or doc[end - 1].is_space):
        end -= 1
    if end <= floor or doc[end - 1].text not in _LEFT_END:
        return None
    closes = doc[end - 1].text in _CLOSE
    stop = end
    if not closes:
        while stop > floor and doc[stop - 1].text in _COMMA:
            stop -= 1
        closes = stop > floor and doc[stop - 1].text in _CLOSE
    first = floor
    while first < stop and (doc[first].text in _COMMA or doc[first].is_space):
        first += 1
    if first >= stop:
        return None
    complement = any(c.dep_ in {"ccomp", "parataxis"} and c.i < head.i for c in head.children)
    if closes or complement or (_finite(doc, first, stop) and not _subordinate(doc, first, stop, head)):
        return first, stop
    return None


def _subordinate(doc: Doc, first: int, end: int, head: Token) -> bool:
    """Whether the text before the cue is only a clause that hangs on it: "As the fire spread, officials said ..."."""
    return any(t.dep_ in {"mark", "advmod"} and t.head.dep_ == "advcl" and t.head.head.i == head.i for t in doc[first : first + 2])


def _continuation(doc: Doc, at: int, bound: int) -> Stretch | None:
    """What goes on after an interposed cue: "'A,' he said, 'B.'"."""
    while at < bound and doc[at].text not in _COMMA | _OPEN | {":"}:
        at += 1
    while at < bound and doc[at].text in _COMMA | {":"}:
        at += 1
    if at >= bound:
        return None
    if doc[at].text in _OPEN:
        return trimmed_content(doc, at, bound)
    if doc[at].tag_ in {"VBG", "VBN"} or not _finite(doc, at, bound) or doc[at].lower_ in {"who", "which", "when", "as"}:
        return None
    return trimmed_content(doc, at, bound)


def trimmed_content(doc: Doc, first: int, end: int) -> Stretch | None:
    """The stretch without what the sentence adds at its edges; marks of quotation stay with their content."""
    while first < end and (doc[first].text in _COMMA | {":"} or doc[first].is_space):
        first += 1
    while end > first and (doc[end - 1].text in _COMMA | {".", ":"} or doc[end - 1].is_space):
        end -= 1
    return (first, end) if first < end else None
