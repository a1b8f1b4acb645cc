"""Where it was said, and who passed it on: "in a statement on Telegram", "told Reuters", "in a call with the BBC"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from spacy.tokens import Token

from reportedly.article import Span
from reportedly.lexicon import alternatives, as_listed, rows
from reportedly.reading.cues import verb_at
from reportedly.reading.parties import PartyKind, parties_in
from reportedly.reading.speakers import phrase, trimmed
from reportedly.reading.statement import Passage

_REACH = 80  # tokens on either side of the cue that are searched


@cache
def _channels() -> dict[str, frozenset[str]]:
    return {row["word"]: frozenset(row["prep"].split("|")) for row in rows("channels.csv")}


def _is_channel(prep: Token, noun: Token) -> bool:
    preps = _channels().get(noun.lower_)
    before = noun.nbor(-1).lower_ if noun.i else ""
    preps = _channels().get(f"{before} {noun.lower_}", preps)
    return preps is not None and prep.lower_ in preps


@cache
def _at_the_end() -> re.Pattern[str]:
    prepositions = alternatives(p for preps in _channels().values() for p in preps)
    named = rf"(?:(?:an?|the|its|their|his|her)\s+)?(?:\w+\s+)?(?P<noun>{alternatives(_channels())})"
    return re.compile(rf"\s(?P<prep>{prepositions})\s+(?P<channel>{named})$", re.IGNORECASE)


def _is_outlet(words: str) -> bool:
    """Whether the words name who prints it, not where it was said: "the Northern Post"."""
    return any(named.party.kind in {PartyKind.OUTLET, PartyKind.AGENCY} for named in parties_in(words))


def parted(text: str, source: Span) -> tuple[Span, Span | None]:
    """A source, and the channel its words end in: "a new message from the groups on Telegram"."""
    found = _at_the_end().search(text, source.start, source.end)
    if found is None or found.start() == source.start or _is_outlet(found["channel"]):
        return source, None
    if found["prep"].lower() not in _channels()[as_listed(found["noun"])]:
        return source, None  # "a translation by the Kyiv Post"
    return Span(source.start, found.start()), Span(*found.span("channel"))


def channel_of(passage: Passage, cue: Token, content: Sequence[Span]) -> Span | None:
    """The channel that the sentence names beside the content, or that hangs on the cue itself, without its preposition.

    Where two are named ("in a statement on Telegram"), the phrase holds both.
    """
    parsed = passage.parsed
    best: Span | None = None
    for prep in parsed.doc[max(0, cue.i - _REACH) : cue.i + _REACH]:
        if prep.dep_ not in {"prep", "dative", "advcl", "agent"} and prep.pos_ != "ADP":
            continue
        for noun in prep.children:
            if noun.dep_ != "pobj" or not _is_channel(prep, noun):
                continue
            found = phrase(noun, (prep.i + 1, len(parsed.doc)))
            if found is None:
                continue
            span = parsed.span(*_short(noun, found))
            outside = not any(piece.overlaps(span) for piece in content)
            if (outside or prep.head.i == cue.i) and (best is None or abs(prep.i - cue.i) < 3):
                best = best or span
    return best


def _short(noun: Token, stretch: tuple[int, int]) -> tuple[int, int]:
    """The phrase up to the first comma: "a post on X, the platform it has used since 2012"."""
    first, end = stretch
    for token in noun.doc[noun.i + 1 : end]:
        if token.text in {",", "(", "”", '"', "that"} or token.dep_ in {"relcl", "acl"}:
            return trimmed(noun.doc, first, max(token.left_edge.i, noun.i + 1)) or stretch
    return stretch


def relay_of(passage: Passage, cue: Token, content: Sequence[Span]) -> Span | None:
    """The outlet that heard it: the named hearer of "told", or the one "in an interview with" whom it was said."""
    parsed = passage.parsed
    verb = verb_at(cue)
    for token in parsed.doc[max(0, cue.i - _REACH) : cue.i + _REACH]:
        if token.pos_ != "PROPN" or token.dep_ not in {"dobj", "dative", "pobj"}:
            continue
        hearer = token.head.i == cue.i and token.i > cue.i and verb is not None and "hearer" in verb.frames
        beside = token.head.lower_ in {"with", "to"} and token.dep_ == "pobj" and _spoken_to(token.head, cue)
        if not hearer and not beside:
            continue
        found = phrase(token, (token.head.i + 1, len(parsed.doc))) if token.head.i < token.i else None
        if found is None:
            continue
        span = parsed.span(*_short(token, found))
        if not any(piece.overlaps(span) for piece in content):
            return span
    return None


def _spoken_to(prep: Token, cue: Token) -> bool:
    """Whether "to" or "with" names a hearer: "in an interview with CNN", "in comments to AFP", "said to Reuters"."""
    if prep.head.i == cue.i:
        return prep.lower_ == "to"
    return prep.head.pos_ in {"NOUN", "VERB"} and prep.head.lower_ in {*_channels(), "speaking", "comments"}
