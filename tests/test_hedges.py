import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.article import Span
from reportedly.reading.hedges import hedges_in


def doubts(text: str, trigger: str, cue: str | None = None) -> list[str]:
    def at(words: str) -> Span:
        start = text.index(words)
        return Span(start, start + len(words))

    cues = (at(cue),) if cue else ()
    return [s.of(text) for s in hedges_in(text, Span(0, len(text)), at(trigger), cues)]


@pytest.mark.parametrize(
    ("text", "trigger", "cue", "found"),
    [
        ("Four villagers were reportedly killed in the raid.", "killed", None, ["reportedly"]),
        ("All nine crew members are believed to have died.", "died", None, ["are believed to"]),
        ("The army claims that it destroyed twelve tanks.", "destroyed", "claims", ["claims"]),
        ("The ministry estimates that 300 gunmen were killed.", "killed", "estimates", ["estimates"]),
        ("The rebels appear to have captured the airfield.", "captured", None, ["appear to"]),
        ("An alleged massacre of forty farmers is being looked into.", "massacre", None, ["alleged"]),
    ],
)
def test_the_wording_doubts_it(text: str, trigger: str, cue: str | None, found: list[str]) -> None:
    assert doubts(text, trigger, cue) == found


@pytest.mark.parametrize(
    ("text", "trigger", "cue"),
    [
        ("At least nine people were killed, the governor said.", "killed", "said"),
        ("The blast claimed the lives of two nurses.", "lives", None),
        ("The group claimed responsibility for an attack that killed six.", "killed", "claimed"),
        ("About 200 fighters were captured, according to the army.", "captured", "according to"),
    ],
)
def test_a_report_is_no_doubt(text: str, trigger: str, cue: str | None) -> None:
    assert doubts(text, trigger, cue) == []


def test_a_doubt_about_another_clause_is_not_the_claims_own() -> None:
    text = "Seven soldiers were killed on Friday; the attackers reportedly fled across the river."
    assert doubts(text, "killed") == []


@given(st.text(alphabet="abcdel reportedly killed,.;", max_size=80), st.integers(0, 80), st.integers(0, 20))
def test_every_doubt_stands_in_the_sentence(text: str, start: int, length: int) -> None:
    begin = min(start, len(text))
    trigger = Span(begin, min(len(text), begin + length))
    for span in hedges_in(text, Span(0, len(text)), trigger):
        assert 0 <= span.start < span.end <= len(text)
