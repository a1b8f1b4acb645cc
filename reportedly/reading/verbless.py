"""Who says so without a reporting verb: "according to", "per", "by its own account", "the claim that"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc, Token

from reportedly.lexicon import rows, words
from reportedly.reading.cues import Noun, forms, nouns, verb_at
from reportedly.reading.extents import comma, finite, next_speaker, within_edges
from reportedly.reading.introductions import role_words
from reportedly.reading.speakers import Stretch, phrase, speakers, trimmed
from reportedly.reading.statement import Passage, Statement

_NAMES = frozenset({"PROPN", "DET", "PRON", "NOUN", "ADJ", "NUM"})


def according(passage: Passage) -> Iterator[Statement]:
    """ "According to the governor, ..." and "..., per the Kyiv Post"."""
    doc = passage.parsed.doc
    floor = 0
    for token in doc:
        if token.lower_ == "according" and token.i + 2 < len(doc) and doc[token.i + 1].lower_ == "to":
            cue = (token.i, token.i + 2)
        elif token.lower_ == "per" and _names_source(token):
            cue = (token.i, token.i + 1)
        else:
            continue
        if passage.quotation_of(token):
            continue
        end = _source_end(doc, cue)
        source = trimmed(doc, cue[1], end)
        if source is None or _no_source(doc, cue, source):
            continue
        left = within_edges(doc, floor, cue[0])
        floor = end
        stop = next_speaker(doc, end, len(doc))
        right = within_edges(doc, end, stop) if end < len(doc) and comma(doc[end]) else None
        if left and right and not finite(doc, *right):
            right = None
        content = passage.contents((left, right))
        if not left and not right and (before := passage.quotation_before()):
            content = (before,)
        if content:
            yield Statement((passage.span(source),), (passage.span(cue),), content)


def _no_source(doc: Doc, cue: Stretch, source: Stretch) -> bool:
    """Whether what is named says nothing: "according to plan", "per day"."""
    heads = [t for t in doc[source[0] : source[1]] if not source[0] <= t.head.i < source[1]]
    cues = ("both", "per") if doc[cue[0]].lower_ == "per" else ("both",)
    return any(t.lower_ in words("no_sources.csv", cue=kind) for t in heads for kind in cues)


@cache
def _accounts() -> dict[str, frozenset[str]]:
    return {row["noun"]: frozenset(row["preps"].split("|")) for row in rows("account_nouns.csv")}


def accounts(passage: Passage) -> Iterator[Statement]:
    """ "By U.S. estimates half of the land is lost", "in the view of the monitors, ..."."""
    doc = passage.parsed.doc
    for noun in doc:
        prep = noun.head
        if noun.dep_ != "pobj" or prep.lower_ not in _accounts().get(noun.lower_, ()) or passage.quotation_of(noun):
            continue
        owner = next((c for c in noun.children if c.dep_ in {"poss", "compound", "amod"} and _is_name(c)), None)
        source = phrase(owner, (prep.i + 1, noun.i)) if owner is not None else None
        end = noun.i + 1
        if source is None and (of := next((c for c in noun.children if c.lower_ == "of"), None)) is not None:
            source = trimmed(doc, of.i + 1, of.right_edge.i + 1)
            end = of.right_edge.i + 1
        if source is None:
            continue
        left = within_edges(doc, 0, prep.i) if prep.i and comma(doc[prep.i - 1]) else None
        right = within_edges(doc, end, len(doc))
        if left and right and not finite(doc, *right):
            right = None
        content = passage.contents((left, right))
        if content:
            cue = passage.spans([(prep.i, prep.i + 1), (noun.i, noun.i + 1)])
            yield Statement((passage.span(source),), cue, content, hedge=True)


def _is_name(owner: Token) -> bool:
    return owner.pos_ in {"PROPN", "PRON"} or owner.dep_ == "poss"


def _names_source(per: Token) -> bool:
    before = per.nbor(-1) if per.i else None
    after = per.nbor(1) if per.i + 1 < len(per.doc) else None
    if after is None or after.pos_ not in _NAMES or (after.tag_ == "NN" and not role_words(after.text)):
        return False  # "per person", "per litre": a measure
    return before is None or comma(before) or before.text in {"(", "”", '"'}


def _source_end(doc: Doc, cue: Stretch) -> int:
    prep = doc[cue[1] - 1]
    end = max([c.right_edge.i + 1 for c in prep.children if c.i >= cue[1]], default=cue[1])
    ends = [t.i for t in doc[cue[1] :] if comma(t) or t.text in {".", ";"}] or [len(doc)]
    if end == cue[1] or (cue[0] <= 1 and end >= len(doc) - 2):  # the parser took the clause for an apposition
        return ends[0]
    return end


@cache
def _support() -> frozenset[str]:
    return frozenset(form for row in rows("support_verbs.csv") for form in forms(row["lemma"], row["past"]))


def nominal(passage: Passage) -> Iterator[Statement]:
    """A reporting noun with its content: "the ministry's claim that ...", "expressed concern about ..."."""
    doc = passage.parsed.doc
    for token in doc:
        noun = nouns().get(token.lower_)
        if noun is None or token.pos_ not in {"NOUN", "PROPN"} or passage.quotation_of(token):
            continue
        content = _content(token, noun)
        if content is None:
            continue
        cue: Stretch = (token.i, token.i + 1)
        source, verb = _source(token)
        if verb is not None:
            cue = (verb.i, token.i + 1)
        elif not source and not (noun.alone and content[0] == "that"):
            continue
        pieces = passage.contents((within_edges(doc, content[1], content[2]),))
        if pieces:
            yield Statement(
                passage.spans(source), (passage.span(cue),), pieces, noun.stance, hedge=noun.hedge, kind="noun"
            )


def _content(token: Token, noun: Noun) -> tuple[str, int, int] | None:
    for child in token.children:
        if child.i < token.i:
            continue
        first = child.doc[child.left_edge.i]
        # "the claim that they made" refers back, "the claim that they won" is content
        refers = child.dep_ == "relcl" and first.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj"}
        clause = child.dep_ in {"acl", "ccomp", "relcl"} and first.lower_ == "that"
        if clause and not refers and "that" in noun.frames:
            return "that", first.i, child.right_edge.i + 1
        if child.dep_ in {"acl", "xcomp"} and "to" in noun.frames and first.lower_ == "to":
            return "to", first.i, child.right_edge.i + 1
        if child.dep_ == "prep" and child.lower_ in noun.frames and child.i + 1 < len(child.doc):
            return "of", child.i + 1, child.right_edge.i + 1
    return None


def _source(token: Token) -> tuple[tuple[Stretch, ...], Token | None]:
    """Who the noun belongs to: its possessor, "by X", "from X", or the subject of the verb that carries it."""
    doc = token.doc
    for child in token.children:
        if child.dep_ == "poss" and (found := phrase(child, (0, token.i))):
            return (found,), None
    for child in token.children:
        if child.dep_ in {"prep", "agent"} and child.lower_ in {"by", "from"}:
            for owner in child.children:
                if owner.dep_ == "pobj" and (found := phrase(owner, (child.i + 1, len(doc)))):
                    return (found,), None
    verb = token.head
    if token.dep_ in {"dobj", "attr"} and verb.lower_ in _support() and verb_at(verb) is None and verb.i < token.i:
        return speakers(verb, (verb.i, verb.i + 1)), verb
    return (), None
