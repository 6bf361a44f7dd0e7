"""The messages that tell people and the ticket's source, in the shapes of contracts.md."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.ending import Ending
from tts.domain.notice_words import say_nobody_available, say_returned
from tts.domain.permissions import Actor
from tts.domain.words import TicketStatus
from tts.models import Membership, Role, Ticket, User
from tts.queries.outside_ids import ids_outside
from tts.services.asking import ask_system
from tts.services.outbox import Message

NOTIFICATION = "notification"
NOTIFICATION_SERVICE = "notification service"
"""Where notices go on to, if that service is there; else TTS hands them out itself."""

HDTS = "hdts"
BEHIND_BROKER = (HDTS, NOTIFICATION_SERVICE)
"""The destinations that are reached through the message broker alone."""

SOURCE_STATUSES = frozenset(
    {
        TicketStatus.IN_PROGRESS,
        TicketStatus.PENDING_EXTERNAL,
        TicketStatus.ON_HOLD,
        TicketStatus.RESOLVED,
        TicketStatus.REJECTED,
    }
)
"""The words the help desk takes (contracts.md)."""


@dataclass(frozen=True, slots=True)
class TicketCard:
    """What messages say about a ticket, where it was just written and no row was read."""

    number: str
    subject: str
    source: str
    external_id: str | None
    requester_id: int


TicketFacts = TicketCard | Ticket


def notify_assigned(ticket: TicketFacts, user_id: int, role_name: str) -> Message:
    """A person was given an item."""
    return notification(
        "send_assignment_notification",
        user_id=user_id,
        ticket_number=ticket.number,
        task_title=ticket.subject,
        role_name=role_name,
    )


def notify_transferred(
    ticket: TicketFacts, from_user_id: int | None, to_user_id: int, notes: str, actor: Actor
) -> Message:
    """An item went from one person to another."""
    return notification(
        "send_task_transfer_notification",
        from_user_id=from_user_id,
        to_user_id=to_user_id,
        from_ticket_number=ticket.number,
        to_ticket_number=ticket.number,
        task_title=ticket.subject,
        transferred_by_id=actor.user_id,
        transferred_by_name=actor.name,
        transfer_notes=notes,
    )


@dataclass(frozen=True, slots=True)
class Raised:
    """What an escalation's messages say."""

    from_user_id: int | None
    from_role: str
    to_role: str
    reason: str


def notify_escalated(
    ticket: TicketFacts, raised: Raised, recipients: Iterable[int | None], actor: Actor
) -> tuple[Message, ...]:
    """Each of `recipients` (new holder, previous one, coordinator) once; None is nobody."""
    told = dict.fromkeys(user_id for user_id in recipients if user_id is not None)
    return tuple(
        notification(
            "send_escalation_notification",
            from_user_id=raised.from_user_id,
            to_user_id=user_id,
            from_ticket_number=ticket.number,
            to_ticket_number=ticket.number,
            task_title=ticket.subject,
            escalated_from_role=raised.from_role,
            escalated_to_role=raised.to_role,
            escalation_reason=raised.reason,
            escalated_by_id=actor.user_id,
            escalated_by_name=actor.name,
        )
        for user_id in told
    )


def notify_waiting(
    ticket: TicketFacts, recipients: Iterable[int], step_name: str, role_name: str
) -> tuple[Message, ...]:
    """Nobody of a role is available: coordinators and admins are told where a ticket waits."""
    return tuple(
        notification(
            "send_workflow_step_notification",
            user_id=user_id,
            ticket_number=ticket.number,
            task_title=ticket.subject,
            step_name=step_name,
            role_name=role_name,
            message=say_nobody_available(step_name, role_name),
        )
        for user_id in dict.fromkeys(recipients)
    )


def notify_returned(ticket: TicketFacts, user_id: int, step_name: str, note: str, actor: Actor) -> Message:
    """An escalated item came back to somebody, with the reviewer's note."""
    return notification(
        "send_workflow_step_notification",
        user_id=user_id,
        ticket_number=ticket.number,
        task_title=ticket.subject,
        step_name=step_name,
        message=say_returned(actor.name, step_name, note),
    )


def notify_moved(ticket: TicketFacts, user_id: int, step_name: str, sentence: str) -> Message:
    """What a move to another version of the workflow changed for who has, or had, the item."""
    return notification(
        "send_workflow_step_notification",
        user_id=user_id,
        ticket_number=ticket.number,
        task_title=ticket.subject,
        step_name=step_name,
        message=sentence,
    )


