"""What analysts do at the desk: review, correct, verify, ask, undo; and what readers then see of it."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from website import Site, Visitor, told

from reportedly import read
from reportedly.claim import Kind, Qualifier
from reportedly.desk.accounts.role import Role
from reportedly.desk.correcting import FIELDS, CorrectionError, corrected, fields_of

TUESDAY = date(2024, 3, 12)
TODAY = datetime.now(UTC).date()


@pytest.fixture
def claim(site: Site) -> str:
    told(site.ledger, publisher="The Herald", published=TUESDAY)
    return next(site.ledger.claims("kind:killed")).name


@pytest.fixture
def analyst(site: Site) -> Visitor:
    return site.visitor(Role.ANALYST)


def state(site: Site, claim: str) -> str:
    return site.ledger.history(claim)[-1].state.value


# --- reviewing --------------------------------------------------------------------------------------------------------


def test_the_queue_has_what_matters_first_and_why(site: Site, claim: str, analyst: Visitor) -> None:
    for n, toll in enumerate((30, 4_000)):
        told(
            site.ledger,
            f"{toll:,} people were killed in Kherson on Tuesday, witness {n} said.",
            f"w{n}",
            published=TUESDAY,
        )
    page = analyst.page("/desk")
    first, *others = page.xpath("//ol[@id='queue']/li")
    assert "4,000" in first.text_content()
    assert "times apart" in first.text_content() and "a large figure" in first.text_content().lower()
    assert len(others) == 3


def test_a_claim_that_is_accepted_leaves_the_queue(site: Site, claim: str, analyst: Visitor) -> None:
    answer = analyst.send("/desk", f"/claims/{claim}/decision", verdict="accepted", next="/desk")
    assert answer.url.path == "/desk" and claim not in answer.text
    assert state(site, claim) == "accepted"
    assert "accepted by the desk" in site.visitor().text(f"/claims/{claim}")


def test_a_rejected_claim_stands_in_no_list_but_keeps_its_page(site: Site, claim: str, analyst: Visitor) -> None:
    analyst.send("/desk", f"/claims/{claim}/decision", verdict="rejected", reason="a film plot")
    reader = site.visitor()
    assert claim not in reader.client.get("/search?q=kind:killed").text
    text = reader.text(f"/claims/{claim}")
    assert "rejected" in text and "a film plot" in text


def test_an_act_is_undone_by_who_did_it_or_an_editor(site: Site, claim: str, analyst: Visitor) -> None:
    analyst.send("/desk", f"/claims/{claim}/decision", verdict="rejected")
    page = analyst.page(f"/claims/{claim}")
    (action,) = {f.get("action") for f in page.xpath("//form[starts-with(@action, '/acts/')]")}
    other = site.visitor(Role.EDITOR)
    undone = other.send(f"/claims/{claim}", action, next=f"/claims/{claim}")
    assert undone.status_code == 200 and "undone by editor" in undone.text
    assert state(site, claim) == "read"
    editors = other.send(f"/claims/{claim}", f"/claims/{claim}/decision", verdict="accepted")
    (theirs,) = [
        f.get("action")
        for f in site.visitor(Role.EDITOR).page(editors.url.path).xpath("//form[starts-with(@action,'/acts/')]")
    ][:1]
    assert analyst.send(f"/claims/{claim}", theirs).status_code == 403
    assert state(site, claim) == "accepted"


def test_a_claim_is_somebodys(site: Site, claim: str, analyst: Visitor) -> None:
    analyst.send("/desk", f"/claims/{claim}/assignment", to="analyst")
    assert claim in analyst.client.get("/desk?of=analyst").text
    assert claim not in site.visitor(Role.EDITOR).client.get("/desk?of=editor").text
    assert analyst.send("/desk", f"/claims/{claim}/assignment", to="nobody here").status_code == 422


# --- correcting -------------------------------------------------------------------------------------------------------


def test_a_correction_is_kept_with_the_words_it_rests_on(site: Site, claim: str, analyst: Visitor) -> None:
    path = f"/claims/{claim}/correct"
    assert "Eleven people were killed" in analyst.page(path).xpath("string(//textarea[@name='evidence'])")
    answer = analyst.send(path, path, figure="Eleven", qualifier="at_least", low="11", reason="the headline says so")
    assert answer.url.path == f"/claims/{claim}"
    now = site.ledger.history(claim)[-1]
    assert (now.state.value, now.by, now.reason) == ("corrected", "analyst", "the headline says so")
    assert (now.claim.count.qualifier, now.claim.count.high) == (Qualifier.AT_LEAST, None)
    assert "at least 11 people killed" in site.visitor().text(f"/claims/{claim}")


def test_words_that_do_not_stand_in_the_text_are_refused_and_nothing_typed_is_lost(
    site: Site, claim: str, analyst: Visitor
) -> None:
    path = f"/claims/{claim}/correct"
    answer = analyst.send(path, path, evidence="Twelve people were hurt", reason="remember this")
    assert answer.status_code == 422
    assert "does not stand in the text" in answer.text and "remember this" in answer.text
    assert state(site, claim) == "read"


TEXT = "Kyiv, 12 March — Eleven people were killed in Kherson on Tuesday, the governor said. Nine were hurt, he added."
READ = read(TEXT, published=TUESDAY)


def test_the_form_as_it_was_changes_nothing_but_the_confidence() -> None:
    for one in READ.claims:
        made = corrected(one, TEXT, fields_of(one, TEXT))
        assert (made.count, made.who, made.attribution, made.place, made.when) == (
            one.count, one.who, one.attribution, one.place, one.when,
        )  # fmt: skip
        assert made.confidence == 1.0


def test_a_span_is_mended_by_its_words() -> None:
    made = corrected(
        READ.claims[0], TEXT, {"evidence": "Nine were hurt, he added.", "kind": "wounded", "figure": "Nine", "low": "9"}
    )
    assert made.evidence[0].of(TEXT) == "Nine were hurt, he added."
    assert made.number is not None and made.number.of(TEXT) == "Nine"
    assert (made.kind, made.count.best) == (Kind.WOUNDED, 9)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=12) | st.sampled_from(["11", "killed", "", "2024-03-12"]))
)
def test_whatever_is_typed_gives_a_claim_whose_spans_lie_in_the_text_or_a_word_of_what_is_wrong(typed) -> None:
    try:
        made = corrected(READ.claims[0], TEXT, typed)
    except CorrectionError as error:
        assert str(error).partition(":")[0] in (*FIELDS, "figure")
        return
    spans = [*made.evidence, *filter(None, (made.number, made.who and made.who.span, made.claimant.source_span))]
    assert all(0 <= span.start < span.end <= len(TEXT) for span in spans)
    count = made.count
    known = [n for n in (count.low, count.best, count.high) if n is not None]
    assert known == sorted(known)


# --- verifying --------------------------------------------------------------------------------------------------------


def test_a_verification_with_its_evidence_is_shown_to_everybody_its_files_to_the_desk(
    site: Site, claim: str, analyst: Visitor
) -> None:
    files = {"file": ("grave<script>.jpg", io.BytesIO(b"\xff\xd8picture"), "image/jpeg")}
    data = {"csrf": analyst.word("/desk"), "result": "confirmed", "note": "two pictures", "link": "https://o.example/1"}
    assert analyst.client.post(f"/claims/{claim}/check", data=data, files=files).status_code == 200
    reader = site.visitor().page(f"/claims/{claim}")
    shown = reader.xpath("string(//section[@aria-labelledby='checked'])")
    assert "confirmed" in shown and "two pictures" in shown and "grave<script>.jpg" in shown
    assert reader.xpath("//a[@href='https://o.example/1']/@rel") == ["noreferrer nofollow ugc"]
    (path,) = analyst.page(f"/claims/{claim}").xpath("//a[starts-with(@href,'/evidence/')]/@href")
    got = analyst.client.get(path)
    assert (got.content, got.headers["content-disposition"][:10]) == (b"\xff\xd8picture", "attachment")
    assert site.visitor(Role.READER).client.get(path).status_code == 403
    assert [kept.name for kept in site.ledger.claims("checked:confirmed")] == [claim]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://x.example/", "https://"])
def test_evidence_that_leads_nowhere_is_refused(site: Site, claim: str, analyst: Visitor, link: str) -> None:
    answer = analyst.send("/desk", f"/claims/{claim}/check", result="denied", link=link)
    assert answer.status_code == 422 and "a link begins with" in answer.text


def test_a_comment_is_for_the_desk_alone(site: Site, claim: str, analyst: Visitor) -> None:
    analyst.send("/desk", "/comments", subject=claim, text="ask Kherson <b>again</b>", next=f"/claims/{claim}")
    assert "ask Kherson <b>again</b>" in analyst.text(f"/claims/{claim}")
    assert "ask Kherson" not in site.visitor().client.get(f"/claims/{claim}").text


# --- putting together -------------------------------------------------------------------------------------------------


def test_claims_are_put_together_and_parted_by_hand(site: Site, claim: str, analyst: Visitor) -> None:
    told(site.ledger, "Twenty people were killed in Kherson on Tuesday, police said.", "other", published=TUESDAY)
    other = next(site.ledger.claims("article:other")).name
    (incident,) = {h for h in analyst.page(f"/claims/{claim}").xpath("//a/@href") if h.startswith("/incidents/")}
    assert other in analyst.client.get(incident).text
    analyst.send(incident, f"{incident}/pair", claim=claim, other=other, same="false", reason="another attack")
    (now,) = {h for h in analyst.page(f"/claims/{claim}").xpath("//a/@href") if h.startswith("/incidents/")}
    assert other not in analyst.client.get(now).text


def test_parties_are_merged_by_editors(site: Site, claim: str, analyst: Visitor) -> None:
    editor = site.visitor(Role.EDITOR)
    path = "/parties/the-governor"
    assert analyst.client.post(f"{path}/merge", data={"csrf": analyst.word("/desk"), "into": "x"}).status_code == 403
    answer = editor.send(path, f"{path}/merge", into="Russian Ministry of Defense")
    assert answer.url.path == "/parties/russian-ministry-of-defense" and "2 claims" in answer.text
    editor.send(answer.url.path, f"{path}/split")
    assert "1 claim" in editor.text("/parties/russian-ministry-of-defense")


# --- right of reply ---------------------------------------------------------------------------------------------------


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def post_office() -> Iterator[tuple[str, list[bytes]]]:
    """A mail server on this machine: its address, and what it was given."""
    letters: list[bytes] = []

    class Box:
        async def handle_DATA(self, server, session, envelope):  # noqa: N802
            letters.append(envelope.content)
            return "250 kept"

    controller = Controller(Box(), hostname="127.0.0.1", port=_free_port())
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}", letters
    finally:
        controller.stop()


def ask(analyst: Visitor, claim: str, **about: str):
    form = f"/desk/replies/new?claim={claim}&party=Governor"
    fields = {
        "claim": claim, "party": "Governor of Kherson", "to": "press@kherson.example", "channel": "email",
        "deadline": (TODAY + timedelta(2)).isoformat(), "text": analyst.page(form).xpath("string(//textarea)"), **about,
    }  # fmt: skip
    return analyst.send(form, "/desk/replies", **fields)


def test_a_party_is_asked_answers_and_readers_see_it_in_neutral_words(site: Site, claim: str, analyst: Visitor) -> None:
    asked = ask(analyst, claim)
    assert "Eleven people were killed in Kherson" in asked.text  # the letter names the claim
    reader = site.visitor()
    assert "Governor of Kherson was asked for comment by email" in reader.text(f"/claims/{claim}")
    path = asked.url.path
    analyst.send(path, f"{path}/reminder", how="telephone")
    analyst.send(path, f"{path}/answer", text="It was twelve.", received=TODAY.isoformat())
    text = reader.text(f"/claims/{claim}")
    assert "and answered on" in text and "It was twelve." in text
    assert "answered" in analyst.text("/desk/replies")
    assert analyst.send(path, f"{path}/answer", text="Again.", received="soon").status_code in (404, 422)


def test_a_request_is_mailed_where_a_server_is_configured(tmp_path) -> None:
    with post_office() as (server, letters):
        site = Site(f"sqlite:///{tmp_path}/mail.db", smtp=server, mail_from="desk@herald.example")
        told(site.ledger, publisher="The Herald", published=TUESDAY)
        claim = next(site.ledger.claims("kind:killed")).name
        analyst = site.visitor(Role.ANALYST)
        assert ask(analyst, claim, send="true").url.path.startswith("/desk/replies/")
        (letter,) = [message_from_bytes(one, policy=policy.default) for one in letters]
        assert (letter["To"], letter["From"]) == ("press@kherson.example", "desk@herald.example")
        assert claim in letter.get_content()
        refused = ask(analyst, claim, send="true", to="press@kherson.example\nBcc: all@x.example")
        assert refused.status_code == 422 and len(letters) == 1
        site.ledger.close()


def test_a_request_that_could_not_be_mailed_is_not_entered(tmp_path) -> None:
    site = Site(f"sqlite:///{tmp_path}/mail.db", smtp="smtp://127.0.0.1:9", mail_from="desk@herald.example")
    told(site.ledger, publisher="The Herald", published=TUESDAY)
    claim = next(site.ledger.claims("kind:killed")).name
    analyst = site.visitor(Role.ANALYST)
    answer = ask(analyst, claim, send="true")
    assert answer.status_code == 422 and "did not take it" in answer.text
    assert "No request here" in analyst.text("/desk/replies")
    site.ledger.close()


def test_a_deadline_in_the_past_is_refused(site: Site, claim: str, analyst: Visitor) -> None:
    answer = ask(analyst, claim, deadline="2024-01-01")
    assert answer.status_code == 422 and "before the request" in answer.text


# --- our own ----------------------------------------------------------------------------------------------------------


def test_our_own_articles_are_shown_whole(site: Site, claim: str) -> None:
    from reportedly.ledger import acts

    number = site.ledger.articles("dispatch")[0].number
    assert "could not verify" not in site.visitor().text(f"/articles/{number}")
    acts.mark_own(site.ledger, "The Herald", True, by="editor")
    assert "The Herald could not verify the claims." in site.visitor().text(f"/articles/{number}")
