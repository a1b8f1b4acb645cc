"""How is a claim said in English: figures with their bounds, the chain in one line, doubt and checking in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from reportedly import lexicon
from reportedly.article import Article
from reportedly.claim import (
    PEOPLE,
    Attribution,
    Claim,
    Count,
    Kind,
    Qualifier,
    Reading,
    Result,
    Role,
    Stance,
    Status,
    Verification,
    When,
)
from reportedly.reading.taxonomy import singulars

ARTICLE = "article"
UNCHECKED = "no verification stated"
NOWHERE = "no place or date stated"
NOTHING = "No claims found."
UNDATED = "no publication date: relative dates stay as written"

_UNITS = {"percent": "%", "per_day": " a day", "per_week": " a week", "per_month": " a month", "km2": " km²"}
_CONTROL = {
    Status.TAKEN: "taken",
    Status.CAPTURED: "taken",
    Status.HELD: "held",
    Status.LOST: "lost",
    Status.WITHDRAWN: "left",
}
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_LEADING = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)


def visible(text: str) -> str:
    """The text without what a terminal or a page would obey instead of show; line ends stay."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n"))


def clean(text: str) -> str:
    """The text on one line, without what a terminal or a page would obey instead of show.

    >>> clean("613 \\x1b[31mkilled\\n on  Monday")
    '613 [31mkilled on Monday'
    """
    return " ".join(visible(text).split())


def number(value: float) -> str:
    """A number for people: 1442 -> "1,442", 2.5 -> "2.5"."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def bare(value: float | None) -> float | int | None:
    """A number for machines: whole numbers as integers."""
    return int(value) if value is not None and value == int(value) else value


def joined(names: Sequence[str]) -> str:
    """Names as a sentence lists them.

    >>> joined(["A", "B", "C"])
    'A, B and C'
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def counted(how_many: int, thing: str, plural: str = "") -> str:
    """A number with its noun: "1 claim", "2 claims"."""
    return f"{how_many:,} {thing if how_many == 1 else plural or thing + 's'}"


def day(when: date) -> str:
    """A date as a newspaper writes it: 18 March 2024."""
    return f"{when.day} {when:%B %Y}"


# --- the figure -------------------------------------------------------------------------------------------------------


def has_figure(claim: Claim) -> bool:
    """Whether the claim has a number to show, or a word for one ("dozens"): one place that changed hands has none."""
    return claim.kind is not Kind.CONTROL or (claim.count.low or claim.count.high or 0) > 1


def figure(count: Count) -> str:
    """The count with its bounds in words.

    >>> figure(Count.at_least("no fewer than 12", 12))
    'at least 12'
    """
    unit = "" if count.unit is None else _UNITS.get(count.unit, " " + count.unit.replace("_", " "))
    match count:
        case Count(qualifier=Qualifier.MORE_THAN, low=float() | int() as low):
            return f"more than {number(low - 1)}{unit}"
        case Count(qualifier=Qualifier.AT_LEAST, low=float() | int() as low):
            return f"at least {number(low)}{unit}"
        case Count(qualifier=Qualifier.UP_TO, high=float() | int() as high):
            return f"up to {number(high)}{unit}"
        case Count(qualifier=Qualifier.ABOUT, best=float() | int() as best):
            return f"about {number(best)}{unit}"
        case Count(low=float() | int() as low, high=float() | int() as high) if low != high:
            return f"{number(low)} to {number(high)}{unit}"
        case Count(low=float() | int() as low):
            return f"{number(low)}{unit}"
        case _:
            return clean(count.text).lower() or "no number"


def outcome(claim: Claim) -> str:
    """What is said to have happened, in one word: "killed", "destroyed", "taken"."""
    if claim.kind is Kind.CONTROL:
        return _CONTROL.get(claim.status, "held") if claim.status else "control"
    if claim.kind in PEOPLE:
        return claim.kind.value
    return claim.status.value if claim.status else ("lost" if claim.kind is Kind.EQUIPMENT else "other loss")


def subject(claim: Claim) -> str:
    """Who or what the figure counts, without the figure: "Russian military personnel", "howitzers"."""
    if claim.kind in (Kind.EQUIPMENT, Kind.OTHER) and claim.item:
        words = clean(claim.item.text)
    elif claim.who:
        words = clean(claim.who.text)
    elif claim.kind is Kind.CONTROL and claim.place:
        words = clean(claim.place.text)
    else:
        return ""
    told, counted_words = clean(claim.count.text).lower(), _LEADING.sub("", words)  # "the 1,442 casualties"
    if told and has_figure(claim) and f"{counted_words.lower()} ".startswith(told + " "):
        words = counted_words[len(told) :].lstrip().removeprefix("of ")
    return words


