"""Run by Alembic for every migration, on the connection that `storage.migrate` hands over."""

from __future__ import annotations

from alembic import context

from storage.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
    transactional_ddl=True,  # on SQLite too: a step that fails leaves nothing half done
)
with context.begin_transaction():
    context.run_migrations()
