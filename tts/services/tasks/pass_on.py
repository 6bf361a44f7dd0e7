"""Passing an open item to another person: the old one is closed as reassigned, a new one opens."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.events import Happening
from tts.domain.watch import Watch, next_mark_at
from tts.domain.words import ItemStatus, Origin, TaskStatus
from tts.models import Escalation
from tts.services.notices import notify_transferred
from tts.services.story import Act, Story, write_story
from tts.services.tasks.outcome import Outcome, outcome_of
from tts.services.tasks.place import Placing, Spot
from tts.services.tasks.rows import close_item, update_task
from tts.services.tasks.standing import Standing
from tts.services.tasks.steps import open_placed
from tts.services.tasks.turns import Holder


def spot_here(standing: Standing, origin: Origin, assignment: str = "turn") -> Spot:
    """The same step, visit and role again, for another holder."""
    item = standing.item
    return Spot(
        item.step_id,
        item.step_name,
        item.visit,
        item.role_id,
        standing.role_name,
        item.escalation_role_id,
        assignment,
        origin,
    )


def kept_hold(standing: Standing) -> ItemStatus | None:
    """On hold stays on hold, whoever has it."""
    return ItemStatus.ON_HOLD if standing.item.status == ItemStatus.ON_HOLD else None


def put_task_status(
    session: Session, standing: Standing, placing: Placing, watch: Watch | None = None
) -> None:
    """Pending or in progress by whether somebody has it; a hold is kept. `watch`: the next mark changed."""
    status = TaskStatus.ON_HOLD if kept_hold(standing) else placing.task_status
    values: dict[str, object] = {} if watch is None else {"next_mark_at": next_mark_at(watch)}
    if standing.task.status != status.value:
        values["status"] = status.value
    if values:
        update_task(session, standing.task.id, values)


def answer_escalation(session: Session, standing: Standing, act: Act) -> Watch | None:
    """Somebody dealt with the open escalation: no reminder comes. None where nothing changes by that."""
    raised = standing.escalation
    if raised is None or raised.answered_at is not None:
        return None
    session.execute(
        sa.update(Escalation)
        .where(Escalation.id == raised.id, Escalation.answered_at.is_(None))
        .values(answered_at=act.now)
        .execution_options(synchronize_session=False)
    )
    return replace(standing.watch, unanswered_since=None)


def pass_item(session: Session, standing: Standing, act: Act, to_user_id: int, to_name: str) -> Outcome:
    """Hand the item over at the same step, with the same due time; `act.note` says why."""
    placing = Placing(spot_here(standing, Origin.TRANSFERRED), Holder(to_user_id, to_name))
    close_item(session, standing, ItemStatus.REASSIGNED, act)
    status = kept_hold(standing)
    next_item_id = open_placed(session, standing.task.id, placing, standing.clock, act, status=status)
    put_task_status(session, standing, placing, answer_escalation(session, standing, act))
    happening = Happening(
        "item.transferred",
        standing.holder_name or standing.role_name,
        to_name,
        act.note or None,
        standing.version.id,
        {
            "item_id": standing.item.id,
            "next_item_id": next_item_id,
            "step": standing.task.step_name,
            "role": standing.role_name,
            "holder_id": to_user_id,
        },
    )
    message = notify_transferred(standing.ticket, standing.item.holder_id, to_user_id, act.note, act.actor)
    write_story(session, standing.ticket.id, Story((happening,), (message,)), act)
    return outcome_of(standing, next_item_id)
