"""What must never change is held by the database itself, whoever asks: versions, events and anchors."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tts.domain.permissions import SYSTEM
from tts.services.audit import write_anchor

AnySession = scoped_session[Session]
REFUSALS = "append-only|a workflow version (never changes|is never deleted|is never replaced)"
GUARDED = ("event", "anchor", "anchor_head", "workflow_version")
CHANGES = {
    "event": "UPDATE event SET reason = 'no'",
    "anchor": "UPDATE anchor SET hash = 'no'",
    "anchor_head": "UPDATE anchor_head SET hash = 'no'",
    "workflow_version": "UPDATE workflow_version SET name = 'no'",
}


@pytest.fixture
def desk(session: AnySession) -> Desk:
    """A desk with a ticket, and an anchor over its events."""
    opened = open_desk(session)
    opened.submit()
    write_anchor(session, actor=SYSTEM, now=MORNING)
    return opened


def rows_of(session: AnySession, table: str) -> list[str]:
    session.rollback()
    return sorted(map(repr, session.execute(sa.text(f"SELECT * FROM {table}"))))


def refuse(session: AnySession, statement: str) -> None:
    with pytest.raises(DBAPIError, match=REFUSALS):
        session.execute(sa.text(statement))
    session.rollback()


@pytest.mark.parametrize("table", GUARDED)
def test_no_row_is_changed_deleted_or_replaced(desk: Desk, table: str) -> None:
    before = rows_of(desk.session, table)
    assert before
    refuse(desk.session, CHANGES[table])
    refuse(desk.session, f"DELETE FROM {table}")
    if desk.session.get_bind().dialect.name == "sqlite":
        refuse(desk.session, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    else:
        refuse(desk.session, f"TRUNCATE {table} CASCADE")
    assert rows_of(desk.session, table) == before


def test_a_version_may_only_stop_and_begin_to_be_active(desk: Desk) -> None:
    for is_active in (False, True):
        desk.session.execute(sa.text("UPDATE workflow_version SET is_active = :now"), {"now": is_active})
    desk.session.commit()


def test_replacing_by_another_key_is_refused_too(desk: Desk) -> None:
    if desk.session.get_bind().dialect.name == "postgresql":
        refuse(desk.session, "DELETE FROM event WHERE seq = 1")
        return
    columns = "stream, stream_id, seq, at, actor_id, actor_name, kind, facts, previous_hash, hash"
    refuse(
        desk.session,
        f"INSERT OR REPLACE INTO event ({columns}) SELECT {columns} FROM event",
    )
    columns = "workflow_id, version, name, definition, content_hash, is_active, created_at"
    refuse(
        desk.session,
        f"INSERT OR REPLACE INTO workflow_version ({columns}) SELECT {columns} FROM workflow_version",
    )
