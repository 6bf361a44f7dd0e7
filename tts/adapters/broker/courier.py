"""The couriers of the help desk and of the Notification service: each message is a task on their queue."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from celery import Celery
from kombu import Connection

from tts.adapters.broker.line import TIMEOUT, BrokerAway, make_sure_of_queue, open_line, telling_failures
from tts.services.outbox import Away, ClaimedMessage, Unsent

HDTS_QUEUE = "ticket_status-default"
NOTIFICATION_QUEUE = "inapp-notification-queue"


class BrokerCourier:
    """Delivers rows of one destination: the kind names the task, the payload has its arguments.

    The key is the id of the task. A message counts as delivered once the broker confirmed that it has it.
    """

    def __init__(self, url: str, queue: str) -> None:
        self.url, self.queue = url, queue
        self._app = Celery("tts", broker=url, set_as_current=False)
        self._app.conf.update(task_ignore_result=True, enable_utc=True)
        self._line: Connection | None = None
        self._producer: Any = None

    def send(self, message: ClaimedMessage) -> None:
        """Publish one message; raises Unsent or Away."""
        args, kwargs = message.payload.get("args", []), message.payload.get("kwargs", {})
        if not (isinstance(args, list) and isinstance(kwargs, dict)):
            raise Unsent("The message has no arguments that a task could be called with.")
        try:
            with telling_failures(self.url):
                self._publish(message, args, kwargs)
        except BrokerAway as away:
            self.close()
            raise Away(away.reason) from away

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            with suppress(Exception):
                self._line.close()
        self._line = self._producer = None

    def _publish(self, message: ClaimedMessage, args: list[Any], kwargs: dict[str, Any]) -> None:
        if self._line is None:
            self._line = open_line(self.url)
            channel = self._line.channel()
            make_sure_of_queue(channel, self.queue)
            self._producer = self._app.amqp.Producer(channel, auto_declare=False)
        self._app.send_task(
            message.kind,
            args,
            kwargs,
            task_id=message.key,
            queue=self.queue,
            declare=[],
            producer=self._producer,
            retry=False,
            confirm_timeout=TIMEOUT,
        )
