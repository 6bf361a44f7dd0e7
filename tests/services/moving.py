"""Short words for tests that move tickets: a next version, a worker's pass, and what must hold after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tests.cast import MORNING
from tests.desk import Desk
from tests.services.sweeping import prove
from tests.workflows import SLAS, SUPPORT, store_version
from tts.domain.definition import Details
from tts.domain.events import break_in
from tts.domain.graph import Graph
from tts.domain.moving import MovePlan
from tts.domain.permissions import Actor
from tts.domain.working_time import Calendar
from tts.models import Event, MovedTicket, WorkflowVersion
from tts.services.moving import CarryResult, begin_moving, carry_movings, undo_moving
from tts.services.record import link_of
from tts.services.tickets import SubmittedTicket

LATER = MORNING + timedelta(hours=1)
HALF: Mapping[str, timedelta | None] = {name: sla / 2 for name, sla in SLAS.items() if sla}


def next_version(
    desk: Desk,
    graph: Graph | None = None,
    *,
    slas: Mapping[str, timedelta | None] = SLAS,
    calendar: Calendar | None = None,
    number: int = 2,
) -> int:
    """Store another version of the desk's workflow, the active one from now on; its id."""
    desk.session.execute(sa.update(WorkflowVersion).values(is_active=False))
    details = Details(
        SUPPORT.name,
        department=SUPPORT.department,
        category=SUPPORT.category,
        sub_category=SUPPORT.sub_category,
        slas=slas,
        end_logic=SUPPORT.end_logic,
        calendar=calendar,
    )
    version = store_version(desk.session, desk.flow.workflow_id, details, graph or desk.flow.graph, number)
    version_id = version.id
    desk.session.commit()
    return version_id


def changed(desk: Desk, name: str, /, **values: Any) -> Graph:
    """The desk's graph with one step changed."""
    return changed_in(desk.flow.graph, name, **values)


def changed_in(graph: Graph, name: str, /, **values: Any) -> Graph:
    """A graph with one step changed."""
    steps = (replace(step, **values) if step.name == name else step for step in graph.steps)
    return Graph(tuple(steps), graph.transitions)


def replaced(desk: Desk, name: str, step_id: int, new_name: str) -> Graph:
    """The desk's graph with a step of another id in the place of one: as if deleted and drawn anew."""
    old = desk.flow.step(name)
    edges = tuple(
        replace(
            edge,
            from_step_id=step_id if edge.from_step_id == old else edge.from_step_id,
            to_step_id=step_id if edge.to_step_id == old else edge.to_step_id,
        )
        for edge in desk.flow.graph.transitions
    )
    graph = changed(desk, name, step_id=step_id, name=new_name)
    return Graph(graph.steps, edges)


def begin(
    desk: Desk,
    to: int,
    *,
    now: datetime = LATER,
    targets: Mapping[int, int] | None = None,
    keep_due: bool = True,
    was: int | None = None,
    actor: Actor | None = None,
) -> int:
    """Ada, or who is named, has the desk's tickets moved."""
    plan = MovePlan(targets or {}, keep_due)
    flow = desk.flow
    return begin_moving(
        desk.session,
        flow.workflow_id,
        was or flow.version_id,
        to,
        plan,
        actor=actor or desk.cast.ada,
        now=now,
    )


def carry(desk: Desk, now: datetime = LATER) -> CarryResult:
    """One pass of a worker."""
    return carry_movings(desk.session, clock=lambda: now)


def undo(desk: Desk, moving_id: int, now: datetime = LATER, actor: Actor | None = None) -> CarryResult:
    """Ada, or who is named, has a move taken back, and a worker does it."""
    undo_moving(desk.session, desk.flow.workflow_id, moving_id, actor=actor or desk.cast.ada, now=now)
    return carry(desk, now)


def fates(desk: Desk, moving_id: int) -> dict[int, tuple[str, str]]:
    """(state, reason) of each ticket of a move."""
    desk.session.expire_all()
    rows = desk.session.scalars(sa.select(MovedTicket).where(MovedTicket.moving_id == moving_id))
    return {row.ticket_id: (row.status, row.reason) for row in rows}


def stood(desk: Desk, submitted: SubmittedTicket) -> dict[str, Any]:
    """Everything of task and open item that must come back with a move that is taken back."""
    task, item = desk.task(submitted), desk.open_item(submitted)
    names = (
        "workflow_version_id promise_version_id step_id step_name visit status entered_at budget is_grace"
        " spent pauses paused_at pause_reason left step_left due_at step_due_at next_mark_at"
    )
    return {name: getattr(task, name) for name in names.split()} | {
        "item": (item.step_id, item.step_name, item.role_id, item.escalation_role_id, item.holder_id),
        "item_due_at": item.due_at,
        "item_status": item.status,
    }


def assert_true(desk: Desk) -> None:
    """Clocks are what the events tell, and every chain holds."""
    prove(desk)
    events = desk.session.scalars(sa.select(Event).order_by(Event.stream, Event.stream_id, Event.seq)).all()
    for stream in {(event.stream, event.stream_id) for event in events}:
        chain = [link_of(event) for event in events if (event.stream, event.stream_id) == stream]
        assert break_in(chain) is None
    desk.session.rollback()
