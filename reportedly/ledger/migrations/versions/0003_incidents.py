"""What people say of incidents; and the tables in which claims are put together, which are made from the rest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Makes the tables; they fill when incidents are asked for."""
    op.create_table(
        "incident_pair",
        sa.Column("one", sa.String(16), primary_key=True),
        sa.Column("other", sa.String(16), primary_key=True),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("entry", _number, nullable=False),
    )
    op.create_index("incident_pair_other", "incident_pair", ["other"])
    op.create_table(
        "reconciled",
        sa.Column("rules", sa.String(64), primary_key=True),
        sa.Column("entry", _number, nullable=False),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("article", _number, nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("leader", sa.String(16), nullable=False),
        sa.Column("bits", sa.Float(), nullable=False),
        sa.Column("signs", sa.Text(), nullable=False),
        sa.Column("incident", sa.String(16), nullable=False),
    )
    op.create_index("account_article", "account", ["article"])
    op.create_index("account_leader", "account", ["leader"])
    op.create_index("account_incident", "account", ["incident"])
    op.create_table(
        "account_key",
        sa.Column("key", _number, primary_key=True, autoincrement=False),
        sa.Column("account", sa.String(16), primary_key=True),
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("start", sa.Date()),
        sa.Column("end", sa.Date()),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("parties", sa.Text(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("originals", sa.Integer(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("most", sa.Float()),
        sa.Column("ratio", sa.Float()),
    )
    op.create_index("incident_end", "incident", ["end", "id"])
    op.create_index("incident_ratio", "incident", ["ratio", "id"])
