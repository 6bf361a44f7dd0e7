"""Workers as real processes: told to stop, killed in the middle, and several at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, TypeVar

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.desk import Desk, open_desk
from tests.services.moving import HALF, LATER, assert_true, begin, fates, next_version
from tests.services.sweeping import clock_events, prove
from tests.services.test_sweep import LATE
from tts.models import Event, Moving, Task, Worker

Db = scoped_session[Session]
Found = TypeVar("Found")
Process = subprocess.Popen[str]
ROOT = Path(__file__).resolve().parents[2]
MARKS = ["step 80", "step 90", "step 100"]


def eventually(ask: Callable[[], Found], session: Db, seconds: float = 40) -> Found:
    """Ask until the answer is something, in a fresh transaction each time; fails after so long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        session.rollback()
        if answer := ask():
            session.rollback()
            return answer
        time.sleep(0.05)
    raise AssertionError(f"Nothing came within {seconds} s.")


@contextmanager
def running(*command: str, environment: dict[str, str] | None = None) -> Iterator[Process]:
    """A process, killed at the end of the block if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def entry(url: str, *options: str) -> tuple[str, ...]:
    """The worker at a moment of the story, with the given options."""
    return ("tests.worker_entry", url, "--start", LATE.isoformat(), *options)


def line_of(stream: IO[str] | None) -> str:
    assert stream is not None
    return stream.readline().strip()


def fired(session: Db) -> int:
    return session.scalar(sa.select(sa.func.count()).where(Event.kind.like("clock.%"))) or 0


def workers(session: Db) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Worker)) or 0


@pytest.fixture
def desk(session: Db) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def test_it_starts_works_and_stops_when_it_is_told_to(session: Db, tts_environment: dict[str, str]) -> None:
    with running("tts", "worker", environment=tts_environment) as process:
        row = eventually(lambda: session.scalar(sa.select(Worker.swept_at)), session)
        assert row is not None
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=10)
    assert process.returncode == 0
    session.rollback()
    stopped = session.scalars(sa.select(Worker)).one()
    assert stopped.stopped_at is not None
    assert f"Worker {stopped.name} started." in said
    assert f"Worker {stopped.name} stopped." in said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_finishes_the_item_in_hand_and_hands_the_others_back(
    desk: Desk, database_url: str, number: signal.Signals
) -> None:
    tickets = [desk.submit() for _ in range(5)]
    with running(*entry(database_url, "--slow", "0.5")) as process:
        assert line_of(process.stdout) == "in hand"
        process.send_signal(number)
        process.communicate(timeout=10)
    assert process.returncode == 0
    desk.session.rollback()
    assert [clock_events(desk, one) for one in tickets].count(MARKS) == 1
    assert fired(desk.session) == 3
    assert desk.session.scalar(sa.select(sa.func.count()).where(Task.swept_by.is_not(None))) == 0
    prove(desk)


def test_killed_in_the_middle_it_leaves_nothing_half_done_and_another_goes_on(
    desk: Desk, database_url: str
) -> None:
    tickets = [desk.submit() for _ in range(4)]
    with running(*entry(database_url, "--slow", "60")) as process:
        assert line_of(process.stdout) == "in hand"
        process.kill()
        process.wait(10)
    desk.session.rollback()
    assert fired(desk.session) == 0
    with running(*entry(database_url, "--haste", "60")) as process:
        eventually(lambda: fired(desk.session) == 12, desk.session)
        process.terminate()
        process.communicate(timeout=10)
    assert all(clock_events(desk, one) == MARKS for one in tickets)
    prove(desk)


def test_killed_in_the_middle_of_a_move_it_is_followed_by_another_that_goes_on(
    desk: Desk, database_url: str
) -> None:
    tickets = [desk.submit() for _ in range(4)]
    moving_id = begin(desk, next_version(desk, slas=HALF))
    desk.session.rollback()
    worker = ("tests.worker_entry", database_url, "--start", LATER.isoformat())
    with running(*worker, "--slow", "2") as process:
        assert [line_of(process.stdout), line_of(process.stdout)] == ["in hand", "in hand"]
        process.kill()
        process.wait(10)
    assert sorted(state for state, _ in fates(desk, moving_id).values()) == ["moved", *["waiting"] * 3]
    assert sum(desk.kinds(one).count("ticket.moved") for one in tickets) == 1
    desk.session.rollback()
    with running(*worker) as process:
        ended = sa.select(Moving.ended_at)
        eventually(lambda: desk.session.scalar(ended), desk.session)
        process.terminate()
        process.communicate(timeout=10)
    assert {state for state, _ in fates(desk, moving_id).values()} == {"moved"}
    assert [desk.kinds(one).count("ticket.moved") for one in tickets] == [1] * 4
    assert_true(desk)


def test_two_workers_at_once_fire_each_mark_once(desk: Desk, database_url: str) -> None:
    tickets = [desk.submit() for _ in range(30)]
    with running(*entry(database_url)) as one, running(*entry(database_url)) as other:
        eventually(lambda: (fired(desk.session), workers(desk.session)) == (90, 2), desk.session)
        for process in (one, other):
            process.terminate()
            process.communicate(timeout=10)
            assert process.returncode == 0
    assert all(clock_events(desk, ticket) == MARKS for ticket in tickets)
    done = desk.session.scalars(sa.select(Worker.marked)).all()
    assert (len(done), sum(done)) == (2, 90)
    prove(desk)


def test_a_worker_of_a_parent_that_is_gone_ends_by_itself(
    session: Db, tts_environment: dict[str, str]
) -> None:
    with running("tts", "worker", "--parent", str(os.getppid()), environment=tts_environment) as process:
        process.communicate(timeout=20)
    assert process.returncode == 0
    session.rollback()
    assert session.scalars(sa.select(Worker.stopped_at)).one() is not None


def test_a_clock_of_a_test_runs_ahead_of_ours(desk: Desk, database_url: str) -> None:
    submitted = desk.submit(now=LATE)
    with running(*entry(database_url, "--haste", "7200")) as process:
        eventually(lambda: clock_events(desk, submitted)[:3] == MARKS, desk.session)
        process.terminate()
        process.communicate(timeout=10)
    seen = desk.session.scalars(sa.select(Worker.stopped_at)).one()
    assert seen is not None
    assert seen - LATE > timedelta(hours=1)