def told(claim: Claim) -> str:
    """The claim in a phrase: "at least 10 tanks destroyed", "dozens of soldiers killed", "1,442 casualties"."""
    count, whom, deed = figure(claim.count) if has_figure(claim) else "", subject(claim), outcome(claim)
    written = clean((claim.who or claim.item or claim.count).text).lower()
    if count and count.lower() in whom.lower():  # "the remaining 396 sailors", "a certain number of soldiers"
        count = ""
    elif count and written.startswith(f"{count} of "):
        count += " of"
    last = whom.lower().split()[-1] if whom else ""
    if any((claim.kind.value, word) in _deeds() for word in (last, *singulars(last))):  # "53 dead", "9 casualties"
        deed = ""
    if deed and claim.kind is Kind.CASUALTIES:
        return f"{count} casualties{f', {whom}' if whom else ''}".lstrip()
    return " ".join(part for part in (count, whom, deed) if part)


@cache
def _deeds() -> frozenset[tuple[str, str]]:
    """Kinds with the words for people that say what became of them."""
    told = (row for row in lexicon.rows("outcomes.csv") if row["form"] in ("adjective", "tally"))
    return frozenset((row["kind"], row["word"].lower()) for row in told)


def where(claim: Claim) -> str:
    """The place as written, empty where none is stated or where it is the subject already."""
    text = clean(claim.place.text) if claim.place else ""
    return "" if claim.kind is Kind.CONTROL and text.lower() in subject(claim).lower() else text


def scene(claim: Claim) -> str:
    """Where and when, as far as stated: "Belgorod, 12–18 March 2024"."""
    return ", ".join(p for p in (where(claim), period(claim.when)) if p)


def notes(claim: Claim) -> tuple[str, ...]:
    """What else the figure needs: whose people they are, who is said to have done it, whether a total holds it."""
    said = []
    side_of = clean(claim.who.party or "") if claim.who else ""
    if _named(side_of) and side_of.lower() not in subject(claim).lower():
        said.append(side_of)
    speaker = set(claim.claimant.parties or (claim.claimant.source,))
    if claim.by and set(claim.by.parties or (claim.by.text,)) != speaker:
        doer = joined([clean(p) for p in claim.by.parties]) or _LEADING.sub("", clean(claim.by.text))
        if doer.lower() not in lexicon.words("pronouns.csv"):
            said.append(f"by {doer}")
    if claim.part_of:
        said.append("part of a total")
    return tuple(said)


def period(when: When | None) -> str:
    """The time of the event: resolved where it could be, else as written in quotation marks, else empty."""
    if when is None:
        return ""
    first, last = when.start or when.total_since, when.end
    if first is None and last is None:
        return f"“{clean(when.text)}”" if when.text.strip() else ""
    if first is None or last is None:
        return f"since {day(first)}" if first else f"until {day(last)}" if last else ""
    if first != last and when.precision == "month" and (first.year, first.month) == (last.year, last.month):
        return f"{first:%B %Y}"
    if first != last and when.precision == "year" and first.year == last.year:
        return f"{first.year}"
    return days(first, last)


def days(first: date, last: date) -> str:
    """From one day to another, as a newspaper writes it.

    >>> days(date(2024, 3, 12), date(2024, 3, 18))
    '12–18 March 2024'
    """
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%B} – {day(last)}"
    return f"{day(first)} – {day(last)}"


# --- the speaker ------------------------------------------------------------------------------------------------------


def in_own_voice(station: Attribution) -> bool:
    """Whether the reporter asserts it: no source is named."""
    return station.role is Role.PUBLISHER or station.source.strip().lower() in ("", ARTICLE)


def name(station: Attribution) -> str:
    """The name of a station of the chain, without its article, "(translation)" added for a translator.

    A name stays as the article writes it, a description ("the groups") gives way to the parties it stands for.
    """
    written = _LEADING.sub("", clean(station.source))
    told = written if _named(written) else joined([clean(p) for p in station.parties]) or written
    return f"{told} (translation)" if station.role is Role.TRANSLATOR else told


def _named(words: str) -> bool:
    return any(word[:1].isupper() for word in words.split())


def claimant(claim: Claim) -> str:
    """The first source of the chain as a name; "article" where the reporter speaks in its own voice."""
    return ARTICLE if in_own_voice(claim.claimant) else capital(name(claim.claimant))


def spoken(claimant: str) -> str:
    """A claimant for people: what programs call "article" is the reporter's own voice."""
    return "The article in its own voice" if claimant == ARTICLE else capital(claimant)


def plain(name: str) -> str:
    """A name or a description without its article, for lists: "the rebels" is "rebels"."""
    return _LEADING.sub("", clean(name))


def capital(words: str) -> str:
    """The words with a capital to begin with."""
    return words[:1].upper() + words[1:]


def relays(claim: Claim) -> tuple[str, ...]:
    """The stations between the first source and this page."""
    return tuple(name(s) for s in claim.attribution[1:] if s.role is not Role.PUBLISHER)


