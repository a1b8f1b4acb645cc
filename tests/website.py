"""The desk as its visitors use it: a browser without scripts that signs in, fills forms and follows links."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from lxml import html

from reportedly import Article
from reportedly.desk import Settings, api, create_app, routes
from reportedly.desk.access import csrf_word
from reportedly.desk.accounts import account, session, token
from reportedly.desk.accounts.role import Role
from reportedly.desk.accounts.token import Scope
from reportedly.ledger import Ledger

PASSWORD = "correct horse battery"
DISPATCH = (
    "Eleven people were killed in Kherson on Tuesday, the governor said.\n\n"
    "At least 10 tanks were destroyed near the city, the Russian Ministry of Defense claimed on Telegram. "
    "The Herald could not verify the claims."
)


class Site:
    """A desk on a ledger of its own, with an account of each role; `base` is where it is reached."""

    def __init__(self, address: str, **settings: Any) -> None:
        self.app = create_app(Settings(db=address, **settings))
        self.desk = self.app.state.desk
        self.ledger: Ledger = self.desk.ledger
        self.base = self.desk.settings.url
        self.accounts = {role: account.make(self.ledger.engine, role.value, role, password=PASSWORD) for role in Role}

    def by_cookie(self, role: Role | None) -> TestClient:
        """A browser, signed in where a role is named, which sends the word of our pages with all it does."""
        client = TestClient(self.app, base_url=self.base, follow_redirects=False)
        cookie = session.secret() if role is None else session.start(self.ledger.engine, self.accounts[role], 1)
        client.cookies.set("reportedly", cookie)
        client.headers["X-CSRF-Token"] = csrf_word(self.desk, cookie)
        return client

    def by_nobody(self) -> TestClient:
        """A program of the public."""
        return TestClient(self.app, base_url=self.base, follow_redirects=False)

    def by_token(self, role: Role, scopes: Collection[Scope]) -> TestClient:
        """A program with a token of an account."""
        _, words = token.make(self.ledger.engine, self.accounts[role], "x", scopes)
        sent = {"Authorization": f"Bearer {words}"}
        return TestClient(self.app, base_url=self.base, follow_redirects=False, headers=sent)

    def visitor(self, role: Role | None = None) -> Visitor:
        """A browser of its own; signed in where a role is named."""
        browser = Visitor(self)
        if role is not None:
            signed = browser.send("/sign-in", "/sign-in", name=role.value, password=PASSWORD)
            assert signed.status_code == 200, signed.text
        return browser


class Visitor:
    """One browser with its cookies."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.client = TestClient(site.app, base_url=site.base, raise_server_exceptions=True)

    def page(self, path: str, status: int = 200) -> html.HtmlElement:
        """The page at a path, parsed; it must answer with that status."""
        answer = self.client.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:400]}"
        return html.fromstring(answer.content)

    def text(self, path: str, status: int = 200) -> str:
        """What the main part of a page says, its spaces as one."""
        (main,) = self.page(path, status).xpath("//main")
        return " ".join(main.text_content().split())

    def send(self, path: str, action: str, **fields: Any) -> Any:
        """Fill in the form of a page that goes to an address, and send it; follows where it leads."""
        return self.client.post(action, data={"csrf": self.word(path), **fields})

    def word(self, path: str) -> str:
        """The word that forms of this page carry."""
        return str(self.page(path).xpath("//input[@name='csrf']/@value")[0])


def told(ledger: Ledger, text: str = DISPATCH, id: str = "dispatch", **about: Any) -> int:
    """Keep an article; gives its number."""
    return ledger.add(Article(text, id=id, **about)).number


def sqlite(folder: Path) -> str:
    """A new ledger in a folder."""
    return f"sqlite:///{folder}/ledger.db"


def table() -> list[tuple[str, str, Any]]:
    """Method, path and route of all that can be asked of a desk."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    routes.install(app)
    api.install(app)
    return [
        (method, str(context.path), context)
        for context in iter_route_contexts(app.routes)
        for method in sorted(context.methods or ())
    ]


def filled(path: str, known: dict[str, Any]) -> str:
    """The path of a route with what it names."""
    for name, value in known.items():
        path = path.replace(f"{{{name}}}", str(value))
    assert "{" not in path, path
    return path
