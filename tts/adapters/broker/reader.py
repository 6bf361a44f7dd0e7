"""Reading the queues of the contract: one message at a time, in order, while some come."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from kombu import Connection

from tts.adapters.broker.consumer import ASKED_EVERY, Delivery, QueueConsumer, Take, consumers_of
from tts.adapters.broker.intake import take_delivery
from tts.adapters.broker.line import open_line, telling_failures
from tts.services.transaction import AnySession

PATIENCE = 1.0
TICK = 0.2


class QueueReader:
    """Keeps a connection from pass to pass, and makes a new one when it is lost."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._line: Connection | None = None
        self._asked_at: dict[str, float] = {}

    def read(
        self, session: AnySession, clock: Callable[[], datetime], stop: Callable[[], bool], *, longest: float
    ) -> int:
        """Take in what comes, until nothing has come for a second or so many seconds are over; how many.

        Raises BrokerAway, or what the database raises; what was in hand then comes again.
        """
        taken: list[str] = []

        def take(delivery: Delivery) -> None:
            take_delivery(session, delivery, now=clock())
            taken.append(delivery.wire.queue)

        try:
            with telling_failures(self.url):
                self._drain(take, taken, stop, longest)
        except BaseException:
            self.close()
            raise
        return len(taken)

    def close(self) -> None:
        """Let go of the connection; the broker hands out again what was not acknowledged."""
        if self._line is not None:
            with suppress(Exception):
                self._line.close()
            self._line = None

    def _drain(self, take: Take, taken: list[str], stop: Callable[[], bool], longest: float) -> None:
        if self._line is None:
            self._line = open_line(self.url)
        ends_at = time.monotonic() + longest
        quiet_at = time.monotonic() + PATIENCE
        consumers = consumers_of(self._line.connection, take)
        try:
            for consumer in consumers:
                self._begin(consumer)
            while not stop() and time.monotonic() < min(ends_at, quiet_at):
                before = len(taken)
                with suppress(TimeoutError):
                    self._line.drain_events(timeout=TICK)
                if len(taken) > before:
                    quiet_at = time.monotonic() + PATIENCE
            self._line.heartbeat_check()
        finally:
            with suppress(Exception):
                for consumer in consumers:
                    consumer.close()

    def _begin(self, consumer: QueueConsumer) -> None:
        """Consume, unless another machine was found to have the queue for itself a moment ago."""
        now = time.monotonic()
        if now - self._asked_at.get(consumer.queue, -ASKED_EVERY) < ASKED_EVERY:
            return
        consumer.consume()
        if not consumer.is_consuming:
            self._asked_at[consumer.queue] = now
