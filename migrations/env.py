"""Runs the migrations on the app's own engine; flask-migrate calls this file."""

from __future__ import annotations

from alembic import context
from flask import current_app

engine = current_app.extensions["migrate"].db.engine
metadata = current_app.extensions["migrate"].db.metadata


def run_migrations() -> None:
    """One transaction for all; on SQLite without foreign keys, which batch mode would cascade through."""
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect().execution_options(writes=True) as connection:
        if is_sqlite:
            connection.connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            transactional_ddl=True,
            compare_type=False,
        )
        with context.begin_transaction():
            context.run_migrations()
            if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError("The migration would leave rows that point nowhere; nothing was changed.")
        if is_sqlite:
            connection.connection.execute("PRAGMA foreign_keys=ON")


run_migrations()
