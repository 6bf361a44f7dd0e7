"""Tickets in the shapes of the API."""

from __future__ import annotations

from typing import Any

from tts.api.shapes import moment_json
from tts.queries.standing_words import Person
from tts.queries.ticket_page import TicketStanding
from tts.queries.tickets import TicketRow


def ticket_json(standing: TicketStanding) -> dict[str, Any]:
    """One ticket whole; `matched` and `task` are null while no workflow takes it."""
    ticket, task, version = standing.ticket, standing.task, standing.version
    matched = version and {
        "workflow_id": version.workflow_id,
        "workflow_name": version.name,
        "version": version.version,
        "why": ticket.match_reason,
    }
    return {
        "ticket_number": ticket.number,
        "subject": ticket.subject,
        "description": ticket.description,
        "status": ticket.status,
        "priority": ticket.priority,
        "department": ticket.department,
        "category": ticket.category,
        "sub_category": ticket.sub_category,
        "requester": person_json(standing.requester),
        "submitted_at": moment_json(ticket.submitted_at),
        "ended_at": moment_json(ticket.ended_at),
        "matched": matched,
        "why_unmatched": None if matched else ticket.match_reason,
        "task": task
        and {
            "task_id": task.id,
            "status": task.status,
            "current_step": {"step_id": task.step_id, "name": task.step_name},
            "due_at": moment_json(task.due_at),
            "step_due_at": moment_json(task.step_due_at),
            "holder": person_json(standing.holder) if standing.open_item else None,
            "coordinator": person_json(standing.coordinator),
        },
    }


def ticket_row_json(row: TicketRow) -> dict[str, Any]:
    """One row of a list of tickets."""
    is_bound = row.task_id is not None
    matched = {
        "workflow_id": row.workflow_id,
        "workflow_name": row.workflow_name,
        "version": row.version,
        "why": row.match_reason,
    }
    task = {
        "task_id": row.task_id,
        "current_step": {"step_id": row.step_id, "name": row.step_name},
        "due_at": moment_json(row.due_at),
        "holder": person_json(_person(row.holder_id, row.holder_name)),
    }
    return {
        "ticket_number": row.number,
        "subject": row.subject,
        "status": row.status,
        "priority": row.priority,
        "department": row.department,
        "category": row.category,
        "sub_category": row.sub_category,
        "requester": {"user_id": row.requester_id, "name": row.requester_name},
        "submitted_at": moment_json(row.submitted_at),
        "ended_at": moment_json(row.ended_at),
        "matched": matched if is_bound else None,
        "why_unmatched": None if is_bound else row.match_reason,
        "task": task if is_bound else None,
    }


def person_json(person: Person | None) -> dict[str, Any] | None:
    """Somebody by id and name."""
    return None if person is None else {"user_id": person.id, "name": person.name}


def _person(user_id: int | None, name: str | None) -> Person | None:
    return Person(user_id, name) if user_id is not None and name is not None else None
