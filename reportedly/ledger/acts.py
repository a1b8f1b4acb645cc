"""What people do with claims at the desk: verify, comment, assign, mark publishers as their own, take things back.

Each act is an entry of the journal, with who and when. What people see is the newest that stands; undo is an act too.
The right of reply is in `reportedly.ledger.replies`, and can be had from here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from reportedly.ledger import Ledger, journal, projection, schema
from reportedly.ledger.database import LedgerError, asking, writing
from reportedly.ledger.evidence import Evidence, File, KeptEvidence, KeptFile, Link, Note, evidence_in, kept
from reportedly.ledger.journal import Entry
from reportedly.ledger.replies import (
    Answer,
    Reminder,
    Request,
    answer,
    remind,
    request_numbered,
    request_reply,
    requests,
    silence,
    withdraw_request,
)
from reportedly.ledger.schema import CheckResult, Holding, RequestState
from reportedly.ledger.standing import KINDS
from reportedly.ledger.subjects import about_file, claim_called, filed_under, name_of, stated, subject_called

__all__ = [
    "Act",
    "Answer",
    "Assignment",
    "Check",
    "CheckResult",
    "Evidence",
    "File",
    "KeptEvidence",
    "KeptFile",
    "Link",
    "Note",
    "Reminder",
    "Request",
    "RequestState",
    "Undone",
    "acts",
    "acts_of",
    "answer",
    "assign",
    "assigned_to",
    "assignments",
    "check",
    "comment",
    "evidence_file",
    "mark_own",
    "own_publishers",
    "remind",
    "request_numbered",
    "request_reply",
    "requests",
    "silence",
    "standing_checks",
    "undo",
    "withdraw_request",
]

_act, _standing, _entry = schema.act.c, schema.standing.c, schema.entry.c


@dataclass(frozen=True, slots=True)
class Check:
    """What the desk found of a claim, on what evidence; `at` is when it was entered, UTC."""

    entry: int
    claim: str
    result: CheckResult
    note: str
    evidence: tuple[KeptEvidence, ...]
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """Whose a claim is to look at."""

    entry: int
    claim: str
    to: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Undone:
    """Who took an act back, and when."""

    entry: int
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that somebody did: an entry of the journal. `told` is all that it says, by the journal's names.

    `subjects` are what it is in the history of: claims by their names, others as "article:17" or "party:…".
    """

    entry: int
    kind: str
    by: str
    at: str
    subjects: tuple[str, ...]
    told: Mapping[str, Any]
    undone: Undone | None


# --- doing ------------------------------------------------------------------------------------------------------------


def check(
    ledger: Ledger, claim: str, result: str, *, by: str, note: str = "", evidence: Iterable[Evidence] = ()
) -> Check:
    """The desk has verified a claim; the newest verification holds. Files among the evidence are kept.

    Raises LedgerError where there is no such claim or result, and for evidence that is none.
    """
    if result not in set(CheckResult):
        raise LedgerError(f"“{result}” is no result: write one of {', '.join(CheckResult)}")
    by, note = name_of(by, "by"), note and stated(note, "the note")
    with writing(ledger.engine) as connection:
        pen = journal.Pen(connection)
        told = {"claim": claim_called(connection, claim), "result": str(result), "note": note, "by": by}
        return _check(projection.enter(pen, "check", {**told, "evidence": kept(connection, evidence)}))


def comment(ledger: Ledger, subject: str, text: str, *, by: str) -> int:
    """Somebody says something of a claim, of "article:NUMBER" or of "incident:ID"; gives the entry's number.

    Raises LedgerError where there is nothing of that name, or nothing said.
    """
    told = {"text": stated(text, "the comment"), "by": name_of(by, "by")}
    with writing(ledger.engine) as connection:
        pen = journal.Pen(connection)
        return projection.enter(pen, "comment", {**told, "subject": subject_called(connection, subject)}).seq


def assign(ledger: Ledger, claim: str, to: str | None, *, by: str) -> int:
    """A claim is somebody's to look at from now on, or nobody's; gives the entry's number.

    Raises LedgerError where there is no such claim.
    """
    told = {"to": None if to is None else name_of(to, "to whom it is assigned"), "by": name_of(by, "by")}
    with writing(ledger.engine) as connection:
        pen = journal.Pen(connection)
        return projection.enter(pen, "assignment", {**told, "claim": claim_called(connection, claim)}).seq


def mark_own(ledger: Ledger, publisher: str, own: bool, *, by: str, reason: str = "") -> int:
    """A publisher is one's own, or is not, so that its articles may be shown whole; gives the entry's number."""
    told = {"publisher": name_of(publisher, "the publisher"), "own": own, "by": name_of(by, "by"), "reason": reason}
    with writing(ledger.engine) as connection:
        return projection.enter(journal.Pen(connection), "own", told).seq


def undo(ledger: Ledger, entry: int, *, by: str, reason: str = "") -> int:
    """Take back what somebody did; it stays in the history as undone. Undoing an undo brings it back.

    Gives the entry's number. Raises LedgerError where there is no such entry, where it is nothing that a person did,
    and where it was undone already.
    """
    told = {"entry": entry, "by": name_of(by, "by"), "reason": reason}
    with writing(ledger.engine) as connection:
        pen = journal.Pen(connection)
        done = journal.read(connection, [entry]).get(entry)
        if done is None:
            raise LedgerError(f"no entry {entry}")
        if done.kind not in KINDS:
            raise LedgerError(f"entry {entry} is of the kind {done.kind}, which nobody can undo")
        row = connection.execute(select(_act.undone).where(_act.entry == entry).limit(1)).one()
        if row.undone is not None:
            raise LedgerError(f"entry {entry} is undone already: undo entry {row.undone} to bring it back")
        base = done
        while base.kind == "undo":
            target = base.document()["entry"]
            base = journal.read(connection, [target])[target]
        return projection.enter(pen, "undo", {**told, "undoes": base.seq}).seq


