"""The description of the API (OpenAPI 3.1): what an operation may answer follows from its guard and its parameters."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel, Field

from reportedly.desk.access import SAFE, Needs, Visitor, guard_of, needs
from reportedly.desk.accounts.role import Role
from reportedly.desk.pages import tag

router = APIRouter()
_PROBLEMS = {
    "400": "What is asked cannot be read; `detail` says why.",
    "401": "Nobody is signed in, or the token is unknown or has ended.",
    "403": "The account's role, or the token's scopes, do not allow it.",
    "404": "There is nothing of that name.",
    "413": "The request is larger than this desk takes.",
    "422": "What is sent cannot be so; `detail` says why, `errors` each field.",
    "502": "The mail server did not take it.",
    "503": "The ledger cannot be asked at the moment.",
    "429": "Too many in a short time.",
}
_TELL_WHO = (
    "Without a token you are the public. A program sends `Authorization: Bearer TOKEN`; tokens are made on the page of "
    "your account, and have scopes. Lists come a page at a time: `next` and the Link header say where the next one is. "
    "Answers have an ETag: send it back as If-None-Match and you get 304 where nothing has changed."
)


class FieldError(BaseModel):
    """A field that cannot be so."""

    where: str
    what: str


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = Field(examples=["about:blank"])
    title: str
    status: int
    detail: str
    errors: list[FieldError] | None = None


def install(app: FastAPI) -> None:
    """Have the application describe itself this way."""
    app.openapi = lambda: described(app)  # type: ignore[method-assign]


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request, who: Visitor = needs(None)) -> Response:
    """The description."""
    body = json.dumps(request.app.openapi(), ensure_ascii=False).encode()
    headers = {"ETag": tag(body), "Cache-Control": "public, no-cache"}
    return Response(body, headers=headers, media_type="application/json")


def described(app: FastAPI) -> dict[str, Any]:
    """The description, made once."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=_TELL_WHO,
            license_info=app.license_info,
            routes=app.routes,
        )
        _complete(made, app)
        app.openapi_schema = made
    return app.openapi_schema


def _complete(made: dict[str, Any], app: FastAPI) -> None:
    parts = made["components"]
    for name in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(name, None)
    for model in (FieldError, Problem):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schema.pop("$defs", None)
        parts["schemas"][model.__name__] = schema
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    parts["responses"] = {status: {"description": told, "content": content} for status, told in _PROBLEMS.items()}
    parts["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "A token of your account."}
    }
    guards = {
        (context.path, method): guard
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, APIRoute) and (guard := guard_of(context)) is not None
        for method in context.methods or ()
    }
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            _answers(operation, method.upper(), path, guards[path, method.upper()])


def _answers(operation: dict[str, Any], method: str, path: str, guard: Needs) -> None:
    """Declare what an operation may answer beside what it is for."""
    statuses = {"401", "403", "422", "400", "503"}
    if "{" in path:
        statuses.add("404")
    if "requestBody" in operation:
        statuses.add("413")
    if method not in SAFE:
        statuses.add("429")
    found = operation["responses"]
    statuses |= {status for status in found if status in _PROBLEMS}
    for status in sorted(statuses):
        found[status] = {"$ref": f"#/components/responses/{status}"}
    if method == "GET":
        found["304"] = {"description": "Nothing has changed."}
    operation["security"] = [{"token": []}] if guard.role is not None else [{}, {"token": []}]
    operation["description"] = f"{operation.get('description', '').rstrip()}\n\n{_for_whom(guard)}".strip()


def _for_whom(guard: Needs) -> str:
    role = "everybody" if guard.role is None else f"accounts with the role {guard.role} or above"
    above = " (the highest there is)" if guard.role is Role.ADMIN else ""
    return f"For {role}{above}; a token needs the scope `{guard.scope}`."
