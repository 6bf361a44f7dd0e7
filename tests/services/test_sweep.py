"""The sweep as a promise: all that is due in one pass, each mark once, one failure stops nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tests.racing import race
from tests.services.sweeping import clock_events, prove, sweep
from tests.services.test_statements import counted
from tests.workflows import HOUR, SUPPORT
from tts.models import Event, SweepFailure, Task
from tts.services.marks import SweepResult, sweep_marks
from tts.services.marks.claims import LEASE, claim_tasks, delay_after, postpone_task
from tts.services.marks.sweep import mark_task
from tts.services.tasks import complete_task_item
from tts.services.tickets import SubmittedTicket

SHARE = timedelta(hours=1, minutes=36)
LATE = MORNING + 2 * HOUR


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def submit_many(desk: Desk, count: int) -> list[SubmittedTicket]:
    return [desk.submit() for _ in range(count)]


def break_task(desk: Desk, submitted: SubmittedTicket) -> None:
    """Give a task a step that its version does not have, so that it cannot be worked on."""
    desk.session.execute(sa.update(Task).where(Task.id == submitted.task_id).values(step_id=987_654_321))
    desk.session.commit()


def mend_task(desk: Desk, submitted: SubmittedTicket) -> None:
    first = int(desk.flow.graph.start.step_id)
    desk.session.execute(sa.update(Task).where(Task.id == submitted.task_id).values(step_id=first))
    desk.session.commit()


def test_one_pass_marks_all_that_is_due_however_many_batches_it_takes(desk: Desk) -> None:
    tickets = submit_many(desk, 25)
    result = sweep_marks(desk.session, worker="w", clock=lambda: LATE, batch=4)
    assert (result.marked, result.failed) == (75, 0)
    assert all(clock_events(desk, one) == ["step 80", "step 90", "step 100"] for one in tickets)
    prove(desk)


def test_one_that_fails_is_postponed_counted_and_shown_and_the_others_go_on(desk: Desk) -> None:
    bad, *good = submit_many(desk, 5)
    break_task(desk, bad)
    result = sweep(desk, LATE)
    assert (result.marked, result.failed) == (12, 1)
    failure = desk.session.scalars(sa.select(SweepFailure)).one()
    assert (failure.task_id, failure.times, failure.first_at, failure.retry_at) == (
        bad.task_id,
        1,
        LATE,
        LATE + delay_after(1),
    )
    assert failure.reason
    assert sweep(desk, LATE + timedelta(seconds=30)).failed == 0
    assert all(clock_events(desk, one)[-1] == "step 100" for one in good)


def test_one_that_failed_is_tried_again_later_and_less_often_and_forgotten_once_it_goes(desk: Desk) -> None:
    bad = desk.submit()
    break_task(desk, bad)
    sweep(desk, LATE)
    sweep(desk, LATE + timedelta(minutes=1))
    desk.session.expire_all()
    assert desk.session.scalars(sa.select(SweepFailure.times)).one() == 2
    mend_task(desk, bad)
    assert sweep(desk, LATE + timedelta(minutes=2)).marked == 0
    assert sweep(desk, LATE + timedelta(minutes=3)).marked == 3
    assert desk.session.scalar(sa.select(sa.func.count()).select_from(SweepFailure)) == 0
    prove(desk)


def test_the_delay_after_a_failure_doubles_up_to_an_hour() -> None:
    assert [delay_after(times) // timedelta(minutes=1) for times in (1, 2, 3, 6, 7, 500)] == [
        1,
        2,
        4,
        32,
        60,
        60,
    ]


def test_told_to_stop_it_finishes_the_item_in_hand_and_hands_the_others_back(desk: Desk) -> None:
    submit_many(desk, 6)
    answers: Iterator[bool] = iter((False, False, False, True, True))
    result = sweep_marks(desk.session, worker="w", clock=lambda: LATE, stop=lambda: next(answers, True))
    assert result.marked == 6
    assert desk.session.scalar(sa.select(sa.func.count()).where(Task.swept_by.is_not(None))) == 0
    assert sweep(desk, LATE).marked == 12


def test_what_a_killed_worker_had_in_hand_is_taken_up_when_its_lease_is_over(desk: Desk) -> None:
    submitted = desk.submit()
    assert len(claim_tasks(desk.session, worker="killed", now=LATE, limit=10)) == 1
    assert sweep(desk, LATE + LEASE - timedelta(seconds=1)).marked == 0
    assert sweep(desk, LATE + LEASE).marked == 3
    assert clock_events(desk, submitted) == ["step 80", "step 90", "step 100"]


def test_a_worker_whose_lease_ran_out_changes_nothing_when_it_comes_back(desk: Desk) -> None:
    submitted = desk.submit()
    (claim,) = claim_tasks(desk.session, worker="slow", now=LATE, limit=10)
    sweep(desk, LATE + LEASE)
    assert mark_task(desk.session, claim.task_id, claim.ticket_id, now=LATE + LEASE) == 0
    assert clock_events(desk, submitted) == ["step 80", "step 90", "step 100"]


def test_a_failure_of_a_worker_whose_lease_ran_out_postpones_nobody(desk: Desk) -> None:
    submitted = desk.submit()
    assert submitted.task_id is not None
    claim_tasks(desk.session, worker="slow", now=LATE, limit=10)
    claim_tasks(desk.session, worker="quick", now=LATE + LEASE, limit=10)
    postpone_task(desk.session, submitted.task_id, ValueError("late"), worker="slow", now=LATE + LEASE)
    assert desk.task(submitted).swept_by == "quick"
    assert desk.session.scalar(sa.select(sa.func.count()).select_from(SweepFailure)) == 0


def test_an_act_between_claim_and_mark_is_seen(desk: Desk) -> None:
    submitted = desk.submit()
    now = MORNING + SHARE * 0.8
    (claim,) = claim_tasks(desk.session, worker="w", now=now, limit=10)
    desk.choose(submitted, "Assign", now - timedelta(seconds=1))
    assert mark_task(desk.session, claim.task_id, claim.ticket_id, now=now) == 0
    assert clock_events(desk, submitted) == []
    prove(desk)


def test_six_workers_at_once_fire_each_mark_once(desk: Desk, database_url: str) -> None:
    tickets = submit_many(desk, 40)

    def work(number: int, session: Session) -> SweepResult:
        return sweep_marks(session, worker=f"w{number}", clock=lambda: LATE, batch=5)

    def worker(number: int) -> object:
        return lambda session: work(number, session)

    results = race(database_url, [worker(number) for number in range(6)])
    assert sum(result.marked for result in results) == 120
    assert sum(result.failed for result in results) == 0
    assert all(clock_events(desk, one) == ["step 80", "step 90", "step 100"] for one in tickets)
    prove(desk)


def test_a_worker_and_the_holder_at_the_same_moment_lose_no_mark(desk: Desk, database_url: str) -> None:
    for _ in range(8):
        submitted = desk.submit()
        item, holder = desk.open_item(submitted), desk.holder(submitted)
        item_id, choice = item.id, desk.flow.choice("Triage", "Assign")
        desk.session.rollback()
        race(
            database_url,
            [
                lambda session: sweep_marks(session, worker="w", clock=lambda: LATE),
                lambda session, item_id=item_id, choice=choice, holder=holder: complete_task_item(
                    session, item_id, choice, actor=holder, now=LATE
                ),
            ],
        )
        assert clock_events(desk, submitted) == ["step 80", "step 90", "step 100"]
    prove(desk)


def test_finding_nothing_due_is_one_statement_and_an_item_few_whatever_the_history(desk: Desk) -> None:
    young, old = desk.submit(), desk.submit()
    with counted(desk) as statements:
        sweep(desk, MORNING)
    assert len(statements) == 1
    desk.choose(old, "Assign", MORNING)
    for minute in range(1, 30):
        desk.choose(old, "Done", MORNING + timedelta(minutes=minute))
        desk.choose(old, "Not solved", MORNING + timedelta(minutes=minute), note="It still beeps.")
    assert costs_of_marking(desk, young) == costs_of_marking(desk, old) <= 11


def costs_of_marking(desk: Desk, submitted: SubmittedTicket) -> int:
    """How many statements the first mark of a ticket takes."""
    ticket_id, task_id, now = submitted.ticket_id, submitted.task_id, desk.task(submitted).next_mark_at
    assert task_id is not None
    assert now is not None
    with counted(desk) as statements:
        assert mark_task(desk.session, task_id, ticket_id, now=now) == 1
    return len(statements)


def test_the_record_holds_each_mark_of_hundreds_due_in_one_minute(session: scoped_session[Session]) -> None:
    mark_many(open_desk(session, replace(SUPPORT, slas={"high": 8 * HOUR})), 200)


def mark_many(desk: Desk, count: int) -> None:
    """So many tickets run out of time within a minute: one pass tells of all of it, each mark once."""
    for number in range(count):
        desk.submit(now=MORNING + timedelta(minutes=1) * number / count)
    result = sweep(desk, MORNING + SHARE + timedelta(minutes=1))
    assert (result.marked, result.failed) == (3 * count, 0)
    told = desk.session.execute(
        sa.select(Event.stream_id, Event.kind, sa.func.count())
        .where(Event.kind.like("clock.%"))
        .group_by(Event.stream_id, Event.kind)
    ).all()
    assert {(row.kind, row.count) for row in told} == {("clock.warned", 2), ("clock.breached", 1)}
    assert len(told) == 2 * count
    prove(desk)
