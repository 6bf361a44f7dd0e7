"""The worker's loop: every round in turn, none stops the others, and it says what it did."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, send_away
from tests.desk import Desk, open_desk
from tests.racing import race
from tests.services.moving import begin, next_version
from tests.services.test_sweep import LATE, break_task
from tts.cli.worker import loop
from tts.cli.worker import rounds as its_rounds
from tts.cli.worker.loop import Worker, make_name
from tts.cli.worker.rounds import (
    AnchorRound,
    Clock,
    Count,
    MovingRound,
    ReturnRound,
    Round,
    RoundResult,
    TidyRound,
    every_round,
)
from tts.cli.worker.stop_sign import StopSign
from tts.models import Anchor, Leave, Moving
from tts.models import Worker as Row
from tts.queries.workers import workers_not_stopped
from tts.services.moving.move import move_ticket
from tts.services.moving.rows import Due

Db = scoped_session[Session]
Says = Callable[..., str]
DAY = timedelta(days=1)


@pytest.fixture
def desk(session: Db) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


@pytest.fixture
def stop() -> Iterator[StopSign]:
    """A sign that nobody set yet."""
    with closing(StopSign()) as sign:
        yield sign


def worker_of(session: Db, stop: StopSign, rounds: Sequence[Round] | None = None) -> Worker:
    name = make_name()
    return Worker(
        session, name, every_round(name) if rounds is None else rounds, clock=lambda: LATE, stop=stop
    )


def never() -> bool:
    return False


def fails(*given: object) -> RoundResult:
    raise RuntimeError("The lights are out.")


def test_a_pass_fires_what_is_due_and_its_row_tells_of_it(desk: Desk, stop: StopSign) -> None:
    bad = [desk.submit() for _ in range(3)][0]
    break_task(desk, bad)
    one = worker_of(desk.session, stop)
    one.begin()
    one.work_once()
    (row,) = workers_not_stopped(desk.session)
    assert (row.name, row.marked, row.failed, row.swept_at) == (one.name, 6, 1, LATE)
    assert row.lateness is not None
    assert row.lateness > timedelta(0)
    desk.session.rollback()
    one.end()
    assert workers_not_stopped(desk.session) == []


def test_a_round_that_raises_is_logged_and_counted_and_stops_nobody(
    session: Db, stop: StopSign, caplog: pytest.LogCaptureFixture
) -> None:
    def delivers(*given: object) -> RoundResult:
        return RoundResult(done=2)

    one = worker_of(session, stop, [Round("broken", fails), Round("delivery", delivers, Count.DELIVERED)])
    with caplog.at_level(logging.INFO, logger="tts"):
        done = [result.done for _, result in one.work_once()]
        one.work_once()
    assert done == [0, 2]
    assert (one.tally.failed, one.tally.delivered) == (1, 4), "a round that failed rests a while"
    assert "The round “broken” failed; it rests for 2 s." in caplog.text
    assert "The lights are out." in caplog.text
    assert "Delivery: 2 done." in caplog.text


def test_a_round_may_leave_a_transaction_broken(desk: Desk, stop: StopSign) -> None:
    def breaks(session: Session, *given: object) -> RoundResult:
        session.execute(sa.text("SELECT * FROM nowhere"))
        return RoundResult()

    desk.submit()
    one = worker_of(desk.session, stop, [Round("broken", breaks), *every_round("w")])
    one.work_once()
    assert (one.tally.failed, one.tally.marked) == (1, 3)


def test_it_runs_until_its_sign_is_set_and_does_not_wait_then(session: Db, stop: StopSign) -> None:
    passes: list[int] = []

    def third_time_sets(*given: object) -> RoundResult:
        passes.append(1)
        if len(passes) == 3:
            stop.set()
        return RoundResult(done=1)

    worker_of(session, stop, [Round("counting", third_time_sets)]).run()
    assert len(passes) == 3
    assert session.scalars(sa.select(Row.stopped_at)).one() == LATE


def test_it_gives_signs_of_life_however_long_a_round_takes(
    session: Db, stop: StopSign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "BEAT", 0.0)
    moments = (LATE + timedelta(minutes=minute) for minute in range(100))
    seen = []

    def takes_long(session: Session, clock: Clock, must_stop: Callable[[], bool]) -> RoundResult:
        for _ in range(3):
            assert not must_stop()
            seen.append(session.scalars(sa.select(Row.seen_at)).one())
        return RoundResult()

    name = make_name()
    one = Worker(session, name, [Round("long", takes_long)], clock=lambda: next(moments), stop=stop)
    one.begin()
    one.work_once()
    assert len(set(seen)) == 3


def test_who_waits_is_woken_by_the_sign(stop: StopSign) -> None:
    stop.set()
    stop.wait(3600)
    assert stop()


def test_a_sign_of_a_parent_that_is_not_ours_is_set() -> None:
    with closing(StopSign(parent=os.getpid())) as sign:
        assert sign()


def test_a_day_gets_one_anchor_of_several_workers(desk: Desk, database_url: str) -> None:
    desk.submit()

    def anchor(session: Session) -> int:
        round_ = AnchorRound()
        moments = iter((LATE, LATE, LATE + DAY))
        return sum(round_.run(session, lambda: next(moments), never).done for _ in range(3))

    assert sum(race(database_url, [anchor] * 3)) == 2
    desk.session.rollback()
    days = desk.session.scalars(sa.select(Anchor.day).order_by(Anchor.day)).all()
    assert days == [LATE.date(), (LATE + DAY).date()]


def test_a_return_that_fails_is_left_alone_for_a_minute_and_the_others_go_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Alice", "Bob"):
        send_away(desk.session, desk.cast.actor(name), MORNING - DAY, MORNING)
    bad = desk.session.scalars(sa.select(Leave.id).order_by(Leave.id)).first()
    welcome = its_rounds.welcome_back

    def refuses_one(session: Session, leave_id: int, **rest: Any) -> bool:
        if leave_id == bad:
            raise RuntimeError("The lights are out.")
        return welcome(session, leave_id, **rest)

    round_ = ReturnRound()
    with monkeypatch.context() as patched:
        patched.setattr(its_rounds, "welcome_back", refuses_one)
        assert round_.run(desk.session, lambda: LATE, never) == RoundResult(done=1, failed=1)
    assert round_.run(desk.session, lambda: LATE, never) == RoundResult()
    assert round_.run(desk.session, lambda: LATE + timedelta(minutes=1), never) == RoundResult(done=1)


def test_tidying_rests_for_an_hour_once_nothing_is_left(session: Db) -> None:
    session.add(Row(name="old", started_at=MORNING - 3 * DAY, seen_at=MORNING - 3 * DAY))
    session.commit()
    round_ = TidyRound()
    assert [round_.run(session, lambda: MORNING, never).done for _ in range(2)] == [1, 0]
    session.add(Row(name="older", started_at=MORNING - 3 * DAY, seen_at=MORNING - 3 * DAY))
    session.commit()
    assert round_.run(session, lambda: MORNING, never).done == 0
    assert round_.run(session, lambda: MORNING + timedelta(hours=1), never).done == 1


def test_once_prints_what_a_pass_did(ok: Says, desk: Desk) -> None:
    desk.submit()
    said = ok("worker", "--once")
    assert "Marks: 6 done; the oldest was " in said
    assert "Daily anchor: 1 done." in said
    again = ok("worker", "--once")
    assert "Marks: 0 done." in again
    assert "Daily anchor: 0 done." in again
    desk.session.rollback()
    assert workers_not_stopped(desk.session) == []


def test_a_big_move_lets_the_other_rounds_have_their_turn(
    desk: Desk, stop: StopSign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MovingRound, "batch", 2)
    for _ in range(5):
        desk.submit(now=LATE)
    begin(desk, next_version(desk), now=LATE)
    one = worker_of(desk.session, stop)
    passes = [{part.name: result.done for part, result in one.work_once()} for _ in range(4)]
    assert [done[MovingRound.name] for done in passes] == [2, 2, 1, 0]
    assert desk.session.scalars(sa.select(Moving.status)).one() == "done"


def test_once_moves_all_of_a_big_move(ok: Says, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MovingRound, "batch", 2)
    for _ in range(5):
        desk.submit()
    begin(desk, next_version(desk))
    said = ok("worker", "--once")
    assert said.count("Moves to other versions: 5 done.") == 1
    assert said.count("Marks: ") == 1
    desk.session.rollback()
    assert desk.session.scalars(sa.select(Moving.status)).one() == "done"


def test_once_moves_also_what_stands_behind_a_turn_that_fails(
    run: Callable[..., object], desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MovingRound, "batch", 2)
    tickets = [desk.submit() for _ in range(5)]
    broken = {submitted.ticket_id for submitted in tickets[:2]}

    def move_or_fail(session: Session, due: Due, *, now: datetime) -> bool:
        if due.ticket_id in broken:
            raise RuntimeError("It sticks.")
        return move_ticket(session, due, now=now)

    monkeypatch.setattr("tts.services.moving.carry.move_ticket", move_or_fail)
    begin(desk, next_version(desk))
    said = getattr(run("worker", "--once"), "stdout", "")
    assert "Moves to other versions: 3 done, 2 failed" in said
    desk.session.rollback()
    assert desk.session.scalars(sa.select(Moving.status)).one() == "done"


def test_once_says_when_something_failed(run: Callable[..., object], desk: Desk) -> None:
    break_task(desk, desk.submit())
    result = run("worker", "--once")
    assert getattr(result, "exit_code", None) == 1
    assert "Marks: 0 done, 1 failed" in getattr(result, "stdout", "")
    assert "1 could not be done" in getattr(result, "stderr", "")
