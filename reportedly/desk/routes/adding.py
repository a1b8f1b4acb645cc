"""Articles brought to the desk: pasted or fetched and read at once, or in files that take a while."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from reportedly import read_article
from reportedly.desk import drafts, intakes
from reportedly.desk.access import Visitor, needs
from reportedly.desk.accounts.limits import PASTE
from reportedly.desk.accounts.role import Role
from reportedly.desk.accounts.token import Scope
from reportedly.desk.arriving import arrived, laid_down
from reportedly.desk.fresh import put_together
from reportedly.desk.pages import render
from reportedly.desk.problem import ProblemError
from reportedly.desk.state import desk_of
from reportedly.intake import Arrival, Metadata
from reportedly.report.article import ArticleView

router = APIRouter()
_LONGEST = 500_000  # characters of a pasted text; longer ones come as a file
_PAUSE = 0.5  # seconds between two looks at an intake


@router.get("/add")
def form(request: Request, who: Visitor = needs(Role.ANALYST, Scope.ADD)) -> Response:
    """Paste, name an address, or choose files."""
    return render(request, "add.html", who=who, wrong=None, given={})


@router.post("/add")
def read(
    request: Request,
    text: Annotated[str, Form(max_length=_LONGEST)] = "",
    address: Annotated[str, Form(max_length=2_000)] = "",
    title: Annotated[str, Form(max_length=500)] = "",
    publisher: Annotated[str, Form(max_length=200)] = "",
    published: Annotated[str, Form(max_length=10)] = "",
    url: Annotated[str, Form(max_length=2_000)] = "",
    who: Visitor = needs(Role.ANALYST, Scope.ADD, PASTE),
) -> Response:
    """Read a pasted text, or what is at an address, and show what was found; nothing is kept in the ledger yet."""
    given = {
        "text": text,
        "address": address,
        "title": title,
        "publisher": publisher,
        "published": published,
        "url": url,
    }
    try:
        known = Metadata(
            title=title.strip() or None,
            publisher=publisher.strip() or None,
            published=_day(published),
            url=url.strip() or None,
        )
        arrival = arrived(text, address.strip(), known)
    except ProblemError as error:
        page = render(request, "add.html", who=who, wrong=error.detail, given=given)
        page.status_code = error.status
        return page
    assert who.account is not None
    id = drafts.keep(desk_of(request).ledger.engine, who.account.id, arrival)
    return RedirectResponse(f"/drafts/{id}", 303)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise ProblemError(422, f"“{written}” is not a date; write it as 2024-03-12") from None


@router.get("/drafts/{id}")
def draft(request: Request, id: str, who: Visitor = needs(Role.ANALYST, Scope.ADD)) -> Response:
    """What was found in it."""
    article = _draft(request, who, id).article
    view = ArticleView(read_article(article), "a")
    known = desk_of(request).ledger.articles(article.digest)
    return render(request, "draft.html", who=who, id=id, view=view, known=known[-1] if known else None)


@router.post("/drafts/{id}/add")
def add(request: Request, id: str, who: Visitor = needs(Role.ANALYST, Scope.ADD)) -> Response:
    """Keep it in the ledger."""
    desk = desk_of(request)
    arrival = _draft(request, who, id)
    added = next(desk.ledger.add_all([arrival]))
    put_together(desk)
    assert who.account is not None
    drafts.drop(desk.ledger.engine, who.account.id, id)
    return RedirectResponse(f"/articles/{added.number}", 303)


@router.post("/drafts/{id}/drop")
def drop(request: Request, id: str, who: Visitor = needs(Role.ANALYST, Scope.ADD)) -> Response:
    """Let it go."""
    assert who.account is not None
    drafts.drop(desk_of(request).ledger.engine, who.account.id, id)
    return RedirectResponse("/add", 303)


def _draft(request: Request, who: Visitor, id: str) -> Arrival:
    assert who.account is not None
    found = drafts.kept(desk_of(request).ledger.engine, who.account.id, id)
    if found is None:
        raise ProblemError(404, "there is no such draft: it was added, let go, or is more than a week old")
    return found


# --- files ------------------------------------------------------------------------------------------------------------


@router.post("/intakes")
def take_in(
    request: Request,
    files: Annotated[list[UploadFile], File()],
    publisher: Annotated[str, Form(max_length=200)] = "",
    who: Visitor = needs(Role.ANALYST, Scope.ADD, PASTE),
) -> Response:
    """Take in files: all that `reportedly add` takes."""
    folder, names = laid_down(files)
    assert who.account is not None
    known = Metadata(publisher=publisher.strip() or None)
    id = intakes.start(desk_of(request), who.account.id, names, folder, known)
    return RedirectResponse(f"/intakes/{id}", 303)


@router.get("/intakes/{id}")
def watch(request: Request, id: str, who: Visitor = needs(Role.ANALYST, Scope.ADD)) -> Response:
    """How far an intake is."""
    return render(request, "intake.html", who=who, intake=_intake(request, who, id))


def _mine(request: Request, id: str, who: Visitor = needs(Role.ANALYST, Scope.ADD)) -> intakes.Intake:
    """The intake, looked up before the stream begins: within it there is no saying that there is none."""
    return _intake(request, who, id)


@router.get("/intakes/{id}/events", response_class=EventSourceResponse)
async def events(
    request: Request,
    id: str,
    first: Annotated[intakes.Intake, Depends(_mine)],
    who: Visitor = needs(Role.ANALYST, Scope.ADD),
) -> AsyncIterator[ServerSentEvent]:
    """How far an intake is, each time that it gets on; the last event is of type `end`."""
    last = None
    while not await request.is_disconnected():
        intake = await run_in_threadpool(_intake, request, who, id)
        if intake != last:
            over = intake.state is not intakes.State.RUNNING
            yield ServerSentEvent(data=asdict(intake), event="end" if over else "progress")
            if over:
                return
        last = intake
        await asyncio.sleep(_PAUSE)


def _intake(request: Request, who: Visitor, id: str) -> intakes.Intake:
    assert who.account is not None
    found = intakes.of(desk_of(request), who.account.id, id)
    if found is None:
        raise ProblemError(404, "there is no such intake")
    return found
