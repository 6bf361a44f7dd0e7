"""Acting on items: each act answers with the new state, {task, item, next_item, choices}.

The second of two different acts is 409 with `acted_by`, `acted_at` and `now`.
"""

from __future__ import annotations

from tts.api.act_doors import act_on_item
from tts.api.contract.doors import Answer
from tts.api.door import calling
from tts.api.item_bodies import MaybeReason, Nothing, Reason, Resolution, Transfer
from tts.api.tasks import state_of
from tts.api.workflow_shapes import configured_systems
from tts.clock import current_time
from tts.domain.errors import NotFound
from tts.extensions import db
from tts.queries.people import actor_of
from tts.services.escalations import escalate_item
from tts.services.tasks import (
    Outcome,
    claim_item,
    complete_task_item,
    hold_item,
    resume_item,
    transfer_item,
)


@act_on_item("resolution", Resolution)
def resolve(item_id: int, sent: Resolution) -> Answer:
    """Choose a transition, or complete the task at an end step.

    The choices of the task's own version count, whatever was changed in the workflow since.
    """
    done = complete_task_item(
        db.session,
        item_id,
        sent.transition_id,
        note=sent.note,
        configured_systems=configured_systems(),
        actor=calling(),
        now=current_time(),
    )
    return answer(done)


@act_on_item("transfer", Transfer)
def transfer(item_id: int, sent: Transfer) -> Answer:
    """Pass an item on to another active member of its role; the due time stays."""
    if actor_of(db.session, sent.user_id) is None:
        raise NotFound(f"There is nobody active with the number {sent.user_id}: see the list of people.")
    done = transfer_item(db.session, item_id, sent.user_id, sent.notes, actor=calling(), now=current_time())
    return answer(done)


@act_on_item("escalation", Reason)
def escalate(item_id: int, sent: Reason) -> Answer:
    """Hand an item to the step's escalation role."""
    return answer(escalate_item(db.session, item_id, sent.reason, actor=calling(), now=current_time()))


@act_on_item("claim", Nothing)
def claim(item_id: int, sent: Nothing) -> Answer:
    """Take an item that waits for your role; coordinators and admins may also take one from somebody."""
    return answer(claim_item(db.session, item_id, actor=calling(), now=current_time()))


@act_on_item("hold", Reason)
def hold(item_id: int, sent: Reason) -> Answer:
    """Put an item on hold: both clocks stop."""
    return answer(hold_item(db.session, item_id, sent.reason, actor=calling(), now=current_time()))


@act_on_item("resume", MaybeReason)
def resume(item_id: int, sent: MaybeReason) -> Answer:
    """Go on with an item that is on hold: both clocks run on from what was left."""
    return answer(resume_item(db.session, item_id, sent.reason, actor=calling(), now=current_time()))


def answer(done: Outcome) -> Answer:
    """The new state."""
    return Answer(state_of(done.ticket_id, done.item_id))
