"""Running the desk: accounts, own publishers and sources, the journal, how much there is, backups."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from reportedly.desk import backups, publishers
from reportedly.desk.access import Visitor, needs
from reportedly.desk.accounts import account
from reportedly.desk.accounts.limits import BACKUP
from reportedly.desk.accounts.role import Role
from reportedly.desk.accounts.token import Scope
from reportedly.desk.pages import render
from reportedly.desk.problem import ProblemError
from reportedly.desk.state import desk_of
from reportedly.ledger import LedgerError, acts, checkpoints
from reportedly.ledger.database import asking
from reportedly.ledger.schema import HIGHEST

router = APIRouter(prefix="/admin")
_PUBLISHERS, _ACTS = 100, 50
_Name = Annotated[str, Form(max_length=200)]
_Password = Annotated[str, Form(max_length=1_000)]


@router.get("")
def ledger(request: Request, who: Visitor = needs(Role.EDITOR, Scope.ADMIN)) -> Response:
    """How much the ledger holds, and its newest checkpoint."""
    desk = desk_of(request)
    with asking(desk.ledger.engine) as connection:
        last = checkpoints.last(connection)
    feeds = publishers.feeds(desk.ledger)
    return render(request, "admin.html", who=who, stats=desk.ledger.stats(), last=last, feeds=feeds)


@router.post("/checkpoint")
def checkpoint(request: Request, who: Visitor = needs(Role.ADMIN, Scope.ADMIN)) -> Response:
    """Take a checkpoint."""
    desk_of(request).ledger.checkpoint()
    return RedirectResponse("/admin", 303)


@router.post("/backup")
def backup(request: Request, who: Visitor = needs(Role.ADMIN, Scope.ADMIN, BACKUP)) -> Response:
    """Take a backup away."""
    return backups.backup(desk_of(request))


# --- accounts ---------------------------------------------------------------------------------------------------------


@router.get("/accounts")
def listed(request: Request, who: Visitor = needs(Role.ADMIN, Scope.ADMIN)) -> Response:
    """All accounts."""
    return _accounts(request, who)


def _accounts(request: Request, who: Visitor, wrong: str | None = None, **given: Any) -> Response:
    every = account.every(desk_of(request).ledger.engine)
    given = {"name": "", "role": Role.ANALYST.value} | given
    page = render(request, "admin_accounts.html", who=who, accounts=every, roles=list(Role), wrong=wrong, given=given)
    page.status_code = 422 if wrong else 200
    return page


@router.post("/accounts")
def make(
    request: Request,
    name: _Name,
    password: _Password,
    role: Annotated[str, Form(max_length=20)] = Role.READER.value,
    who: Visitor = needs(Role.ADMIN, Scope.ADMIN),
) -> Response:
    """Make an account."""
    try:
        account.make(desk_of(request).ledger.engine, name, _role(role), password=password)
    except LedgerError as error:
        return _accounts(request, who, str(error), name=name, role=role)
    return RedirectResponse("/admin/accounts", 303)


@router.post("/accounts/{id}")
def change(
    request: Request,
    id: int,
    role: Annotated[str, Form(max_length=20)] = "",
    active: Annotated[bool | None, Form()] = None,
    password: _Password = "",
    who: Visitor = needs(Role.ADMIN, Scope.ADMIN),
) -> Response:
    """Give an account another role, close or open it, give it a new password; what is empty stays."""
    engine = desk_of(request).ledger.engine
    try:
        account.by_id(engine, id if 0 < id < HIGHEST else 0)
    except account.AccountError as error:
        raise ProblemError(404, str(error)) from None
    try:
        account.change(
            engine, id, role=_role(role) if role else None, active=active, password=password if password else None
        )
    except LedgerError as error:
        return _accounts(request, who, str(error))
    return RedirectResponse("/admin/accounts", 303)


def _role(words: str) -> Role:
    try:
        return Role(words)
    except ValueError:
        raise LedgerError(f"“{words}” is no role: there are {', '.join(Role)}") from None


# --- publishers -------------------------------------------------------------------------------------------------------


@router.get("/publishers")
def known(
    request: Request,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    who: Visitor = needs(Role.EDITOR, Scope.ADMIN),
) -> Response:
    """Who published what the ledger holds."""
    found = publishers.publishers(desk_of(request).ledger, limit=_PUBLISHERS + 1, skip=_PUBLISHERS * (page - 1))
    return render(
        request,
        "admin_publishers.html",
        who=who,
        publishers=found[:_PUBLISHERS],
        more=len(found) > _PUBLISHERS,
        page=page,
        others=publishers.own_without_articles(desk_of(request).ledger),
    )


@router.post("/publishers")
def own(
    request: Request,
    publisher: _Name,
    own: Annotated[bool, Form()],
    reason: Annotated[str, Form(max_length=5_000)] = "",
    who: Visitor = needs(Role.EDITOR, Scope.ADMIN),
) -> Response:
    """Say whether a publisher is our own."""
    acts.mark_own(desk_of(request).ledger, publisher, own, by=who.name, reason=reason.strip())
    return RedirectResponse("/admin/publishers", 303)


# --- the journal ------------------------------------------------------------------------------------------------------


@router.get("/journal")
def journal(
    request: Request,
    by: Annotated[str, Query(max_length=200)] = "",
    before: Annotated[int | None, Query(ge=0, le=HIGHEST)] = None,
    who: Visitor = needs(Role.EDITOR, Scope.ADMIN),
) -> Response:
    """What people did, newest first, with who and when."""
    desk = desk_of(request)
    found = acts.acts(desk.ledger, by=by.strip() or None, before=before, limit=_ACTS + 1)
    people = [one.name for one in account.every(desk.ledger.engine) if one.role.may(Role.ANALYST)]
    return render(
        request,
        "admin_journal.html",
        who=who,
        acts=found[:_ACTS],
        more=len(found) > _ACTS,
        by=by.strip(),
        before=before,
        people=people,
    )
