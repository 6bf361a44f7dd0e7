"""Completing an item: the chosen transition moves the task, Complete ends it (rules.md section 6)."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime

from sqlalchemy.orm import Session

from tts.domain.acting import Choice, decide_choice, may_act
from tts.domain.clocks import enter_step
from tts.domain.errors import NotPermitted, Refused
from tts.domain.escalation import EscalationOutcome
from tts.domain.events import Happening
from tts.domain.graph import Step
from tts.domain.permissions import Actor
from tts.domain.watch import Watch
from tts.domain.wording import read_body, read_key
from tts.domain.words import ItemStatus
from tts.services.story import Act, Story, write_story
from tts.services.tasks.claim import require_another
from tts.services.tasks.finish import finish_task
from tts.services.tasks.marks import tell_marks
from tts.services.tasks.outcome import (
    Outcome,
    outcome_of,
    repeated_outcome,
    require_open,
    require_sight,
)
from tts.services.tasks.place import find_holder, tell_placing
from tts.services.tasks.rows import close_escalation, close_item, update_task, watch_values
from tts.services.tasks.standing import Standing, lock_item
from tts.services.tasks.steps import open_placed, spot_of
from tts.services.transaction import use_case


@use_case
def complete_task_item(
    session: Session,
    item_id: int,
    transition_id: int | None,
    *,
    note: str = "",
    act_key: str | None = None,
    configured_systems: Set[str] = frozenset(),
    actor: Actor,
    now: datetime,
) -> Outcome:
    """Choose a transition, or None for Complete at an end step: one transaction, ten statements or fewer.

    Raises NotFound, ActedAlready, NotPermitted (not the holder), Refused (on hold; not a choice of this step
    in the task's version), Invalid (a note is missing or too long). A repeated `act_key` gets the first
    answer again.
    """
    act = Act(actor, now, read_body(note, "note"), read_key(act_key, "act_key"))
    standing = lock_item(session, item_id)
    require_sight(session, standing, actor)
    if earlier := repeated_outcome(session, standing, act):
        return earlier
    require_open(session, standing, act)
    require_holder(standing, actor)
    choice = decide_choice(standing.version.graph, standing.task.step_id, transition_id, act.note)
    if choice.step is None:
        return finish_task(session, standing, act, configured_systems)
    return _move_task(session, standing, choice, choice.step, act)


def require_holder(standing: Standing, actor: Actor) -> None:
    """NotPermitted for anybody but the holder, and for the requester; Refused while the item is on hold."""
    require_another(standing, actor, may_act)
    if not may_act(actor, standing.piece):
        who = f"{standing.holder_name} has this item" if standing.holder_name else "Nobody has this item yet"
        raise NotPermitted(f"{who}: only its holder acts on it. Take it first, if you may.")
    if standing.item.status == ItemStatus.ON_HOLD:
        raise Refused(f"This item is on hold ({standing.task.hold_reason}): resume it first.")


def _move_task(session: Session, standing: Standing, choice: Choice, step: Step, act: Act) -> Outcome:
    task, ticket, version = standing.task, standing.ticket, standing.version
    watch = tell_marks(session, standing, act)
    clock = enter_step(standing.clock, task.step_id, step, version.promise(ticket.priority), act.now)
    placing = find_holder(session, spot_of(step, task.visit + 1), ticket.requester_id, act)
    close_item(
        session,
        standing,
        ItemStatus.RESOLVED,
        act,
        transition_id=_stored_id(choice),
        transition_name=choice.name,
    )
    next_item_id = open_placed(session, task.id, placing, clock, act)
    update_task(
        session,
        task.id,
        {
            **watch_values(Watch(clock, ticket_mark=watch.ticket_mark)),
            "status": placing.task_status.value,
            "step_id": step.step_id,
            "step_name": step.name,
            "visit": task.visit + 1,
        },
    )
    close_escalation(session, standing, EscalationOutcome.ACTED, act)
    story = tell_resolved(standing, choice, act)
    story += tell_placing(session, ticket, placing, next_item_id, clock, version.id)
    write_story(session, ticket.id, story, act)
    return outcome_of(standing, next_item_id)


def tell_resolved(standing: Standing, choice: Choice, act: Act) -> Story:
    """The story of an item that its holder resolved."""
    facts: dict[str, object] = {
        "item_id": standing.item.id,
        "step_id": standing.task.step_id,
        "transition_id": _stored_id(choice),
        "transition": choice.name,
    }
    if choice.step is not None:
        facts["next_step_id"] = choice.step.step_id
    became = choice.step.name if choice.step else None
    return Story(
        (
            Happening(
                "item.resolved", standing.task.step_name, became, act.note or None, standing.version.id, facts
            ),
        )
    )


def _stored_id(choice: Choice) -> int | None:
    return int(choice.transition.transition_id) if choice.transition else None
