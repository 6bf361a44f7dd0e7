"""Tasks and their items in the shapes of the API."""

from __future__ import annotations

from typing_extensions import TypedDict

from tts.api.shapes import (
    ItemWord,
    Moment,
    OriginWord,
    PersonJson,
    PriorityWord,
    StepName,
    TaskWord,
    TicketWord,
    moment_json,
    moment_of,
)
from tts.api.ticket_shapes import person_json
from tts.domain.acting import choices_of
from tts.domain.graph import Graph
from tts.models import TaskItem
from tts.queries.inbox import InboxRow
from tts.queries.standing_words import Person
from tts.queries.ticket_page import TicketStanding
from tts.queries.versions import RunningVersion


class ChoiceJson(TypedDict):
    """A button of a step; "Complete" is the one whose transition_id is null."""

    transition_id: int | None
    name: str
    note_required: bool


class StepJson(TypedDict):
    """A step as its assignee reads it."""

    step_id: int
    name: str
    instruction: str


class WorkflowName(TypedDict):
    """A workflow by id and name."""

    workflow_id: int
    name: str


class TicketName(TypedDict):
    """A ticket in a row of work."""

    ticket_number: str
    subject: str
    priority: PriorityWord


class TaskName(TypedDict):
    """The task that an item is a piece of."""

    task_id: int
    ticket: TicketName
    workflow: WorkflowName
    version: int


class MyTaskJson(TypedDict):
    """An open item, with what its step asks and the choices there are in the task's own version."""

    task_item_id: int
    status: ItemWord
    role: str
    holder: PersonJson | None
    origin: OriginWord
    assigned_on: Moment
    target_resolution: Moment | None
    step: StepJson
    task: TaskName
    choices: list[ChoiceJson]


class TicketState(TypedDict):
    """A ticket as an act on it answers."""

    ticket_number: str
    subject: str
    priority: PriorityWord
    status: TicketWord


class TaskJson(TypedDict):
    """Where a task stands. Why it is on hold is for the staff."""

    task_id: int
    status: TaskWord
    current_step: StepName
    due_at: Moment | None
    hold_reason: str | None
    waiting_on: str | None
    ended_at: Moment | None
    ticket: TicketState
    workflow: WorkflowName
    version: int
    coordinator: PersonJson | None


class ItemJson(TypedDict):
    """One person's piece of a task. Its note is for the staff."""

    task_item_id: int
    status: ItemWord
    role: str
    origin: OriginWord
    holder: PersonJson | None
    assigned_on: Moment
    target_resolution: Moment | None
    step: StepName
    closed_on: Moment | None
    transition: str | None
    note: str | None


class WorkJson(TypedDict):
    """Where the task stands, the item that was asked for or acted on, and the one that is open now."""

    task: TaskJson | None
    item: ItemJson
    next_item: ItemJson | None
    choices: list[ChoiceJson]


def my_task_json(row: InboxRow, version: RunningVersion) -> MyTaskJson:
    """One row of open items, with the step's instruction and choices in the task's own version."""
    return {
        "task_item_id": row.item_id,
        "status": row.status,
        "role": row.role_name,
        "holder": person_json(row.holder),
        "origin": row.origin,
        "assigned_on": moment_of(row.assigned_at),
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


def choices_json(graph: Graph, step_id: int) -> list[ChoiceJson]:
    """The buttons of a step."""
    return [
        {
            "transition_id": stored_id(choice.transition.transition_id) if choice.transition else None,
            "name": choice.name,
            "note_required": choice.transition.note_required if choice.transition else False,
        }
        for choice in choices_of(graph, step_id)
    ]


def stored_id(known: int | str) -> int:
    """An id of a version's graph: everything there is stored and has a number."""
    return int(known)


def step_json(graph: Graph, step_id: int) -> StepJson:
    """A step as its assignee reads it."""
    step = graph.step(step_id)
    return {"step_id": stored_id(step.step_id), "name": step.name, "instruction": step.instruction}


def task_json(standing: TicketStanding, *, is_staff: bool) -> TaskJson | None:
    """Where a task stands; None before its ticket is bound."""
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


def item_json(item: TaskItem, role: str, holder: Person | None, *, is_staff: bool) -> ItemJson:
    """One item as it is now."""
    return {
        "task_item_id": item.id,
        "status": item.status,
        "role": role,
        "origin": item.origin,
        "holder": person_json(holder),
        "assigned_on": moment_of(item.assigned_at),
        "target_resolution": moment_json(item.due_at),
        "step": {"step_id": item.step_id, "name": item.step_name},
        "closed_on": moment_json(item.closed_at),
        "transition": item.transition_name,
        "note": item.note if is_staff else None,
    }
