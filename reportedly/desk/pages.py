"""Pages: templates filled, with what every page needs, and not sent again where nothing has changed."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reportedly import __version__
from reportedly.claim import Kind
from reportedly.desk import asking, places
from reportedly.desk.access import CSRF_FIELD, Visitor, cookie_name, csrf_word
from reportedly.desk.accounts import session
from reportedly.desk.accounts.role import Role
from reportedly.desk.assets import asset
from reportedly.desk.state import Desk, desk_of
from reportedly.ledger.schema import CheckResult
from reportedly.report import acts, glance, words
from reportedly.report.article import family


@cache
def templates() -> Environment:
    """The templates; whatever comes from outside is escaped, and what is not there is an error."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader("reportedly.desk"), PackageLoader("reportedly.report", "")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"visible": words.visible, "clean": words.clean, "script_json": script_json}
    made.globals.update(
        act_told=acts.told,
        CheckResult=CheckResult,
        Kind=Kind,
        asset=asset,
        days=places.days,
        family=family,
        glance_title=glance.title,
        places=places.named,
        public=asking.public,
        query=urlencode,
        Role=Role,
        title=places.title,
        version=__version__,
        words=words,
    )
    return made


def script_json(value: object) -> Markup:
    """A value as JSON that can stand in a <script> element, whatever is in it."""
    told = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        told = told.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(told)


def render(request: Request, template: str, /, *, who: Visitor | None = None, **context: Any) -> Response:
    """A page. A form in it (`csrf()`) gives the browser the cookie that it answers to."""
    desk = desk_of(request)
    cookie = request.cookies.get(cookie_name(desk)) or None
    given: list[str] = []

    def csrf() -> Markup:
        if cookie is None and not given:
            given.append(session.secret())
        word = csrf_word(desk, cookie or given[0])
        return Markup(f'<input type="hidden" name="{CSRF_FIELD}" value="{word}">')

    context |= {"request": request, "desk": desk, "who": who or Visitor(), "csrf": csrf, "csrf_word": csrf_word}
    page = templates().get_template(template).render(context, tiles=lambda: tiles(desk))
    response = HTMLResponse(page)
    if given:
        remember(request, response, given[0])
    private = cookie is not None or bool(given)
    response.headers["Cache-Control"] = "private, no-cache" if private else "public, no-cache"
    response.headers["Vary"] = "Cookie, Authorization, HX-Request"
    response.headers["ETag"] = tag(response.body)
    return response


def tiles(desk: Desk) -> dict[str, str] | None:
    """The tile server that maps are drawn with, if there is one."""
    told = desk.settings
    return {"url": told.tiles, "attribution": told.tiles_credit} if told.tiles else None


def remember(request: Request, response: Response, cookie: str) -> None:
    """Have the browser keep a cookie: for this site alone, out of reach of scripts."""
    desk = desk_of(request)
    response.set_cookie(
        cookie_name(desk),
        cookie,
        max_age=desk.settings.session_days * 86_400,
        path="/",
        secure=desk.settings.secure,
        httponly=True,
        samesite="lax",
    )


def tag(body: bytes | memoryview) -> str:
    """The entity tag of a body."""
    return f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
