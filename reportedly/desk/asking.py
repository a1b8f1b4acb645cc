"""What a party is written when it is asked, and how that is told to readers: in neutral words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reportedly.desk.settings import Settings
from reportedly.ledger import Kept
from reportedly.ledger.acts import Request, RequestState
from reportedly.report import words


def letter(settings: Settings, claims: Sequence[Kept], party: str, deadline: date) -> str:
    """A letter that names the claims with their words and their sources, to be changed as one likes."""
    told = "\n\n".join(
        f"- {words.capital(words.told(one.claim))}, as {_source(one)}: “{words.clean(one.quote)}”\n"
        f"  {settings.url}/claims/{one.name}"
        for one in claims
    )
    return (
        f"To {party}\n\n"
        f"{settings.name} keeps a ledger of what is claimed about the war. It has the following from published "
        f"reports, and asks for your comment before {words.day(deadline)}:\n\n{told}\n\n"
        "Is this so? Is there anything that readers should know beside it? What you answer is shown beside the claims; "
        "if no answer comes, readers are told that we asked, and when.\n"
    )


def reminder(request: Request) -> str:
    """A reminder of a request."""
    return (
        f"To {request.party}\n\nOn {words.day(request.on)} we asked for your comment, until "
        f"{words.day(request.deadline)}. We have not had an answer so far. What we asked:\n\n{request.text}\n"
    )


def _source(kept: Kept) -> str:
    if words.in_own_voice(kept.claim.claimant):
        return words.clean(kept.article.publisher or "an article") + " reports"
    said = f"{words.spoken(words.claimant(kept.claim))} says"
    return said + (f", reported by {words.clean(kept.article.publisher)}" if kept.article.publisher else "")


def public(request: Request) -> str:
    """A request as readers are told of it."""
    asked = (
        f"{words.clean(request.party)} was asked for comment by {words.clean(request.channel)} on "
        f"{words.day(request.on)}, until {words.day(request.deadline)}"
    )
    match request.state:
        case RequestState.ANSWERED:
            return f"{asked}, and answered on {words.day(request.answers[-1].received)}:"
        case RequestState.SILENT:
            return f"{asked}, and has not answered."
        case RequestState.OVERDUE:
            return f"{asked}; no answer has come so far."
        case _:
            return f"{asked}."
