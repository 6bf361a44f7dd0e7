"""Webhooks in the shapes of the API, never with a secret but at their making."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from tts.api.shapes import Moment, moment_json, moment_of
from tts.domain.webhooks import KINDS
from tts.queries.webhooks import WebhookRow

SET_BY_ADMINS = (
    "webhook_id",
    "name",
    "url",
    "kinds",
    "workflow_id",
    "paused_at",
    "pause_reason",
    "previous_secret_until",
)
KindWord = Annotated[str, Field(json_schema_extra={"enum": list(KINDS)})]


class WebhookJson(TypedDict):
    """A webhook without its secrets; `destination` is its name among the messages that leave."""

    webhook_id: int
    name: str
    url: str
    kinds: list[KindWord]
    workflow_id: int | None
    destination: str
    created_at: Moment
    paused_at: Moment | None
    pause_reason: str | None
    previous_secret_until: Moment | None
    waiting: int
    failed: int
    failures: int
    open_until: Moment | None
    answered_at: Moment | None
    reason: str | None


class WebhooksJson(TypedDict):
    """All of them, oldest first."""

    results: list[WebhookJson]


class WebhookMade(WebhookJson):
    """The same with the secret that signs its messages: told this once, and null to a repeated request."""

    secret: str | None


class WebhookTried(TypedDict):
    """Whether a test message arrived: what was answered, or why it did not."""

    message_id: int
    arrived: bool
    answer: str | None
    reason: str | None


def webhook_json(row: WebhookRow) -> WebhookJson:
    """A webhook as admins see it."""
    return {
        "webhook_id": row.id,
        "name": row.name,
        "url": row.url,
        "kinds": list(row.kinds),
        "workflow_id": row.workflow_id,
        "destination": row.destination,
        "created_at": moment_of(row.created_at),
        "paused_at": moment_json(row.paused_at),
        "pause_reason": row.pause_reason,
        "previous_secret_until": moment_json(row.previous_until),
        "waiting": row.waiting,
        "failed": row.failed,
        "failures": row.failures,
        "open_until": moment_json(row.open_until),
        "answered_at": moment_json(row.answered_at),
        "reason": row.reason,
    }


def mark_of(found: Mapping[str, object]) -> str:
    """What admins set, in short: how its address answers is no part of it."""
    text = json.dumps([found[name] for name in SET_BY_ADMINS])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
