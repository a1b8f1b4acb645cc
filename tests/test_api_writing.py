"""What programs do through the API: add, review, ask, administer; what is refused."""

from __future__ import annotations

import base64
import sqlite3
import time
from datetime import timedelta
from pathlib import Path

import pytest
from test_api import RIVAL, TUESDAY, Program
from website import DISPATCH, PASSWORD, Site, told

from reportedly.desk.accounts import account
from reportedly.desk.accounts.role import Role
from reportedly.desk.accounts.token import Scope
from reportedly.ledger import Ledger, acts
from reportedly.ledger.copying import restore
from reportedly.ledger.database import engine_for
from reportedly.ledger.replies import today


@pytest.fixture
def claim(site: Site) -> str:
    told(site.ledger, publisher="The Herald", published=TUESDAY)
    return next(site.ledger.claims("kind:killed")).name


@pytest.fixture
def analyst(site: Site) -> Program:
    return Program(site, Role.ANALYST)


@pytest.fixture
def editor(site: Site) -> Program:
    return Program(site, Role.EDITOR)


@pytest.fixture
def admin(site: Site) -> Program:
    return Program(site, Role.ADMIN)


# --- adding -----------------------------------------------------------------------------------------------------------


def test_an_article_is_read_at_once_and_kept(site: Site, analyst: Program) -> None:
    article = {"text": DISPATCH, "publisher": "The Herald", "published": "2024-03-12"}
    looked = analyst.send("POST", "/readings", 200, article).json()
    assert [one["count"]["best"] for one in looked["claims"]] == [11, 10] and site.ledger.stats().articles == 0
    made = analyst.send("POST", "/articles", 201, article)
    assert (made.json()["outcome"], made.json()["claims"]) == ("new", 2)
    assert analyst.client.get(made.headers["location"]).json()["article"]["publisher"] == "The Herald"
    assert analyst.send("POST", "/articles", 200, article).json()["outcome"] == "known"


def test_files_are_taken_in_and_watched(analyst: Program, editor: Program) -> None:
    started = analyst.send(
        "POST", "/intakes", 202, files=[("files", ("a.txt", b"Nine people died in Kherson, police said."))]
    )
    path = started.headers["location"].removeprefix("/api/v1")
    for _ in range(600):
        if (found := analyst.get(path))["state"] != "running":
            break
        time.sleep(0.05)
    assert (found["state"], found["done"], found["counts"]["claims"]) == ("done", 1, 1)
    editor.get(path, 404)  # another's


# --- reviewing --------------------------------------------------------------------------------------------------------


def test_a_claim_is_accepted_corrected_rejected_and_that_undone(site: Site, analyst: Program, claim: str) -> None:
    path = f"/claims/{claim}/decisions"
    assert analyst.send("POST", path, 201, {"verdict": "accepted", "reason": "seen"}).json()["state"] == "accepted"
    fields = {"qualifier": "at_least", "low": "11"}
    mended = analyst.send("POST", path, 201, {"verdict": "corrected", "fields": fields}).json()
    assert (mended["state"], mended["claim"]["count"]["high"], mended["by"]) == ("corrected", None, "analyst")
    wrong = {"verdict": "corrected", "fields": {"evidence": "Twelve people"}}
    assert "does not stand in the text" in analyst.send("POST", path, 422, wrong).json()["detail"]
    analyst.send("POST", path, 422, {"verdict": "corrected"})
    analyst.send("POST", path, 201, {"verdict": "rejected"})
    assert claim not in [one["id"] for one in analyst.get("/claims")["items"]]
    entry = analyst.get(f"/claims/{claim}")["acts"][-1]["entry"]
    analyst.send("POST", f"/acts/{entry}/undo", 201, {"reason": "a slip"})
    assert analyst.get(f"/claims/{claim}")["claim"]["state"] == "corrected"
    analyst.send("POST", f"/acts/{entry}/undo", 422, {})  # undone already


def test_what_others_did_is_for_editors_to_undo(site: Site, analyst: Program, editor: Program, claim: str) -> None:
    entry = acts.comment(site.ledger, claim, "Seen before?", by="somebody")
    analyst.send("POST", f"/acts/{entry}/undo", 403, {})
    editor.send("POST", f"/acts/{entry}/undo", 201, {})


