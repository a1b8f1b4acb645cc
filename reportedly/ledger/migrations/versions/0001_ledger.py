"""The journal, its sources, and what is derived from them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _key(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def upgrade() -> None:
    """Makes the tables, the index of words, and the guards that keep the journal from being changed."""
    text, bytes_ = sa.Text(), sa.LargeBinary()
    op.create_table(
        "entry",
        _key("seq", _number),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("body", bytes_, nullable=False),
        sa.Column("hash", bytes_, nullable=False),
    )
    op.create_table(
        "blob",
        sa.Column("digest", bytes_, primary_key=True),
        sa.Column("size", _number, nullable=False),
        sa.Column("data", bytes_, nullable=False),
    )
    op.create_table(
        "article",
        _key("id", _number),
        sa.Column("key", text, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", bytes_, nullable=False),
        sa.Column("name", text, nullable=False),
        *(sa.Column(name, text) for name in ("title", "publisher", "byline")),
        sa.Column("published", sa.Date()),
        *(sa.Column(name, text) for name in ("url", "language", "origin")),
        sa.Column("text", bytes_, nullable=False),
        sa.Column("source", bytes_),
        sa.Column("retrieved", sa.String(32)),
        sa.Column("copy_of", _number),
        sa.Column("reading", _number),
        sa.Column("reader", text),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
    )
    op.create_index("article_version", "article", ["key", "version"], unique=True)
    op.create_index("article_name", "article", ["name"])
    op.create_index("article_source", "article", ["source"])
    op.create_table(
        "claim",
        _key("id", _number),
        sa.Column("entry", _number, nullable=False),
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("article", _number, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16)),
        sa.Column("figure", sa.Float()),
        sa.Column("qualifier", sa.String(16), nullable=False),
        sa.Column("start", sa.Date()),
        sa.Column("end", sa.Date()),
        sa.Column("verification", sa.String(20)),
        sa.Column("words", text, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
    )
    op.create_index("claim_name", "claim", ["name", "id"])
    op.create_index("claim_article", "claim", ["article", "id"])
    op.create_index("claim_kind", "claim", ["kind", "figure", "id"])
    op.create_index("claim_start", "claim", ["start", "id"])
    op.create_table(
        "party",
        sa.Column("id", text, primary_key=True),
        sa.Column("name", text, nullable=False),
        sa.Column("folded", text, nullable=False),
        sa.Column("merged", text, nullable=False),
    )
    op.create_index("party_merged", "party", ["merged"])
    op.create_table(
        "place",
        sa.Column("id", text, primary_key=True),
        sa.Column("name", text, nullable=False),
        sa.Column("folded", text, nullable=False),
        sa.Column("country", sa.String(2)),
        sa.Column("lat", sa.Float()),
        sa.Column("lon", sa.Float()),
    )
    op.create_table("claim_party", _key("party", text), _key("role", sa.String(10)), _key("claim", _number))
    op.create_table("claim_place", _key("place", text), _key("claim", _number))
    op.create_table("band", _key("hash", _number), _key("article", _number))
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


_SQLITE = (
    "create virtual table claim_words using fts5(words, content='claim', content_rowid='id', "
    "tokenize='porter unicode61 remove_diacritics 2')",
    "create trigger claim_words_new after insert on claim begin "
    "insert into claim_words(rowid, words) values (new.id, new.words); end",
    *(
        f"create trigger {table}_{action} before {action} on {table} begin "
        "select raise(abort, 'the journal is append-only'); end"
        for table in ("entry", "blob")
        for action in ("update", "delete")
    ),
)

_POSTGRESQL = (
    "alter table claim add column search tsvector generated always as (to_tsvector('english', words)) stored",
    "create index claim_search on claim using gin (search)",
    "create function journal_stays() returns trigger language plpgsql as "
    "$$ begin raise exception 'the journal is append-only'; end $$",
    *(
        f"create trigger {table}_stays before update or delete on {table} for each row execute function journal_stays()"
        for table in ("entry", "blob")
    ),
)
