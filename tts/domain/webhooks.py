"""What webhooks tell of, and how a message is signed (Standard Webhooks). Pure functions."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import timedelta

from tts.domain.errors import Invalid

DESTINATION = "webhook:"
SECRET_PREFIX = "whsec_"
SECRET_BYTES = 32
OVERLAP = timedelta(hours=24)
"""How long the old secret signs beside the new one."""

TEST = "tts.test"
KINDS: Mapping[str, str] = {
    "ticket.submitted": "A ticket was submitted",
    "ticket.matched": "A workflow took it",
    "ticket.unmatched": "No workflow took it",
    "ticket.priority_changed": "Its priority changed",
    "ticket.changed": "Its details changed",
    "ticket.completed": "Its steps are done: Resolved, or Pending External",
    "ticket.answered": "AMS or BMS answered: Resolved or Rejected",
    "ticket.closed": "Its source closed it",
    "ticket.withdrawn": "It was withdrawn",
    "ticket.cancelled": "It was cancelled",
    "ticket.reopened": "It was reopened",
    "ticket.moved": "It was moved to another version of its workflow",
    "ticket.moved_back": "It was brought back to its version before",
    "ticket.rated": "Its requester rated it",
    "ticket.ended_there": "Its source told when it ended there",
    "item.assigned": "Somebody got it",
    "item.waiting": "It waits to be claimed",
    "item.claimed": "Somebody claimed it",
    "item.resolved": "A step is done",
    "item.transferred": "It was passed on",
    "item.reassigned": "It was taken back",
    "item.escalated": "It was escalated",
    "item.returned": "An escalation was returned",
    "item.held": "It was put on hold",
    "item.resumed": "It was resumed",
    "clock.warned": "80 or 90 % of the time is used",
    "clock.breached": "It is late",
    "escalation.reminded": "Nobody answered an escalation",
    "workflow.initialized": "A workflow version came into use",
    "workflow.reactivated": "A workflow version came into use again",
    "workflow.paused": "A workflow takes no more tickets",
    "workflow.resumed": "A workflow takes tickets again",
    "workflow.archived": "A workflow was archived",
    "workflow.tickets_moved": "Running tickets were moved to another version",
    "workflow.tickets_moved_back": "Moved tickets were brought back",
}
"""Every kind of event that a webhook may tell of, in words."""

GROUPS = (
    ("ticket.", "Tickets"),
    ("item.", "Work"),
    ("clock.", "Clocks"),
    ("escalation.", "Escalations"),
    ("workflow.", "Workflows"),
)


def destination_of(webhook_id: int) -> str:
    """The destination of its messages in the outbox: each webhook has a breaker of its own."""
    return f"{DESTINATION}{webhook_id}"


def read_kinds(kinds: Iterable[str]) -> list[str]:
    """The chosen kinds, in the order of KINDS, none meaning every one; Invalid for a word that is no kind."""
    chosen = set(kinds)
    if chosen - set(KINDS):
        sentence = "One of the chosen kinds of event does not exist: choose from the list."
        raise Invalid(sentence, {"kinds": sentence})
    return [kind for kind in KINDS if kind in chosen]


def is_wanted(kind: str, chosen: Iterable[str]) -> bool:
    """Whether a webhook with these chosen kinds tells of an event of that kind."""
    wanted = set(chosen)
    return kind in KINDS and (not wanted or kind in wanted)


def secret_of(random: bytes) -> str:
    """A signing secret as its owner keeps it, from so many random bytes."""
    return SECRET_PREFIX + base64.b64encode(random).decode("ascii")


def body_of(payload: Mapping[str, object]) -> bytes:
    """What is sent and signed: the same bytes for the same payload, however often it is tried."""
    return json.dumps(payload, separators=(",", ":"), allow_nan=False).encode("ascii")


def signatures_of(secrets: Iterable[str], message_id: str, timestamp: int, body: bytes) -> str:
    """The header webhook-signature: one signature for each secret that is valid, the newest first."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return " ".join(_signature(secret, signed) for secret in secrets)


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode("ascii")
