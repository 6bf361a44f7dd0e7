"""What workers say of themselves, how the work stands, and what is tidied away."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tests.services.sweeping import sweep
from tests.services.test_sweep import LATE, break_task, mend_task
from tts.domain.errors import NotFound, NotPermitted
from tts.models import Event, LoginAttempt, SweepFailure, Worker
from tts.queries.troubles import troubles_now
from tts.queries.workers import Attendance, postponed_tasks, standing_now, workers_not_stopped
from tts.services.people.login import WINDOW
from tts.services.tickets import SubmittedTicket, withdraw_ticket
from tts.services.workers import KEPT, Tally, note_worker, retry_task, tidy_up

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
Db = scoped_session[Session]


@pytest.fixture
def desk(session: Db) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


@pytest.fixture
def postponed(desk: Desk) -> SubmittedTicket:
    """A ticket whose clocks failed once, at LATE."""
    bad = desk.submit()
    break_task(desk, bad)
    assert sweep(desk, LATE).failed == 1
    return bad


def test_a_worker_is_running_then_silent_and_none_once_it_stopped(session: Db) -> None:
    assert standing_now(session, now=MORNING).attendance is Attendance.NONE
    note_worker(session, "a", Tally(), started_at=MORNING, now=MORNING)
    assert standing_now(session, now=MORNING + 59 * SECOND).attendance is Attendance.RUNNING
    assert standing_now(session, now=MORNING + MINUTE).attendance is Attendance.SILENT
    note_worker(session, "b", Tally(), started_at=MORNING, now=MORNING + MINUTE)
    assert standing_now(session, now=MORNING + MINUTE).attendance is Attendance.RUNNING
    for name in ("a", "b"):
        note_worker(session, name, Tally(), started_at=MORNING, now=MORNING + MINUTE, has_stopped=True)
    assert standing_now(session, now=MORNING + MINUTE).attendance is Attendance.NONE


def test_where_the_last_worker_stopped_one_that_was_killed_before_it_is_not_waited_for(session: Db) -> None:
    note_worker(session, "killed", Tally(), started_at=MORNING, now=MORNING)
    later = MORNING + 2 * MINUTE
    note_worker(session, "stopped", Tally(), started_at=MORNING, now=later, has_stopped=True)
    assert standing_now(session, now=later).attendance is Attendance.NONE


def test_a_sign_of_life_keeps_the_counts_and_makes_a_lost_row_anew(session: Db) -> None:
    tally = Tally(swept_at=MORNING, lateness=3 * SECOND, marked=7, failed=1)
    note_worker(session, "a", tally, started_at=MORNING, now=MORNING)
    session.execute(sa.delete(Worker))
    session.commit()
    tally.marked = 9
    note_worker(session, "a", tally, started_at=MORNING, now=MORNING + SECOND)
    (row,) = workers_not_stopped(session)
    assert (row.marked, row.failed, row.lateness, row.seen_at) == (9, 1, 3 * SECOND, MORNING + SECOND)


def test_what_is_due_is_counted_with_its_lateness_until_it_is_acted_on(desk: Desk) -> None:
    first, _ = desk.submit(), desk.submit(now=MORNING + MINUTE)
    due_since = desk.task(first).next_mark_at
    standing = standing_now(desk.session, now=LATE)
    assert (standing.due, standing.due_since) == (2, due_since)
    assert due_since is not None
    assert standing.lateness(LATE) == LATE - due_since
    sweep(desk, LATE)
    standing = standing_now(desk.session, now=LATE)
    assert (standing.due, standing.lateness(LATE)) == (0, timedelta(0))


def test_a_postponed_ticket_is_shown_apart_from_what_is_due(desk: Desk, postponed: SubmittedTicket) -> None:
    standing = standing_now(desk.session, now=LATE)
    assert (standing.due, standing.postponed) == (0, 1)
    (row,) = postponed_tasks(desk.session)
    assert (row.number, row.times, row.retry_at) == (postponed.number, 1, LATE + MINUTE)


def test_an_admin_has_it_tried_at_once(desk: Desk, postponed: SubmittedTicket) -> None:
    assert postponed.task_id is not None
    mend_task(desk, postponed)
    assert sweep(desk, LATE + SECOND).marked == 0
    retry_task(desk.session, postponed.task_id, actor=desk.cast.ada, now=LATE + SECOND)
    assert postponed_tasks(desk.session)[0].retry_at == LATE + SECOND
    retried = desk.session.scalars(sa.select(Event).where(Event.kind == "clock.retried")).one()
    assert (retried.stream_id, retried.actor_name) == (postponed.ticket_id, "Ada")
    assert sweep(desk, LATE + SECOND).marked == 3
    with pytest.raises(NotFound, match="not postponed any more"):
        retry_task(desk.session, postponed.task_id, actor=desk.cast.ada, now=LATE)


@pytest.mark.parametrize("name", ["Alice", "Cora", "Max", "Otto"])
def test_nobody_else_has_it_tried(desk: Desk, postponed: SubmittedTicket, name: str) -> None:
    assert postponed.task_id is not None
    with pytest.raises(NotPermitted):
        retry_task(desk.session, postponed.task_id, actor=desk.cast.actor(name), now=LATE)
    assert postponed_tasks(desk.session)[0].retry_at == LATE + MINUTE


def test_a_ticket_that_ended_is_postponed_no_more(desk: Desk, postponed: SubmittedTicket) -> None:
    mend_task(desk, postponed)
    withdraw_ticket(desk.session, postponed.ticket_id, actor=desk.cast.rita, now=LATE)
    assert standing_now(desk.session, now=LATE).postponed == 0
    assert postponed_tasks(desk.session) == []
    assert tidy_up(desk.session, now=LATE) == 1
    assert desk.session.scalar(sa.select(sa.func.count()).select_from(SweepFailure)) == 0


def test_admins_hear_of_a_missing_worker_and_of_what_is_postponed(
    desk: Desk, postponed: SubmittedTicket
) -> None:
    found = troubles_now(desk.session, now=LATE)
    assert (found.is_unattended, found.postponed) == (True, 1)
    note_worker(desk.session, "a", Tally(), started_at=LATE, now=LATE)
    assert troubles_now(desk.session, now=LATE).is_unattended is False


def test_old_rows_are_tidied_away_and_young_ones_stay(session: Db) -> None:
    attempts = {MORNING - WINDOW: "old", MORNING - WINDOW + SECOND: "young"}
    session.add_all([LoginAttempt(email_key=key, address="-", at=at) for at, key in attempts.items()])
    session.commit()
    note_worker(session, "silent", Tally(), started_at=MORNING, now=MORNING - KEPT - SECOND)
    note_worker(
        session, "stopped", Tally(), started_at=MORNING, now=MORNING - KEPT - SECOND, has_stopped=True
    )
    note_worker(session, "young", Tally(), started_at=MORNING, now=MORNING - KEPT + SECOND, has_stopped=True)
    assert tidy_up(session, now=MORNING) == 3
    assert session.scalars(sa.select(LoginAttempt.email_key)).all() == ["young"]
    assert session.scalars(sa.select(Worker.name)).all() == ["young"]
    assert tidy_up(session, now=MORNING) == 0


def test_an_error_of_the_database_does_not_tell_the_values(session: Db) -> None:
    with pytest.raises(sa.exc.DBAPIError) as caught:
        session.execute(sa.text("SELECT * FROM nowhere WHERE word = :word"), {"word": "a secret value"})
    session.rollback()
    assert "a secret value" not in str(caught.value)
