"""The ledger counted by a team's own rule book."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from reportedly.claim import Claim
from reportedly.lexicon import as_listed
from reportedly.reconciling.views.cell import Cell, Omitted, Row, Value, View, cells_of
from reportedly.reconciling.views.figures import Figure, by_group, figures_of, is_on_the_enemy
from reportedly.reconciling.views.groups import group_of, whole
from reportedly.reconciling.views.ranges import Range
from reportedly.reconciling.views.rulebook import BOUNDS, Enemy, FigureRule, RuleBook, Way
from reportedly.reconciling.views.scene import Scene
from reportedly.reconciling.views.sides import side_named
from reportedly.reconciling.views.sources import publishers

Choice = tuple[float, tuple[str, ...]]  # a number, and the claims that say so


def own_view(rules: RuleBook) -> View:
    """The view of a rule book."""
    columns = rules.columns or rules.every_column

    def code(scene: Scene) -> Row | Omitted:
        made = dict(_facts(scene))
        enough = False
        for name, rule in rules.figure.items():
            bounds = _bounds(scene, rule, rules)
            enough = enough or (bounds is not None and bounds[2][0] >= rule.minimum)
            made.update(_figure_cells(name, rule, bounds))
        if not enough:
            return Omitted(scene.incident.id, "no figure reaches its minimum")
        return Row(scene.incident.id, cells_of(columns, iter(made.items())))

    return View(rules.name, columns, code)


# --- a figure ---------------------------------------------------------------------------------------------------------


def _bounds(scene: Scene, rule: FigureRule, rules: RuleBook) -> tuple[Choice, Choice, Choice] | None:
    """Low, best and high by a rule; None where no claim that it counts has a number."""
    figures = [_numbered(f, rules) for f in figures_of(scene, rule.kind, _wanted(scene, rule))]
    counted = [f for f in figures if f.range and f.voice.sort in rule.sources]
    if rule.on_the_enemy is Enemy.LEAVE:
        counted = [f for f in counted if not is_on_the_enemy(f)]
    if not counted:
        return None
    reliable = counted
    if rule.on_the_enemy is Enemy.HIGH:
        reliable = [f for f in counted if not is_on_the_enemy(f)]
    low = _chosen(reliable, rule.low, lambda r: r.low, rules)
    best = _chosen(reliable, rule.best, lambda r: r.best, rules)
    high = _chosen(counted, rule.high, lambda r: r.high, rules)
    # Whoever chooses the latest figure for low and the lowest for best still gets them in their order.
    return min(low, best, key=_first), best, max(best, high, key=_first)


def _first(choice: Choice) -> float:
    return choice[0]


def _wanted(scene: Scene, rule: FigureRule) -> Callable[[Claim], bool]:
    def fits(claim: Claim) -> bool:
        group = group_of(claim)
        side = side_named(group.side, scene.country) if group.side else None
        return (
            (rule.civilian is None or group.civilian is rule.civilian)
            and (rule.side is None or side == rule.side)
            and (rule.status is None or claim.status is rule.status)
            and (rule.item is None or (claim.item is not None and rule.item in (claim.item.category, claim.item.type)))
        )

    return fits


def _numbered(figure: Figure, rules: RuleBook) -> Figure:
    """A figure told without a number, with the number that the rule book gives for its words."""
    if figure.range is not None:
        return figure
    number = rules.words.get(as_listed(figure.claim.count.text), rules.other_words)
    return figure if number is None else replace(figure, range=Range.even(number))


def _chosen(figures: Sequence[Figure], way: Way, bound: Callable[[Range], float], rules: RuleBook) -> Choice:
    """For each group the figure that the way chooses, all groups together."""
    chosen = {group: _one(rivals, way, bound, rules) for group, rivals in by_group(figures).items()}
    total = whole({group: Range.even(bound(f.range)) for group, f in chosen.items() if f.range})
    return total.best, tuple(sorted(name for f in chosen.values() for name in f.claims))


def _one(rivals: Sequence[Figure], way: Way, bound: Callable[[Range], float], rules: RuleBook) -> Figure:
    def number(figure: Figure) -> float:
        return bound(figure.range) if figure.range else 0

    def latest(figure: Figure) -> tuple[object, ...]:
        return (figure.told, number(figure), figure.voice.key)

    ordered = sorted(rivals, key=lambda f: (number(f), f.voice.key))
    match way:
        case Way.LOWEST:
            return ordered[0]
        case Way.HIGHEST:
            return ordered[-1]
        case Way.MEDIAN:
            return ordered[(len(ordered) - 1) // 2]
        case Way.LATEST:
            return max(rivals, key=latest)
        case Way.MOST_TRUSTED:
            first = min(_trust(f, rules) for f in rivals)
            return max((f for f in rivals if _trust(f, rules) == first), key=latest)


def _trust(figure: Figure, rules: RuleBook) -> int:
    """The place of a source in the order of trust; one that is not in it comes last."""
    return rules.trust.index(figure.voice.sort) if figure.voice.sort in rules.trust else len(rules.trust)


def _figure_cells(
    name: str, rule: FigureRule, bounds: tuple[Choice, Choice, Choice] | None
) -> Iterator[tuple[str, Cell]]:
    for at, (bound, way) in enumerate(zip(BOUNDS, (rule.low, rule.best, rule.high), strict=True)):
        if bounds is None:
            yield f"{name}.{bound}", Cell(None, f"empty: no source that “{name}” counts gives a number")
            continue
        number, claims = bounds[at]
        told = f"{way.value.replace('_', ' ')} figure of {', '.join(rule.sources)} for each group, all groups together"
        yield f"{name}.{bound}", Cell(int(number) if number == int(number) else number, told, claims)


# --- facts ------------------------------------------------------------------------------------------------------------


def _facts(scene: Scene) -> Iterator[tuple[str, Cell]]:
    """The columns that every rule book may have."""
    site, days, sides = scene.site, scene.days, scene.sides
    where = site.claims if site else ()

    def cell(value: Value, rule: str, claims: tuple[str, ...]) -> Cell:
        return Cell(value, rule, claims) if value not in (None, "") else Cell(None, f"empty: no claim tells ({rule})")

    yield "incident", Cell(scene.incident.id, "the incident's id", scene.claims)
    yield "start", cell(days.start.isoformat() if days else None, "the first day it may have been", scene.claims)
    yield "end", cell(days.end.isoformat() if days else None, "the last day it may have been", scene.claims)
    yield "place", cell(site.name if site else None, "the finest place that most claims tell of", where)
    yield "country", cell(scene.state.name if scene.state else None, "its country", where)
    yield "latitude", cell(site.lat if site else None, "the place's own point", where)
    yield "longitude", cell(site.lon if site else None, "the place's own point", where)
    yield "doers", cell("; ".join(side.name for side in sides.doers), "who is said to have done it", sides.claims)
    yield "harmed", cell("; ".join(side.name for side in sides.fighters), "whose fighters were harmed", sides.claims)
    voices = sorted({voice.name for voice in scene.voices.values()})
    yield "claimants", cell("; ".join(voices), "the original claimants", scene.claims)
    yield "publishers", cell("; ".join(publishers(scene.articles)), "publishers of the articles", scene.every_claim)
    yield "claims", cell(len(scene.members), "claims that count, without echoes", scene.claims)
