"""The clocks of stored tasks, and what another priority would make of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.clocks import Clock, change_promise, due_times
from tts.domain.watch import Watch
from tts.domain.words import Priority
from tts.domain.working_time import read_pauses
from tts.models import Escalation, Task
from tts.queries.versions import RunningVersion, version_of


@dataclass(frozen=True, slots=True)
class PriorityPreview:
    """When ticket and step would be due at a priority; None without a promise or while paused."""

    priority: str
    due_at: datetime | None
    step_due_at: datetime | None
    is_current: bool


def clock_of(task: Task, version: RunningVersion, priority: str) -> Clock:
    """The clocks of a stored task; SLA and calendar come from its version."""
    return Clock(
        bound_at=task.bound_at,
        entered_at=task.entered_at,
        sla=version.promise(priority).sla,
        budget=task.budget,
        is_grace=task.is_grace,
        spent=task.spent,
        calendar=version.calendar,
        pauses=read_pauses(task.pauses),
        paused_at=task.paused_at,
        pause_reason=task.pause_reason,
    )


def watch_of(task: Task, version: RunningVersion, priority: str, raised: Escalation | None) -> Watch:
    """What a sweep looks at for a stored task; `raised` is its open escalation."""
    is_unanswered = raised is not None and raised.answered_at is None and raised.reminded_at is None
    return Watch(
        clock_of(task, version, priority),
        task.step_mark,
        task.ticket_mark,
        raised.raised_at if raised is not None and is_unanswered else None,
        version.shares(priority).get(task.step_id),
    )


def preview_priorities(
    session: Session | scoped_session[Any], ticket_id: int, priority: str
) -> list[PriorityPreview]:
    """For each priority, most urgent first, the due times a change to it would set; [] before binding."""
    task = session.scalars(sa.select(Task).where(Task.ticket_id == ticket_id)).one_or_none()
    if task is None:
        return []
    version = version_of(session, task)
    clock = clock_of(task, version, priority)
    previews = []
    for other in reversed(Priority):
        due = due_times(change_promise(clock, task.step_id, version.promise(other.value)))
        previews.append(PriorityPreview(other.value, due.ticket, due.step, other.value == priority))
    return previews
