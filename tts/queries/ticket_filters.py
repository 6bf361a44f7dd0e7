"""What stands above a list of tickets: counts by tab, and the workflows to choose from."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from tts.domain.permissions import Actor
from tts.domain.words import OPEN_TICKETS
from tts.models import Task, Ticket, WorkflowVersion
from tts.queries.paging import AnySession, count_some
from tts.queries.visibility import MANY, Condition, listed_tickets


@dataclass(frozen=True, slots=True)
class TicketsHead:
    """How many open tickets one asked for (`mine`) and may see (`all`), as far as lists count; workflows.

    `workflows` are (id, name of the newest version), by name: those of the MANY newest tickets one may see.
    """

    mine: int
    all: int
    workflows: list[tuple[int, str]]


def read_tickets_head(session: AnySession, actor: Actor) -> TicketsHead:
    """Read it in three statements, for admins two."""
    seen = listed_tickets(session, actor)
    is_open = Ticket.status.in_([status.value for status in OPEN_TICKETS])
    mine = sa.select(Ticket.id).where(Ticket.requester_id == actor.user_id, is_open)
    everything = sa.select(Ticket.id).where(seen, is_open)
    counts = sa.select(count_some(mine).label("mine"), count_some(everything).label("all"))
    row = session.execute(counts).one()
    return TicketsHead(row.mine, row.all, _workflows_of(session, seen))


def _workflows_of(session: AnySession, seen: Condition) -> list[tuple[int, str]]:
    newest = sa.select(Ticket.id).where(seen).order_by(Ticket.id.desc()).limit(MANY).subquery()
    used = sa.select(Task.workflow_id).where(Task.ticket_id.in_(sa.select(newest.c.id)))
    latest = (
        sa.select(sa.func.max(WorkflowVersion.id))
        .where(WorkflowVersion.workflow_id.in_(used))
        .group_by(WorkflowVersion.workflow_id)
    )
    rows = session.execute(
        sa.select(WorkflowVersion.workflow_id, WorkflowVersion.name)
        .where(WorkflowVersion.id.in_(latest))
        .order_by(WorkflowVersion.name)
    ).all()
    return [(row.workflow_id, row.name) for row in rows]
