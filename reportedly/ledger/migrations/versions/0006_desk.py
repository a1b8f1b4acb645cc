"""Accounts of the desk, and what is under way there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_time = sa.String(32)


def upgrade() -> None:
    """Makes the tables, empty."""
    text = sa.Text()
    op.create_table(
        "desk_account",
        sa.Column("id", _number, primary_key=True),
        sa.Column("name", text, nullable=False),
        sa.Column("folded", text, nullable=False, unique=True),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("password", text),
        sa.Column("subject", text, unique=True),
        sa.Column("made", _time, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "desk_session",
        sa.Column("digest", sa.LargeBinary(), primary_key=True),
        sa.Column("account", _number, nullable=False),
        sa.Column("made", _time, nullable=False),
        sa.Column("ends", _time, nullable=False),
    )
    op.create_table(
        "desk_token",
        sa.Column("id", _number, primary_key=True),
        sa.Column("account", _number, nullable=False),
        sa.Column("name", text, nullable=False),
        sa.Column("scopes", text, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("made", _time, nullable=False),
        sa.Column("ends", _time),
    )
    op.create_table(
        "desk_setting",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", text, nullable=False),
    )
    op.create_table(
        "desk_attempt",
        sa.Column("key", sa.LargeBinary(), primary_key=True),
        sa.Column("stretch", _number, primary_key=True, autoincrement=False),
        sa.Column("count", sa.Integer(), nullable=False),
    )
    op.create_table(
        "desk_search",
        sa.Column("id", _number, primary_key=True),
        sa.Column("account", _number, nullable=False),
        sa.Column("name", text, nullable=False),
        sa.Column("query", text, nullable=False),
        sa.Column("made", _time, nullable=False),
    )
    op.create_table(
        "desk_draft",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("account", _number, nullable=False),
        sa.Column("made", _time, nullable=False),
        sa.Column("arrival", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "desk_intake",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("account", _number, nullable=False),
        sa.Column("made", _time, nullable=False),
        sa.Column("beat", _time, nullable=False),
        sa.Column("name", text, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("counts", text, nullable=False),
        sa.Column("problems", text, nullable=False),
    )
    for table in ("session", "token", "search"):
        op.create_index(f"desk_{table}_account", f"desk_{table}", ["account"])
