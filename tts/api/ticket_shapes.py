"""Tickets in the shapes of the API."""

from __future__ import annotations

from typing_extensions import TypedDict

from tts.api.shapes import (
    Moment,
    PersonJson,
    PriorityWord,
    StepName,
    TaskWord,
    TicketWord,
    moment_json,
    moment_of,
)
from tts.models import Task
from tts.queries.standing_words import Person
from tts.queries.ticket_page import TicketStanding
from tts.queries.tickets import TicketRow


class MatchedJson(TypedDict):
    """Which workflow took a ticket, in which version, and why."""

    workflow_id: int
    workflow_name: str
    version: int
    why: str


class TicketTaskJson(TypedDict):
    """Where the ticket's run through its version stands."""

    task_id: int
    status: TaskWord
    current_step: StepName
    due_at: Moment | None
    step_due_at: Moment | None
    holder: PersonJson | None
    coordinator: PersonJson | None


class TicketJson(TypedDict):
    """One ticket whole; `matched` and `task` are null while no workflow takes it."""

    ticket_number: str
    subject: str
    description: str
    status: TicketWord
    priority: PriorityWord
    department: str
    category: str
    sub_category: str
    requester: PersonJson
    submitted_at: Moment
    ended_at: Moment | None
    matched: MatchedJson | None
    why_unmatched: str | None
    task: TicketTaskJson | None


class RowTaskJson(TypedDict):
    """Where the ticket of a row stands."""

    task_id: int
    current_step: StepName
    due_at: Moment | None
    holder: PersonJson | None


class TicketRowJson(TypedDict):
    """One row of a list of tickets."""

    ticket_number: str
    subject: str
    status: TicketWord
    priority: PriorityWord
    department: str
    category: str
    sub_category: str
    requester: PersonJson
    submitted_at: Moment
    ended_at: Moment | None
    matched: MatchedJson | None
    why_unmatched: str | None
    task: RowTaskJson | None


def ticket_json(standing: TicketStanding) -> TicketJson:
    """One ticket whole."""
    ticket, task = standing.ticket, standing.task
    matched = _matched(standing)
    return {
        "ticket_number": ticket.number,
        "subject": ticket.subject,
        "description": ticket.description,
        "status": ticket.status,
        "priority": ticket.priority,
        "department": ticket.department,
        "category": ticket.category,
        "sub_category": ticket.sub_category,
        "requester": person_of(standing.requester),
        "submitted_at": moment_of(ticket.submitted_at),
        "ended_at": moment_json(ticket.ended_at),
        "matched": matched,
        "why_unmatched": None if matched else ticket.match_reason,
        "task": None if task is None else _task(standing, task),
    }


def _matched(standing: TicketStanding) -> MatchedJson | None:
    version = standing.version
    if version is None:
        return None
    return {
        "workflow_id": version.workflow_id,
        "workflow_name": version.name,
        "version": version.version,
        "why": standing.ticket.match_reason,
    }


def _task(standing: TicketStanding, task: Task) -> TicketTaskJson:
    return {
        "task_id": task.id,
        "status": task.status,
        "current_step": {"step_id": task.step_id, "name": task.step_name},
        "due_at": moment_json(task.due_at),
        "step_due_at": moment_json(task.step_due_at),
        "holder": person_json(standing.holder) if standing.open_item else None,
        "coordinator": person_json(standing.coordinator),
    }


def ticket_row_json(row: TicketRow) -> TicketRowJson:
    """One row of a list of tickets."""
    matched, task = _row_matched(row), _row_task(row)
    return {
        "ticket_number": row.number,
        "subject": row.subject,
        "status": row.status,
        "priority": row.priority,
        "department": row.department,
        "category": row.category,
        "sub_category": row.sub_category,
        "requester": {"user_id": row.requester_id, "name": row.requester_name},
        "submitted_at": moment_of(row.submitted_at),
        "ended_at": moment_json(row.ended_at),
        "matched": matched,
        "why_unmatched": None if matched else row.match_reason,
        "task": task,
    }


def _row_matched(row: TicketRow) -> MatchedJson | None:
    if row.task_id is None or row.workflow_id is None or row.version is None:
        return None
    return {
        "workflow_id": row.workflow_id,
        "workflow_name": row.workflow_name or "",
        "version": row.version,
        "why": row.match_reason,
    }


def _row_task(row: TicketRow) -> RowTaskJson | None:
    if row.task_id is None or row.step_id is None:
        return None
    return {
        "task_id": row.task_id,
        "current_step": {"step_id": row.step_id, "name": row.step_name or ""},
        "due_at": moment_json(row.due_at),
        "holder": person_json(row.holder),
    }


def person_of(person: Person) -> PersonJson:
    """Somebody by id and name."""
    return {"user_id": person.id, "name": person.name}


def person_json(person: Person | None) -> PersonJson | None:
    """The same, or null for nobody."""
    return None if person is None else person_of(person)
