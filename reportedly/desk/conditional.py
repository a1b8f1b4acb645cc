"""A page that the browser has already is not sent again (RFC 9110, 13.1.2)."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_KEPT = ("etag", "cache-control", "vary", "date", "expires", "set-cookie", "content-location")


class NotModified:
    """ASGI middleware: 304 instead of a body whose entity tag the client has named."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or say that nothing has changed."""
        known = Headers(scope=scope).get("if-none-match") if scope["type"] == "http" else None
        if known is None or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        tags = {one.strip().removeprefix("W/") for one in known.split(",")}
        unchanged = False

        async def sending(message: Message) -> None:
            nonlocal unchanged
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                tag = headers.get("etag", "").removeprefix("W/")
                unchanged = message["status"] == 200 and bool(tag) and (tag in tags or "*" in tags)
                if unchanged:
                    kept = [(n, v) for n, v in message["headers"] if n.decode("latin-1").lower() in _KEPT]
                    await send({"type": "http.response.start", "status": 304, "headers": kept})
                    return
            if unchanged:
                if message["type"] == "http.response.body" and not message.get("more_body"):
                    await send({"type": "http.response.body", "body": b""})
                return
            await send(message)

        await self.app(scope, receive, sending)
