"""When an item can be escalated or given back, and to whom it returns (rules.md section 7)."""

from __future__ import annotations

from enum import StrEnum

from tts.domain.errors import Refused
from tts.domain.graph import Step


class EscalationOutcome(StrEnum):
    """How an escalation ended."""

    ACTED = "acted"
    RETURNED = "returned"
    ENDED = "ticket ended"


def require_escalable(step: Step, *, is_escalated: bool) -> int:
    """The role an item at `step` is escalated to; Refused without one, or when it is escalated already."""
    if is_escalated:
        raise Refused("This item is escalated already: whoever has it now acts on it or returns it.")
    if step.escalate_to is None:
        raise Refused(
            f"“{step.name}” has no escalation role in the version this ticket runs on."
            " Transfer the item, or ask the ticket's coordinator."
        )
    return step.escalate_to


def require_escalated(*, is_escalated: bool) -> None:
    """Refused unless an escalation is open."""
    if not is_escalated:
        raise Refused("This item is not escalated, so it cannot be returned. Transfer it instead.")
