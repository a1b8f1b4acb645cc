"""What rule books make of incidents: claims in, row out."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly import Article, read_article
from reportedly.article import Span
from reportedly.claim import (
    Attribution,
    By,
    Claim,
    Count,
    Item,
    Kind,
    Label,
    Location,
    Place,
    Reading,
    Result,
    Role,
    Stance,
    Status,
    Verification,
    When,
    Who,
)
from reportedly.intake.capture import Arrival, Capture
from reportedly.ledger import Kept, Ledger, State
from reportedly.reading.chain import OWN_VOICE
from reportedly.reading.gazetteer import toponyms
from reportedly.reconciling.incident import Incident, Member
from reportedly.reconciling.views import ACLED, UCDP, Cell, Omitted, Row, RuleBookError, View, own_view, rule_book
from reportedly.reconciling.views.acled import size_of
from reportedly.reconciling.views.figures import figures_of
from reportedly.reconciling.views.ranges import range_of
from reportedly.reconciling.views.scene import scene_of
from reportedly.reconciling.views.standing import standing
from reportedly.reconciling.views.where import grid_cell
from reportedly.report import views as shown

MONDAY = date(2024, 3, 18)
KHERSON = Location("Kherson", "UA", 46.64, 32.62, 706448)
SUMY = Location("Sumy", "UA", 50.91, 34.80, 692194)
BELGOROD, KURSK = (toponyms(name)[0].location for name in ("Belgorod Oblast", "Kursk Oblast"))
BLACK_SEA = toponyms("Black Sea")[0].location

KYIV, MOSCOW, UN = (
    "General Staff of the Armed Forces of Ukraine",
    "Russian Ministry of Defense",
    "United Nations",
)


def claim(count: Count | int, kind: Kind = Kind.KILLED, by: str = "the governor", **about: object) -> Claim:
    """A claim by somebody on people in Kherson on a Monday, as far as `about` does not say otherwise."""
    parties = tuple(about.pop("parties", ()))  # type: ignore[arg-type]
    who, side, civilian = about.pop("who", "people"), about.pop("side", None), about.pop("civilian", None)
    doers = tuple(about.pop("doers", ()))  # type: ignore[arg-type]
    stance = about.pop("stance", Stance.SAYS)
    told = count if isinstance(count, Count) else Count.exact(str(count), count)
    made = Claim(
        "c1",
        kind,
        told,
        (Span(0, 10),),
        (Attribution(Role.CLAIMANT, by, parties, "said", Stance(stance)),),  # type: ignore[arg-type]
        who=Who(str(who), Span(0, 1), side, civilian),  # type: ignore[arg-type]
        by=By("they", None, doers) if doers else None,
        place=Place("Kherson", (KHERSON,)),
        when=When("on Monday", MONDAY, MONDAY),
    )
    return replace(made, **about)  # type: ignore[arg-type]


class Desk:
    """A ledger into which claims go as an outlet printed them, and out of which they come as members of an incident."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.count = 0

    def told(self, *claims: Claim, outlet: str = "The Paper", day: int = 19) -> list[Kept]:
        self.count += 1
        article = Article(
            f"Dispatch {self.count} from the south, on a day of shelling.", f"a{self.count}", "Monday", outlet, None
        )
        article = replace(article, published=date(2024, 3, day))
        mine = tuple(replace(one, id=f"c{n}") for n, one in enumerate(claims))

        def reader(one: Article) -> Reading:
            return Reading(one, mine, (), Label(0, 0, 0.0, 0, 0, 0.0))

        arrival = Arrival(article, Capture(article.text.encode(), "text/plain", article.id))
        (added,) = self.ledger.add_all([arrival], reader=reader)
        return list(self.ledger.claims_of(added.number))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Ledger.open(f"sqlite:///{tmp_path}/ledger.db") as ledger:
        yield Desk(ledger)


def member(kept: Kept, echo_of: Kept | None = None, part_of: Kept | None = None) -> Member:
    return Member(kept, echo_of and echo_of.name, part_of and part_of.name, ())


def incident(*members: Member | Kept, start: date | None = MONDAY, end: date | None = MONDAY) -> Incident:
    told = tuple(m if isinstance(m, Member) else member(m) for m in members)
    return Incident(told[0].kept.name, start, end, told)


def row(view: View, one: Incident) -> dict[str, object]:
    made = view.of(one)
    assert isinstance(made, Row), made
    return {column: cell.value for column, cell in made.cells.items()}


def deaths(one: Incident) -> tuple[object, ...]:
    found = row(UCDP, one)
    return found["low"], found["best"], found["high"]


