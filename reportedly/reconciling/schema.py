"""The tables in which claims are put together. They are made from the ledger's, and can be made anew at any time."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Float, Index, Integer, MetaData, String, Table, Text

_Number = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData()

# Up to which entry of the journal claims are put together, and by which rules; one row, or none.
reconciled = Table(
    "reconciled",
    metadata,
    Column("rules", String(64), primary_key=True),
    Column("entry", _Number, nullable=False),
)

account = Table(
    "account",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("article", _Number, nullable=False),
    Column("told", Text, nullable=False),  # the account itself, as JSON
    Column("leads", Boolean, nullable=False),
    Column("leader", String(16), nullable=False),
    Column("bits", Float, nullable=False),
    Column("signs", Text, nullable=False),  # why it follows its leader, as JSON
    Column("incident", String(16), nullable=False),
    Index("account_article", "article"),
    Index("account_leader", "leader"),
    Index("account_incident", "incident"),
)

account_key = Table(
    "account_key",
    metadata,
    Column("key", _Number, primary_key=True, autoincrement=False),
    Column("account", String(16), primary_key=True),
)

# What an incident is asked for: names folded and parted by bars, the largest number of dead, and how far apart the
# largest and the smallest figure of one kind are.
incident = Table(
    "incident",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("start", Date),
    Column("end", Date),
    Column("places", Text, nullable=False),
    Column("parties", Text, nullable=False),
    Column("kinds", Text, nullable=False),
    Column("claims", Integer, nullable=False),
    Column("originals", Integer, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("most", Float),
    Column("ratio", Float),
    Index("incident_end", "end", "id"),
    Index("incident_ratio", "ratio", "id"),
)

TABLES = (account, account_key, incident, reconciled)
