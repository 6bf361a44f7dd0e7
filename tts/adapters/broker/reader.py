"""Reading the queues of the contract: one message at a time, in order, while some come."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from kombu import Connection, Consumer

from tts.adapters.broker.intake import take_message
from tts.adapters.broker.line import make_sure_of_queue, open_line, telling_failures
from tts.domain.contract import QUEUES
from tts.services.transaction import AnySession

log = logging.getLogger(__name__)
PATIENCE = 1.0
TICK = 0.2
Take = Callable[[str, Any], None]


def consumers_of(channel: Any, take: Take) -> list[Consumer]:
    """A consumer for each queue of the contract; `take` gets its name and each message, raw.

    One message of a queue is in hand at a time, so that they are taken in their order.
    """
    channel.basic_qos(0, 1, False)
    return [
        Consumer(
            channel,
            queues=[make_sure_of_queue(channel, name)],
            on_message=partial(take, name),
            auto_declare=False,
        )
        for name in dict.fromkeys(QUEUES.values())
    ]


class QueueReader:
    """Keeps a connection from pass to pass, and makes a new one when it is lost."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._line: Connection | None = None

    def read(
        self, session: AnySession, clock: Callable[[], datetime], stop: Callable[[], bool], *, longest: float
    ) -> int:
        """Take in what comes, until nothing has come for a second or so many seconds are over; how many.

        Raises BrokerAway, or what the database raises; what was in hand then comes again.
        """
        taken: list[str] = []

        def take(queue: str, message: Any) -> None:
            take_message(session, queue, message, now=clock())
            taken.append(queue)

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
        channel = self._line.channel()
        consumers = consumers_of(channel, take)
        try:
            for consumer in consumers:
                consumer.consume()
            while not stop() and time.monotonic() < min(ends_at, quiet_at):
                before = len(taken)
                with suppress(TimeoutError):
                    self._line.drain_events(timeout=TICK)
                if len(taken) > before:
                    quiet_at = time.monotonic() + PATIENCE
            self._line.heartbeat_check()
        finally:
            with suppress(Exception):
                channel.close()
