"""What a team's own rule book makes of incidents."""

from dataclasses import replace
from pathlib import Path

import pytest
from desk import (
    MOSCOW,
    UN,
    Desk,
    claim,
    incident,
    row,
)

from reportedly.article import Span
from reportedly.claim import (
    Claim,
    Count,
    Item,
    Kind,
    Status,
    Who,
)
from reportedly.reconciling.views import Omitted, Row, RuleBookError, own_view, rule_book

DESK_RULES = """
name = "our desk"
columns = ["incident", "place", "dead.low", "dead.best", "dead.high"]
trust = ["monitor", "witness"]

[words]
dozens = 24

[figure.dead]
kind = "killed"
sources = ["monitor", "witness", "official"]
best = "most_trusted"
"""


def test_a_rule_book_says_which_columns_and_how(desk: Desk) -> None:
    one = incident(
        *desk.told(claim(9, by="the governor")),
        *desk.told(claim(7, by="the UN", parties=(UN,))),
        *desk.told(claim(80, by="the ministry", parties=(MOSCOW,), party_to_conflict=True)),
        *desk.told(claim(Count.vague("dozens"), by="a medic")),
    )
    found = row(own_view(rule_book(DESK_RULES)), one)
    assert list(found) == ["incident", "place", "dead.low", "dead.best", "dead.high"]
    assert [found[f"dead.{bound}"] for bound in ("low", "best", "high")] == [7, 7, 24]


@pytest.mark.parametrize(
    ("way", "best"), [("lowest", 3), ("highest", 9), ("median", 5), ("latest", 3), ("most_trusted", 9)]
)
def test_ways_to_choose(desk: Desk, way: str, best: int) -> None:
    one = incident(
        *desk.told(claim(5, by="the governor"), day=19),
        *desk.told(claim(9, by="the UN", parties=(UN,)), day=20),
        *desk.told(claim(3, by="a medic"), day=21),
    )
    rules = rule_book(f'[figure.dead]\nkind = "killed"\nbest = "{way}"')
    assert row(own_view(rules), one)["dead.best"] == best


def test_equipment_of_one_side(desk: Desk) -> None:
    def lost(number: int, item: Item, side: str, status: Status = Status.DESTROYED) -> Claim:
        who = Who("their", Span(0, 1), side)
        return replace(claim(number, Kind.EQUIPMENT), item=item, who=who, status=status)

    tank, howitzer = Item("tanks", "tank", "T-72"), Item("howitzers", "towed_artillery")
    one = incident(
        *desk.told(
            lost(3, tank, "Russia"),
            lost(1, tank, "Russia", Status.CAPTURED),
            lost(2, howitzer, "Russia"),
            lost(9, tank, "Ukraine"),
        )
    )
    rules = rule_book(
        '[figure.all]\nkind = "equipment"\nside = "Russia"\n'
        '[figure.tanks]\nkind = "equipment"\nside = "Russia"\nitem = "tank"\nstatus = "destroyed"'
    )
    found = row(own_view(rules), one)
    assert (found["all.best"], found["tanks.best"]) == (6, 3)


def test_what_is_below_the_minimum_has_no_row(desk: Desk) -> None:
    rules = rule_book('[figure.dead]\nkind = "killed"\nminimum = 5')
    few, enough = incident(*desk.told(claim(4))), incident(*desk.told(claim(5)))
    assert own_view(rules).of(few) == Omitted(few.id, "no figure reaches its minimum")
    assert isinstance(own_view(rules).of(enough), Row)


def test_figures_on_the_enemy_can_be_held_back(desk: Desk) -> None:
    boast = claim(300, by="the ministry", parties=(MOSCOW,), party_to_conflict=True, side="Ukraine", civilian=False)
    one = incident(*desk.told(replace(boast, who=Who("soldiers", Span(0, 1), "Ukraine", False))))
    found = {}
    for how in ("count", "high"):
        view = own_view(rule_book(f'[figure.dead]\nkind = "killed"\non_the_enemy = "{how}"'))
        made = row(view, one)
        found[how] = (made["dead.low"], made["dead.high"])
    assert found == {"count": (300, 300), "high": (0, 300)}
    assert isinstance(own_view(rule_book('[figure.d]\nkind = "killed"\non_the_enemy = "leave"')).of(one), Omitted)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '[figure.dead]\nkind = "killed"\nbest = "middle"',
            "r.toml, line 3, figure.dead.best: “middle” is none of 'lowest', 'highest', 'median', 'latest' or",
        ),
        ('[figure.dead]\nbest = "lowest"', "r.toml, line 1, figure.dead.kind: this key is missing"),
        ('[figure.dead]\nkind = "killed"\nsourcs = []', "r.toml, line 3, figure.dead.sourcs: there is no such key"),
        ('name = "x"', "r.toml, figure: this key is missing"),
        ('x = "a\n', "r.toml: Illegal character '\\n' (at line 1, column 7)"),
        (
            'columns = ["ded.low"]\n[figure.dead]\nkind = "killed"',
            "r.toml, line 1, columns: there is no column “ded.low”; there are incident, start,",
        ),
        (
            '[words]\ndozens = "many"\n[figure.dead]\nkind = "killed"',
            "r.toml, line 2, words.dozens: input should be a valid number",
        ),
    ],
    ids=["value", "missing", "unknown", "no figure", "not TOML", "column", "word"],
)
def test_a_bad_rule_book_is_told_by_line_and_key(text: str, message: str) -> None:
    with pytest.raises(RuleBookError) as refused:
        rule_book(text, "r.toml")
    assert str(refused.value).startswith(message)


def test_the_sample_rule_book_holds(desk: Desk) -> None:
    text = (Path(__file__).parents[1] / "samples" / "rules.toml").read_text("utf-8")
    found = row(own_view(rule_book(text)), incident(*desk.told(claim(Count.vague("dozens")))))
    assert (found["dead.best"], found["tanks.best"], found["place"]) == (24, None, "Kherson")
