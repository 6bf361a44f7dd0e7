"""Every state, named once (api.md, "Words of state"). The README tells their life cycles in prose."""

from __future__ import annotations

from enum import StrEnum


class WorkflowStatus(StrEnum):
    """Where a workflow stands in its life cycle (seed; rules.md section 1)."""

    DRAFT = "draft"
    DEPLOYED = "deployed"
    INITIALIZED = "initialized"
    PAUSED = "paused"
    ARCHIVED = "archived"


class ItemStatus(StrEnum):
    """A task item: four open words, four closed ones."""

    NEW = "new"
    IN_PROGRESS = "in progress"
    ON_HOLD = "on hold"
    WAITING = "waiting"
    RESOLVED = "resolved"
    ESCALATED = "escalated"
    REASSIGNED = "reassigned"
    CANCELLED = "cancelled"


class TaskStatus(StrEnum):
    """A ticket's run through one version."""

    PENDING = "pending"
    IN_PROGRESS = "in progress"
    ON_HOLD = "on hold"
    PENDING_EXTERNAL = "pending external"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class TicketStatus(StrEnum):
    """What the requester and the ticket source read."""

    UNMATCHED = "Unmatched"
    IN_PROGRESS = "In Progress"
    ON_HOLD = "On Hold"
    PENDING_EXTERNAL = "Pending External"
    RESOLVED = "Resolved"
    REJECTED = "Rejected"
    WITHDRAWN = "Withdrawn"


class Origin(StrEnum):
    """How an item came to its holder."""

    SYSTEM = "System"
    TRANSFERRED = "Transferred"
    ESCALATION = "Escalation"


class Priority(StrEnum):
    """Critical is read as urgent (rules.md section 4)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    URGENT = "urgent"


class OutboxStatus(StrEnum):
    """A message that leaves, or says why it does not."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    DISCARDED = "discarded"
    NOT_CONFIGURED = "not configured"


class InboundStatus(StrEnum):
    """A message of another system that came in."""

    APPLIED = "applied"
    WAITING = "waiting"
    REFUSED = "refused"
    DISCARDED = "discarded"


BROKER, OPENID = "broker", "openid"
"""How the broker itself and the OpenID provider stand is kept under these names, beside the destinations."""

RESET_MAIL = "mail.password_reset"
"""The kind of message that carries a link to a new password: its words are for its reader alone."""

OPEN_TASKS = (TaskStatus.PENDING, TaskStatus.IN_PROGRESS, TaskStatus.ON_HOLD, TaskStatus.PENDING_EXTERNAL)
OPEN_TICKETS = (
    TicketStatus.UNMATCHED,
    TicketStatus.IN_PROGRESS,
    TicketStatus.ON_HOLD,
    TicketStatus.PENDING_EXTERNAL,
)
END_LOGICS = ("", "asset", "budget", "notification")


def read_priority(text: str | None) -> Priority:
    """`Critical` is urgent and blank is medium (contracts.md); raises ValueError for any other word."""
    word = (text or "").strip().casefold() or "medium"
    return Priority("urgent" if word == "critical" else word)


def fold(text: str | None) -> str:
    """How departments, categories and e-mail addresses are compared: trimmed and case-folded (section 3)."""
    return " ".join((text or "").split()).casefold()
