"""The sweep: due tasks are claimed in batches and worked on one by one, a transaction each (section 4).

A claim is a short lease on the task: other workers pass it over until it runs out, which is what is left of a
worker that was killed. What is due is looked at again under the ticket's lock, so a mark fires once however
many workers run. A task that fails is postponed and shown; the others go on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session, scoped_session

from tts.domain.permissions import SYSTEM
from tts.models import Ticket
from tts.services.marks.claims import Claim, claim_tasks, forget_failure, postpone_task, release_tasks
from tts.services.marks.fire import fire_marks
from tts.services.story import Act
from tts.services.tasks.rows import update_task
from tts.services.tasks.standing import lock_ticket_row, open_standing
from tts.services.transaction import use_case

BATCH = 100
log = logging.getLogger(__name__)
AnySession = Session | scoped_session[Any]


@dataclass(frozen=True, slots=True)
class SweepResult:
    """Marks fired and tasks that failed in one pass; `lateness`: how late the first of them was found."""

    marked: int
    failed: int
    lateness: timedelta | None


def sweep_marks(
    session: AnySession,
    *,
    worker: str,
    clock: Callable[[], datetime],
    stop: Callable[[], bool] = lambda: False,
    batch: int = BATCH,
) -> SweepResult:
    """One pass over everything due, however much that is; `stop()` may end it after any item."""
    marked = failed = 0
    lateness: timedelta | None = None
    while not stop():
        now = clock()
        claims = claim_tasks(session, worker=worker, now=now, limit=batch)
        if not claims:
            break
        lateness = lateness if lateness is not None else now - claims[0].due_at
        for place, claim in enumerate(claims):
            if stop():
                release_tasks(session, [left.task_id for left in claims[place:]], worker=worker)
                break
            done = _try_task(session, claim, worker, clock)
            marked, failed = marked + (done or 0), failed + (done is None)
    return SweepResult(marked, failed, lateness)


def _try_task(session: AnySession, claim: Claim, worker: str, clock: Callable[[], datetime]) -> int | None:
    """How many marks fired; None when it failed and was postponed."""
    try:
        return mark_task(session, claim.task_id, claim.ticket_id, now=clock())
    except Exception as error:
        log.exception("The clocks of task %s could not be worked on; it is postponed.", claim.task_id)
        postpone_task(session, claim.task_id, error, worker=worker, now=clock())
        return None


@use_case
def mark_task(session: Session, task_id: int, ticket_id: int, *, now: datetime) -> int:
    """Fire what is due for one task, looked at again under its ticket's lock; how many marks that were."""
    lock_ticket_row(session, Ticket.id == ticket_id)
    standing = open_standing(session, ticket_id)
    fired = fire_marks(session, standing, Act(SYSTEM, now)) if standing else 0
    free: dict[str, object] = {"sweep_after": None, "swept_by": None}
    update_task(session, task_id, free if standing else {**free, "next_mark_at": None})
    forget_failure(session, task_id)
    return fired
