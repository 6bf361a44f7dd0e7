"""Transferring an item to an active member of the same role (section 6)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from tts.domain.acting import may_transfer
from tts.domain.errors import Invalid, NotPermitted, Refused
from tts.domain.permissions import Actor
from tts.domain.wording import read_body, read_key
from tts.services.story import Act
from tts.services.tasks.members import hold_member
from tts.services.tasks.outcome import (
    Outcome,
    repeated_outcome,
    require_open,
    require_sight,
)
from tts.services.tasks.pass_on import pass_item
from tts.services.tasks.standing import Standing, lock_item
from tts.services.transaction import use_case


@use_case
def transfer_item(
    session: Session,
    item_id: int,
    to_user_id: int,
    notes: str = "",
    *,
    act_key: str | None = None,
    actor: Actor,
    now: datetime,
) -> Outcome:
    """Give the item to another member of its role: same step, same due time, a hold is kept.

    By its holder, the ticket's coordinator, an admin, or a reviewer of the step's escalation role. Raises
    NotFound, ActedAlready, NotPermitted, Invalid (no active member of the role, or the requester), Refused
    (has it already).
    """
    act = Act(actor, now, read_body(notes, "notes"), read_key(act_key, "act_key"))
    standing = lock_item(session, item_id)
    require_sight(session, standing, actor)
    if earlier := repeated_outcome(session, standing, act):
        return earlier
    require_open(session, standing, act)
    if not may_transfer(actor, standing.piece):
        raise NotPermitted(
            "Only the item's holder, the ticket's coordinator, an admin or a reviewer of its escalation role"
            " may transfer it."
        )
    name = _member_name(session, standing, to_user_id)
    if to_user_id == standing.item.holder_id:
        raise Refused(f"{name} has this item already.")
    return pass_item(session, standing, act, to_user_id, name)


def _member_name(session: Session, standing: Standing, user_id: int) -> str:
    """The name of an active member of the item's role, who stays one; Invalid for anybody else."""
    if user_id == standing.ticket.requester_id:
        sentence = "They asked for this ticket themselves: choose somebody else to work on it."
        raise Invalid(sentence, {"user_id": sentence})
    member = hold_member(session, user_id, standing.item.role_id)
    if member is None:
        sentence = f"Choose an active member of the role {standing.role_name}: only they can have this item."
        raise Invalid(sentence, {"user_id": sentence})
    return member.name
