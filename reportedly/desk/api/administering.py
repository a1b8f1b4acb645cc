"""Accounts, own publishers, checkpoints, backups."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field, SecretStr

from reportedly.desk import backups, publishers
from reportedly.desk.access import Visitor, needs
from reportedly.desk.accounts import account
from reportedly.desk.accounts.limits import BACKUP
from reportedly.desk.accounts.role import Role
from reportedly.desk.accounts.token import Scope
from reportedly.desk.api.answering import (
    AtMost,
    Given,
    Moment,
    Number,
    Skip,
    Words,
    linked,
    links,
    next_page,
    told,
)
from reportedly.desk.api.journal import Entered
from reportedly.desk.api.ledger import Checkpoint
from reportedly.desk.problem import ProblemError
from reportedly.desk.state import desk_of
from reportedly.ledger import acts

router = APIRouter(tags=["administering"])
Password = Annotated[SecretStr, Field(min_length=account.SHORTEST, max_length=account.LONGEST)]


class Account(BaseModel):
    """Somebody who signs in; `vouched` says that an identity provider vouches for them, so there is no password."""

    id: int
    name: str
    role: Role
    active: bool
    made: Moment
    vouched: bool

    @classmethod
    def of(cls, one: account.Account) -> Account:
        """As it is kept."""
        return cls(id=one.id, name=one.name, role=one.role, active=one.active, made=one.made, vouched=one.vouched)


class Accounts(BaseModel):
    """All accounts, by name."""

    items: list[Account]


class NewAccount(Given):
    """An account to make."""

    name: Annotated[Words, Field(min_length=1, max_length=80)]
    role: Role = Role.READER
    password: Password


class AccountChange(Given):
    """What is to change; what is left out stays. Whoever loses a role, an account or a password is signed out."""

    role: Role | None = None
    active: bool | None = None
    password: Password | None = None


class Publisher(BaseModel):
    """A publisher with what the ledger has of it; the articles of an own one are shown whole to everybody."""

    name: str
    articles: int
    claims: int
    own: bool


class Publishers(BaseModel):
    """A page of publishers, those with the most articles first; `next` is where the next page is."""

    items: list[Publisher]
    next: str | None


class Own(Given):
    """Whether a publisher is your own."""

    publisher: Annotated[Words, Field(min_length=1, max_length=200)]
    own: bool
    reason: Annotated[Words, Field(max_length=5_000)] = ""


@router.get("/accounts", operation_id="list_accounts", summary="List the accounts", response_model=Accounts)
def listed(request: Request, who: Visitor = needs(Role.ADMIN, Scope.ADMIN)) -> Response:
    """All accounts."""
    return told(who, Accounts(items=[Account.of(one) for one in account.every(desk_of(request).ledger.engine)]))


@router.post(
    "/accounts", operation_id="make_account", summary="Make an account", status_code=201, response_model=Account
)
def make(request: Request, given: NewAccount, who: Visitor = needs(Role.ADMIN, Scope.ADMIN)) -> Response:
    """Somebody new."""
    engine = desk_of(request).ledger.engine
    made = account.make(engine, given.name, given.role, password=given.password.get_secret_value())
    return told(who, Account.of(made), status=201)


@router.patch("/accounts/{number}", operation_id="change_account", summary="Change an account", response_model=Account)
def change(
    request: Request, number: Number, given: AccountChange, who: Visitor = needs(Role.ADMIN, Scope.ADMIN)
) -> Response:
    """Its role, whether it is open, its password."""
    engine = desk_of(request).ledger.engine
    try:
        account.by_id(engine, number)
    except account.AccountError as error:
        raise ProblemError(404, str(error)) from None
    secret = given.password.get_secret_value() if given.password else None
    made = account.change(engine, number, role=given.role, active=given.active, password=secret)
    return told(who, Account.of(made))


@router.get(
    "/publishers",
    operation_id="list_publishers",
    summary="List the publishers, those with the most articles first",
    response_model=Publishers,
    responses={200: {"headers": links("ETag", "Link")}},
)
def known(request: Request, skip: Skip = 0, limit: AtMost = 50, who: Visitor = needs(Role.EDITOR)) -> Response:
    """Who published what the ledger holds."""
    found = publishers.publishers(desk_of(request).ledger, limit=limit + 1, skip=skip)
    next = next_page(request, len(found) > limit, skip=skip + limit)
    items = [Publisher(name=one.name, articles=one.articles, claims=one.claims, own=one.own) for one in found[:limit]]
    return told(who, Publishers(items=items, next=next), headers=linked(next))


@router.put(
    "/publishers", operation_id="mark_own", summary="Say whether a publisher is your own", response_model=Entered
)
def own(request: Request, given: Own, who: Visitor = needs(Role.EDITOR, Scope.REVIEW)) -> Response:
    """The articles of an own one are shown whole to everybody."""
    ledger = desk_of(request).ledger
    entry = acts.mark_own(ledger, given.publisher, given.own, by=who.name, reason=given.reason.strip())
    return told(who, Entered(entry=entry))


@router.post(
    "/checkpoints",
    operation_id="take_checkpoint",
    summary="Take a checkpoint: one line that stands for the whole ledger",
    status_code=201,
    response_model=Checkpoint,
)
def checkpoint(request: Request, who: Visitor = needs(Role.ADMIN, Scope.ADMIN)) -> Response:
    """Of an unchanged ledger the last one again."""
    return told(who, Checkpoint.of(desk_of(request).ledger.checkpoint()), status=201)


@router.post(
    "/backups",
    operation_id="make_backup",
    summary="Take a backup away: the ledger as a SQLite file, without accounts",
    response_class=Response,
    responses={
        200: {
            "content": {"application/vnd.sqlite3": {"schema": {"type": "string", "format": "binary"}}},
            "description": "The file; `reportedly ledger restore` reads it.",
        }
    },
)
def backup(request: Request, who: Visitor = needs(Role.ADMIN, Scope.ADMIN, BACKUP)) -> Response:
    """Made now, of the ledger as it is."""
    return backups.backup(desk_of(request))
