"""Reading one queue as it is: nothing that a sender wrote is unpacked before its size and kind are looked at.

Kombu's own consumer unpacks a compressed message first, however large it becomes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from amqp.exceptions import AccessRefused

from tts.adapters.broker.line import make_sure_of_queue
from tts.domain.celery_message import WireMessage
from tts.domain.contract import MEMBER_SYNC, QUEUES, ROLE_SYNC

ASKED_EVERY = 10.0
"""So many seconds after a queue was refused because another machine has it, it is asked for again."""

ORDERED = frozenset({QUEUES[ROLE_SYNC], QUEUES[MEMBER_SYNC]})
"""What comes here says what is so from now on, without saying when it was said."""


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
    """Consumes one queue on a channel of its own; Celery takes it for a consumer of kombu's.

    One message is in hand at a time, and a queue of ORDERED has one consumer among all machines: who loses a
    role and gets it back is not to lose it, because two of them were quicker or slower.
    """

    def __init__(self, connection: Any, queue: str, take: Take) -> None:
        self.connection, self.queue, self.take = connection, queue, take
        self.channel: Any = None
        self._tag: str | None = None

    def consume(self) -> None:
        """Begin, unless another machine has the queue for itself; to be called again then."""
        if self.is_consuming:
            return
        channel = self.connection.channel()
        make_sure_of_queue(channel, self.queue)
        channel.basic_qos(0, 1, False)
        try:
            self._tag = channel.basic_consume(
                self.queue, callback=self._receive, exclusive=self.queue in ORDERED
            )
        except AccessRefused as refusal:
            if "exclusive" not in str(refusal):
                raise
        else:
            self.channel = channel

    @property
    def is_consuming(self) -> bool:
        """Whether it has begun."""
        return self._tag is not None

    def cancel(self) -> None:
        """Take no more."""
        if self._tag is not None:
            self.channel.basic_cancel(self._tag)
            self._tag = None

    def close(self) -> None:
        """Take no more, and hand back what is in hand."""
        if self.channel is not None:
            self.channel.close()
        self.channel = self._tag = None

    def _receive(self, message: Any) -> None:
        self.take(Delivery(self.queue, message))


def consumers_of(connection: Any, take: Take) -> list[QueueConsumer]:
    """A consumer for each queue of the contract; none has begun yet."""
    return [QueueConsumer(connection, name, take) for name in dict.fromkeys(QUEUES.values())]


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
