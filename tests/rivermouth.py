"""A dispatch that is made up, and what is found in it: for the tests of what people and programs see."""

from __future__ import annotations

from datetime import date

from reportedly.article import Article, Span
from reportedly.claim import (
    Attribution,
    By,
    Claim,
    Count,
    Finding,
    Item,
    Kind,
    Label,
    Location,
    Place,
    Qualifier,
    Reading,
    Result,
    Role,
    Status,
    Verification,
    When,
    Who,
)

TEXT = (
    "Rivermouth falls quiet\n\n"
    "The rebels said on Telegram they had killed more than 40 soldiers of the Northern Brigade on Monday and destroyed "
    "three tanks, among other vehicles, in Rivermouth.\n\n"
    "The army said one soldier was wounded. The Daily Ledger could not verify the rebels' figures and asked the "
    "Ministry of War for comment by email."
)
MONDAY = date(2031, 5, 5)
ARTICLE = Article(TEXT, "rivermouth", "Rivermouth falls quiet", "Daily Ledger", None, date(2031, 5, 6))


def span(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


REBELS = (
    Attribution(Role.CLAIMANT, "Free Valley Front", ("Free Valley Front",), "said", source_span=span("The rebels")),
    Attribution(Role.CHANNEL, "Telegram"),
    Attribution(Role.TRANSLATOR, "the Valley Post"),
    Attribution(Role.PUBLISHER, "Daily Ledger"),
)
UNVERIFIED = Verification(Result.UNVERIFIED, span("could not verify"), by="the Daily Ledger")
ASKED = Verification(Result.COMMENT_REQUESTED, span("asked the Ministry"), of="the Ministry of War", channel="email")
RAID = span("The rebels said on Telegram they had killed more than 40 soldiers of the Northern Brigade on Monday")
KILLED = Claim(
    "k1",
    Kind.KILLED,
    Count.more_than("more than 40", 40),
    (RAID,),
    REBELS,
    who=Who("soldiers of the Northern Brigade", span("soldiers of the Northern Brigade"), "Northland", False),
    by=By("they", None, ("Free Valley Front",)),
    place=Place("Rivermouth", (Location("Rivermouth", "NL", 1.5, 2.5, 99),)),
    when=When("on Monday", MONDAY, MONDAY),
    party_to_conflict=True,
    verification=(ASKED, UNVERIFIED),
)
TANKS = Claim(
    "e1",
    Kind.EQUIPMENT,
    Count("three", 3, 3, 3, Qualifier.EXACT, open_list=True),
    (span("destroyed three tanks, among other vehicles, in Rivermouth"),),
    REBELS,
    status=Status.DESTROYED,
    item=Item("tanks", "armour", "tank"),
    hedges=(span("said on Telegram"),),
    party_to_conflict=True,
)
WOUNDED = Claim(
    "w1",
    Kind.WOUNDED,
    Count.exact("one", 1),
    (span("The army said one soldier was wounded."),),
    (Attribution(Role.CLAIMANT, "The army", (), "said"), Attribution(Role.PUBLISHER, "Daily Ledger")),
    who=Who("one soldier", span("one soldier")),
    party_to_conflict=True,
)
READING = Reading(
    ARTICLE,
    (KILLED, TANKS, WOUNDED),
    (Finding("open_list", "the list of equipment goes on (“among other vehicles”)", ("e1",)),),
    Label(3, 2, 1.0, 0, 1, 1.0),
)
SILENT = Reading(Article("Parliament met.", "quiet"), (), (), Label(0, 0, 0.0, 0, 0, 0.0))
