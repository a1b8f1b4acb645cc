"""A claim: its words, its way, its history, what checking gave, who repeats it, and how it was read."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from reportedly.desk.access import Visitor, needs
from reportedly.desk.accounts import account
from reportedly.desk.accounts.role import Role
from reportedly.desk.fresh import put_together
from reportedly.desk.linked_data import claim_document
from reportedly.desk.pages import render
from reportedly.desk.problems import ProblemError
from reportedly.desk.provenance import provenance_of
from reportedly.desk.state import Desk, desk_of
from reportedly.ledger import Kept, LedgerError, acts
from reportedly.reconciling import Incident, incident

router = APIRouter()


@router.get("/claims/{name}")
def claim(request: Request, name: str, who: Visitor = needs(None)) -> Response:
    """One claim, by its whole name."""
    desk = desk_of(request)
    history = desk.ledger.history(name) if len(name) == 16 else []
    if not history:
        raise ProblemError(404, f"no claim {name} in this ledger")
    put_together(desk)
    analyst = who.may(Role.ANALYST)
    now = next((one for one in history if one.current), history[-1])
    happening = incident_with(request, name)
    member = next((m for m in happening.members if m.kept.name == name), None) if happening else None
    echoes = [m for m in happening.members if m.echo_of == name] if happening else []
    of = next((m for m in happening.members if member and m.kept.name == member.echo_of), None) if happening else None
    return render(
        request,
        "claim.html",
        who=who,
        kept=now,
        history=history,
        incident=happening,
        member=member,
        echoes=echoes,
        echo_of=of,
        how=provenance_of(now.claim),
        document=claim_document(desk.settings.url, now, history),
        changed=changes(history),
        check=acts.standing_checks(desk.ledger, [name]).get(name),
        requests=acts.requests(desk.ledger, claim=name),
        acts=acts.acts_of(desk.ledger, name) if analyst else [],
        people=account.analysts(desk.ledger.engine) if analyst else [],
        assigned=assigned_to(desk, name) if analyst else None,
    )


def incident_with(request: Request, name: str) -> Incident | None:
    """The incident that a claim is in; None for a total of a war, or a rejected claim."""
    try:
        return incident(desk_of(request).ledger, name)
    except LedgerError:
        return None


def assigned_to(desk: Desk, name: str) -> str | None:
    """Whose a claim is to look at."""
    return next((one.to for one in acts.assignments(desk.ledger) if one.claim == name), None)


def changes(history: list[Kept]) -> list[tuple[Kept, str]]:
    """Each state of a claim, newest first, with what was said of it then."""
    return [(one, one.reason) for one in reversed(history)]
