"""Escalating: the item is closed, another opens for the escalation role at the same step (section 7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.acting import may_hold
from tts.domain.errors import NotPermitted
from tts.domain.escalation import require_escalable
from tts.domain.events import Happening
from tts.domain.permissions import Actor
from tts.domain.watch import Watch
from tts.domain.wording import read_key, read_reason
from tts.domain.words import ItemStatus, Origin
from tts.models import Escalation, Role
from tts.services.notices import Raised, coordinator_or_admins, notify_escalated
from tts.services.story import Act, Story, write_story
from tts.services.tasks.outcome import (
    Outcome,
    outcome_of,
    repeated_outcome,
    require_open,
    require_sight,
)
from tts.services.tasks.pass_on import kept_hold, put_task_status
from tts.services.tasks.place import Placing, Spot, find_holder, tell_placing
from tts.services.tasks.rows import close_item
from tts.services.tasks.standing import Standing, lock_item
from tts.services.tasks.steps import open_placed
from tts.services.transaction import use_case


@use_case
def escalate_item(
    session: Session,
    item_id: int,
    reason: str,
    *,
    act_key: str | None = None,
    actor: Actor,
    now: datetime,
) -> Outcome:
    """Ask the escalation role to look; the due time stays, and so does a hold.

    By the holder, the ticket's coordinator or an admin. Raises NotFound, ActedAlready, NotPermitted, Invalid
    (no reason), Refused (no escalation role; escalated already).
    """
    act = Act(actor, now, read_reason(reason), read_key(act_key, "act_key"))
    standing = lock_item(session, item_id)
    require_sight(session, standing, actor)
    if earlier := repeated_outcome(session, standing, act):
        return earlier
    require_open(session, standing, act)
    if not may_hold(actor, standing.piece):
        raise NotPermitted("Only the item's holder, the ticket's coordinator or an admin may escalate it.")
    return raise_escalation(session, standing, act)


def raise_escalation(
    session: Session, standing: Standing, act: Act, *, by_breach: bool = False, watch: Watch | None = None
) -> Outcome:
    """The escalation itself, of a standing whose lock is held; `act.note` is its reason.

    `watch` is what the marks left that were told of in this transaction.
    """
    role_id = require_escalable(standing.step, is_escalated=standing.escalation is not None)
    role_name = session.scalar(sa.select(Role.name).where(Role.id == role_id)) or ""
    item = standing.item
    spot = Spot(
        item.step_id, item.step_name, item.visit, role_id, role_name, role_id, "turn", Origin.ESCALATION
    )
    placing = find_holder(session, spot, standing.ticket.requester_id, act)
    close_item(session, standing, ItemStatus.ESCALATED, act)
    session.execute(sa.insert(Escalation).values(_escalation_values(standing, role_id, act, by_breach)))
    next_item_id = open_placed(
        session, standing.task.id, placing, standing.clock, act, status=kept_hold(standing)
    )
    put_task_status(session, standing, placing, replace(watch or standing.watch, unanswered_since=act.now))
    story = _tell_escalated(session, standing, placing, act, by_breach)
    story += tell_placing(
        session, standing.ticket, placing, next_item_id, standing.clock, standing.version.id
    )
    write_story(session, standing.ticket.id, story, act)
    return outcome_of(standing, next_item_id)


def _escalation_values(standing: Standing, role_id: int, act: Act, by_breach: bool) -> dict[str, object]:
    item = standing.item
    return {
        "task_id": standing.task.id,
        "from_item_id": item.id,
        "from_user_id": item.holder_id,
        "from_role_id": item.role_id,
        "to_role_id": role_id,
        "step_id": item.step_id,
        "step_name": item.step_name,
        "visit": item.visit,
        "reason": act.note,
        "by_breach": by_breach,
        "raised_by_id": act.actor.user_id,
        "raised_at": act.now,
    }


def _tell_escalated(
    session: Session, standing: Standing, placing: Placing, act: Act, by_breach: bool
) -> Story:
    item, spot = standing.item, placing.spot
    facts = {
        "item_id": item.id,
        "step": item.step_name,
        "from": standing.holder_name,
        "from_id": item.holder_id,
        "from_role": standing.role_name,
        "to_role": spot.role_name,
        "by_breach": by_breach,
    }
    happening = Happening(
        "item.escalated", standing.role_name, spot.role_name, act.note, standing.version.id, facts
    )
    raised = Raised(item.holder_id, standing.role_name, spot.role_name, act.note)
    overseers = coordinator_or_admins(session, standing.task.coordinator_id)
    told = (placing.holder_id, item.holder_id, *overseers)
    return Story((happening,), notify_escalated(standing.ticket, raised, told, act.actor))
