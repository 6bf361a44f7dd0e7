"""Matching what waits without a workflow: again when one is initialized, or by an admin's hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.errors import NotFound, Refused
from tts.domain.events import Happening
from tts.domain.matching import Intake
from tts.domain.permissions import Actor, Permission
from tts.domain.words import TicketStatus, WorkflowStatus, fold
from tts.models import Ticket, Workflow
from tts.queries.versions import RunningVersion
from tts.services.notices import TicketFacts, tell_status
from tts.services.story import Act, Story, write_story
from tts.services.tasks.begin import BegunTask, begin_task
from tts.services.tasks.rows import update_ticket
from tts.services.tasks.standing import lock_ticket
from tts.services.tickets.intake import active_version, match_intake
from tts.services.transaction import use_case

AnySession = Session | scoped_session[Any]


def match_waiting_tickets(session: AnySession, *, actor: Actor, now: datetime) -> int:
    """Match every unmatched ticket that a workflow takes now, each in its own transaction; how many began."""
    waiting = _waiting_tickets(session)
    return sum(match_ticket(session, ticket_id, actor=actor, now=now) is not None for ticket_id in waiting)


@use_case
def match_ticket(session: Session, ticket_id: int, *, actor: Actor, now: datetime) -> BegunTask | None:
    """Match one ticket if it still waits; None when it does not, or when nothing takes it."""
    ticket = lock_ticket(session, ticket_id)
    if ticket.status != TicketStatus.UNMATCHED:
        return None
    match = match_intake(session, Intake(ticket.department, ticket.category, ticket.sub_category))
    if match.version is None:
        return None
    return _bind_ticket(session, ticket, match.version, match.reason, Act(actor, now))


@use_case
def assign_workflow(
    session: Session, ticket_id: int, workflow_id: int, *, actor: Actor, now: datetime
) -> BegunTask:
    """An admin gives an unmatched ticket its workflow by hand; Refused unless both are ready for it."""
    actor.require(Permission.ADMINISTER)
    ticket = lock_ticket(session, ticket_id)
    if ticket.status != TicketStatus.UNMATCHED:
        raise Refused(f"{ticket.number} is {ticket.status}: only unmatched tickets are given a workflow.")
    row = session.execute(
        sa.select(Workflow.id, Workflow.name, Workflow.status)
        .where(Workflow.id == workflow_id)
        .with_for_update(read=True)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such workflow.")
    version = active_version(session, workflow_id) if row.status == WorkflowStatus.INITIALIZED else None
    if version is None:
        raise Refused(f"{row.name} takes no tickets now: it is {row.status}. Initialize it first.")
    reason = f"{actor.name} chose {version.name} v{version.version} by hand"
    return _bind_ticket(session, ticket, version, reason, Act(actor, now))


def _bind_ticket(
    session: Session, ticket: Ticket, version: RunningVersion, reason: str, act: Act
) -> BegunTask:
    begun = begin_task(session, ticket.id, ticket, ticket.priority, version, act)
    update_ticket(
        session, ticket, TicketStatus.IN_PROGRESS, workflow_id=version.workflow_id, match_reason=reason
    )
    told = tell_matched(ticket, ticket.status, version, reason, begun)
    write_story(session, ticket.id, told + begun.story, act)
    return begun


def tell_matched(
    ticket: TicketFacts, was: str | None, version: RunningVersion, reason: str, begun: BegunTask
) -> Story:
    """The story of a ticket that found its workflow, and of who coordinates it."""
    facts: dict[str, object] = {"workflow": version.name, "version": version.version}
    if begun.coordinator is not None:
        facts |= {"coordinator": begun.coordinator.name, "coordinator_id": begun.coordinator.user_id}
    happening = Happening("ticket.matched", was, version.name, reason, version.id, facts)
    return Story((happening,), tell_status(ticket, was or "", TicketStatus.IN_PROGRESS))


def _waiting_tickets(session: AnySession) -> list[int]:
    """The unmatched tickets whose department and category some initialized workflow has, oldest first."""
    taken = {
        (department, category)
        for department, category in session.execute(
            sa.select(Workflow.match_department, Workflow.match_category).where(
                Workflow.status == WorkflowStatus.INITIALIZED.value
            )
        )
    }
    rows = session.execute(
        sa.select(Ticket.id, Ticket.department, Ticket.category)
        .where(Ticket.status == TicketStatus.UNMATCHED.value)
        .order_by(Ticket.id)
    )
    return [row.id for row in rows if (fold(row.department), fold(row.category)) in taken]
