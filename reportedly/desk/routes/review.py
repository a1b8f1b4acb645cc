"""The desk: what to review, and what analysts do with a claim; each act is an entry of the journal."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from reportedly.claim import Kind, Qualifier, Status
from reportedly.desk import acting
from reportedly.desk.access import Visitor, needs
from reportedly.desk.accounts import account
from reportedly.desk.accounts.role import Role
from reportedly.desk.accounts.token import Scope
from reportedly.desk.claim import newest, states_of
from reportedly.desk.correcting import CorrectionError, fields_of
from reportedly.desk.fresh import put_together
from reportedly.desk.pages import render
from reportedly.desk.queue import due
from reportedly.desk.routes.signing import within
from reportedly.desk.state import desk_of
from reportedly.ledger import acts
from reportedly.ledger.database import asking
from reportedly.ledger.evidence import Evidence, Link
from reportedly.ledger.evidence import File as EvidenceFile
from reportedly.reading.furniture import blocks_in

router = APIRouter()
_PAGE = 25
_Text = Annotated[str, Form(max_length=5_000)]
_Next = Annotated[str, Form(max_length=2_000)]


@router.get("/desk")
def queue(
    request: Request,
    of: Annotated[str, Query(max_length=80)] = "",
    page: Annotated[int, Query(ge=1, le=200)] = 1,
    who: Visitor = needs(Role.ANALYST, Scope.REVIEW),
) -> Response:
    """The queue of claims, those that matter most first; `of` shows one person's."""
    desk = desk_of(request)
    waiting = put_together(desk)
    found = due(desk.ledger, to=of or None, limit=_PAGE + 1, skip=_PAGE * (page - 1))
    open_requests = acts.requests(desk.ledger, open=True)
    return render(
        request,
        "desk.html",
        who=who,
        found=found[:_PAGE],
        more=len(found) > _PAGE,
        page=page,
        of=of,
        waiting=waiting,
        people=account.analysts(desk.ledger.engine),
        requests=open_requests,
    )


def _back(next: str, name: str) -> Response:
    return RedirectResponse(within(next) if next else f"/claims/{name}", 303)


# --- deciding ---------------------------------------------------------------------------------------------------------


@router.post("/claims/{name}/decision")
def decide(
    request: Request,
    name: str,
    verdict: Annotated[str, Form(max_length=20)],
    reason: _Text = "",
    next: _Next = "",
    who: Visitor = needs(Role.ANALYST, Scope.REVIEW),
) -> Response:
    """Accept or reject a claim."""
    acting.decide(desk_of(request), name, verdict, by=who.name, reason=reason)
    return _back(next, name)


@router.get("/claims/{name}/correct")
def correct_form(request: Request, name: str, who: Visitor = needs(Role.ANALYST, Scope.REVIEW)) -> Response:
    """The claim as a form, beside the text it was read from."""
    return _correction(request, name, who, None, None)


@router.post("/claims/{name}/correct")
async def correct(request: Request, name: str, who: Visitor = needs(Role.ANALYST, Scope.REVIEW)) -> Response:
    """Keep the claim as it was mended."""
    from fastapi.concurrency import run_in_threadpool

    form = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    return await run_in_threadpool(_corrected, request, name, who, form)


def _corrected(request: Request, name: str, who: Visitor, given: dict[str, str]) -> Response:
    try:
        acting.correct(desk_of(request), name, given, by=who.name, reason=given.get("reason", ""))
    except CorrectionError as error:
        page = _correction(request, name, who, str(error), given)
        page.status_code = 422
        return page
    return RedirectResponse(f"/claims/{name}", 303)


def _correction(request: Request, name: str, who: Visitor, wrong: str | None, given: dict[str, str] | None) -> Response:
    desk = desk_of(request)
    kept = newest(states_of(desk, name))
    with asking(desk.ledger.engine) as connection:
        article = kept.article.article(connection)
    return render(
        request,
        "correct.html",
        who=who,
        kept=kept,
        fields=fields_of(kept.claim, article.text) | (given or {}),
        wrong=wrong,
        blocks=[(block.span.start, block.span.of(article.text), block.part) for block in blocks_in(article)],
        kinds=list(Kind),
        statuses=list(Status),
        qualifiers=list(Qualifier),
        reason=(given or {}).get("reason", ""),
    )


# --- verifying, assigning, commenting ---------------------------------------------------------------------------------


