"""What the driver was told, kept, so that the driver alone can be told the same again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy import event

COMMIT = "COMMIT"


class Tape:
    """Statements and commits in the order they went to the driver of `engine`."""

    def __init__(self, engine: sa.Engine) -> None:
        self.entries: list[tuple[str, Any, bool]] = []
        self.is_running = True
        event.listen(engine, "before_cursor_execute", self._keep_statement)
        event.listen(engine, "commit", self._keep_commit)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Keep nothing of what happens inside the block."""
        self.is_running = False
        yield
        self.is_running = True

    def take(self) -> list[tuple[str, Any, bool]]:
        """What was kept since the last time."""
        taken, self.entries = self.entries, []
        return taken

    def _keep_statement(
        self, connection: object, cursor: object, statement: str, parameters: Any, context: object, many: bool
    ) -> None:
        if self.is_running:
            # An INSERT of many rows in one statement is told as many, though its values come as one row.
            self.entries.append((statement, parameters, many and isinstance(parameters, list)))

    def _keep_commit(self, connection: object) -> None:
        if self.is_running:
            self.entries.append((COMMIT, None, False))


def count_statements(entries: list[tuple[str, Any, bool]]) -> int:
    """How many statements lie between begin and commit."""
    return sum(not text.startswith((COMMIT, "BEGIN")) for text, _, _ in entries)


@contextmanager
def open_driver(url: str) -> Iterator[Callable[[list[tuple[str, Any, bool]]], None]]:
    """A player of tapes on a bare driver connection, with the settings that the application uses."""
    if url.startswith("sqlite"):
        connection: Any = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
    else:
        connection = psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:", 1))

    def play(entries: list[tuple[str, Any, bool]]) -> None:
        for text, parameters, many in entries:
            if text == COMMIT:
                connection.commit()
                continue
            cursor = connection.cursor()
            if many:
                cursor.executemany(text, parameters)
            else:
                cursor.execute(text, parameters)
            if cursor.description is not None:
                cursor.fetchall()
            cursor.close()

    try:
        yield play
    finally:
        connection.close()
