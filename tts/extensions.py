"""Flask's extensions, made once and bound to an app in create_app()."""

from __future__ import annotations

import sqlite3
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import event
from sqlalchemy.orm import scoped_session

from tts.config import data_folder
from tts.models import Base


class Database(SQLAlchemy):
    """Flask-SQLAlchemy, whose session passes for SQLAlchemy's own in what queries and services declare."""

    session: scoped_session[Any]


db = Database(model_class=Base)
migrate = Migrate()
csrf = CSRFProtect()


def bind_extensions(app: Flask) -> None:
    """Bind them all, and teach SQLite's connections their manners."""
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(str(app.config["SQLALCHEMY_DATABASE_URI"]))
    db.init_app(app)
    migrate.init_app(app, db, directory=str(data_folder("migrations")), render_as_batch=True)
    csrf.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            prepare_sqlite(db.engine)


def engine_options(url: str) -> dict[str, Any]:
    """Pool settings by database; SQLite waits up to 30 s for its one writer. Errors do not tell values."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 30}, "hide_parameters": True}
    return {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 20, "hide_parameters": True}


def prepare_sqlite(engine: sa.Engine) -> None:
    """WAL, foreign keys, full durability; BEGIN IMMEDIATE for what writes, DEFERRED for what reads."""

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        mode = "IMMEDIATE" if connection.get_execution_options().get("writes") else "DEFERRED"
        connection.exec_driver_sql(f"BEGIN {mode}")
