"""What people did, as the API gives it out: entries of the journal, requests for reply with what came of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel

from reportedly.desk import asking
from reportedly.desk.api.answering import Moment
from reportedly.ledger import acts
from reportedly.ledger.acts import RequestState
from reportedly.report.acts import told


class Undone(BaseModel):
    """Who took an act back, and when."""

    entry: int
    by: str
    at: Moment


class Act(BaseModel):
    """One thing that somebody did. `words` say it after their name; `told` is the journal's own document."""

    entry: int
    kind: str
    by: str
    at: Moment
    subjects: list[str]
    words: str
    told: dict[str, Any]
    undone: Undone | None

    @classmethod
    def of(cls, act: acts.Act) -> Act:
        """As the ledger has it."""
        undone = act.undone and Undone(entry=act.undone.entry, by=act.undone.by, at=act.undone.at)
        return cls(
            entry=act.entry,
            kind=act.kind,
            by=act.by,
            at=act.at,
            subjects=list(act.subjects),
            words=told(act),
            told=dict(act.told),
            undone=undone,
        )


class Reminder(BaseModel):
    """A party was reminded."""

    entry: int
    how: str
    at: Moment
    by: str


class Answer(BaseModel):
    """What a party answered, and the day on which that came. `by`, who entered it, is for analysts."""

    entry: int
    text: str
    received: date
    by: str | None


class ReplyRequest(BaseModel):
    """A party was asked about claims; `words` tell readers so. Whom it went to and what was written is for analysts."""

    entry: int
    party: str
    claims: list[str]
    channel: str
    on: date
    deadline: date
    state: RequestState
    words: str
    answers: list[Answer]
    to: str | None
    text: str | None
    by: str | None
    reminders: list[Reminder] | None
    closed_by: str | None
    closed_at: Moment | None

    @classmethod
    def of(cls, request: acts.Request, whole: bool) -> ReplyRequest:
        """As the ledger has it; `whole` as analysts may see it."""
        return cls(
            entry=request.entry,
            party=request.party,
            claims=list(request.claims),
            channel=request.channel,
            on=request.on,
            deadline=request.deadline,
            state=request.state,
            words=asking.public(request),
            answers=[
                Answer(entry=one.entry, text=one.text, received=one.received, by=one.by if whole else None)
                for one in request.answers
            ],
            to=request.to if whole else None,
            text=request.text if whole else None,
            by=request.by if whole else None,
            reminders=[Reminder(entry=one.entry, how=one.how, at=one.at, by=one.by) for one in request.reminders]
            if whole
            else None,
            closed_by=request.closed_by if whole else None,
            closed_at=request.closed_at,
        )
