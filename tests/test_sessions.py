"""Who is signed in, for how long, and what is tried to be: cookies, tokens, passwords."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import argon2
import pytest
from fastapi.testclient import TestClient
from lxml import html
from website import PASSWORD, Site, Visitor, sqlite

from reportedly.desk.accounts import account, session, token
from reportedly.desk.accounts.limits import SIGN_IN
from reportedly.desk.accounts.role import Role
from reportedly.desk.accounts.token import Scope

# --- sessions ---------------------------------------------------------------------------------------------------------


def who(site: Site, cookie: str) -> str | None:
    client = TestClient(site.app, base_url=site.base)
    client.cookies.set("reportedly", cookie)
    return str(client.get("/api/v1/me").json()["name"] or "") or None


def test_the_cookie_is_a_new_one_after_signing_in(site: Site) -> None:
    browser = site.visitor()
    browser.page("/sign-in")
    before = browser.client.cookies["reportedly"]
    browser.send("/sign-in", "/sign-in", name="reader", password=PASSWORD)
    after = browser.client.cookies["reportedly"]
    assert before != after and (who(site, before), who(site, after)) == (None, "reader")
    browser.send("/sign-in", "/sign-in", name="reader", password=PASSWORD)
    assert who(site, after) is None  # the sign-in before has ended too


def test_signing_out_a_new_role_or_password_or_closing_ends_a_sign_in(site: Site) -> None:
    engine, mine = site.ledger.engine, site.accounts[Role.READER]

    def signed_in() -> tuple[Visitor, str]:
        browser = site.visitor()
        browser.send("/sign-in", "/sign-in", name="reader", password=PASSWORD)
        return browser, browser.client.cookies["reportedly"]

    browser, cookie = signed_in()
    browser.send("/account", "/sign-out")
    assert who(site, cookie) is None
    for change in ({"role": Role.ANALYST}, {"password": PASSWORD}, {"active": False}):
        account.change(engine, mine.id, active=True)
        _, cookie = signed_in()
        _, words = token.make(engine, mine, "x", {Scope.READ})
        assert who(site, cookie) == "reader"
        account.change(engine, mine.id, **change)
        assert who(site, cookie) is None
    program = TestClient(site.app, base_url=site.base, headers={"Authorization": f"Bearer {words}"})
    assert program.get("/api/v1/me").status_code == 401  # the token of a closed account


def test_what_has_ended_lets_nobody_in(site: Site) -> None:
    cookie = session.start(site.ledger.engine, site.accounts[Role.READER], -1)
    assert who(site, cookie) is None
    _, words = token.make(site.ledger.engine, site.accounts[Role.READER], "x", {Scope.READ}, -1)
    program = TestClient(site.app, base_url=site.base, headers={"Authorization": f"Bearer {words}"})
    assert program.get("/api/v1/me").status_code == 401


def test_the_database_holds_nothing_to_sign_in_with(site: Site) -> None:
    from sqlalchemy import text

    cookie = session.start(site.ledger.engine, site.accounts[Role.READER], 1)
    _, words = token.make(site.ledger.engine, site.accounts[Role.READER], "x", {Scope.READ})
    with site.ledger.engine.connect() as connection:
        for name in ("desk_session", "desk_token", "desk_account"):
            held = str(connection.execute(text(f"select * from {name}")).all())
            assert cookie not in held and words not in held and PASSWORD not in held


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(tmp_path: Path) -> None:
    for base, name, secure in (
        ("http://127.0.0.1:8000", "reportedly", False),
        ("https://desk.example", "__Host-reportedly", True),
    ):
        site = Site(sqlite(tmp_path / str(secure)), url=base)
        answer = site.visitor().client.get("/sign-in")
        parts = [part.strip().lower() for part in answer.headers["set-cookie"].split(";")]
        assert parts[0].startswith(f"{name}=".lower())
        assert {"httponly", "samesite=lax", "path=/"} <= set(parts) and ("secure" in parts) is secure
        assert not [part for part in parts if part.startswith("domain")]
        assert ("strict-transport-security" in answer.headers) is secure
        signed = site.visitor(Role.READER)
        assert signed.client.cookies[name]
        site.ledger.close()


# --- passwords --------------------------------------------------------------------------------------------------------


def test_ten_wrong_passwords_are_enough_whichever_worker_is_asked(tmp_path: Path) -> None:
    site = Site(sqlite(tmp_path))
    from reportedly.desk import Settings, create_app

    second = create_app(Settings(db=sqlite(tmp_path)))
    statuses = []
    for n in range(SIGN_IN.times + 2):
        client = TestClient(second if n % 2 else site.app, base_url=site.base)
        page = html.fromstring(client.get("/sign-in").content)
        word = page.xpath("//input[@name='csrf']/@value")[0]
        given = {"csrf": word, "name": "Admin" if n % 3 else "admin ", "password": f"guess number {n}"}
        statuses.append(client.post("/sign-in", data=given).status_code)
    assert statuses == [403] * SIGN_IN.times + [429] * 2
    browser = site.visitor()
    assert browser.send("/sign-in", "/sign-in", name="admin", password=PASSWORD).status_code == 429  # a good one too
    second.state.desk.ledger.close()
    site.ledger.close()


@pytest.mark.parametrize("name", ["reader", "nobody of that name", "", "vouched"])
def test_a_name_that_is_not_there_costs_as_much_as_one_that_is(site: Site, name: str, monkeypatch: Any) -> None:
    account.make(site.ledger.engine, "vouched", Role.READER, subject="issuer subject")
    account.authenticated(site.ledger.engine, "x", "y")  # what is made once is made
    hashed: list[str] = []
    whole = argon2.PasswordHasher.verify

    def counted(self: argon2.PasswordHasher, hash: str, password: str) -> bool:
        hashed.append(hash)
        return whole(self, hash, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", counted)
    assert account.authenticated(site.ledger.engine, name, "a wrong one") is None
    assert len(hashed) == 1 and argon2.extract_parameters(hashed[0]) == argon2.profiles.RFC_9106_LOW_MEMORY
