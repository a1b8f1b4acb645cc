"""What goes wrong, told alike: a page for people, problem+json (RFC 9457) for programs."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from reportedly.desk.pages import render
from reportedly.desk.problem import ProblemError
from reportedly.ledger import LedgerError
from reportedly.ledger.database import UnavailableError

_log = logging.getLogger(__name__)
API = "/api/"


def install(app: FastAPI) -> None:
    """Have the application tell all its problems this way."""
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(LedgerError, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unforeseen)


def answer(request: Request, status: int, detail: str, errors: list[dict[str, Any]] | None = None) -> Response:
    """A problem in the form that the one who asks understands."""
    title = HTTPStatus(status).phrase
    headers = {"Cache-Control": "no-store"}
    if status == 401 and request.url.path.startswith(API):
        headers["WWW-Authenticate"] = "Bearer"
    if request.url.path.startswith(API):
        body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        if errors is not None:
            body["errors"] = errors
        return JSONResponse(body, status, headers, media_type="application/problem+json")
    if status == 401 and request.method == "GET":
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?next={quote(back, safe='')}", 303, headers)
    page = render(request, "problem.html", status=status, title=title, detail=detail)
    page.status_code = status
    page.headers.update(headers)
    return page


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return answer(request, error.status, error.detail)


async def _refused(request: Request, error: Exception) -> Response:
    """What the ledger refuses is for the one who asked to mend; that it is out of work, for those who run the desk."""
    if isinstance(error, UnavailableError):
        _log.error("%s %s: %s", request.method, request.url.path, error)
        return answer(request, 503, "the ledger cannot be asked at the moment: try again later")
    return answer(request, 422 if request.method != "GET" else 400, str(error))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = error.detail if error.status_code != 404 else "there is nothing at this address"
    found = answer(request, error.status_code, str(detail))
    found.headers.update(error.headers or {})
    return found


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [{"where": ".".join(map(str, e["loc"])), "what": e["msg"]} for e in error.errors()]
    told = "; ".join(f"{e['where'].partition('.')[2] or e['where']}: {e['what']}" for e in errors)
    return answer(request, 422, told, errors)


async def _unforeseen(request: Request, error: Exception) -> Response:
    _log.exception("%s %s", request.method, request.url.path, exc_info=error)
    return answer(request, 500, "something broke here; it is in the server's log, and nothing was half-written")
