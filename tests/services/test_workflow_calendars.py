"""The calendar of a workflow through its life: saved, kept in versions, copied, brought back."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from tests.cast import Cast, gather_cast
from tests.workflow_acts import NOW, Db, initialized, made, row
from tts.domain.definition import read_definition
from tts.domain.errors import Invalid, Refused, StaleSave
from tts.domain.permissions import Actor
from tts.models import Event, WorkflowVersion
from tts.queries.exchange import workflow_document
from tts.services import workflows as act
from tts.services.exchange import import_workflows

OFFICE: dict[str, Any] = {
    "tz": "Europe/Berlin",
    "week": {str(day): [["09:00", "17:00"]] for day in range(5)},
    "holidays": ["2026-12-25"],
    "special": {"2026-12-31": [["09:00", "12:00"]]},
    "holiday_names": {"2026-12-25": "Christmas Day", "2026-12-26": "Boxing Day"},
}


@pytest.fixture
def cast(session: Db) -> Cast:
    """Everybody, stored."""
    return gather_cast(session)


@pytest.fixture
def admin(cast: Cast) -> Actor:
    """Ada, the admin."""
    return cast.ada


def save(session: Db, workflow_id: int, calendar: object, admin: Actor, revision: int | None = None) -> int:
    fields = {"calendar": calendar}
    return act.save_details(session, workflow_id, fields, revision, actor=admin, now=NOW).revision


def last_changes(session: Db, workflow_id: int) -> list[str]:
    facts = session.scalars(
        sa.select(Event.facts)
        .where(Event.stream == "workflow", Event.stream_id == workflow_id)
        .order_by(Event.seq.desc())
        .limit(1)
    ).one()
    changes: list[str] = facts["changes"]
    return changes


def test_a_calendar_is_saved_told_and_compared_by_its_revision(session: Db, admin: Actor) -> None:
    workflow_id = made(session, admin)
    revision = save(session, workflow_id, OFFICE, admin)
    assert row(session, workflow_id).calendar == OFFICE
    assert last_changes(session, workflow_id) == [
        "The promised time now counts Mon–Fri 09:00–17:00, Europe/Berlin, 1 holiday, 1 special day,"
        " was around the clock."
    ]
    assert save(session, workflow_id, OFFICE, admin, revision) == revision
    later = OFFICE | {"week": OFFICE["week"] | {"4": [["09:00", "12:00"]]}, "holidays": []}
    save(session, workflow_id, later, admin, revision)
    assert last_changes(session, workflow_id) == [
        "Friday is now 09:00–12:00, was 09:00–17:00.",
        "Christmas Day (2026-12-25) is no longer off.",
    ]
    with pytest.raises(StaleSave):
        save(session, workflow_id, None, admin, revision)
    act.save_details(session, workflow_id, {"description": "Else."}, actor=admin, now=NOW)
    assert row(session, workflow_id).calendar["week"]["4"] == [["09:00", "12:00"]]
    save(session, workflow_id, None, admin)
    assert row(session, workflow_id).calendar is None


def test_a_calendar_that_cannot_be_used_names_every_place(session: Db, admin: Actor) -> None:
    workflow_id = made(session, admin)
    with pytest.raises(Invalid, match="no open minute") as refused:
        save(session, workflow_id, {"tz": "UTC", "week": {}}, admin)
    assert set(refused.value.fields) == {"calendar.week"}
    with pytest.raises(Invalid) as refused:
        save(session, workflow_id, {"tz": "Nowhere", "week": {"0": [["9", "10"]]}, "holidays": ["x"]}, admin)
    assert set(refused.value.fields) == {"calendar.tz", "calendar.week.0", "calendar.holidays.0"}
    assert row(session, workflow_id).calendar is None


def test_a_version_keeps_the_calendar_and_another_one_makes_another_version(
    session: Db, admin: Actor
) -> None:
    workflow_id = initialized(session, admin)
    act.revise_workflow(session, workflow_id, actor=admin, now=NOW)
    save(session, workflow_id, OFFICE, admin)
    assert act.initialize_workflow(session, workflow_id, actor=admin, now=NOW).version == 2
    kept = {
        version: read_definition(definition).details.calendar
        for version, definition in session.execute(
            sa.select(WorkflowVersion.version, WorkflowVersion.definition)
        )
    }
    assert kept[1] is None
    assert kept[2] is not None
    assert kept[2].tz == "Europe/Berlin"


def test_a_deployed_workflow_takes_another_calendar_like_other_promises(session: Db, admin: Actor) -> None:
    workflow_id = made(session, admin)
    act.deploy_workflow(session, workflow_id, actor=admin, now=NOW)
    save(session, workflow_id, OFFICE, admin)
    assert row(session, workflow_id).calendar == OFFICE


def test_discarding_a_revision_brings_the_calendar_back_with_its_names(session: Db, admin: Actor) -> None:
    workflow_id = made(session, admin)
    save(session, workflow_id, OFFICE, admin)
    act.initialize_workflow(session, workflow_id, actor=admin, now=NOW)
    act.revise_workflow(session, workflow_id, actor=admin, now=NOW)
    save(session, workflow_id, None, admin)
    act.discard_revision(session, workflow_id, actor=admin, now=NOW)
    assert row(session, workflow_id).calendar == OFFICE


def test_copies_exports_and_imports_carry_it(session: Db, admin: Actor) -> None:
    workflow_id = made(session, admin)
    save(session, workflow_id, OFFICE, admin)
    copied = act.clone_workflow(session, workflow_id, actor=admin, now=NOW).workflow_id
    assert row(session, copied).calendar == OFFICE
    document = workflow_document(session(), workflow_id)
    assert document["workflow"]["calendar"] == OFFICE
    brought = import_workflows(session, [document], actor=admin, now=NOW)
    assert row(session, brought[0]).calendar == OFFICE
    act.delete_workflow(session, copied, actor=admin, now=NOW)


PAST: dict[str, Any] = {"tz": "Europe/Berlin", "week": {}, "special": {"2020-01-02": [["09:00", "12:00"]]}}
SOON: dict[str, Any] = {"tz": "Europe/Berlin", "week": {}, "special": {"2026-12-31": [["09:00", "12:00"]]}}


def test_a_calendar_that_is_never_open_again_is_refused(session: Db, admin: Actor) -> None:
    workflow_id = made(session, admin)
    with pytest.raises(Invalid, match="never open again") as refused:
        save(session, workflow_id, PAST, admin)
    assert set(refused.value.fields) == {"calendar.week"}
    assert row(session, workflow_id).calendar is None


def test_a_promise_that_can_never_run_out_is_not_deployed(session: Db, admin: Actor) -> None:
    workflow_id = made(session, admin)
    act.save_details(session, workflow_id, {"high_sla": "08:00:00"}, actor=admin, now=NOW)
    save(session, workflow_id, SOON, admin)
    for move in (act.deploy_workflow, act.initialize_workflow):
        with pytest.raises(Refused, match="never has .+ of open time, so a ticket .+ never be due"):
            move(session, workflow_id, actor=admin, now=NOW)
    assert row(session, workflow_id).status == "draft"
