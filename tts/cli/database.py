"""Opening the database for a command, and bringing it up to date."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask, current_app
from sqlalchemy.orm import Session

from tts import create_core
from tts.cli.refusals import Refusal
from tts.extensions import db
from tts.schema import is_migrated, upgrade_database

NOT_MIGRATED = "The database is not migrated: run 'tts upgrade' first."


def make_app(create: Callable[[], Flask] = create_core) -> Flask:
    """The application by this process's settings; a setting that cannot be used is a Refusal."""
    try:
        return create()
    except ValueError as error:
        raise Refusal(str(error)) from error
    except OSError as error:
        raise Refusal(
            f"The instance folder cannot be used ({error}): name one that can be written to in TTS_INSTANCE."
        ) from error


@contextmanager
def open_database() -> Iterator[Session]:
    """The database session of a command; refuses a database that is away or not migrated."""
    app = make_app()
    with app.app_context():
        require_migrated()
        try:
            yield db.session()
        finally:
            db.session.remove()
            db.engine.dispose()


def configured_systems() -> frozenset[str]:
    """The systems outside that this installation can reach, as end logic names them."""
    return frozenset(current_app.config["CONFIGURED_SYSTEMS"])


def require_migrated() -> None:
    """Raise Refusal unless the database is at the newest migration; needs an application context."""
    url = db.engine.url
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).is_file():
        raise Refusal(NOT_MIGRATED)
    if not is_migrated():
        raise Refusal(NOT_MIGRATED)


@click.command()
def upgrade() -> None:
    """Make the database, or bring it up to date; running it again changes nothing."""
    app = make_app()
    with app.app_context():
        place = db.engine.url
        if place.get_backend_name() == "sqlite" and place.database:
            _make_folder(Path(place.database))
    upgrade_database(app)
    with app.app_context():
        db.engine.dispose()
    click.echo(f"The database is up to date ({place.render_as_string(hide_password=True)}).")


def _make_folder(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"The folder of the database cannot be made: {error}.") from error
    if not os.access(file.parent, os.W_OK):
        raise Refusal(f"The folder {file.parent} cannot be written to: choose another in TTS_DATABASE_URL.")
