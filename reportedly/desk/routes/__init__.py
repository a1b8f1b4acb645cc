"""The addresses of the desk, a module for each part of it."""

from __future__ import annotations

from fastapi import FastAPI

from reportedly.desk.routes import (
    account,
    adding,
    admin,
    articles,
    claims,
    front,
    incidents,
    oidc,
    parties,
    replies,
    review,
    search,
    signing,
)

_ROUTERS = (front, adding, articles, claims, incidents, parties, replies, review, search, signing, account, admin, oidc)


def install(app: FastAPI) -> None:
    """Hang all of them into the application; pages stay out of the API's description."""
    for one in _ROUTERS:
        app.include_router(one.router, include_in_schema=False)
