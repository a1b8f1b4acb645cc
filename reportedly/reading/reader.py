"""The line through the rooms: an article in; its claims, its total, or its attributed statements out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportedly.article import Article
from reportedly.claim import Reading
from reportedly.reading import control, equipment, losses, outcomes, screen
from reportedly.reading.attribution import Statement, statements_in
from reportedly.reading.chain import said
from reportedly.reading.claims import Found, claims_from, tells
from reportedly.reading.coreference import Referents
from reportedly.reading.counts import numbers_in
from reportedly.reading.dates import Timeline
from reportedly.reading.findings import findings_about
from reportedly.reading.furniture import Part, blocks_in
from reportedly.reading.headings import Heading, headings_over, mentions_under
from reportedly.reading.label import label_of
from reportedly.reading.mention import Mention
from reportedly.reading.parse import Parsed, parsed
from reportedly.reading.pictures import pictures_in
from reportedly.reading.places import Scene
from reportedly.reading.sentences import Sentence, sentences_in
from reportedly.reading.setting import Setting
from reportedly.reading.tally import Tally, tally_of
from reportedly.reading.verification import verifications_in


def _outcomes(sentence: Parsed, heading: Heading | None) -> Iterator[Mention]:
    """All that one sentence tells, a thing once: a number that counts people counts no equipment."""
    numbers = numbers_in(sentence)
    taken: set[tuple[int, int]] = set()
    people = outcomes.mentions_in(sentence, numbers)
    listed = mentions_under(sentence, numbers, heading) if heading is not None else ()
    things = (room.mentions_in(sentence, numbers) for room in (equipment, losses, control))
    for told in (people, listed, *things):
        for mention in told:
            counted = mention.number or mention.who or mention.trigger
            key = (counted.start, counted.end)
            if told is people or key not in taken:
                yield mention
            taken.add(key)


def _empty(article: Article) -> Reading:
    return Reading(article, (), (), label_of(()))


def _with_speakers(
    text: str, sentences: Sequence[Sentence], first: Sequence[Parsed], mentions: Sequence[Mention]
) -> list[Parsed]:
    """The sentences that tell something and those beside them that may say whose words they are, parsed, in order."""
    known = {p.sentence.index: p for p in first}
    telling = {m.parsed.sentence.index for m in mentions}
    around = screen.speaking_beside(text, sentences, telling)
    more = parsed(text, (sentences[i] for i in sorted(around - known.keys())))
    known |= {p.sentence.index: p for p in more}
    return [known[i] for i in sorted(telling | around)]


def read_article(article: Article) -> Reading:
    """Everything the ledger keeps of an article: claims in text order, findings about them, the sourcing label.

    Raises OSError where no English model for spaCy is installed.
    """
    text = article.text
    setting = Setting(text)
    if not setting.is_war():
        return _empty(article)
    blocks = blocks_in(article)
    sentences = sentences_in(text, blocks)
    headings = headings_over(text, sentences)
    chosen = frozenset(
        i for i in screen.telling(text, sentences) | headings.keys() if setting.is_war_at(sentences[i].span)
    )
    if not chosen:
        return _empty(article)
    first = list(parsed(text, (s for s in sentences if s.index in chosen)))
    mentions = [m for p in first for m in _outcomes(p, headings.get(p.sentence.index)) if tells(m)]
    if not mentions:
        return _empty(article)
    statements = statements_in(text, _with_speakers(text, sentences, first, mentions))
    referents = Referents.of(text, statements)
    scene = Scene(text, sentences)
    headline = frozenset(s.span.start for s in sentences if s.part is Part.HEADLINE)
    claims = claims_from(
        Found(
            article=article,
            mentions=mentions,
            said=said(statements, text, referents, sentences),
            referents=referents,
            scene=scene,
            timeline=Timeline(text, sentences, article.published, scene.near),
            checks=verifications_in(text, sentences, referents, article.published),
            headline=headline,
        )
    )
    body = [s.span for s in sentences]
    findings = findings_about(article, claims, headline, pictures_in(article, blocks), body)
    return Reading(article, claims, findings, label_of(claims))


def tally_of_article(article: Article) -> Tally:
    """The article's own total of people killed, wounded and so on, taken as a text about one incident."""
    text = article.text
    sentences = sentences_in(text, blocks_in(article))
    harmed = [s for s in sentences if outcomes.may_harm(s.span.of(text))]
    mentions = [m for p in parsed(text, harmed) for m in outcomes.mentions_in(p, numbers_in(p))]
    return tally_of(mentions, text)


def quotes_in(article: Article) -> tuple[Statement, ...]:
    """Every attributed statement of an article, claims or not, in text order.

    All sentences are parsed: a quotation runs on over sentences that have no cue of their own.
    """
    text = article.text
    return statements_in(text, list(parsed(text, sentences_in(text, blocks_in(article)))))
