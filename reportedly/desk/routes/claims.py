"""A claim: its words, its way, its history, what checking gave, who repeats it, and how it was read."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from reportedly.desk.access import Visitor, needs
from reportedly.desk.accounts import account
from reportedly.desk.accounts.role import Role
from reportedly.desk.claim import claim_page
from reportedly.desk.fresh import put_together
from reportedly.desk.linked_data import claim_document
from reportedly.desk.pages import render
from reportedly.desk.provenance import provenance_of
from reportedly.desk.state import desk_of
from reportedly.ledger import Kept, acts

router = APIRouter()


@router.get("/claims/{name}")
def claim(request: Request, name: str, who: Visitor = needs(None)) -> Response:
    """One claim, by its whole name."""
    desk = desk_of(request)
    put_together(desk)
    found = claim_page(desk, name)
    analyst = who.may(Role.ANALYST)
    return render(
        request,
        "claim.html",
        who=who,
        kept=found.kept,
        history=found.history,
        incident=found.incident,
        member=found.member,
        echoes=found.echoes,
        echo_of=found.echo_of,
        how=provenance_of(found.kept.claim),
        document=claim_document(desk.settings.url, found.kept, found.history),
        changed=changes(found.history),
        check=found.check,
        requests=found.requests,
        acts=acts.acts_of(desk.ledger, name) if analyst else [],
        people=account.analysts(desk.ledger.engine) if analyst else [],
        assigned=acts.assigned_to(desk.ledger, name) if analyst else None,
    )


def changes(history: list[Kept]) -> list[tuple[Kept, str]]:
    """Each state of a claim, newest first, with what was said of it then."""
    return [(one, one.reason) for one in reversed(history)]
