"""Returning an escalated item with a note: to who had it, else assigned anew (section 7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.acting import may_return
from tts.domain.errors import NotPermitted
from tts.domain.escalation import EscalationOutcome, require_escalated
from tts.domain.events import Happening
from tts.domain.permissions import Actor
from tts.domain.wording import read_key, read_reason
from tts.domain.words import ItemStatus, Origin
from tts.models import Escalation, Role
from tts.services.notices import notify_returned
from tts.services.story import Act, Story, write_story
from tts.services.tasks.members import hold_member
from tts.services.tasks.outcome import (
    Outcome,
    outcome_of,
    repeated_outcome,
    require_open,
    require_sight,
)
from tts.services.tasks.pass_on import kept_hold, put_task_status
from tts.services.tasks.place import Placing, Spot, find_holder, tell_placing
from tts.services.tasks.rows import close_escalation, close_item
from tts.services.tasks.standing import Standing, lock_item
from tts.services.tasks.steps import open_placed
from tts.services.tasks.turns import Holder
from tts.services.transaction import use_case


@use_case
def return_item(
    session: Session,
    item_id: int,
    note: str,
    *,
    act_key: str | None = None,
    actor: Actor,
    now: datetime,
) -> Outcome:
    """Give an escalated item back with a note, to its previous holder if available.

    The due time stays. By a reviewer of the escalation role, the ticket's coordinator, an admin. Raises
    NotFound, ActedAlready, NotPermitted, Invalid (no note), Refused (not escalated).
    """
    act = Act(actor, now, read_reason(note, "note"), read_key(act_key, "act_key"))
    standing = lock_item(session, item_id)
    require_sight(session, standing, actor)
    if earlier := repeated_outcome(session, standing, act):
        return earlier
    require_open(session, standing, act)
    require_escalated(is_escalated=standing.escalation is not None)
    if not may_return(actor, standing.piece):
        raise NotPermitted(
            "Only a reviewer of the escalation role, the coordinator or an admin may return it."
        )
    placing = _place_back(session, standing, act)
    close_item(session, standing, ItemStatus.REASSIGNED, act)
    close_escalation(session, standing, EscalationOutcome.RETURNED, act)
    next_item_id = open_placed(
        session, standing.task.id, placing, standing.clock, act, status=kept_hold(standing)
    )
    put_task_status(session, standing, placing, replace(standing.watch, unanswered_since=None))
    story = _tell_returned(standing, placing, act)
    story += tell_placing(
        session, standing.ticket, placing, next_item_id, standing.clock, standing.version.id
    )
    write_story(session, standing.ticket.id, story, act)
    return outcome_of(standing, next_item_id)


def _place_back(session: Session, standing: Standing, act: Act) -> Placing:
    """Whoever had it, while they are available and in the role; else the next in turn."""
    raised, step = standing.escalation, standing.step
    assert raised is not None
    previous = _previous_holder(session, raised, act.now)
    role_name = session.scalar(sa.select(Role.name).where(Role.id == raised.from_role_id)) or ""
    spot = Spot(
        standing.item.step_id,
        standing.item.step_name,
        standing.item.visit,
        raised.from_role_id,
        role_name,
        step.escalate_to,
        step.assignment,
        Origin.TRANSFERRED if previous else Origin.SYSTEM,
    )
    if previous:
        return Placing(spot, previous)
    return find_holder(session, spot, standing.ticket.requester_id, act)


def _previous_holder(session: Session, raised: Escalation, now: datetime) -> Holder | None:
    if raised.from_user_id is None:
        return None
    return hold_member(session, raised.from_user_id, raised.from_role_id, available_at=now)


def _tell_returned(standing: Standing, placing: Placing, act: Act) -> Story:
    facts = {"item_id": standing.item.id, "step": standing.item.step_name, "role": placing.spot.role_name}
    became = placing.holder.name if placing.holder else placing.spot.role_name
    happening = Happening("item.returned", standing.role_name, became, act.note, standing.version.id, facts)
    if placing.holder is None:
        return Story((happening,))
    message = notify_returned(
        standing.ticket, placing.holder.user_id, standing.item.step_name, act.note, act.actor
    )
    return Story((happening,), (message,))
