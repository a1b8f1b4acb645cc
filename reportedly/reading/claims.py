"""Put together: a mention with its speaker, place, date, doubt and verification is a claim."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportedly.article import Article, Span
from reportedly.claim import PEOPLE, By, Claim, Count, Item, Kind, Place, Qualifier, Who
from reportedly.reading import counts, equipment, outcomes
from reportedly.reading.chain import Said, chain_at, covering, denied_at
from reportedly.reading.confidence import confidence_of
from reportedly.reading.coreference import Referents, Resolved
from reportedly.reading.dates import Timeline, when_for
from reportedly.reading.hedges import hedges_in
from reportedly.reading.mention import Mention
from reportedly.reading.parties import is_party_to_war, sides_of
from reportedly.reading.places import Scene, place_for
from reportedly.reading.repeats import merged
from reportedly.reading.verification import Check, for_claim
from reportedly.reading.victims import noun_of


@dataclass(frozen=True, slots=True)
class Found:
    """What the rooms before this one found in an article."""

    article: Article
    mentions: Sequence[Mention]
    said: Sequence[Said]
    referents: Referents
    scene: Scene
    timeline: Timeline
    checks: Sequence[Check]
    headline: frozenset[int]  # offsets at which sentences of the headline start


def tells(mention: Mention) -> bool:
    """Whether a mention, by its own words, tells of something said to have happened and counts it."""
    if mention.denied or mention.unreal:
        return False
    if mention.attackers and mention.number is None:  # "killing himself and three others": the three are the claim
        return False
    # "civilians were killed", "they were killed" count nobody
    return not (mention.kind in PEOPLE and mention.number is None and mention.count.qualifier is Qualifier.VAGUE)


def _claim_id(article: Article, mention: Mention) -> str:
    where = mention.number or mention.who or mention.trigger
    key = f"{article.digest}|{mention.kind}|{mention.status}|{mention.trigger.start}|{where.start}|{where.end}"
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def _flat(span: Span, text: str) -> str:
    return " ".join(span.of(text).split())


def _who(mention: Mention, found: Found) -> Who | None:
    if mention.who is None:
        return None
    text = _flat(mention.who, found.article.text)
    counted = noun_of(mention.parsed.doc[mention.head]) if mention.head is not None and mention.kind in PEOPLE else None
    return Who(text, mention.who, sides_of(text), counted.civilian if counted else None)


def _is_vast(mention: Mention) -> bool:
    """Whether so many people are counted that no single event has so many: a thousand killed, 100,000 displaced."""
    least = _OF_A_WAR.get(mention.kind)
    return least is not None and counts.size_of(mention.count) >= least


_OF_A_WAR = {Kind.KILLED: 1e3, Kind.WOUNDED: 1e3, Kind.CASUALTIES: 1e3, Kind.DISPLACED: 1e5}


def _by(mention: Mention, found: Found) -> By | None:
    if mention.by is None:
        return None
    resolved = found.referents.resolve(mention.by.of(found.article.text), mention.by)
    return By(_flat(mention.by, found.article.text), mention.by, resolved.names)


def _item(mention: Mention, found: Found) -> Item | None:
    if mention.kind not in (Kind.EQUIPMENT, Kind.OTHER) or (mention.item or mention.who) is None:
        return None
    text = _flat(mention.item or mention.who or mention.trigger, found.article.text)
    category, type_ = (equipment.typed(text) or (None, None)) if mention.kind is Kind.EQUIPMENT else (None, None)
    return Item(text, category, type_)


def _count(mention: Mention, text: str) -> Count:
    """The count of a mention; of people named one by one the words are their names: "a farmer and his daughter"."""
    if mention.number is None and mention.who is not None and (mention.count.best or 0) > 1:
        return replace(mention.count, text=_flat(mention.who, text))
    return replace(mention.count, text=_as_printed(mention.count.text, _flat(mention.parsed.sentence.span, text)))


def _as_printed(words: str, sentence: str) -> str:
    """The words in the letters of the article, which the grammar may have read in small ones."""
    if words in sentence:
        return words
    found = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", sentence, re.IGNORECASE)
    return found[0] if found else words


def _fights(speaker: Resolved | None, claimant: str, place: Place | None, article: Article) -> bool | None:
    """Whether a claimant is a party to the war."""
    if speaker is None:
        return None
    lands = {where.country for where in place.resolved} if place is not None else set()
    return is_party_to_war(claimant, speaker.parties, article.text, lands)


def _claim(mention: Mention, found: Found) -> Claim:
    article, sentence = found.article, mention.parsed.sentence
    chain = chain_at(mention.trigger, found.said, article)
    counted = mention.number or mention.who
    place = place_for(mention.trigger, mention.parsed, found.scene, counted, _is_vast(mention))
    over = covering(mention.trigger, found.said)
    speaker = next((s.speaker for s in over if s.speaker is not None), None)
    beside = [s.speaker for s in found.said if s.speaker and s not in over and sentence.span.covers(s.at)]
    return Claim(
        id=_claim_id(article, mention),
        kind=mention.kind,
        count=_count(mention, article.text),
        evidence=(sentence.span,),
        attribution=chain,
        number=mention.number,
        status=mention.status,
        who=_who(mention, found),
        by=_by(mention, found),
        item=_item(mention, found),
        place=place,
        when=when_for(mention.trigger, mention.parsed, found.timeline, counted, _is_vast(mention)),
        hedges=hedges_in(article.text, sentence.span, mention.trigger, [c for s in over for c in s.statement.cue]),
        party_to_conflict=_fights(speaker, chain[0].source, place, article),
        verification=for_claim(
            found.checks,
            mention.kind,
            speaker,
            sentence.index,
            beside,
            mention.who.of(article.text) if mention.who else "",
        ),
        part_of=_claim_id(article, mention.part_of) if mention.part_of is not None else None,
        confidence=confidence_of(mention.kind, mention.count, mention.number is not None),
    )


def _speaks(mention: Mention, found: Found) -> bool:
    """Whether the words for a victim are those of a speaker: "killed a guard, the army and a security source said"."""
    if mention.who is None or mention.number is not None:
        return False
    return any(source.covers(mention.who) for s in found.said for source in s.statement.source)


def claims_from(found: Found) -> tuple[Claim, ...]:
    """The claims of an article in the order of first telling, repeats folded, each with what was checked of it."""
    heard = [m for m in found.mentions if not (_speaks(m, found) or denied_at(m.trigger, found.said))]
    told = [_claim(m, found) for m in outcomes.gathered(heard)]
    return merged(told, found.headline)
