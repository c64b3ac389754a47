"""Run by Alembic: applies the steps on the connection, and in the transaction, that tallybook.store.migrate opened."""

from __future__ import annotations

from alembic import context

from tallybook.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite rolls back changes of tables too, which Alembic does not assume by itself.
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
