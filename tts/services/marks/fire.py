"""What a sweep does with a task: tell of its marks, escalate a late step, remind of an escalation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.events import Happening
from tts.domain.marks import BREACH
from tts.domain.notice_words import say_not_finished
from tts.domain.watch import Watch, is_reminder_due, marks_due, next_mark_at
from tts.models import Escalation, Membership, Role, User
from tts.services.escalations.escalate import raise_escalation
from tts.services.notices import coordinator_and_admins
from tts.services.story import Act, Story, write_story
from tts.services.tasks.mark_messages import remind_of
from tts.services.tasks.marks import tell_marks
from tts.services.tasks.rows import update_task
from tts.services.tasks.standing import Standing


def fire_marks(session: Session, standing: Standing, act: Act, *, breached_at: datetime | None = None) -> int:
    """Do all that is due for a task whose ticket's lock is held; how many marks and reminders that were.

    One automatic escalation per visit: only the step's own breach raises it, and that mark comes once.
    """
    fired = len(marks_due(standing.watch, act.now))
    is_reminded = is_reminder_due(standing.watch, act.now)
    watch = tell_marks(session, standing, act, breached_at=breached_at)
    if is_reminded:
        watch = _remind(session, standing, watch, act)
    if _goes_up(standing, watch):
        raise_escalation(session, standing, _reasoned(standing, act), by_breach=True, watch=watch)
    else:
        update_task(session, standing.task.id, {"next_mark_at": next_mark_at(watch)})
    return fired + is_reminded


def _goes_up(standing: Standing, after: Watch) -> bool:
    """Whether the step ran out of time just now, may go up, and has not gone up already."""
    is_broken = standing.task.step_mark < BREACH <= after.step_mark
    return is_broken and standing.step.escalate_to is not None and standing.escalation is None


def _reasoned(standing: Standing, act: Act) -> Act:
    return replace(act, note=say_not_finished(standing.task.step_name, standing.task.budget))


def _remind(session: Session, standing: Standing, watch: Watch, act: Act) -> Watch:
    """The second level: the role, the coordinator and the admins are told once."""
    raised = standing.escalation
    assert raised is not None
    session.execute(
        sa.update(Escalation)
        .where(Escalation.id == raised.id)
        .values(reminded_at=act.now)
        .execution_options(synchronize_session=False)
    )
    members = _members_of(session, raised.to_role_id)
    people = (*members, *coordinator_and_admins(session, standing.task.coordinator_id))
    facts = {"step": standing.task.step_name, "role": standing.role_name, "item_id": standing.item.id}
    happening = Happening("escalation.reminded", None, None, None, standing.version.id, facts)
    write_story(session, standing.ticket.id, Story((happening,), remind_of(standing, people)), act)
    return replace(watch, unanswered_since=None)


def _members_of(session: Session, role_id: int) -> Sequence[int]:
    return session.scalars(
        sa.select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .join(Role, Role.id == Membership.role_id)
        .where(Membership.role_id == role_id, User.is_active, Role.is_active)
        .order_by(Membership.user_id)
    ).all()
