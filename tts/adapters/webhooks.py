"""The courier of one webhook: signed messages (Standard Webhooks) to the address that an admin wrote down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from tts.adapters.fault_words import say_fault
from tts.adapters.guarded_post import TIMEOUT, Answer, GuardedPost
from tts.adapters.letter import one_line
from tts.clock import current_time
from tts.domain.errors import DomainError
from tts.domain.webhooks import body_of, signatures_of
from tts.queries.webhooks import Endpoint
from tts.services.outbox import ClaimedMessage, Deferred, DeliveryFailure, Undeliverable, Unreachable, Unsent

LONGEST_EXCERPT = 300
GONE = 410
AGENT = "TTS"
LONGEST_TRIAL = 5.0


class WebhookCourier:
    """Delivers the messages of one webhook; `is_gone` once its address said that it is gone for good."""

    def __init__(
        self, endpoint: Endpoint, way: GuardedPost, *, clock: Callable[[], datetime] = current_time
    ) -> None:
        self.endpoint, self.way, self.clock = endpoint, way, clock
        self.is_gone = False

    def send(self, message: ClaimedMessage) -> str:
        """Post one message and return what was answered.

        Raises Undeliverable, Unsent, Deferred or Unreachable.
        """
        now = self.clock()
        body, stamp = body_of(message.payload), int(now.timestamp())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": AGENT,
            "webhook-id": message.key,
            "webhook-timestamp": str(stamp),
            "webhook-signature": signatures_of(self.endpoint.secrets_at(now), message.key, stamp, body),
        }
        answer = self._post(body, headers)
        self.is_gone = answer.status == GONE
        failure = read_answer(answer)
        if failure is not None:
            raise failure
        return say_answer(answer)

    def close(self) -> None:
        """Nothing is kept open."""

    def _post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        try:
            return self.way.post(self.endpoint.url, body, headers)
        except DomainError as refusal:
            raise Unsent(refusal.sentence) from refusal
        except OSError as error:
            why = say_fault(error, LONGEST_EXCERPT)
            raise Unreachable(f"It cannot be reached: {why}") from error


def webhook_way(config: Mapping[str, Any], *, timeout: float = TIMEOUT) -> GuardedPost:
    """How webhooks are called where Flask's configuration is this."""
    return GuardedPost(tuple(config["WEBHOOK_NETWORKS"]), timeout)


def trial_courier(config: Mapping[str, Any], endpoint: Endpoint) -> WebhookCourier:
    """Who carries a test message while somebody waits for what is answered."""
    return WebhookCourier(endpoint, webhook_way(config, timeout=LONGEST_TRIAL))


def read_answer(answer: Answer) -> DeliveryFailure | None:
    """Why a message was not taken, and whether trying again may help; None when it was."""
    said = say_answer(answer)
    if 200 <= answer.status < 300:
        return None
    if answer.status == GONE:
        return Undeliverable(f"{said} It is gone for good: the webhook is paused.")
    if 300 <= answer.status < 400:
        return Deferred(f"{said} It sends us elsewhere, in a way that TTS does not go.")
    if answer.status >= 500:
        return Unreachable(said)
    return Deferred(said)


def say_answer(answer: Answer) -> str:
    """The status and the beginning of what was said, on one line."""
    words = one_line(answer.text, LONGEST_EXCERPT)
    return f"It answered {answer.status}{f': {words}' if words else '.'}"
