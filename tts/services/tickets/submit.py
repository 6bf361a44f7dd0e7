"""Submitting a ticket: it is kept, finds its workflow, and lands in the next person's queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, scoped_session

from tts.domain.errors import Refused
from tts.domain.events import Happening
from tts.domain.matching import Intake
from tts.domain.permissions import Actor
from tts.domain.words import TicketStatus
from tts.models import Task, TaskItem, Ticket
from tts.services.notices import TicketCard
from tts.services.story import Act, Story, write_story
from tts.services.tasks.begin import begin_task
from tts.services.tickets.intake import match_intake
from tts.services.tickets.match import match_ticket, tell_matched
from tts.services.tickets.numbers import draw_number
from tts.services.tickets.request import CheckedRequest, TicketRequest, check_request
from tts.services.transaction import use_case

DRAWS = 20


@dataclass(frozen=True, slots=True)
class SubmittedTicket:
    """What became of it: no task while no workflow takes it; `is_repeat` when it was there already."""

    ticket_id: int
    number: str
    task_id: int | None = None
    item_id: int | None = None
    is_repeat: bool = False


def submit_ticket(
    session: Session | scoped_session[Any], request: TicketRequest, *, actor: Actor, now: datetime
) -> SubmittedTicket:
    """Keep a ticket, match it, begin its task. Raises Invalid, with the fields at fault, or NotPermitted.

    One that nothing took is matched once more after its commit, so that a workflow initialized at the same
    moment misses none.
    """
    submitted = _keep_ticket(session, request, actor=actor, now=now)
    if submitted.task_id is None and not submitted.is_repeat:
        begun = match_ticket(session, submitted.ticket_id, actor=actor, now=now)
        if begun is not None:
            return SubmittedTicket(submitted.ticket_id, submitted.number, begun.task_id, begun.item_id)
    return submitted


@use_case
def _keep_ticket(session: Session, request: TicketRequest, *, actor: Actor, now: datetime) -> SubmittedTicket:
    act = Act(actor, now)
    checked = check_request(session, request, act)
    match = match_intake(session, Intake(checked.department, checked.category, checked.sub_category))
    status = TicketStatus.IN_PROGRESS if match.version else TicketStatus.UNMATCHED
    workflow_id = match.version.workflow_id if match.version else None
    kept = _insert_ticket(session, checked, status, workflow_id, match.reason, act, request.number)
    if isinstance(kept, SubmittedTicket):
        return kept
    ticket_id, number = kept
    card = TicketCard(number, checked.subject, checked.source, checked.external_id, checked.requester_id)
    story = _tell_submitted(checked, number, status)
    if match.version is None:
        story += Story((Happening("ticket.unmatched", reason=match.reason),))
        write_story(session, ticket_id, story, act, is_new=True)
        return SubmittedTicket(ticket_id, number)
    begun = begin_task(session, ticket_id, card, checked.priority, match.version, act)
    story += tell_matched(card, None, match.version, match.reason, begun) + begun.story
    write_story(session, ticket_id, story, act, is_new=True)
    return SubmittedTicket(ticket_id, number, begun.task_id, begun.item_id)


def _tell_submitted(checked: CheckedRequest, number: str, status: TicketStatus) -> Story:
    facts = {
        "number": number,
        "priority": checked.priority,
        "source": checked.source,
        "requester_id": checked.requester_id,
        "submitted_at": checked.submitted_at.isoformat(),
    }
    return Story((Happening("ticket.submitted", None, status.value, None, None, facts),))


def _insert_ticket(
    session: Session,
    checked: CheckedRequest,
    status: TicketStatus,
    workflow_id: int | None,
    reason: str,
    act: Act,
    wanted: str | None,
) -> tuple[int, str] | SubmittedTicket:
    """One statement, without a savepoint: a double click and a taken number insert nothing.

    The `wanted` number is tried first, then drawn ones.
    """
    values: Mapping[str, object] = {
        **checked.columns(),
        "status": status.value,
        "workflow_id": workflow_id,
        "match_reason": reason,
        "created_at": act.now,
    }
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    for _ in range(DRAWS):
        number, wanted = wanted or draw_number(checked.submitted_at), None
        statement = dialect.insert(Ticket).values(number=number, **values).on_conflict_do_nothing()
        ticket_id = session.scalar(statement.returning(Ticket.id))
        if ticket_id is not None:
            return ticket_id, number
        earlier = _earlier_ticket(session, checked)
        if earlier is not None:
            return earlier
    raise Refused("No free ticket number was found for that day: try again in a moment.")


def _earlier_ticket(session: Session, checked: CheckedRequest) -> SubmittedTicket | None:
    """The ticket that the same form, or the same source, sent before."""
    same = []
    if checked.submission_key is not None:
        same.append(
            (Ticket.requester_id == checked.requester_id) & (Ticket.submission_key == checked.submission_key)
        )
    if checked.external_id is not None:
        same.append((Ticket.source == checked.source) & (Ticket.external_id == checked.external_id))
    if not same:
        return None
    row = session.execute(
        sa.select(
            Ticket.id, Ticket.number, Task.id.label("task_id"), sa.func.max(TaskItem.id).label("item_id")
        )
        .outerjoin(Task, Task.ticket_id == Ticket.id)
        .outerjoin(TaskItem, TaskItem.task_id == Task.id)
        .where(sa.or_(*same))
        .group_by(Ticket.id, Ticket.number, Task.id)
        .order_by(Ticket.id)
        .limit(1)
    ).first()
    return None if row is None else SubmittedTicket(row.id, row.number, row.task_id, row.item_id, True)
