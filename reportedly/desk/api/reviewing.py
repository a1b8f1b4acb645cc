"""What analysts do with claims: the queue, decisions, verification, comments, assignments, and what is one."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Base64Bytes, BaseModel, Field

from reportedly.desk import acting
from reportedly.desk.access import Visitor, needs
from reportedly.desk.accounts.role import Role
from reportedly.desk.accounts.token import Scope
from reportedly.desk.api.answering import (
    AtMost,
    ClaimName,
    Given,
    Number,
    Skip,
    Words,
    linked,
    links,
    next_page,
    told,
)
from reportedly.desk.api.documents import Article, KeptClaim, Verification
from reportedly.desk.api.journal import Entered, Long, Why
from reportedly.desk.api.parties import PartyId
from reportedly.desk.article import versions_of
from reportedly.desk.claim import states_of
from reportedly.desk.correcting import CorrectionError
from reportedly.desk.fresh import put_together
from reportedly.desk.problem import ProblemError
from reportedly.desk.queue import due
from reportedly.desk.state import desk_of
from reportedly.ledger import LedgerError, acts
from reportedly.ledger.acts import CheckResult, Evidence, File, Link, Note

router = APIRouter(tags=["reviewing"])
Name = Annotated[Words, Field(max_length=200)]


class Fields(Given):
    """A claim's fields as a person writes them; those that are left out stay as they are.

    Several names are parted by semicolons. `figure`, `whom`, `source` and `evidence` must stand in the text so.
    """

    kind: Name | None = None
    status: Name | None = None
    figure: Name | None = None
    qualifier: Name | None = None
    low: Name | None = None
    high: Name | None = None
    whom: Long | None = None
    side: Name | None = None
    item: Name | None = None
    by: Long | None = None
    source: Long | None = None
    parties: Long | None = None
    place: Long | None = None
    start: Name | None = None
    end: Name | None = None
    evidence: Long | None = None
    evidence_at: Name | None = None


class Decision(Given):
    """A verdict on a claim; what is corrected says in `fields` what it should be."""

    verdict: Literal["accepted", "corrected", "rejected"]
    reason: Long = ""
    fields: Fields | None = None


class GivenLink(Given):
    """A page elsewhere."""

    kind: Literal["link"]
    url: Annotated[Words, Field(max_length=2_000)]


class GivenNote(Given):
    """What somebody saw, in words."""

    kind: Literal["note"]
    text: Long


class GivenFile(Given):
    """A file, its bytes in base64."""

    kind: Literal["file"]
    name: Annotated[Words, Field(max_length=200)]
    media_type: Annotated[Words, Field(max_length=200)]
    data: Base64Bytes


class NewVerification(Given):
    """What came of checking a claim, and what that rests on."""

    result: CheckResult
    note: Long = ""
    evidence: list[Annotated[GivenLink | GivenNote | GivenFile, Field(discriminator="kind")]] = Field([], max_length=50)


class Assignment(Given):
    """Whose a claim is to look at: an account's name, or null for nobody's."""

    to: Annotated[Words, Field(max_length=80)] | None


class NewComment(Given):
    """Something said to those at the desk, of a claim by its name, "article:NUMBER" or "incident:ID"."""

    subject: Annotated[Words, Field(max_length=100)]
    text: Annotated[Words, Field(min_length=1, max_length=5_000)]


class Pair(Given):
    """Whether two claims are of one happening."""

    claim: Annotated[Words, Field(max_length=40)]
    other: Annotated[Words, Field(max_length=40)]
    same: bool
    reason: Long = ""


class Merge(Given):
    """The party that another is, by its name or its id."""

    into: Annotated[Words, Field(min_length=1, max_length=200)]
    reason: Long = ""


class PartyNow(BaseModel):
    """The id that a party goes by now."""

    id: str


class Due(BaseModel):
    """A claim to look at: how much it matters, why, the incident it is in, whose it is."""

    claim: KeptClaim
    weight: float
    why: list[str]
    incident: str | None
    to: str | None


class Queue(BaseModel):
    """A page of claims to look at, those that matter most first; `next` is where the next page is."""

    items: list[Due]
    next: str | None


@router.get(
    "/queue",
    operation_id="get_queue",
    summary="Get the claims to look at, those that matter most first",
    response_model=Queue,
    responses={200: {"headers": links("ETag", "Link")}},
)
def queue(
    request: Request,
    to: Annotated[Words, Query(max_length=80, description="Only those that are somebody's.")] = "",
    skip: Skip = 0,
    limit: AtMost = 25,
    who: Visitor = needs(Role.ANALYST, Scope.REVIEW),
) -> Response:
    """The queue."""
    desk = desk_of(request)
    put_together(desk)
    found = due(desk.ledger, to=to or None, limit=limit + 1, skip=skip)
    next = next_page(request, len(found) > limit, skip=skip + limit)
    items = [
        Due(claim=KeptClaim.of(one.kept), weight=one.weight, why=list(one.why), incident=one.incident, to=one.to)
        for one in found[:limit]
    ]
    return told(who, Queue(items=items, next=next), headers=linked(next))


@router.post(
    "/claims/{name}/decisions",
    operation_id="decide_claim",
    summary="Accept, correct or reject a claim",
    status_code=201,
    response_model=KeptClaim,
)
def decide(
    request: Request, name: ClaimName, given: Decision, who: Visitor = needs(Role.ANALYST, Scope.REVIEW)
) -> Response:
    """A person's word on a claim; no later reading changes it."""
    desk = desk_of(request)
    if (given.verdict == "corrected") != (given.fields is not None):
        raise ProblemError(422, "fields: what is corrected says what it should be, and nothing else does")
    if given.fields is None:
        made = acting.decide(desk, name, given.verdict, by=who.name, reason=given.reason)
    else:
        try:
            fields = given.fields.model_dump(exclude_none=True)
            made = acting.correct(desk, name, fields, by=who.name, reason=given.reason)
        except CorrectionError as error:
            raise ProblemError(422, str(error)) from None
    return told(who, KeptClaim.of(made), status=201)


