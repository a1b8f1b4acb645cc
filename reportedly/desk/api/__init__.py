"""The API under /api/v1: all that the pages show and do, for programs; its description is at /api/v1/openapi.json."""

from __future__ import annotations

from fastapi import APIRouter, Depends, FastAPI

from reportedly.desk.api import (
    adding,
    administering,
    articles,
    claims,
    description,
    incidents,
    journal,
    ledger,
    me,
    parties,
    replying,
    reviewing,
)
from reportedly.desk.api.answering import known_only

ROOT = "/api/v1"
_PARTS = (articles, claims, incidents, parties, ledger, adding, reviewing, journal, replying, me, administering)


def install(app: FastAPI) -> None:
    """Hang it into the application, and have the application describe it."""
    router = APIRouter(prefix=ROOT, dependencies=[Depends(known_only)])
    for part in _PARTS:
        router.include_router(part.router)
    router.include_router(description.router)
    app.include_router(router)
    description.install(app)
