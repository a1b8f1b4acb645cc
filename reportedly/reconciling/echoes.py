"""Which claims of an incident only repeat another, and which are part of another's total."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from reportedly.reconciling.account import Account, Dating, Figure

Told = tuple[Account, Figure]


def in_order(accounts: Iterable[Account]) -> list[Told]:
    """The figures of accounts in the order in which they were told: by day, the fewer hands the earlier."""
    figures = [(account, figure) for account in accounts for figure in account.figures]
    return sorted(figures, key=lambda t: (t[0].told is None, t[0].told or 0, t[1].hops, t[1].claim))


def echoes(told: Iterable[Told]) -> dict[str, str]:
    """By the name of a claim the original that it repeats; `told` in order.

    An echo has the figure of an earlier claim and its source, through whatever hands it came: the same claimant by any
    of his names, or the very words of another paper. Two reporters who count for themselves are two voices.
    """
    originals: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    found: dict[str, str] = {}
    for _, figure in told:
        same = originals[figure.kind, figure.subject, figure.low, figure.best, figure.high]
        original = next((one for one in same if _one_source(one, figure)), None)
        if original is None:
            same.append(figure)
        else:
            found[figure.claim] = original.claim
    return found


def _one_source(one: Figure, other: Figure) -> bool:
    return bool(one.claimants & other.claimants) or (one.quote is not None and one.quote == other.quote)


def parts(told: Iterable[Told]) -> dict[str, str]:
    """By the name of a claim the claim whose total it is in; `told` in order.

    The text says so ("three children among them"); or it is a day's figure of somebody who gives a running total that
    covers the day and is no smaller.
    """
    figures = list(told)
    known = {figure.claim for _, figure in figures}
    totals = [t for t in figures if t[0].dating is Dating.TOTAL]
    found = {}
    for account, figure in figures:
        if figure.part_of in known:
            found[figure.claim] = figure.part_of or ""
        elif account.dating is not Dating.TOTAL:
            whole = next((total for total in totals if _within((account, figure), total)), None)
            if whole:
                found[figure.claim] = whole[1].claim
    return found


def _within(part: Told, whole: Told) -> bool:
    (account, figure), (over, total) = part, whole
    if account.start is None or account.end is None or over.start is None or over.end is None:
        return False
    if (figure.kind, figure.subject) != (total.kind, total.subject) or figure.number is None or total.number is None:
        return False
    covered = over.start <= account.start and account.end <= over.end
    return covered and figure.number <= total.number and bool(figure.claimants & total.claimants)
