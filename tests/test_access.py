"""Who may do what, from the table of all routes; what is somebody's own; what other sites try."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient
from starlette.routing import Mount
from website import DISPATCH, Site, filled, sqlite, table, told

from reportedly.desk import drafts, searches
from reportedly.desk.access import SAFE, Needs, guard_of
from reportedly.desk.accounts import token
from reportedly.desk.accounts.role import Role
from reportedly.desk.accounts.token import Scope
from reportedly.desk.arriving import arrived
from reportedly.intake import Metadata

LET_IN = None
ROUTES = table()
UNSAFE = [(method, path) for method, path, _ in ROUTES if method not in SAFE]
EVERYBODY = [None, *Role]
NOWHERE = {
    "name": "0123456789abcdef", "number": "987654", "id": "987654", "entry": "987654", "sha256": "0" * 64,
    "key": "0123456789ab",
}  # fmt: skip


@pytest.fixture(scope="module")
def open_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One desk for the tests that change nothing."""
    site = Site(sqlite(tmp_path_factory.mktemp("open")))
    told(site.ledger)
    yield site
    site.ledger.close()


# --- every route, every role ------------------------------------------------------------------------------------------


def test_every_route_says_whom_it_is_for(open_desk: Site) -> None:
    assert [f"{method} {path}" for method, path, route in ROUTES if guard_of(route) is None] == []
    others = [
        c.original_route
        for c in iter_route_contexts(open_desk.app.routes)
        if not isinstance(c.original_route, APIRoute)
    ]
    assert [(type(route), route.path) for route in others] == [(Mount, "/static")]
    assert len(ROUTES) == len(list(iter_route_contexts(open_desk.app.routes))) - len(others)


def test_what_changes_something_is_for_people_with_an_account() -> None:
    open_to_all = {
        f"{method} {path}" for method, path, route in ROUTES if method not in SAFE and guard_of(route).role is None
    }
    assert open_to_all == {"POST /sign-in", "POST /sign-out"}
    assert {guard_of(route).scope for method, _, route in ROUTES if method not in SAFE and guard_of(route).role} <= {
        Scope.ADD, Scope.REVIEW, Scope.ADMIN,
    }  # fmt: skip


def refusal(guard: Needs, role: Role | None, scopes: set[Scope] | None) -> int | None:
    """What the guard of a route promises."""
    if role is None:
        return 401 if guard.role is not None else LET_IN
    if guard.role is not None and not role.may(guard.role):
        return 403
    return 403 if scopes is not None and guard.scope not in scopes else LET_IN


@pytest.mark.parametrize(("method", "path", "route"), ROUTES, ids=[f"{method} {path}" for method, path, _ in ROUTES])
def test_each_role_gets_in_where_the_guard_says_so(open_desk: Site, method: str, path: str, route: Any) -> None:
    guard = guard_of(route)
    assert guard is not None
    for role in EVERYBODY:
        ways: list[tuple[TestClient, set[Scope] | None]] = [(open_desk.by_cookie(role), None)]
        if role is not None:
            ways += [(open_desk.by_token(role, some), some) for some in ({guard.scope}, set(Scope) - {guard.scope})]
        for client, scopes in ways:
            answer = client.request(method, filled(path, NOWHERE))
            to_sign_in = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?next=")
            found = 401 if to_sign_in else answer.status_code
            wanted = refusal(guard, role, scopes)
            about = f"{role} {scopes}: {answer.status_code} {answer.text[:200]}"
            assert found < 500, about
            assert found == wanted if wanted else found not in (401, 403), about


@pytest.mark.parametrize(("method", "path"), UNSAFE, ids=[" ".join(one) for one in UNSAFE])
def test_no_other_site_can_have_a_browser_do_something(open_desk: Site, method: str, path: str) -> None:
    url = filled(path, NOWHERE)
    other = open_desk.by_cookie(Role.ADMIN).headers["X-CSRF-Token"]
    for headers in (
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": other},
        {"X-CSRF-Token": "ümlaut".encode()},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        answer = open_desk.by_cookie(Role.ADMIN).request(method, url, headers=headers)
        assert answer.status_code == 403 and "not from here" in answer.text, headers
    bare = TestClient(open_desk.app, base_url=open_desk.base)  # signed in nowhere: sign-in by another site
    assert bare.request(method, url).status_code in (401, 403)


# --- what is somebody's own -------------------------------------------------------------------------------------------


def test_what_is_somebodys_own_is_nobody_elses(site: Site) -> None:
    engine, mine = site.ledger.engine, site.accounts[Role.ANALYST]
    search = searches.keep(engine, mine.id, "South", "place:Kherson").id
    made, _ = token.make(engine, mine, "script", {Scope.READ})
    draft = drafts.keep(engine, mine.id, arrived(DISPATCH, "", Metadata()))
    browser = site.visitor(Role.ANALYST)
    started = browser.client.post(
        "/intakes", data={"csrf": browser.word("/add")}, files=[("files", ("a.txt", b"Nine died."))]
    )
    intake = started.url.path.rpartition("/")[2]
    theirs = [
        ("GET", f"/drafts/{draft}"), ("POST", f"/drafts/{draft}/add"), ("GET", f"/intakes/{intake}"),
        ("GET", f"/api/v1/intakes/{intake}"), ("POST", f"/account/searches/{search}/drop"),
        ("POST", f"/account/tokens/{made.id}/end"), ("DELETE", f"/api/v1/me/searches/{search}"),
        ("DELETE", f"/api/v1/me/tokens/{made.id}"),
    ]  # fmt: skip
    for role in (Role.EDITOR, Role.ADMIN):
        for method, path in theirs:
            assert site.by_cookie(role).request(method, path).status_code == 404, f"{role} {method} {path}"
        assert site.by_cookie(role).post(f"/drafts/{draft}/drop").status_code == 303  # as if there were none
        assert "South" not in site.by_cookie(role).get("/account").text
        assert site.by_cookie(role).get("/api/v1/me/tokens").json()["items"] == []
    own = site.by_cookie(Role.ANALYST)
    assert own.get(f"/drafts/{draft}").status_code == own.get(f"/intakes/{intake}").status_code == 200
    assert len(searches.of(engine, mine.id)) == len(token.of(engine, mine)) == 1
