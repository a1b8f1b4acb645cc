"""Signing in with an OpenID Connect provider: the one that the settings name, and no other.

What has to be known when the browser comes back (state, nonce, the PKCE verifier, where it wanted to go) travels in a
cookie of the browser's own, signed with the desk's key, so that any worker can go on.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from joserfc.errors import JoseError

from reportedly.desk.accounts import account
from reportedly.desk.accounts.account import Account, AccountError
from reportedly.desk.accounts.role import Role
from reportedly.desk.problem import ProblemError
from reportedly.desk.settings import Settings
from reportedly.desk.state import Desk, desk_of

BACK = "/sign-in/oidc/back"
_LASTS = 600  # seconds from leaving to coming back
_NAMES = ("preferred_username", "name", "email", "sub")  # what an account may be called by, the first that is there
_LONGEST = 70  # characters of a name, so that a number fits behind it
_FAILED = (OAuthError, JoseError, httpx2.HTTPError, ValueError, KeyError, RuntimeError)


def cookie_name(settings: Settings) -> str:
    """What the cookie is called that is there between leaving and coming back."""
    return "__Secure-reportedly-oidc" if settings.secure else "reportedly-oidc"


async def leave(request: Request, next: str) -> Response:
    """Send the browser to the provider. Raises ProblemError where there is none, or it does not answer."""
    desk = desk_of(request)
    provider = _provider_of(desk.settings)
    request.scope["session"] = {}
    try:
        answer: Response = await provider.authorize_redirect(request, f"{desk.settings.url}{BACK}")
    except _FAILED:
        raise ProblemError(502, "your organisation’s sign-in does not answer: try again later") from None
    kept = {"session": request.scope["session"], "next": next, "until": int(time.time()) + _LASTS}
    answer.set_cookie(
        cookie_name(desk.settings),
        _signed(desk, kept),
        max_age=_LASTS,
        path=BACK,
        secure=desk.settings.secure,
        httponly=True,
        samesite="lax",
    )
    return answer


async def arrive(request: Request) -> tuple[Account, str]:
    """Who came back from the provider, and where they wanted to go; who is new gets an account of a reader.

    Raises ProblemError where the provider does not vouch for them, or they have not left from here.
    """
    desk = desk_of(request)
    provider = _provider_of(desk.settings)
    kept = _opened(desk, request.cookies.get(cookie_name(desk.settings), ""))
    request.scope["session"] = kept.get("session", {})
    only_ours = {"iss": {"essential": True, "value": desk.settings.oidc_issuer}}
    try:
        told = await provider.authorize_access_token(request, claims_options=only_ours)
        claims: Mapping[str, Any] = told["userinfo"]
        subject = claims["sub"]
    except _FAILED:
        raise ProblemError(403, "your organisation’s sign-in did not vouch for you: try again from the start") from None
    known = await run_in_threadpool(_account_of, desk, f"{desk.settings.oidc_issuer} {subject}", claims)
    if not known.active:
        raise ProblemError(403, "this account is closed: ask an administrator")
    return known, str(kept["next"])


def _account_of(desk: Desk, subject: str, claims: Mapping[str, Any]) -> Account:
    engine = desk.ledger.engine
    told = next((value for name in _NAMES if isinstance(value := claims.get(name), str) and value.split()), "reader")
    name = " ".join("".join(letter if letter.isprintable() else " " for letter in told).split())[:_LONGEST] or "reader"
    for n in range(1, 100):
        if (known := account.by_subject(engine, subject)) is not None:
            return known
        try:
            return account.make(engine, name if n == 1 else f"{name} {n}", Role.READER, subject=subject)
        except AccountError:
            continue  # the name is somebody else's, or another worker has just made this very account
    raise ProblemError(403, f"too many are called “{name}”: ask an administrator for an account")


def _provider_of(settings: Settings) -> Any:
    if settings.oidc_issuer is None or settings.oidc_client is None or settings.oidc_secret is None:
        raise ProblemError(404, "this desk has no sign-in of an organisation")
    return _provider(settings.oidc_issuer, settings.oidc_client, settings.oidc_secret.get_secret_value())


@cache
def _provider(issuer: str, client: str, secret: str) -> Any:
    """The provider; what it says of itself is asked once."""
    return OAuth().register(
        "oidc",
        client_id=client,
        client_secret=secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile", "code_challenge_method": "S256", "timeout": 10},
    )


# --- the cookie -------------------------------------------------------------------------------------------------------


def _signed(desk: Desk, document: Mapping[str, Any]) -> str:
    body = base64.urlsafe_b64encode(json.dumps(document).encode())
    return f"{body.decode()}.{_mark(desk, body)}"


def _opened(desk: Desk, words: str) -> dict[str, Any]:
    """What was kept; nothing where it is not ours, or too old."""
    body, _, mark = words.partition(".")
    if not hmac.compare_digest(mark.encode(), _mark(desk, body.encode()).encode()):
        return {}
    document: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body))
    return document if document["until"] > time.time() else {}


def _mark(desk: Desk, body: bytes) -> str:
    return hmac.digest(desk.key, b"oidc|" + body, hashlib.sha256).hex()
