"""One ticket goes to another version: judged again under its lock, in one transaction, or it stays."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from tts.domain.graph import Step
from tts.domain.moving import (
    Judgement,
    Landing,
    MovedStatus,
    Verdict,
    judge,
    move_clock,
    roles_asked,
)
from tts.domain.permissions import Actor
from tts.domain.problems import quote
from tts.domain.words import ItemStatus, Origin
from tts.models import MovedTicket, Moving
from tts.queries.versions import kept_promise, running_version
from tts.queries.workflow_graphs import role_facts
from tts.services.marks.settle import settle_marks
from tts.services.moving.before import keep_before
from tts.services.moving.mover import acting_now, place_of
from tts.services.moving.put import Goal, put_visit
from tts.services.moving.rows import Due, last_seq_of, lock_row, plan_of
from tts.services.story import Act
from tts.services.tasks.place import Spot
from tts.services.tasks.standing import Standing, last_standing, open_standing
from tts.services.tasks.steps import spot_of, step_number
from tts.services.transaction import use_case


@use_case
def move_ticket(session: Session, due: Due, *, now: datetime) -> bool:
    """Move one ticket, or let it stay with the reason; False when another worker was faster."""
    found = lock_row(session, due)
    if found is None:
        return False
    moving, moved = found
    standing = settle_marks(session, due.ticket_id, open_standing(session, due.ticket_id), now)
    verdict = _judge_now(session, standing or last_standing(session, due.ticket_id), moving)
    moved.at = now
    if standing is None or verdict.step is None:
        moved.status, moved.reason = MovedStatus.STAYED.value, verdict.reason
        return True
    moved.before = keep_before(standing)
    _move(session, standing, verdict.step, moving, moved, Act(_mover(moving), now))
    settle_marks(session, due.ticket_id, open_standing(session, due.ticket_id), now, breached_at=now)
    moved.status, moved.last_seq = MovedStatus.MOVED.value, last_seq_of(session, due.ticket_id)
    return True


def _mover(moving: Moving) -> Actor:
    """Who had it moved: what is done later is still done for them."""
    return Actor(moving.begun_by_id, moving.begun_by_name)


def _judge_now(session: Session, standing: Standing | None, moving: Moving) -> Judgement:
    """As it stands at this moment: it may have ended or moved on since the move was begun."""
    if standing is None or standing.task.ended_at is not None:
        return Judgement(Verdict.STAYS, None, "It ended before its turn came.")
    task, plan = standing.task, plan_of(moving)
    if task.workflow_version_id != moving.from_version_id:
        return Judgement(Verdict.STAYS, None, "It was moved to another version before its turn came.")
    version = running_version(session, moving.to_version_id)
    place = place_of(standing, moving.begun_by_id)
    roles = role_facts(session, roles_asked(place, plan, version.graph))
    mover = acting_now(session, moving.begun_by_id, moving.begun_by_name)
    verdict = judge(place, plan, version.graph, version.version, roles, mover)
    if verdict.verdict is not Verdict.CHOICE:
        return verdict
    return Judgement(
        Verdict.STAYS,
        None,
        f"It came to {quote(task.step_name)} after the move had begun, and version {version.version} has no"
        " such step. Move it again, with a choice for that step.",
    )


def _move(
    session: Session, standing: Standing, step: Step, moving: Moving, moved: MovedTicket, act: Act
) -> None:
    plan, is_held = plan_of(moving), standing.item.status == ItemStatus.ON_HOLD
    goal = _goal(session, standing, step, moving)
    promise = goal.version.promise(standing.ticket.priority)
    landing = Landing(step, promise, goal.version.calendar, plan.keep_due, is_held, plan.steps)
    facts = {
        "moving_id": moving.id,
        "keep_due": plan.keep_due,
        "on_hold": is_held,
        "steps": {str(old): new for old, new in plan.steps.items()},
    }
    clock = move_clock(standing.clock, landing, act.now)
    wanted = standing.item.holder_id
    put_visit(session, standing, goal, clock, "ticket.moved", facts, act, wanted=wanted)


def _goal(session: Session, standing: Standing, step: Step, moving: Moving) -> Goal:
    version = running_version(session, moving.to_version_id)
    promise_id = kept_promise(standing.task, standing.version, version) if moving.keep_due else None
    counted = running_version(session, version.id, promise_id)
    own = spot_of(step, standing.item.visit)
    return Goal(counted, promise_id, _spot(standing, own, step), own.role_id)


def _spot(standing: Standing, own: Spot, step: Step) -> Spot:
    """An escalated item stays with the role it was escalated to."""
    item = standing.item
    if standing.escalation is None:
        return own
    return Spot(
        step_number(step),
        step.name,
        item.visit,
        item.role_id,
        standing.role_name,
        step.escalate_to,
        "turn",
        Origin(item.origin),
    )
