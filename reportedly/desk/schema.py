"""The tables of the desk that are not made from the journal: who may do what, and what is under way.

They are in the ledger's database, so that several workers and several machines see the same. Passwords, sessions and
tokens are kept as hashes alone.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text

_Number = BigInteger().with_variant(Integer, "sqlite")
_TIME = String(32)  # UTC, ISO 8601

metadata = MetaData()

account = Table(
    "desk_account",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False, unique=True),  # what a name is told apart by
    Column("role", String(10), nullable=False),
    Column("password", Text),  # Argon2; none where an identity provider vouches for the person
    Column("subject", Text, unique=True),  # issuer and subject of an OpenID Connect account
    Column("made", _TIME, nullable=False),
    Column("active", Boolean, nullable=False),
)

session = Table(
    "desk_session",
    metadata,
    Column("digest", LargeBinary, primary_key=True),  # SHA-256 of what the cookie holds
    Column("account", _Number, nullable=False),
    Column("made", _TIME, nullable=False),
    Column("ends", _TIME, nullable=False),
    Index("desk_session_account", "account"),
)

token = Table(
    "desk_token",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("account", _Number, nullable=False),
    Column("name", Text, nullable=False),
    Column("scopes", Text, nullable=False),  # parted by spaces
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("made", _TIME, nullable=False),
    Column("ends", _TIME),
    Index("desk_token_account", "account"),
)

setting = Table(
    "desk_setting",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

# How often something was tried within a stretch of time: by address or account, as a keyed hash.
attempt = Table(
    "desk_attempt",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("stretch", _Number, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
)

search = Table(
    "desk_search",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("account", _Number, nullable=False),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("made", _TIME, nullable=False),
    Index("desk_search_account", "account"),
)

# What was pasted and read, before somebody adds it to the ledger or lets it go.
draft = Table(
    "desk_draft",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("account", _Number, nullable=False),
    Column("made", _TIME, nullable=False),
    Column("arrival", LargeBinary, nullable=False),  # JSON, deflated
)

# An intake under way: what is to be taken in, and how far it is.
intake = Table(
    "desk_intake",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("account", _Number, nullable=False),
    Column("made", _TIME, nullable=False),
    Column("beat", _TIME, nullable=False),  # when its worker last said that it is alive
    Column("name", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("done", Integer, nullable=False),
    Column("counts", Text, nullable=False),  # JSON
    Column("problems", Text, nullable=False),  # JSON
)
