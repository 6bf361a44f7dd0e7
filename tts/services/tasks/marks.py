"""Telling of the marks that a task's clocks have reached: recorded, sent, and never told of again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.events import Happening
from tts.domain.marks import DueMark, Mark, Scope, Told
from tts.domain.watch import Watch, after_marks, marks_due
from tts.models import TaskItem
from tts.services.notices import coordinator_and_admins, coordinator_or_admins
from tts.services.story import Act, Story, write_story
from tts.services.tasks.mark_messages import say_mark_of, warn_of
from tts.services.tasks.rows import update_task
from tts.services.tasks.standing import Standing


def tell_marks(
    session: Session, standing: Standing, act: Act, *, breached_at: datetime | None = None
) -> Watch:
    """Tell of every mark reached by now that was not told of; the watch after that. Nothing escalates here.

    The ticket's lock is held. An act that ends a visit calls it first, so that a mark reached since the last
    sweep is not lost. A breach is of the moment it was reached, unless `breached_at` says when it came to be.
    """
    due = marks_due(standing.watch, act.now)
    if not due:
        return standing.watch
    watch = after_marks(standing.watch, due)
    recipients = Recipients(session, standing, act)
    story = Story()
    last = {one.mark.scope: one.mark for one in due}
    for one in due:
        sentence = say_mark_of(standing, one.mark, is_passed=one.mark != last[one.mark.scope])
        story += _tell(standing, one, sentence, recipients.of(one.mark), breached_at)
    write_story(session, standing.ticket.id, story, act)
    _keep_marks(session, standing, watch, due, breached_at)
    return watch


class Recipients:
    """Who is told of a mark; who coordinates or administers is asked for once, and only if needed."""

    def __init__(self, session: Session, standing: Standing, act: Act) -> None:
        self.session, self.standing, self.actor_id = session, standing, act.actor.user_id
        self._overseers: dict[bool, tuple[int, ...]] = {}

    def of(self, mark: Mark) -> list[int]:
        """The people, once each, without whoever is acting: they know.

        Where nobody holds the item its overseers are told instead; so are the admins of a step's breach that
        has no escalation role to go to.
        """
        holder_id = self.standing.item.holder_id
        told = [] if holder_id is None else [holder_id]
        if Told.COORDINATOR in mark.tells or holder_id is None:
            told += self.overseers(mark)
        return [user_id for user_id in dict.fromkeys(told) if user_id != self.actor_id]

    def overseers(self, mark: Mark) -> tuple[int, ...]:
        """The coordinator, or the admins while there is none; both of a breach that cannot go up."""
        is_stuck = mark.escalates and not self.standing.step.escalate_to
        if is_stuck not in self._overseers:
            ask = coordinator_and_admins if is_stuck else coordinator_or_admins
            self._overseers[is_stuck] = ask(self.session, self.standing.task.coordinator_id)
        return self._overseers[is_stuck]


def _tell(
    standing: Standing, due: DueMark, sentence: str, people: Iterable[int], breached_at: datetime | None
) -> Story:
    mark, task = due.mark, standing.task
    facts: dict[str, object] = {
        "scope": mark.scope.value,
        "percent": mark.percent,
        "reached_at": due.reached_at.isoformat(),
        "step": task.step_name,
        "visit": task.visit,
        "item_id": standing.item.id,
        "holder": standing.holder_name,
    }
    if mark.is_breach:
        facts["breached_at"] = (breached_at or due.reached_at).isoformat()
    kind = "clock.breached" if mark.is_breach else "clock.warned"
    happening = Happening(kind, None, None, sentence, standing.version.id, facts)
    due_at = task.step_due_at if mark.scope is Scope.STEP else task.due_at
    return Story((happening,), warn_of(standing, mark, sentence, due_at, people))


def _keep_marks(
    session: Session, standing: Standing, watch: Watch, due: Iterable[DueMark], breached_at: datetime | None
) -> None:
    """What was told of, and the breaches, which are facts and are never unset."""
    values: dict[str, object] = {"step_mark": watch.step_mark, "ticket_mark": watch.ticket_mark}
    broken = {one.mark.scope: breached_at or one.reached_at for one in due if one.mark.is_breach}
    if Scope.TICKET in broken:
        values["breached_at"] = broken[Scope.TICKET]
    if Scope.STEP in broken:
        session.execute(
            sa.update(TaskItem)
            .where(TaskItem.id == standing.item.id)
            .values(breached_at=broken[Scope.STEP])
            .execution_options(synchronize_session=False)
        )
    update_task(session, standing.task.id, values)
