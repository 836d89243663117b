"""Alembic's entry: runs inside the transaction that ledger.schema.upgrade opened."""

from alembic import context

from ledger.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
