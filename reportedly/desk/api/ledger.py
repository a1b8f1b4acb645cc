"""The ledger as a whole: how much it holds, and the checkpoint that stands for all of it."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, RootModel

from reportedly import ledger
from reportedly.desk.access import Visitor, needs
from reportedly.desk.api.answering import Moment, links, told
from reportedly.desk.problem import ProblemError
from reportedly.desk.state import desk_of
from reportedly.ledger import checkpoints
from reportedly.ledger.database import asking

router = APIRouter(tags=["ledger"])


class Stats(RootModel[ledger.Stats]):
    """How much a ledger holds; `bytes` of sources before they are packed, `waiting` are articles not read yet."""


class Checkpoint(BaseModel):
    """The Merkle root over the first `size` entries. `note` is what to publish (C2SP tlog-checkpoint)."""

    size: int
    root: str
    note: str
    at: Moment
    entry: int

    @classmethod
    def of(cls, one: checkpoints.Checkpoint) -> Checkpoint:
        """As the ledger has it."""
        return cls(size=one.size, root=one.root.hex(), note=one.note, at=one.at, entry=one.entry)


@router.get(
    "/stats",
    operation_id="get_stats",
    summary="Get how much the ledger holds",
    response_model=Stats,
    responses={200: {"headers": links("ETag")}},
)
def stats(request: Request, who: Visitor = needs(None)) -> Response:
    """Counts."""
    return told(who, Stats(desk_of(request).ledger.stats()))


@router.get(
    "/checkpoint",
    operation_id="get_checkpoint",
    summary="Get the newest checkpoint",
    response_model=Checkpoint,
    responses={200: {"headers": links("ETag")}, 404: {}},
)
def newest(request: Request, who: Visitor = needs(None)) -> Response:
    """The newest checkpoint."""
    with asking(desk_of(request).ledger.engine) as connection:
        found = checkpoints.last(connection)
    if found is None:
        raise ProblemError(404, "there is no checkpoint yet")
    return told(who, Checkpoint.of(found))
