"""Fresh databases to measure on: those of the tests, on both engines, with an application on each."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.fixtures.application import close_connections, make_app
from tests.fixtures.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.fixtures.postgres import find_server
from tts.extensions import db


@dataclass(frozen=True, slots=True)
class Stage:
    """One fresh database, its address, and the session that works on it."""

    url: str
    session: scoped_session[Session]
    engine: sa.Engine

    @property
    def is_postgres(self) -> bool:
        """Whether it is a PostgreSQL."""
        return self.engine.dialect.name == "postgresql"


@dataclass(frozen=True, slots=True)
class Theatre:
    """A place for stages on one engine; `name` is what tables call it."""

    name: str
    databases: Databases
    folder: Path

    @contextmanager
    def open_stage(self) -> Iterator[Stage]:
        """Give a stage for as long as the block lasts, in an application context of its own."""
        url = self.databases.create()
        app = make_app(url, self.folder)
        try:
            with app.app_context():
                session: Any = db.session
                yield Stage(url, session, db.engine)
        finally:
            close_connections(app)
            self.databases.drop(url)

    @contextmanager
    def open_database(self) -> Iterator[str]:
        """Give the address of a migrated database that no application works on."""
        url = self.databases.create()
        try:
            yield url
        finally:
            self.databases.drop(url)


@contextmanager
def open_theatres() -> Iterator[Mapping[str, Theatre]]:
    """SQLite in a folder, and a private PostgreSQL that does not wait for its disk."""
    with tempfile.TemporaryDirectory(prefix="tts-bench-") as name, find_server() as server:
        folder = Path(name)
        postgres = PostgresDatabases(server, folder)
        sqlite: Any = SqliteDatabases(folder)
        try:
            yield {
                "sqlite": Theatre("SQLite", sqlite, folder),
                "postgres": Theatre("PostgreSQL", postgres, folder),
            }
        finally:
            postgres.close()
