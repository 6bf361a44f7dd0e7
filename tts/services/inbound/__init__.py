"""Messages of other systems: applied, kept waiting for what they need, or refused and shown to admins."""

from tts.services.inbound.letters import Letter
from tts.services.inbound.mending import discard_letter, retry_letter, retry_letters
from tts.services.inbound.take_in import refuse_letter, retry_waiting, take_in

__all__ = [
    "Letter",
    "discard_letter",
    "refuse_letter",
    "retry_letter",
    "retry_letters",
    "retry_waiting",
    "take_in",
]