# --- which claims count -----------------------------------------------------------------------------------------------


def test_rivals_span_low_and_high(desk: Desk) -> None:
    one = incident(*desk.told(claim(5)), *desk.told(claim(8, by="a medic")), *desk.told(claim(12, by="a resident")))
    assert deaths(one) == (5, 8, 12)


def test_an_echo_counts_nothing(desk: Desk) -> None:
    (first,), (echo,) = desk.told(claim(5)), desk.told(claim(9), outlet="The Echo", day=20)
    assert deaths(incident(first, member(echo, echo_of=first))) == (5, 5, 5)


def test_an_echo_stands_in_for_an_original_that_is_not_there(desk: Desk) -> None:
    (lost,), (one,), (other,) = desk.told(claim(5)), desk.told(claim(5)), desk.told(claim(5), day=21)
    there = incident(member(one, echo_of=lost), member(other, echo_of=lost))
    assert [m.kept.name for m in standing(there)] == [one.name]
    assert deaths(there) == (5, 5, 5)


def test_a_part_is_not_added_to_its_total(desk: Desk) -> None:
    total, part = desk.told(claim(12), claim(7, who="residents of the first house"))
    assert deaths(incident(total, member(part, part_of=total))) == (12, 12, 12)


def test_a_part_tells_who_they_were(desk: Desk) -> None:
    total, part = desk.told(claim(12), claim(3, who="children", civilian=True))
    found = row(UCDP, incident(total, member(part, part_of=total)))
    assert (found["best"], found["deaths_civilians"], found["deaths_unknown"]) == (12, 3, 9)


def test_a_voice_that_speaks_again_corrects_itself(desk: Desk) -> None:
    (monday,), (tuesday,) = desk.told(claim(9), day=19), desk.told(claim(6), day=20)
    assert deaths(incident(monday, tuesday)) == (6, 6, 6)


def test_two_names_of_one_claimant_are_one_voice(desk: Desk) -> None:
    (both,) = desk.told(claim(9, by="the groups", parties=("Freedom of Russia Legion", "Russian Volunteer Corps")))
    (one,) = desk.told(claim(11, by="the legion", parties=("Freedom of Russia Legion",)), day=21)
    (figure,) = figures_of(scene_of(incident(both, one), {}), Kind.KILLED)
    assert figure.claims == (one.name,)


def test_claimants_that_a_person_has_merged_are_one_voice(desk: Desk) -> None:
    (police,) = desk.told(claim(9, by="the city police", parties=("City Police",)))
    (force,) = desk.told(claim(7, by="the constabulary", parties=("Constabulary",)), day=21)
    both = incident(police, force)
    assert deaths(both) == (7, 7, 9)
    made = UCDP.of(both, {"constabulary": "city-police"})
    assert isinstance(made, Row)
    assert [made.cells[bound].value for bound in ("low", "best", "high")] == [7, 7, 7]


@pytest.mark.parametrize(
    "said",
    [
        claim(40, stance=Stance.DENIES),
        claim(3545, when=When("last year", date(2023, 1, 1), date(2023, 12, 31), None, "year")),
        claim(40, when=When("since February 2022", date(2022, 2, 24), MONDAY, date(2022, 2, 24))),
        claim(Count("40 a day", 40, 40, 40, Count.exact("", 1).qualifier, "per_day")),
    ],
    ids=["denied by the speaker", "a year's total in a report of a day", "a total of the war", "a rate"],
)
def test_what_says_nothing_of_the_incident_does_not_count(desk: Desk, said: Claim) -> None:
    assert deaths(incident(*desk.told(claim(2)), *desk.told(replace(said, place=None)))) == (2, 2, 2)


def test_a_loosely_dated_figure_stands_where_it_is_all_that_is_told(desk: Desk) -> None:
    year = claim(7, when=When("in 2023", date(2023, 1, 1), date(2023, 12, 31), None, "year"))
    assert deaths(incident(*desk.told(year), *desk.told(claim(3, Kind.WOUNDED)))) == (7, 7, 7)


def test_what_a_person_rejected_or_its_publisher_withdrew_does_not_count(desk: Desk) -> None:
    (good,), (bad,), (gone,) = (desk.told(claim(n, by=f"voice {n}")) for n in (2, 40, 60))
    rejected = replace(bad, state=State.REJECTED)
    withdrawn = replace(gone, article=replace(gone.article, withdrawn=True))
    assert deaths(incident(good, rejected, withdrawn)) == (2, 2, 2)


