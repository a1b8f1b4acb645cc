"""Lists under a heading: the lines name things, the line above says what became of them."""

from __future__ import annotations

import pytest

from reportedly.article import Article
from reportedly.reading.reader import read_article

_LEAD = "Ukrainian paratroopers summed up a week of war against Russian troops.\n\n"


def told(text: str) -> list[tuple[str, float | None, str]]:
    """Status, low and item of what is read in the list."""
    return [(str(c.status), c.count.low, c.item.text) for c in read_article(Article(_LEAD + text)).claims if c.item]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "The enemy lost:\n\n- 12 tanks\n- 29 armoured combat vehicles;\n- about 40 trucks",
            [("lost", 12, "tanks"), ("lost", 29, "armoured combat vehicles"), ("lost", 40, "trucks")],
        ),
        (
            "Destroyed:\n• two howitzers\n• one bridge\n\nDamaged:\n• 4 pickup trucks",
            [("destroyed", 2, "howitzers"), ("destroyed", 1, "bridge"), ("damaged", 4, "pickup trucks")],
        ),
        (
            "Our soldiers captured:\n\n- 3 tanks\n- 70 rifles\n\nThe brigade has 20 guns.",
            [("captured", 3, "tanks"), ("captured", 70, "rifles")],
        ),
        ("The brigade needs:\n\n- 12 tanks\n- 40 trucks", []),
        ("The enemy did not lose:\n\n- 12 tanks", []),
    ],
)
def test_lines_take_the_fate_of_their_heading(text: str, found: list[tuple[str, float, str]]) -> None:
    assert told(text) == found
