"""Articles brought in: read at once, and kept or only looked at; files that take a while."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, File, Form, Path, Request, Response, UploadFile
from pydantic import BaseModel, Field

from reportedly import read_article
from reportedly.claim import Claim
from reportedly.desk import intakes
from reportedly.desk.access import Visitor, needs
from reportedly.desk.accounts.limits import PASTE
from reportedly.desk.accounts.role import Role
from reportedly.desk.accounts.token import Scope
from reportedly.desk.api.answering import Given, Words, links, told
from reportedly.desk.api.documents import Finding, Label
from reportedly.desk.arriving import arrived, laid_down
from reportedly.desk.fresh import put_together
from reportedly.desk.problem import ProblemError
from reportedly.desk.state import desk_of
from reportedly.intake import Arrival, Metadata
from reportedly.ledger import Outcome

router = APIRouter(tags=["adding"])
IntakeId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
_ADDRESS = "^[hH][tT][tT][pP][sS]?://"


class NewArticle(Given):
    """An article to read: its `text`, or the `address` of a page that is fetched; and what is known of it besides."""

    text: Annotated[Words, Field(max_length=500_000)] = ""
    address: Annotated[Words, Field(max_length=2_000, pattern=_ADDRESS)] | None = None
    title: Annotated[Words, Field(max_length=500)] | None = None
    publisher: Annotated[Words, Field(max_length=200)] | None = None
    byline: Annotated[Words, Field(max_length=200)] | None = None
    published: date | None = None
    url: Annotated[Words, Field(max_length=2_000)] | None = None

    def arrival(self) -> Arrival:
        """The article. Raises ProblemError where there is none to read."""
        known = Metadata(
            title=(self.title or "").strip() or None,
            publisher=(self.publisher or "").strip() or None,
            byline=(self.byline or "").strip() or None,
            published=self.published,
            url=(self.url or "").strip() or None,
        )
        return arrived(self.text, (self.address or "").strip(), known)


class Added(BaseModel):
    """What adding an article came to; `read` is false where there is no reader for its language."""

    outcome: Outcome
    number: int
    version: int
    id: str
    claims: int
    copy_of: int | None
    read: bool


class ReadArticle(BaseModel):
    """An article as it was read, and not kept; spans are [start, end) in Unicode code points of `text`."""

    text: str
    title: str | None
    publisher: str | None
    published: date | None
    url: str | None
    language: str | None
    claims: list[Claim]
    findings: list[Finding]
    label: Label


class Intake(BaseModel):
    """How far an intake is: articles done, counts by what they came to, what could not be read."""

    id: str
    name: str
    state: intakes.State
    done: int
    counts: dict[str, int]
    problems: list[str]

    @classmethod
    def of(cls, one: intakes.Intake) -> Intake:
        """As it stands."""
        return cls(
            id=one.id, name=one.name, state=one.state, done=one.done, counts=one.counts, problems=list(one.problems)
        )


@router.post(
    "/articles",
    operation_id="add_article",
    summary="Read an article and keep it in the ledger",
    status_code=201,
    response_model=Added,
    responses={200: {"model": Added, "description": "It was known."}, 201: {"headers": links("Location")}},
)
def add(request: Request, given: NewArticle, who: Visitor = needs(Role.ANALYST, Scope.ADD, PASTE)) -> Response:
    """Keep an article with its claims; one that is known adds nothing."""
    desk = desk_of(request)
    made = next(desk.ledger.add_all([given.arrival()]))
    put_together(desk)
    document = Added(
        outcome=made.outcome,
        number=made.number,
        version=made.version,
        id=made.name,
        claims=made.claims,
        copy_of=made.copy_of,
        read=made.read,
    )
    status = 200 if made.outcome is Outcome.KNOWN else 201
    return told(who, document, status=status, headers={"Location": f"/api/v1/articles/{made.number}"})


@router.post(
    "/readings",
    operation_id="read_article",
    summary="Read an article without keeping it",
    response_model=ReadArticle,
)
def read(request: Request, given: NewArticle, who: Visitor = needs(Role.ANALYST, Scope.ADD, PASTE)) -> Response:
    """What is found in an article."""
    reading = read_article(given.arrival().article)
    article = reading.article
    document = ReadArticle(
        text=article.text,
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        url=article.url,
        language=article.language,
        claims=list(reading.claims),
        findings=[Finding.of(one) for one in reading.findings],
        label=Label.of(reading.label),
    )
    return told(who, document)


@router.post(
    "/intakes",
    operation_id="start_intake",
    summary="Take in files: all that `reportedly add` takes",
    status_code=202,
    response_model=Intake,
    responses={202: {"headers": links("Location")}},
)
def start(
    request: Request,
    files: Annotated[list[UploadFile], File(min_length=1, max_length=1_000)],
    publisher: Annotated[Words, Form(max_length=200)] = "",
    who: Visitor = needs(Role.ANALYST, Scope.ADD, PASTE),
) -> Response:
    """Begin; where the answer leads tells how far it is."""
    desk = desk_of(request)
    folder, names = laid_down(files)
    id = intakes.start(desk, who.id, names, folder, Metadata(publisher=publisher.strip() or None))
    return told(who, _intake(request, who, id), status=202, headers={"Location": f"/api/v1/intakes/{id}"})


@router.get(
    "/intakes/{id}",
    operation_id="get_intake",
    summary="Get how far one of your intakes is",
    response_model=Intake,
    responses={200: {"headers": links("ETag")}},
)
def watch(request: Request, id: IntakeId, who: Visitor = needs(Role.ANALYST, Scope.ADD)) -> Response:
    """How far it is."""
    return told(who, _intake(request, who, id))


def _intake(request: Request, who: Visitor, id: str) -> Intake:
    found = intakes.of(desk_of(request), who.id, id)
    if found is None:
        raise ProblemError(404, "there is no such intake")
    return Intake.of(found)
