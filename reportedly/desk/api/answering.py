"""How the API answers: JSON with an entity tag, lists a page at a time with a Link to the next one (RFC 8288)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Path, Query, Request, Response
from fastapi.dependencies.models import Dependant
from pydantic import AfterValidator, BaseModel, ConfigDict, WithJsonSchema

from reportedly.desk.access import Visitor
from reportedly.desk.pages import tag
from reportedly.desk.problem import ProblemError
from reportedly.desk.state import desk_of
from reportedly.ledger.schema import HIGHEST

LARGEST_PAGE = 100

AtMost = Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="How many at most.")]
Before = Annotated[
    int | None, Query(ge=0, le=HIGHEST, description="Go on where a page ended: below this number. See `next`.")
]
Skip = Annotated[int, Query(ge=0, le=100_000, description="How many to pass over. See `next`.")]
Number = Annotated[int, Path(ge=1, le=HIGHEST)]
_HEX = "^[0-9a-f]{16}$"
ClaimName = Annotated[str, Path(pattern=_HEX, description="The name of a claim: 16 hexadecimal digits.")]
IncidentId = Annotated[
    str, Path(pattern=_HEX, description="The id of an incident, or the name of a claim in it: 16 hexadecimal digits.")
]
Moment = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]


def _storable(words: str) -> str:
    if "\0" in words:
        raise ValueError("there is a NUL character in it, which no database can hold")
    return words


Words = Annotated[str, AfterValidator(_storable)]


class Given(BaseModel):
    """What a program sends: a field that there is not is refused, so that a typing error is seen."""

    model_config = ConfigDict(extra="forbid")


def told(who: Visitor, model: BaseModel, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A document as JSON, with its entity tag."""
    body = model.model_dump_json().encode()
    private = who.account is not None or who.cookie is not None
    given = {
        "ETag": tag(body),
        "Cache-Control": "private, no-cache" if private else "public, no-cache",
        "Vary": "Authorization, Cookie",
    }
    return Response(body, status, {**given, **(headers or {})}, media_type="application/json")


def next_page(request: Request, more: bool, **changed: int) -> str | None:
    """Where the next page of a list is; None where there is no more."""
    if not more:
        return None
    asked = {**request.query_params, **{name: str(value) for name, value in changed.items()}}
    return f"{desk_of(request).settings.url}{request.url.path}?{urlencode(asked)}"


def linked(next: str | None) -> dict[str, str]:
    """The header that names the next page."""
    return {"Link": f'<{next}>; rel="next"'} if next else {}


async def known_only(request: Request) -> None:
    """Raises ProblemError where the address asks for something that there is not: a typing error should be seen."""
    known = set(_query_names(request.scope["route"].dependant))
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        there = f"there are {', '.join(sorted(known))}" if known else "it takes none"
        raise ProblemError(422, f"unknown parameter “{unknown[0]}”: {there}")


def _query_names(dependant: Dependant) -> Iterator[str]:
    for one in dependant.query_params:
        yield one.alias
    for inner in dependant.dependencies:
        yield from _query_names(inner)


def links(*names: str) -> dict[str, Any]:
    """How headers of an answer are described."""
    known = {
        "ETag": ("Names this state of the answer; send it back as If-None-Match.", "string"),
        "Link": ("Where the next page is, if there is one.", "string"),
        "Location": ("Where what was made is.", "string"),
    }
    return {name: {"description": known[name][0], "schema": {"type": known[name][1]}} for name in names}
