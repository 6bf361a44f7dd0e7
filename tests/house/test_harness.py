"""The ground that all other tests stand on."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests.fixtures.application import close_connections, make_app


def test_the_app_is_healthy_on_a_migrated_database(client: FlaskClient, database_engine: str) -> None:
    assert client.get("/healthz").status_code == 200


def test_the_app_is_not_healthy_before_it_is_migrated(unmigrated_database_url, instance) -> None:
    app = make_app(unmigrated_database_url, instance)
    assert app.test_client().get("/healthz").status_code == 503
    close_connections(app)


def test_each_test_runs_on_the_engine_it_names(app: Flask, session, database_engine: str) -> None:
    assert session.get_bind().dialect.name.startswith(database_engine)


def is_modelled(thing: object, name: str, kind: str, reflected: bool, other: object) -> bool:
    """Leave out what serves the search alone: each engine has its own, and only the migrations know it."""
    return "ticket_words" not in name and (kind, name) != ("column", "words")


def test_what_the_models_say_is_what_the_migrations_make(app: Flask, session) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from tts.extensions import db

    context = MigrationContext.configure(
        session.connection(), opts={"compare_type": True, "include_object": is_modelled}
    )
    assert compare_metadata(context, db.metadata) == []


def test_a_request_does_not_share_the_tests_own_session(app: Flask, client: FlaskClient, session) -> None:
    session.execute(sa.text("SELECT 1"))
    assert client.get("/healthz").status_code == 200
    assert not session().in_transaction()
