"""Signing in with an OpenID Connect provider: a small real one, that the tests run on this machine."""

from __future__ import annotations

import base64
import hashlib
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from website import Site, sqlite

from reportedly.desk import Settings
from reportedly.desk.accounts import account
from reportedly.desk.accounts.role import Role

CLIENT, SECRET = "reportedly", "a secret between the two"


class Provider:
    """An OpenID Connect provider at which everybody is signed in as `person`; `lie` changes what it vouches for."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.signing = self.key
        self.person: dict[str, Any] = {"sub": "42", "preferred_username": "ines"}
        self.lie: dict[str, Any] = {}
        self.asked: dict[str, dict[str, str]] = {}
        routes = [
            Route("/.well-known/openid-configuration", self.about),
            Route("/authorize", self.authorize),
            Route("/token", self.token, methods=["POST"]),
            Route("/jwks", self.keys),
        ]
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.issuer = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        config = uvicorn.Config(Starlette(routes=routes), log_level="error", ws="none", lifespan="off")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]}, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join()
        self.socket.close()

    def about(self, request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "response_types_supported": ["code"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (CLIENT, "code", "S256")
        code = secrets.token_urlsafe(16)
        self.asked[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

    async def token(self, request: Request) -> Response:
        given = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self.asked.pop(given.get("code", ""), None)
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or challenge != asked["code_challenge"] or given["redirect_uri"] != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        if request.headers.get("authorization") != f"Basic {basic}":
            return JSONResponse({"error": "invalid_client"}, 401)
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": asked["nonce"]}
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims | self.person | self.lie, self.signing)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": signed})

    def keys(self, request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.stop()


@pytest.fixture
def site(provider: Provider, tmp_path: Path) -> Iterator[Site]:
    """A desk that trusts the provider."""
    about = {"oidc_issuer": provider.issuer, "oidc_client": CLIENT, "oidc_secret": SECRET}
    made = Site(sqlite(tmp_path), **about)
    yield made
    made.ledger.close()


def back(provider: Provider, browser: Any, next: str = "/") -> str:
    """Where the provider sends a browser that goes to it from the desk."""
    left = browser.client.get(f"/sign-in/oidc?{urlencode({'next': next})}", follow_redirects=False)
    assert left.headers["location"].startswith(f"{provider.issuer}/authorize?")
    return str(httpx2.get(left.headers["location"]).headers["location"])


def test_who_comes_for_the_first_time_is_a_reader_and_the_same_the_next_time(provider: Provider, site: Site) -> None:
    browser = site.visitor()
    assert "/sign-in/oidc" in browser.client.get("/sign-in").text
    arrived = browser.client.get(back(provider, browser, "/parties?name=x"), follow_redirects=False)
    assert (arrived.status_code, arrived.headers["location"]) == (303, "/parties?name=x")
    assert browser.client.get("/api/v1/me").json() == {"name": "ines", "role": "reader", "scopes": None}
    provider.person["preferred_username"] = "ines.oersted"  # a new name is no new person
    other = site.visitor()
    other.client.get(back(provider, other))
    assert other.client.get("/api/v1/me").json()["name"] == "ines"
    assert "New password" not in other.client.get("/account").text
    assert account.authenticated(site.ledger.engine, "ines", "") is None


def test_a_name_that_is_somebodys_already_leads_to_no_account_of_theirs(provider: Provider, site: Site) -> None:
    provider.person["preferred_username"] = "Admin"
    browser = site.visitor()
    browser.client.get(back(provider, browser))
    assert browser.client.get("/api/v1/me").json() == {"name": "Admin 2", "role": "reader", "scopes": None}


def test_the_cookie_is_a_new_one_and_the_old_one_is_worth_nothing(provider: Provider, site: Site) -> None:
    browser = site.visitor(Role.READER)
    before = browser.client.cookies["reportedly"]
    browser.client.get(back(provider, browser))
    assert browser.client.cookies["reportedly"] != before
    old = site.visitor()
    old.client.cookies["reportedly"] = before
    assert old.client.get("/api/v1/me").json()["name"] is None


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"}, {"iss": "https://evil.example"}, {"aud": "somebody else"}, {"exp": 1_000_000_000},
        {"nonce": None}, {"iss": None}, {"sub": None},
    ],
    ids=str,
)  # fmt: skip
def test_what_the_provider_did_not_say_of_this_visit_to_us_is_refused(
    provider: Provider, site: Site, lie: dict[str, Any]
) -> None:
    provider.lie = lie
    browser = site.visitor()
    arrived = browser.client.get(back(provider, browser))
    assert arrived.status_code == 403 and "did not vouch" in arrived.text
    assert browser.client.get("/api/v1/me").json()["name"] is None


def test_what_another_key_has_signed_is_refused(provider: Provider, site: Site) -> None:
    provider.signing = RSAKey.generate_key(2048, {"kid": "one"})
    browser = site.visitor()
    assert browser.client.get(back(provider, browser)).status_code == 403


def test_who_did_not_leave_from_here_does_not_arrive(provider: Provider, site: Site) -> None:
    victim, attacker = site.visitor(), site.visitor()
    url = back(provider, attacker)
    assert victim.client.get(url).status_code == 403  # no cookie of the attacker's: sign-in by another's link
    parts = urlsplit(url)
    assert attacker.client.get(f"{parts.path}?code=x&state=made-up").status_code == 403
    cookie = attacker.client.cookies["reportedly-oidc"]
    victim.client.cookies.set("reportedly-oidc", cookie[:-1] + ("0" if cookie[-1] != "0" else "1"))
    assert victim.client.get(url).status_code == 403
    assert attacker.client.get(url).status_code == 200
    assert attacker.client.get(url).status_code == 403  # a code is good once


def test_a_closed_account_stays_closed(provider: Provider, site: Site) -> None:
    browser = site.visitor()
    browser.client.get(back(provider, browser))
    (known,) = [one for one in account.every(site.ledger.engine) if one.vouched]
    account.change(site.ledger.engine, known.id, active=False)
    arrived = browser.client.get(back(provider, browser))
    assert arrived.status_code == 403 and "closed" in arrived.text


def test_nobody_is_led_elsewhere_after_signing_in(provider: Provider, site: Site) -> None:
    browser = site.visitor()
    arrived = browser.client.get(back(provider, browser, "https://evil.example/"), follow_redirects=False)
    assert arrived.headers["location"] == "/"


def test_a_desk_without_a_provider_has_no_such_sign_in(tmp_path: Path) -> None:
    plain = Site(sqlite(tmp_path))
    assert plain.visitor().client.get("/sign-in/oidc").status_code == 404
    plain.ledger.close()


def test_a_provider_that_does_not_answer_is_told(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        issuer = f"http://127.0.0.1:{free.getsockname()[1]}"
    alone = Site(sqlite(tmp_path), oidc_issuer=issuer, oidc_client=CLIENT, oidc_secret=SECRET)
    assert alone.visitor().client.get("/sign-in/oidc").status_code == 502
    alone.ledger.close()


def test_a_provider_is_reached_over_tls() -> None:
    with pytest.raises(ValueError, match="https"):
        Settings(oidc_issuer="http://accounts.example", oidc_client=CLIENT, oidc_secret=SECRET)
