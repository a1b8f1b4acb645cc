"""What people did, and what of it holds; judgements that hold in newer versions; pairs that nobody judges any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Makes the tables and columns, empty: the ledger fills them from its journal when the steps are done."""
    text = sa.Text()
    op.add_column("claim", sa.Column("said", _number))
    op.add_column("claim", sa.Column("told", text))
    op.drop_table("incident_pair")
    op.create_table(
        "incident_pair",
        sa.Column("one", sa.String(16), primary_key=True),
        sa.Column("other", sa.String(16), primary_key=True),
        sa.Column("same", sa.Boolean()),
        sa.Column("entry", _number, nullable=False),
    )
    op.create_index("incident_pair_other", "incident_pair", ["other"])
    op.create_table(
        "act",
        sa.Column("entry", _number, primary_key=True, autoincrement=False),
        sa.Column("subject", text, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("by", text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("undone", _number),
    )
    op.create_index("act_subject", "act", ["subject", "kind", "entry"])
    op.create_index("act_by", "act", ["by", "entry"])
    op.create_table(
        "standing",
        sa.Column("subject", text, primary_key=True),
        sa.Column("kind", sa.String(12), primary_key=True),
        sa.Column("entry", _number, nullable=False),
        sa.Column("value", text, nullable=False),
    )
    op.create_index("standing_value", "standing", ["kind", "value", "entry"])
