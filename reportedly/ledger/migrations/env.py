"""Run by Alembic: the steps of the schema, over the connection that was handed in."""

from alembic import context

from reportedly.ledger.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
