"""When did it happen? The days a sentence gives for an event; else those that the rest of the article gives.

"Said on Monday" dates the saying; "killed on Monday, officials said" dates the event.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from functools import cache

from spacy.tokens import Token

from reportedly.article import Span
from reportedly.claim import When
from reportedly.lexicon import alternatives, words
from reportedly.reading.days import Days, number_words, sort
from reportedly.reading.parse import Parsed, steps_between
from reportedly.reading.timeline import Timeline, solved, war_start
from reportedly.reading.undated import around, named_event, of_the_war, total_of_war

__all__ = ["Timeline", "war_start", "when_for"]


@cache
def _saying() -> frozenset[str]:
    return words("dates.csv", sort="saying")


@cache
def _saying_nouns() -> frozenset[str]:
    return words("dates.csv", sort="saying_noun")


def when_for(
    trigger: Span, parsed: Parsed, timeline: Timeline, near: Span | None = None, vast: bool = False
) -> When | None:
    """When the event told at `trigger` happened.

    `near` are the words of who or what is counted, where one verb tells of several ("took X on Sunday, Y on Monday").
    `vast` says that so many are counted that only the war can have them, where the words name no day.
    Without a day to count from, start and end of relative words are None.
    """
    event = parsed.root_of(trigger)
    lasting = _is_lasting(event)
    fitting, said = _in_sentence(event, parsed, timeline, near)
    for days in fitting:
        when = solved(days, parsed.sentence, timeline)
        if when is not None:
            return _up_to_now(when, timeline) if lasting else when
    if (apart := _apart_from(event, timeline)) is not None:
        return apart
    if (total := total_of_war(parsed.sentence, timeline, _is_lasting(event, reported=True))) is not None:
        return total
    if (known := named_event(parsed.sentence, timeline)) is not None:
        return known
    if vast and (total := of_the_war(parsed.sentence, timeline)):
        return total
    told = [w for d in said if (w := solved(d, parsed.sentence, timeline)) is not None]
    if (earlier := next((w for w in told if _is_before_the_news(w, timeline)), None)) is not None:
        return earlier
    lasting = lasting and (near is None or not _is_further(near, parsed))
    found = around(parsed.sentence, timeline, lasting)
    if found is not None:
        return found
    return told[0] if told else None


def _up_to_now(when: When, timeline: Timeline) -> When:
    """ "Nine have been killed this year": the year up to now."""
    now = timeline.published
    if when.precision != "year" or now is None or when.start is None or when.start.year != now.year:
        return when
    return When(when.text, when.start, now, when.start, "range")


def _is_before_the_news(when: When, timeline: Timeline) -> bool:
    """Whether something was told days before the news: "On 16 December the army said that it had killed four"."""
    news = timeline.news
    return news is not None and news.start is not None and when.end is not None and (news.start - when.end).days > 2


def _apart_from(event: Token, timeline: Timeline) -> When | None:
    """The day of what came so many days before the news: "the blast came two days after gunmen killed six"."""
    if timeline.news is None or timeline.news.end is None:
        return None
    clause = next((t for t in (event, *event.ancestors) if t.dep_ == "advcl" and _after(t)), None)
    if clause is None:
        return None
    stretch = next((t for t in clause.children if t.dep_ == "npadvmod" and t.lower_ in sort("unit")), None)
    if stretch is None:
        return None
    words_ = event.doc[stretch.left_edge.i : stretch.i].text.casefold()
    number = int(words_) if words_.isdigit() else number_words().get(words_)
    if number is None:
        return None
    day = timeline.news.end - timedelta(days=number * int(sort("unit")[stretch.lower_]))
    return When(event.doc[stretch.left_edge.i : stretch.i + 1].text, day, day)


def _after(clause: Token) -> bool:
    return any(t.dep_ == "mark" and t.lower_ in sort("after") for t in clause.children)


def _in_sentence(event: Token, parsed: Parsed, timeline: Timeline, near: Span | None) -> tuple[list[Days], list[Days]]:
    """The dates of the sentence that fit the event, best first; and those of the saying."""
    scored: list[tuple[float, Days]] = []
    said: list[Days] = []
    for days in timeline.expressions(parsed.sentence.index):
        token = _token(days, parsed)
        if token is None:
            continue
        if days.named is not None and _is_dated_by(event, token):
            days = days.named
        elif days.record or (days.since and (_is_of_total(event, token) or _is_of_another(event, token))):
            continue
        if not days.since and days.start is not None and _begins(event, token):
            days = replace(days, since=True, end=timeline.published, precision="range")
        if days.until and near is not None and _is_further(near, parsed):
            days = replace(days, until=False)
        if not days.since and _of_saying(event, token):
            said.append(days)
            continue
        scored.append((_misfit(event, token, days) + _apart(parsed, days, near), days))
    return [d for _, d in sorted(scored, key=lambda pair: pair[0])], said


def _is_dated_by(event: Token, day: Token) -> bool:
    """Whether the words that "since" opens tell of the event itself: "calm since the army retook Lura in March"."""
    if any(t.dep_ == "mark" and t.lower_ in sort("since") and event.i < day.i for t in event.children):
        return True
    # "the worst attack since May, when rebels took Lura", "since a bomb two weeks ago that left nine dead"
    opener = next((t for t in event.doc[day.i + 1 : day.i + 4] if t.tag_ in {"WRB", "WDT", "WP"}), None)
    if opener is None or event.i < opener.i:
        return False
    return not any(t.pos_ == "VERB" and event not in t.subtree for t in event.doc[opener.i : event.i])


def _begins(event: Token, day: Token) -> bool:
    """Whether a day began what goes on: "went on the offensive in April and has killed 900 rebels"."""
    verb = next((t for t in day.ancestors if t.pos_ == "VERB"), None)
    if verb is None or verb.tag_ != "VBD" or verb.i > event.i or verb.lemma_.lower() in _saying():
        return False
    return verb != event and verb.is_ancestor(event) and _is_lasting(event)


def _is_of_another(event: Token, day: Token) -> bool:
    """Whether a "since" tells of a place or a side: "killed two in Lura, which has seen attacks since 2004"."""
    apart = [above for above in day.ancestors if above.dep_ == "relcl" and event not in above.subtree]
    fights = sort("campaign") | sort("war") | sort("one_attack")  # "died in the fighting that began on Monday"
    return any(above.head.lemma_.lower() not in fights for above in apart)


def _is_of_total(event: Token, day: Token) -> bool:
    """Whether a day belongs to the total a count is added to: "nine died, bringing the toll to 40 since May"."""
    for above in day.ancestors:
        if above.dep_ == "advcl" and above.tag_ == "VBG" and above.i > event.i:
            return any(t.like_num and t.i < day.left_edge.i for t in above.subtree)
    return False


@cache
def _further() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(list(sort('further')))})\s*$", re.IGNORECASE)


def _is_further(near: Span, parsed: Parsed) -> bool:
    """Whether what is counted came on top of a total: "lost another 24 tanks as of Sunday"."""
    before = parsed.doc.text[: max(0, near.start - parsed.sentence.span.start)]
    return _further().search(before) is not None


def _apart(parsed: Parsed, days: Days, near: Span | None) -> float:
    """How far a date stands from what is counted; a "since" dates all that a sentence counts."""
    if near is None or days.since:
        return 0.0
    offset = parsed.sentence.span.start
    first, last = sorted((near, days.span))
    between = [t for t in parsed.doc if first.end <= t.idx + offset < last.start]
    linked = any(t.lower_ in {"and", ";"} for t in between) and days.span.start < near.start
    return 1.5 * any(t.pos_ == "NUM" for t in between) + 1.0 * linked


def _misfit(event: Token, token: Token, days: Days) -> float:
    """How far a date is from an event, in steps of the parse: the nearest day in the sentence wins."""
    cost = steps_between(event, token) + abs(token.i - event.i) * 0.05 - 2 * days.since
    noun = next((t for t in token.doc[token.i + 1 : token.i + 3] if t.pos_ == "NOUN"), None)
    dated = noun is not None and noun.left_edge.i <= token.i  # "the October 7 attacks"
    if noun is not None and dated and event.i not in {noun.i, noun.head.i} and event not in noun.subtree:
        cost += 4  # it dates the attacks, not what came of them later
    if days.precision == "range" and not days.since:
        cost += 1
    return cost


def _token(days: Days, parsed: Parsed) -> Token | None:
    offset = parsed.sentence.span.start
    inside = [t for t in parsed.doc if t.idx + offset < days.span.end and t.idx + len(t) + offset > days.span.start]
    return parsed.doc[inside[0].i : inside[-1].i + 1].root if inside else None


def _of_saying(event: Token, date_token: Token) -> bool:
    """Whether a date belongs to the saying: to a verb of speech above the event, or to "a statement on Sunday"."""
    below = date_token
    for above in date_token.ancestors:
        if above.i == event.i or (above.pos_ == "NOUN" and above.lemma_.lower() in sort("one_attack")):
            return False  # "claimed their drone attack Friday"
        if above.lemma_.lower() in _saying_nouns() and above.pos_ == "NOUN" and event not in above.subtree:
            return True
        if above.lemma_.lower() in _saying() and above.pos_ == "VERB":
            what = [child for child in above.children if child.dep_ == "dobj"]
            if any(event in child.subtree or child.lemma_ in sort("one_attack") for child in what):
                return False  # "claimed a bombing on Wednesday that killed nine"
            # "Gunmen struck on Monday, police said, leaving two dead": the day hangs on what was done, not on "said"
            return below.dep_ in {"npadvmod", "prep", "advmod", "nsubj", "dobj", "dative", "agent", "nmod", "oprd"} or (
                event not in below.subtree and below.pos_ not in {"VERB", "AUX"}
            )
        if above.lower_ == "according":
            return True
        below = above
    return False


def _is_lasting(event: Token, reported: bool = False) -> bool:
    """Whether an event is told as what holds up to now: "has lost nine tanks", "nine have been killed".

    In what is `reported` of the past "nine had been killed" says the same.
    """
    for verb in (event, *event.ancestors):
        if verb.pos_ not in {"VERB", "AUX"}:
            continue
        have = next((t for t in verb.children if t.dep_ == "aux" and t.lemma_ == "have"), None)
        if have is not None and (reported or have.tag_ in {"VBP", "VBZ"} or _is_of_campaign(verb)):
            return True
        if verb.tag_ != "VBN" or any(t.dep_ in {"aux", "auxpass"} for t in verb.children):
            return False
    return False


def _is_of_campaign(verb: Token) -> bool:
    """Whether something befell people in what goes on for weeks: "had been killed in the battle for Lura"."""
    inside = [t for t in verb.children if t.dep_ == "prep" and t.lower_ in sort("throughout")]
    return any(noun.lemma_.lower() in sort("campaign") for prep in inside for noun in prep.children)