@pytest.mark.parametrize(
    ("count", "bounds"),
    [
        (Count.exact("seven", 7), (7, 7, 7)),
        (Count.at_least("at least 12", 12), (12, 12, 12)),
        (Count.more_than("more than 40", 40), (41, 41, 41)),
        (Count.up_to("up to 12", 12), (1, 12, 12)),
        (Count.about("about 30", 30), (30, 30, 30)),
        (Count.between("5 to 7", 5, 7), (5, 5, 7)),
    ],
    ids=lambda x: x.text if isinstance(x, Count) else "",
)
def test_open_bounds_are_closed(count: Count, bounds: tuple[float, float, float]) -> None:
    found = range_of(count)
    assert found is not None
    assert (found.low, found.best, found.high) == bounds


# --- UCDP GED ---------------------------------------------------------------------------------------------------------


def test_ged_has_its_49_columns_and_acled_its_31(desk: Desk) -> None:
    one = incident(*desk.told(claim(2)))
    for view, number in ((UCDP, 49), (ACLED, 31)):
        made = view.of(one)
        assert isinstance(made, Row)
        assert tuple(made.cells) == view.columns
        assert len(view.columns) == number


def test_an_army_on_its_enemys_dead_counts_in_high_alone(desk: Desk) -> None:
    """Moscow says that it killed 300; Kyiv says that it lost five."""
    soldiers = {"who": "Ukrainian soldiers", "side": "Ukraine", "civilian": False}
    boast = claim(300, by="the ministry", parties=(MOSCOW,), party_to_conflict=True, doers=(MOSCOW,), **soldiers)
    own = claim(5, by="the general staff", parties=(KYIV,), party_to_conflict=True, **soldiers)
    (moscow,), (kyiv,) = desk.told(boast), desk.told(own)
    assert deaths(incident(moscow, kyiv)) == (5, 5, 300)
    assert deaths(incident(moscow)) == (0, 0, 300)


def test_a_boast_that_somebody_confirms_is_believed(desk: Desk) -> None:
    soldiers = {"who": "Ukrainian soldiers", "side": "Ukraine", "civilian": False}
    seen = (Verification(Result.CONFIRMED, Span(0, 1), by="The Paper"),)
    boast = claim(30, by="the ministry", parties=(MOSCOW,), party_to_conflict=True, verification=seen, **soldiers)
    assert deaths(incident(*desk.told(boast))) == (30, 30, 30)


def test_the_dead_of_both_sides_add_up(desk: Desk) -> None:
    said = desk.told(
        claim(3, who="Ukrainian soldiers", side="Ukraine", civilian=False, doers=(MOSCOW,)),
        claim(4, who="Russian soldiers", side="Russia", civilian=False, doers=(KYIV,)),
        claim(2, who="civilians", civilian=True),
        claim(10, who="people"),
    )
    found = row(UCDP, incident(*said))
    assert [found[f"deaths_{who}"] for who in ("a", "b", "civilians", "unknown")] == [4, 3, 2, 1]
    assert (found["side_a"], found["side_b"]) == ("Government of Russia (Soviet Union)", "Government of Ukraine")
    assert (found["gwnoa"], found["gwnob"], found["type_of_violence"], found["best"]) == (365, 369, 1, 10)


def test_two_armed_groups_are_non_state_and_one_against_civilians_is_one_sided(desk: Desk) -> None:
    fighters = claim(4, who="Hamas fighters", side="Hamas", civilian=False, doers=("Islamic State",))
    assert row(UCDP, incident(*desk.told(fighters)))["type_of_violence"] == 2
    villagers = claim(4, who="villagers", civilian=True, doers=("Islamic State",))
    found = row(UCDP, incident(*desk.told(villagers)))
    assert (found["type_of_violence"], found["side_a"], found["side_b"]) == (3, "Islamic State", "Civilians")


def test_who_takes_no_side_is_none_and_no_state_has_no_government(desk: Desk) -> None:
    soldiers = {"who": "soldiers", "side": "Ukraine", "civilian": False}
    found = row(UCDP, incident(*desk.told(claim(2, doers=(UN,), **soldiers))))
    assert (found["side_a"], found["side_b"]) == ("Government of Ukraine", None)
    gunmen = claim(2, who="Palestinian gunmen", side="Palestine", civilian=False, doers=("Israel Defense Forces",))
    found = row(UCDP, incident(*desk.told(gunmen)))
    assert (found["side_a"], found["side_b"], found["gwnob"]) == ("Government of Israel", "Palestine", None)