@router.post(
    "/claims/{name}/verifications",
    operation_id="verify_claim",
    summary="Say what came of checking a claim, on what evidence",
    status_code=201,
    response_model=Verification,
)
def verify(
    request: Request, name: ClaimName, given: NewVerification, who: Visitor = needs(Role.ANALYST, Scope.REVIEW)
) -> Response:
    """The newest verification holds."""
    desk = desk_of(request)
    states_of(desk, name)
    evidence: list[Evidence] = []
    for one in given.evidence:
        match one:
            case GivenLink(url=url):
                evidence.append(Link(url.strip()))
            case GivenNote(text=text):
                evidence.append(Note(text))
            case GivenFile():
                evidence.append(File(one.name, one.media_type.lower(), one.data))
    made = acts.check(desk.ledger, name, given.result, by=who.name, note=given.note.strip(), evidence=evidence)
    return told(who, Verification.of(made, whole=True), status=201)


@router.get(
    "/evidence/{sha256}",
    operation_id="get_evidence",
    summary="Get a file that a verification rests on",
    response_class=Response,
    responses={
        200: {
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            "description": "Its bytes, to be saved.",
        }
    },
)
def evidence(
    request: Request,
    sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$")],
    who: Visitor = needs(Role.ANALYST, Scope.REVIEW),
) -> Response:
    """A file."""
    try:
        data = acts.evidence_file(desk_of(request).ledger, sha256)
    except LedgerError as error:
        raise ProblemError(404, str(error)) from None
    headers = {"Content-Disposition": f'attachment; filename="{sha256[:12]}"', "Cache-Control": "private, no-store"}
    return Response(data, media_type="application/octet-stream", headers=headers)


@router.put(
    "/claims/{name}/assignment",
    operation_id="assign_claim",
    summary="Give a claim to somebody to look at, or to nobody",
    response_model=Assignment,
)
def assign(
    request: Request, name: ClaimName, given: Assignment, who: Visitor = needs(Role.ANALYST, Scope.REVIEW)
) -> Response:
    """Whose it is from now on."""
    acting.assign(desk_of(request), name, given.to, by=who.name)
    return told(who, given)


@router.post(
    "/comments",
    operation_id="comment",
    summary="Say something of a claim, an article or an incident, to those at the desk",
    status_code=201,
    response_model=Entered,
)
def comment(request: Request, given: NewComment, who: Visitor = needs(Role.ANALYST, Scope.REVIEW)) -> Response:
    """A comment."""
    entry = acts.comment(desk_of(request).ledger, given.subject, given.text, by=who.name)
    return told(who, Entered(entry=entry), status=201)


@router.post(
    "/pairs",
    operation_id="pair_claims",
    summary="Say whether two claims are of one happening",
    status_code=201,
    response_model=Pair,
)
def pair(request: Request, given: Pair, who: Visitor = needs(Role.ANALYST, Scope.REVIEW)) -> Response:
    """A person's word; it holds until somebody says otherwise."""
    acting.pair(desk_of(request), given.claim, given.other, same=given.same, by=who.name, reason=given.reason)
    return told(who, given, status=201)


@router.post(
    "/parties/{id}/merge",
    operation_id="merge_party",
    summary="Say that a party is another",
    response_model=PartyNow,
)
def merge(request: Request, id: PartyId, given: Merge, who: Visitor = needs(Role.EDITOR, Scope.REVIEW)) -> Response:
    """From now on it goes by the other's id."""
    target = acting.merge(desk_of(request), id, given.into, by=who.name, reason=given.reason)
    return told(who, PartyNow(id=target))


@router.post(
    "/parties/{id}/split",
    operation_id="split_party",
    summary="Say that a party stands for itself again",
    response_model=PartyNow,
)
def split(request: Request, id: PartyId, given: Why, who: Visitor = needs(Role.EDITOR, Scope.REVIEW)) -> Response:
    """From now on it goes by its own id."""
    acting.split(desk_of(request), id, by=who.name, reason=given.reason)
    return told(who, PartyNow(id=id))


@router.post(
    "/articles/{number}/withdrawal",
    operation_id="withdraw_article",
    summary="Note that an article was withdrawn",
    response_model=Article,
)
def withdraw(request: Request, number: Number, given: Why, who: Visitor = needs(Role.EDITOR, Scope.REVIEW)) -> Response:
    """It stays, and says so."""
    desk = desk_of(request)
    acting.withdraw(desk, number, by=who.name, reason=given.reason)
    return told(who, Article.of(versions_of(desk, number)[0]))
