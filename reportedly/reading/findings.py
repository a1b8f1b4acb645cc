"""What a reader should know about the claims of one article: sums, rivals, rates, open lists, old pictures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations

from reportedly.article import Article, Span
from reportedly.claim import PEOPLE, Claim, Finding, Kind, Qualifier
from reportedly.lexicon import alternatives, words
from reportedly.reading.chain import OWN_VOICE
from reportedly.reading.days import days_in
from reportedly.reading.pictures import Picture
from reportedly.reading.repeats import may_be_of_one_event

_OLD_PICTURE = 30  # days between a picture's date and the news from which on it cannot show the news


def _plain(number: float) -> str:
    return f"{number:,.0f}" if number == int(number) else f"{number:,}"


def _exact(claim: Claim) -> float | None:
    """The number of a claim that states one, None where it is only bounded or vague."""
    return claim.count.best if claim.count.qualifier in (Qualifier.EXACT, Qualifier.ABOUT) else None


def _speaker(claim: Claim) -> tuple[str, ...]:
    return claim.claimant.parties or (claim.claimant.source.lower(),)


def _may_be_one_voice(one: Claim, other: Claim) -> bool:
    return OWN_VOICE in (one.claimant.source, other.claimant.source) or bool(set(_speaker(one)) & set(_speaker(other)))


def _sums(claims: Sequence[Claim]) -> Iterator[Finding]:
    """Killed and wounded against the casualties of the same voice: "613 killed", "829 wounded", "1,442 casualties"."""
    totals = [c for c in claims if c.kind is Kind.CASUALTIES and _exact(c) is not None and c.count.unit is None]
    killed = [c for c in claims if c.kind is Kind.KILLED and _exact(c) is not None and c.part_of is None]
    wounded = [c for c in claims if c.kind is Kind.WOUNDED and _exact(c) is not None and c.part_of is None]
    for total in totals:
        pairs = [(k, w) for k in killed for w in wounded if _may_be_one_voice(k, w) and _may_be_one_voice(k, total)]
        agreeing = [(k, w) for k, w in pairs if (_exact(k) or 0) + (_exact(w) or 0) == _exact(total)]
        near = [(k, w) for k, w in pairs if k.evidence[0] == w.evidence[0]]
        for k, w in agreeing[:1] or near[:1]:
            a, b, stated = _exact(k) or 0, _exact(w) or 0, _exact(total) or 0
            kind, verdict = ("sum_agrees", "=") if a + b == stated else ("sum_fails", "≠")
            text = f"{_plain(a)} killed + {_plain(b)} wounded {verdict} {_plain(stated)} casualties"
            if kind == "sum_fails":
                text += f" (they make {_plain(a + b)})"
            yield Finding(kind, text, (k.id, w.id, total.id))
            yield from _captured_beside(claims, (k, w, total))


def _captured_beside(claims: Sequence[Claim], parts: tuple[Claim, Claim, Claim]) -> Iterator[Finding]:
    """A casualty total must say whether captured and missing are inside; here the sum shows that they are not."""
    k, w, total = parts
    for other in claims:
        if other.kind in (Kind.CAPTURED, Kind.MISSING) and _exact(other) and _may_be_one_voice(other, k):
            inside = (_exact(k) or 0) + (_exact(w) or 0) + (_exact(other) or 0) == _exact(total)
            where = "inside" if inside else "outside"
            text = f"{_plain(_exact(other) or 0)} {other.kind} are {where} the {_plain(_exact(total) or 0)} casualties"
            yield Finding(f"{other.kind}_{where}", text, (other.id, total.id))


def _parts(claims: Sequence[Claim]) -> Iterator[Finding]:
    """Parts against the total they belong to: "403 people, including 147 civilians, 165 rebels …"."""
    by_id = {c.id: c for c in claims}
    parts: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.part_of in by_id and claim.count.best is not None:
            parts[claim.part_of or ""].append(claim)
    for total_id, found in parts.items():
        total = by_id[total_id]
        most = total.count.high if total.count.high is not None else total.count.best
        stated = sum(c.count.best or 0 for c in found)
        if most is None:
            continue
        ids = (total.id, *(c.id for c in found))
        told = " + ".join(_plain(c.count.best or 0) for c in found)
        if stated > most and total.count.qualifier is not Qualifier.AT_LEAST:
            yield Finding(
                "parts_exceed_total",
                f"the parts {told} make {_plain(stated)}, more than the total of {_plain(most)}",
                ids,
            )
        elif len(found) > 1 and stated == most:
            yield Finding("parts_agree", f"{told} = {_plain(most)} {total.kind}", ids)


def _number(claim: Claim) -> float | None:
    return claim.count.best if claim.count.best is not None else claim.count.low


def _headline(claims: Sequence[Claim], headline: frozenset[int]) -> Iterator[Finding]:
    """A figure that the headline has and the body has not, though the body has another of the same kind."""
    for claim in claims:
        if claim.kind not in PEOPLE or claim.evidence[0].start not in headline or claim.repeats:
            continue
        told, body = _number(claim), [c for c in claims if c.kind is claim.kind and c is not claim]
        numbers = sorted({n for c in body if (n := _number(c)) is not None})
        if told is not None and numbers and told > numbers[-1]:
            text = f"the headline has {_plain(told)} {claim.kind}, the body at most {_plain(numbers[-1])}"
            yield Finding("headline_differs", text, (claim.id, *(c.id for c in body if _number(c) == numbers[-1])))


def _rivals(claims: Sequence[Claim]) -> Iterator[Finding]:
    """Different figures of different claimants for the same kind, place and time."""
    for one, other in combinations(claims, 2):
        if one.kind is not other.kind or one.kind not in PEOPLE or one.part_of or other.part_of:
            continue
        if OWN_VOICE in (one.claimant.source, other.claimant.source) or set(_speaker(one)) & set(_speaker(other)):
            continue
        if one.number is None or other.number is None or one.count.unit != other.count.unit:
            continue  # "a commander" is no rival of a toll
        if one.count.agrees_with(other.count) or not may_be_of_one_event(one, other):
            continue
        text = (
            f"rival figures: {one.count.text} {one.kind} ({one.claimant.source}) "
            f"against {other.count.text} ({other.claimant.source})"
        )
        yield Finding("rival_figures", text, (one.id, other.id))


def _single(claims: Sequence[Claim]) -> Iterator[Finding]:
    """What one claim says about itself: a rate, an open list."""
    for claim in claims:
        if claim.count.unit == "per_day":
            yield Finding("daily_rate", f"{claim.count.text} {claim.kind} is a daily rate, not a total", (claim.id,))
    open_ended = [c for c in claims if c.count.open_list]
    for evidence in dict.fromkeys(c.evidence[0] for c in open_ended):
        group = [c for c in open_ended if c.evidence[0] == evidence]
        yield Finding(
            "open_list", "the list is open: more was lost than is named", tuple(c.id for c in group), evidence
        )


@cache
def _unreconciled() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(words('unreconciled.csv'))})\b", re.IGNORECASE)


def _words(article: Article, body: Iterable[Span]) -> Iterator[Finding]:
    """Sentences in which the article itself says that figures do not fit."""
    for span in body:
        if _unreconciled().search(article.text, span.start, span.end):
            yield Finding("not_reconciled", "the article says that figures could not be reconciled", (), span)


def _pictures(article: Article, pictures: Iterable[Picture]) -> Iterator[Finding]:
    """A picture whose caption is dated long before the news, or says itself that it shows something else."""
    for picture in pictures:
        age = _age(article, picture)
        if age is not None and age > _OLD_PICTURE and picture.taken is not None and article.published is not None:
            taken = " ".join(picture.taken.of(article.text).split())
            text = f"a picture of {taken} stands in an article of {article.published:%-d %B %Y}"
            yield Finding("old_picture", text, (), picture.caption)
        elif picture.illustrative:
            yield Finding(
                "illustrative_picture", "a picture illustrates; it does not show the news", (), picture.caption
            )


def _age(article: Article, picture: Picture) -> int | None:
    """Days between a picture and the news; None where the caption or the article has no date."""
    if picture.taken is None or article.published is None:
        return None
    dates = days_in(picture.taken.of(article.text), article.published)
    return (article.published - dates[0].end).days if dates and dates[0].end is not None else None


def findings_about(
    article: Article,
    claims: Sequence[Claim],
    headline: frozenset[int],
    pictures: Sequence[Picture],
    body: Sequence[Span],
) -> tuple[Finding, ...]:
    """All findings within one article, sums first.

    `headline` holds the offsets at which sentences of the headline start, `body` the spans of all sentences.
    """
    return (
        *_sums(claims),
        *_parts(claims),
        *_headline(claims, headline),
        *_rivals(claims),
        *_single(claims),
        *_words(article, body),
        *_pictures(article, pictures),
    )