@router.post("/claims/{name}/check")
def check(
    request: Request,
    name: str,
    result: Annotated[str, Form(max_length=20)],
    note: _Text = "",
    link: Annotated[str, Form(max_length=2_000)] = "",
    file: Annotated[UploadFile | None, File()] = None,
    next: _Next = "",
    who: Visitor = needs(Role.ANALYST, Scope.REVIEW),
) -> Response:
    """Say what came of checking a claim, on what evidence."""
    desk = desk_of(request)
    states_of(desk, name)
    evidence: list[Evidence] = [Link(link.strip())] if link.strip() else []
    if file is not None and file.filename:
        kind = (file.content_type or "application/octet-stream").partition(";")[0].strip().lower()
        evidence.append(EvidenceFile(file.filename, kind, file.file.read()))
    acts.check(desk.ledger, name, result, by=who.name, note=note.strip(), evidence=evidence)
    return _back(next, name)


@router.get("/evidence/{sha256}")
def evidence(request: Request, sha256: str, who: Visitor = needs(Role.ANALYST, Scope.REVIEW)) -> Response:
    """A file that a verification rests on, to be saved, never to be opened here."""
    data = acts.evidence_file(desk_of(request).ledger, sha256)
    headers = {"Content-Disposition": f'attachment; filename="{sha256[:12]}"', "Cache-Control": "private, no-store"}
    return Response(data, media_type="application/octet-stream", headers=headers)


@router.post("/claims/{name}/assignment")
def assign(
    request: Request,
    name: str,
    to: Annotated[str, Form(max_length=80)] = "",
    next: _Next = "",
    who: Visitor = needs(Role.ANALYST, Scope.REVIEW),
) -> Response:
    """Give a claim to somebody to look at, or to nobody."""
    acting.assign(desk_of(request), name, to, by=who.name)
    return _back(next, name)


@router.post("/comments")
def comment(
    request: Request,
    subject: Annotated[str, Form(max_length=100)],
    text: _Text,
    next: _Next = "/desk",
    who: Visitor = needs(Role.ANALYST, Scope.REVIEW),
) -> Response:
    """Say something of a claim, an incident or an article, to those at the desk."""
    acts.comment(desk_of(request).ledger, subject, text, by=who.name)
    return RedirectResponse(within(next), 303)


@router.post("/acts/{entry}/undo")
def undo(
    request: Request,
    entry: int,
    reason: _Text = "",
    next: _Next = "/desk",
    who: Visitor = needs(Role.ANALYST, Scope.REVIEW),
) -> Response:
    """Take back what one did oneself; editors also what others did. It stays in the history, as undone."""
    acting.undo(desk_of(request), entry, who, reason=reason)
    return RedirectResponse(within(next), 303)


# --- putting together -------------------------------------------------------------------------------------------------


@router.post("/incidents/{id}/pair")
def pair(
    request: Request,
    id: str,
    claim: Annotated[str, Form(max_length=40)],
    other: Annotated[str, Form(max_length=40)],
    same: Annotated[bool, Form()],
    reason: _Text = "",
    who: Visitor = needs(Role.ANALYST, Scope.REVIEW),
) -> Response:
    """Say whether two claims are of one happening."""
    one = acting.pair(desk_of(request), claim, other, same=same, by=who.name, reason=reason)
    return RedirectResponse(f"/incidents/{one}", 303)


@router.post("/parties/{id}/merge")
def merge(
    request: Request,
    id: str,
    into: Annotated[str, Form(max_length=200)],
    reason: _Text = "",
    who: Visitor = needs(Role.EDITOR, Scope.REVIEW),
) -> Response:
    """Say that a party is another, under whatever name."""
    target = acting.merge(desk_of(request), id, into, by=who.name, reason=reason)
    return RedirectResponse(f"/parties/{target}", 303)


@router.post("/parties/{id}/split")
def split(request: Request, id: str, reason: _Text = "", who: Visitor = needs(Role.EDITOR, Scope.REVIEW)) -> Response:
    """Say that a party stands for itself again."""
    acting.split(desk_of(request), id, by=who.name, reason=reason)
    return RedirectResponse(f"/parties/{id}", 303)


@router.post("/articles/{number}/withdrawal")
def withdraw(request: Request, number: int, reason: _Text, who: Visitor = needs(Role.EDITOR, Scope.REVIEW)) -> Response:
    """Note that an article was withdrawn; it stays, and says so."""
    acting.withdraw(desk_of(request), number, by=who.name, reason=reason)
    return RedirectResponse(f"/articles/{number}", 303)
