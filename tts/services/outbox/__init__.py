"""Messages that leave: written beside their cause, claimed, carried and settled by a worker (section 8)."""

from tts.services.outbox.acts import discard_message, retry_all, retry_message
from tts.services.outbox.claim import claim_messages, release_messages
from tts.services.outbox.courier import (
    Away,
    ClaimedMessage,
    Courier,
    Deferred,
    DeliveryFailure,
    Undeliverable,
    Unreachable,
    Unsent,
)
from tts.services.outbox.deliver import Deliveries, deliver_due
from tts.services.outbox.settle import settle_delivered, settle_refused
from tts.services.outbox.standing import note_passage, note_standing
from tts.services.outbox.write import Message, write_messages

__all__ = [
    "Away",
    "ClaimedMessage",
    "Courier",
    "Deferred",
    "Deliveries",
    "DeliveryFailure",
    "Message",
    "Undeliverable",
    "Unreachable",
    "Unsent",
    "claim_messages",
    "deliver_due",
    "discard_message",
    "note_passage",
    "note_standing",
    "release_messages",
    "retry_all",
    "retry_message",
    "settle_delivered",
    "settle_refused",
    "write_messages",
]
