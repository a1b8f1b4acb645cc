"""Which claims of an incident does a rule book look at? Each original once, and what nobody has taken back.

Set aside, once for all rule books, are echoes, what a person has rejected, what its publisher has withdrawn, what the
speaker denies or doubts, and what is told of a longer time than the incident's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from reportedly.claim import Claim, Result, Stance
from reportedly.ledger import State
from reportedly.reconciling.incident import Incident, Member

_MONTH, _YEAR = 31, 366  # days: how loosely an incident may be dated; what is told of more than a year is of a war


def standing(incident: Incident) -> tuple[Member, ...]:
    """The claims of an incident that a rule book looks at, in a fixed order: each original once, without its echoes.

    Where an original does not count or is not in the incident, the first of its echoes that counts stands in for it.
    """
    members = {m.kept.name: m for m in incident.members}
    by_root: dict[str, list[Member]] = {}
    for member in incident.members:
        if counts(member):
            by_root.setdefault(_root(member, members), []).append(member)
    chosen = [_original(root, told) for root, told in by_root.items()]
    sharp = {m.kept.claim.kind for m in chosen if not _of_more(m.kept.claim, incident)}
    # "3,545 in the past year" is no rival of a night's figure; where it is all that is told, it is the figure.
    chosen = [m for m in chosen if m.kept.claim.kind not in sharp or not _of_more(m.kept.claim, incident)]
    return tuple(sorted(chosen, key=lambda m: (told_on(m), m.kept.name)))


def counts(member: Member) -> bool:
    """Whether a claim says something of an incident that no person, publisher or speaker has taken back."""
    kept, claim = member.kept, member.kept.claim
    taken_back = kept.state is State.REJECTED or kept.article.withdrawn
    asserted = claim.claimant.stance not in (Stance.DENIES, Stance.DOUBTS)
    return asserted and not taken_back and _length(claim) <= _YEAR


def told_on(member: Member) -> date:
    """The day a claim was published, or else entered."""
    return member.kept.article.published or date.fromisoformat(member.kept.at[:10])


def _of_more(claim: Claim, incident: Incident) -> bool:
    """Whether a claim is dated to a longer time than the incident, and to more than a loose "in March"."""
    lasted = (incident.end - incident.start).days if incident.start and incident.end else 0
    return _length(claim) > max(lasted, _MONTH)


def _length(claim: Claim) -> int:
    """Days from the first to the last that a claim is dated to, 0 for one day or none."""
    when = claim.when
    first = (when.total_since or when.start) if when else None
    return (when.end - first).days if when and when.end and first else 0


def _root(member: Member, members: Mapping[str, Member]) -> str:
    """The name of the claim at the end of a chain of echoes, in the incident or not."""
    seen = {member.kept.name}
    while (name := member.echo_of) is not None and name not in seen:
        if name not in members:
            return name
        seen.add(name)
        member = members[name]
    return member.kept.name if member.echo_of is None else min(seen)


def _original(root: str, told: list[Member]) -> Member:
    return min(told, key=lambda m: (m.kept.name != root, told_on(m), m.kept.name))


def confirmed(incident: Incident) -> frozenset[str]:
    """The names of the claims that somebody else has confirmed, them or an echo of them."""
    members = {m.kept.name: m for m in incident.members}
    roots = {
        _root(m, members)
        for m in incident.members
        if any(v.result is Result.CONFIRMED for v in m.kept.claim.verification)
    }
    return frozenset(m.kept.name for m in incident.members if _root(m, members) in roots)