def test_whose_tanks_were_lost_is_a_side(desk: Desk) -> None:
    lost = replace(claim(3, Kind.EQUIPMENT, doers=(KYIV,)), item=Item("tanks", "tank"), status=Status.DESTROYED)
    lost = replace(lost, who=Who("Russian", Span(0, 1), "Russia"))
    found = row(UCDP, incident(*desk.told(claim(2, who="people"), lost)))
    assert (found["dyad_name"], found["type_of_violence"]) == (
        "Government of Russia (Soviet Union) - Government of Ukraine",
        1,
    )


def test_where_it_was(desk: Desk) -> None:
    found = row(UCDP, incident(*desk.told(claim(2))))
    assert (found["where_prec"], found["where_coordinates"]) == (1, "Kherson")
    assert (found["geom_wkt"], found["priogrid_gid"]) == ("POINT (32.620000 46.640000)", 196986)
    assert (found["country"], found["country_id"], found["region"]) == ("Ukraine", 369, "Europe")


@pytest.mark.parametrize(
    ("places", "precision"),
    [
        ((KHERSON,), 1),
        ((BELGOROD,), 4),
        ((BELGOROD, KURSK), 5),
        ((Location("Ukraine", "UA", geonames=690791),), 6),
        ((BLACK_SEA,), 7),
    ],
    ids=["a town", "a region", "two regions", "a country", "a sea"],
)
def test_precision_of_the_place(desk: Desk, places: tuple[Location, ...], precision: int) -> None:
    said = claim(2, place=Place("there", places))
    assert row(UCDP, incident(*desk.told(said)))["where_prec"] == precision


def test_the_finest_place_is_taken(desk: Desk) -> None:
    region = claim(2, place=Place("Kherson region", (Location("Kherson Oblast", "UA", 46.6, 33.0),)))
    assert row(UCDP, incident(*desk.told(region), *desk.told(claim(2))))["where_coordinates"] == "Kherson"


@pytest.mark.parametrize(
    ("lat", "lon", "cell"), [(10.51, 2.29, 145085), (-90, -180, 1), (90, 180, 259200), (-89.75, -179.25, 2)]
)
def test_grid_cells_are_counted_from_the_south_west(lat: float, lon: float, cell: int) -> None:
    assert grid_cell(lat, lon) == cell


@pytest.mark.parametrize(("days", "grade"), [(1, 1), (2, 2), (6, 2), (7, 3), (8, 4), (31, 4), (32, 5)])
def test_precision_of_the_date(desk: Desk, days: int, grade: int) -> None:
    one = incident(*desk.told(claim(2)), end=MONDAY + timedelta(days=days - 1))
    assert row(UCDP, one)["date_prec"] == grade


def test_sources_are_publishers_each_once(desk: Desk) -> None:
    (first,), (echo,) = desk.told(claim(5)), desk.told(claim(5), outlet="The Echo", day=20)
    found = row(UCDP, incident(first, member(echo, echo_of=first), *desk.told(claim(5, by="a medic"))))
    assert (found["number_of_sources"], found["source_office"]) == (2, "The Echo;The Paper")
    assert found["source_original"] == "a medic;the governor"
    assert str(found["source_article"]).startswith('"The Paper,2024-03-19,Monday"')


def test_incidents_without_deaths_are_left_out_and_it_is_said_why(desk: Desk) -> None:
    why = [
        made.why
        for said in (claim(4, Kind.WOUNDED), claim(Count.vague("dozens")), claim(0))
        if isinstance(made := UCDP.of(incident(*desk.told(said))), Omitted)
    ]
    assert why == ["no death is told", "deaths are told without a number", "nobody is said to have died"]


def test_what_cannot_be_known_is_empty_and_says_why(desk: Desk) -> None:
    made = UCDP.of(incident(*desk.told(claim(2)), start=None, end=None))
    assert isinstance(made, Row)
    empty = {column: cell.rule for column, cell in made.cells.items() if cell.value is None}
    assert {"relid", "conflict_new_id", "active_year", "date_start", "side_a"} <= set(empty)
    assert all(rule.startswith("empty: ") for rule in empty.values())


# --- ACLED ------------------------------------------------------------------------------------------------------------


def test_of_rival_figures_acled_takes_the_lowest_and_notes_the_dispute(desk: Desk) -> None:
    one = incident(*desk.told(claim(9)), *desk.told(claim(5, by="a medic")), *desk.told(claim(30, Kind.WOUNDED)))
    found = row(ACLED, one)
    assert found["fatalities"] == 5
    assert found["notes"] == (
        "Killed: 5 people (a medic); 9 people (the governor). Wounded: 30 people (the governor). "
        "Sources differ, from 5 to 9 killed; 5 is coded."
    )


