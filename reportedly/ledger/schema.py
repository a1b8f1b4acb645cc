"""The tables: the journal and the sources it points to; and what is derived from the journal, so that it can be asked.

`entry` and `blob` are the ledger; every other table is made from them by `reportedly.ledger.projection`, can be made
again, and is compared with what it should be by `reportedly.ledger.audit`.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

_Number = BigInteger().with_variant(Integer, "sqlite")  # only an INTEGER key is SQLite's own row number

HIGHEST = 1 << 62  # no number of an entry, an article or a claim lies above it

metadata = MetaData()


class State(StrEnum):
    """Who says that a claim is so: the reader, or a person."""

    READ = "read"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"


class CheckResult(StrEnum):
    """What the desk found when it checked a claim."""

    CONFIRMED = "confirmed"
    DENIED = "denied"
    UNVERIFIED = "unverified"
    MISLEADING = "misleading"


class RequestState(StrEnum):
    """What came of a request for a reply; it is overdue where it is open after its deadline."""

    OPEN = "open"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    SILENT = "silent"
    WITHDRAWN = "withdrawn"


class Holding(StrEnum):
    """What may hold of a claim, a publisher or a request because somebody said so last."""

    DECISION = "decision"
    CHECK = "check"
    ASSIGNMENT = "assignment"
    OWN = "own"
    REQUEST = "request"


entry = Table(
    "entry",
    metadata,
    Column("seq", _Number, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),  # UTC, ISO 8601
    Column("kind", String(16), nullable=False),
    Column("body", LargeBinary, nullable=False),  # canonical JSON, deflated
    Column("hash", LargeBinary, nullable=False),
)

blob = Table(
    "blob",
    metadata,
    Column("digest", LargeBinary, primary_key=True),  # SHA-256 of the bytes as they came
    Column("size", _Number, nullable=False),
    Column("data", LargeBinary, nullable=False),  # deflated
)

article = Table(
    "article",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=False),  # the number of its entry
    Column("key", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("name", Text, nullable=False),
    Column("title", Text),
    Column("publisher", Text),
    Column("byline", Text),
    Column("published", Date),
    Column("url", Text),
    Column("language", Text),
    Column("origin", Text),
    Column("text", LargeBinary, nullable=False),
    Column("source", LargeBinary),
    Column("retrieved", String(32)),
    Column("copy_of", _Number),
    Column("reading", _Number),  # the entry of the newest reading
    Column("reader", Text),
    Column("current", Boolean, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Index("article_version", "key", "version", unique=True),
    Index("article_name", "name"),
    Index("article_source", "source"),
)

claim = Table(
    "claim",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=False),  # number of the entry, place in the entry
    Column("entry", _Number, nullable=False),
    Column("name", String(16), nullable=False),
    Column("article", _Number, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("status", String(16)),
    Column("figure", Float),
    Column("qualifier", String(16), nullable=False),
    Column("start", Date),
    Column("end", Date),
    Column("verification", String(20)),
    Column("words", Text, nullable=False),
    Column("marks", Text, nullable=False),  # what it is found by, beside its words
    Column("state", String(12), nullable=False),
    Column("current", Boolean, nullable=False),
    Column("said", _Number),  # the entry whose words it has, where that is not its own: see claim_rows
    Column("told", Text),  # and those words, as JSON
    Index("claim_name", "name", "id"),
    Index("claim_article", "article", "id"),
)

party = Table(
    "party",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("merged", Text, nullable=False),  # the id it goes by now, its own unless it was merged
    Index("party_merged", "merged"),
)

place = Table(
    "place",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("country", String(2)),
    Column("lat", Float),
    Column("lon", Float),
)

claim_party = Table(
    "claim_party",
    metadata,
    Column("party", Text, primary_key=True),
    Column("role", String(10), primary_key=True),
    Column("claim", _Number, primary_key=True, autoincrement=False),
)

band = Table(
    "band",
    metadata,
    Column("hash", _Number, primary_key=True, autoincrement=False),
    Column("article", _Number, primary_key=True, autoincrement=False),
)

feed = Table(
    "feed",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("modified", Text),
    Column("entry", _Number, nullable=False),
)

link = Table(
    "link",
    metadata,
    Column("digest", LargeBinary, primary_key=True),  # SHA-256 of the link: PostgreSQL has no index for long texts
    Column("url", Text, nullable=False),
    Column("article", _Number),  # where it led; null where there was nothing to read
    Column("entry", _Number, nullable=False),
)

# What a person has said of two claims: of one happening, or not; null where that was undone. `one` is the lesser name.
incident_pair = Table(
    "incident_pair",
    metadata,
    Column("one", String(16), primary_key=True),
    Column("other", String(16), primary_key=True),
    Column("same", Boolean),
    Column("entry", _Number, nullable=False),
    Index("incident_pair_other", "other"),
)

act = Table(  # what people did, once for each thing that they did it to
    "act",
    metadata,
    Column("entry", _Number, primary_key=True, autoincrement=False),
    Column("subject", Text, primary_key=True),  # a claim's name, or "article:17", "party:…": see subjects
    Column("kind", String(16), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("undone", _Number),  # the entry that took it back; null where it stands
    Index("act_subject", "subject", "kind", "entry"),
    Index("act_by", "by", "entry"),
)

standing = Table(  # what holds now: of each kind the newest that was not taken back
    "standing",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("kind", String(12), primary_key=True),
    Column("entry", _Number, nullable=False),
    Column("value", Text, nullable=False),  # the verdict, the result, the person, the state of a request
    Index("standing_value", "kind", "value", "entry"),
)

total = Table(  # figures of running totals, and by how much they were corrected; today's are those of today's claims
    "total",
    metadata,
    Column("party", Text, primary_key=True),  # the claimant, by the id it had then
    Column("claim", _Number, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("side", Text, nullable=False),  # whose people or equipment; empty where it is not told
    Column("category", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("people", Text, nullable=False),  # which people, where they are no soldiers: "civilian", "child"
    Column("place", Text, nullable=False),  # where it is counted, where that is less than a whole country
    Column("since", Date, nullable=False),
    Column("day", Date, nullable=False),
    Column("words", Text, nullable=False),  # what is counted, as the claim calls it
    Column("figure", Float, nullable=False),
    Column("qualifier", String(16), nullable=False),
    Column("corrects", Boolean, nullable=False),  # a change of a total, no total
    Index("total_side", "side", "kind", "day"),
)

JOURNAL = (blob, entry)
DERIVED = (article, claim, party, place, claim_party, band, feed, link, incident_pair, total, act, standing)
