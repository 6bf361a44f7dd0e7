"""Hold and resume: both clocks stop, and count on from where they stood (sections 4 and 6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from tts.domain.acting import may_hold
from tts.domain.clocks import ON_HOLD, Clock, due_times, end_hold, pause_clock
from tts.domain.errors import NotPermitted, Refused
from tts.domain.events import Happening
from tts.domain.permissions import Actor
from tts.domain.wording import read_body, read_reason
from tts.domain.words import ItemStatus, TaskStatus, TicketStatus
from tts.services.notices import tell_status
from tts.services.story import Act, Story, write_story
from tts.services.tasks.outcome import Outcome, outcome_of, require_open, require_sight
from tts.services.tasks.rows import update_item, update_task, update_ticket, watch_values
from tts.services.tasks.standing import Standing, lock_item
from tts.services.transaction import use_case


@use_case
def hold_item(session: Session, item_id: int, reason: str, *, actor: Actor, now: datetime) -> Outcome:
    """Stop both clocks, with a reason. Refused when on hold already."""
    act = Act(actor, now, read_reason(reason))
    standing = _standing_to_hold(session, item_id, act)
    if standing.item.status == ItemStatus.ON_HOLD:
        raise Refused(f"This item is on hold already: {standing.task.hold_reason}.")
    clock = pause_clock(standing.clock, now, ON_HOLD)
    _put_hold(session, standing, clock, ItemStatus.ON_HOLD, TaskStatus.ON_HOLD, act.note, act)
    _tell(session, standing, "item.held", TicketStatus.ON_HOLD, act)
    return outcome_of(standing, item_id)


@use_case
def resume_item(session: Session, item_id: int, reason: str = "", *, actor: Actor, now: datetime) -> Outcome:
    """Let both clocks run on, unless the step pauses them anyway. Refused when it is not on hold."""
    act = Act(actor, now, read_body(reason, "reason"))
    standing = _standing_to_hold(session, item_id, act)
    if standing.item.status != ItemStatus.ON_HOLD:
        raise Refused("This item is not on hold.")
    clock = end_hold(standing.clock, standing.step, now)
    has_holder = standing.item.holder_id is not None
    item_status = ItemStatus.IN_PROGRESS if has_holder else ItemStatus.WAITING
    task_status = TaskStatus.IN_PROGRESS if has_holder else TaskStatus.PENDING
    _put_hold(session, standing, clock, item_status, task_status, None, act)
    _tell(session, standing, "item.resumed", TicketStatus.IN_PROGRESS, act)
    return outcome_of(standing, item_id)


def _standing_to_hold(session: Session, item_id: int, act: Act) -> Standing:
    standing = lock_item(session, item_id)
    require_sight(session, standing, act.actor)
    require_open(session, standing, act)
    if not may_hold(act.actor, standing.piece):
        raise NotPermitted(
            "Only the item's holder, the ticket's coordinator or an admin may hold or resume it."
        )
    return standing


def _put_hold(
    session: Session,
    standing: Standing,
    clock: Clock,
    item_status: ItemStatus,
    task_status: TaskStatus,
    hold_reason: str | None,
    act: Act,
) -> None:
    values = {"status": item_status.value, "due_at": due_times(clock).step}
    update_item(session, standing.item, values, act)
    task = {
        **watch_values(replace(standing.watch, clock=clock)),
        "status": task_status.value,
        "hold_reason": hold_reason,
    }
    update_task(session, standing.task.id, task)


def _tell(session: Session, standing: Standing, kind: str, status: TicketStatus, act: Act) -> None:
    update_ticket(session, standing.ticket, status)
    facts = {"item_id": standing.item.id, "step": standing.task.step_name}
    happening = Happening(
        kind, standing.ticket.status, status.value, act.note or None, standing.version.id, facts
    )
    story = Story((happening,), tell_status(standing.ticket, standing.ticket.status, status))
    write_story(session, standing.ticket.id, story, act)
