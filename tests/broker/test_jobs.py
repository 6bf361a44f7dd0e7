"""The jobs of the engine in one process: one thread at a time, and no round fails with another."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tts.cli.engine.kicks import Kick
from tts.cli.engine.tasks import TASKS, UPKEEP, Job, jobs_of
from tts.cli.worker.hooks import hooks_of
from tts.cli.worker.lanes import Lanes
from tts.cli.worker.rounds import Round, RoundResult, every_round

Db = scoped_session[Session]
pytestmark = pytest.mark.databases("sqlite")


class Signals:
    """Says whether the broker takes a signal, and counts them."""

    def __init__(self, takes: bool) -> None:
        self.takes, self.given = takes, 0

    def give(self, task: str) -> bool:
        """Count."""
        self.given += 1
        return self.takes


def job_of(session: Db, *rounds: Round) -> Job:
    return Job(UPKEEP, rounds, session.get_bind(), lambda: MORNING, lambda: False)


def done(*given: object) -> RoundResult:
    return RoundResult(done=2)


def broken(*given: object) -> RoundResult:
    raise RuntimeError("The lights are out.")


def test_every_round_of_the_worker_belongs_to_a_task(app: Flask, session: Db) -> None:
    rounds = (*every_round("w", done), *hooks_of(app.config).rounds(Lanes(lambda: False)))
    jobs = jobs_of(rounds, session.get_bind(), lambda: MORNING, lambda: False)
    assert [job.task for job in jobs] == list(TASKS)
    assert {one.name for job in jobs for one in job.rounds} == {one.name for one in rounds}


def test_a_round_that_fails_rests_and_the_others_go_on(session: Db) -> None:
    job = job_of(session, Round("broken", broken), Round("fine", done))
    job.run()
    assert job.collect() == RoundResult(done=2, failed=1)
    job.run()
    assert job.collect() == RoundResult(done=2)
    assert job.collect() == RoundResult()


def test_two_threads_do_not_do_the_same_job(session: Db) -> None:
    began, may_end = threading.Event(), threading.Event()

    def slow(*given: object) -> RoundResult:
        began.set()
        assert may_end.wait(30)
        return RoundResult(done=1)

    job = job_of(session, Round("slow", slow))
    thread = threading.Thread(target=job.run)
    thread.start()
    assert began.wait(30)
    job.run()
    signals = Signals(takes=True)
    Kick(job, signals).run(session, lambda: MORNING, lambda: False)
    assert signals.given == 0
    may_end.set()
    thread.join()
    assert job.collect() == RoundResult(done=1)


@pytest.mark.parametrize("takes", [True, False])
def test_what_the_broker_does_not_take_is_done_at_once(takes: bool, session: Db) -> None:
    job = job_of(session, Round("fine", done))
    result = Kick(job, Signals(takes)).run(session, lambda: MORNING, lambda: False)
    assert result == (RoundResult() if takes else RoundResult(done=2))


def test_what_nobody_did_here_for_long_is_done_though_the_signal_was_taken(session: Db) -> None:
    job = job_of(session, Round("fine", done))
    job.ended_at -= 60
    result = Kick(job, Signals(takes=True)).run(session, lambda: MORNING, lambda: False)
    assert result == RoundResult(done=2)