# --- asking -----------------------------------------------------------------------------------------------------------


def acts_of(ledger: Ledger, subject: str) -> list[Act]:
    """All that people did to a thing, oldest first, what was undone too.

    It is a claim, "article:NUMBER" with all its versions, "incident:ID", "party:ID", "publisher:NAME",
    "request:NUMBER", "file:SHA-256", or two claims as "ONE+OTHER". Raises LedgerError where a claim or an article is
    unknown.
    """
    with asking(ledger.engine) as connection:
        found: set[int] | None = None
        for subjects in filed_under(connection, subject):
            entries = set(connection.execute(select(_act.entry).where(_act.subject.in_(subjects))).scalars())
            found = entries if found is None else found & entries
        return _acts(connection, sorted(found or ()))


def acts(ledger: Ledger, *, by: str | None = None, before: int | None = None, limit: int = 50) -> list[Act]:
    """The desk's journal: what people did, or one of them, newest first; `before` goes on below that entry."""
    rows = select(_act.entry).group_by(_act.entry).order_by(_act.entry.desc()).limit(limit)
    if by is not None:
        rows = rows.where(_act.by == by)
    if before is not None:
        rows = rows.where(_act.entry < before)
    with asking(ledger.engine) as connection:
        return _acts(connection, connection.execute(rows).scalars().all())


def _acts(connection: Connection, numbers: Sequence[int]) -> list[Act]:
    """Acts by their entries, in that order."""
    rows = connection.execute(select(schema.act).where(_act.entry.in_(numbers)).order_by(_act.subject)).all()
    back = {row.undone for row in rows if row.undone is not None}
    undoing = connection.execute(select(_act.entry, _act.by, _act.at).where(_act.entry.in_(back))).all()
    undone = {row.entry: Undone(row.entry, row.by, row.at) for row in undoing}
    by_entry: dict[int, list[Any]] = {}
    for row in rows:
        by_entry.setdefault(row.entry, []).append(row)
    entries = journal.read(connection, numbers)
    made = []
    for number in numbers:
        first, subjects = by_entry[number][0], tuple(row.subject for row in by_entry[number])
        told = entries[number].document()
        made.append(Act(number, first.kind, told["by"], first.at, subjects, told, undone.get(first.undone)))
    return made


def standing_checks(ledger: Ledger, claims: Collection[str]) -> dict[str, Check]:
    """What the desk found of claims, by their whole names; those that it has not checked are left out."""
    if not claims:
        return {}
    rows = select(schema.entry).join(schema.standing, _standing.entry == _entry.seq)
    held = (_standing.subject.in_(list(claims)), _standing.kind == Holding.CHECK)
    with asking(ledger.engine) as connection:
        found = [_check(_entry_of(row)) for row in connection.execute(rows.where(*held))]
    return {one.claim: one for one in found}


def _check(entry: Entry) -> Check:
    told = entry.document()
    result, rests_on = CheckResult(told["result"]), evidence_in(told["evidence"])
    return Check(entry.seq, told["claim"], result, told["note"], rests_on, told["by"], entry.at)


def assignments(ledger: Ledger, to: str | None = None) -> list[Assignment]:
    """The claims that are somebody's to look at, or one person's, the newest first."""
    rows = select(schema.entry).join(schema.standing, _standing.entry == _entry.seq)
    wanted = _standing.value == to if to is not None else _standing.value != ""
    rows = rows.where(_standing.kind == Holding.ASSIGNMENT, wanted).order_by(_standing.entry.desc())
    with asking(ledger.engine) as connection:
        found = [(entry, entry.document()) for entry in map(_entry_of, connection.execute(rows))]
    return [Assignment(entry.seq, told["claim"], told["to"], told["by"], entry.at) for entry, told in found]


def assigned_to(ledger: Ledger, claim: str) -> str | None:
    """Whose a claim, by its whole name, is to look at; None where it is nobody's."""
    held = (_standing.subject == claim, _standing.kind == Holding.ASSIGNMENT)
    with asking(ledger.engine) as connection:
        return connection.execute(select(_standing.value).where(*held)).scalar() or None


def own_publishers(ledger: Ledger) -> frozenset[str]:
    """The publishers that are one's own, as `reportedly.ledger.identity.publisher_name` tells publishers apart."""
    own = (_standing.kind == Holding.OWN, _standing.value == str(True))
    with asking(ledger.engine) as connection:
        found = connection.execute(select(_standing.subject).where(*own)).scalars().all()
    return frozenset(subject.partition(":")[2] for subject in found)


def evidence_file(ledger: Ledger, sha256: str) -> bytes:
    """The bytes of a file that is evidence.

    Raises LedgerError where no verification has such a file, reportedly.ledger.journal.Damaged where it was changed.
    """
    with asking(ledger.engine) as connection:
        # Not every source may be seen by whom evidence is shown to: the text of an article is a source too.
        known = select(_act.entry).where(_act.subject == about_file(sha256), _act.kind == "check").limit(1)
        if connection.execute(known).first() is None:
            raise LedgerError(f"no file {sha256}")
        return journal.kept(connection, bytes.fromhex(sha256))


def _entry_of(row: Any) -> Entry:
    return Entry(row.seq, row.at, row.kind, bytes(row.body), bytes(row.hash))
