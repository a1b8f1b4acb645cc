"""Through whom did it come: the way from the first source to this page, for one stretch of text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from reportedly.article import Article, Span
from reportedly.claim import Attribution, Role, Stance
from reportedly.lexicon import words
from reportedly.reading.attribution import Statement
from reportedly.reading.coreference import Referents, Resolved
from reportedly.reading.sentences import Sentence

OWN_VOICE = "article"
_SAME_MESSAGE = 3  # paragraphs apart that statements of one speaker still belong to one message


@dataclass(frozen=True, slots=True)
class Said:
    """A statement whose speaker is known by name: `speaker` is None where the source is left out ("was reported")."""

    statement: Statement
    speaker: Resolved | None
    block: int

    def covers(self, span: Span) -> bool:
        """Whether the content holds the beginning of `span`."""
        return any(piece.start <= span.start < piece.end for piece in self.statement.content)

    @property
    def at(self) -> Span:
        """Where it is said that somebody speaks: the cue."""
        return (self.statement.cue or self.statement.content)[0]

    @property
    def reach(self) -> int:
        """Characters of content: of statements one inside the other, the inner has less."""
        return sum(piece.end - piece.start for piece in self.statement.content)


def said(
    statements: Iterable[Statement], text: str, referents: Referents, sentences: Sequence[Sentence]
) -> tuple[Said, ...]:
    """Each statement with its speaker resolved to a name of the article."""
    starts = [s.span.start for s in sentences]
    found = []
    for statement in statements:
        speaker = referents.resolve(statement.source[0].of(text), statement.source[0]) if statement.source else None
        at = (statement.cue or statement.content)[0]
        found.append(Said(statement, speaker, sentences[max(0, bisect_right(starts, at.start) - 1)].block))
    return tuple(found)


def _station(role: Role, one: Said, text: str) -> Attribution:
    statement, speaker = one.statement, one.speaker
    assert speaker is not None
    return Attribution(
        role=role,
        source=speaker.text,
        parties=speaker.names,
        cue=statement.cue[0].of(text) if statement.cue else None,
        stance=statement.stance,
        source_span=statement.source[0] if statement.source else None,
        cue_span=statement.cue[0] if statement.cue else None,
        content_span=statement.content[0] if statement.content else None,
    )


@cache
def _translation() -> frozenset[str]:
    return words("translation_words.csv")


def _passed_on(one: Said, article: Article) -> Iterable[Attribution]:
    """Channel and relay of one statement."""
    statement, text = one.statement, article.text
    if statement.channel is not None:
        yield Attribution(Role.CHANNEL, statement.channel.of(text), source_span=statement.channel)
    if statement.relay is not None:
        before = text[max(0, statement.relay.start - 40) : statement.relay.start].lower()
        role = Role.TRANSLATOR if any(w in before for w in _translation()) else Role.RELAY
        yield Attribution(role, statement.relay.of(text), source_span=statement.relay)


def _same_message(one: Said, everything: Sequence[Said]) -> Iterable[Said]:
    """Statements of the same speaker near by: one message is quoted over several sentences."""
    if one.speaker is None or not one.speaker.parties:
        return
    for other in everything:
        if (
            other is not one
            and other.speaker is not None
            and other.speaker.parties == one.speaker.parties
            and abs(other.block - one.block) <= _SAME_MESSAGE
        ):
            yield other


def covering(span: Span, everything: Sequence[Said]) -> list[Said]:
    """The statements whose content holds `span`, innermost first."""
    return sorted((s for s in everything if s.covers(span)), key=lambda s: s.reach)


def chain_at(span: Span, everything: Sequence[Said], article: Article) -> tuple[Attribution, ...]:
    """The stations from the first source of what stands at `span` to the publisher of the article.

    The first station is the claimant; its source is "article" where the reporter speaks in its own voice. Channel and
    translator that one sentence of a message names hold for the others of it.
    """
    stations: list[Attribution] = []
    named = [s for s in covering(span, everything) if s.speaker is not None]
    for one in named:
        role = Role.RELAY if stations else Role.CLAIMANT
        station = _station(role, one, article.text)
        if not any(_alike(station, earlier) for earlier in stations):
            stations.append(station)
        for passed in _passed_on(one, article):
            if not any(_alike(passed, earlier) for earlier in stations):
                stations.append(passed)
    if named:
        for other in _same_message(named[0], everything):
            for passed in _passed_on(other, article):
                if not any(_alike(passed, earlier) for earlier in stations):
                    stations.append(passed)
    else:
        stations.append(Attribution(Role.CLAIMANT, OWN_VOICE))
    if article.publisher:
        stations.append(Attribution(Role.PUBLISHER, article.publisher, parties=(article.publisher,)))
    return tuple(stations)


def _alike(one: Attribution, other: Attribution) -> bool:
    return one.source.lower() == other.source.lower() or bool(one.parties and one.parties == other.parties)


def denied_at(span: Span, everything: Sequence[Said]) -> bool:
    """Whether the innermost speaker denies what stands at `span`, so that it is not a claim of theirs."""
    held = covering(span, everything)
    return bool(held) and held[0].statement.stance is Stance.DENIES
