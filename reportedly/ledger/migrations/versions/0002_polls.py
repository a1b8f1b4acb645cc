"""What is known of the feeds that are watched: when each was read last, and which links were followed."""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Makes the tables, and fills them with the links of the articles that are there."""
    op.create_table(
        "feed",
        sa.Column("url", sa.Text(), primary_key=True),
        sa.Column("etag", sa.Text()),
        sa.Column("modified", sa.Text()),
        sa.Column("entry", _number, nullable=False),
    )
    link = op.create_table(
        "link",
        sa.Column("digest", sa.LargeBinary(), primary_key=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("article", _number),
        sa.Column("entry", _number, nullable=False),
    )
    for row in _followed(op.get_bind()):
        op.execute(link.insert().values(**row))


def _followed(connection: sa.Connection) -> list[dict[str, Any]]:
    """The links in the journal. It is read here as it was written then, whatever the ledger's own code does by now."""
    found: dict[str, dict[str, Any]] = {}
    entries = connection.execute(sa.text("select seq, body from entry where kind = 'article' order by seq"))
    for seq, body in entries:
        link = json.loads(zlib.decompress(bytes(body)))["capture"]["details"].get("link")
        if isinstance(link, str) and link not in found:
            digest = hashlib.sha256(link.encode()).digest()
            found[link] = {"digest": digest, "url": link, "article": seq, "entry": seq}
    return list(found.values())
