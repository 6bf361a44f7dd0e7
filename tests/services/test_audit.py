"""The record: what was changed by hand shows, and a day's anchor is written once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.cast import gather_cast
from tests.services.staff import NOW, AnySession, acting, hire, hire_staff
from tests.workflows import store_workflow
from tts.domain.errors import NotPermitted
from tts.domain.events import Happening, Stream
from tts.domain.permissions import SYSTEM
from tts.models import Anchor, AnchorHead
from tts.services.audit import verify_record, write_anchor
from tts.services.record import record_events

TABLES = ("event", "anchor", "anchor_head")


def tamper(session: AnySession, statement: str) -> None:
    """Change rows as somebody with the keys of the database could: the triggers removed first."""
    if session.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            session.execute(sa.text(f"DROP TRIGGER IF EXISTS {table}_update"))
            session.execute(sa.text(f"DROP TRIGGER IF EXISTS {table}_delete"))
    else:
        for table in TABLES:
            session.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    session.execute(sa.text(statement))
    session.commit()


def fault_after(session: AnySession, statement: str) -> str:
    tamper(session, statement)
    verdict = verify_record(session)
    assert not verdict.holds
    return verdict.fault or ""


def test_an_untouched_record_holds(session: AnySession) -> None:
    hire_staff(session)
    write_anchor(session, actor=SYSTEM, now=NOW)
    hire(session, "zoe", "Agent")
    write_anchor(session, actor=SYSTEM, now=NOW + timedelta(days=1))
    verdict = verify_record(session)
    assert (verdict.fault, verdict.chains, verdict.anchors) == (None, 1, 2)
    assert verdict.events == 11


def test_an_empty_record_holds(session: AnySession) -> None:
    assert verify_record(session).holds


@pytest.mark.parametrize(
    "change",
    ["actor_name = 'Mallory'", "reason = 'because'", "kind = 'user.renamed'", "facts = '{}'", "was = 'x'"],
)
def test_an_altered_event_is_named(session: AnySession, change: str) -> None:
    hire_staff(session)
    assert fault_after(session, f"UPDATE event SET {change} WHERE seq = 4") == (
        "event 4 of people 1 was altered: its content does not match its hash."
    )


def test_a_removed_event_is_named(session: AnySession) -> None:
    hire_staff(session)
    assert "event 5 of people 1 follows number 3" in fault_after(session, "DELETE FROM event WHERE seq = 4")


def test_a_cut_off_end_shows_against_an_anchor(session: AnySession) -> None:
    hire_staff(session)
    write_anchor(session, actor=SYSTEM, now=NOW)
    fault = fault_after(session, "DELETE FROM event WHERE seq = 9")
    assert "event 9 of people 1, which an anchor ties, is gone" in fault


def test_an_altered_anchor_is_named(session: AnySession) -> None:
    hire_staff(session)
    write_anchor(session, actor=SYSTEM, now=NOW)
    assert "the anchor of 2026-03-02 was altered" in fault_after(session, "UPDATE anchor_head SET seq = 8")


def test_a_removed_anchor_shows_by_the_next(session: AnySession) -> None:
    hire_staff(session)
    write_anchor(session, actor=SYSTEM, now=NOW)
    hire(session, "zoe")
    write_anchor(session, actor=SYSTEM, now=NOW + timedelta(days=1))
    tamper(session, "DELETE FROM anchor_head WHERE anchor_id = 1")
    assert "2026-03-03 does not continue" in fault_after(session, "DELETE FROM anchor WHERE id = 1")


def test_a_ticket_without_events_is_named(session: AnySession) -> None:
    person = hire_staff(session).agent
    fault = fault_after(
        session,
        "INSERT INTO ticket (number, subject, description, department, category, sub_category, priority,"
        " status, requester_id, match_reason, source, submitted_at, created_at)"
        f" VALUES ('TX1', 's', '', 'd', 'c', '', 'low', 'Unmatched', {person}, '', 'page',"
        " '2026-03-02', '2026-03-02')",
    )
    assert fault == "ticket TX1 has no events: its record is gone."


def test_a_second_anchor_on_a_day_adds_nothing(session: AnySession) -> None:
    hire_staff(session)
    first = write_anchor(session, actor=SYSTEM, now=NOW)
    hire(session, "zoe")
    second = write_anchor(session, actor=SYSTEM, now=NOW + timedelta(hours=5))
    assert (first.is_new, second.is_new, second.hash) == (True, False, first.hash)
    assert session.scalar(sa.select(sa.func.count()).select_from(Anchor)) == 1


def test_an_anchor_ties_only_what_grew(session: AnySession) -> None:
    hire_staff(session)
    write_anchor(session, actor=SYSTEM, now=NOW)
    quiet = write_anchor(session, actor=SYSTEM, now=NOW + timedelta(days=1))
    assert quiet.chains == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(AnchorHead)) == 1
    assert verify_record(session).holds


def test_an_agent_writes_no_anchor(session: AnySession) -> None:
    staff = hire_staff(session)
    with pytest.raises(NotPermitted):
        write_anchor(session, actor=acting(session, staff.agent), now=NOW)


def test_an_altered_version_is_named(session: AnySession) -> None:
    cast = gather_cast(session)
    stored = store_workflow(session, cast)
    record_events(
        session(), Stream.WORKFLOW, stored.workflow_id, [Happening("workflow.created")], actor=SYSTEM, now=NOW
    )
    session.commit()
    assert verify_record(session).holds
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sa.text("DROP TRIGGER workflow_version_fixed"))
    else:
        session.execute(sa.text("ALTER TABLE workflow_version DISABLE TRIGGER USER"))
    empty = '\'{"nodes": [], "edges": [], "workflow": {}}\''
    session.connection().exec_driver_sql(f"UPDATE workflow_version SET definition = {empty}")
    session.commit()
    assert verify_record(session).fault == "version 1 of IT Support Request was altered after it was written."
