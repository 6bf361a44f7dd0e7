"""From a version's step to the spot an item opens at."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tts.domain.clocks import Clock
from tts.domain.errors import Refused
from tts.domain.graph import Step
from tts.domain.words import ItemStatus
from tts.services.story import Act
from tts.services.tasks.place import Placing, Spot
from tts.services.tasks.rows import NewItem, insert_item


def step_number(step: Step) -> int:
    """The stored id of a version's step."""
    return int(step.step_id)


def spot_of(step: Step, visit: int) -> Spot:
    """Where a step's own item opens; Refused when the version names no role for it."""
    if step.role_id is None:
        raise Refused(f"“{step.name}” has no role in the version this ticket runs on.")
    return Spot(
        step_number(step), step.name, visit, step.role_id, step.role_name, step.escalate_to, step.assignment
    )


def open_placed(
    session: Session,
    task_id: int,
    placing: Placing,
    clock: Clock,
    act: Act,
    *,
    status: ItemStatus | None = None,
) -> int:
    """Open the item for whoever was found; its id. `status` overrides (a hold that is kept)."""
    spot = placing.spot
    new = NewItem(
        task_id,
        spot.step_id,
        spot.step_name,
        spot.visit,
        spot.role_id,
        spot.escalation_role_id,
        placing.holder_id,
        spot.origin,
        status or placing.item_status,
    )
    return insert_item(session, new, clock, act)
