"""The rounds of webhooks: events become messages, and messages leave, each webhook on its own."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from tts.adapters.guarded_post import GuardedPost
from tts.adapters.webhooks import WebhookCourier, webhook_way
from tts.cli.worker.lanes import Lanes
from tts.cli.worker.rounds import Clock, Count, Round, RoundResult, Stop
from tts.domain.errors import NotFound
from tts.domain.webhooks import destination_of
from tts.queries.webhooks import Endpoint, endpoints_with_due, has_news
from tts.services.outbox import deliver_due
from tts.services.transaction import AnySession
from tts.services.webhooks import retire_webhook, tell_webhooks

LONGEST_TURN = 20.0
WEBHOOKS = "webhooks"


@dataclass(frozen=True, slots=True)
class Hooks:
    """How webhooks are called here, and the address that their links lead to."""

    way: GuardedPost
    public_url: str | None

    def rounds(self, lanes: Lanes) -> tuple[Round, ...]:
        """Both of them; what leaves does so in `lanes`."""
        return (
            Round("news for webhooks", TellRound(self.public_url).run),
            Round(WEBHOOKS, HookRound(self.way, lanes).run, Count.DELIVERED),
        )


def hooks_of(config: Mapping[str, Any]) -> Hooks:
    """As Flask's configuration has it; an admin may make a webhook at any time."""
    return Hooks(webhook_way(config), config.get("PUBLIC_URL"))


class TellRound:
    """What happened becomes messages."""

    def __init__(self, public_url: str | None) -> None:
        self.public_url = public_url

    def run(self, session: AnySession, clock: Clock, stop: Stop) -> RoundResult:
        """Batch after batch, until there is no news."""
        done = 0
        while not stop() and has_news(session):
            count = tell_webhooks(session, public_url=self.public_url, now=clock())
            if not count:
                break
            done += count
        return RoundResult(done)


class HookRound:
    """Messages that are due leave, each webhook in its own lane: a slow one takes no more than its turn."""

    def __init__(self, way: GuardedPost, lanes: Lanes, *, longest: float = LONGEST_TURN) -> None:
        self.way, self.lanes, self.longest = way, lanes, longest

    def run(self, session: AnySession, clock: Clock, stop: Stop) -> RoundResult:
        """One turn each for those that have something due."""
        due = endpoints_with_due(session, now=clock())
        works = {destination_of(one.id): partial(self._deliver, one) for one in due}
        return self.lanes.run(works, session, clock)

    def _deliver(self, endpoint: Endpoint, session: AnySession, clock: Clock, stop: Stop) -> RoundResult:
        courier = WebhookCourier(endpoint, self.way, clock=clock)
        ends_at = time.monotonic() + self.longest

        def is_over() -> bool:
            return stop() or courier.is_gone or time.monotonic() > ends_at

        couriers = {destination_of(endpoint.id): courier}
        sent = deliver_due(session, couriers, clock=clock, stop=is_over)
        if courier.is_gone:
            with suppress(NotFound):  # somebody deleted it meanwhile
                retire_webhook(session, endpoint.id, now=clock())
        return RoundResult(sent.delivered, sent.failed)
