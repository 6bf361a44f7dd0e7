"""What an act answers, and the refusals that depend on what another person did first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from tts.domain.acting import COMPLETE, say_closed, say_place
from tts.domain.errors import ActedAlready, NotFound
from tts.domain.permissions import Actor
from tts.models import Task, TaskItem, Ticket, User
from tts.queries.visibility import may_see_ticket, no_such_item
from tts.services.story import Act
from tts.services.tasks.standing import Standing


@dataclass(frozen=True, slots=True)
class Outcome:
    """The new state: `item_id` was acted on, `next_item_id` is open now; `ended`: no item is open now."""

    ticket_id: int
    task_id: int
    item_id: int
    next_item_id: int | None
    ended: bool = False


def outcome_of(standing: Standing, next_item_id: int | None, *, ended: bool = False) -> Outcome:
    """The answer to the act that was just done."""
    return Outcome(standing.ticket.id, standing.task.id, standing.item.id, next_item_id, ended)


def repeated_outcome(session: Session, standing: Standing, act: Act) -> Outcome | None:
    """The first answer again, when the same person repeats a request with the same key; else None."""
    item = standing.item
    if act.key is None or item.act_key != act.key or item.closed_by_id != act.actor.user_id:
        return None
    following = session.scalar(
        sa.select(sa.func.min(TaskItem.id)).where(TaskItem.task_id == item.task_id, TaskItem.id > item.id)
    )
    ended = item.transition_name == COMPLETE and item.transition_id is None
    return outcome_of(standing, None if ended else following, ended=ended)


def require_sight(session: Session, standing: Standing, actor: Actor) -> None:
    """NotFound for who may not see the ticket; whoever holds the item needs no second look."""
    holds = actor.user_id is not None and standing.item.holder_id == actor.user_id
    if not holds and not may_see_ticket(session, actor, standing.ticket.id):
        raise no_such_item()


def require_open(session: Session, standing: Standing, act: Act) -> None:
    """ActedAlready, with who did what and where the ticket is now, unless the item is still open."""
    if standing.item.closed_at is None:
        return
    raise acted_already(session, standing.item.id, act)


def acted_already(session: Session, item_id: int, act: Act) -> ActedAlready | NotFound:
    """Who closed the item, when, and what is now: "Bob chose “Assign” 2 min ago; the ticket is now ..."."""
    row = session.execute(_closing_of(item_id)).one_or_none()
    if row is None or row.closed_at is None:
        return no_such_item()
    by = row.closed_by or "System"
    first = say_closed(status=row.status, by=by, at=row.closed_at, choice=row.transition_name, now=act.now)
    place = say_place(row.step_name, row.holder, row.ticket_status)
    return ActedAlready(f"{first}; {place}.", acted_by=by, acted_at=row.closed_at, now=place)


def _closing_of(item_id: int) -> sa.Select[Any]:
    closer, holder, current = aliased(User), aliased(User), aliased(TaskItem)
    return (
        sa.select(
            TaskItem.status,
            TaskItem.closed_at,
            TaskItem.transition_name,
            closer.name.label("closed_by"),
            current.step_name.label("step_name"),
            holder.name.label("holder"),
            Ticket.status.label("ticket_status"),
        )
        .join(Task, Task.id == TaskItem.task_id)
        .join(Ticket, Ticket.id == Task.ticket_id)
        .outerjoin(closer, closer.id == TaskItem.closed_by_id)
        .outerjoin(current, (current.task_id == Task.id) & current.closed_at.is_(None))
        .outerjoin(holder, holder.id == current.holder_id)
        .where(TaskItem.id == item_id)
    )
