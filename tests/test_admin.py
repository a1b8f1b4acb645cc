"""Those who run the desk, and everybody's own page: accounts, tokens, publishers, the journal, backups."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from lxml import html
from website import PASSWORD, Site, Visitor, told

from reportedly.desk.accounts import account
from reportedly.desk.accounts.role import Role
from reportedly.ledger import acts

TUESDAY = date(2024, 3, 12)


@pytest.fixture
def claim(site: Site) -> str:
    told(site.ledger, publisher="The Herald", published=TUESDAY)
    return next(site.ledger.claims("kind:killed")).name


def cells(browser: Visitor, path: str) -> list[list[str]]:
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("th|td")]
        for row in browser.page(path).xpath("//main//table/tbody/tr")
    ]


# --- one's own page ---------------------------------------------------------------------------------------------------


def test_a_token_is_shown_once_works_and_is_taken_back(site: Site) -> None:
    browser = site.visitor(Role.READER)
    made = browser.send("/account", "/account/tokens", name="script", scope=["read"], days="30")
    assert made.headers["cache-control"] == "private, no-store" and "etag" not in made.headers
    (words,) = html.fromstring(made.content).xpath("//code[@data-token]/text()")
    program = site.visitor().client
    asked = {"headers": {"Authorization": f"Bearer {words}"}}
    assert program.get("/api/v1/me", **asked).json()["scopes"] == ["read"]
    page = browser.page("/account")
    assert words not in page.text_content() and "script" in page.text_content()
    (action,) = page.xpath("//form[contains(@action, '/end')]/@action")
    browser.send("/account", action)
    assert program.get("/api/v1/me", **asked).status_code == 401


@pytest.mark.parametrize(
    "given", [{"name": ""}, {"scope": []}, {"scope": ["root"]}, {"days": "0"}, {"days": "many"}], ids=str
)
def test_a_token_that_cannot_be_is_refused_in_words(site: Site, given: dict[str, object]) -> None:
    browser = site.visitor(Role.READER)
    answer = browser.send("/account", "/account/tokens", **({"name": "x", "scope": ["read"]} | given))
    assert answer.status_code == 422 and 'role="alert"' in answer.text


def test_a_search_is_kept_and_let_go(site: Site, claim: str) -> None:
    browser = site.visitor(Role.READER)
    browser.send("/search?q=place:Kherson", "/account/searches", name="South", q="place:Kherson")
    page = browser.page("/account")
    (link,) = [href for href in page.xpath("//main//a/@href") if href.startswith("/search?q=")]
    assert "killed" in browser.text(link)
    (action,) = page.xpath("//form[contains(@action, '/drop')]/@action")
    assert "South" not in browser.send("/account", action).text
    assert browser.send("/account", action).status_code == 404
    assert browser.send("/account", "/account/searches", name="x", q="colour:red").status_code == 422


def test_a_new_password_signs_other_browsers_out(site: Site) -> None:
    one, other = site.visitor(Role.READER), site.visitor(Role.READER)
    assert "another one" in one.send("/account", "/account/password", old="wrong one", new="quite another").text
    assert one.send("/account", "/account/password", old=PASSWORD, new="quite another").status_code == 200
    assert one.client.get("/account").url.path == "/account"
    assert other.client.get("/account").url.path == "/sign-in"
    assert site.visitor().send("/sign-in", "/sign-in", name="reader", password=PASSWORD).status_code == 403
    assert site.visitor().send("/sign-in", "/sign-in", name="reader", password="quite another").status_code == 200


# --- accounts ---------------------------------------------------------------------------------------------------------


def test_an_administrator_makes_changes_and_closes_accounts(site: Site) -> None:
    admin = site.visitor(Role.ADMIN)
    admin.send("/admin/accounts", "/admin/accounts", name="Ines Ørsted", role="analyst", password="a long enough one")
    again = admin.send("/admin/accounts", "/admin/accounts", name="INES ØRSTED", password="a long enough one")
    assert again.status_code == 422 and "is taken" in again.text and "INES ØRSTED" in again.text
    newcomer = site.visitor()
    newcomer.send("/sign-in", "/sign-in", name="ines ørsted", password="a long enough one")
    assert newcomer.client.get("/desk").status_code == 200
    (id,) = [one.id for one in account.every(site.ledger.engine) if one.name.startswith("Ines")]
    admin.send("/admin/accounts", f"/admin/accounts/{id}", role="reader")
    assert newcomer.client.get("/desk").url.path == "/sign-in"  # whoever loses a role is signed out
    admin.send("/admin/accounts", f"/admin/accounts/{id}", password="one more long one")
    admin.send("/admin/accounts", f"/admin/accounts/{id}", active="false")
    refused = site.visitor().send("/sign-in", "/sign-in", name="ines ørsted", password="one more long one")
    assert refused.status_code == 403
    assert "closed" in admin.text("/admin/accounts")


def test_there_is_always_an_administrator(site: Site) -> None:
    admin = site.visitor(Role.ADMIN)
    path = f"/admin/accounts/{site.accounts[Role.ADMIN].id}"
    for change in ({"role": "reader"}, {"active": "false"}):
        answer = admin.send("/admin/accounts", path, **change)
        assert answer.status_code == 422 and "last administrator" in answer.text
    assert admin.send("/admin/accounts", "/admin/accounts/999", role="reader").status_code == 404
    assert admin.send("/admin/accounts", path, role="king").status_code == 422


# --- publishers, journal, ledger --------------------------------------------------------------------------------------


def test_editors_say_which_publishers_are_their_own(site: Site, claim: str) -> None:
    editor = site.visitor(Role.EDITOR)
    assert cells(editor, "/admin/publishers") == [["The Herald", "1", "2", "no It is"]]
    editor.send("/admin/publishers", "/admin/publishers", publisher="The Herald", own="true")
    editor.send("/admin/publishers", "/admin/publishers", publisher="Our Other Paper", own="true")
    assert cells(editor, "/admin/publishers")[0] == ["The Herald", "1", "2", "yes No longer"]
    assert [row[0].lower() for row in cells(editor, "/admin/publishers")] == ["the herald", "our other paper"]
    assert "could not verify" in site.visitor().text("/articles/1")


def test_the_journal_says_who_did_what_and_when(site: Site, claim: str) -> None:
    for n in range(60):
        acts.comment(site.ledger, claim, f"Comment {n}.", by="analyst" if n % 2 else "editor")
    editor = site.visitor(Role.EDITOR)
    page = editor.page("/admin/journal")
    assert len(page.xpath("//ol[contains(@class,'history')]/li")) == 50
    assert "Comment 59." in page.xpath("//ol[contains(@class,'history')]/li")[0].text_content()
    (older,) = page.xpath("//a[@rel='next']/@href")
    assert "Comment 0." in editor.text(older)
    text = editor.text("/admin/journal?by=analyst")
    assert "Comment 59." in text and "Comment 58." not in text
    assert editor.page("/admin/journal").xpath(f"//a[@href='/claims/{claim}']")


def test_an_administrator_takes_checkpoints_and_backups(site: Site, claim: str, tmp_path: Path) -> None:
    admin = site.visitor(Role.ADMIN)
    assert "None yet" in admin.text("/admin")
    assert "stands for the first 2 entries" in " ".join(admin.send("/admin", "/admin/checkpoint").text.split())
    answer = admin.send("/admin", "/admin/backup")
    assert answer.headers["content-type"] == "application/vnd.sqlite3"
    (tmp_path / "away.db").write_bytes(answer.content)
    away = sqlite3.connect(tmp_path / "away.db")
    assert away.execute("select count(*) from entry").fetchone() == (3,)
    assert away.execute("select count(*) from desk_account").fetchone() == (0,)
    away.close()
    editor = site.visitor(Role.EDITOR)
    assert "Take a backup" not in editor.text("/admin")
    assert editor.send("/admin/publishers", "/admin/backup").status_code == 403
