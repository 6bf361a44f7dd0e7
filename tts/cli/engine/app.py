"""The Celery app: the tasks of the engine, and a step that reads the queues of the contract beside them."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from celery import Celery, bootsteps
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tts.adapters.broker.consumer import ASKED_EVERY, Delivery, QueueConsumer, consumers_of
from tts.adapters.broker.intake import take_delivery
from tts.adapters.broker.line import FAILURES, HEARTBEAT, tls_of
from tts.cli.engine.kicks import signal_queue
from tts.cli.engine.tasks import Job
from tts.cli.worker.rounds import Clock

log = logging.getLogger(__name__)
PAUSE = 2.0


def make_celery(url: str, jobs: Sequence[Job], bind: Any, clock: Clock) -> Celery:
    """An app whose tasks run these jobs, late acknowledged; it takes in what neighbours say, too."""
    app = Celery("tts", broker=url, set_as_current=False)
    app.conf.update(
        accept_content=["json"],
        broker_connection_max_retries=None,
        broker_connection_retry_on_startup=True,
        broker_heartbeat=HEARTBEAT,
        broker_use_ssl=tls_of(url) or None,
        task_acks_late=True,
        task_default_exchange="",  # the broker's own: no right to make another is needed
        task_ignore_result=True,
        task_queues=[signal_queue(job.task) for job in jobs],
        task_reject_on_worker_lost=True,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_enable_remote_control=False,
        worker_prefetch_multiplier=1,
    )
    for job in jobs:
        app.task(job.run, name=job.task)
    app.steps["consumer"].add(step_for(bind, clock))
    return app


def step_for(bind: Any, clock: Clock) -> type:
    """A step of Celery's consumer that takes in what is on the queues of the contract, in its own thread."""

    def take(delivery: Delivery) -> None:
        try:
            with Session(bind) as session:
                take_delivery(session, delivery, now=clock())
        except SQLAlchemyError as error:
            log.warning("The database took no message (%s): it is handed back.", type(error).__name__)
            time.sleep(PAUSE)
            delivery.hand_back()

    class ContractStep(bootsteps.ConsumerStep):
        """Consumes the queues of the contract as long as the connection lasts."""

        def get_consumers(self, channel: Any) -> list[QueueConsumer]:
            """Those that Celery starts and stops."""
            return consumers_of(channel.connection, take)

        def start(self, consumer: Any) -> None:
            """Begin, and ask now and then for the queues that another machine had for itself."""
            super().start(consumer)
            self.asking = consumer.timer.call_repeatedly(ASKED_EVERY, self.ask_again)

        def stop(self, consumer: Any) -> None:
            """Ask no more, and let go of all."""
            if getattr(self, "asking", None):
                self.asking.cancel()
            super().stop(consumer)

        def ask_again(self) -> None:
            """Begin where nobody else is left; a connection that is lost is Celery's to find out."""
            with suppress(*FAILURES):
                for one in self.consumers or []:
                    one.consume()

    return ContractStep
