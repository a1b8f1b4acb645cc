"""The API is as its description says, for whoever asks whatever: a machine that reads the description tries it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from website import Site, sqlite

from reportedly.desk import api
from reportedly.desk.accounts import token
from reportedly.desk.accounts.role import Role
from reportedly.desk.accounts.token import Scope
from reportedly.intake import Arrival, Metadata, arrivals
from reportedly.ledger import acts
from reportedly.ledger.replies import today
from reportedly.reconciling import bring_up_to_date, summaries

SAMPLES = Path(__file__).parents[1] / "samples"


def described() -> Any:
    """The description alone, without a ledger."""
    app = FastAPI(title="Reportedly", version="1")
    api.install(app)
    config = SchemathesisConfig()
    # What holds beyond a schema is refused with 400 or 422: the grammar of a query, days in their order, who is asked.
    accepted = ["2xx", "400", "401", "403", "404", "409", "422", "429"]
    config.projects.default.checks.positive_data_acceptance.expected_statuses = accepted
    return schemathesis.openapi.from_dict(app.openapi(), config=config)


OPERATIONS = [found.ok() for found in described().get_all_operations()]


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A desk with the samples, and with something of all that people do."""
    site = Site(sqlite(tmp_path_factory.mktemp("described")))
    for _ in site.ledger.add_all(one for one in arrivals([SAMPLES], Metadata()) if isinstance(one, Arrival)):
        pass
    bring_up_to_date(site.ledger)
    claim = next(site.ledger.claims("kind:equipment")).name
    picture = acts.File("wreck.jpg", "image/jpeg", b"not really a picture")
    acts.check(site.ledger, claim, "confirmed", by="analyst", evidence=[picture, acts.Link("https://osint.example/")])
    acts.comment(site.ledger, claim, "Seen before?", by="analyst")
    about = {"to": "press@army.example", "channel": "email", "text": "Is this so?", "by": "analyst"}
    party, deadline = "Russian Ministry of Defense", today() + timedelta(days=3)
    acts.request_reply(site.ledger, party, [claim], deadline=deadline, **about)
    site.ledger.checkpoint()
    yield site
    site.ledger.close()


def there(site: Site, path: str) -> dict[str, Any]:
    """What there is of what a path names: random names lead nowhere."""
    kept = next(site.ledger.claims("kind:equipment"))
    numbers = {
        "/articles/": kept.article.number,
        "/acts/": acts.acts(site.ledger)[-1].entry,
        "/requests/": acts.requests(site.ledger)[0].entry,
        "/accounts/": site.accounts[Role.READER].id,
    }
    known = {
        "name": kept.name,
        "number": next((number for part, number in numbers.items() if part in path), 1),
        "id": "russian-ministry-of-defense" if "/parties/" in path else summaries(site.ledger, limit=1)[0].id,
        "sha256": sha256(b"not really a picture").hexdigest(),
    }
    return {name: value for name, value in known.items() if f"{{{name}}}" in path}


@pytest.mark.parametrize("role", [None, Role.READER, Role.ANALYST, Role.ADMIN], ids=str)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.label)
def test_answers_are_as_described(stocked: Site, operation: Any, role: Role | None) -> None:
    headers = {}
    if role is not None:
        _, words = token.make(stocked.ledger.engine, stocked.accounts[role], "machine", tuple(Scope))
        headers["Authorization"] = f"Bearer {words}"
    operation.app = operation.schema.app = stocked.app
    known = there(stocked, operation.path)
    seen: list[int] = []

    @settings(max_examples=10, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(["known", "fits", "misfits"]), st.data())
    def tried(sort: str, data: st.DataObject) -> None:
        mode = GenerationMode.NEGATIVE if sort == "misfits" else GenerationMode.POSITIVE
        case = data.draw(operation.as_strategy(generation_mode=mode))
        if sort == "known":
            case.path_parameters.update(known)
        if isinstance(case.body, dict) and isinstance(case.body.get("address"), str):
            case.body["address"] = "http://127.0.0.1/"  # refused without a look at the network
        answer = case.call_and_validate(base_url=stocked.base, headers=headers)
        seen.append(answer.status_code)

    tried()
    assert seen