def notify_ended(ticket: TicketFacts, holder_id: int | None, actor: Actor) -> tuple[Message, ...]:
    """Whoever had the item learns that the ticket ended under them."""
    if holder_id is None or holder_id == actor.user_id:
        return ()
    told = notification(
        "send_workflow_step_notification",
        user_id=holder_id,
        ticket_number=ticket.number,
        task_title=ticket.subject,
        message=f"{actor.name} ended {ticket.number}: nothing is left to do on it.",
    )
    return (told,)


def tell_status(
    ticket: TicketFacts, was: str, status: TicketStatus, *, is_told_by_source: bool = False
) -> tuple[Message, ...]:
    """A ticket's new status, to the requester and to the help desk it came from; nothing when it stays.

    What the help desk told us itself is not told back to it. It has no word for Withdrawn, which it hears as
    Rejected.
    """
    if was == status.value:
        return ()
    told = notify_status(ticket, ticket.requester_id, was, status)
    word = TicketStatus.REJECTED if status is TicketStatus.WITHDRAWN else status
    if is_told_by_source or word not in SOURCE_STATUSES:
        return (told,)
    return (told, *_to_source(ticket, "send_ticket_status", word.value))


def notify_status(ticket: TicketFacts, user_id: int, was: str, status: TicketStatus) -> Message:
    """One person learns the ticket's new status."""
    return notification(
        "send_ticket_status_notification",
        user_id=user_id,
        ticket_number=ticket.number,
        task_title=ticket.subject,
        old_status=was,
        new_status=status.value,
    )


def tell_owner(session: Session, ticket: TicketFacts, coordinator_id: int | None) -> tuple[Message, ...]:
    """The help desk it came from learns who coordinates the ticket here, if that is somebody it knows."""
    if coordinator_id is None or ticket.source != HDTS:
        return ()
    owner = ids_outside(session, [coordinator_id]).get(coordinator_id)
    return () if owner is None else _to_source(ticket, "update_ticket_owner", owner)


def tell_ending(
    session: Session, ticket: Ticket, ending: Ending, coordinator_id: int | None
) -> tuple[Message, ...]:
    """What the end logic sends: a completion notice, or a request to another system with its status."""
    if ending.notifies:
        people = dict.fromkeys((ticket.requester_id, *coordinator_or_admins(session, coordinator_id)))
        return tuple(
            notification(
                "send_task_completed_notification",
                user_id=user_id,
                ticket_number=ticket.number,
                task_title=ticket.subject,
            )
            for user_id in people
        )
    return ask_system(ticket, ending)


def tell_admins(session: Session, title: str, sentence: str) -> tuple[Message, ...]:
    """Every active admin learns something that is about no ticket."""
    return tuple(
        notification(
            "send_workflow_step_notification",
            user_id=user_id,
            ticket_number="",
            task_title=title,
            message=sentence,
        )
        for user_id in _having(session, sa.and_(Role.is_admin))
    )


def coordinator_or_admins(session: Session, coordinator_id: int | None) -> tuple[int, ...]:
    """A task's coordinator; the active admins while it has none, for then they get those messages."""
    return _having(session, sa.and_(Role.is_admin)) if coordinator_id is None else (coordinator_id,)


def coordinator_and_admins(session: Session, coordinator_id: int | None) -> tuple[int, ...]:
    """A task's coordinator, if it has one, and every active admin."""
    admins = _having(session, sa.and_(Role.is_admin))
    return admins if coordinator_id is None else tuple(dict.fromkeys((coordinator_id, *admins)))


def coordinators_and_admins(session: Session) -> tuple[int, ...]:
    """Everyone active with a role that coordinates or administers: those told when work waits."""
    return _having(session, Role.can_coordinate | Role.is_admin)


def _having(session: Session, permission: sa.ColumnElement[bool]) -> tuple[int, ...]:
    return tuple(
        session.scalars(
            sa.select(User.id)
            .distinct()
            .join(Membership, Membership.user_id == User.id)
            .join(Role, Role.id == Membership.role_id)
            .where(User.is_active, Role.is_active, permission)
            .order_by(User.id)
        )
    )


def notification(task: str, **kwargs: object) -> Message:
    """One message to the Notification service, by the task's name there."""
    return Message(NOTIFICATION, f"notifications.{task}", {"kwargs": kwargs})


def _to_source(ticket: TicketFacts, task: str, value: object) -> tuple[Message, ...]:
    if ticket.source != HDTS:
        return ()
    return (Message(HDTS, task, {"args": [ticket.external_id or ticket.number, value]}),)
