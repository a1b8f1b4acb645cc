"""What people do at the desk, with the rules that hold whether it comes from a page or from a program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from reportedly.desk import mail
from reportedly.desk.access import Visitor
from reportedly.desk.accounts import account
from reportedly.desk.accounts.role import Role
from reportedly.desk.article import versions_of
from reportedly.desk.claim import newest, states_of
from reportedly.desk.correcting import corrected
from reportedly.desk.fresh import put_together
from reportedly.desk.problem import ProblemError
from reportedly.desk.state import Desk
from reportedly.ledger import Kept, acts
from reportedly.ledger.identity import party_id
from reportedly.ledger.schema import HIGHEST
from reportedly.reconciling import claim_named


def decide(desk: Desk, name: str, verdict: str, *, by: str, reason: str) -> Kept:
    """Accept or reject a claim. Raises ProblemError where there is none, or another verdict is given."""
    states_of(desk, name)
    if verdict not in ("accepted", "rejected"):
        raise ProblemError(422, "a claim is accepted or rejected; to correct it say what is to be corrected")
    made = desk.ledger.decide(name, verdict, by=by, reason=reason.strip())
    put_together(desk)
    return made


def correct(desk: Desk, name: str, given: Mapping[str, str], *, by: str, reason: str) -> Kept:
    """Mend a claim. Raises CorrectionError, naming the field, for what cannot be, ProblemError for no claim."""
    kept = newest(states_of(desk, name))
    made = corrected(kept.claim, desk.ledger.text(kept.article), given)
    now = desk.ledger.decide(name, "corrected", by=by, reason=reason.strip(), corrected=made)
    put_together(desk)
    return now


def assign(desk: Desk, name: str, to: str | None, *, by: str) -> None:
    """Give a claim to somebody of the desk, or to nobody. Raises ProblemError for others, and for no claim."""
    states_of(desk, name)
    if to and to not in account.analysts(desk.ledger.engine):
        raise ProblemError(422, f"“{to}” is nobody of this desk")
    acts.assign(desk.ledger, name, to or None, by=by)


def undo(desk: Desk, entry: int, who: Visitor, *, reason: str) -> int:
    """Take back what one did oneself; editors also what others did. Raises ProblemError for anything else."""
    done = acts.acts(desk.ledger, before=entry + 1, limit=1) if 0 < entry < HIGHEST else []
    if not done or done[0].entry != entry:
        raise ProblemError(404, f"no entry {entry} that somebody could undo")
    if done[0].by != who.name and not who.may(Role.EDITOR):
        raise ProblemError(403, "what others did is for editors to undo")
    made = acts.undo(desk.ledger, entry, by=who.name, reason=reason.strip())
    put_together(desk)
    return made


def pair(desk: Desk, claim: str, other: str, *, same: bool, by: str, reason: str) -> str:
    """Say whether two claims are of one happening; gives the name of the first, written out."""
    one, two = claim_named(desk.ledger, claim.strip()), claim_named(desk.ledger, other.strip())
    desk.ledger.decide_incident(one, two, same=same, by=by, reason=reason.strip())
    put_together(desk)
    return one


def merge(desk: Desk, id: str, into: str, *, by: str, reason: str) -> str:
    """Say that a party is another, under whatever name; gives the id that it goes by from now on."""
    target = party_id(into.strip())
    if target == id:
        raise ProblemError(422, f"“{into}” is this party itself")
    desk.ledger.merge_parties([id], target, by=by, reason=reason.strip())
    put_together(desk)
    return target


def split(desk: Desk, id: str, *, by: str, reason: str) -> None:
    """Say that a party stands for itself again."""
    desk.ledger.split_party(id, by=by, reason=reason.strip())
    put_together(desk)


def withdraw(desk: Desk, number: int, *, by: str, reason: str) -> None:
    """Note that an article was withdrawn. Raises ProblemError for no article, and for no reason."""
    versions_of(desk, number)
    if not reason.strip():
        raise ProblemError(422, "say why it was withdrawn")
    desk.ledger.withdraw(number, by=by, reason=reason.strip())
    put_together(desk)


# --- the right of reply -----------------------------------------------------------------------------------------------


def request(desk: Desk, entry: int) -> acts.Request:
    """A request for reply by its number. Raises ProblemError where there is none."""
    found = acts.request_numbered(desk.ledger, entry)
    if found is None:
        raise ProblemError(404, f"no request {entry}")
    return found


def ask(
    desk: Desk,
    party: str,
    claims: Sequence[str],
    *,
    to: str,
    channel: str,
    deadline: date,
    text: str,
    send: bool,
    by: str,
) -> int:
    """Enter a request; it is mailed first where that is asked for, so that none stands that did not go out.

    Raises MailError where it did not go out, ProblemError for no such claim.
    """
    for name in claims:
        states_of(desk, name)
    if send:
        mail.send(desk.settings, to.strip(), f"Request for comment, by {deadline.isoformat()}", text)
    return acts.request_reply(
        desk.ledger,
        party.strip(),
        claims,
        to=to.strip(),
        channel=channel.strip(),
        deadline=deadline,
        text=text.strip(),
        by=by,
    )


def remind(desk: Desk, entry: int, *, how: str, text: str, send: bool, by: str) -> int:
    """Remind a party, by mail or otherwise. Raises ProblemError where the mail did not go out, and for no request."""
    found = request(desk, entry)
    if send:
        try:
            mail.send(desk.settings, found.to, f"Reminder: request for comment, by {found.deadline.isoformat()}", text)
        except mail.MailError as error:
            raise ProblemError(502, str(error)) from None
    return acts.remind(desk.ledger, entry, how=how.strip(), by=by)
