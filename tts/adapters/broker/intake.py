"""A message off the wire into the services; it is acknowledged only once the database has it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tts.domain.celery_message import Unreadable, WireMessage, read_arguments
from tts.services.inbound import Letter, refuse_letter, take_in
from tts.services.transaction import AnySession


def take_message(session: AnySession, queue: str, message: Any, *, now: datetime) -> None:
    """Take one of kombu's messages in and acknowledge it, whatever became of it.

    Raises what a database raises that does not answer: the message is not acknowledged then.
    """
    wire = wire_message(queue, message)
    try:
        args = read_arguments(wire)
    except Unreadable as why:
        letter = Letter(wire.key, wire.queue, wire.task, [])
        refuse_letter(session, letter, why.sentence, wire.excerpt, now=now)
    else:
        take_in(session, Letter(wire.key, wire.queue, wire.task, args), now=now)
    message.ack()


def wire_message(queue: str, message: Any) -> WireMessage:
    """What one of kombu's messages says, whatever its sender made of the fields."""
    body = message.body
    return WireMessage(
        queue=queue,
        headers=message.headers if isinstance(message.headers, dict) else {},
        content_type=str(message.content_type or ""),
        content_encoding=str(message.content_encoding or ""),
        body=body.encode("utf-8", "surrogatepass") if isinstance(body, str) else bytes(body or b""),
    )
