"""The tasks of the engine: which rounds each of them runs, and where its signals lie."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from tts.cli.worker.rests import Rests
from tts.cli.worker.rounds import Clock, Count, Round, RoundResult, Stop

log = logging.getLogger(__name__)
COUNTED = {
    "tts.deliver": ("deliveries", Count.DELIVERED),
    "tts.sweep": ("marks", Count.MARKED),
    "tts.tell": ("notifications", None),
    "tts.hooks": ("webhooks", Count.DELIVERED),
}
UPKEEP = "tts.upkeep"
TASKS = (*COUNTED, UPKEEP)


def queue_of(task: str) -> str:
    """Where its signals lie; one at most, for a second would say nothing more."""
    return task.replace("tts.", "tts.engine.")


class Job:
    """The rounds of one task in this process, run by one thread at a time; what they came to is collected."""

    def __init__(self, task: str, rounds: Sequence[Round], bind: Any, clock: Clock, stop: Stop) -> None:
        self.task, self.rounds = task, tuple(rounds)
        self.bind, self.clock, self.stop = bind, clock, stop
        self._is_running, self._results = threading.Lock(), threading.Lock()
        self._done = RoundResult()
        self._rests = Rests()
        self.ended_at = time.monotonic()

    def run(self) -> None:
        """All its rounds once, whatever becomes of the others, unless another thread is at it."""
        if self.stop() or not self._is_running.acquire(blocking=False):
            return
        try:
            with Session(self.bind) as session:
                for one in self.rounds:
                    self._run_round(session, one)
        finally:
            self.ended_at = time.monotonic()
            self._is_running.release()

    def collect(self) -> RoundResult:
        """What it came to since this was last asked."""
        with self._results:
            done, self._done = self._done, RoundResult()
        return done

    def is_running(self) -> bool:
        """Whether a thread of this process is at it."""
        return self._is_running.locked()

    def _run_round(self, session: Session, one: Round) -> None:
        if self._rests.is_resting(one.name):
            return
        try:
            self._keep(one.run(session, self.clock, self.stop))
            self._rests.forget(one.name)
        except Exception:
            seconds = self._rests.begin(one.name)
            log.exception("The round “%s” failed; it rests for %.0f s.", one.name, seconds)
            self._keep(RoundResult(failed=1))
        finally:
            session.close()

    def _keep(self, result: RoundResult) -> None:
        with self._results:
            self._done += result


def jobs_of(rounds: Sequence[Round], bind: Any, clock: Clock, stop: Stop) -> list[Job]:
    """The jobs that these rounds are spread over."""
    named = {one.name: one for one in rounds}
    jobs = [
        Job(task, [named.pop(name)], bind, clock, stop)
        for task, (name, _) in COUNTED.items()
        if name in named
    ]
    return [*jobs, Job(UPKEEP, list(named.values()), bind, clock, stop)]
