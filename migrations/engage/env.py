"""Runs the migrations of one side over the connection that `engage.core.migrations` lends."""

from alembic import context

from engage.core.migrations import options

attributes = context.config.attributes
context.configure(connection=attributes["connection"], **options(attributes["side"]))
with context.begin_transaction():
    context.run_migrations()