def test_a_verification_stands_on_its_evidence(site: Site, analyst: Program, claim: str) -> None:
    evidence = [
        {"kind": "link", "url": "https://osint.example/1"},
        {"kind": "file", "name": "wreck.jpg", "media_type": "image/jpeg", "data": base64.b64encode(b"bytes").decode()},
        {"kind": "note", "text": "The street is Ushakov Avenue."},
    ]
    given = {"result": "confirmed", "note": "Two pictures.", "evidence": evidence}
    made = analyst.send("POST", f"/claims/{claim}/verifications", 201, given).json()
    (digest,) = [one["sha256"] for one in made["evidence"] if one["sha256"]]
    assert analyst.send("GET", f"/evidence/{digest}", 200).content == b"bytes"
    Program(site).get(f"/evidence/{digest}", 401)
    public = Program(site).get(f"/claims/{claim}")
    assert (public["claim"]["desk"], public["verification"]["by"]) == ("confirmed", None)
    (found,) = Program(site).get("/claims?q=checked:confirmed")["items"]
    assert found["desk"] == "confirmed"


def test_the_queue_comments_and_assignments(site: Site, analyst: Program, editor: Program, claim: str) -> None:
    assert claim in [one["claim"]["id"] for one in analyst.get("/queue")["items"]]
    analyst.send("PUT", f"/claims/{claim}/assignment", 200, {"to": "editor"})
    assert [one["claim"]["id"] for one in analyst.get("/queue?to=editor")["items"]] == [claim]
    analyst.send("PUT", f"/claims/{claim}/assignment", 422, {"to": "nobody here"})
    analyst.send("POST", "/comments", 201, {"subject": claim, "text": "Seen before?"})
    assert [one["kind"] for one in analyst.get(f"/history?subject={claim}")["items"]] == ["assignment", "comment"]
    assert [one["kind"] for one in editor.get("/acts?by=analyst&limit=1")["items"]] == ["comment"]
    assert editor.get("/acts?by=analyst&limit=1")["next"]


def test_claims_are_put_together_and_parted_by_hand(site: Site, analyst: Program, claim: str) -> None:
    told(site.ledger, RIVAL, "other", published=TUESDAY)
    other = next(site.ledger.claims("killed = 30")).name
    for same in (False, True):
        analyst.send("POST", "/pairs", 201, {"claim": claim, "other": other, "same": same})
        members = [one["claim"]["id"] for one in analyst.get(f"/incidents/{claim}")["members"]]
        assert (other in members) is same


def test_parties_are_merged_and_articles_withdrawn_by_editors(
    site: Site, analyst: Program, editor: Program, claim: str
) -> None:
    analyst.send("POST", "/parties/the-governor/merge", 403, {"into": "Russian Ministry of Defense"})
    into = editor.send("POST", "/parties/the-governor/merge", 200, {"into": "Russian Ministry of Defense"}).json()
    assert editor.get("/parties/the-governor")["id"] == into["id"] == "russian-ministry-of-defense"
    editor.send("POST", "/parties/the-governor/split", 200, {})
    assert editor.get("/parties/the-governor")["id"] == "the-governor"
    number = editor.get("/articles")["items"][0]["number"]
    editor.send("POST", f"/articles/{number}/withdrawal", 422, {})
    assert editor.send("POST", f"/articles/{number}/withdrawal", 200, {"reason": "retracted"}).json()["withdrawn"]


# --- the right of reply -----------------------------------------------------------------------------------------------


def test_a_party_is_asked_reminded_and_answers(site: Site, analyst: Program, claim: str) -> None:
    asked = {
        "party": "The governor", "claims": [claim], "to": "press@kherson.example", "channel": "email",
        "deadline": (today() + timedelta(days=3)).isoformat(), "text": "Is this so?",
    }  # fmt: skip
    made = analyst.send("POST", "/requests", 201, asked)
    path = made.headers["location"].removeprefix("/api/v1")
    analyst.send("POST", f"{path}/reminders", 200, {"how": "telephone"})
    analyst.send("POST", f"{path}/silence", 422)  # it is not due yet
    answered = analyst.send("POST", f"{path}/answers", 200, {"text": "It is.", "received": today().isoformat()}).json()
    assert (answered["state"], len(answered["reminders"])) == ("answered", 1)
    (public,) = Program(site).get(f"/claims/{claim}")["requests"]
    assert public["answers"][0]["text"] == "It is." and "The governor was asked" in public["words"]
    assert {public[name] for name in ("to", "text", "by", "reminders")} == {None}
    assert [one["entry"] for one in analyst.get("/requests?state=answered")["items"]] == [made.json()["entry"]]
    analyst.send("POST", "/requests", 422, asked | {"deadline": "2020-01-01"})
    analyst.send("POST", "/requests", 422, asked | {"send": True})  # no mail server is set up


# --- accounts, tokens, searches ---------------------------------------------------------------------------------------


