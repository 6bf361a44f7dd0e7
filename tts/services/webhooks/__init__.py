"""Webhooks: made and changed by admins, told of events by a worker, tried out by a test message."""

from tts.services.webhooks.acts import (
    change_webhook,
    delete_webhook,
    pause_webhook,
    resume_webhook,
    retire_webhook,
    rotate_secret,
)
from tts.services.webhooks.create import create_webhook
from tts.services.webhooks.replay import replay_message
from tts.services.webhooks.rows import WebhookRequest
from tts.services.webhooks.tell import tell_webhooks
from tts.services.webhooks.trial import try_webhook

__all__ = [
    "WebhookRequest",
    "change_webhook",
    "create_webhook",
    "delete_webhook",
    "pause_webhook",
    "replay_message",
    "resume_webhook",
    "retire_webhook",
    "rotate_secret",
    "tell_webhooks",
    "try_webhook",
]
