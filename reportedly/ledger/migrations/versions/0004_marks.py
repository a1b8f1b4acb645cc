"""One index for all that claims are found by, over today's claims alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Makes the table of claims anew, empty: the ledger fills it from its journal when the steps are done."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("drop table claim_words")
    for table in ("claim_place", "claim"):
        op.drop_table(table)
    text = sa.Text()
    op.create_table(
        "claim",
        sa.Column("id", _number, primary_key=True, autoincrement=False),
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
        sa.Column("marks", text, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
    )
    op.create_index("claim_name", "claim", ["name", "id"])
    op.create_index("claim_article", "claim", ["article", "id"])
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


# What is no longer current leaves the index: else the readings of many years would stand between today's claims.
_SQLITE = (
    "create view claim_today as select id, words, marks from claim where current",
    "create virtual table claim_words using fts5(words, marks, content='claim_today', content_rowid='id', "
    "columnsize=0, tokenize='porter unicode61 remove_diacritics 2')",
    "create trigger claim_words_new after insert on claim when new.current begin "
    "insert into claim_words(rowid, words, marks) values (new.id, new.words, new.marks); end",
    "create trigger claim_words_old after update of current on claim when old.current and not new.current begin "
    "insert into claim_words(claim_words, rowid, words, marks) values ('delete', old.id, old.words, old.marks); end",
    "create trigger claim_words_again after update of current on claim when new.current and not old.current begin "
    "insert into claim_words(rowid, words, marks) values (new.id, new.words, new.marks); end",
)

_SIGN = "\ue000"
# PostgreSQL's index has two sorts of terms more (reportedly.ledger.stretches): for the stretch of the journal that a
# claim was entered in, by the leading digits of its number, and for "a figure of so many digits or more".
_STRETCHES = ", ".join(f"'{_SIGN}n' || left(lpad((entry / 100)::text, 8, '0'), {length})" for length in range(4, 9))
_DIGITS = ", ".join(f"'{_SIGN}g{digits}'" for digits in range(1, 10))
_POSTGRESQL = (
    "alter table claim add column search tsvector generated always as (case when current then "
    "to_tsvector('english', words) || array_to_tsvector("
    f"string_to_array(marks, ' ') || array[{_STRETCHES}] || coalesce((array[{_DIGITS}])"
    "[1:length(least(greatest(trunc(figure), 0), 999999999)::bigint::text)], '{}')) end) stored",
    "create index claim_search on claim using gin (search) with (gin_pending_list_limit = 512)",
)
