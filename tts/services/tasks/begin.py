"""Binding a ticket to a version: its clocks start, a coordinator is found, the first item opens."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.clocks import start_clock
from tts.domain.watch import Watch
from tts.models import Task
from tts.queries.versions import RunningVersion
from tts.services.notices import TicketFacts, tell_owner
from tts.services.story import Act, Story
from tts.services.tasks.place import find_holder, tell_placing
from tts.services.tasks.rows import watch_values
from tts.services.tasks.steps import open_placed, spot_of
from tts.services.tasks.turns import Holder, next_coordinator


@dataclass(frozen=True, slots=True)
class BegunTask:
    """The task and its first item; the story is for the caller to write with its own."""

    task_id: int
    item_id: int
    coordinator: Holder | None
    story: Story


def begin_task(
    session: Session, ticket_id: int, ticket: TicketFacts, priority: str, version: RunningVersion, act: Act
) -> BegunTask:
    """Begin a run at the start of `version`. The step's turn comes before the coordinator's, always."""
    start = version.graph.start
    clock = start_clock(start, version.promise(priority), act.now, version.calendar)
    placing = find_holder(session, spot_of(start, 1), ticket.requester_id, act)
    coordinator = next_coordinator(session, now=act.now)
    coordinator_id = coordinator.user_id if coordinator else None
    values = {
        **watch_values(Watch(clock)),
        "ticket_id": ticket_id,
        "workflow_id": version.workflow_id,
        "workflow_version_id": version.id,
        "coordinator_id": coordinator_id,
        "status": placing.task_status.value,
        "step_id": start.step_id,
        "step_name": start.name,
        "visit": 1,
    }
    task_id = session.execute(sa.insert(Task).values(values).returning(Task.id)).scalar_one()
    item_id = open_placed(session, task_id, placing, clock, act)
    story = tell_placing(session, ticket, placing, item_id, clock, version.id)
    return BegunTask(
        task_id, item_id, coordinator, story + Story(messages=tell_owner(session, ticket, coordinator_id))
    )
