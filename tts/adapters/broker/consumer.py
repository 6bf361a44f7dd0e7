"""Reading one queue as it is: nothing that a sender wrote is unpacked before its size and kind are looked at.

Kombu's own consumer unpacks a compressed message first, however large it becomes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tts.adapters.broker.line import make_sure_of_queue
from tts.domain.celery_message import WireMessage
from tts.domain.contract import QUEUES


class Delivery:
    """A message in hand: the broker hands it out again unless it is acknowledged."""

    def __init__(self, queue: str, message: Any) -> None:
        self._message = message
        self.wire = read_wire(queue, message)

    def acknowledge(self) -> None:
        """The database has it: the broker may forget it."""
        self._message.channel.basic_ack(self._message.delivery_tag)

    def hand_back(self) -> None:
        """The broker is to hand it out again."""
        self._message.channel.basic_reject(self._message.delivery_tag, requeue=True)


Take = Callable[[Delivery], None]


class QueueConsumer:
    """Consumes one queue; Celery takes it for a consumer of kombu's."""

    def __init__(self, channel: Any, queue: str, take: Take) -> None:
        self.channel, self.queue, self.take = channel, queue, take
        self._tag: str | None = None

    def consume(self) -> None:
        """Begin."""
        make_sure_of_queue(self.channel, self.queue)
        self._tag = self.channel.basic_consume(self.queue, callback=self._receive)

    def cancel(self) -> None:
        """Take no more."""
        if self._tag is not None:
            self.channel.basic_cancel(self._tag)
            self._tag = None

    def _receive(self, message: Any) -> None:
        self.take(Delivery(self.queue, message))


def consumers_of(channel: Any, take: Take) -> list[QueueConsumer]:
    """A consumer for each queue of the contract.

    One message of a queue is in hand at a time, so that they are taken in their order.
    """
    channel.basic_qos(0, 1, False)
    return [QueueConsumer(channel, name, take) for name in dict.fromkeys(QUEUES.values())]


def read_wire(queue: str, message: Any) -> WireMessage:
    """What a message says, whatever its sender made of the fields."""
    said = message.properties
    body, headers = message.body, said.get("application_headers")
    return WireMessage(
        queue=queue,
        headers=headers if isinstance(headers, dict) else {},
        content_type=str(said.get("content_type") or ""),
        content_encoding=str(said.get("content_encoding") or ""),
        body=body.encode("utf-8", "surrogatepass") if isinstance(body, str) else bytes(body or b""),
    )
