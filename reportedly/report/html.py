"""Readings as one self-contained page: the article with every claim marked in place, the ledger beside it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from reportedly import __version__
from reportedly.claim import Reading
from reportedly.report import words
from reportedly.report.article import ArticleView


def page(readings: Iterable[Reading]) -> str:
    """One HTML document for one or many readings. It loads nothing from anywhere and works without JavaScript."""
    style, script = f"{_file('marked.css')}\n{_file('page.css')}", _file("page.js")
    views = [ArticleView(reading, f"a{n}") for n, reading in enumerate(readings, 1)]
    return _template().render(
        articles=views,
        style=Markup(style),
        script=Markup(script),
        policy=(
            f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
            "base-uri 'none'; form-action 'none'"
        ),
        version=__version__,
        words=words,
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8").strip()


@cache
def _template() -> Template:
    environment = Environment(
        loader=FunctionLoader(_file),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = words.visible
    return environment.get_template("page.html")