def test_a_token_is_told_once_and_can_be_taken_back(site: Site) -> None:
    program = Program(site, Role.READER)
    made = program.send("POST", "/me/tokens", 201, {"name": "script", "scopes": ["read"], "days": 30}).json()
    assert made["token"].startswith("rptd_") and made["ends"]
    assert [one["token"] for one in program.get("/me/tokens")["items"]] == [None, None]
    theirs = Program(site)
    theirs.client.headers["Authorization"] = f"Bearer {made['token']}"
    assert theirs.get("/me")["scopes"] == ["read"]
    program.send("DELETE", f"/me/tokens/{made['id']}", 204)
    theirs.get("/me", 401)


def test_a_token_makes_none_that_may_do_more_than_itself(site: Site) -> None:
    program = Program(site, Role.ADMIN, Scope.READ, Scope.ADMIN)
    program.send("POST", "/me/tokens", 403, {"name": "more", "scopes": ["read", "review"]})
    Program(site, Role.ADMIN, Scope.READ, Scope.ADD, Scope.REVIEW).send(
        "POST", "/me/tokens", 403, {"name": "x", "scopes": ["read"]}
    )


def test_searches_are_saved(site: Site) -> None:
    program = Program(site, Role.READER)
    made = program.send("POST", "/me/searches", 201, {"name": "South", "query": "place:Kherson killed > 5"}).json()
    assert program.get("/me/searches")["items"] == [made]
    program.send("POST", "/me/searches", 422, {"name": "South", "query": "colour:red"})
    program.send("DELETE", f"/me/searches/{made['id']}", 204)
    program.send("DELETE", f"/me/searches/{made['id']}", 404)


def test_a_password_is_changed_by_who_knows_it(site: Site) -> None:
    program = Program(site, Role.READER)
    assert "another one" in program.send("PUT", "/me/password", 422, {"old": "wrong wrong", "new": "x" * 10}).text
    program.send("PUT", "/me/password", 422, {"old": PASSWORD, "new": "short"})
    program.send("PUT", "/me/password", 204, {"old": PASSWORD, "new": "another good one"})
    assert account.authenticated(site.ledger.engine, "reader", "another good one")


def test_administrators_make_and_change_accounts(site: Site, admin: Program) -> None:
    new = {"name": "Ines Ørsted", "role": "analyst", "password": "a long enough one"}
    made = admin.send("POST", "/accounts", 201, new).json()
    admin.send("POST", "/accounts", 422, new | {"name": "ines ørsted "})
    changed = admin.send("PATCH", f"/accounts/{made['id']}", 200, {"role": "editor", "active": False}).json()
    assert (changed["role"], changed["active"], changed["name"]) == ("editor", False, "Ines Ørsted")
    assert account.authenticated(site.ledger.engine, "ines ørsted", "a long enough one") is None
    admin.send("PATCH", f"/accounts/{site.accounts[Role.ADMIN].id}", 422, {"role": "reader"})
    admin.send("PATCH", "/accounts/999", 404, {})
    assert "password" not in str(admin.get("/accounts"))


def test_own_publishers_are_marked(site: Site, editor: Program, claim: str) -> None:
    editor.send("PUT", "/publishers", 200, {"publisher": "The Herald", "own": True})
    assert editor.get("/publishers")["items"] == [{"name": "The Herald", "articles": 1, "claims": 2, "own": True}]


def test_a_backup_is_a_ledger_without_accounts(site: Site, admin: Program, claim: str, tmp_path: Path) -> None:
    admin.send("POST", "/checkpoints", 201)
    assert Program(site).get("/checkpoint")["note"].startswith("reportedly\n")
    answer = admin.send("POST", "/backups", 200)
    assert "attachment" in answer.headers["content-disposition"]
    path = tmp_path / "away.db"
    path.write_bytes(answer.content)
    with sqlite3.connect(path) as away:
        assert away.execute("select count(*) from desk_account").fetchone() == (0,)
    away.close()
    engine = engine_for(f"sqlite:///{tmp_path}/back.db")
    restore(path, engine)
    engine.dispose()
    with Ledger.open(f"sqlite:///{tmp_path}/back.db") as back:
        assert back.history(claim) and back.stats().checkpoints == 1


# --- scopes -----------------------------------------------------------------------------------------------------------


def test_what_is_not_known_is_refused_so_that_a_typing_error_is_seen(analyst: Program) -> None:
    problem = analyst.send("POST", "/articles", 422, {"text": DISPATCH, "publsher": "The Herald"}).json()
    assert problem["errors"][0]["where"] == "body.publsher"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/", "http://2130706433/",
        "http://0177.0.0.1/", "http://0x7f000001/", "http://[::ffff:127.0.0.1]/", "http://localhost/",
    ],
)  # fmt: skip
def test_no_address_within_is_fetched(analyst: Program, address: str) -> None:
    problem = analyst.send("POST", "/articles", 422, {"address": address}).json()
    assert address.split("/")[2].strip("[]").split("]")[0] in problem["detail"]
