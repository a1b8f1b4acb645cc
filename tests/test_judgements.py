"""What a person decided of a claim holds in newer versions of its article, and whatever reader comes after."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportedly import Article, read_article
from reportedly.article import Span
from reportedly.claim import Claim, Count, Reading
from reportedly.ledger import Kept, Ledger, LedgerError, State, acts
from reportedly.ledger.moving import moved
from reportedly.ledger.projection import claim_of, document_of

GUARDS = "Two guards were killed in Kherson on Monday, the regional governor said."
TANKS = "Three tanks were destroyed near Belgorod on Tuesday, the Russian Defence Ministry said."
FIRST = f"{GUARDS}\n\n{TANKS}"
SECOND = f"This story was updated.\n\n{TANKS}\n\n{GUARDS}"


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    with Ledger.open(address) as opened:
        opened.add(article(FIRST))
        yield opened


def article(text: str) -> Article:
    return Article(text, id="story", url="https://paper.example/story", publisher="The Paper")


def guards(ledger: Ledger) -> Kept:
    (one,) = ledger.claims("guards")
    return one


def words(ledger: Ledger, kept: Kept) -> list[str]:
    text = ledger.text(kept.article)
    return [span.of(text) for span in kept.claim.evidence]


def nothing(one: Article) -> Reading:
    """A reader that finds nothing."""
    return replace(read_article(one), claims=(), findings=())


def test_an_accepted_claim_stays_accepted_where_its_words_stand_now(ledger: Ledger) -> None:
    ledger.decide(guards(ledger).name, "accepted", by="Ines", reason="seen")
    ledger.add(article(SECOND))
    now = guards(ledger)
    assert (now.state, now.by, now.reason, now.article.version, now.carried) == ("accepted", "Ines", "seen", 2, True)
    assert words(ledger, now) == [GUARDS]
    assert len(list(ledger.claims())) == 2
    assert ledger.verify().whole


def test_a_claim_keeps_its_place_in_the_article_when_it_is_judged(ledger: Ledger) -> None:
    ledger.decide(guards(ledger).name, "accepted", by="Ines")
    (number,) = (version.number for version in ledger.articles("story"))
    assert [kept.quote for kept in ledger.claims_of(number)] == [GUARDS, TANKS]


def test_a_rejected_claim_stays_rejected(ledger: Ledger) -> None:
    name = guards(ledger).name
    ledger.decide(name, "rejected", by="Ines")
    ledger.add(article(SECOND))
    assert list(ledger.claims("guards")) == []
    (now,) = ledger.claims("state:rejected")
    assert (now.name, now.article.version) == (name, 2)


def mended(ledger: Ledger) -> Claim:
    """The guards are three, as both sentences together show."""
    text, kept = FIRST, guards(ledger)
    both = (*kept.claim.evidence, Span(text.index(TANKS), text.index(TANKS) + len(TANKS)))
    return replace(kept.claim, count=Count.exact("Two", 3), evidence=both)


def test_a_corrected_claim_stays_corrected_where_its_words_stand_now(ledger: Ledger) -> None:
    decided = ledger.decide(guards(ledger).name, "corrected", by="Ines", corrected=mended(ledger))
    assert decided.quote == f"{GUARDS} … {TANKS}"
    ledger.add(article(SECOND))
    now = guards(ledger)
    assert (now.state, now.claim.count.best, now.quote) == ("corrected", 3, decided.quote)
    assert words(ledger, now) == [GUARDS, TANKS]
    assert now.claim.who and now.claim.who.span.of(SECOND) == "Two guards"
    assert ledger.verify().whole


def test_a_corrected_claim_whose_words_have_gone_is_what_was_read(ledger: Ledger) -> None:
    ledger.decide(guards(ledger).name, "corrected", by="Ines", corrected=mended(ledger))
    ledger.add(article(f"Updated.\n\n{GUARDS}"))
    now = guards(ledger)
    assert (now.state, now.claim.count.best, now.article.version) == ("read", 2, 2)
    assert [(s.state, s.article.version) for s in ledger.history(now.name)] == [
        ("read", 1),
        ("corrected", 1),
        ("read", 2),
    ]
    ledger.add(article(f"Updated again.\n\n{FIRST}"))
    assert (guards(ledger).state, guards(ledger).article.version) == ("corrected", 3)


def test_what_a_person_accepted_stays_though_the_next_reader_misses_it(ledger: Ledger) -> None:
    ledger.decide(guards(ledger).name, "accepted", by="Ines")
    ledger.add(article(SECOND), read=False)
    assert list(ledger.claims()) == []
    list(ledger.reread(nothing, "blind 1"))
    assert [(kept.state, kept.quote) for kept in ledger.claims()] == [("accepted", GUARDS)]
    ledger.add(article("The story was taken down."), read=False)
    list(ledger.reread(nothing, "blind 2"))
    assert list(ledger.claims()) == []
    assert ledger.verify().whole


def test_a_sentence_that_has_grown_is_read_not_told_twice(ledger: Ledger) -> None:
    ledger.decide(guards(ledger).name, "accepted", by="Ines")
    ledger.add(article(f"{TANKS}\n\nOnly now: {GUARDS}"))
    assert [kept.state for kept in ledger.claims("guards")] == ["read"]


def test_what_is_judged_twice_goes_by_the_later_word(ledger: Ledger) -> None:
    name = guards(ledger).name
    ledger.decide(name, "accepted", by="Ines")
    ledger.add(article(SECOND))
    ledger.decide(name, "rejected", by="Omar")
    ledger.add(article("Once more.\n\n" + SECOND))
    assert [(s.state, s.article.version, s.current) for s in ledger.history(name)][-2:] == [
        ("rejected", 2, False),
        ("rejected", 3, True),
    ]
    decisions = [act for act in acts.acts_of(ledger, name) if act.kind == "decision"]
    acts.undo(ledger, decisions[-1].entry, by="Noor")
    assert (guards(ledger).state, guards(ledger).by, words(ledger, guards(ledger))) == ("accepted", "Ines", [GUARDS])
    acts.undo(ledger, decisions[0].entry, by="Noor")
    assert (guards(ledger).state, guards(ledger).article.version) == ("read", 3)
    assert ledger.verify().whole


def test_a_decision_on_what_no_newer_version_says_is_not_of_today(ledger: Ledger) -> None:
    name = guards(ledger).name
    ledger.add(article(TANKS))
    assert not ledger.decide(name, "accepted", by="Ines").current
    assert [kept.claim.count.text for kept in ledger.claims()] == ["Three"]


@pytest.mark.parametrize("verdict", ["accepted", "rejected"])
def test_reading_again_changes_no_decision(ledger: Ledger, verdict: str) -> None:
    name = guards(ledger).name
    ledger.decide(name, verdict, by="Ines")
    ledger.add(article(SECOND))
    before = [(kept.number, kept.state) for kept in ledger.claims(f"state:{verdict}")]
    list(ledger.reread(name="newer"))
    assert [(kept.number, kept.state) for kept in ledger.claims(f"state:{verdict}")] == before
    assert [kept.name for kept in ledger.claims("state:read guards")] == []
    assert ledger.verify().whole


@pytest.mark.parametrize("step", ["0003", "0005", "0006"])
def test_an_older_ledger_gets_its_judgements_and_its_history(
    address: str, tmp_path: Path, older: Callable[[Ledger, str, str], None], step: str
) -> None:
    with Ledger.open(f"sqlite:///{tmp_path}/newer.db") as newer:
        newer.add(article(FIRST))
        name = guards(newer).name
        newer.decide(name, "accepted", by="Ines")
        newer.add(article(SECOND))
        older(newer, address, step)
        with Ledger.open(address) as ledger:
            assert (guards(ledger).state, guards(ledger).article.version) == ("accepted", 2)
            assert acts.acts_of(ledger, name) == acts.acts_of(newer, name)
            assert ledger.verify().whole


def test_a_correction_points_into_the_text(ledger: Ledger) -> None:
    kept = guards(ledger)
    for span in (Span(0, 100_000), Span(5, 5)):
        with pytest.raises(LedgerError, match="outside the text"):
            ledger.decide(kept.name, "corrected", by="Ines", corrected=replace(kept.claim, evidence=(span,)))


# --- spans in another text --------------------------------------------------------------------------------------------

BREAKS = st.sampled_from([" ", "\n", "\n\n", "  "])


@given(
    before=st.text("abc .\n", max_size=40), breaks=st.lists(BREAKS, min_size=25, max_size=25), after=st.text(max_size=9)
)
def test_a_claim_points_at_the_same_words_however_they_are_broken(before: str, breaks: list[str], after: str) -> None:
    """A claim that is moved says the same with all its spans, letter by letter."""
    (claim,) = read_article(Article(GUARDS)).claims
    broken = "".join(part for pair in zip(GUARDS.split(), breaks, strict=False) for part in pair).rstrip()
    there = moved(document_of(claim), GUARDS, f"{before}\n{broken}\n{after}")
    assert there is not None and there["quote"] == GUARDS
    text, now = f"{before}\n{broken}\n{after}", claim_of(there["claim"])
    for one, other in (
        (claim.evidence[0], now.evidence[0]),
        (claim.who and claim.who.span, now.who and now.who.span),
        (claim.claimant.cue_span, now.claimant.cue_span),
        (claim.claimant.source_span, now.claimant.source_span),
    ):
        assert one and other and one.of(GUARDS).split() == other.of(text).split()
    assert (
        replace(now, evidence=claim.evidence, who=claim.who, attribution=claim.attribution, number=claim.number)
        == claim
    )


def test_of_several_such_sentences_it_is_the_one_in_the_same_surroundings() -> None:
    (claim,) = read_article(Article(GUARDS)).claims
    old = f"{GUARDS} He spoke at noon."
    there = moved(document_of(claim), old, f"{GUARDS} She spoke at night.\n{GUARDS} He spoke at noon.")
    assert there is not None and there["claim"]["evidence"][0]["start"] == len(f"{GUARDS} She spoke at night.\n")
    assert moved(document_of(claim), old, "Nobody was killed.") is None


VERSIONS = (FIRST, SECOND, TANKS, f"Late news.\n\n{GUARDS}", "Nothing is left of it.")
VERDICTS = tuple(set(State) - {State.READ, State.CORRECTED})


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.tuples(st.sampled_from(("version", "decide", "undo", "reread")), st.integers(0, 9)), max_size=9)
)
def test_no_claim_is_told_twice_or_forgotten(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    """Whatever the order: today's claims are each there once, and as the last word that stands has it."""
    with Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('versions')}/ledger.db") as ledger:
        ledger.add(article(FIRST))
        names = [kept.name for kept in ledger.claims()]
        for n, (what, number) in enumerate(steps):
            done = [act.entry for act in acts.acts(ledger) if act.undone is None]
            match what:
                case "version":
                    ledger.add(article(f"{VERSIONS[number % len(VERSIONS)]}\n\nVersion {n}."))
                case "decide":
                    ledger.decide(names[number % 2], VERDICTS[number % len(VERDICTS)], by="Ines")
                case "undo" if done:
                    acts.undo(ledger, done[number % len(done)], by="Omar")
                case "reread":
                    list(ledger.reread(name=f"reader {n}"))
        (newest,) = (version for version in ledger.articles("story") if version.current)
        text = ledger.text(newest)
        for name, sentence in zip(reversed(names), (GUARDS, TANKS), strict=True):
            holds = [act for act in acts.acts_of(ledger, name) if act.kind == "decision" and not act.undone]
            now = [kept for kept in ledger.history(name) if kept.current]
            if sentence in text:
                assert [(kept.state, kept.article.number) for kept in now] == [
                    (holds[-1].told["verdict"] if holds else "read", newest.number)
                ]
            else:
                assert now == []
        assert ledger.verify().whole
