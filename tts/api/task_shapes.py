"""Tasks and their items in the shapes of the API."""

from __future__ import annotations

from typing import Any

from tts.api.shapes import moment_json
from tts.api.ticket_shapes import person_json
from tts.domain.acting import choices_of
from tts.domain.graph import Graph
from tts.models import TaskItem
from tts.queries.inbox import InboxRow
from tts.queries.standing_words import Person
from tts.queries.ticket_page import TicketStanding
from tts.queries.versions import RunningVersion


def my_task_json(row: InboxRow, version: RunningVersion) -> dict[str, Any]:
    """One row of one's open items, with the step's instruction and choices in the task's own version."""
    return {
        "task_item_id": row.item_id,
        "status": row.status,
        "role": row.role_name,
        "origin": row.origin,
        "assigned_on": moment_json(row.assigned_at),
        "target_resolution": moment_json(row.due_at),
        "step": step_json(version.graph, row.step_id),
        "task": {
            "task_id": row.task_id,
            "ticket": {"ticket_number": row.ticket_number, "subject": row.subject, "priority": row.priority},
            "workflow": {"workflow_id": row.workflow_id, "name": row.workflow_name},
            "version": row.version,
        },
        "choices": choices_json(version.graph, row.step_id),
    }


def choices_json(graph: Graph, step_id: int) -> list[dict[str, Any]]:
    """The buttons of a step; "Complete" is the one whose transition_id is null."""
    return [
        {
            "transition_id": choice.transition.transition_id if choice.transition else None,
            "name": choice.name,
            "note_required": choice.transition.note_required if choice.transition else False,
        }
        for choice in choices_of(graph, step_id)
    ]


def step_json(graph: Graph, step_id: int) -> dict[str, Any]:
    """A step as its assignee reads it."""
    step = graph.step(step_id)
    return {"step_id": step.step_id, "name": step.name, "instruction": step.instruction}


def task_json(standing: TicketStanding, *, is_staff: bool) -> dict[str, Any] | None:
    """Where a task stands; None before its ticket is bound. Why it is on hold is for the staff."""
    task, version = standing.task, standing.version
    if task is None or version is None:
        return None
    ticket = standing.ticket
    return {
        "task_id": task.id,
        "status": task.status,
        "current_step": {"step_id": task.step_id, "name": task.step_name},
        "due_at": moment_json(task.due_at),
        "hold_reason": task.hold_reason if is_staff else None,
        "waiting_on": task.waiting_on,
        "ended_at": moment_json(task.ended_at),
        "ticket": {
            "ticket_number": ticket.number,
            "subject": ticket.subject,
            "priority": ticket.priority,
            "status": ticket.status,
        },
        "workflow": {"workflow_id": version.workflow_id, "name": version.name},
        "version": version.version,
        "coordinator": person_json(standing.coordinator),
    }


def item_json(item: TaskItem, role: str, holder: Person | None, *, is_staff: bool) -> dict[str, Any]:
    """One item as it is now. Its note is for the staff."""
    return {
        "task_item_id": item.id,
        "status": item.status,
        "role": role,
        "origin": item.origin,
        "holder": person_json(holder),
        "assigned_on": moment_json(item.assigned_at),
        "target_resolution": moment_json(item.due_at),
        "step": {"step_id": item.step_id, "name": item.step_name},
        "closed_on": moment_json(item.closed_at),
        "transition": item.transition_name,
        "note": item.note if is_staff else None,
    }
