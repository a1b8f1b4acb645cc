"""How far a clause goes: where a reporting verb's own words end and the next thing that is done begins."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from reportedly.lexicon import words
from reportedly.reading.cues import verb_at
from reportedly.reading.speakers import Stretch, joined_to, subject, trimmed

COMMAS = frozenset({",", "--", "-", "–", "—", "―", "‒", ";"})
OPENING = frozenset({"“", '"', "''", "``", "‘", "«", "„", "'"})
CLOSING = frozenset({"”", '"', "''", "’", "»", "'"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_REACH = 300  # tokens that a sentence is searched for the next cue: longer ones are lists or damaged text


def plays(token: Token, role: str) -> bool:
    """Whether the token has this role in lexicon/connectives.csv: opening, relative, contrast, time."""
    return token.lower_ in words("connectives.csv", role=role)


def comma(token: Token) -> bool:
    """Whether the token parts clauses: a comma, or a dash that does not join two halves of a word."""
    if token.text not in COMMAS:
        return False
    return token.text != "-" or bool(token.whitespace_) or token.i == 0 or bool(token.nbor(-1).whitespace_)


def inside_stops(token: Token) -> Stretch:
    """The part of a sentence that `token` stands in, where two were taken for one: "... 'a lie.' She adds, ..."."""
    doc = token.doc
    first, end = 0, len(doc)
    for at in range(max(2, token.i - _REACH), min(len(doc), token.i + _REACH)):
        if doc[at - 2].text == "." and doc[at - 1].text in CLOSING and doc[at].text[:1].isupper():
            if at <= token.i:
                first = at
            else:
                end = at
                break
    return first, end


def cue_words(verb: Token) -> Stretch:
    """The words of the cue: auxiliaries, negation and adverbs that stand right before the verb, and its particle."""
    doc = verb.doc
    first = verb.i
    while first > 0:
        before = doc[first - 1]
        if (
            before.head.i == verb.i
            and before.dep_ in {"aux", "auxpass", "neg", "advmod"}
            and not plays(before, "opening")
        ):
            first -= 1
        else:
            break
    end = verb.i + 1
    while end < len(doc) and doc[end].head.i == verb.i and doc[end].dep_ == "prt":
        end += 1
    return first, end


def finite(doc: Doc, first: int, end: int) -> bool:
    """Whether a finite verb stands in the stretch."""
    return any(t.tag_ in FINITE for t in doc[first:end])


def right_bound(verb: Token) -> int:
    """Where the clause of the cue ends: before its next co-ordinated or participial cue, and inside what holds it."""
    doc = verb.doc
    outermost = verb.dep_ in {"ROOT", "parataxis"} or (verb.dep_ == "ccomp" and verb.head.i > verb.i)
    bound = len(doc) if outermost else verb.right_edge.i + 1
    for token in doc[verb.i + 1 : min(bound, verb.i + _REACH)]:
        if _next_part(verb, token):
            return max(_before(doc, token), verb.i + 1)
    return next_speaker(doc, verb.i + 1, min(bound, verb.i + _REACH)) if bound <= verb.i + _REACH else bound


def _next_part(verb: Token, token: Token) -> bool:
    """Whether `token` heads the next thing that is done after the cue: "said A and left", "said A, adding that B"."""
    other = verb_at(token)
    speaks = other is not None and other.kind == "speech"
    own = subject(token)
    if token.tag_ == "VBG" and other and own is None:
        joined = token.head.i == verb.i and token.dep_ in {"advcl", "conj"}
        # "Mash reported, citing witnesses, that ...": what stands at once behind the cue ends nothing
        return speaks and token.i > verb.i + 2 and (comma(token.nbor(-1)) or joined)
    if token.dep_ == "conj" and joined_to(token).i == verb.i:
        same_tense = token.tag_ == verb.tag_ or {token.tag_, verb.tag_} == {"VBD", "VBN"}
        if speaks or (own is None and same_tense):
            return True
    if speaks and token.tag_ in FINITE and own is not None and token.dep_ in {"advcl", "conj"}:
        # "The army said it held the town, although officials admitted that it had fallen": two speakers, not one
        first = token.left_edge.i
        return first > verb.i + 1 and _contrast(token.doc, first)
    return False


def _after_semicolon(noun: Token) -> bool:
    first = noun.left_edge.i
    return first > 0 and noun.doc[first - 1].text == ";"


def next_speaker(doc: Doc, first: int, end: int) -> int:
    """Where in the stretch the next speaker takes over ("the UN says 900 died; Kyiv says more"), else its end."""
    for token in doc[first:end]:
        own = subject(token) if verb_at(token) else None
        if own is not None and _after_semicolon(own):
            return own.left_edge.i - 1
    return end


def _contrast(doc: Doc, first: int) -> bool:
    def parted(at: int) -> bool:
        return at >= 0 and (comma(doc[at]) or doc[at].text in CLOSING)

    return (plays(doc[first], "contrast") and parted(first - 1)) or (
        plays(doc[first - 1], "contrast") and parted(first - 2)
    )


def _before(doc: Doc, verb: Token) -> int:
    """Where the clause of a co-ordinated verb begins, its conjunction and comma included."""
    at = min(verb.left_edge.i, verb.i)
    while at > 0 and (doc[at - 1].dep_ == "cc" or comma(doc[at - 1])):
        at -= 1
    return at


def within_edges(doc: Doc, first: int, end: int) -> Stretch | None:
    """The stretch without what the sentence adds at its edges; marks of quotation stay with their content."""
    while first < end and (comma(doc[first]) or doc[first].text == ":" or doc[first].is_space):
        first += 1
    while end > first and (comma(doc[end - 1]) or doc[end - 1].text in {".", ":"} or doc[end - 1].is_space):
        end -= 1
    return (first, end) if first < end and trimmed(doc, first, end) else None
