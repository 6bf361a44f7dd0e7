"""What events are about: their tickets and workflows, in two statements however many they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.events import Stream
from tts.models import Event, Ticket, Workflow


@dataclass(frozen=True, slots=True)
class Subject:
    """A ticket with its workflow, or a workflow alone; `name` is the one's subject or the other's name."""

    name: str
    workflow_id: int | None
    workflow_name: str | None
    number: str | None = None
    status: str | None = None
    priority: str | None = None
    department: str | None = None
    category: str | None = None
    sub_category: str | None = None


def subjects_of(session: Session, events: Iterable[Event]) -> Mapping[tuple[str, int], Subject]:
    """By stream and id; events of people and settings are about neither."""
    ids: dict[str, set[int]] = {Stream.TICKET.value: set(), Stream.WORKFLOW.value: set()}
    for event in events:
        if event.stream in ids:
            ids[event.stream].add(event.stream_id)
    found: dict[tuple[str, int], Subject] = {}
    if tickets := ids[Stream.TICKET.value]:
        found |= {(Stream.TICKET.value, row[0]): Subject(*row[1:]) for row in _tickets(session, tickets)}
    if workflows := ids[Stream.WORKFLOW.value]:
        rows = session.execute(sa.select(Workflow.id, Workflow.name).where(Workflow.id.in_(workflows)))
        found |= {(Stream.WORKFLOW.value, row.id): Subject(row.name, row.id, row.name, None) for row in rows}
    return found


def _tickets(session: Session, ids: set[int]) -> Iterable[sa.Row[Any]]:
    columns: tuple[Any, ...] = (
        Ticket.id,
        Ticket.subject,
        Ticket.workflow_id,
        Workflow.name,
        Ticket.number,
        Ticket.status,
        Ticket.priority,
        Ticket.department,
        Ticket.category,
        Ticket.sub_category,
    )
    joined = sa.select(*columns).outerjoin(Workflow, Workflow.id == Ticket.workflow_id)
    return session.execute(joined.where(Ticket.id.in_(ids))).all()
