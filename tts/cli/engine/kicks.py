"""Who sets the tasks going: every process of the engine says every second that one may be done by anybody."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from typing import Any, Protocol

from celery import Celery
from kombu import Connection, Queue

from tts.adapters.broker.line import BrokerAway, open_line, telling_failures
from tts.cli.engine.tasks import COUNTED, Job, queue_of
from tts.cli.worker.rounds import Clock, Round, RoundResult, Stop
from tts.cli.worker.standing import Standing
from tts.services.transaction import AnySession

log = logging.getLogger(__name__)
REST = 10.0
PATIENCE = 10.0
CONFIRMED_WITHIN = 2.0


def signal_queue(task: str) -> Queue:
    """A queue that holds one signal at most, and none for longer than a minute."""
    arguments = {"x-max-length": 1, "x-message-ttl": 60_000}
    return Queue(queue_of(task), durable=True, queue_arguments=arguments)


class Signals:
    """Puts signals on the queues; a broker that is away is left alone for a while."""

    def __init__(self, app: Celery, url: str) -> None:
        self.app, self.url = app, url
        self._line: Connection | None = None
        self._producer: Any = None
        self._again_at = 0.0
        self.why_not: str | None = None

    def give(self, task: str) -> bool:
        """Say that a task may be done; whether the broker took it."""
        if time.monotonic() < self._again_at:
            return False
        try:
            with telling_failures(self.url):
                self._publish(task)
        except BrokerAway as away:
            if not self._again_at:
                log.warning("%s; the engine goes on by itself until it does.", away.reason)
            self._again_at = time.monotonic() + REST
            self.why_not = away.reason
            self.close()
            return False
        if self._again_at:
            log.info("RabbitMQ answers again.")
        self._again_at, self.why_not = 0.0, None
        return True

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            with suppress(Exception):
                self._line.close()
        self._line = self._producer = None

    def _publish(self, task: str) -> None:
        if self._line is None:
            self._line = open_line(self.url)
            self._producer = self.app.amqp.Producer(self._line.channel(), auto_declare=False)
        self.app.send_task(
            task,
            queue=signal_queue(task),
            producer=self._producer,
            delivery_mode=1,
            retry=False,
            confirm_timeout=CONFIRMED_WITHIN,
        )


class Giver(Protocol):
    """Whoever gives signals."""

    def give(self, task: str) -> bool:
        """Say that a task may be done; whether that was heard."""


class Kick:
    """The round that stands for a job in the loop of its process.

    Where the broker does not take the signal, or nothing came of it here for ten seconds, it does the job
    itself: doing it twice changes nothing, for the rows say what is due.
    """

    def __init__(self, job: Job, signals: Giver) -> None:
        self.job, self.signals = job, signals

    def run(self, session: AnySession, clock: Clock, stop: Stop) -> RoundResult:
        """Set it going; what it came to since."""
        if not self.job.is_running():
            is_given = self.signals.give(self.job.task)
            if not is_given or time.monotonic() - self.job.ended_at > PATIENCE:
                self.job.run()
        return self.job.collect()


class Telling:
    """The round that keeps for admins whether the broker takes signals."""

    def __init__(self, signals: Signals) -> None:
        self.signals, self.standing = signals, Standing()

    def run(self, session: AnySession, clock: Clock, stop: Stop) -> RoundResult:
        """Tell it."""
        self.standing.tell(session, self.signals.why_not, now=clock())
        return RoundResult()


def kicks_of(jobs: list[Job], signals: Giver) -> list[Round]:
    """The rounds of the loop: one for each job, counted as its work is."""
    return [
        Round(COUNTED[job.task][0], Kick(job, signals).run, COUNTED[job.task][1])
        if job.task in COUNTED
        else Round("upkeep", Kick(job, signals).run)
        for job in jobs
    ]
