"""Delivering what is due: claim, carry, settle, again and again (rules.md section 8).

Nothing is carried inside a transaction: the lease is committed before, the end is written after. Who is
killed in between leaves a lease that runs out, and the message goes again under the same key: at least once.
"""

from __future__ import annotations

import logging
import random
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tts.services.outbox.claim import LEASE, claim_messages, release_messages
from tts.services.outbox.courier import ClaimedMessage, Courier, DeliveryFailure, Stumbled, Unreachable
from tts.services.outbox.settle import settle_delivered, settle_refused
from tts.services.transaction import AnySession

BATCH = 20
MOST_OF_LEASE = LEASE / 2
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Deliveries:
    """How many messages arrived in one pass, and how many attempts did not succeed."""

    delivered: int = 0
    failed: int = 0

    def __add__(self, later: Deliveries) -> Deliveries:
        """Both together."""
        return Deliveries(self.delivered + later.delivered, self.failed + later.failed)


def deliver_due(
    session: AnySession,
    couriers: Mapping[str, Courier],
    *,
    clock: Callable[[], datetime],
    dice: Callable[[], float] = random.random,
    stop: Callable[[], bool] = lambda: False,
    limit: int = BATCH,
) -> Deliveries:
    """One pass over all that is due, a batch of `limit` at a time and destination by destination.

    `stop()` may end it after any message. A destination that does not answer is left alone until the next
    pass, so that it delays nobody else's messages longer than one attempt takes.
    """
    pass_ = _Pass(session, clock, dice, stop, limit, secrets.token_hex(16))
    done = Deliveries()
    for name, courier in couriers.items():
        try:
            done += pass_.deliver_to(name, courier)
        finally:
            courier.close()
    return done


@dataclass(frozen=True, slots=True)
class _Pass:
    """One deliverer on its way: `token` is the name its leases bear."""

    session: AnySession
    clock: Callable[[], datetime]
    dice: Callable[[], float]
    stop: Callable[[], bool]
    limit: int
    token: str

    def deliver_to(self, destination: str, courier: Courier) -> Deliveries:
        """All that is due to one destination, while it answers."""
        done = Deliveries()
        while not self.stop():
            claimed_at = self.clock()
            batch = claim_messages(
                self.session, [destination], token=self.token, now=claimed_at, limit=self.limit
            )
            if not batch:
                break
            result, is_reached = self._deliver_batch(batch, courier, claimed_at)
            done += result
            if not is_reached:
                break
        return done

    def _deliver_batch(
        self, batch: list[ClaimedMessage], courier: Courier, claimed_at: datetime
    ) -> tuple[Deliveries, bool]:
        """What became of a batch, and whether its destination answers; what was not begun is handed back."""
        done = Deliveries()
        for place, message in enumerate(batch):
            if place and (self.stop() or self.clock() - claimed_at > MOST_OF_LEASE):
                self._hand_back(batch[place:])
                break
            failure = self._deliver(message, courier)
            done += Deliveries(failed=1) if failure else Deliveries(delivered=1)
            if isinstance(failure, Unreachable):
                self._hand_back(batch[place + 1 :])
                return done, False
        return done, True

    def _deliver(self, message: ClaimedMessage, courier: Courier) -> DeliveryFailure | None:
        failure, answer = carry(message, courier)
        if failure is None:
            settle_delivered(self.session, message, token=self.token, now=self.clock(), answer=answer)
        else:
            settle_refused(
                self.session, message, failure, token=self.token, now=self.clock(), dice=self.dice()
            )
        return failure

    def _hand_back(self, messages: list[ClaimedMessage]) -> None:
        ids = [message.id for message in messages]
        if ids:
            release_messages(self.session, ids, token=self.token, now=self.clock())


def carry(message: ClaimedMessage, courier: Courier) -> tuple[DeliveryFailure | None, str | None]:
    """Why the courier did not deliver it, or None and what was answered.

    Whatever goes wrong stays with this one message.
    """
    try:
        return None, courier.send(message)
    except DeliveryFailure as failure:
        return failure, None
    except OSError as error:
        return Unreachable(f"{message.destination} does not answer: {error}"), None
    except Exception as error:
        log.exception("Message %s to %s could not be carried.", message.key, message.destination)
        return Stumbled(f"{type(error).__name__}: {error}"), None
