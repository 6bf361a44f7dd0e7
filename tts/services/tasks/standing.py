"""Where a ticket stands, read under its lock: the root of every act on it.

The ticket's row is locked first and the rest is read in a second statement: after a lock wait PostgreSQL
answers a joined row as it was before. SQLite's writing transactions are alone from their first statement.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from tts.domain.acting import Piece
from tts.domain.clocks import Clock
from tts.domain.graph import Step
from tts.domain.watch import Watch
from tts.models import Escalation, Role, Task, TaskItem, Ticket, User
from tts.queries.due import clock_of, watch_of
from tts.queries.versions import RunningVersion, version_of
from tts.queries.visibility import no_such_item, no_such_ticket


@dataclass(frozen=True, slots=True)
class Standing:
    """An item with its task, ticket, open escalation and version; names as they are now."""

    ticket: Ticket
    task: Task
    item: TaskItem
    escalation: Escalation | None
    holder_name: str | None
    role_name: str
    version: RunningVersion

    @property
    def step(self) -> Step:
        """The step the task is at, in its own version."""
        return self.version.graph.step(self.task.step_id)

    @property
    def piece(self) -> Piece:
        """What permission to act depends on."""
        return Piece(
            role_id=self.item.role_id,
            holder_id=self.item.holder_id,
            escalation_role_id=self.item.escalation_role_id,
            coordinator_id=self.task.coordinator_id,
            status=self.item.status,
            is_open=self.item.closed_at is None,
            is_escalated=self.escalation is not None,
            requester_id=self.ticket.requester_id,
        )

    @property
    def clock(self) -> Clock:
        """The task's clocks as values."""
        return clock_of(self.task, self.version, self.ticket.priority)

    @property
    def watch(self) -> Watch:
        """What a sweep looks at: the clocks, what was told of, an escalation nobody answered."""
        return watch_of(self.task, self.version, self.ticket.priority, self.escalation)


def lock_item(session: Session, item_id: int) -> Standing:
    """Lock the ticket of an item, then read; NotFound when there is no such item."""
    root = (
        sa.select(Task.ticket_id)
        .join(TaskItem, TaskItem.task_id == Task.id)
        .where(TaskItem.id == item_id)
        .scalar_subquery()
    )
    if lock_ticket_row(session, Ticket.id == root) is None:
        raise no_such_item()
    found = _read_standing(session, TaskItem.id == item_id)
    if found is None:
        raise no_such_item()
    return found


def lock_ticket(session: Session, ticket_id: int) -> Ticket:
    """Lock a ticket and read it afresh; NotFound when there is none."""
    if lock_ticket_row(session, Ticket.id == ticket_id) is None:
        raise no_such_ticket()
    return session.execute(
        sa.select(Ticket).where(Ticket.id == ticket_id).execution_options(populate_existing=True)
    ).scalar_one()


def open_standing(session: Session, ticket_id: int) -> Standing | None:
    """The open item of a ticket whose lock is held, or None."""
    return _read_standing(session, (Task.ticket_id == ticket_id) & TaskItem.closed_at.is_(None))


def last_standing(session: Session, ticket_id: int) -> Standing | None:
    """The newest item, open or closed, of a ticket whose lock is held, or None before it was bound."""
    newest = (
        sa.select(sa.func.max(TaskItem.id))
        .join(Task, Task.id == TaskItem.task_id)
        .where(Task.ticket_id == ticket_id)
        .scalar_subquery()
    )
    return _read_standing(session, TaskItem.id == newest)


def lock_ticket_row(session: Session, condition: sa.ColumnElement[bool]) -> int | None:
    """Lock one ticket's row and nothing else; its id, or None."""
    return session.scalar(sa.select(Ticket.id).where(condition).with_for_update())


def _read_standing(session: Session, condition: sa.ColumnElement[bool]) -> Standing | None:
    holder = aliased(User)
    row = session.execute(
        sa.select(Ticket, Task, TaskItem, Escalation, holder.name, Role.name)
        .select_from(TaskItem)
        .join(Task, Task.id == TaskItem.task_id)
        .join(Ticket, Ticket.id == Task.ticket_id)
        .join(Role, Role.id == TaskItem.role_id)
        .outerjoin(Escalation, (Escalation.task_id == Task.id) & Escalation.closed_at.is_(None))
        .outerjoin(holder, holder.id == TaskItem.holder_id)
        .where(condition)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        return None
    ticket, task, item, escalation, holder_name, role_name = row
    version = version_of(session, task)
    return Standing(ticket, task, item, escalation, holder_name, role_name, version)
