"""The database's shape: bringing it up to date, and asking whether it is."""

from __future__ import annotations

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade

from tts.config import data_folder
from tts.extensions import db


def newest_revision() -> str | None:
    """The id of the last migration shipped with this code."""
    return ScriptDirectory(str(data_folder("migrations"))).get_current_head()


def upgrade_database(app: Flask) -> None:
    """Run every migration the database lacks; running it again changes nothing."""
    with app.app_context():
        url = db.engine.url
        if url.get_backend_name() == "sqlite" and url.database:
            app.config["INSTANCE"].mkdir(parents=True, exist_ok=True)
        upgrade(directory=str(data_folder("migrations")))


def current_revision() -> str | None:
    """The id of the last migration the database had; raises OperationalError when it is away."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_migrated() -> bool:
    """Whether the database is at the newest migration; raises OperationalError when it is away."""
    return current_revision() == newest_revision()