@pytest.mark.parametrize(
    ("words", "number"),
    [("tens", 10), ("Dozens", 12), ("hundreds", 100), ("several dozen", 12), ("tens of thousands", 10_000)],
)
def test_words_of_size(words: str, number: float) -> None:
    assert size_of(words) == number


def test_vague_words_count_only_where_there_is_no_number(desk: Desk) -> None:
    vague = desk.told(claim(Count.vague("dozens")))
    assert row(ACLED, incident(*vague))["fatalities"] == 12
    assert row(ACLED, incident(*vague, *desk.told(claim(7, by="a medic"))))["fatalities"] == 7


def test_an_unknown_number_is_ten_in_a_war_and_three_elsewhere(desk: Desk) -> None:
    several = claim(Count.vague("several"))
    oslo = replace(several, place=Place("Oslo", (Location("Oslo", "NO", 59.91, 10.75, 3143244),)))
    assert [row(ACLED, incident(*desk.told(one)))["fatalities"] for one in (several, oslo)] == [10, 3]


def test_acled_counts_no_injuries_and_needs_no_deaths(desk: Desk) -> None:
    for kind in (Kind.WOUNDED, Kind.CASUALTIES):
        assert row(ACLED, incident(*desk.told(claim(9, kind))))["fatalities"] == 0
    displaced = ACLED.of(incident(*desk.told(claim(900, Kind.DISPLACED))))
    assert isinstance(displaced, Omitted)


def test_a_period_is_dated_by_its_middle(desk: Desk) -> None:
    found = row(ACLED, incident(*desk.told(claim(2)), end=MONDAY + timedelta(days=4)))
    assert (found["event_date"], found["time_precision"]) == ("2024-03-20", 2)


@pytest.mark.parametrize(
    ("sentence", "event", "sub_event"),
    [
        ("Four people were killed by a suicide bomber in Kherson.", "Explosions/Remote violence", "Suicide bomb"),
        ("Four people were killed in an air strike on Kherson.", "Explosions/Remote violence", "Air/drone strike"),
        (
            "Four people were killed when shells hit Kherson.",
            "Explosions/Remote violence",
            "Shelling/artillery/missile attack",
        ),
        ("Four soldiers were killed by mortars during clashes in Kherson.", "Battles", "Armed clash"),
        ("Gunmen killed four villagers in Kherson.", "Violence against civilians", "Attack"),
        ("Gunmen kidnapped four villagers in Kherson.", "Violence against civilians", "Abduction/forced disappearance"),
        ("Four soldiers were killed in Kherson.", "Battles", "Armed clash"),
    ],
)
def test_event_types_by_the_words_of_evidence(desk: Desk, sentence: str, event: str, sub_event: str) -> None:
    desk.ledger.add(Article(sentence, sentence[:9], publisher="The Paper", published=MONDAY))
    found = row(ACLED, incident(*desk.ledger.claims()))
    assert (found["event_type"], found["sub_event_type"]) == (event, sub_event)


def test_a_place_taken(desk: Desk) -> None:
    def taken(by: str) -> Claim:
        return replace(claim(1, Kind.CONTROL, by=by, parties=(by,)), status=Status.TAKEN, who=None)

    assert row(ACLED, incident(*desk.told(taken(KYIV))))["sub_event_type"] == "Government regains territory"
    assert row(ACLED, incident(*desk.told(taken(MOSCOW))))["sub_event_type"] == "Non-state actor overtakes territory"


def test_actors(desk: Desk) -> None:
    shot = claim(4, who="villagers", civilian=True, doers=("Islamic State",))
    found = row(ACLED, incident(*desk.told(shot)))
    assert [found[c] for c in ("actor1", "inter1", "actor2", "inter2", "interaction", "civilian_targeting")] == [
        *("Islamic State", "Rebel group", "Civilians (Ukraine)", "Civilians", "Rebel group-Civilians"),
        "Civilian targeting",
    ]
    assert (found["iso"], found["country"], found["region"], found["location"]) == (804, "Ukraine", "Europe", "Kherson")


def test_where_outlets_are_at_home(desk: Desk) -> None:
    one = incident(
        *desk.told(claim(4), outlet="Reuters"), *desk.told(claim(4, by="a medic"), outlet="Kyiv Independent")
    )
    assert row(ACLED, one)["source"] == "Kyiv Independent; Reuters"
    assert row(ACLED, one)["source_scale"] == "National-International"


# --- own rule books ---------------------------------------------------------------------------------------------------

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
        *(Member(k, told[echoes[n]].name if n in echoes else None, None, ()) for n, k in enumerate(told)),
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
    echo = Member(replace(copied.kept, name="e" * 16, article=article), copied.kept.name, None, ())
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
