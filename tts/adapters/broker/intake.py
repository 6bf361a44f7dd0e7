"""A message off the wire into the services; it is acknowledged only once the database has it."""

from __future__ import annotations

from datetime import datetime

from tts.adapters.broker.consumer import Delivery
from tts.domain.celery_message import Unreadable, read_arguments
from tts.services.inbound import Letter, refuse_letter, take_in
from tts.services.transaction import AnySession


def take_delivery(session: AnySession, delivery: Delivery, *, now: datetime) -> None:
    """Take a message in and acknowledge it, whatever became of it.

    Raises what a database raises that does not answer: the message is not acknowledged then.
    """
    wire = delivery.wire
    try:
        args = read_arguments(wire)
    except Unreadable as why:
        letter = Letter(wire.key, wire.queue, wire.task, [])
        refuse_letter(session, letter, why.sentence, wire.excerpt, now=now)
    else:
        take_in(session, Letter(wire.key, wire.queue, wire.task, args), now=now)
    delivery.acknowledge()
