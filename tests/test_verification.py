from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.article import Article
from reportedly.claim import Kind, Result
from reportedly.reading.coreference import Referents, Resolved
from reportedly.reading.furniture import blocks_in
from reportedly.reading.parties import party_named
from reportedly.reading.sentences import sentences_in
from reportedly.reading.verification import Check, Reach, for_claim, verifications_in


def checks(text: str, published: date | None = None) -> tuple[Check, ...]:
    sentences = sentences_in(text, blocks_in(Article(text=text)))
    return verifications_in(text, sentences, Referents.of(text), published)


def speaker(name: str | None) -> Resolved | None:
    if name is None:
        return None
    party = party_named(name)
    return Resolved(name, (party,) if party else ())


def results(text: str, kind: Kind, claimant: str | None, sentence: int = 0) -> list[Result]:
    return [v.result for v in for_claim(checks(text), kind, speaker(claimant), sentence)]


@pytest.mark.parametrize(
    ("sentence", "result", "by"),
    [
        ("Reuters could not independently verify the claim.", Result.UNVERIFIED, "Reuters"),
        ("The BBC has been unable to verify the figures.", Result.UNVERIFIED, "The BBC"),
        ("The reports could not immediately be confirmed.", Result.UNVERIFIED, None),
        ("The two tolls could not be reconciled.", Result.UNVERIFIED, None),
        ("Kenya's army has denied the report.", Result.DENIED, "Kenya's army"),
        ("The governor, who was abroad, dismissed the figures.", Result.DENIED, "The governor"),
        ("The losses were later confirmed by the ministry.", Result.CONFIRMED, "the ministry"),
    ],
)
def test_what_came_of_checking(sentence: str, result: Result, by: str | None) -> None:
    (check,) = checks(sentence)
    assert (check.verification.result, check.verification.by) == (result, by)


@pytest.mark.parametrize(
    "sentence",
    [
        "The army denied any involvement in the attack.",  # of the deed, not of the deaths
        "The council denied the accusation.",
        "The spokesman did not deny the report.",
        "The rebels were denied entry to the town.",
        "The general rejected a ceasefire.",
        "Negotiators contacted both sides about a truce.",
        "The agency called for an inquiry.",
        "The authenticity of the pictures could not be established.",  # no count hangs on a picture
        "Forces loyal to the council hold the disputed town.",
    ],
)
def test_what_checks_no_count(sentence: str) -> None:
    assert checks(sentence) == ()


def test_a_request_for_comment_says_of_whom_how_and_when() -> None:
    text = "Newsweek contacted the Turkish Defense Ministry by email on Monday for comment."
    (check,) = checks(text, published=date(2025, 3, 5))
    found = check.verification
    assert (found.result, found.by) == (Result.COMMENT_REQUESTED, "Newsweek")
    assert (found.of, found.channel, found.when) == ("the Turkish Defense Ministry", "email", date(2025, 3, 3))


@pytest.mark.parametrize(
    ("sentence", "of"),
    [
        ("Ethiopia's military declined to comment.", "Ethiopia's military"),
        ("The Indian army did not immediately respond to a request for comment.", "The Indian army"),
        ("AFP has reached out to the Kremlin for comment.", "the Kremlin"),
    ],
)
def test_who_was_asked(sentence: str, of: str) -> None:
    (check,) = checks(sentence)
    assert (check.verification.result, check.verification.of) == (Result.COMMENT_REQUESTED, of)


CASUALTIES = (
    "The Rapid Support Forces (RSF) said they killed 40 soldiers and burned six tanks. "
    "Sky News could not verify the casualty claims made by the group."
)


def test_casualty_claims_are_no_claims_of_equipment() -> None:
    assert results(CASUALTIES, Kind.KILLED, "the Rapid Support Forces") == [Result.UNVERIFIED]
    assert results(CASUALTIES, Kind.EQUIPMENT, "the Rapid Support Forces") == []


def test_a_check_covers_only_whose_claims_it_names() -> None:
    assert results(CASUALTIES, Kind.KILLED, "the Sudanese army") == []


