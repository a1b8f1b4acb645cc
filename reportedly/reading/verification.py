"""Has it been checked: denials, confirmations, what could not be verified, who was asked; and what each covers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from reportedly.article import Span
from reportedly.claim import Kind, Result, Verification
from reportedly.reading.checks import Checked, Hit, checked_in, hits_in, outcomes_told
from reportedly.reading.coreference import Referents, Resolved
from reportedly.reading.introductions import head_role, plain
from reportedly.reading.parties import NEUTRAL, PartyKind, parties_in, party_named, sides_of
from reportedly.reading.sentences import Sentence


class Reach(StrEnum):
    """How far a check reaches."""

    ARTICLE = "article"  # all claims of its kinds that somebody makes
    NEAR = "near"  # those of its sentence and just before
    SEEN = "seen"  # those told of what a film nearby shows
    PAPERS = "papers"  # those that are told by papers: "could not verify the documents"
    SENTENCE = "sentence"  # those of its sentence
    NONE = "none"  # nothing that is counted


@dataclass(frozen=True, slots=True)
class Check:
    """A check as one sentence words it, with its scope: the kinds of claim and whose claims it covers, None for any.

    `by` is who checks, denies or asks, `of` who was asked; both as the ledger writes them.
    """

    verification: Verification
    sentence: int
    reach: Reach
    kinds: frozenset[Kind] | None = None
    whose: Resolved | None = None
    by: Resolved | None = None
    of: Resolved | None = None
    active: bool = False
    named: frozenset[str] = frozenset()  # the one person whose death is denied


_CLAUSE_END = re.compile(
    r"[;:—–]|,\s+|\s(?:but|because|although|after|when|while|since|despite|which|who|and\s+(?:has\s+)?"
    r"(?:contacted|reached|asked|approached|emailed|did|said|was|were))\s|[.!?]\s|$"
)
_CLAUSE_START = re.compile(r"(?:[;:—–“\"]|,|\s(?:but|that|while|although|and)\s)\s*")
_WHOSE = re.compile(
    r"^(?:.*?\b(?:announced|claimed|reported|made|given|issued|released|put\s+(?:out|forward))\s+by|\s+(?:by|from))\s+"
    r"(?P<whose>.+?)(?=\s+(?:that|about|as|in|on|over|to|regarding|concerning|who|which|and\s+\w+ed)\b|[,;(]|$)",
    re.DOTALL,
)
_OWNER = re.compile(r"(?P<whose>(?:the\s+)?[^\s,]+(?:\s[^\s,]+){0,4}?)(?:['’]s|s['’])\s+(?:[\w-]+\s+){0,2}$")
_OF_NATION = re.compile(r"(?P<whose>[^\W\d_][\w.]+)\s+(?:[a-z]+\s+){0,2}$")
_FOR_COMMENT = re.compile(
    r"\b(?:for|to)\s+(?:further\s+|any\s+|an?\s+(?:\w+\s+)?)?(?:comment|response|clarification|statement|reaction|reply)"
)
_REQUEST = re.compile(r"\b(?:comment|request|question|inquir|enquir|e-?mail|message|call|query|queries)", re.IGNORECASE)
_VIA = re.compile(
    r"\b(?:via|by|through|on|over)\s+(?P<channel>e-?mail|telephone|phone|text message|text|Telegram|WhatsApp|Signal|"
    r"Facebook|X|Twitter|Messenger|letter|its website|an? online form)\b"
)
_DAY = re.compile(r"\bon\s+(?P<day>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b")
_NOT = re.compile(
    r"(?:\bnot|n['’]t|\bnever|\bno|\bnor|\bor|\bneither|\bcannot|\byet\s+to|\bunable\s+to|\bcould|\bcan|\bmay|\bwill"
    r"|\bwould|\bto)(?:\s+\w+ly)?\s*$"
)
_NONE = re.compile(r"(?:^|[,;:—–]\s|\b(?:and|but)\s)\W*(?:none|neither|not one|no)\b[^,;:—–]*$", re.IGNORECASE)
_REMARK = re.compile(
    r",\s+(?:an?\s+\w+|(?!the\b)\w+s)\s+(?:that|which)\s*$"
)  # "..., claims that could not be verified"
_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are|be)(?:\s+\w+ly)?\s*$")
_ADJECTIVE = re.compile(
    r"\b(?:the|an?|any|these|those|this|that|of|in|its|their|previously|long)(?:\s+\w+ly)*\s*$", re.IGNORECASE
)
_AUXILIARY = re.compile(r"(?:^|\s)(?:has|have|had|is|are|was|were|did|does|do|also|later|then|since|again|\w+ly)$")
_RELATIVE = re.compile(r"(?:who|which|that)\b")
_CONTENT = re.compile(r"\s(?:that|of|about|over|regarding|it|they|he|she|its|their)\s.*", re.DOTALL)
_ON_A_DAY = re.compile(
    r"^\s*(?:(?:late|early|earlier)\s+)?(?:on\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?=\s+that\s)"
)
_ONE_PERSON = re.compile(
    r"that\s+(?P<name>(?:[A-Z][\w’'-]+\s){1,4}?)(?:was|had\s+been|has\s+been|had\s+died|has\s+died|died|is\s+dead)\b"
)
_POINTS = re.compile(
    r"(?:^|\b(?:the|this|that|these|those|such|all|both|any|an?|its|their|['’]s|s['’]))\s*$", re.IGNORECASE
)
_SET_AGAINST = re.compile(r",\s+(?:but|while|though|although)\s")
_BY_NOW = re.compile(r"\buntil\s+(?:now|today|then|this)\b")
_LEADING = re.compile(r"^(?:(?:the|a|an|any|all|such|these|those|this|that|some|its|their|his|her)\s+)+")


def _subject_of(before: str) -> str:
    """Who checks: the words between the last break of the sentence and the verb, else its first words."""
    cut = 0
    for match in _CLAUSE_START.finditer(before):
        if _bare(before[match.end() :]):
            cut = match.end()
    subject = _bare(before[cut:])
    return subject if subject and not _RELATIVE.match(subject) else _bare(before.split(",")[0])


def _bare(words: str) -> str:
    """A subject without the auxiliaries and adverbs behind it: "The ministry has also" -> "The ministry"."""
    words = plain(words)
    while match := _AUXILIARY.search(words):
        words = words[: match.start()]
    return words


def _actor(words: str, at: Span, referents: Referents | None) -> Resolved | None:
    """An actor as the ledger writes it; None where the words are too many to be a name."""
    words = plain(words).strip(' ,.;:“”"')
    if not words:
        return None
    if (named := parties_in(words)) and len(words.split()) > 8:
        words = named[-1].span.of(words)
    if len(words.split()) > 8:
        return None
    if referents is not None:
        return referents.resolve(words, at)
    party = party_named(words)
    return Resolved(words, (party,) if party else ())


def _whose(checked: Checked, at: Span, referents: Referents | None) -> Resolved | None:
    """Whose claims they are: "the figures given by the rebels", "the army's claim", "Russian claims"."""
    if match := _WHOSE.search(checked.after):
        return _actor(match["whose"], at, referents)
    if match := _OWNER.search(checked.before):
        return _actor(match["whose"], at, referents)
    if (match := _OF_NATION.search(checked.before)) and (party := party_named(match["whose"])) is not None:
        return Resolved(match["whose"], (party,))
    return None


def _stated_day(words: str, published: date | None) -> date | None:
    """The last Monday before publication, for "on Monday"."""
    if published is None or (match := _DAY.search(words)) is None:
        return None
    back = (published.weekday() - _WEEKDAYS.index(match["day"])) % 7
    return published - timedelta(days=back)


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_REACHES = {r.value: r for r in Reach} | {"pictured": Reach.NONE}


@dataclass(frozen=True, slots=True)
class _Scope:
    reach: Reach
    kinds: frozenset[Kind] | None = None
    checked: Checked | None = None
    named: frozenset[str] = frozenset()


def _victim(clause: str) -> frozenset[str]:
    """The names of a person who is denied to have died: "that Omar Idris was killed in the raid"."""
    found = _ONE_PERSON.match(clause.strip())
    return frozenset(w.lower() for w in found["name"].split()) if found else frozenset()


def _scope(hit: Hit, words: str) -> _Scope | None:
    """How far the phrase reaches, and what is checked; None where no claim is."""
    after = words[hit.end :]
    end = _CLAUSE_END.search(after)
    clause = after[: end.start()] if end else after
    result, form = hit.phrase.result, hit.phrase.form
    if form == "bare":
        return _Scope(Reach.SENTENCE)
    if form in {"passive", "none"}:
        checked = checked_in(words[max(0, hit.start - 100) : hit.start], last=True)
        if checked is None:
            return _Scope(Reach.NEAR if result is Result.UNVERIFIED else Reach.SENTENCE)
        scope = _limited(checked, result)
        remark = result is Result.UNVERIFIED and _REMARK.search(words[: hit.start])
        return replace(scope, reach=Reach.SENTENCE) if scope and remark else scope
    if result is Result.UNVERIFIED and not clause.strip(" ,."):
        return _Scope(Reach.NEAR)
    clause = _ON_A_DAY.sub("", clause)
    if clause.lstrip().startswith("that "):
        kinds = outcomes_told(clause)
        if result is Result.CONFIRMED or not kinds or _BY_NOW.search(clause):
            return None
        return _Scope(Reach.NEAR, kinds, named=_victim(clause))
    checked = checked_in(" ".join(clause.split()[:16]))
    if checked is None or len(checked.before.split()) > 7:
        return None
    scope = _limited(checked, result)
    if scope and result is Result.DENIED and (content := _CONTENT.search(checked.after)):
        kinds = outcomes_told(content.group()) & (scope.kinds or frozenset(Kind))
        if Kind.CASUALTIES in kinds:
            kinds |= {Kind.KILLED, Kind.WOUNDED}
        return replace(scope, kinds=kinds) if kinds else None  # "rejected claims that it arms the rebels"
    if scope and not scope.kinds and result is Result.DENIED:
        pointing = _POINTS.search(checked.before) or sides_of(checked.before)
        if not pointing or _SET_AGAINST.search(words[: hit.start]):
            # "dismissed the bridge claim" is about a bridge, "a site said two died, but X denied it" about the two
            return replace(scope, reach=Reach.SENTENCE)
    return scope


def _limited(checked: Checked, result: Result) -> _Scope | None:
    """The reach that the thing gives: a denial or a confirmation is never of all that an article tells."""
    reach = _REACHES[checked.thing.reach]
    if result is not Result.UNVERIFIED and not checked.thing.stands:
        return None
    if reach in {Reach.ARTICLE, Reach.SEEN} and result is not Result.UNVERIFIED:
        reach = Reach.NEAR
    return None if reach is Reach.NONE else _Scope(reach, checked.thing.kinds, checked)


def _negated(hit: Hit, words: str) -> bool:
    """Whether the phrase stands under a negation or a modal, so that it is no check: "did not deny"."""
    before = words[max(0, hit.start - 24) : hit.start]
    if hit.phrase.form == "none":
        return _NONE.search(words[: hit.start]) is None
    if hit.phrase.result is Result.UNVERIFIED:
        return False
    if _NOT.search(before):
        return True
    return hit.phrase.form == "active" and bool(_PASSIVE.search(before) or _ADJECTIVE.search(before))


def _asked(hit: Hit, words: str) -> tuple[str, str] | None:
    """Who was asked for comment, and the words that follow; None where it is no request."""
    after = words[hit.end :]
    if hit.phrase.form == "silent":
        last = words[hit.start : hit.end].lower()
        if last.endswith(("to", "answer", "return")) and not _REQUEST.search(after[:80]):
            return None
        return _subject_of(words[: hit.start]), after
    sought = _FOR_COMMENT.search(after[:160])
    if sought is None and not words[hit.start : hit.end].lower().endswith("from"):
        return None
    end = sought.start() if sought else len(after)
    stop = re.search(r"\s(?:via|by|on|over|about|through|but|and\s+(?:has|did|will|is))\b|[,;.(]", after[:end])
    return after[: stop.start() if stop else end], after


def _check(
    hit: Hit, words: str, sentence: Sentence, referents: Referents | None, published: date | None
) -> Check | None:
    if _negated(hit, words):
        return None
    span, result = sentence.span, hit.phrase.result
    at = Span(span.start + hit.start, span.start + hit.start)
    if result is Result.COMMENT_REQUESTED:
        asked = _asked(hit, words)
        if asked is None:
            return None
        of = _actor(asked[0], at, referents)
        asker = _actor(_subject_of(words[: hit.start]), at, referents) if hit.phrase.form == "asked" else None
        via = _VIA.search(asked[1])
        found = Verification(
            result,
            span,
            asker.text if asker else None,
            of.text if of else None,
            plain(via["channel"]) if via else None,
            _stated_day(asked[1], published),
        )
        return Check(found, sentence.index, Reach.NEAR, None, None, asker, of)
    scope = _scope(hit, words)
    if scope is None:
        return None
    by = None
    if hit.phrase.form == "active":
        by = _actor(_subject_of(words[: hit.start]), at, referents)
    elif words[: hit.end].endswith("by"):
        rest = words[hit.end :]
        end = _CLAUSE_END.search(rest)
        by = _actor(rest[: end.start()] if end else rest, at, referents)
    whose = _whose(scope.checked, at, referents) if scope.checked else None
    if whose is not None and not whose.parties and head_role(whose.text) is None:
        whose = None  # "reports from the front"
    reach = scope.reach
    if result is Result.UNVERIFIED and reach is Reach.NEAR and (whose or (_outlet(by) and scope.kinds is None)):
        reach = Reach.ARTICLE  # whose claims they are is said, or the paper speaks of all it has told
    found = Verification(result, span, by.text if by else None)
    return Check(
        found, sentence.index, reach, scope.kinds, whose, by, active=hit.phrase.form == "active", named=scope.named
    )


def _outlet(by: Resolved | None) -> bool:
    return by is not None and any(p.kind in {PartyKind.OUTLET, PartyKind.AGENCY} for p in by.parties)


def verifications_in(
    text: str, sentences: Iterable[Sentence], referents: Referents | None = None, published: date | None = None
) -> tuple[Check, ...]:
    """The checks that an article tells of, in order.

    `referents` tells whom "the groups" means, `published` which day "on Monday" is.
    """
    found = []
    for sentence in sentences:
        words = sentence.span.of(text)
        here = [c for hit in hits_in(words) if (c := _check(hit, words, sentence, referents, published))]
        wide = next((c for c in here if c.reach is Reach.ARTICLE), None)
        for check in here:
            if wide and check.verification.result is Result.COMMENT_REQUESTED:
                # "The paper could not verify the army's figures and asked the rebels for comment": on the figures
                check = replace(check, reach=wide.reach, kinds=wide.kinds, whose=wide.whose)
            found.append(check)
    return tuple(found)


def _same(one: Resolved, other: Resolved) -> bool:
    """Whether two actors are one, or speak for one side."""
    if set(one.parties) & set(other.parties):
        return True
    sides = {p.side for p in one.parties if p.side} & {p.side for p in other.parties if p.side}
    if sides:
        return True
    mine, theirs = _content_words(one.text), _content_words(other.text)
    return bool(mine and theirs) and len(mine & theirs) >= 0.6 * min(len(mine), len(theirs))


def _content_words(text: str) -> frozenset[str]:
    return frozenset(w for w in re.findall(r"\w+", text.lower()) if len(w) > 2 and w not in {"the", "and", "for"})


def _neutral(claimant: Resolved) -> bool:
    return bool(claimant.parties) and all(p.kind in NEUTRAL for p in claimant.parties)


def _covers(check: Check, kind: Kind, claimant: Resolved | None, sentence: int, beside: Sequence[Resolved]) -> bool:
    distance = check.sentence - sentence
    if check.kinds is not None and kind not in check.kinds:
        return False
    result = check.verification.result
    if claimant is not None:
        if check.whose is not None and not _same(check.whose, claimant):
            return False
        if check.by is not None and result is not Result.UNVERIFIED and _same(check.by, claimant):
            return False
        if check.of is not None and _same(check.of, claimant):
            return False
    elif check.whose is not None and any(_same(check.whose, other) for other in beside):
        return check.reach is Reach.ARTICLE
    elif (check.whose is not None and distance) or result is Result.COMMENT_REQUESTED:
        return False
    if check.reach is Reach.SENTENCE:
        return distance == 0
    if check.reach is Reach.PAPERS:
        paper = checked_in(claimant.text) if claimant is not None else None
        return paper is not None and paper.thing.reach == Reach.PAPERS
    if check.reach is Reach.ARTICLE and claimant is not None:
        return check.whose is not None or (distance >= 0 and not _neutral(claimant))
    if check.reach is Reach.SEEN:
        return claimant is not None and -1 <= distance <= _NEAR + 1
    if result is Result.CONFIRMED:
        return claimant is not None and distance == (1 if check.active else 0)
    if result is Result.DENIED and check.whose is None and check.kinds is None:
        # "denied the report": of which of all that was told, only its own sentence or the one before says
        return distance == 0 or (distance == 1 and check.active and claimant is not None)
    if result is Result.UNVERIFIED and check.kinds is None and claimant is not None:
        return 0 <= distance <= _DOUBTED
    if result is Result.COMMENT_REQUESTED and check.by is not None:  # the outlet itself asked, at the end of the matter
        return 0 <= distance <= _ASKED
    return 0 <= distance <= (_NEAR if claimant is not None else 1)


_NEAR = 2  # sentences
_DOUBTED = 5  # sentences
_ASKED = 3  # sentences


def for_claim(
    checks: Sequence[Check],
    kind: Kind,
    claimant: Resolved | None,
    sentence: int,
    beside: Sequence[Resolved] = (),
    who: str = "",
) -> tuple[Verification, ...]:
    """What was checked of one claim, strongest first, each result once.

    `claimant` is None where the article itself speaks; `sentence` is the index of the sentence that makes the claim;
    `who` are the words for its victims; `beside` are others who speak in that sentence ("besides the 90 dead, the
    rebels claimed ...").
    """
    found: dict[Result, Verification] = {}
    for check in sorted(checks, key=lambda c: abs(c.sentence - sentence)):
        if check.named and not check.named & set(who.lower().split()):
            continue
        if _covers(check, kind, claimant, sentence, beside):
            found.setdefault(check.verification.result, check.verification)
    return tuple(sorted(found.values(), key=lambda v: -v.result.strength))
