"""The writes every act is made of: close an item (compare and set), open one, move the task, the ticket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.clocks import Clock, due_times, time_left
from tts.domain.watch import Watch, next_mark_at
from tts.domain.words import ItemStatus, Origin, TicketStatus
from tts.domain.working_time import pauses_json
from tts.models import Escalation, Task, TaskItem, Ticket
from tts.services.story import Act
from tts.services.tasks.outcome import acted_already
from tts.services.tasks.standing import Standing
from tts.services.transaction import changed_rows


@dataclass(frozen=True, slots=True)
class NewItem:
    """The values of an item about to open."""

    task_id: int
    step_id: int
    step_name: str
    visit: int
    role_id: int
    escalation_role_id: int | None
    holder_id: int | None
    origin: Origin
    status: ItemStatus


def close_item(
    session: Session,
    standing: Standing,
    status: ItemStatus,
    act: Act,
    *,
    transition_id: int | None = None,
    transition_name: str | None = None,
) -> None:
    """Close the item if it is still as it was read; else ActedAlready, and nothing is changed."""
    values = {
        "status": status.value,
        "closed_at": act.now,
        "closed_by_id": act.actor.user_id,
        "transition_id": transition_id,
        "transition_name": transition_name,
        "note": act.note or None,
        "act_key": act.key,
    }
    update_item(session, standing.item, values, act)


def insert_item(session: Session, new: NewItem, clock: Clock, act: Act) -> int:
    """Open an item whose due time is the visit's; its id."""
    values = {
        "task_id": new.task_id,
        "step_id": new.step_id,
        "step_name": new.step_name,
        "visit": new.visit,
        "role_id": new.role_id,
        "escalation_role_id": new.escalation_role_id,
        "holder_id": new.holder_id,
        "origin": new.origin.value,
        "status": new.status.value,
        "assigned_at": act.now,
        "due_at": due_times(clock).step,
    }
    return session.execute(sa.insert(TaskItem).values(values).returning(TaskItem.id)).scalar_one()


def update_item(session: Session, item: TaskItem, values: Mapping[str, object], act: Act) -> None:
    """Change an open item that is still as it was read; else ActedAlready."""
    result = session.execute(
        sa.update(TaskItem)
        .where(
            TaskItem.id == item.id,
            TaskItem.closed_at.is_(None),
            TaskItem.status == item.status,
            TaskItem.holder_id.is_not_distinct_from(item.holder_id),
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if changed_rows(result) != 1:
        raise acted_already(session, item.id, act)


def update_task(session: Session, task_id: int, values: Mapping[str, object]) -> None:
    """Write one task's new values; its ticket's lock is held."""
    session.execute(
        sa.update(Task)
        .where(Task.id == task_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def update_ticket(session: Session, ticket: Ticket, status: TicketStatus, **values: object) -> None:
    """Write a ticket's status and what goes with it, unless nothing of it changes."""
    if ticket.status == status.value and not values:
        return
    session.execute(
        sa.update(Ticket)
        .where(Ticket.id == ticket.id)
        .values(status=status.value, **values)
        .execution_options(synchronize_session=False)
    )


def close_escalation(session: Session, standing: Standing, outcome: str, act: Act) -> None:
    """Close the open escalation, if there is one."""
    if standing.escalation is None:
        return
    session.execute(
        sa.update(Escalation)
        .where(Escalation.id == standing.escalation.id, Escalation.closed_at.is_(None))
        .values(closed_at=act.now, closed_by_id=act.actor.user_id, outcome=outcome, note=act.note or None)
        .execution_options(synchronize_session=False)
    )


def watch_values(watch: Watch) -> dict[str, object]:
    """The clocks as columns of their task: both due times, what is left while they stand, the next mark."""
    clock = watch.clock
    due, left = due_times(clock), time_left(clock)
    return {
        "bound_at": clock.bound_at,
        "entered_at": clock.entered_at,
        "budget": clock.budget,
        "is_grace": clock.is_grace,
        "spent": dict(clock.spent),
        "pauses": pauses_json(clock.pauses),
        "paused_at": clock.paused_at,
        "pause_reason": clock.pause_reason,
        "left": left.ticket,
        "step_left": left.step,
        "due_at": due.ticket,
        "step_due_at": due.step,
        "step_mark": watch.step_mark,
        "ticket_mark": watch.ticket_mark,
        "next_mark_at": next_mark_at(watch),
    }