def test_a_death_toll_is_checked_where_it_was_told_last() -> None:
    text = "The war killed 900 people. Since then 40 have died, medics said. CNN could not verify the death toll."
    assert results(text, Kind.KILLED, "medics", sentence=1) == [Result.UNVERIFIED]
    assert results(text, Kind.KILLED, None, sentence=0) == []


def test_nobody_confirms_or_denies_his_own_claim() -> None:
    text = "The Malian army said 12 fighters were killed. The Malian army confirmed the deaths."
    assert results(text, Kind.KILLED, "the Malian army") == []
    assert results(text, Kind.KILLED, "JNIM") == [Result.CONFIRMED]


def test_a_denial_of_one_thing_is_none_of_another() -> None:
    text = "Hamas said 30 people were killed. Israel's military rejected claims that it arms the clans."
    assert results(text, Kind.KILLED, "Hamas") == []


def test_the_strongest_comes_first() -> None:
    text = (
        "Hezbollah said it killed ten soldiers. Israel's military denied that any soldiers were killed. "
        "Reuters could not verify the claim."
    )
    assert results(text, Kind.KILLED, "Hezbollah") == [Result.DENIED, Result.UNVERIFIED]


@given(st.text(alphabet="could not verify denied claim the toll Reuters.,'", max_size=160))
def test_a_check_stands_in_the_text(text: str) -> None:
    for check in checks(text):
        assert 0 <= check.verification.span.start < check.verification.span.end <= len(text)
        assert check.reach is not Reach.NONE


@pytest.mark.parametrize(
    ("sentence", "result"),
    [
        ("None of these figures could be independently verified.", Result.UNVERIFIED),
        ("Neither side's toll could be verified.", Result.UNVERIFIED),
        ("The ministry of defence was asked for comment by email.", Result.COMMENT_REQUESTED),
    ],
)
def test_a_check_told_of_nobodys_success(sentence: str, result: Result) -> None:
    text = f"The rebels said they had killed 40 soldiers. {sentence}"
    sentences = sentences_in(text, blocks_in(Article(text)))
    assert [c.verification.result for c in verifications_in(text, sentences)] == [result]


def test_what_could_be_verified_is_not_unverified() -> None:
    text = "The rebels said they had killed 40 soldiers. The army's toll could be verified by satellite."
    sentences = sentences_in(text, blocks_in(Article(text)))
    assert verifications_in(text, sentences) == ()


def test_a_remark_on_one_claim_is_none_on_those_before() -> None:
    text = (
        "The army said it killed 40 rebels. The rebels said they had killed nine soldiers, claims that could not be "
        "independently verified."
    )
    (check,) = checks(text)
    assert check.reach is Reach.SENTENCE


@pytest.mark.parametrize(
    ("text", "claimant", "expected"),
    [
        ("The rebels said 300 soldiers had died. But the army rejected the number.", "The rebels", [Result.DENIED]),
        (
            "The rebels said 300 soldiers had died. The army denied rebel reports of mass casualties.",
            "The rebels",
            [Result.DENIED],
        ),
        (
            "Rebels shot 60 soldiers, a site said, but the army denied on Friday that any had died.",
            "a site",
            [Result.DENIED],
        ),
        (
            "The rebels said they shot nine soldiers; the army said no such incident took place.",
            "The rebels",
            [Result.DENIED],
        ),
        ("The rebels said they shot nine soldiers. Turkey dismissed the drone claim.", "The rebels", []),
        (
            "The rebels said they shot nine soldiers. A site said two died, but the army denied the claim.",
            "The rebels",
            [],
        ),
        ("The rebels said they shot nine soldiers. The army denied that Omar Idris was killed.", "The rebels", []),
        (
            "A leaked document put the dead at 900. The Herald could not verify the documents.",
            "A leaked document",
            [Result.UNVERIFIED],
        ),
        ("The rebels put the dead at 900. The Herald could not verify the documents.", "The rebels", []),
    ],
)
def test_whose_claims_a_check_is_of(text: str, claimant: str, expected: list[Result]) -> None:
    assert results(text, Kind.KILLED, claimant) == expected
