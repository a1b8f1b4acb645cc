"""What holds for every rule book, and how its rows are shown."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from desk import (
    BELGOROD,
    KHERSON,
    KURSK,
    KYIV,
    MONDAY,
    MOSCOW,
    SUMY,
    UN,
    Desk,
    claim,
    incident,
    member,
    row,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly import Article, read_article
from reportedly.claim import (
    Count,
    Kind,
    Place,
)
from reportedly.ledger import Kept, Ledger
from reportedly.reading.chain import OWN_VOICE
from reportedly.reconciling.incident import Incident
from reportedly.reconciling.views import ACLED, UCDP, Cell, Omitted, Row, View, own_view, rule_book
from reportedly.report import views as shown

# --- every view -------------------------------------------------------------------------------------------------------


OWN = own_view(rule_book('[figure.killed]\nkind = "killed"\n[figure.hurt]\nkind = "wounded"'))
VIEWS = (UCDP, ACLED, OWN)
ABOUT_ARTICLES = {
    *("number_of_sources", "source_article", "source_office", "source_date", "source_headline"),
    *("source", "source_scale", "publishers"),
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A claim as a real ledger gives it, to make others like it."""
    with Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('ledger')}/ledger.db") as ledger:
        return Desk(ledger).told(claim(2))[0]


counts = st.one_of(
    st.integers(0, 500).map(lambda n: Count.exact(str(n), n)),
    st.integers(1, 500).map(lambda n: Count.at_least(f"at least {n}", n)),
    st.integers(1, 500).map(lambda n: Count.more_than(f"more than {n}", n)),
    st.integers(1, 500).map(lambda n: Count.up_to(f"up to {n}", n)),
    st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda b: Count.between(f"{b[0]} to {b[1]}", *b)),
    st.sampled_from(["dozens", "several", "hundreds"]).map(Count.vague),
)
claims = st.builds(
    claim,
    counts,
    st.sampled_from([Kind.KILLED, Kind.KILLED, Kind.WOUNDED, Kind.CAPTURED]),
    by=st.sampled_from(["the governor", "a medic", "the ministry", OWN_VOICE]),
    parties=st.sampled_from([(), (MOSCOW,), (KYIV,), (UN,)]),
    party_to_conflict=st.sampled_from([True, False, None]),
    side=st.sampled_from([None, "Russia", "Ukraine", "government"]),
    civilian=st.sampled_from([True, False, None]),
    who=st.sampled_from(["people", "soldiers", "assailants", "civilians", "a teacher"]),
    doers=st.sampled_from([(), (MOSCOW,), ("Islamic State",)]),
    place=st.sampled_from(
        [None, Place("Kherson", (KHERSON,)), Place("Sumy", (SUMY,)), Place("both", (BELGOROD, KURSK))]
    ),
)


@st.composite
def incidents(draw: st.DrawFn, template: Callable[[], Kept]) -> Incident:
    told: list[Kept] = []
    for n, one in enumerate(draw(st.lists(claims, min_size=1, max_size=7))):
        base, number = template(), draw(st.integers(1, 5))
        published = MONDAY + timedelta(days=number // 2)
        article = replace(
            base.article, number=number, publisher=("The Paper", "Reuters")[number % 2], published=published
        )
        told.append(replace(base, name=f"{n:016x}", claim=one, article=article))
    links = draw(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=3))
    echoes = {a % len(told): b % len(told) for a, b in links if b % len(told) < a % len(told)}
    return incident(
        *(member(k, told[echoes[n]] if n in echoes else None) for n, k in enumerate(told)),
        end=MONDAY + timedelta(days=draw(st.integers(0, 40))),
    )


@pytest.fixture(scope="module")
def made(kept: Kept) -> st.SearchStrategy[Incident]:
    return incidents(lambda: kept)


