"""The API as programs use it: what it gives out, how it is paged, kept and refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import feedparser
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event
from website import Site, told

from reportedly.desk.accounts import token
from reportedly.desk.accounts.role import Role
from reportedly.desk.accounts.token import Scope
from reportedly.ledger import acts
from reportedly.reconciling import bring_up_to_date

API = "/api/v1"
TUESDAY = date(2024, 3, 12)
RIVAL = "Thirty people were killed in Kherson on Tuesday, police said."


class Program:
    """A program that asks the API, with a token of an account, or without one."""

    def __init__(self, site: Site, role: Role | None = None, *scopes: Scope) -> None:
        self.client = TestClient(site.app, base_url=site.base)
        if role is not None:
            _, words = token.make(site.ledger.engine, site.accounts[role], "program", scopes or tuple(Scope))
            self.client.headers["Authorization"] = f"Bearer {words}"

    def get(self, path: str, status: int = 200, **about: Any) -> Any:
        """What is at a path; it must answer with that status."""
        return self.send("GET", path, status, **about).json()

    def send(self, method: str, path: str, status: int, json: Any = None, **about: Any) -> Any:
        """Ask for something to be done."""
        answer = self.client.request(method, API + path, json=json, **about)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer


@pytest.fixture
def number(site: Site) -> int:
    return told(
        site.ledger, publisher="The Herald", published=TUESDAY, title="Strikes in the south", url="https://h.example/1"
    )


@pytest.fixture
def claim(site: Site, number: int) -> str:
    return next(site.ledger.claims("kind:killed")).name


# --- reading ----------------------------------------------------------------------------------------------------------


def test_a_claim_has_the_names_that_the_command_line_gives_out(site: Site, number: int) -> None:
    (kept,) = Program(site).get("/claims?q=killed+>+10+place:Kherson")["items"]
    assert kept["claim"]["count"] == {
        "text": "Eleven", "low": 11, "best": 11, "high": 11, "qualifier": "exact", "unit": None, "open_list": False,
    }  # fmt: skip
    assert (kept["state"], kept["quote"][:31]) == ("read", "Eleven people were killed in Kh")
    assert (kept["article"]["number"], kept["article"]["publisher"]) == (number, "The Herald")


def test_the_public_gets_the_evidence_analysts_the_text(site: Site, number: int) -> None:
    public, analysts = (Program(site, role).get(f"/articles/{number}") for role in (None, Role.ANALYST))
    assert public["text"] is None and "could not verify" in analysts["text"]
    assert len(public["claims"]) == 2 and public["label"]["claims"] == 2


def test_our_own_articles_are_given_out_whole(site: Site, number: int) -> None:
    acts.mark_own(site.ledger, "the herald", True, by="editor")
    assert "could not verify" in Program(site).get(f"/articles/{number}")["text"]


def test_an_article_has_its_versions(site: Site, number: int) -> None:
    told(site.ledger, RIVAL, publisher="The Herald", published=TUESDAY, url="https://h.example/1")
    assert [one["version"] for one in Program(site).get(f"/articles/{number}")["versions"]] == [1, 2]
    assert [one["version"] for one in Program(site).get("/articles")["items"]] == [2]


def test_a_claim_comes_with_its_history_and_what_stands_beside_it(site: Site, claim: str) -> None:
    told(
        site.ledger,
        "According to the governor, eleven people were killed in Kherson on Tuesday.",
        "echo",
        published=TUESDAY,
    )
    site.ledger.decide(claim, "accepted", by="analyst", reason="two pictures")
    found = Program(site).get(f"/claims/{claim}")
    assert [(one["state"], one["reason"]) for one in found["history"]] == [("read", ""), ("accepted", "two pictures")]
    assert found["incident"] and found["how"] and found["acts"] is None
    (act,) = Program(site, Role.ANALYST).get(f"/claims/{claim}")["acts"]
    assert act["words"] == "accepted: two pictures"


def test_an_incident_says_who_supports_it_and_why_each_claim_belongs(site: Site, claim: str) -> None:
    told(site.ledger, RIVAL, "other", published=TUESDAY, publisher="P")
    (line,) = Program(site).get("/incidents?kind=killed&place=Kherson&since=2024-03-01")["items"]
    found = Program(site).get(f"/incidents/{line['id']}")
    assert found["title"] == line["title"] == "Kherson, 12 March 2024"
    assert {m["claim"]["claim"]["count"]["best"] for m in found["members"]} >= {11, 30}
    assert all(m["why"] for m in found["members"])
    assert found["findings"] == Program(site).get("/findings")["items"][0]["findings"]
    assert Program(site).get("/map")["points"][0]["id"] == line["id"]
    assert Program(site).get(f"/incidents/{claim}")["id"] == line["id"]  # a claim leads to its incident


def test_a_party_has_its_record_and_its_running_totals(site: Site) -> None:
    for day, total in ((2, "4,430"), (3, "4,500")):
        told(
            site.ledger,
            f"Russia has lost {total} tanks since the start of the invasion, the General Staff of Ukraine said "
            f"on {day} December 2023.",
            f"total-{day}",
            published=date(2023, 12, day),
        )
    (party,) = Program(site).get("/parties?name=general+staff")["items"]
    found = Program(site).get(f"/parties/{party['id']}")
    assert (found["claims"], found["kinds"], found["side"]) == (2, {"equipment": 2}, "Ukraine")
    series = Program(site).get(f"/parties/{party['id']}/series/{found['series'][0]['key']}")
    assert [(point["figure"], point["step"]) for point in series["points"]] == [(4430, None), (4500, 70)]
    Program(site).get(f"/parties/{party['id']}/series/0123456789ab", 404)


def test_a_search_can_be_followed(site: Site, number: int) -> None:
    feed = Program(site).client.get(f"{API}/claims.atom?q=killed")
    assert [one.title for one in feedparser.parse(feed.content).entries] == ["Governor: 11 people killed"]


def test_who_asks_is_told(site: Site) -> None:
    assert Program(site).get("/me") == {"name": None, "role": None, "scopes": None}
    assert Program(site, Role.EDITOR, Scope.READ, Scope.ADD).get("/me") == {
        "name": "editor", "role": "editor", "scopes": ["add", "read"],
    }  # fmt: skip
    assert Program(site).get("/stats")["entries"] == 0


def happened(site: Site, n: int) -> None:
    """A happening of its own: another month, another claimant."""
    day = date(2015 + n // 12, n % 12 + 1, 3)
    text = f"{n} people were killed in Kherson on 3 {day:%B %Y}, officer {n} said."
    told(site.ledger, text, f"a{n}", published=day)


# --- pages of lists ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/claims?q=officer", "/articles", "/incidents", "/parties", "/incidents?order=reported"]
)
def test_lists_go_on_where_a_page_ended(site: Site, path: str) -> None:
    for n in range(2, 9):
        happened(site, n)
    program = Program(site)
    whole = program.get(path)
    next, seen = path + ("&" if "?" in path else "?") + "limit=3", []
    while next:
        answer = program.send("GET", next.removeprefix(f"{site.base}{API}"), 200)
        seen += answer.json()["items"]
        assert len(answer.json()["items"]) <= 3
        next = answer.json()["next"]
        assert answer.links.get("next", {}).get("url") == next
    assert seen == whole["items"] and len(seen) == 7


@pytest.mark.parametrize("path", ["/claims", "/incidents", "/findings", "/articles", "/parties", "/map"])
def test_a_page_takes_as_many_queries_for_fifty_as_for_five(site: Site, path: str) -> None:
    asked: list[str] = []

    @event.listens_for(site.ledger.engine, "before_cursor_execute")
    def _count(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    def queries() -> int:
        bring_up_to_date(site.ledger)
        asked.clear()
        Program(site).get(path)
        return len(asked)

    def more(start: int, end: int) -> None:
        for n in range(start, end):
            happened(site, n)

    more(2, 7)
    few = queries()
    more(7, 52)
    assert queries() == few <= 12


# --- once and again ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["/articles", "/claims", "/incidents", "/map", "/findings", "/parties", "/stats", "/me", "/openapi.json"],
)
def test_what_has_not_changed_is_not_sent_again(site: Site, number: int, path: str) -> None:
    client = Program(site, Role.ANALYST).client
    first = client.get(API + path)
    again = client.get(API + path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head(API + path)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])


def test_answers_that_differ_by_who_asks_are_not_shared(site: Site, number: int) -> None:
    assert Program(site).send("GET", "/claims", 200).headers["cache-control"] == "public, no-cache"
    mine = Program(site, Role.READER).send("GET", "/claims", 200).headers
    assert mine["cache-control"] == "private, no-cache" and "Authorization" in mine["vary"]


# --- problems ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/claims?q=colour:red", 400, "unknown field"),
        ("/claims?colour=red", 422, "unknown parameter “colour”: there are before, limit, q"),
        ("/claims?limit=1000", 422, "limit"),
        ("/claims?limit=0", 422, "limit"),
        ("/claims?q=%00", 422, "NUL"),
        ("/claims/0123456789abcdef", 404, "no claim"),
        ("/articles/99", 404, "no article 99"),
        ("/incidents/0123456789abcdef", 404, "no incident"),
        ("/incidents?since=yesterday", 422, "since"),
        ("/parties/nobody", 404, "no party"),
        ("/checkpoint", 404, "no checkpoint yet"),
        ("/nowhere", 404, "nothing at this address"),
    ],
)
def test_problems_are_told_as_problems(site: Site, path: str, status: int, said: str) -> None:
    answer = Program(site).send("GET", path, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status and said in answer.json()["detail"]


def test_a_token_that_is_none_is_refused_everywhere(site: Site) -> None:
    program = Program(site)
    program.client.headers["Authorization"] = "Bearer rptd_made-up"
    answer = program.send("GET", "/stats", 401)
    assert answer.headers["www-authenticate"] == "Bearer" and "ended" in answer.json()["detail"]


def test_the_description_says_for_whom_each_operation_is(site: Site) -> None:
    described = Program(site).get("/openapi.json")
    assert described["openapi"].startswith("3.1")
    operations = [one for path in described["paths"].values() for one in path.values()]
    ids = [one["operationId"] for one in operations]
    assert len(ids) == len(set(ids)) and all(one["summary"] and "For " in one["description"] for one in operations)
    assert not [path for path in described["paths"] if not path.startswith(API)]


def test_both_databases_answer_alike(address: str) -> None:
    site = Site(address)
    told(site.ledger, publisher="The Herald", published=TUESDAY)
    told(site.ledger, RIVAL, "other", published=TUESDAY, publisher="P")
    bring_up_to_date(site.ledger)
    program = Program(site, Role.ADMIN)
    made = program.send("POST", "/me/searches", 201, {"name": "South", "query": "place:Kherson"}).json()
    assert program.get("/me/searches")["items"] == [made]
    assert {one["name"] for one in program.get("/publishers")["items"]} == {"P", "The Herald"}
    for path in ("/articles", "/claims", "/incidents", "/map", "/findings", "/parties", "/queue", "/acts", "/accounts"):
        assert program.get(path) is not None
    assert program.send("POST", "/backups", 200).content.startswith(b"SQLite format 3")
    site.ledger.close()
