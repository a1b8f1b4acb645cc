"""Through whom did it come: the way from the first source to this page, for one stretch of text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from reportedly.article import Article, Span
from reportedly.claim import Attribution, Role, Stance
from reportedly.lexicon import alternatives, rows, words
from reportedly.reading.channels import parted
from reportedly.reading.coreference import Referents, Resolved
from reportedly.reading.introductions import Sort, head_role
from reportedly.reading.sentences import Sentence
from reportedly.reading.statement import SILENT, Statement

OWN_VOICE = "article"
_SAME_MESSAGE = 3  # paragraphs apart that statements of one speaker still belong to one message


@dataclass(frozen=True, slots=True)
class Said:
    """A statement whose speaker is known by name: `speaker` is None where the source is left out ("was reported").

    `opens`: its source is a message of its own, so that nothing before belongs to it ("a new message from the groups").
    """

    statement: Statement
    speaker: Resolved | None
    block: int
    opens: bool = False

    def covers(self, span: Span) -> bool:
        """Whether the content holds the beginning of `span`."""
        return any(piece.start <= span.start < piece.end for piece in self.statement.content)

    @property
    def tells(self) -> bool:
        """Whether the speaker tells the content as a fact: not "hopes", "backs", "did not say"."""
        return self.statement.kind not in SILENT and not self.statement.negated

    @property
    def at(self) -> Span:
        """Where it is said that somebody speaks: the cue."""
        return (self.statement.cue or self.statement.content)[0]

    @property
    def voice(self) -> frozenset[str]:
        """Whose voice it is, however worded: the names of the parties, else the words; empty where nobody is named."""
        if self.speaker is None:
            return frozenset()
        return frozenset(self.speaker.names) or frozenset({self.speaker.text.lower()})

    @property
    def reach(self) -> int:
        """Characters of content: of statements one inside the other, the inner has less."""
        return sum(piece.end - piece.start for piece in self.statement.content)


@cache
def _besides() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(words('additions.csv'))})\b[^.;]*,\s*$", re.IGNORECASE)


def _with_front(statement: Statement, sentence: Sentence, text: str) -> Statement:
    """What is set before the speaker is said too: "In addition to the 40 dead, the rebels claimed 60 wounded"."""
    if not statement.source or not sentence.span.covers(statement.source[0]):
        return statement
    front = Span(sentence.span.start, statement.source[0].start)
    if not _besides().match(front.of(text)) or statement.content[0].start < front.end:
        return statement
    return replace(statement, content=(front, *statement.content))


def said(
    statements: Iterable[Statement], text: str, referents: Referents, sentences: Sequence[Sentence]
) -> tuple[Said, ...]:
    """Each statement with its speaker resolved to a name of the article."""
    starts = [s.span.start for s in sentences]
    found = []
    for statement in statements:
        speaker = None
        if statement.source:
            source, channel = parted(text, statement.source[0])
            speaker = referents.resolve(source.of(text), source)
            statement = replace(statement, channel=statement.channel or channel)
        at = (statement.cue or statement.content)[0]
        sentence = sentences[max(0, bisect_right(starts, at.start) - 1)]
        opens = any(_new_message().search(piece.of(text)) for piece in statement.source[:1])
        found.append(Said(_with_front(statement, sentence, text), speaker, sentence.block, opens))
    return _carried_on(found, text, sentences)


_GOES_ON = re.compile(r"^\W*(?:another|an?\s+(?:further|additional)|a\s+second|others|in\s+addition)\b", re.IGNORECASE)
_HAD = re.compile(r"\bhad\s+(?:(?:also|since|all|already|then)\s+)?(?:been\s+)?\w+(?:ed|en|wn|ht|ft|st)\b")


_EARLIER = re.compile(
    r"\b(?:earlier|before|previous|previously|ago|last|since|until|by\s+then|in\s+(?:19|20)\d\d)\b", re.IGNORECASE
)


def _carried_on(found: list[Said], text: str, sentences: Sequence[Sentence]) -> tuple[Said, ...]:
    """Indirect speech that goes on without a cue, in its paragraph, in a tense or with a word that says so.

    "The army had advanced, a spokesman said. Forty rebels had been killed", "Nine died, he said. Another six were
    hurt". A time of its own makes it the reporter's background: "A year earlier a bomb had killed two officers."
    """
    for before, sentence in pairwise(sentences):
        words = sentence.span.of(text)
        goes_on = _GOES_ON.match(words) or (_HAD.search(words) and not _EARLIER.search(words))
        if sentence.block != before.block or not goes_on:
            continue
        if any(s.at.overlaps(sentence.span) or s.covers(sentence.span) for s in found):
            continue
        said_before = [
            (number, s)
            for number, s in enumerate(found)
            if s.statement.kind == "speech" and s.tells and s.speaker is not None and not s.statement.quoted
            if any(p.overlaps(before.span) for p in s.statement.content) and s.statement.outer is None
        ]
        if said_before:
            number, last = said_before[-1]
            content = (*last.statement.content, sentence.span)
            found[number] = replace(last, statement=replace(last.statement, content=content))
    return tuple(found)


@cache
def _new_message() -> re.Pattern[str]:
    documents = alternatives(row["noun"] for row in rows("cue_nouns.csv") if row["document"] == "yes")
    fresh = alternatives(words("new_messages.csv"))
    return re.compile(rf"\b(?:{fresh})\s+(?:[\w-]+\s+)?(?:{documents})\b", re.IGNORECASE)


def _station(role: Role, one: Said, text: str) -> Attribution:
    statement, speaker = one.statement, one.speaker
    assert speaker is not None
    role, source = _translating(role, speaker.text)
    return Attribution(
        role=role,
        source=source,
        parties=speaker.names,
        cue=statement.cue[0].of(text) if statement.cue else None,
        stance=statement.stance,
        source_span=statement.source[0] if statement.source else None,
        cue_span=statement.cue[0] if statement.cue else None,
        content_span=statement.content[0] if statement.content else None,
    )


@cache
def _translation() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{alternatives(words('translation_words.csv'))})\b(?:\s+\w+)?\s+(?:by|from)\s+", re.IGNORECASE
    )


def _translating(role: Role, source: str) -> tuple[Role, str]:
    """Who passed it on; "a translation by the Kyiv Post" makes the Kyiv Post a translator."""
    if role is Role.CLAIMANT or (found := _translation().search(source)) is None:
        return role, source
    return Role.TRANSLATOR, source[found.end() :]


def _passed_on(one: Said, article: Article) -> Iterator[Attribution]:
    """Channel and relay of one statement."""
    statement, text = one.statement, article.text
    if statement.channel is not None:
        yield Attribution(Role.CHANNEL, statement.channel.of(text), source_span=statement.channel)
    if statement.relay is not None:
        role, source = _translating(Role.RELAY, statement.relay.of(text))
        yield Attribution(role, source, source_span=statement.relay)


def _same_message(one: Said, everything: Sequence[Said]) -> Iterator[Said]:
    """Statements of the same speaker near by: one message is quoted over several sentences."""
    for other in everything:
        if other is one or abs(other.block - one.block) > _SAME_MESSAGE or other.voice != one.voice:
            continue
        first, last = sorted((one.at, other.at))
        if not any(first < new.at <= last for new in everything if new.opens and new.voice == one.voice):
            yield other


def _is_document(one: Said) -> bool:
    """Whether a source is no actor but a paper: a report, an assessment."""
    if one.speaker is None or one.speaker.parties:
        return False
    role = head_role(one.speaker.text)
    return role is not None and role.sort is Sort.DOCUMENT


def covering(span: Span, everything: Sequence[Said]) -> list[Said]:
    """The statements whose content holds `span`, innermost first, but for those that do not tell it as a fact.

    Papers come after those who speak through them: "The agencies estimated …, according to an assessment".
    """
    return sorted((s for s in everything if s.tells and s.covers(span)), key=lambda s: (_is_document(s), s.reach))


def _stations(span: Span, everything: Sequence[Said], article: Article) -> Iterator[Attribution]:
    """The stations in the order in which the words went through them; one may come twice."""
    named = [s for s in covering(span, everything) if s.speaker is not None]
    if not named:
        yield Attribution(Role.CLAIMANT, OWN_VOICE)
    message = list(_same_message(named[0], everything)) if named else []
    for number, one in enumerate(named):
        if number and one.statement.stance is Stance.DENIES:
            continue  # who denies it does not pass it on
        yield _station(Role.RELAY if number else Role.CLAIMANT, one, article.text)
        if number == 0:  # where it was said comes before who passed it on
            yield from (a for other in (one, *message) for a in _passed_on(other, article) if a.role is Role.CHANNEL)
        yield from _passed_on(one, article)
    for other in message:
        yield from _passed_on(other, article)
        for above in covering(other.statement.content[0], everything):
            if above.speaker is not None and above.reach > other.reach:
                yield _station(Role.RELAY, above, article.text)
    if article.origin:  # a post that its channel has forwarded
        yield Attribution(Role.RELAY, article.origin, parties=(article.origin,))
    if article.publisher:
        yield Attribution(Role.PUBLISHER, article.publisher, parties=(article.publisher,))


def chain_at(span: Span, everything: Sequence[Said], article: Article) -> tuple[Attribution, ...]:
    """The stations from the first source of what stands at `span` to the publisher of the article.

    The first station is the claimant; its source is "article" where the reporter speaks in its own voice. Channel and
    translator that one sentence of a message names hold for the others of it.
    """
    chain: list[Attribution] = []
    for station in _stations(span, everything, article):
        if not any(_alike(station, earlier) for earlier in chain):
            chain.append(station)
    return tuple(chain)


def _alike(one: Attribution, other: Attribution) -> bool:
    return one.source.lower() == other.source.lower() or bool(one.parties and one.parties == other.parties)


def denied_at(span: Span, everything: Sequence[Said]) -> bool:
    """Whether the innermost speaker denies what stands at `span`, so that it is not a claim of theirs."""
    # "The rebels refuted the claim that nine had died": whose claim it is is not said
    told = [s for s in covering(span, everything) if s.speaker is not None]
    return bool(told) and told[0].statement.stance is Stance.DENIES
