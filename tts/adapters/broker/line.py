"""A connection to the broker, with time-outs, and queues that are there before they are used."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from amqp.exceptions import AMQPError, NotFound
from kombu import Connection
from kombu.exceptions import KombuError

from tts.adapters.fault_words import say_fault

TIMEOUT = 5.0
HEARTBEAT = 30
LONGEST_REASON = 300
FAILURES = (AMQPError, KombuError, OSError)


class BrokerAway(Exception):
    """The broker does not answer, or not as it should; `reason` is a sentence without any secret."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def tls_of(url: str) -> dict[str, Any] | bool:
    """What `amqps://` asks for: certificates are verified, and the host's name is in them."""
    parts = urlsplit(url)
    if parts.scheme != "amqps":
        return False
    return {"cert_reqs": ssl.CERT_REQUIRED, "server_hostname": parts.hostname}


def make_line(url: str, *, timeout: float = TIMEOUT) -> Connection:
    """A connection that is not open yet; each message that it publishes is confirmed by the broker."""
    options = {
        "confirm_publish": True,
        "connect_timeout": timeout,
        "read_timeout": timeout,
        "write_timeout": timeout,
    }
    return Connection(
        url, ssl=tls_of(url), connect_timeout=timeout, heartbeat=HEARTBEAT, transport_options=options
    )


def open_line(url: str, *, timeout: float = TIMEOUT) -> Connection:
    """An open connection; raises BrokerAway."""
    line = make_line(url, timeout=timeout)
    with telling_failures(url):
        try:
            line.ensure_connection(max_retries=0)
        except BaseException:
            line.close()
            raise
    return line


@contextmanager
def telling_failures(url: str) -> Iterator[None]:
    """Whatever the broker or the way to it does wrong inside the block is a BrokerAway."""
    try:
        yield
    except FAILURES as error:
        said = say_fault(error, LONGEST_REASON)
        raise BrokerAway(f"RabbitMQ at {_place(url)} does not answer as it should: {said}") from error


def _place(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or (5671 if parts.scheme == 'amqps' else 5672)}"


def make_sure_of_queue(channel: Any, name: str) -> None:
    """Make a durable queue of that name; one that is there stays as whoever made it wanted it."""
    own = channel.connection.channel()
    try:
        own.queue_declare(name, passive=True)
        own.close()
    except NotFound:
        channel.queue_declare(name, durable=True, auto_delete=False)
