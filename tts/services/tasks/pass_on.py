"""Passing an open item to another person: the old one is closed as reassigned, a new one opens."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tts.domain.events import Happening
from tts.domain.words import ItemStatus, Origin, TaskStatus
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


def put_task_status(session: Session, standing: Standing, placing: Placing) -> None:
    """Pending or in progress by whether somebody has it; a hold is kept."""
    status = TaskStatus.ON_HOLD if kept_hold(standing) else placing.task_status
    if standing.task.status != status.value:
        update_task(session, standing.task.id, {"status": status.value})


def pass_item(session: Session, standing: Standing, act: Act, to_user_id: int, to_name: str) -> Outcome:
    """Hand the item over at the same step, with the same due time; `act.note` says why."""
    placing = Placing(spot_here(standing, Origin.TRANSFERRED), Holder(to_user_id, to_name))
    close_item(session, standing, ItemStatus.REASSIGNED, act)
    status = kept_hold(standing)
    next_item_id = open_placed(session, standing.task.id, placing, standing.clock, act, status=status)
    put_task_status(session, standing, placing)
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
