"""What a courier is: whoever carries the messages of one destination to the world outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """A message in hand, as a plain value: `key` is its stable id outside, `attempts` counts this one too."""

    id: int
    key: str
    destination: str
    kind: str
    ticket_id: int | None
    payload: Mapping[str, object]
    attempts: int
    created_at: datetime


class DeliveryFailure(Exception):
    """Why a message was not delivered; `reason` is a sentence for admins, without any secret."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Undeliverable(DeliveryFailure):
    """The destination will never take this message: it fails at once."""


class Unsent(Undeliverable):
    """No such message ever leaves: it fails at once, and the destination was not even asked."""


class Deferred(DeliveryFailure):
    """The destination answers, but does not take this message now: try it again."""


class Stumbled(Deferred):
    """It could not be carried by a fault on this side: try it again; of the destination it proves nothing."""


class Unreachable(DeliveryFailure):
    """The destination itself does not answer as it should: try again, and leave it in peace if that stays."""


class Away(Unreachable):
    """The way to the destination is closed, for which no message is to blame: none fails, however long."""


class Courier(Protocol):
    """Carries messages of one destination; it has time-outs of its own, well under half a minute."""

    def send(self, message: ClaimedMessage) -> str | None:
        """Deliver one message, or raise Undeliverable, Unsent, Deferred or Unreachable.

        What comes back is what the other side said to it, if that is worth keeping.
        """

    def close(self) -> None:
        """Let go of a connection kept for the next message; called at the end of each pass."""
