"""What the API gives out: articles, claims, incidents, under the names that `reportedly … --format json` uses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from reportedly.claim import Claim, Kind
from reportedly.claim import Finding as FoundFinding
from reportedly.claim import Label as FoundLabel
from reportedly.desk.api.answering import Moment
from reportedly.ledger import ArticleRecord, Kept, State
from reportedly.ledger.acts import Check, CheckResult, KeptEvidence, KeptFile, Link, Note
from reportedly.reconciling import Incident as FoundIncident
from reportedly.reconciling import Member as FoundMember
from reportedly.reconciling import Summary
from reportedly.report import glance
from reportedly.report.kept import record_document


class Article(BaseModel):
    """A version of an article, without its text; `copy_of` is the number of the article that it is a copy of."""

    number: int
    id: str
    version: int
    current: bool
    withdrawn: bool
    title: str | None
    publisher: str | None
    published: date | None
    url: str | None
    language: str | None
    origin: str | None
    retrieved: str | None
    copy_of: int | None
    reader: str | None
    text_sha256: str
    source_sha256: str | None

    @classmethod
    def of(cls, record: ArticleRecord) -> Article:
        """As the ledger has it."""
        return cls.model_validate(record_document(record))


class Evidence(BaseModel):
    """What a verification rests on: `url` of a link, `text` of a note, or `sha256` and `name` of a file."""

    url: str | None = None
    text: str | None = None
    name: str | None = None
    sha256: str | None = None
    media_type: str | None = None
    size: int | None = None

    @classmethod
    def of(cls, one: KeptEvidence) -> Evidence:
        """As the ledger has it."""
        match one:
            case Link(url):
                return cls(url=url)
            case Note(text):
                return cls(text=text)
            case KeptFile(name, media_type, sha256, size):
                return cls(name=name, media_type=media_type, sha256=sha256, size=size)


class Verification(BaseModel):
    """What the desk found when it checked a claim; the newest that was not undone holds. `by` is for analysts."""

    entry: int
    result: CheckResult
    note: str
    evidence: list[Evidence]
    at: Moment
    by: str | None

    @classmethod
    def of(cls, check: Check, whole: bool) -> Verification:
        """As the ledger has it; `whole` with who did it."""
        return cls(
            entry=check.entry,
            result=check.result,
            note=check.note,
            evidence=[Evidence.of(one) for one in check.evidence],
            at=check.at,
            by=check.by if whole else None,
        )


class KeptClaim(BaseModel):
    """A state of a claim: `id` is the same in all of them, `number` is this state's own, `by` says that it is so.

    Spans are [start, end) in Unicode code points of the article's text. `desk` is what this desk found when it checked.
    """

    id: str
    number: int
    state: State
    current: bool
    quote: str
    claim: Claim
    article: Article
    entered: Moment
    by: str
    reason: str
    desk: CheckResult | None = None

    @classmethod
    def of(cls, kept: Kept, check: Check | None = None) -> KeptClaim:
        """As the ledger has it."""
        return cls(
            id=kept.name,
            number=kept.number,
            state=kept.state,
            current=kept.current,
            quote=kept.quote,
            claim=kept.claim,
            article=Article.of(kept.article),
            entered=kept.at,
            by=kept.by,
            reason=kept.reason,
            desk=check.result if check else None,
        )


class Finding(BaseModel):
    """Something that a reader should know, with the names of the claims it rests on."""

    kind: str
    text: str
    claims: list[str]

    @classmethod
    def of(cls, finding: FoundFinding) -> Finding:
        """As it was found."""
        return cls(kind=finding.kind, text=finding.text, claims=list(finding.claims))


class Label(BaseModel):
    """What an article rests on: counts of claims and shares between 0 and 1."""

    claims: int
    claimants: int
    party_to_conflict: float
    independently_verified: int
    comment_requested: int
    named_sources: float

    @classmethod
    def of(cls, label: FoundLabel) -> Label:
        """As it was reckoned."""
        return cls.model_validate({name: getattr(label, name) for name in cls.model_fields})


class IncidentLine(BaseModel):
    """An incident in a line. `most` is the largest number of people in it, `ratio` how many times apart figures are."""

    id: str
    title: str
    start: date | None
    end: date | None
    kinds: list[Kind]
    parties: list[str]
    claims: int
    originals: int
    articles: int
    most: float | None
    ratio: float | None

    @classmethod
    def of(cls, line: Summary, title: str) -> IncidentLine:
        """As it was put together."""
        return cls(
            id=line.id,
            title=title,
            start=line.start,
            end=line.end,
            kinds=[Kind(kind) for kind in _parts(line.kinds)],
            parties=_parts(line.parties),
            claims=line.claims,
            originals=line.originals,
            articles=line.articles,
            most=line.most,
            ratio=line.ratio,
        )


def _parts(barred: str) -> list[str]:
    return [part for part in barred.split("|") if part]


class Reason(BaseModel):
    """Why a claim belongs where it is: a sentence and its weight in bits, below 0 against."""

    text: str
    bits: float


class Member(BaseModel):
    """A claim in its incident: the claim that it repeats, the claim that it is a part of, why it belongs."""

    claim: KeptClaim
    echo_of: str | None
    part_of: str | None
    why: list[Reason]

    @classmethod
    def of(cls, member: FoundMember) -> Member:
        """As it was put together."""
        return cls(
            claim=KeptClaim.of(member.kept),
            echo_of=member.echo_of,
            part_of=member.part_of,
            why=[Reason(text=why.text, bits=why.bits) for why in member.why],
        )


class Incident(BaseModel):
    """Claims about one happening, in the order of telling; `support` are who says so, by what they are to the war."""

    id: str
    title: str
    start: date | None
    end: date | None
    members: list[Member]
    originals: int
    support: dict[str, list[str]]
    findings: list[Finding]

    @classmethod
    def of(
        cls, incident: FoundIncident, support: Mapping[Any, tuple[str, ...]], findings: list[FoundFinding]
    ) -> Incident:
        """As it was put together."""
        return cls(
            id=incident.id,
            title=glance.title(incident),
            start=incident.start,
            end=incident.end,
            members=[Member.of(member) for member in incident.members],
            originals=len(incident.originals),
            support={str(sort): list(names) for sort, names in support.items()},
            findings=[Finding.of(one) for one in findings],
        )
