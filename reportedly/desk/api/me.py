"""Who asks, and what is theirs: tokens, saved searches, the password."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field, SecretStr

from reportedly.desk import searches
from reportedly.desk.access import Visitor, needs
from reportedly.desk.accounts import account, token
from reportedly.desk.accounts.limits import SIGN_IN
from reportedly.desk.accounts.role import Role
from reportedly.desk.accounts.token import Scope
from reportedly.desk.accounts.token import Token as KeptToken
from reportedly.desk.api.answering import Given, Moment, Number, Words, links, told
from reportedly.desk.problem import ProblemError
from reportedly.desk.state import desk_of

router = APIRouter(tags=["me"], prefix="/me")
Name = Annotated[Words, Field(min_length=1, max_length=80)]
Password = Annotated[SecretStr, Field(max_length=1_000)]


class Me(BaseModel):
    """The account that asks, null for the public; `scopes` are those of the token, null without one."""

    name: str | None
    role: Role | None
    scopes: list[Scope] | None


class Token(BaseModel):
    """A token as it is listed; `token` is what a program sends, told once, when it is made."""

    id: int
    name: str
    scopes: list[Scope]
    made: Moment
    ends: Moment | None
    token: str | None = None

    @classmethod
    def of(cls, one: KeptToken, words: str | None = None) -> Token:
        """As it is kept."""
        return cls(id=one.id, name=one.name, scopes=sorted(one.scopes), made=one.made, ends=one.ends, token=words)


class Tokens(BaseModel):
    """The tokens of an account, oldest first."""

    items: list[Token]


class NewToken(Given):
    """A token to make: what for, with which scopes, for how many days; without `days` it does not end."""

    name: Name
    scopes: Annotated[set[Scope], Field(min_length=1)]
    days: Annotated[int, Field(ge=1, le=3_650)] | None = None


class SavedSearch(BaseModel):
    """A search that is kept."""

    id: int
    name: str
    query: str
    made: Moment

    @classmethod
    def of(cls, one: searches.SavedSearch) -> SavedSearch:
        """As it is kept."""
        return cls(id=one.id, name=one.name, query=one.query, made=one.made)


class SavedSearches(BaseModel):
    """The saved searches of an account, oldest first."""

    items: list[SavedSearch]


class NewSearch(Given):
    """A search to keep."""

    name: Name
    query: Annotated[Words, Field(max_length=500)]


class NewPassword(Given):
    """The password so far, and the one from now on."""

    old: Password
    new: Password


@router.get(
    "",
    operation_id="get_me",
    summary="Get who you are to the desk",
    response_model=Me,
    responses={200: {"headers": links("ETag")}},
)
def me(request: Request, who: Visitor = needs(None)) -> Response:
    """Who asks."""
    scopes = sorted(who.scopes) if who.scopes is not None else None
    known = who.account
    return told(who, Me(name=known and known.name, role=known and known.role, scopes=scopes))


@router.get("/tokens", operation_id="list_tokens", summary="List your tokens", response_model=Tokens)
def tokens(request: Request, who: Visitor = needs(Role.READER, Scope.ADMIN)) -> Response:
    """Your tokens, without what they are."""
    found = token.of(desk_of(request).ledger.engine, who.known)
    return told(who, Tokens(items=[Token.of(one) for one in found]))


@router.post("/tokens", operation_id="make_token", summary="Make a token", status_code=201, response_model=Token)
def make_token(request: Request, given: NewToken, who: Visitor = needs(Role.READER, Scope.ADMIN)) -> Response:
    """What a program sends is in the answer, and nowhere else; a token makes none that may do more than itself."""
    if not who.may_hand_on(given.scopes):
        raise ProblemError(403, "a token makes none with a scope that it has not itself")
    made, words = token.make(desk_of(request).ledger.engine, who.known, given.name, given.scopes, given.days)
    return told(who, Token.of(made, words), status=201, headers={"Cache-Control": "private, no-store"})


@router.delete("/tokens/{number}", operation_id="end_token", summary="Take a token back", status_code=204)
def end_token(request: Request, number: Number, who: Visitor = needs(Role.READER, Scope.ADMIN)) -> Response:
    """From now on it is worth nothing."""
    try:
        token.end(desk_of(request).ledger.engine, who.known, number)
    except account.AccountError as error:
        raise ProblemError(404, str(error)) from None
    return Response(status_code=204)


@router.get("/searches", operation_id="list_searches", summary="List your saved searches", response_model=SavedSearches)
def saved(request: Request, who: Visitor = needs(Role.READER)) -> Response:
    """Your saved searches."""
    found = searches.of(desk_of(request).ledger.engine, who.id)
    return told(who, SavedSearches(items=[SavedSearch.of(one) for one in found]))


@router.post(
    "/searches", operation_id="save_search", summary="Save a search", status_code=201, response_model=SavedSearch
)
def save(request: Request, given: NewSearch, who: Visitor = needs(Role.READER, Scope.ADMIN)) -> Response:
    """Keep it under a name."""
    made = searches.keep(desk_of(request).ledger.engine, who.id, given.name, given.query)
    return told(who, SavedSearch.of(made), status=201)


@router.delete("/searches/{number}", operation_id="drop_search", summary="Let a saved search go", status_code=204)
def drop(request: Request, number: Number, who: Visitor = needs(Role.READER, Scope.ADMIN)) -> Response:
    """It is gone."""
    if not searches.drop(desk_of(request).ledger.engine, who.id, number):
        raise ProblemError(404, f"no saved search {number}")
    return Response(status_code=204)


@router.put("/password", operation_id="change_password", summary="Change your password", status_code=204)
def password(request: Request, given: NewPassword, who: Visitor = needs(Role.READER, Scope.ADMIN, SIGN_IN)) -> Response:
    """It signs you out of every browser."""
    old, new = given.old.get_secret_value(), given.new.get_secret_value()
    account.change_own_password(desk_of(request).ledger.engine, who.known, old, new)
    return Response(status_code=204)
