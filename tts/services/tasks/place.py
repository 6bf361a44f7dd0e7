"""Putting a task at a step: who is next gets the item, or it waits in the role's queue (section 5)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from tts.domain.clocks import Clock, due_times
from tts.domain.events import Happening
from tts.domain.notice_words import why_waiting
from tts.domain.words import ItemStatus, Origin, TaskStatus
from tts.services.notices import (
    TicketFacts,
    coordinators_and_admins,
    notify_assigned,
    notify_waiting,
)
from tts.services.story import Act, Story
from tts.services.tasks.turns import Holder, next_in_turn


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an item is to open: a step's visit, the role it is for, and how a holder is found."""

    step_id: int
    step_name: str
    visit: int
    role_id: int
    role_name: str
    escalation_role_id: int | None
    assignment: str = "turn"
    origin: Origin = Origin.SYSTEM


@dataclass(frozen=True, slots=True)
class Placing:
    """Who was found, if anybody, and the state that follows."""

    spot: Spot
    holder: Holder | None

    @property
    def holder_id(self) -> int | None:
        """The holder's id, or None while it waits."""
        return self.holder.user_id if self.holder else None

    @property
    def item_status(self) -> ItemStatus:
        """New in somebody's hands, else waiting."""
        return ItemStatus.NEW if self.holder else ItemStatus.WAITING

    @property
    def task_status(self) -> TaskStatus:
        """In progress in somebody's hands, else pending."""
        return TaskStatus.IN_PROGRESS if self.holder else TaskStatus.PENDING


def find_holder(session: Session, spot: Spot, requester_id: int, act: Act) -> Placing:
    """Take the next turn of the spot's role, by its policy; nobody works on what they asked for."""
    holder = next_in_turn(
        session, spot.role_id, assignment=spot.assignment, requester_id=requester_id, now=act.now
    )
    return Placing(spot, holder)


def tell_placing(
    session: Session, ticket: TicketFacts, placing: Placing, item_id: int, clock: Clock, version_id: int
) -> Story:
    """The story of an item that opened: who got it, or that nobody could."""
    spot, holder = placing.spot, placing.holder
    due_at = due_times(clock).step
    facts: dict[str, object] = {
        "item_id": item_id,
        "step_id": spot.step_id,
        "step": spot.step_name,
        "role": spot.role_name,
        "origin": spot.origin.value,
        "due_at": due_at.isoformat() if due_at else None,
    }
    if clock.is_grace:
        facts["grace"] = True
    if holder is not None:
        facts |= {"holder": holder.name, "holder_id": holder.user_id}
        happening = Happening("item.assigned", None, holder.name, None, version_id, facts)
        return Story((happening,), (notify_assigned(ticket, holder.user_id, spot.role_name),))
    on_purpose = spot.assignment == "queue"
    reason = why_waiting(spot.role_name, on_purpose=on_purpose)
    happening = Happening("item.waiting", None, spot.role_name, reason, version_id, facts)
    if on_purpose:
        return Story((happening,))
    recipients = coordinators_and_admins(session)
    return Story((happening,), notify_waiting(ticket, recipients, spot.step_name, spot.role_name))
