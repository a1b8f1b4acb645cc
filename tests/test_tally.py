"""The text's own total: parts, repeats, earlier events and other people's dead are not added."""

from __future__ import annotations

import pytest

from reportedly.article import Article
from reportedly.claim import Kind
from reportedly.reading.casing import as_prose, in_capitals
from reportedly.reading.counts import numbers_in
from reportedly.reading.furniture import blocks_in
from reportedly.reading.outcomes import mentions_in
from reportedly.reading.parse import parsed
from reportedly.reading.sentences import sentences_in
from reportedly.reading.tally import Tally, tally_of


def tally(text: str) -> Tally:
    found = [
        mention
        for sentence in parsed(text, sentences_in(text, blocks_in(Article(text))))
        for mention in mentions_in(sentence, numbers_in(sentence))
    ]
    return tally_of(found, text)


@pytest.mark.parametrize(
    ("text", "killed", "wounded"),
    [
        ("A bomb killed three people and wounded five.", 3, 5),
        ("A bomb went off. There were no casualties.", 0, 0),
        ("Gunmen killed one guard. Two attackers were also killed.", 3, 0),
        ("Rebels killed 17 soldiers. At least 17 soldiers died in the raid.", 17, 0),
        ("A blast killed nine people, including two nurses. One of the dead was a judge.", 9, 0),
        ("Gunmen abducted two brothers. Both hostages were shot and killed.", 2, 0),
        ("A mine hurt a driver. In all, nine people were hurt.", 0, 9),
        ("A judge was gunned down. The judge was shot in the back.", 1, 0),
        ("A shell killed two women. A similar attack in May killed forty people.", 2, 0),
        ("A raid killed four. In addition to the assailant, six others were hurt.", 4, 7),
        ("Gunmen tried to kill the mayor. His driver was wounded.", 0, 1),
        ("Four people were killed. More than 2,000 have died since 2004.", 4, 0),
        ("At least 14 soldiers and 30 assailants were killed in the clash.", 44, 0),
    ],
)
def test_the_total_of_an_incident(text: str, killed: float, wounded: float) -> None:
    found = tally(text)
    assert (found[Kind.KILLED].best, found[Kind.WOUNDED].best) == (killed, wounded)


def test_it_says_how_the_total_was_reached() -> None:
    found = tally("Gunmen killed two guards and a cook.")
    assert found[Kind.KILLED].how == "added up: 2 (two guards) + 1 (a cook)"
    assert found[Kind.WOUNDED].how == "not stated"


def test_open_bounds_stay_open() -> None:
    total = tally("At least nine soldiers were killed.")[Kind.KILLED]
    assert (total.low, total.best, total.high) == (9, 9, None)


def test_capitals_become_prose_of_the_same_length() -> None:
    text = "THREE GUARDS OF THE FMLN WERE KILLED IN TEPETITAN ON 12 MAY."
    prose = as_prose(text, lambda word: word in {"fmln", "tepetitan"})
    assert prose == "Three guards of the FMLN were killed in Tepetitan on 12 May."
    assert in_capitals(text) and not in_capitals(prose) and len(prose) == len(text)


def test_a_text_in_capitals_is_read_too() -> None:
    assert tally("TWO PEASANTS WERE KILLED AND FIVE OTHERS WERE WOUNDED IN SUCHITOTO.")[Kind.WOUNDED].best == 5
