"""The web application, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from reportedly import __version__
from reportedly.desk import api, problems, routes
from reportedly.desk.conditional import NotModified
from reportedly.desk.headers import SafeHeaders
from reportedly.desk.heads import Heads
from reportedly.desk.settings import Settings
from reportedly.desk.sizes import NotTooLarge
from reportedly.desk.state import opened


class _App(FastAPI):
    """FastAPI, with what holds of every answer: of those too that it gives before it comes to our middleware."""

    def build_middleware_stack(self) -> ASGIApp:
        """Around all that FastAPI and Starlette put around the application."""
        settings: Settings = self.state.desk.settings
        return SafeHeaders(NotTooLarge(super().build_middleware_stack(), settings.largest_upload), settings)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The desk as an ASGI application; without settings those of the environment hold.

    Raises LedgerError where its ledger cannot be opened.
    """
    settings = settings or Settings()
    desk = opened(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        desk.ledger.close()

    app = _App(
        title="Reportedly",
        summary="Who says how many of whom were killed, wounded, captured or lost, through whom, and who checked.",
        version=__version__,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        max_body_size=settings.largest_upload,
        middleware=[
            Middleware(Heads),
            Middleware(NotModified),
            Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5),
        ],
    )
    app.state.desk = desk
    problems.install(app)
    routes.install(app)
    api.install(app)
    app.mount(
        "/static", StaticFiles(directory=str(files("reportedly.desk").joinpath("static")), check_dir=False), "static"
    )
    return app
