"""One ticket goes back to where it was before its move, unless it has moved on since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.escalation import EscalationOutcome
from tts.domain.events import Stream
from tts.domain.moving import MovedStatus, why_not_theirs
from tts.domain.permissions import Actor
from tts.domain.telling import Told, tell_event
from tts.domain.words import Origin
from tts.models import Event, MovedTicket, Moving
from tts.queries.versions import RunningVersion, running_version
from tts.queries.workflow_graphs import role_facts
from tts.services.marks.settle import settle_marks
from tts.services.moving.before import clock_before
from tts.services.moving.mover import acting_now, place_of
from tts.services.moving.put import Goal, put_visit
from tts.services.moving.rows import Due, lock_row
from tts.services.story import Act
from tts.services.tasks.place import Spot
from tts.services.tasks.rows import close_escalation
from tts.services.tasks.standing import Standing, open_standing
from tts.services.transaction import use_case

HARMLESS = (
    "clock.warned",
    "clock.breached",
    "clock.retried",
    "escalation.reminded",
    "ticket.coordinator_changed",
    "ticket.changed",
    "ticket.rated",
    "ticket.ended_there",
    "outbox.not_configured",
    "outbox.refused",
    "outbox.corrected",
    "outbox.retried",
    "outbox.discarded",
)
"""What may have happened since without the ticket having moved on."""


@use_case
def move_back(session: Session, due: Due, *, now: datetime) -> bool:
    """Bring one ticket back, or keep it with the reason; False when another worker was faster."""
    found = lock_row(session, due)
    if found is None:
        return False
    moving, moved = found
    standing = settle_marks(session, due.ticket_id, open_standing(session, due.ticket_id), now)
    moved.at = now
    reason = _why_not(session, standing, moving, moved)
    if reason or standing is None:
        moved.status, moved.reason = MovedStatus.KEPT.value, reason
        return True
    actor = Actor(moving.undone_by_id, moving.undone_by_name or "")
    _put_back(session, standing, moved.before or {}, moving, Act(actor, now))
    moved.status = MovedStatus.UNDONE.value
    settle_marks(session, due.ticket_id, open_standing(session, due.ticket_id), now, breached_at=now)
    return True


def _why_not(session: Session, standing: Standing | None, moving: Moving, moved: MovedTicket) -> str:
    """What happened to it since, or why nobody could work on it there; "" where it goes back."""
    event = session.scalars(
        sa.select(Event)
        .where(
            Event.stream == Stream.TICKET.value,
            Event.stream_id == moved.ticket_id,
            Event.seq > (moved.last_seq or 0),
            Event.kind.not_in(HARMLESS),
        )
        .order_by(Event.seq)
        .limit(1)
    ).one_or_none()
    if event is not None:
        told = tell_event(Told(event.kind, event.actor_name, event.was, event.became, event.facts))
        return f"It has moved on since: {told}"
    if standing is None:
        return "It has ended since."
    role_id = (moved.before or {}).get("role_id")
    facts = role_facts(session, [role_id] if role_id else []).get(role_id or 0)
    if facts is None or not (facts.is_active and facts.members):
        return "Nobody has the role any more that it was with before."
    return _why_not_theirs(session, standing, moving, moved.before or {})


def _why_not_theirs(session: Session, standing: Standing, moving: Moving, before: Mapping[str, Any]) -> str:
    """Who takes back their own move gets no other tickets by it than they had; others may."""
    undoer = acting_now(session, moving.undone_by_id, moving.undone_by_name or "")
    place = place_of(standing, undoer.user_id)
    if undoer.user_id == moving.begun_by_id and not place.is_own:
        return ""
    version = running_version(session, before["version_id"])
    step = version.graph.step(before["step_id"])
    roles = role_facts(session, {role for role in (step.role_id, step.escalate_to) if role is not None})
    return why_not_theirs(place, step, version.version, roles, undoer)


def _put_back(
    session: Session, standing: Standing, before: Mapping[str, Any], moving: Moving, act: Act
) -> None:
    if not before["raised_from_role_id"]:
        standing = _lower(session, standing, act)
    version = running_version(session, before["version_id"], before["promise_version_id"])
    goal = Goal(version, before["promise_version_id"], _spot(standing, before, version), _own_role(before))
    clock = clock_before(standing.clock, before, version, standing.ticket.priority)
    facts = {"moving_id": moving.id}
    wanted = before["holder_id"]
    put_visit(session, standing, goal, clock, "ticket.moved_back", facts, act, wanted=wanted)


def _lower(session: Session, standing: Standing, act: Act) -> Standing:
    """An escalation that the move itself raised ends with it; nobody has touched it since."""
    note = replace(act, note="The move that had made it late was taken back.")
    close_escalation(session, standing, EscalationOutcome.RETURNED, note)
    return replace(standing, escalation=None)


def _own_role(before: Mapping[str, Any]) -> int:
    """The role that an escalation was from, else the item's own."""
    return int(before["raised_from_role_id"] or before["role_id"])


def _spot(standing: Standing, before: Mapping[str, Any], version: RunningVersion) -> Spot:
    policy = version.graph.step(before["step_id"]).assignment
    return Spot(
        before["step_id"],
        before["step_name"],
        standing.item.visit,
        before["role_id"],
        before["role_name"],
        before["escalation_role_id"],
        "turn" if before["raised_from_role_id"] else policy,
        Origin(before.get("origin") or standing.item.origin),
    )
