"""Running totals by their claimants, and by whose losses they are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Makes the table, empty: the ledger fills it from its journal when the steps are done."""
    text = sa.Text()
    op.create_table(
        "total",
        sa.Column("party", text, primary_key=True),
        sa.Column("claim", _number, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        *(sa.Column(name, text, nullable=False) for name in ("side", "category", "type", "people", "place")),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("words", text, nullable=False),
        sa.Column("figure", sa.Float(), nullable=False),
        sa.Column("qualifier", sa.String(16), nullable=False),
        sa.Column("corrects", sa.Boolean(), nullable=False),
    )
    op.create_index("total_side", "total", ["side", "kind", "day"])
