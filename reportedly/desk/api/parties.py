"""Parties: who claims, what became of their claims, what they count up."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel

from reportedly.desk.access import Visitor, needs
from reportedly.desk.api.answering import AtMost, Skip, Words, linked, links, next_page, told
from reportedly.desk.api.documents import KeptClaim
from reportedly.desk.party import PartyPage, known_parties, party_page, series_list, series_one
from reportedly.desk.problem import ProblemError
from reportedly.desk.state import Desk, desk_of
from reportedly.reconciling.series import Correction as FoundCorrection
from reportedly.reconciling.series import Series as FoundSeries

router = APIRouter(tags=["parties"])
PartyId = Annotated[Words, Path(max_length=300, description="The id of a party, as lists of parties have it.")]
Key = Annotated[str, Path(pattern="^[0-9a-f]{12}$", description="The key of a series.")]


class PartyLine(BaseModel):
    """A party in a list, with how many claims it makes."""

    id: str
    name: str
    claims: int


class Parties(BaseModel):
    """A page of parties, those with the most claims first; `next` is where the next page is."""

    items: list[PartyLine]
    next: str | None


class SeriesLine(BaseModel):
    """Something that a party counts up."""

    key: str
    words: str


class Party(BaseModel):
    """A party with its record: its claims by kind, by what their articles say came of checking, by who says so."""

    id: str
    name: str
    names: list[str]
    side: str | None
    kind: str | None
    claims: int
    kinds: dict[str, int]
    checked: dict[str, int]
    states: dict[str, int]
    newest: list[KeptClaim]
    series: list[SeriesLine]


class Subject(BaseModel):
    """What a series counts. An empty string stands for what its claims do not tell."""

    kind: str
    status: str
    side: str
    category: str
    type: str
    people: str
    place: str
    since: date


class Correction(BaseModel):
    """A total that was corrected; `stated` is by how much the claimant says so, null where it does not say."""

    day: date
    before: float
    after: float
    stated: float | None
    claims: list[str]
    late: bool

    @classmethod
    def of(cls, one: FoundCorrection) -> Correction:
        """As it was found."""
        claims = [statement.claim for statement in one.statements or (one.statement,)]
        return cls(day=one.day, before=one.before, after=one.after, stated=one.stated, claims=claims, late=one.late)


class Point(BaseModel):
    """A total on a day, and what came to it in the days since the one before; null where nobody says how many."""

    day: date
    figure: float
    qualifier: str
    claim: str
    days: int | None
    step: float | None


class Series(BaseModel):
    """The running total of a party, oldest first."""

    claimant: str
    words: str
    subject: Subject
    points: list[Point]
    corrections: list[Correction]

    @classmethod
    def of(cls, series: FoundSeries) -> Series:
        """As it was worked out."""
        return cls(
            claimant=series.claimant,
            words=series.words,
            subject=Subject.model_validate({name: getattr(series.subject, name) for name in Subject.model_fields}),
            points=[
                Point(
                    day=one.day,
                    figure=one.figure,
                    qualifier=one.statement.qualifier,
                    claim=one.statement.claim,
                    days=one.days,
                    step=one.step,
                )
                for one in series.points
            ],
            corrections=[Correction.of(one) for one in series.corrections],
        )


@router.get(
    "/parties",
    operation_id="list_parties",
    summary="List who makes claims, those with the most first",
    response_model=Parties,
    responses={200: {"headers": links("ETag", "Link")}},
)
def listed(
    request: Request,
    name: Annotated[Words, Query(max_length=200, description="Part of the name.")] = "",
    skip: Skip = 0,
    limit: AtMost = 50,
    who: Visitor = needs(None),
) -> Response:
    """Who claims."""
    found = known_parties(desk_of(request).ledger, name.strip(), limit=limit + 1, skip=skip)
    next = next_page(request, len(found) > limit, skip=skip + limit)
    items = [PartyLine(id=one.id, name=one.name, claims=one.claims) for one in found[:limit]]
    return told(who, Parties(items=items, next=next), headers=linked(next))


@router.get(
    "/parties/{id}",
    operation_id="get_party",
    summary="Get a party with its record and the names of its series",
    response_model=Party,
    responses={200: {"headers": links("ETag")}},
)
def one(request: Request, id: PartyId, who: Visitor = needs(None)) -> Response:
    """One party, under the id it goes by or one that was merged into it."""
    desk = desk_of(request)
    found = _party(desk, id)
    document = Party(
        id=found.id,
        name=found.name,
        names=list(found.names),
        side=found.side,
        kind=found.kind,
        claims=found.claims,
        kinds=dict(found.kinds),
        checked=dict(found.checked),
        states=dict(found.states),
        newest=[KeptClaim.of(kept) for kept in found.newest],
        series=[SeriesLine(key=one.key, words=one.words) for one in series_list(desk.ledger, found.id)],
    )
    return told(who, document)


@router.get(
    "/parties/{id}/series/{key}",
    operation_id="get_series",
    summary="Get a running total of a party, with its daily steps and its corrections",
    response_model=Series,
    responses={200: {"headers": links("ETag")}},
)
def series(request: Request, id: PartyId, key: Key, who: Visitor = needs(None)) -> Response:
    """One running total."""
    ledger = desk_of(request).ledger
    party = _party(desk_of(request), id)
    counted = next((one for one in series_list(ledger, party.id) if one.key == key), None)
    found = series_one(ledger, party.id, counted) if counted else None
    if found is None:
        raise ProblemError(404, f"no series “{key}” of this party")
    return told(who, Series.of(found))


def _party(desk: Desk, id: str) -> PartyPage:
    found = party_page(desk.ledger, id)
    if found is None:
        raise ProblemError(404, f"no party “{id}” in this ledger")
    return found
