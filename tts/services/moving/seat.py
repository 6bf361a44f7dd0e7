"""Who has the item of a visit that goes on in another version: its holder if they may, else the next."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from tts.domain.clocks import Clock, due_times
from tts.domain.words import ItemStatus, TaskStatus
from tts.services.story import Act, Story
from tts.services.tasks.members import hold_member
from tts.services.tasks.pass_on import kept_hold
from tts.services.tasks.place import Placing, Spot, find_holder, tell_placing
from tts.services.tasks.rows import close_item, update_item
from tts.services.tasks.standing import Standing
from tts.services.tasks.steps import open_placed
from tts.services.tasks.turns import Holder


@dataclass(frozen=True, slots=True)
class Seat:
    """The item that is open now and who has it; the story is of somebody who got it anew."""

    item_id: int
    holder_id: int | None
    task_status: TaskStatus
    story: Story


def seat_item(
    session: Session,
    standing: Standing,
    spot: Spot,
    clock: Clock,
    version_id: int,
    act: Act,
    *,
    wanted: int | None,
) -> Seat:
    """Put the open item at `spot`, for `wanted` if they have its role, else for whose turn it is.

    The same item goes on where its holder stays or it waited; what one person loses is closed as reassigned
    and opens for another.
    """
    placing = _place(session, standing, spot, wanted, act)
    item, held = standing.item, kept_hold(standing)
    status = TaskStatus.ON_HOLD if held else placing.task_status
    if item.holder_id is not None and placing.holder_id != item.holder_id:
        close_item(session, standing, ItemStatus.REASSIGNED, act)
        item_id = open_placed(session, standing.task.id, placing, clock, act, status=held)
        story = tell_placing(session, standing.ticket, placing, item_id, clock, version_id)
        return Seat(item_id, placing.holder_id, status, story)
    values: dict[str, object] = {
        "step_id": spot.step_id,
        "step_name": spot.step_name,
        "role_id": spot.role_id,
        "escalation_role_id": spot.escalation_role_id,
        "due_at": due_times(clock).step,
    }
    is_given = placing.holder_id != item.holder_id
    if is_given:
        new_status = held or ItemStatus.NEW
        values |= {"holder_id": placing.holder_id, "status": new_status.value, "assigned_at": act.now}
    if item.holder_id is None:
        values["origin"] = spot.origin.value
    update_item(session, item, values, act)
    waits_elsewhere = placing.holder is None and spot.role_id != item.role_id
    story = Story()
    if is_given or waits_elsewhere:
        story = tell_placing(session, standing.ticket, placing, item.id, clock, version_id)
    return Seat(item.id, placing.holder_id, status, story)


def _place(session: Session, standing: Standing, spot: Spot, wanted: int | None, act: Act) -> Placing:
    """Nothing changes within the same role; a member of another one keeps the item, others give it up."""
    item, requester_id = standing.item, standing.ticket.requester_id
    if spot.role_id == item.role_id and wanted == item.holder_id:
        holder = None if wanted is None else Holder(wanted, standing.holder_name or "")
        return Placing(spot, holder)
    if wanted is not None and wanted != requester_id:
        member = hold_member(session, wanted, spot.role_id)
        if member is not None:
            return Placing(spot, member)
    return find_holder(session, spot, requester_id, act)
