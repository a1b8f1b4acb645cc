"""What to look at first: claims that nobody has reviewed, ordered by what matters about them.

A claim matters more the wider its rivals are apart, the larger its figure, the more articles repeat it, and the less
sure its reading is. Those with the widest, the largest and the most reported incidents are weighed, and the newest: of
a million claims that is enough to fill a day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from math import log10

from reportedly.ledger import Kept, Ledger, State
from reportedly.ledger.acts import Assignment, assignments
from reportedly.reconciling import Order, Summary, incidents, summaries
from reportedly.report import words

_INCIDENTS = 40  # of each order
_NEWEST = 80
_APART, _MANY = 1.5, 100  # from where on a ratio and a figure are told as reasons
_SURE = 0.75


@dataclass(frozen=True, slots=True)
class Due:
    """A claim to look at: how much it matters, why, in words, and whose it is."""

    kept: Kept
    weight: float
    why: tuple[str, ...]
    incident: str | None
    to: str | None


def due(ledger: Ledger, *, to: str | None = None, limit: int = 25, skip: int = 0) -> list[Due]:
    """Claims to review, those that matter most first; with `to` only those that are somebody's."""
    mine = {one.claim: one for one in assignments(ledger)}
    found = _assigned(ledger, to, mine) if to is not None else _candidates(ledger, mine)
    found.sort(key=lambda one: (-one.weight, one.kept.name))
    return found[skip : skip + limit]


def _candidates(ledger: Ledger, mine: dict[str, Assignment]) -> list[Due]:
    lines: dict[str, Summary] = {}
    for order in (Order.DISAGREEMENT, Order.DEADLIEST, Order.REPORTED, Order.NEWEST):
        lines |= {line.id: line for line in summaries(ledger, order=order, limit=_INCIDENTS)}
    found: dict[str, Due] = {}
    for incident in incidents(ledger, list(lines.values())):
        echoes = Counter(m.echo_of for m in incident.members if m.echo_of)
        ratio = lines[incident.id].ratio or 1.0
        for member in incident.members:
            if member.original and member.kept.state is State.READ:
                name = member.kept.name
                found[name] = weighed(member.kept, ratio, echoes[name], incident.id, mine.get(name))
    for kept in ledger.claims("state:read", limit=_NEWEST):
        if kept.name not in found:
            found[kept.name] = weighed(kept, 1.0, 0, None, mine.get(kept.name))
    return list(found.values())


def _assigned(ledger: Ledger, to: str, mine: dict[str, Assignment]) -> list[Due]:
    names: Collection[str] = [name for name, one in mine.items() if one.to == to]
    states = (ledger.history(name)[-1] for name in names)
    return [weighed(kept, 1.0, 0, None, mine[kept.name]) for kept in states if kept.state is State.READ]


def weighed(kept: Kept, ratio: float, echoes: int, incident: str | None, mine: Assignment | None) -> Due:
    """How much a claim matters, and why: a factor of ten in one of figure, ratio and reach weighs the same."""
    claim = kept.claim
    number = claim.count.number or 0
    weight = log10(1 + number) + log10(max(ratio, 1)) + log10(1 + echoes) + 2 * (1 - claim.confidence)
    why = []
    if ratio >= _APART:
        why.append(f"figures {ratio:.1f} times apart")
    if number >= _MANY:
        why.append("a large figure")
    if echoes:
        why.append(f"repeated by {words.counted(echoes, 'article')}")
    if claim.confidence < _SURE:
        why.append(f"of claims read like this {claim.confidence:.0%} were right")
    return Due(kept, weight, tuple(why), incident, mine.to if mine else None)