def cells(view: View, one: Incident) -> dict[str, Cell] | str:
    found = view.of(one)
    return dict(found.cells) if isinstance(found, Row) else found.why


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_low_is_at_most_best_and_best_at_most_high(made: st.SearchStrategy[Incident], data: st.DataObject) -> None:
    one = data.draw(made)
    if isinstance(found := UCDP.of(one), Row):
        low, best, high = (found.cells[c].value for c in ("low", "best", "high"))
        assert 0 <= low <= best <= high
        parts = [found.cells[f"deaths_{who}"].value for who in ("a", "b", "civilians", "unknown")]
        assert sum(parts) == best
        assert min(parts) >= 0
    if isinstance(found := OWN.of(one), Row):
        for figure in ("killed", "hurt"):
            bounds = [found.cells[f"{figure}.{bound}"].value for bound in ("low", "best", "high")]
            assert bounds == [None] * 3 or bounds == sorted(bounds)


@given(data=st.data(), seed=st.integers())
@settings(max_examples=100, deadline=None)
def test_the_order_of_members_changes_nothing(
    made: st.SearchStrategy[Incident], data: st.DataObject, seed: int
) -> None:
    one = data.draw(made)
    shuffled = list(one.members)
    random.Random(seed).shuffle(shuffled)
    for view in VIEWS:
        assert cells(view, replace(one, members=tuple(shuffled))) == cells(view, one)


@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_an_echo_changes_nothing_but_the_list_of_articles(
    made: st.SearchStrategy[Incident], data: st.DataObject
) -> None:
    one = data.draw(made)
    copied = data.draw(st.sampled_from(one.members))
    article = replace(copied.kept.article, number=99, publisher="The Echo", published=date(2024, 4, 1))
    echo = replace(copied, kept=replace(copied.kept, name="e" * 16, article=article), echo_of=copied.kept.name)
    more = replace(one, members=(*one.members, echo))
    for view in VIEWS:
        before, after = cells(view, one), cells(view, more)
        if isinstance(before, str) or isinstance(after, str):
            assert before == after
            continue
        assert {c: v.value for c, v in before.items() if c not in ABOUT_ARTICLES} == {
            c: v.value for c, v in after.items() if c not in ABOUT_ARTICLES
        }


def test_a_view_changes_nothing_in_the_ledger(desk: Desk) -> None:
    one = incident(*desk.told(claim(5)))
    before = desk.ledger.stats()
    for view in VIEWS:
        view.of(one)
    assert desk.ledger.stats() == before


# --- shown ------------------------------------------------------------------------------------------------------------


def test_csv_is_safe_for_spreadsheets(desk: Desk) -> None:
    made = UCDP.of(incident(*desk.told(claim(5), outlet="=cmd|' /C calc'!A0")))
    assert isinstance(made, Row)
    header, line = shown.csv_lines(UCDP, [made])
    assert header.split(",")[:3] == ["id", "relid", "year"]
    assert "'=cmd" in line


def test_each_cell_names_its_rule_and_claims(desk: Desk) -> None:
    (first,), (other,) = desk.told(claim(5)), desk.told(claim(9, by="a medic"))
    made = UCDP.of(incident(first, other))
    assert isinstance(made, Row)
    told = {one["column"]: one for one in shown.explanations(made)}
    assert told["best"]["claims"] == sorted([first.name, other.name])
    assert told["low"]["rule"].startswith("the lowest reliable figure for each group")
    assert json.loads(json.dumps(shown.document(made)))["cells"]["best"]["value"] == 5


def test_how_many_were_left_out_is_said(desk: Desk) -> None:
    left: Sequence[Omitted] = [Omitted("a", "no death is told"), Omitted("b", "no death is told")]
    assert shown.summary(UCDP, 1, left) == "ucdp: 1 row; 2 incidents left out: 2 because no death is told"
    assert shown.summary(UCDP, 3, []) == "ucdp: 3 rows"


def test_from_a_sentence_to_a_row(desk: Desk) -> None:
    text = (
        "Two soldiers and three civilians were killed in shelling of Kherson on Monday, the regional governor said. "
        "Ten people were wounded."
    )
    article = Article(text, "kherson", publisher="The Paper", published=date(2024, 3, 19))
    assert len(read_article(article).claims) == 3
    desk.ledger.add(article)
    found = row(UCDP, incident(*desk.ledger.claims()))
    assert (found["best"], found["deaths_civilians"], found["source_original"]) == (5, 3, "the regional governor")
