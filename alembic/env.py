# ruff: noqa: INP001 - without __init__.py on purpose: with it this folder would hide the library
"""Alembic's entry: runs on the connection that app.storage.migrations hands over."""

from alembic import context

from app.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
