"""Who asks, and may they: every route says whom it is for, and what changes something must come from our own pages.

A browser carries a cookie, a program a token. What a cookie allows is guarded against other sites twice: the browser
says where a request comes from (Sec-Fetch-Site, Origin), and a form or a header must carry a word that only our pages
have (OWASP: synchroniser token). A token needs neither: no browser sends it by itself.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from reportedly.desk.accounts import session, token
from reportedly.desk.accounts.account import Account
from reportedly.desk.accounts.limits import WRITE, Limit, allowed
from reportedly.desk.accounts.role import Role
from reportedly.desk.accounts.token import Scope
from reportedly.desk.problem import ProblemError
from reportedly.desk.state import Desk, desk_of

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_FIELD, CSRF_HEADER = "csrf", "x-csrf-token"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: an account, or the public; by cookie, or by token with its scopes."""

    account: Account | None = None
    cookie: str | None = None
    scopes: frozenset[Scope] | None = None

    def may(self, role: Role) -> bool:
        """Whether the visitor has this role."""
        return self.account is not None and self.account.role.may(role)

    @property
    def id(self) -> int:
        """The number of their account. Raises ProblemError for the public."""
        return self.known.id

    @property
    def known(self) -> Account:
        """Their account. Raises ProblemError for the public, who has none."""
        if self.account is None:
            raise ProblemError(401, "sign in first")
        return self.account

    def may_hand_on(self, scopes: Set[Scope]) -> bool:
        """Whether they may make a token with these scopes: with a token none that may do more than itself."""
        return self.scopes is None or scopes <= self.scopes

    @property
    def name(self) -> str:
        """What the journal calls them. Raises ProblemError for the public, whom it has no name for."""
        return self.known.name


def cookie_name(desk: Desk) -> str:
    """What the cookie is called; over TLS so that no subdomain can set it (RFC 6265bis, 4.1.3.2)."""
    return "__Host-reportedly" if desk.settings.secure else "reportedly"


def csrf_word(desk: Desk, cookie: str) -> str:
    """The word that forms carry to show that one of our pages has made them for this browser."""
    return hmac.digest(desk.key, b"csrf|" + cookie.encode(), hashlib.sha256).hex()


async def visitor(request: Request) -> Visitor:
    """Who asks. Raises ProblemError for a token that is none."""
    desk = desk_of(request)
    kind, _, words = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        found = await run_in_threadpool(token.bearer, desk.ledger.engine, words.strip())
        if found is None:
            raise ProblemError(401, "this token is unknown or has ended: make another on your account's page")
        return Visitor(found[0], scopes=found[1])
    cookie = request.cookies.get(cookie_name(desk))
    if not cookie:
        return Visitor()
    account = await run_in_threadpool(session.account_of, desk.ledger.engine, cookie)
    return Visitor(account, cookie)


AnyVisitor = Annotated[Visitor, Depends(visitor)]


class Needs:
    """A route's guard: whom it is for, which scope a token needs for it, and how often it may be asked.

    `role` is None for what everybody may. Every route has one, or the tests fail.
    """

    def __init__(self, role: Role | None, scope: Scope = Scope.READ, limit: Limit | None = None) -> None:
        self.role, self.scope, self.limit = role, scope, limit

    async def __call__(self, request: Request, who: AnyVisitor) -> Visitor:
        """Let the visitor in. Raises ProblemError 401 for strangers, 403 for those who may not, 429 for haste."""
        if self.role is not None:
            if who.account is None:
                raise ProblemError(401, "sign in first")
            if not who.may(self.role):
                raise ProblemError(403, f"this is for {_plural(self.role)}: your account is of a {who.account.role}")
        if who.scopes is not None and self.scope not in who.scopes:
            raise ProblemError(403, f"this token has no scope “{self.scope}”")
        if request.method not in SAFE:
            if who.scopes is None:
                await _from_our_pages(request, who)
            limit = self.limit or WRITE
            if who.account is not None and not await _within(request, limit, f"account {who.account.id}"):
                raise ProblemError(429, f"too many in a short time: try again in {limit.seconds // 60} minutes")
        return who


def needs(role: Role | None, scope: Scope = Scope.READ, limit: Limit | None = None) -> Any:
    """What a route declares: `who: Visitor = needs(Role.ANALYST, Scope.REVIEW)`."""
    return Depends(Needs(role, scope, limit))


def _plural(role: Role) -> str:
    return f"{role}s" if role is not Role.ADMIN else "administrators"


async def _within(request: Request, limit: Limit, whom: str) -> bool:
    desk = desk_of(request)
    return await run_in_threadpool(allowed, desk.ledger.engine, desk.key, limit, whom)


async def _from_our_pages(request: Request, who: Visitor) -> None:
    """Raises ProblemError where a request that changes something may have been made by another site."""
    refused = ProblemError(403, "this form is not from here, or you signed in or out since: load the page again")
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise refused
    desk = desk_of(request)
    if who.cookie is None:
        raise refused
    given = request.headers.get(CSRF_HEADER) or await _field(request)
    if not hmac.compare_digest(given.encode(), csrf_word(desk, who.cookie).encode()):
        raise refused


async def _field(request: Request) -> str:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return ""
    value = (await request.form()).get(CSRF_FIELD)
    return value if isinstance(value, str) else ""


def guard_of(route: Any) -> Needs | None:
    """The guard that a route has, None where somebody forgot it."""
    calls: list[Callable[..., Any] | None] = [d.call for d in route.dependant.dependencies]
    return next((call for call in calls if isinstance(call, Needs)), None)
