"""Rows, relations and small predicates; nothing here commits."""

from tts.models.base import Base
from tts.models.events import Anchor, AnchorHead, Event
from tts.models.external import ExternalAnswer, SystemCredential
from tts.models.notifications import Notification, NotificationChoice
from tts.models.outbox import Destination, OutboxMessage
from tts.models.people import AccessToken, Leave, LoginAttempt, Membership, Role, User
from tts.models.tasks import Escalation, Task, TaskItem
from tts.models.tickets import Ticket
from tts.models.workers import SweepFailure, Worker
from tts.models.workflows import Step, Transition, Workflow, WorkflowVersion

__all__ = [
    "AccessToken",
    "Anchor",
    "AnchorHead",
    "Base",
    "Destination",
    "Escalation",
    "Event",
    "ExternalAnswer",
    "Leave",
    "LoginAttempt",
    "Membership",
    "Notification",
    "NotificationChoice",
    "OutboxMessage",
    "Role",
    "Step",
    "SweepFailure",
    "SystemCredential",
    "Task",
    "TaskItem",
    "Ticket",
    "Transition",
    "User",
    "Worker",
    "Workflow",
    "WorkflowVersion",
]
