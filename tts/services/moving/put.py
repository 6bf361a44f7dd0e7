"""Putting an open visit at a step of another version: item, task, escalation and record, there and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.clocks import Clock, due_times
from tts.domain.events import Happening
from tts.models import Escalation
from tts.queries.versions import RunningVersion
from tts.services.moving.seat import Seat, seat_item
from tts.services.notices import notify_moved
from tts.services.outbox import Message
from tts.services.story import Act, Story, write_story
from tts.services.tasks.place import Spot
from tts.services.tasks.rows import update_task, watch_values
from tts.services.tasks.standing import Standing


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a visit goes on: version, whose promises count, the item's spot, the step's own role."""

    version: RunningVersion
    promise_id: int | None
    spot: Spot
    own_role_id: int


def put_visit(
    session: Session,
    standing: Standing,
    goal: Goal,
    clock: Clock,
    kind: str,
    facts: Mapping[str, object],
    act: Act,
    *,
    wanted: int | None,
) -> None:
    """Let the visit go on at `goal` with `clock`, with `wanted` if they may; one event of that `kind`.

    The marks told of stay. Who has the item is told once, and only if due time, role or holder are others.
    """
    seat = seat_item(session, standing, goal.spot, clock, goal.version.id, act, wanted=wanted)
    share = goal.version.shares(standing.ticket.priority).get(goal.spot.step_id)
    update_task(
        session,
        standing.task.id,
        {
            **watch_values(replace(standing.watch, clock=clock, share=share)),
            "workflow_version_id": goal.version.id,
            "promise_version_id": goal.promise_id,
            "step_id": goal.spot.step_id,
            "step_name": goal.spot.step_name,
            "status": seat.task_status.value,
        },
    )
    _put_escalation(session, standing, goal)
    happening = Happening(
        kind,
        f"version {standing.version.version}",
        f"version {goal.version.version}",
        None,
        goal.version.id,
        {**_facts(standing, goal, clock), **facts},
    )
    told = _tell_people(standing, goal, clock, seat, act)
    write_story(session, standing.ticket.id, Story((happening,), told) + seat.story, act)


def _put_escalation(session: Session, standing: Standing, goal: Goal) -> None:
    """An open escalation is of the step it goes on at, and is given back to that step's role."""
    if standing.escalation is None:
        return
    session.execute(
        sa.update(Escalation)
        .where(Escalation.id == standing.escalation.id)
        .values(step_id=goal.spot.step_id, step_name=goal.spot.step_name, from_role_id=goal.own_role_id)
        .execution_options(synchronize_session=False)
    )


def _facts(standing: Standing, goal: Goal, clock: Clock) -> dict[str, object]:
    """What the clocks follow from, and what people want to know of it."""
    task, was, due = standing.task, due_times(standing.clock), due_times(clock)
    moments = {
        "due_was": was.ticket,
        "due_at": due.ticket,
        "step_due_was": was.step,
        "step_due_at": due.step,
    }
    return {
        "from_version_id": task.workflow_version_id,
        "from_promise_version_id": task.promise_version_id,
        "version_id": goal.version.id,
        "promise_version_id": goal.promise_id,
        "from_step_id": task.step_id,
        "from_step": task.step_name,
        "step_id": goal.spot.step_id,
        "step": goal.spot.step_name,
        "item_id": standing.item.id,
        **{name: at.isoformat() if at else None for name, at in moments.items()},
    }


def _tell_people(standing: Standing, goal: Goal, clock: Clock, seat: Seat, act: Act) -> tuple[Message, ...]:
    """Who keeps the item hears of another due time or role, who loses it that it is gone; nobody else."""
    item, spot = standing.item, goal.spot
    if item.holder_id is None or item.holder_id == act.actor.user_id:
        return ()
    version = f"version {goal.version.version} of {goal.version.name}"
    if seat.holder_id != item.holder_id:
        sentence = f"“{item.step_name}” went to the role {spot.role_name} with {version}."
        return (notify_moved(standing.ticket, item.holder_id, spot.step_name, sentence),)
    was, due = due_times(standing.clock), due_times(clock)
    if was == due and spot.role_id == item.role_id:
        return ()
    words = ["Its due time is another one."] if was != due else []
    if spot.role_id != item.role_id:
        words.append(f"You have it as {spot.role_name}.")
    sentence = f"“{spot.step_name}” goes on in {version}. {' '.join(words)}"
    return (notify_moved(standing.ticket, item.holder_id, spot.step_name, sentence),)
