"""Escalating an item to the role its step names, and returning it."""

from tts.services.escalations.escalate import escalate_item, raise_escalation
from tts.services.escalations.give_back import return_item

__all__ = ["escalate_item", "raise_escalation", "return_item"]
