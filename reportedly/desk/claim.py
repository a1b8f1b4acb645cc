"""One claim with all that stands beside it: its history, its incident, its echoes, what came of checking and asking."""

from __future__ import annotations

from dataclasses import dataclass

from reportedly.desk.problem import ProblemError
from reportedly.desk.state import Desk
from reportedly.ledger import Kept, LedgerError, acts
from reportedly.reconciling import Incident, Member, incident

_WHOLE = 16  # letters of a whole name


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """A claim as it is told. `member` is it in its incident, `echo_of` what it repeats, `echoes` repeat it."""

    kept: Kept
    history: list[Kept]
    incident: Incident | None
    member: Member | None
    echo_of: Member | None
    echoes: list[Member]
    check: acts.Check | None
    requests: list[acts.Request]


def states_of(desk: Desk, name: str) -> list[Kept]:
    """All states of a claim, oldest first, by its whole name. Raises ProblemError where there is none."""
    history = desk.ledger.history(name) if len(name) == _WHOLE else []
    if not history:
        raise ProblemError(404, f"no claim {name} in this ledger")
    return history


def newest(history: list[Kept]) -> Kept:
    """The state of a claim that is in force; of one that is no longer, its last."""
    return next((one for one in history if one.current), history[-1])


def claim_page(desk: Desk, name: str) -> ClaimPage:
    """A claim by its whole name. Raises ProblemError where there is none."""
    history = states_of(desk, name)
    happening = incident_with(desk, name)
    members = {one.kept.name: one for one in happening.members} if happening else {}
    member = members.get(name)
    return ClaimPage(
        newest(history),
        history,
        happening,
        member,
        members.get(member.echo_of) if member and member.echo_of else None,
        [one for one in members.values() if one.echo_of == name],
        acts.standing_checks(desk.ledger, [name]).get(name),
        acts.requests(desk.ledger, claim=name),
    )


def incident_with(desk: Desk, name: str) -> Incident | None:
    """The incident that a claim is in; None for a total of a war, or a rejected claim."""
    try:
        return incident(desk.ledger, name)
    except LedgerError:
        return None
