"""What stands above a list of tickets: counts by tab, and the workflows to choose from."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from tts.domain.permissions import Actor
from tts.domain.words import OPEN_TICKETS
from tts.models import Task, Ticket, WorkflowVersion
from tts.queries.paging import AnySession
from tts.queries.visibility import visible_tickets


def ticket_counts(session: AnySession, actor: Actor) -> Mapping[str, int]:
    """How many open tickets one asked for (`mine`) and may see (`all`), in one statement."""
    is_open = Ticket.status.in_([status.value for status in OPEN_TICKETS])
    mine = sa.select(sa.func.count(Ticket.id)).where(Ticket.requester_id == actor.user_id, is_open)
    seen = sa.select(sa.func.count(Ticket.id)).where(visible_tickets(actor), is_open)
    counts = sa.select(mine.scalar_subquery().label("mine"), seen.scalar_subquery().label("all"))
    return dict(session.execute(counts).one()._mapping)


def listed_workflows(session: AnySession, actor: Actor) -> list[tuple[int, str]]:
    """The workflows whose tickets one may see, by the name of their newest version, in one statement."""
    seen = sa.select(Task.workflow_id).join(Ticket, Ticket.id == Task.ticket_id).where(visible_tickets(actor))
    latest = (
        sa.select(sa.func.max(WorkflowVersion.id))
        .where(WorkflowVersion.workflow_id.in_(seen))
        .group_by(WorkflowVersion.workflow_id)
    )
    rows = session.execute(
        sa.select(WorkflowVersion.workflow_id, WorkflowVersion.name)
        .where(WorkflowVersion.id.in_(latest))
        .order_by(WorkflowVersion.name)
    ).all()
    return [(row.workflow_id, row.name) for row in rows]
