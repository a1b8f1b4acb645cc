"""Finding claims: the terms of an index lead to just the claims that fit."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportedly import Article, Ledger, read
from reportedly.claim import Attribution, Claim, Count, Kind, Location, Place, Reading, Role, When
from reportedly.intake.capture import Arrival, Capture
from reportedly.ledger import Kept, acts, marks
from reportedly.ledger.acts import CheckResult

DAYS = st.dates(date(2021, 1, 1), date(2026, 12, 31))
ANY_DAY = st.dates() | DAYS
FIGURES = st.integers(0, 3000).map(float) | st.floats(0, 1e13)


@given(FIGURES, FIGURES, FIGURES)
def test_a_figure_within_a_range_has_one_of_its_terms(one: float, two: float, three: float) -> None:
    low, between, high = sorted((one, two, three))
    assert set(marks.of_figure(between)) & set(marks.figures(low, high))


@given(FIGURES, FIGURES)
def test_a_figure_far_from_a_range_has_none(high: float, away: float) -> None:
    if away >= 1.02 * high + 1 and high < 1e9:
        assert not set(marks.of_figure(away)) & set(marks.figures(0, high))


@given(ANY_DAY, st.integers(0, 2000), ANY_DAY | st.none(), ANY_DAY | st.none())
def test_a_time_that_meets_a_range_has_a_term_of_each_list(
    start: date, lasts: int, since: date | None, until: date | None
) -> None:
    end = min(start, date.max - timedelta(lasts)) + timedelta(lasts)
    if (since is None or end >= since) and (until is None or start <= until):
        assert all(set(marks.of_days(start, end)) & set(some) for some in marks.days(since, until))


@given(ANY_DAY, ANY_DAY)
def test_a_range_is_a_few_terms(one: date, two: date) -> None:
    assert sum(map(len, marks.days(one, two))) < 150


# --- against looking at every claim -----------------------------------------------------------------------------------

_TEMPLATE = read("Two guards were killed in Kherson, the governor said.").claims[0]
_PARTIES = ("Northern Command", "River Front", "Ministry of Health")
_TOWNS = ("Nizhyn", "Bilyi Bir", "Bir")
_NOUNS = ("guards", "miners")


def reading(n: int) -> Reading:
    """A claim that is unlike its neighbours in every field, in an article of its own."""
    noun, town, party = _NOUNS[n % 2], _TOWNS[n // 2 % 3], _PARTIES[n // 3 % 3]
    words = f"{n * 7} {noun} fell in {town}, {party} said in its bulletin number {n}."
    day = date(2024, 1, 1) + timedelta(n * 5)
    claim = replace(
        _TEMPLATE,
        id=str(n),
        kind=(Kind.KILLED, Kind.WOUNDED)[n // 4 % 2],
        count=Count.exact(str(n * 7), n * 7),
        evidence=(replace(_TEMPLATE.evidence[0], start=0, end=len(words)),),
        attribution=(
            Attribution(Role.CLAIMANT, party, (party,)),
            *((Attribution(Role.CHANNEL, "Telegram", ("Telegram",)),) if n % 5 == 0 else ()),
        ),
        who=_TEMPLATE.who and replace(_TEMPLATE.who, text=noun),
        place=Place(town, (Location(town, ("UA", "PL")[n // 2 % 2], 50.0, 30.0, n // 2 % 3 + 1),)),
        when=When("then", date(2024, 1, 1) if n % 7 == 0 else day, day),
    )
    article = Article(words, id=f"n{n}", publisher=("Dépêche", "The Paper")[n % 2])
    return replace(_read, article=article, claims=(claim,))


_read = read("Two guards were killed in Kherson, the governor said.")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path_factory.mktemp('found')}/ledger.db"
    else:
        server = sa.make_url(request.getfixturevalue("postgresql"))
        engine = sa.create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text("create database found"))
        engine.dispose()
        address = server.set(database="found").render_as_string(hide_password=False)
    with Ledger.open(address) as ledger:
        add(ledger, range(60))
        names = [kept.name for kept in ledger.claims()]
        for verdict, name in zip(("rejected", "accepted", "rejected"), names, strict=False):
            ledger.decide(name, verdict, by="Ines")
        for n, name in enumerate(names[1:40]):  # some of them twice, some taken back
            acts.check(ledger, name, RESULTS[n % 4], by="Ines")
            if n % 5 == 0:
                acts.check(ledger, name, RESULTS[n % 3], by="Omar")
            if n % 7 == 0:
                acts.undo(ledger, acts.standing_checks(ledger, [name])[name].entry, by="Omar")
        CHECKED.update(acts.standing_checks(ledger, names))
        yield ledger


def add(ledger: Ledger, numbers: range) -> None:
    readings = {f"n{n}": reading(n) for n in numbers}
    arrivals = [Arrival(r.article, Capture(r.article.text.encode(), "text/plain", id)) for id, r in readings.items()]
    for _ in ledger.add_all(arrivals, reader=lambda article: readings[article.id]):
        pass


def _claimants(claim: Claim, role: Role) -> set[str]:
    return {name.lower() for station in claim.attribution if station.role is role for name in station.parties}


RESULTS = tuple(CheckResult)
CHECKED: dict[str, acts.Check] = {}  # the same on both databases


def _checked(kept: Kept) -> str | None:
    return CHECKED[kept.name].result if kept.name in CHECKED else None


TERMS = {
    "checked:confirmed": lambda k: _checked(k) == "confirmed",
    "-checked:denied": lambda k: _checked(k) != "denied",
    "checked:none": lambda k: _checked(k) is None,
    "-checked:none": lambda k: _checked(k) is not None,
    "killed > 100": lambda k: k.claim.kind is Kind.KILLED and k.claim.count.best > 100,
    "figure <= 210": lambda k: k.claim.count.best <= 210,
    "figure = 77": lambda k: k.claim.count.best == 77,
    "wounded < 350": lambda k: k.claim.kind is Kind.WOUNDED and k.claim.count.best < 350,
    "claimant:river": lambda k: "river front" in _claimants(k.claim, Role.CLAIMANT),
    '-claimant:"Ministry of Health"': lambda k: "ministry of health" not in _claimants(k.claim, Role.CLAIMANT),
    "via:telegram": lambda k: bool(_claimants(k.claim, Role.CHANNEL)),
    "place:Bir": lambda k: "Bir" in k.claim.place.text,
    "-place:Nizhyn": lambda k: k.claim.place.text != "Nizhyn",
    "country:ua": lambda k: k.claim.place.resolved[0].country == "UA",
    "since:2024-03-03": lambda k: k.claim.when.end >= date(2024, 3, 3),
    "until:2024-04-20": lambda k: k.claim.when.start <= date(2024, 4, 20),
    "until:2024-03-10": lambda k: k.claim.when.start <= date(2024, 3, 10),
    "publisher:dépêche": lambda k: k.article.publisher == "Dépêche",
    "state:read": lambda k: k.state == "read",
    "miner": lambda k: "miners" in k.quote,
    "-guards": lambda k: "guards" not in k.quote,
    '"front said"': lambda k: "Front said" in k.quote,
    '"bulletin number 7"': lambda k: k.quote.endswith("number 7."),
    "article:n8": lambda k: k.article.name == "n8",
}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(terms=st.lists(st.sampled_from(list(TERMS)), max_size=4, unique=True))
def test_what_is_found_is_what_fits(told: Ledger, terms: list[str]) -> None:
    everything: list[Kept] = list(told.claims())
    if "state:read" not in terms:
        assert len(everything) == 58
    fits = [k.number for k in everything if all(TERMS[term](k) for term in terms)]
    assert [k.number for k in told.claims(" ".join(terms))] == fits
    assert [k.number for k in told.claims(" ".join(terms), limit=3)] == fits[:3]


def test_rejected_claims_are_found_when_asked_for(told: Ledger) -> None:
    assert len(list(told.claims("state:rejected"))) == 2
    assert len(list(told.claims("state:rejected figure > 0 -claimant:nobody"))) == 2


def test_pages_go_through_a_long_ledger(address: str) -> None:
    """Long enough for more than one stretch of PostgreSQL's, and with more in one than it sorts."""
    with Ledger.open(address) as ledger:
        few = {f"n{n}": replace(reading(n), claims=reading(n).claims * 3) for n in range(1, 560)}
        arrivals = [Arrival(r.article, Capture(r.article.text.encode(), "text/plain", id)) for id, r in few.items()]
        for _ in ledger.add_all(arrivals, reader=lambda article: few[article.id]):
            pass
        everything = [kept.number for kept in ledger.claims("figure > 0")]
        assert len(everything) == 3 * 559
        assert everything == sorted(set(everything), reverse=True)
        page = [kept.number for kept in ledger.claims("figure > 0", before=everything[99], limit=40)]
        assert page == everything[100:140]
        assert [kept.article.name for kept in ledger.claims("figure = 7 country:ua")] == ["n1"] * 3
        assert [kept.article.name for kept in ledger.claims('"bulletin number 3"')] == ["n3"] * 3


def test_an_older_ledger_is_brought_up_to_date(address: str, tmp_path: Path, older) -> None:
    with Ledger.open(f"sqlite:///{tmp_path}/newer.db") as newer:
        add(newer, range(5))
        newer.decide(next(newer.claims("article:n3")).name, "rejected", by="Ines")
        older(newer, address, "0003")
        entries = newer.stats().entries
    told: list[tuple[int, int]] = []
    with Ledger.open(address, progress=lambda *so_far: told.append(so_far)) as ledger:
        assert told == [(n, entries) for n in range(1, entries + 1)]
        assert [kept.article.name for kept in ledger.claims("figure > 0")] == ["n4", "n2", "n1"]
        assert ledger.verify().whole
