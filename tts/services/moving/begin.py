"""Beginning a move, and having it taken back: both only write down what is to be done, tickets come later."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tts.domain.errors import Invalid, NotFound, Refused
from tts.domain.moving import LEAVE, MovedStatus, MovePlan, MovingStatus, Verdict
from tts.domain.permissions import Actor, Permission
from tts.models import MovedTicket, Moving, Task
from tts.queries.moving_preview import preview_move
from tts.queries.versions import RunningVersion, running_version
from tts.queries.workflow_access import reachable_workflow
from tts.services.moving.rows import UNDONE, counts_of, record_moving
from tts.services.transaction import use_case


@use_case
def begin_moving(
    session: Session,
    workflow_id: int,
    from_version_id: int,
    to_version_id: int,
    plan: MovePlan,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Write down that the open tickets of one version are to go to another; the id of the move.

    Six statements and the record, however many tickets. Raises NotFound, NotPermitted, Invalid (the same
    version, a step without a target, a target that is not in the version), Refused (none are open, or another
    move of the workflow is at work).
    """
    reachable_workflow(session, actor, workflow_id, for_update=True)
    actor.require(Permission.DESIGN)
    was, becomes = read_versions(session, workflow_id, from_version_id, to_version_id)
    require_targets(session, was, becomes, plan, actor)
    moving = Moving(
        workflow_id=workflow_id,
        from_version_id=was.id,
        to_version_id=becomes.id,
        targets={str(old): new for old, new in plan.targets.items()},
        keep_due=plan.keep_due,
        begun_by_id=actor.user_id,
        begun_by_name=actor.name,
        begun_at=now,
    )
    _put_to_work(session, moving)
    facts = {"tickets": _note_tickets(session, moving), "keep_due": plan.keep_due, "targets": moving.targets}
    record_moving(session, moving, "workflow.moving_begun", facts, actor=actor, now=now)
    return moving.id


def read_versions(
    session: Session, workflow_id: int, from_id: int, to_id: int
) -> tuple[RunningVersion, RunningVersion]:
    """Both versions; NotFound for one of another workflow, Invalid where they are the same."""
    was, becomes = running_version(session, from_id), running_version(session, to_id)
    if {was.workflow_id, becomes.workflow_id} != {workflow_id}:
        raise NotFound("This workflow has no such version. Its page lists those there are.")
    require_another(was.id, becomes.id)
    return was, becomes


def require_another(from_id: int, to_id: int) -> None:
    """Invalid where both are the same version."""
    if from_id == to_id:
        sentence = "The tickets run on that version already: choose another one."
        raise Invalid(sentence, {"to_version": sentence})


def require_targets(
    session: Session, was: RunningVersion, becomes: RunningVersion, plan: MovePlan, actor: Actor
) -> None:
    """Invalid unless every step with open tickets has a target, and every target is a step of the version."""
    faults: dict[str, str] = {}
    for old, new in plan.targets.items():
        step = was.graph.find(old)
        if step is None:
            faults[f"target_{old}"] = f"Version {was.version} has no step number {old}."
        elif new != LEAVE and becomes.graph.find(new) is None:
            faults[f"target_{old}"] = f"Choose a step of version {becomes.version} for “{step.name}”."
    if not faults:
        groups = preview_move(session, actor, was, becomes, plan).groups
        unmapped = [group for group in groups if group.judgement.verdict is Verdict.CHOICE]
        faults = {f"target_{group.place.step_id}": group.judgement.reason for group in unmapped}
    if faults:
        raise Invalid("Every step with open tickets needs a place to go to.", faults)


def _put_to_work(session: Session, moving: Moving, **values: object) -> None:
    """Store it as at work; Refused while another one of its workflow is."""
    try:
        with session.begin_nested():
            for name, value in values.items():
                setattr(moving, name, value)
            session.add(moving)
            session.flush()
    except IntegrityError:
        raise Refused(
            "Tickets of this workflow are being moved already: wait until that is done, or take it back."
        ) from None


def _note_tickets(session: Session, moving: Moving) -> int:
    """One row for each ticket whose task is open on the old version; how many. Two statements."""
    found = (
        sa.select(
            sa.literal(moving.id), Task.ticket_id, sa.literal(MovedStatus.WAITING.value), sa.literal("")
        )
        .where(Task.workflow_version_id == moving.from_version_id, Task.ended_at.is_(None))
        .order_by(Task.id)
    )
    names = ["moving_id", "ticket_id", "status", "reason"]
    session.execute(sa.insert(MovedTicket).from_select(names, found, include_defaults=False))
    noted = sum(counts_of(session, moving.id).values())
    if not noted:
        raise Refused("No ticket is open on that version: there is nothing to move.")
    return noted


@use_case
def undo_moving(session: Session, workflow_id: int, moving_id: int, *, actor: Actor, now: datetime) -> None:
    """Have a move taken back: what has not moved on since goes back, what still waits stays where it is.

    Raises NotFound, NotPermitted, Refused (taken back already, or another move of the workflow is at work).
    """
    reachable_workflow(session, actor, workflow_id, for_update=True)
    actor.require(Permission.DESIGN)
    moving = session.get(Moving, moving_id, populate_existing=True)
    if moving is None or moving.workflow_id != workflow_id:
        raise NotFound("This workflow has no such move. Its page lists those there are.")
    if moving.status not in (MovingStatus.RUNNING.value, MovingStatus.DONE.value):
        raise Refused(f"{moving.undone_by_name} had this move taken back already.")
    _put_to_work(
        session,
        moving,
        status=MovingStatus.UNDOING.value,
        ended_at=None,
        undone_by_id=actor.user_id,
        undone_by_name=actor.name,
        undone_at=now,
    )
    session.execute(
        sa.update(MovedTicket)
        .where(MovedTicket.moving_id == moving_id, MovedTicket.status == MovedStatus.WAITING.value)
        .values(
            status=MovedStatus.STAYED.value, reason="The move was taken back before its turn came.", at=now
        )
        .execution_options(synchronize_session=False)
    )
    record_moving(session, moving, UNDONE, {}, actor=actor, now=now)
