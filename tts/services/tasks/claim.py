"""Taking an item: an unassigned one from the role's queue, or another's by who oversees it (section 6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from tts.domain.acting import Piece, has_asked, may_claim, may_take, say_ago
from tts.domain.errors import ActedAlready, NotPermitted
from tts.domain.events import Happening
from tts.domain.permissions import Actor
from tts.domain.words import ItemStatus, TaskStatus
from tts.services.story import Act, Story, write_story
from tts.services.tasks.members import hold_roles
from tts.services.tasks.outcome import Outcome, outcome_of, require_open, require_sight
from tts.services.tasks.pass_on import pass_item
from tts.services.tasks.rows import update_item, update_task
from tts.services.tasks.standing import Standing, lock_item
from tts.services.transaction import use_case


@use_case
def claim_item(
    session: Session, item_id: int, *, held_by: int | None = None, actor: Actor, now: datetime
) -> Outcome:
    """Take an unassigned item of one's role; with `held_by` (whom the actor saw), take it from that holder.

    The first stays the same item, the second opens a new one; `next_item_id` names it. Claiming what one has
    changes nothing. Raises NotFound, NotPermitted, or ActedAlready when somebody was faster.
    """
    act = Act(actor, now)
    standing = lock_item(session, item_id)
    require_sight(session, standing, actor)
    require_open(session, standing, act)
    holder_id = standing.item.holder_id
    if holder_id is not None and holder_id == actor.user_id:
        return outcome_of(standing, item_id)
    if holder_id != held_by:
        raise _taken_already(standing, act)
    require_another(standing, actor, may_claim if holder_id is None else may_take)
    hold_roles(session, actor)
    if holder_id is not None:
        return _take(session, standing, act)
    return _claim(session, standing, act)


def require_another(standing: Standing, actor: Actor, may: Callable[[Actor, Piece], bool]) -> None:
    """NotPermitted for who asked for the ticket and otherwise might: nobody decides on their own request."""
    piece = standing.piece
    if has_asked(actor, piece) and may(actor, replace(piece, requester_id=None)):
        raise NotPermitted("You asked for this ticket yourself: somebody else has to work on it.")


def _claim(session: Session, standing: Standing, act: Act) -> Outcome:
    if act.actor.user_id is None or not may_claim(act.actor, standing.piece):
        raise NotPermitted(
            f"This item waits for somebody in the role {standing.role_name}: only its members may claim it."
        )
    is_held = standing.item.status == ItemStatus.ON_HOLD
    status = ItemStatus.ON_HOLD if is_held else ItemStatus.IN_PROGRESS
    values = {"holder_id": act.actor.user_id, "status": status.value, "assigned_at": act.now}
    update_item(session, standing.item, values, act)
    if not is_held:
        update_task(session, standing.task.id, {"status": TaskStatus.IN_PROGRESS.value})
    happening = Happening(
        "item.claimed",
        standing.role_name,
        act.actor.name,
        None,
        standing.version.id,
        {"item_id": standing.item.id, "step": standing.task.step_name, "holder_id": act.actor.user_id},
    )
    write_story(session, standing.ticket.id, Story((happening,)), act)
    return outcome_of(standing, standing.item.id)


def _take(session: Session, standing: Standing, act: Act) -> Outcome:
    if act.actor.user_id is None or not may_take(act.actor, standing.piece):
        raise NotPermitted(
            f"{standing.holder_name} has this item: only the ticket's coordinator, an admin or a reviewer"
            " of its escalation role may take it."
        )
    return pass_item(session, standing, replace(act, note=""), act.actor.user_id, act.actor.name)


def _taken_already(standing: Standing, act: Act) -> ActedAlready:
    """Somebody claimed it, or it went back to the queue, since the actor looked."""
    holder, at = standing.holder_name, standing.item.assigned_at
    if holder is None:
        place = f"it waits in the queue of the role {standing.role_name}"
        return ActedAlready(f"Nobody has this item now: {place}.", acted_by=None, acted_at=at, now=place)
    place = f"{holder} has it"
    sentence = f"{holder} got this item {say_ago(act.now - at)}. Nothing was changed."
    return ActedAlready(sentence, acted_by=holder, acted_at=at, now=place)
