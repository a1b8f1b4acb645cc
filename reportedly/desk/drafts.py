"""What was pasted or fetched and read, waiting for somebody to add it to the ledger or let it go."""

from __future__ import annotations

import base64
import json
import secrets
import zlib
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Engine, delete, insert, select

from reportedly.article import Article
from reportedly.desk import schema
from reportedly.desk.clock import now
from reportedly.intake.capture import Arrival, Capture
from reportedly.ledger.database import asking, writing

_CAPTURE = TypeAdapter(Capture)
_KEPT = timedelta(days=7)
_row = schema.draft.c


def keep(engine: Engine, account: int, arrival: Arrival) -> str:
    """Keep an arrival for an account, for a week; gives its id, which nobody can guess."""
    id = secrets.token_hex(16)
    packed = zlib.compress(json.dumps(_document(arrival), ensure_ascii=False).encode())
    stale = now(-_KEPT)
    with writing(engine) as connection:
        connection.execute(delete(schema.draft).where(_row.made < stale))
        connection.execute(insert(schema.draft).values(id=id, account=account, made=now(), arrival=packed))
    return id


def kept(engine: Engine, account: int, id: str) -> Arrival | None:
    """The draft of an account with an id; None where it has none, another's included."""
    with asking(engine) as connection:
        packed = connection.execute(select(_row.arrival).where(_row.id == id, _row.account == account)).scalar()
    return _arrival(json.loads(zlib.decompress(packed))) if packed is not None else None


def drop(engine: Engine, account: int, id: str) -> None:
    """Let a draft go."""
    with writing(engine) as connection:
        connection.execute(delete(schema.draft).where(_row.id == id, _row.account == account))


def _document(arrival: Arrival) -> dict[str, Any]:
    article = {one.name: getattr(arrival.article, one.name) for one in fields(Article) if one.init}
    article["published"] = article["published"] and article["published"].isoformat()
    capture = _CAPTURE.dump_python(replace(arrival.capture, data=b""), mode="json")
    return {"article": article, "capture": capture, "data": base64.b64encode(arrival.capture.data).decode()}


def _arrival(document: dict[str, Any]) -> Arrival:
    told = document["article"]
    article = Article(**told | {"published": told["published"] and date.fromisoformat(told["published"])})
    capture = replace(_CAPTURE.validate_python(document["capture"]), data=base64.b64decode(document["data"]))
    return Arrival(article, capture)
