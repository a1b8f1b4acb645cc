"""What people do with claims: everything stays in the journal, the newest that stands is what holds."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportedly import Article
from reportedly.intake.capture import Arrival, Capture
from reportedly.ledger import Ledger, LedgerError, acts
from reportedly.ledger.acts import CheckResult, File, KeptFile, Link, Note, RequestState
from reportedly.ledger.copying import restore

KHERSON = "KHERSON, March 18 — Two guards were killed in Kherson on Monday, the regional governor said."
TANKS = "Three tanks were destroyed near Belgorod, the Russian Defence Ministry said on Tuesday."
TODAY = datetime.now(UTC).date()
TOMORROW = TODAY + timedelta(1)


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    with Ledger.open(address) as opened:
        add(opened)
        yield opened


def add(ledger: Ledger) -> None:
    for id, text in (("kherson", KHERSON), ("tanks", TANKS)):
        article = Article(text, id=id, url=f"https://paper.example/{id}", publisher="The Paper")
        list(ledger.add_all([Arrival(article, Capture(text.encode(), "text/plain", id))]))


@pytest.fixture
def claim(ledger: Ledger) -> str:
    return next(ledger.claims("place:Kherson")).name


@pytest.fixture
def other(ledger: Ledger) -> str:
    return next(ledger.claims("tanks")).name


def asked(ledger: Ledger, *claims: str, party: str = "Russian Ministry of Defense") -> int:
    about = {"to": "press@ministry.example", "channel": "email", "text": "Is it so?", "by": "Ines"}
    return acts.request_reply(ledger, party, claims, deadline=TOMORROW, **about)


# --- verification -----------------------------------------------------------------------------------------------------


def test_the_newest_verification_holds_and_the_history_has_all(ledger: Ledger, claim: str, other: str) -> None:
    acts.check(ledger, claim[:8], "unverified", by="Ines", note="no picture yet")
    acts.check(ledger, claim, CheckResult.CONFIRMED, by="Omar")
    found = acts.standing_checks(ledger, [claim, other])
    assert {name: (one.result, one.by) for name, one in found.items()} == {claim: (CheckResult.CONFIRMED, "Omar")}
    assert [(act.kind, act.told["result"]) for act in acts.acts_of(ledger, claim)] == [
        ("check", "unverified"),
        ("check", "confirmed"),
    ]
    assert ledger.verify().whole


def test_evidence_is_kept_with_it(ledger: Ledger, claim: str, tmp_path: Path) -> None:
    picture = File("site.jpg", "image/jpeg", b"\xff\xd8 a crater")
    acts.check(
        ledger, claim, "confirmed", by="Ines", evidence=(Link("https://x.example/1"), picture, Note("two roofs"))
    )
    link, file, note = acts.standing_checks(ledger, [claim])[claim].evidence
    assert (link, note) == (Link("https://x.example/1"), Note("two roofs"))
    assert isinstance(file, KeptFile) and (file.name, file.size) == ("site.jpg", 11)
    assert acts.evidence_file(ledger, file.sha256) == picture.data
    with pytest.raises(LedgerError, match="no file"):  # a source of the ledger, but nobody's evidence
        acts.evidence_file(ledger, hashlib.sha256(KHERSON.encode()).hexdigest())
    assert ledger.verify().whole
    ledger.backup(tmp_path / "backup.db")
    with Ledger.open(f"sqlite:///{tmp_path}/again.db") as again:
        restore(tmp_path / "backup.db", again.engine)
        assert acts.evidence_file(again, file.sha256) == picture.data
        assert acts.acts(again) == acts.acts(ledger)
        assert again.verify().whole


def test_claims_are_found_by_what_the_desk_found(ledger: Ledger, claim: str, other: str) -> None:
    def found(query: str) -> set[str]:
        return {kept.name for kept in ledger.claims(query)}

    checked = acts.check(ledger, claim, "denied", by="Ines")
    assert (found("checked:denied"), found("-checked:none")) == ({claim}, {claim})
    assert (found("checked:none"), found("-checked:denied guards"), found("checked:none guards")) == (
        {other},
        set(),
        set(),
    )
    acts.check(ledger, claim, "misleading", by="Ines")
    assert (found("checked:denied"), found("checked:misleading guards")) == (set(), {claim})
    acts.undo(ledger, acts.standing_checks(ledger, [claim])[claim].entry, by="Omar")
    assert found("checked:denied killed > 1") == {claim}
    acts.undo(ledger, checked.entry, by="Omar")
    assert found("checked:none") == {claim, other}
    assert ledger.verify().whole


def test_what_was_checked_stays_checked_when_it_is_read_again_or_decided(ledger: Ledger, claim: str) -> None:
    acts.check(ledger, claim, "confirmed", by="Ines")
    list(ledger.reread(name="newer"))
    assert [kept.name for kept in ledger.claims("checked:confirmed")] == [claim]
    ledger.decide(claim, "accepted", by="Ines")
    assert [kept.name for kept in ledger.claims("checked:confirmed state:accepted")] == [claim]


# --- words, work, publishers ------------------------------------------------------------------------------------------


def test_comments_are_in_the_history_of_what_they_are_on(ledger: Ledger, claim: str) -> None:
    (article,) = ledger.articles("kherson")
    for subject in (claim, f"article:{article.number}", f"incident:{claim[:8]}"):
        acts.comment(ledger, subject, f"on {subject}", by="Ines")
    for subject in (claim, f"article:{article.number}", f"incident:{claim}"):
        (one,) = acts.acts_of(ledger, subject)
        assert one.told["text"].startswith(f"on {subject[:12]}")


def test_comments_on_an_article_are_in_the_history_of_all_its_versions(ledger: Ledger) -> None:
    (first,) = ledger.articles("kherson")
    acts.comment(ledger, f"article:{first.number}", "watch this", by="Ines")
    ledger.add(Article(TANKS, id="kherson", url="https://paper.example/kherson"))
    newest = ledger.articles("kherson")[-1]
    assert [act.told["text"] for act in acts.acts_of(ledger, f"article:{newest.number}")] == ["watch this"]


def test_a_claim_is_somebodys_to_look_at(ledger: Ledger, claim: str, other: str) -> None:
    acts.assign(ledger, claim, "Omar", by="Ines")
    last = acts.assign(ledger, other, "Omar", by="Ines")
    acts.assign(ledger, claim, "Noor", by="Ines")
    assert [(one.claim, one.to) for one in acts.assignments(ledger)] == [(claim, "Noor"), (other, "Omar")]
    assert [one.claim for one in acts.assignments(ledger, "Omar")] == [other]
    acts.assign(ledger, claim, None, by="Ines")
    acts.undo(ledger, last, by="Ines")
    assert acts.assignments(ledger) == []


def test_publishers_are_ones_own_or_are_not(ledger: Ledger) -> None:
    acts.mark_own(ledger, "The Paper", True, by="Ines", reason="it is us")
    acts.mark_own(ledger, "The Journal", True, by="Ines")
    taken_back = acts.mark_own(ledger, "the journal", False, by="Ines", reason="sold")
    assert acts.own_publishers(ledger) == {"the paper"}
    acts.undo(ledger, taken_back, by="Ines")
    assert acts.own_publishers(ledger) == {"the paper", "the journal"}


# --- the right of reply -----------------------------------------------------------------------------------------------


def test_a_request_is_answered(ledger: Ledger, claim: str, other: str) -> None:
    number = asked(ledger, claim, other)
    acts.remind(ledger, number, how="by phone", by="Omar")
    (one,) = acts.requests(ledger, claim=other)
    assert (one.state, one.claims, [r.how for r in one.reminders]) == (RequestState.OPEN, (claim, other), ["by phone"])
    acts.answer(ledger, number, "We lost no tanks.", received=TODAY, by="Omar")
    (one,) = acts.requests(ledger, party="russian ministry of defense", open=False)
    assert (one.state, one.answers[0].text, one.closed_by) == (RequestState.ANSWERED, "We lost no tanks.", "Omar")
    assert acts.requests(ledger, open=True) == []
    assert [act.kind for act in acts.acts_of(ledger, claim)] == ["request", "reminder", "answer"]
    assert ledger.verify().whole


def test_a_request_without_an_answer_is_overdue_and_then_silent(ledger: Ledger, claim: str) -> None:
    number, later = asked(ledger, claim), TOMORROW + timedelta(1)
    assert [one.state for one in acts.requests(ledger, on=TOMORROW)] == [RequestState.OPEN]
    assert [one.state for one in acts.requests(ledger, open=True, on=later)] == [RequestState.OVERDUE]
    with pytest.raises(LedgerError, match="may still be answered"):
        acts.silence(ledger, number, by="Ines", on=TOMORROW)
    silent = acts.silence(ledger, number, by="Ines", on=later)
    assert [one.state for one in acts.requests(ledger, on=later)] == [RequestState.SILENT]
    late = acts.answer(ledger, number, "No comment.", received=TODAY, by="Ines")
    assert [one.state for one in acts.requests(ledger)] == [RequestState.ANSWERED]
    acts.undo(ledger, late, by="Omar")
    assert [one.state for one in acts.requests(ledger)] == [RequestState.SILENT]
    acts.undo(ledger, silent, by="Omar")
    assert [one.state for one in acts.requests(ledger, on=TOMORROW)] == [RequestState.OPEN]


def test_a_request_is_withdrawn_or_undone(ledger: Ledger, claim: str) -> None:
    number = asked(ledger, claim)
    withdrawn = acts.withdraw_request(ledger, number, by="Ines", reason="the wrong ministry")
    assert [one.state for one in acts.requests(ledger)] == [RequestState.WITHDRAWN]
    for again in (
        lambda: acts.remind(ledger, number, how="by phone", by="Ines"),
        lambda: acts.answer(ledger, number, "No.", received=TODAY, by="Ines"),
        lambda: acts.withdraw_request(ledger, number, by="Ines"),
    ):
        with pytest.raises(LedgerError, match="withdrawn already"):
            again()
    acts.undo(ledger, withdrawn, by="Ines")
    undone = acts.undo(ledger, number, by="Ines")
    assert acts.requests(ledger) == acts.requests(ledger, claim=claim) == []
    with pytest.raises(LedgerError, match="was undone"):
        acts.remind(ledger, number, how="by phone", by="Ines")
    acts.undo(ledger, undone, by="Ines")
    assert [one.state for one in acts.requests(ledger, claim=claim)] == [RequestState.OPEN]


# --- taking back ------------------------------------------------------------------------------------------------------


def test_what_is_undone_stays_in_the_history(ledger: Ledger, claim: str) -> None:
    checked = acts.check(ledger, claim, "denied", by="Ines")
    back = acts.undo(ledger, checked.entry, by="Omar", reason="another village")
    first, second = acts.acts_of(ledger, claim)
    assert first.undone and (first.undone.by, first.undone.entry, second.kind) == ("Omar", back, "undo")
    assert acts.standing_checks(ledger, [claim]) == {}
    again = acts.undo(ledger, back, by="Ines")
    assert acts.standing_checks(ledger, [claim])[claim] == checked
    acts.undo(ledger, again, by="Omar")
    assert acts.standing_checks(ledger, [claim]) == {}
    assert ledger.verify().whole


def test_what_was_undone_twice_over_stands_when_neither_undo_does(ledger: Ledger, claim: str) -> None:
    number = acts.comment(ledger, claim, "so", by="Ines")
    first = acts.undo(ledger, number, by="Omar")
    brought_back = acts.undo(ledger, first, by="Ines")
    second = acts.undo(ledger, number, by="Omar")
    acts.undo(ledger, brought_back, by="Noor")  # so that the first undo stands as well
    assert acts.acts_of(ledger, claim)[0].undone
    acts.undo(ledger, second, by="Noor")
    assert acts.acts_of(ledger, claim)[0].undone
    acts.undo(ledger, first, by="Noor")
    assert not acts.acts_of(ledger, claim)[0].undone


@pytest.mark.parametrize("verdict", ["accepted", "rejected"])
def test_a_decision_that_is_undone_gives_way_to_what_was_before(ledger: Ledger, claim: str, verdict: str) -> None:
    def states() -> list[tuple[str, str, str]]:
        return [(s.state, s.by.split()[0], s.undone_by) for s in ledger.history(claim)]

    ledger.decide(claim, verdict, by="Ines", reason="seen")
    (decision,) = acts.acts_of(ledger, claim)
    back = acts.undo(ledger, decision.entry, by="Omar")
    assert states() == [("read", "reportedly", ""), (verdict, "Ines", ""), ("read", "reportedly", "Omar")]
    assert [k.name for k in ledger.claims("state:read guards")] == [claim]
    acts.undo(ledger, back, by="Noor")
    assert states()[-1] == (verdict, "Ines", "Noor") and ledger.history(claim)[-1].reason == "seen"
    assert [k.name for k in ledger.claims(f"state:{verdict} guards")] == [claim]
    assert ledger.verify().whole


def test_an_earlier_decision_that_is_undone_changes_nothing_today(ledger: Ledger, claim: str) -> None:
    for verdict in ("accepted", "rejected"):
        ledger.decide(claim, verdict, by="Ines")
    first, second = acts.acts_of(ledger, claim)
    acts.undo(ledger, first.entry, by="Omar")
    assert [s.state for s in ledger.history(claim)] == ["read", "accepted", "rejected"]
    acts.undo(ledger, second.entry, by="Omar")
    assert [(s.state, s.current) for s in ledger.history(claim)][-1] == ("read", True)


def test_a_withdrawal_and_parties_put_together_are_undone(ledger: Ledger) -> None:
    (article,) = ledger.articles("kherson")
    ledger.withdraw(article.number, by="Ines", reason="retracted")
    ledger.merge_parties(["the-regional-governor"], "russian-ministry-of-defense", by="Ines")
    merged, withdrawn = acts.acts(ledger)
    assert len(list(ledger.claims("claimant:the-regional-governor"))) == 2
    acts.undo(ledger, merged.entry, by="Omar")
    acts.undo(ledger, withdrawn.entry, by="Omar")
    assert len(list(ledger.claims("claimant:the-regional-governor"))) == 1
    assert not ledger.articles("kherson")[0].withdrawn
    assert ledger.verify().whole


def test_what_a_person_said_of_a_pair_is_undone(ledger: Ledger, claim: str, other: str) -> None:
    ledger.decide_incident(claim, other, same=True, by="Ines")
    (one,) = acts.acts_of(ledger, f"{other}+{claim}")
    acts.undo(ledger, one.entry, by="Omar")
    assert [act.kind for act in acts.acts_of(ledger, f"{claim}+{other}")] == ["incident", "undo"]
    assert ledger.verify().whole


# --- the desk's journal -----------------------------------------------------------------------------------------------


def test_the_desks_journal_goes_back_page_by_page(ledger: Ledger, claim: str) -> None:
    for n in range(7):
        acts.comment(ledger, claim, f"remark {n}", by=("Ines", "Omar")[n % 2])
    first = acts.acts(ledger, limit=3)
    rest = acts.acts(ledger, before=first[-1].entry)
    assert [act.told["text"] for act in first + rest] == [f"remark {n}" for n in reversed(range(7))]
    assert [act.told["text"] for act in acts.acts(ledger, by="Omar")] == ["remark 5", "remark 3", "remark 1"]


# --- what cannot be ---------------------------------------------------------------------------------------------------

Doing = Callable[[Ledger, str], object]
REFUSED: list[tuple[str, Doing]] = [
    ("no claim 0000", lambda led, c: acts.check(led, "0000", "denied", by="Ines")),
    ("no claim", lambda led, c: acts.check(led, "", "denied", by="Ines")),
    ("“true” is no result: write one of confirmed", lambda led, c: acts.check(led, c, "true", by="Ines")),
    ("by is empty", lambda led, c: acts.check(led, c, "denied", by=" ")),
    ("leads to no page", lambda led, c: acts.check(led, c, "denied", by="I", evidence=[Link("javascript:alert(1)")])),
    ("no words", lambda led, c: acts.check(led, c, "denied", by="I", evidence=[Note(" ")])),
    ("needs a name", lambda led, c: acts.check(led, c, "denied", by="I", evidence=[File("a", "text/plain", b"")])),
    ("no media type", lambda led, c: acts.check(led, c, "denied", by="I", evidence=[File("a", "text", b"a")])),
    ("the comment is empty", lambda led, c: acts.comment(led, c, "", by="Ines")),
    ("no article 99", lambda led, c: acts.comment(led, "article:99", "so", by="Ines")),
    ("is no claim, no article", lambda led, c: acts.comment(led, "planet:9", "so", by="Ines")),
    ("longer than 200", lambda led, c: acts.assign(led, c, "x" * 201, by="Ines")),
    ("the publisher is empty", lambda led, c: acts.mark_own(led, "", True, by="Ines")),
    ("at least one claim", lambda led, c: asked(led)),
    ("the party is empty", lambda led, c: asked(led, c, party="")),
    ("no request 1", lambda led, c: acts.remind(led, 1, how="by phone", by="Ines")),
    ("before the request", lambda led, c: acts.answer(led, asked(led, c), "No.", received=date(2020, 1, 1), by="I")),
    ("still to come", lambda led, c: acts.answer(led, asked(led, c), "No.", received=date(9999, 1, 1), by="I")),
    ("no entry 99", lambda led, c: acts.undo(led, 99, by="Ines")),
    ("of the kind article, which nobody can undo", lambda led, c: acts.undo(led, 1, by="Ines")),
    ("no file", lambda led, c: acts.evidence_file(led, "00" * 32)),
    ("no file", lambda led, c: acts.evidence_file(led, "../../etc")),
    ("by is empty", lambda led, c: led.decide(c, "accepted", by="")),
]


@pytest.mark.parametrize(("complaint", "doing"), REFUSED, ids=[words for words, _ in REFUSED])
def test_what_cannot_be_is_said_in_one_line(ledger: Ledger, claim: str, complaint: str, doing: Doing) -> None:
    with pytest.raises(LedgerError, match=complaint) as refused:
        doing(ledger, claim)
    assert "\n" not in str(refused.value)
    assert ledger.verify().whole


def test_a_deadline_is_not_before_the_request(ledger: Ledger, claim: str) -> None:
    about = {"to": "press@ministry.example", "channel": "email", "text": "Is it so?", "by": "Ines"}
    with pytest.raises(LedgerError, match="before the request"):
        acts.request_reply(ledger, "Ministry", [claim], deadline=TODAY - timedelta(1), on=TODAY, **about)


def test_nothing_is_undone_twice(ledger: Ledger, claim: str) -> None:
    number = acts.comment(ledger, claim, "so", by="Ines")
    back = acts.undo(ledger, number, by="Omar")
    with pytest.raises(LedgerError, match=f"undone already: undo entry {back} to bring it back"):
        acts.undo(ledger, number, by="Ines")


# --- whatever people do -----------------------------------------------------------------------------------------------

STEPS = (
    "accept",
    "reject",
    "check",
    "assign",
    "own",
    "request",
    "reminder",
    "answer",
    "recall",
    "pair",
    "undo",
    "undo",
)


def step(ledger: Ledger, what: str, names: list[str], n: int) -> None:
    """One thing that somebody does, if it can be done."""
    claim, by = names[n % len(names)], ("Ines", "Omar")[n % 2]
    done = [act.entry for act in acts.acts(ledger)]
    open_ = [one.entry for one in acts.requests(ledger, open=True)]
    match what:
        case "accept" | "reject":
            ledger.decide(claim, f"{what}ed", by=by)
        case "check":
            acts.check(ledger, claim, list(CheckResult)[n % 4], by=by)
        case "assign":
            acts.assign(ledger, claim, by if n % 3 else None, by=by)
        case "own":
            acts.mark_own(ledger, "The Paper", bool(n % 3), by=by)
        case "request":
            asked(ledger, *names[: 1 + n % 2])
        case "reminder" if open_:
            acts.remind(ledger, open_[n % len(open_)], how="by phone", by=by)
        case "answer" if open_:
            acts.answer(ledger, open_[n % len(open_)], "No.", received=TODAY, by=by)
        case "recall" if open_:
            acts.withdraw_request(ledger, open_[n % len(open_)], by=by)
        case "pair":
            ledger.decide_incident(*names, same=bool(n % 2), by=by)
        case "undo" if done:
            try:
                acts.undo(ledger, done[n % len(done)], by=by)
            except LedgerError as error:
                assert "undone already" in str(error)


def seen(ledger: Ledger, names: list[str]) -> tuple[object, ...]:
    """What people see, without the history."""
    today = [(k.name, k.state, k.claim, k.quote, k.article.number, k.decision) for k in ledger.claims("state:read")]
    judged = [(k.name, k.state, k.claim, k.decision) for k in ledger.claims("-state:read state:accepted")]
    rejected = [(k.name, k.claim, k.decision) for k in ledger.claims("state:rejected")]
    return (
        sorted(today, key=str),
        sorted(judged, key=str),
        sorted(rejected, key=str),
        acts.standing_checks(ledger, names),
        acts.assignments(ledger),
        acts.own_publishers(ledger),
        acts.requests(ledger),
        sorted(kept.name for kept in ledger.claims("-checked:none")),
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 40)), max_size=14))
def test_whatever_people_do_the_journal_tells_it_again(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    with Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('acts')}/ledger.db") as ledger:
        add(ledger)
        names = sorted(kept.name for kept in ledger.claims())
        for n, (what, number) in enumerate(steps):
            step(ledger, what, names, number)
            if n == len(steps) // 2:
                list(ledger.reread(name="newer"))
        verdict = ledger.verify()
        assert verdict.whole, verdict
        before = seen(ledger, names)
        if standing := [act.entry for act in acts.acts(ledger) if not act.undone]:
            back = acts.undo(ledger, standing[len(steps) % len(standing)], by="Noor")
            acts.undo(ledger, back, by="Noor")
            assert seen(ledger, names) == before
            assert ledger.verify().whole
