"""What is announced as larger than the desk takes is refused at once; what grows beyond it on the way FastAPI stops."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from reportedly.desk import problems


class NotTooLarge:
    """ASGI middleware: 413, in the form that the one who asks understands, without a look at the body."""

    def __init__(self, app: ASGIApp, largest: int) -> None:
        self.app, self.largest = app, largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        announced = Headers(scope=scope).get("content-length", "") if scope["type"] == "http" else ""
        if announced.isdecimal() and int(announced[:20]) > self.largest:
            told = f"this desk takes up to {self.largest:,} bytes at once"
            await problems.answer(Request(scope, receive), 413, told)(scope, receive, send)
            return
        await self.app(scope, receive, send)
