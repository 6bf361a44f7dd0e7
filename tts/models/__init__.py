"""Rows, relations and small predicates; nothing here commits."""

from tts.models.base import Base
from tts.models.events import Anchor, AnchorHead, Event
from tts.models.outbox import OutboxMessage
from tts.models.people import AccessToken, Leave, LoginAttempt, Membership, Role, User
from tts.models.tasks import Escalation, Task, TaskItem
from tts.models.tickets import Ticket
from tts.models.workflows import Step, Transition, Workflow, WorkflowVersion

__all__ = [
    "AccessToken",
    "Anchor",
    "AnchorHead",
    "Base",
    "Escalation",
    "Event",
    "Leave",
    "LoginAttempt",
    "Membership",
    "OutboxMessage",
    "Role",
    "Step",
    "Task",
    "TaskItem",
    "Ticket",
    "Transition",
    "User",
    "Workflow",
    "WorkflowVersion",
]
