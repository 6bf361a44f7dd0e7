"""Auth, HDTS and the Notification service as plain AMQP programs, written from the contract between us alone.

They know nothing of TTS but the names of tasks and queues and the shapes of payloads.
"""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import amqp

ROLE = ("role.tasks.sync_role", "tts.role.sync")
MEMBER = ("role.tasks.sync_user_system_role", "tts.user_system_role.sync")
TICKET = ("tickets.tasks.receive_ticket", "TICKET_TASKS_PRODUCTION")
STATUS = ("tts.tasks.receive_hdts_ticket_status", "TICKET_TASKS_PRODUCTION")
NOTICES = "inapp-notification-queue"
TO_HDTS = "ticket_status-default"
PLAIN = {"lang": "py", "group": None, "shadow": None, "eta": None, "expires": None, "retries": 0}
"""What the headers of a task say that is due at once, alone, and for the first time."""


def role(number: int, name: str, action: str = "create", system: str = "tts") -> dict[str, Any]:
    """A role as Auth tells of it."""
    return {
        "role_id": number,
        "name": name,
        "system": system,
        "description": f"{name}s",
        "is_custom": False,
        "created_at": "2026-11-02T08:00:00+00:00",
        "action": action,
    }


def member(user: int, role_id: int, role_name: str, **changes: Any) -> dict[str, Any]:
    """That somebody has a role, as Auth tells it."""
    told = {
        "user_system_role_id": user * 100 + role_id,
        "user_id": user,
        "user_email": f"person{user}@demo.example",
        "user_full_name": f"Person {user}",
        "system": "tts",
        "role_id": role_id,
        "role_name": role_name,
        "assigned_at": "2026-11-02T08:05:00+00:00",
        "is_active": True,
        "settings": {},
        "action": "create",
    }
    return {**told, **changes}


def ticket(number: str, **changes: Any) -> dict[str, Any]:
    """A ticket as HDTS sends it."""
    told = {
        "ticket_number": number,
        "subject": "Laptop does not start",
        "description": "It beeps twice.",
        "category": "Technology",
        "sub_category": "Support Request",
        "department": "IT",
        "priority": "High",
        "status": "Open",
        "submit_date": "2026-11-02T09:00:00+00:00",
        "employee": {
            "first_name": "Rosa",
            "last_name": "Ruiz",
            "email": "rosa@demo.example",
            "company_id": "C-7",
            "department": "Sales",
        },
        "employee_id": 7,
        "attachments": [],
        "dynamic_data": {"rack": "B2"},
    }
    return {**told, **changes}


def decided(number: str, status: str, **changes: Any) -> dict[str, Any]:
    """What the requester decided at HDTS."""
    told = {
        "ticket_number": number,
        "status": status,
        "csat_rating": None,
        "feedback": "",
        "date_completed": None,
        "time_closed": None,
    }
    return {**told, **changes}


@dataclass
class Neighbour:
    """A plain program at the broker: it says things, and notes what it is told."""

    port: int
    heard: list[dict[str, Any]] = field(default_factory=list)

    def say(self, to: tuple[str, str], *args: Any, key: str = "") -> str:
        """Publish a task of protocol 2, persistent and confirmed; its id."""
        with amqp.Connection(f"127.0.0.1:{self.port}", confirm_publish=True) as line:
            return self.say_on(line.channel(), to, *args, key=key)

    def say_on(self, channel: amqp.Channel, to: tuple[str, str], *args: Any, key: str = "") -> str:
        """The same on a channel that is open."""
        task, queue = to
        key = key or str(uuid.uuid4())
        headers = {"lang": "py", "task": task, "id": key, "root_id": key, "parent_id": None, "group": None}
        body = json.dumps([args, {}, {"callbacks": None, "errbacks": None, "chain": None, "chord": None}])
        _publish(channel, queue, body, application_headers=headers)
        return key

    def say_raw(self, queue: str, body: str | bytes, **properties: Any) -> None:
        """Publish any bytes with any properties."""
        with amqp.Connection(f"127.0.0.1:{self.port}", confirm_publish=True) as line:
            _publish(line.channel(), queue, body, **properties)

    def listen(self, queue: str, count: int, seconds: float = 30) -> list[dict[str, Any]]:
        """Consume until so many messages were heard in all; fails after so long."""
        deadline = time.monotonic() + seconds
        with amqp.Connection(f"127.0.0.1:{self.port}") as line:
            channel = line.channel()
            channel.queue_declare(queue, durable=True, auto_delete=False)
            while len(self.heard) < count:
                message = channel.basic_get(queue)
                if message is None:
                    assert time.monotonic() < deadline, f"{len(self.heard)} of {count}: {self.heard}"
                    time.sleep(0.05)
                    continue
                self.heard.append(_noted(message))
                channel.basic_ack(message.delivery_tag)
        return self.heard

    def left(self, queue: str) -> int:
        """How many messages wait in a queue, unread."""
        with amqp.Connection(f"127.0.0.1:{self.port}") as line:
            found = line.channel().queue_declare(queue, durable=True, auto_delete=False)
            return int(found.message_count)


def _publish(channel: amqp.Channel, queue: str, body: str | bytes, **properties: Any) -> None:
    usual = {"content_type": "application/json", "content_encoding": "utf-8", "delivery_mode": 2}
    channel.queue_declare(queue, durable=True, auto_delete=False)
    message = amqp.Message(body, **{**usual, **properties})
    channel.basic_publish(message, routing_key=queue)


def _noted(message: amqp.Message) -> dict[str, Any]:
    body = message.body if isinstance(message.body, str) else bytes(message.body).decode()
    args, kwargs, embedded = json.loads(body)
    return {
        "task": message.headers["task"],
        "id": message.headers["id"],
        "args": args,
        "kwargs": kwargs,
        "type": message.properties["content_type"],
        "kept": message.properties["delivery_mode"] == 2,
        "headers": message.headers,
        "properties": message.properties,
        "embedded": embedded,
    }


def assert_protocol_2(one: dict[str, Any]) -> None:
    """What Celery's protocol 2 has beside the arguments, as a worker of another version needs it."""
    headers, properties = one["headers"], one["properties"]
    assert {name: headers[name] for name in PLAIN} == PLAIN
    assert headers["id"] == headers["root_id"] == properties["correlation_id"]
    assert (headers["timelimit"], headers["parent_id"]) == ([None, None], None)
    assert {"argsrepr", "kwargsrepr", "origin"} <= set(headers)
    assert (properties["content_type"], properties["content_encoding"]) == ("application/json", "utf-8")
    assert (properties["delivery_mode"], "compression" in headers) == (2, False)
    assert one["embedded"] == {"callbacks": None, "errbacks": None, "chain": None, "chord": None}
