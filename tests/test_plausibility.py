"""A claim beside what others counted in the same days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from test_import_losses import kept as imported
from totals import correct, days, told

from reportedly.article import Article
from reportedly.ledger import Ledger
from reportedly.reconciling.plausibility import plausibility


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    with Ledger.open(address) as opened:
        yield opened


def raid(ledger: Ledger, text: str) -> list[str]:
    """What is found about the claims of a dispatch."""
    ledger.add(Article(text, id="raid", published=date(2024, 3, 18)))
    found = [plausibility(kept, ledger) for kept in ledger.claims("article:raid")]
    return [f"{one.text} {len(one.claims)}" for one in reversed(found) if one is not None]


def test_a_claim_is_compared_with_what_others_counted_in_these_days(ledger: Ledger) -> None:
    imported(
        ledger,
        days(
            "2024-03-10", "personnel", 1000, 1500, 2000, 2500, 3000, 3500, 4000, 4500, 5000, **{"personnel*": "about"}
        ),
    )
    imported(ledger, days("2024-03-10", "tank", *range(10, 19)))
    found = raid(
        ledger,
        "The Freedom of Russia Legion said its fighters had killed 600 Russian soldiers between March 12 and March 18, "
        "2024, in Belgorod Oblast. It said four Russian tanks were destroyed between March 12 and March 18, 2024.",
    )
    assert found == [
        "600 killed: 20 % of the 3,000 Russian casualties (killed and wounded) that the General Staff of the Armed "
        "Forces of Ukraine counts in these days (from about 2,000 on 12 March 2024 to about 5,000 on 18 March 2024); "
        "a comparison of claims, no proof of any 3",
        "four Russian tanks: 67 % of the 6 Russian losses under “tank” that the General Staff of the Armed Forces of "
        "Ukraine counts in these days (from 12 on 12 March 2024 to 18 on 18 March 2024); "
        "a comparison of claims, no proof of any 3",
    ]


LEGION = "The Freedom of Russia Legion said it killed {} Russian soldiers on March 15, 2024, in Belgorod Oblast."


@pytest.mark.parametrize(
    ("killed", "totals", "finding"),
    [
        ("600", [1000, 1300], "600 killed: 2.0 times the 300 Russian casualties"),
        ("300", [1000, 1300], "300 killed: as many as the 300 Russian casualties"),
        ("600", [1000, 1000], "counts no Russian casualties (killed and wounded) in these days"),
        (
            "600",
            [1300, 1000],
            "counts no Russian casualties",
        ),  # the total was corrected: there is nothing to compare with
        ("two", [1000, 1300], None),  # one ambush among the losses of a day
    ],
)
def test_the_comparison_in_words(ledger: Ledger, killed: str, totals: list[float], finding: str | None) -> None:
    imported(ledger, days("2024-03-14", "personnel", *totals))
    found = raid(ledger, LEGION.format(killed))
    assert [finding in one for one in found] == ([True] if finding else [])


def test_a_correction_is_left_out_of_the_comparison(ledger: Ledger) -> None:
    imported(ledger, days("2024-03-14", "personnel", 1000, 2300))
    correct(ledger, [{"date": "2024-03-15", "personnel": 1000, "tank": 0}])
    assert ["the 300 Russian casualties" in one for one in raid(ledger, LEGION.format("150"))] == [True]


def test_there_is_nothing_to_compare_with(ledger: Ledger) -> None:
    imported(ledger, days("2024-03-01", "personnel", 1000, 1300))  # other days
    told(ledger, 30, date(2024, 3, 14), claimant="Freedom of Russia Legion")  # its own
    told(ledger, 90, date(2024, 3, 15), claimant="Freedom of Russia Legion")
    told(ledger, 40, date(2024, 3, 14), side="Ukraine")  # another side's losses
    told(ledger, 80, date(2024, 3, 15), side="Ukraine")
    told(ledger, 40, date(2024, 3, 14), claimant="two men in a boat")  # nobody known
    told(ledger, 80, date(2024, 3, 15), claimant="two men in a boat")
    assert raid(ledger, LEGION.format("150")) == []
