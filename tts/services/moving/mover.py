"""Who has tickets moved, as they may act now, and where a ticket stands for them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tts.domain.moving import Place
from tts.domain.permissions import Actor, Permission
from tts.queries.people import actor_of
from tts.services.tasks.standing import Standing


def acting_now(session: Session, user_id: int | None, name: str) -> Actor:
    """The mover with the roles they have now; who is gone has none, and the command line may everything."""
    if user_id is None:
        return Actor(None, name, permissions=frozenset(Permission))
    return actor_of(session, user_id) or Actor(user_id, name)


def place_of(standing: Standing, mover_id: int | None) -> Place:
    """Where the ticket stands, as far as it matters to a move."""
    task, item, raised = standing.task, standing.item, standing.escalation
    return Place(
        task.step_id,
        task.step_name,
        task.waiting_on,
        raised.to_role_id if raised else None,
        frozenset({item.role_id, raised.from_role_id} if raised else {item.role_id}),
        item.escalation_role_id,
        mover_id is not None and standing.ticket.requester_id == mover_id,
    )
