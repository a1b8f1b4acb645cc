"""Claims as outlets print them, and the incidents they make: for the tests of rule books."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from reportedly import Article
from reportedly.article import Span
from reportedly.claim import (
    Attribution,
    By,
    Claim,
    Count,
    Kind,
    Label,
    Location,
    Place,
    Reading,
    Role,
    Stance,
    When,
    Who,
)
from reportedly.intake.capture import Arrival, Capture
from reportedly.ledger import Kept, Ledger
from reportedly.reading.gazetteer import toponyms
from reportedly.reconciling.account import claimants_of
from reportedly.reconciling.incident import Incident, Member
from reportedly.reconciling.views import UCDP, Row, View

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


def member(
    kept: Kept, echo_of: Kept | None = None, part_of: Kept | None = None, merged: Mapping[str, str] | None = None
) -> Member:
    claimants = claimants_of(kept.claim, kept.article.publisher or kept.article.name, merged or {})
    return Member(kept, echo_of and echo_of.name, part_of and part_of.name, (), claimants)


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
