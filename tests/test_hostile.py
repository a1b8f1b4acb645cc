"""What somebody with bad intent writes, sends and uploads: it stays words, goes nowhere and breaks nothing."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from desk import claim as a_claim
from fastapi.testclient import TestClient
from lxml import html
from website import PASSWORD, Site, filled, sqlite, table, told

from reportedly import Article
from reportedly.article import Span
from reportedly.claim import Item, Label, Location, Place, Reading
from reportedly.desk import drafts, searches
from reportedly.desk.accounts import account, token
from reportedly.desk.accounts.role import Role
from reportedly.desk.accounts.token import Scope
from reportedly.intake.capture import Arrival, Capture
from reportedly.ledger import acts
from reportedly.ledger.identity import party_id
from reportedly.ledger.replies import today

PAGES = [path for method, path, _ in table() if method == "GET" and not path.startswith("/api/")]
NOT_THERE = {"/intakes/{id}", "/intakes/{id}/events", "/sign-in/oidc", "/sign-in/oidc/back"}  # at this desk
TAG, BREAK, LINK, BLOCK = (
    "<script>evil()</script>",
    "\"'><img src=x onerror=evil()>",
    "javascript:evil()",
    "</script><script>evil()</script><!--",
)
HOSTILE = f"{TAG} {BREAK} {LINK} {BLOCK} {{{{7*7}}}}"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, dict[str, Any]]]:
    """A desk where every word that comes from outside is hostile."""
    site = Site(sqlite(tmp_path_factory.mktemp("hostile")), name=f"The {TAG} desk")
    ledger, engine = site.ledger, site.ledger.engine
    article = Article(
        f"{HOSTILE} people were killed. {HOSTILE}", HOSTILE, HOSTILE, HOSTILE, HOSTILE, today(), LINK, "en", HOSTILE
    )
    made = a_claim(12, by=HOSTILE, parties=(HOSTILE,), who=HOSTILE, side=HOSTILE, doers=(HOSTILE,))
    made = replace(
        made,
        evidence=(Span(0, len(article.text)),),
        place=Place(HOSTILE, (Location(HOSTILE, "UA", 46.6, 32.6),)),
        item=Item(HOSTILE, HOSTILE, HOSTILE),
        attribution=(*made.attribution, replace(made.attribution[0], role=made.attribution[0].role.CHANNEL)),
    )
    other = replace(made, id="c2", count=replace(made.count, low=99, best=99, high=99))

    def reader(one: Article) -> Reading:
        return Reading(one, (made, other), (), Label(0, 0, 0.0, 0, 0, 0.0))

    (added,) = ledger.add_all([Arrival(article, Capture(b"x", "text/plain", "x"))], reader=reader)
    name = ledger.claims_of(added.number)[0].name
    evidence = [
        acts.Link(f"https://x.example/?{BREAK.replace(' ', '+')}"),
        acts.Note(HOSTILE),
        acts.File(HOSTILE, "text/html", b"x"),
    ]
    acts.check(ledger, name, "confirmed", by=HOSTILE, note=HOSTILE, evidence=evidence)
    for subject in (name, f"article:{added.number}"):
        acts.comment(ledger, subject, HOSTILE, by=HOSTILE)
    acts.assign(ledger, name, HOSTILE, by=HOSTILE)
    acts.mark_own(ledger, HOSTILE, True, by=HOSTILE, reason=HOSTILE)
    about = {"to": HOSTILE, "channel": HOSTILE, "text": HOSTILE, "by": HOSTILE}
    entry = acts.request_reply(ledger, HOSTILE, [name], deadline=today() + timedelta(days=1), **about)
    acts.answer(ledger, entry, HOSTILE, received=today(), by=HOSTILE)
    ledger.decide(name, "accepted", by=HOSTILE, reason=HOSTILE)
    evil = account.make(engine, f"{TAG}{BREAK}", Role.ADMIN, password=PASSWORD)
    site.accounts[Role.ADMIN] = evil
    searches.keep(engine, evil.id, f"{TAG}{BREAK}", f'"{TAG}{LINK}"')
    token.make(engine, evil, f"{TAG}{BREAK}", {Scope.READ})
    known = {
        "name": name, "number": added.number, "id": name, "entry": entry, "party": party_id(HOSTILE),
        "draft": drafts.keep(engine, evil.id, Arrival(article, Capture(b"x", "text/plain", "x"))),
    }  # fmt: skip
    yield site, known
    ledger.close()


def harmless(page: bytes) -> None:
    """Nothing in a page runs, leads or shows but what our templates have in them."""
    tree = html.fromstring(page)
    for element in tree.iter(html.etree.Element):
        for name, value in element.attrib.items():
            assert not name.startswith("on") and name != "style", html.tostring(element)
            if name in ("href", "src", "action", "formaction", "poster", "srcset", "data"):
                scheme = "".join(value.split()).partition(":")[0].lower() if ":" in value.partition("/")[0] else ""
                assert scheme in ("", "http", "https", "mailto"), html.tostring(element)
        assert element.tag not in ("style", "iframe", "object", "embed", "base"), html.tostring(element)
        assert not (element.tag == "img" and element.get("src") == "x")
        if element.tag == "script":
            if element.get("src"):
                assert element.get("src").startswith("/static/") and not element.text
            else:
                assert element.get("type") in ("application/json", "application/ld+json")
                json.loads(element.text)
    assert "49" not in " ".join(tree.xpath("//title/text()"))


@pytest.mark.parametrize("path", PAGES)
def test_no_word_from_outside_becomes_part_of_a_page(hostile: tuple[Site, dict[str, Any]], path: str) -> None:
    site, known = hostile
    ids = {"/parties/": "party", "/drafts/": "draft"}
    id = next((known[name] for start, name in ids.items() if path.startswith(start)), known["id"])
    url = filled(path, {**known, "id": id, "sha256": sha256(b"x").hexdigest()})
    asked = {
        "/search": {"q": f'"{TAG}{BREAK}{LINK}"'}, "/search.atom": {"q": f'"{TAG}"'}, "/sign-in": {"next": LINK},
        "/desk/replies/new": {"claim": known["name"], "party": HOSTILE[:200]}, "/parties": {"name": f"{TAG}{BREAK}"},
        "/admin/journal": {"by": HOSTILE}, "/desk": {"of": f"{TAG}{BREAK}"},
        "/incidents": {"place": TAG, "party": BREAK},
    }.get(path, {})  # fmt: skip
    for role in (None, Role.ADMIN):
        answer = site.by_cookie(role).get(url, params=asked)
        if role is not None:
            wanted = 404 if path in NOT_THERE else 400 if path == "/search" else 200  # a quotation mark is left open
            assert answer.status_code == wanted, answer.text[:500]
        if answer.headers.get("content-type", "").startswith("text/html"):
            harmless(answer.content)
        elif path == "/search.atom":
            html.etree.fromstring(answer.content)


def test_problems_say_hostile_words_back_as_words(hostile: tuple[Site, dict[str, Any]]) -> None:
    site, _ = hostile
    for path in (f"/nowhere/{TAG}", f"/parties/{BREAK}", f"/incidents?kind={BLOCK[:20]}", f"/incidents?since={TAG}"):
        answer = site.by_cookie(None).get(path)
        assert answer.status_code in (400, 404, 422)
        harmless(answer.content)


def test_the_hostile_words_are_all_there_as_words(hostile: tuple[Site, dict[str, Any]]) -> None:
    site, known = hostile
    text = html.fromstring(site.by_cookie(Role.ADMIN).get(f"/claims/{known['name']}").content).text_content()
    assert text.count("<script>evil()</script>") > 5


# --- addresses, headers, sizes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "next",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "/\t/evil.example",
        "/\n//evil.example", "javascript:alert(1)", "///evil.example", "http:evil.example", " //evil.example",
        "//[", "/..//evil.example", "evil.example", "/%0d%0aSet-Cookie:x=y\r\nX: y",
    ],
)  # fmt: skip
def test_nobody_is_led_elsewhere_after_signing_in(site: Site, next: str) -> None:
    browser = site.visitor()
    form = {"csrf": browser.word("/sign-in"), "name": "reader", "password": PASSWORD, "next": next}
    answer = browser.client.post("/sign-in", data=form, follow_redirects=False)
    location = answer.headers["location"]
    assert answer.status_code == 303 and location.startswith("/") and location[1:2] not in ("/", "\\")
    assert "\\" not in location and len(answer.headers.get_list("set-cookie")) == 1 and "x" not in answer.headers
    shown = html.fromstring(browser.client.get("/sign-in", params={"next": next}).content)
    assert shown.xpath("//input[@name='next']/@value")[0][1:2] not in ("/", "\\")


def test_a_file_name_stays_a_file_name(site: Site) -> None:
    browser = site.visitor(Role.ANALYST)
    name = told(site.ledger)
    claim = site.ledger.claims_of(name)[0].name
    files = {"file": ("a\r\nSet-Cookie: x=y\r\n.html", b"<script>evil()</script>", "text/html")}
    form = {"csrf": browser.word(f"/claims/{claim}"), "result": "confirmed"}
    assert browser.client.post(f"/claims/{claim}/check", data=form, files=files).status_code == 200
    (kept,) = acts.standing_checks(site.ledger, [claim])[claim].evidence
    answer = browser.client.get(f"/evidence/{kept.sha256}")
    assert answer.headers["content-type"] == "application/octet-stream"  # a browser saves it, and opens nothing
    assert answer.headers["content-disposition"].startswith("attachment") and "x" not in answer.cookies


@pytest.mark.parametrize("path", ["/add", "/intakes", "/api/v1/articles", "/api/v1/intakes", "/sign-in"])
@pytest.mark.parametrize("chunked", [False, True])
def test_what_is_too_large_is_refused_before_it_is_read(tmp_path: Path, path: str, chunked: bool) -> None:
    site = Site(sqlite(tmp_path), largest_upload=20_000)
    client = site.by_cookie(Role.ANALYST)
    sent = 0

    def body() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield b"x" * 1_000

    kind = "application/json" if path == "/api/v1/articles" else "application/x-www-form-urlencoded"
    answer = client.post(path, content=body() if chunked else b"x" * 100_000, headers={"Content-Type": kind})
    assert answer.status_code == 413, answer.text
    assert "nosniff" in answer.headers["x-content-type-options"]
    wanted = "application/problem+json" if path.startswith("/api/") else "text/html"
    assert answer.headers["content-type"].startswith(wanted)
    site.ledger.close()


def test_what_unpacks_without_end_is_not_unpacked(site: Site) -> None:
    browser = site.visitor(Role.ANALYST)
    bomb = gzip.compress(b"\0" * 60_000_000)
    files = [
        ("files", ("bomb.warc.gz", bomb)),
        ("files", ("bomb.html.gz", bomb)),
        ("files", ("a.txt", b"Nine people died in Kherson, police said.")),
    ]
    started = browser.client.post("/intakes", data={"csrf": browser.word("/add")}, files=files)
    path = f"/api/v1{started.url.path}"
    for _ in range(1_200):
        if (found := site.by_cookie(Role.ANALYST).get(path).json())["state"] != "running":
            break
        time.sleep(0.05)
    assert (found["state"], found["done"]) == ("done", 1) and "bomb" in str(found["problems"])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200), ("/nowhere", 404), ("/incidents?since=x", 400), ("/static/nothing.css", 404), ("/desk", 303),
        ("/api/v1/claims", 200), ("/api/v1/nowhere", 404), ("/api/v1/acts", 401), ("/search.atom", 200),
        ("/api/v1/openapi.json", 200),
    ],
)  # fmt: skip
def test_every_answer_tells_browsers_to_do_nothing_else(site: Site, path: str, status: int) -> None:
    client = site.by_cookie(None)
    answer = client.get(path)
    assert answer.status_code == status
    for headers in (answer.headers, client.head(path).headers):
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "'unsafe-inline'" not in headers["content-security-policy"]
        assert headers["cross-origin-opener-policy"] == "same-origin" and headers["referrer-policy"]


def test_something_that_breaks_is_told_without_what_broke(site: Site) -> None:
    @site.app.get("/breaks")
    def breaks() -> None:
        raise RuntimeError("the password is swordfish")

    client = TestClient(site.app, base_url=site.base, raise_server_exceptions=False)
    answer = client.get("/breaks")
    assert answer.status_code == 500 and "swordfish" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_where_the_ledger_lies_is_nobodys_business(site: Site) -> None:
    path = Path(site.ledger.engine.url.database or "")
    site.ledger.close()
    for part in path.parent.glob("ledger.db*"):
        part.unlink()
    path.write_bytes(b"no database any more")
    for url in ("/", "/api/v1/claims"):
        answer = site.by_nobody().get(url)
        assert answer.status_code == 503 and str(path) not in answer.text


def test_what_no_database_can_hold_is_refused_on_each(address: str) -> None:
    site = Site(address)
    number = told(site.ledger, publisher="The Herald")
    claim = site.ledger.claims_of(number)[0].name
    admin = site.by_cookie(Role.ADMIN)
    asked = [
        "/search?q=a%00b",
        "/parties?name=a%00b",
        "/parties/a%00b",
        "/incidents?place=a%00b",
        "/admin/journal?by=a%00b",
    ]
    for path in [*asked, "/desk?of=a%00b", f"/claims/{claim[:8]}%00{claim[9:]}", "/sign-in?next=/%00"]:
        assert admin.get(path).status_code in (200, 400, 404, 422), path
    for path, form in (
        ("/sign-in", {"name": "a\0b", "password": "c\0d"}),
        ("/account/searches", {"name": "a\0b", "q": "c\0d"}),
        ("/account/tokens", {"name": "a\0b", "scope": "read"}),
        ("/admin/accounts", {"name": "a\0b", "password": "0123456789"}),
        ("/admin/publishers", {"publisher": "a\0b", "own": "true", "reason": "c\0d"}),
        ("/comments", {"subject": claim, "text": "a\0b"}),
        (f"/claims/{claim}/decision", {"verdict": "accepted", "reason": "a\0b"}),
        (f"/claims/{claim}/assignment", {"to": "a\0b"}),
        ("/add", {"text": "Nine people\0 died.", "title": "a\0b", "publisher": "c\0d"}),
    ):
        assert admin.post(path, data=form).status_code in (200, 303, 400, 403, 422), path
    site.ledger.close()