def chain(claim: Claim, article: Article, first: str = "") -> str:
    """The whole way of a figure in one line, from the first source to this page.

    A legion's post, translated by one paper, printed by another: "Legion → Telegram → Post (translation) → Daily".
    `first` is what the first source is called where the article calls it this and that.
    """
    # "Ana Roldan, who leads the brigade in the east" is Ana Roldan from the second time on
    stations = [] if in_own_voice(claim.claimant) else [(first or claimant(claim)).split(", ")[0]]
    stations += relays(claim)
    published = [name(s) for s in claim.attribution if s.role is Role.PUBLISHER]
    page = clean(article.publisher or "") or next((p for p in published if p.lower() != ARTICLE), "this article")
    return " → ".join([*stations, page])


# --- the doubt --------------------------------------------------------------------------------------------------------


def _inside(name: str) -> str:
    """A name within a sentence: "The Russian Defence Ministry" began one in the article."""
    return f"the {name[4:]}" if name.startswith("The ") else name


def checked(verification: Verification) -> str:
    """What came of checking, in words: "not verified by Newsweek", "comment requested from the ministry by email"."""
    by = clean(verification.by or "")
    of = _inside(clean(verification.of or ""))
    match verification.result:
        case Result.DENIED:
            words = "denied" + (f" by {by}" if by else "")
        case Result.UNVERIFIED:
            words = "not verified" + (f" by {by}" if by else "")
        case Result.CONFIRMED:
            words = "confirmed" + (f" by {by}" if by else "")
        case Result.COMMENT_REQUESTED:
            words = "comment requested" + (f" from {of}" if of else "")
    channel = clean(verification.channel or "")
    if channel:
        words += f" {'on' if channel[:1].isupper() else 'by'} {channel}"
    return words + (f" on {day(verification.when)}" if verification.when else "")


def checks(claim: Claim) -> tuple[str, ...]:
    """All that came of checking this claim, strongest first, each said once."""
    ordered = sorted(claim.verification, key=lambda v: -v.result.strength)
    return tuple(dict.fromkeys(checked(v) for v in ordered))


def doubt(claim: Claim, article: Article) -> str:
    """How the wording itself doubts the claim: 'worded with doubt: “reportedly”', empty where it does not."""
    widest = [h for h in claim.hedges if not any(other != h and other.covers(h) for other in claim.hedges)]
    hedges = dict.fromkeys(f"“{clean(h.of(article.text))}”" for h in widest)
    stance = {Stance.DENIES: "the speaker denies it", Stance.DOUBTS: "the speaker doubts it"}.get(claim.claimant.stance)
    wording = f"worded with doubt: {joined(list(hedges))}" if hedges else ""
    return "; ".join(told for told in (wording, stance) if told)


def side(claims: Iterable[Claim]) -> str:
    """Whether the claimant fights in this war, as far as is known: "a party to the war", or empty."""
    known = {c.party_to_conflict for c in claims}
    return "a party to the war" if known == {True} else ""


# --- the label --------------------------------------------------------------------------------------------------------


def label(reading: Reading) -> tuple[str, ...]:
    """The sourcing label, phrase by phrase: what the article rests on.

    ("10 figures", "1 original source, a party to the war", "0 verified", "comment requested from the ministry")
    """
    claims, facts = reading.claims, reading.label
    if not claims:
        return (NOTHING.rstrip("."),)
    figures = sum(map(has_figure, claims))
    phrases = [counted(figures, "figure")] if figures else []
    if places := len(claims) - figures:
        phrases.append(counted(places, "place taken or held", "places taken or held"))
    phrases.append(_sources(claims, facts.claimants))
    phrases.append(f"{facts.independently_verified} verified")
    asked = dict.fromkeys(
        _inside(clean(v.of)) for c in claims for v in c.verification if v.result is Result.COMMENT_REQUESTED and v.of
    )
    if asked:
        phrases.append(f"comment requested from {joined(list(asked))}")
    elif facts.comment_requested:
        phrases.append("comment requested")
    return tuple(phrases)


def _sources(claims: Sequence[Claim], how_many: int) -> str:
    parties = [c for c in claims if c.party_to_conflict]
    if not how_many:
        return "no source named"
    words = counted(how_many, "original source")
    if not parties:
        return words
    if len(parties) == len(claims):
        return f"{words}, {'a party' if how_many == 1 else 'all parties'} to the war"
    return f"{words}; {len(parties)} of {counted(len(claims), 'claim')} from a party to the war"


def heading(article: Article) -> str:
    """The title of the article, or its first words where it has none."""
    if article.title and clean(article.title):
        return clean(article.title)
    first = clean(next((line for line in article.text.splitlines() if line.strip()), "")) or article.id
    return first if len(first) <= 90 else first[:88].rsplit(" ", 1)[0] + " …"


def called(title: str | None, name: str, publisher: str | None) -> str:
    """What a kept article is called in a list: its title, else its name where that is one people gave it."""
    if title and clean(title):
        return clean(title)
    if not name.startswith("sha256:"):
        return clean(name)
    return f"an article of {clean(publisher)}" if publisher else "an article without a title"


def dateline(article: Article) -> str:
    """Publisher and date, or that there is none."""
    when = day(article.published) if article.published else UNDATED
    return " · ".join(p for p in (clean(article.publisher or ""), clean(article.byline or ""), when) if p)
