"""Running totals, made up: as a table gives them, and as a reader of prose would find them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

from reportedly.article import Article, Span
from reportedly.claim import Attribution, Claim, Count, Kind, Reading, Role, When, Who
from reportedly.intake import Arrival, Capture
from reportedly.intake.losses import LANGUAGE, READER, arrivals_in, read_record
from reportedly.ledger import Ledger
from reportedly.ledger.database import asking
from reportedly.reading.label import label_of
from reportedly.reconciling.seeking import series_named
from reportedly.reconciling.series import Series

STAFF = "Ukrainian General Staff"
GENERAL_STAFF = "General Staff of the Armed Forces of Ukraine"
MARCH = date(2024, 3, 1)
Older = Callable[[Ledger, str, str], None]


def days(first: str, column: str, *figures: float, **more: object) -> list[dict[str, object]]:
    """Records of one column, a day each."""
    start = date.fromisoformat(first)
    return [{"date": str(start + timedelta(days=n)), column: figure, **more} for n, figure in enumerate(figures)]


def correct(ledger: Ledger, records: object) -> None:
    found = [a for a in arrivals_in(json.dumps(records).encode(), "correction.json") if isinstance(a, Arrival)]
    list(ledger.add_all(found, reader=read_record, name=READER, languages={LANGUAGE}))


def series(ledger: Ledger, what: str | None = None, claimant: str = STAFF, whose: str | None = None) -> list[Series]:
    with asking(ledger.engine) as connection:
        return series_named(connection, claimant, what, whose)


def steps(one: Series) -> list[tuple[float, float | None]]:
    return [(p.figure, p.step) for p in one.points]


def told(
    ledger: Ledger,
    figure: float,
    on: date,
    *,
    claimant: str = GENERAL_STAFF,
    since: date | None = date(2022, 2, 24),
    kind: Kind = Kind.KILLED,
    side: str | None = "Russia",
    publisher: str = "The Paper",
    published: date | None = None,
    count: Count | None = None,
) -> None:
    """One more article with one total in it, as a reader of prose would have found it."""
    text = f"By {on} it was {figure:,.0f} soldiers, {claimant} said, as {publisher} reports."
    article = Article(
        text,
        url=f"https://paper.example/{publisher}/{claimant}/{on}/{figure}/{side}/{since}",
        published=published or on,
        publisher=publisher,
    )
    claim = Claim(
        "c",
        kind,
        count or Count.exact(f"{figure:,.0f}", figure),
        (Span(0, len(text)),),
        (Attribution(Role.CLAIMANT, claimant, (claimant,)),),
        who=Who("soldiers", Span(0, 1), side, False),
        when=When("so far", since or on, on, since, "range"),
    )
    arrival = Arrival(article, Capture(text.encode(), "text/plain", "test"))
    list(ledger.add_all([arrival], reader=lambda one: Reading(one, (claim,), (), label_of((claim,)))))
