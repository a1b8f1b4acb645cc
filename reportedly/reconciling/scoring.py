"""Are two accounts of one happening? The signs for and against, each with its weight (lexicon/match_weights.csv)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from reportedly.lexicon import rows
from reportedly.reconciling.account import Account, Dating, Figure
from reportedly.reconciling.geography import Lie, Spot, lie_of
from reportedly.reconciling.incident import Reason

WINDOW = 3  # days by which accounts of one happening may differ: reports come late, and date by the report
_FIGURES_FOR, _FIGURES_AGAINST = 8.0, -4.0  # the most that all figures together say
_CLOSE, _UNLIKE = 1.25, 4.0  # ratios of two figures
_STEPS = (31, 13, 6, 3, 1)
OF_PARTIES = frozenset({"same_doer", "other_doer", "other_victims", "same_claimant"})  # they compare ids of parties

Sign = tuple[str, str, str]  # its name in the lexicon, and what was compared


@cache
def _weights() -> dict[str, float]:
    return {row["sign"]: float(row["bits"]) for row in rows("match_weights.csv")}


@cache
def _texts() -> dict[str, str]:
    return {row["sign"]: row["text"] for row in rows("match_weights.csv")}


def reason(sign: Sign, called: Mapping[str, str] = MappingProxyType({})) -> Reason:
    """A sign in words; `called` has the names of parties by their ids."""
    name, a, b = sign
    if name in OF_PARTIES:
        a, b = called.get(a, a), called.get(b, b)
    return Reason(_texts()[name].format(a=a, b=b), _weights()[name])


def prior() -> Reason:
    """What holds before any sign, for any two accounts."""
    return reason(("prior", "", ""))


def score(one: Account, other: Account) -> tuple[float, list[Sign]]:
    """How strongly two accounts are of one happening, in bits, and the signs of it; above 0 they are.

    It is the same whichever of the two comes first.
    """
    weights = _weights()
    when = _time(one, other)
    bits = weights["prior"] + weights[when]
    if bits < -20:
        return bits, [(when, "", "")]
    signs: list[Sign] = [(when, "", "")]
    where, a, b = _place(one, other)
    if where is not Lie.UNSAID:
        signs.append((where.value, a.name, b.name) if a and b else (where.value, "", ""))
        bits += weights[where.value]
        if bits < -20:
            return bits, signs
    bits += _figures(one, other, signs)
    for sign in _parties(one, other):
        signs.append(sign)
        bits += weights[sign[0]]
    if one.quotes & other.quotes:
        signs.append(("same_words", "", ""))
        bits += weights["same_words"]
    return bits, signs


# --- when -------------------------------------------------------------------------------------------------------------


def _time(one: Account, other: Account) -> str:
    if one.start is None or other.start is None or one.end is None or other.end is None:
        return "loose_days"
    apart = max(one.start - other.end, other.start - one.end, 0)
    if apart > WINDOW:
        return "days_apart"
    sorts = {one.dating, other.dating}
    if sorts <= {Dating.TOTAL, Dating.LOOSE} and abs(one.start - other.start) <= 1 and abs(one.end - other.end) <= 1:
        return "same_span"
    if sorts == {Dating.TOTAL}:
        return "totals_overlap" if apart == 0 else "days_apart"
    if Dating.TOTAL in sorts:
        # Only what the total can have counted is in it, and only if it is of the same hands or the same place.
        return "days_apart" if apart else "within_total" if _one_operation(one, other) else "loose_days"
    if sorts <= {Dating.LOOSE, Dating.PUBLISHED} or sorts & {Dating.LOOSE, Dating.PUBLISHED}:
        return "loose_days" if apart == 0 else "three_days"
    return ("same_days", "next_day", "two_days", "three_days")[apart]


def _one_operation(one: Account, other: Account) -> bool:
    hands = one.doers | one.claimants
    return bool(hands & (other.doers | other.claimants)) or bool(one.doers & other.victims or one.victims & other.doers)


# --- where ------------------------------------------------------------------------------------------------------------


def _place(one: Account, other: Account) -> tuple[Lie, Spot | None, Spot | None]:
    """The closest that their places lie to each other."""
    weights = _weights()
    found: tuple[Lie, Spot | None, Spot | None] = (Lie.UNSAID, None, None)
    most = float("-inf")
    for a in one.spots:
        for b in other.spots:
            lie = lie_of(a, b)
            if lie is not Lie.UNSAID and weights[lie.value] > most:
                most, found = weights[lie.value], (lie, a, b)
    return found


# --- how many ---------------------------------------------------------------------------------------------------------


def _figures(one: Account, other: Account, signs: list[Sign]) -> float:
    """What the figures say together: of each kind the pair that agrees best."""
    best: dict[tuple[str, str], tuple[float, Sign]] = {}
    for a in one.figures:
        for b in other.figures:
            if a.kind != b.kind or a.subject != b.subject or a.part_of or b.part_of:
                continue
            if a.victims and b.victims and not a.victims & b.victims:
                continue  # each side's dead are counted for themselves
            sign = _figure(a, b)
            if sign is not None:
                bits = _weights()[sign[0]]
                kind = (a.kind, a.subject)
                if kind not in best or (bits, sign) > best[kind]:
                    best[kind] = bits, sign
    if one.dating is not other.dating and Dating.TOTAL in (one.dating, other.dating):
        best = {kind: found for kind, found in best.items() if found[0] > 0}  # a day is less than the total it is in
    signs += [sign for _, sign in best.values()]
    return max(_FIGURES_AGAINST, min(_FIGURES_FOR, sum(bits for bits, _ in best.values())))


def _figure(a: Figure, b: Figure) -> Sign | None:
    x, y = a.number, b.number
    if x is None or y is None:
        return None
    low, high = min(x, y), max(x, y)
    thing = f"({a.subject.replace('_', ' ')})" if a.subject else a.kind
    words = (f"{low:,g} {thing}", f"{high:,g}")
    if low == high:
        step = next((n for n in _STEPS if low >= n), None)
        return (f"same_figure_{step}", words[0], "") if step else None
    if high - low <= 1 or high <= low * _CLOSE or _bounds(a, b):
        return ("near_figure", *words)
    if high <= low * 2 or high - low <= 3:
        return None
    return ("unlike_figure" if high <= low * _UNLIKE else "far_figure", *words)


def _bounds(a: Figure, b: Figure) -> bool:
    """Whether one leaves room for the other: "at least 10" for 14, "up to 30" for 22."""
    for one, other in ((a, b), (b, a)):
        number = other.number
        if number is None or one.best == one.low == one.high:
            continue
        above = one.low is not None and one.high is None and one.low <= number <= 2 * one.low
        below = one.high is not None and one.low is None and one.high / 2 <= number <= one.high
        between = one.low is not None and one.high is not None and one.low <= number <= one.high
        if above or below or between:
            return True
    return False


# --- who --------------------------------------------------------------------------------------------------------------


def _parties(one: Account, other: Account) -> Iterator[Sign]:
    doers = one.doers & other.doers
    if doers:
        yield "same_doer", min(doers), ""
    elif one.doers and other.doers:
        crossed = one.doers & other.victims or one.victims & other.doers
        if not crossed:  # in a fight each side is the other's doer
            a, b = sorted((min(one.doers), min(other.doers)))
            yield "other_doer", a, b
    if one.victims and other.victims and not one.victims & other.victims:
        crossed = one.doers & other.victims or one.victims & other.doers
        if not crossed:
            a, b = sorted((min(one.victims), min(other.victims)))
            yield "other_victims", a, b
    if claimants := {c for c in one.claimants & other.claimants if not c.startswith("own:")}:
        yield "same_claimant", min(claimants), ""
