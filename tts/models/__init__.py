"""Rows, relations and small predicates; nothing here commits."""

from tts.models.api import KeptAnswer, TokenPace
from tts.models.base import Base
from tts.models.events import Anchor, AnchorHead, Event
from tts.models.external import ExternalAnswer, SystemCredential
from tts.models.inbound import InboundMessage
from tts.models.notifications import Notification, NotificationChoice
from tts.models.outbox import Destination, OutboxMessage
from tts.models.people import (
    AccessToken,
    Leave,
    LoginAttempt,
    Membership,
    PasswordReset,
    ResetAttempt,
    Role,
    User,
)
from tts.models.sync import ParkedMembership, PersonLink, RoleGrant, RoleLink, ScimResource
from tts.models.tasks import Escalation, Task, TaskItem
from tts.models.tickets import Ticket
from tts.models.webhooks import EventNews, Webhook
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
    "EventNews",
    "ExternalAnswer",
    "InboundMessage",
    "KeptAnswer",
    "Leave",
    "LoginAttempt",
    "Membership",
    "Notification",
    "NotificationChoice",
    "OutboxMessage",
    "ParkedMembership",
    "PasswordReset",
    "PersonLink",
    "ResetAttempt",
    "Role",
    "RoleGrant",
    "RoleLink",
    "ScimResource",
    "Step",
    "SweepFailure",
    "SystemCredential",
    "Task",
    "TaskItem",
    "Ticket",
    "TokenPace",
    "Transition",
    "User",
    "Webhook",
    "Worker",
    "Workflow",
    "WorkflowVersion",
]
