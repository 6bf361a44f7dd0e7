"""Many open tickets at once, stored without going through the services: only reading them is measured."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from bench.stage import Stage
from tests.cast import MORNING, Cast, gather_cast, join, user_called
from tests.workflows import Stored, store_workflow
from tts.models import Task, TaskItem, Ticket

AGENTS = 9
PIECE = 5_000
DAYS = 30


def fill_crowd(stage: Stage, count: int) -> Cast:
    """Store `count` open tickets with an item each; a tenth wait unassigned, the rest have ten agents.

    PostgreSQL's statistics are taken afterwards, as its autovacuum would.
    """
    session = stage.session
    cast = gather_cast(session)
    flow = store_workflow(session, cast)
    holders: list[int | None] = [cast.user_ids["Alice"], *_hire(session, cast), None]
    for first in range(1, count + 1, PIECE):
        numbers = range(first, min(first + PIECE, count + 1))
        session.execute(sa.insert(Ticket), list(_tickets(numbers, cast, flow)))
        session.execute(sa.insert(Task), list(_tasks(numbers, cast, flow, count)))
        session.execute(sa.insert(TaskItem), list(_items(numbers, cast, flow, holders, count)))
    session.commit()
    if stage.is_postgres:
        session.execute(sa.text("ANALYZE"))
        session.commit()
    return cast


def _hire(session: scoped_session[Session], cast: Cast) -> list[int]:
    """More agents, whose ids are returned."""
    ids = []
    for number in range(AGENTS - 1):
        agent = user_called(f"Agent{number}")
        session.add(agent)
        session.flush()
        join(session, agent.id, cast.role("Agent"))
        ids.append(agent.id)
    return ids


def _tickets(numbers: Iterable[int], cast: Cast, flow: Stored) -> Iterable[dict[str, object]]:
    for number in numbers:
        yield {
            "id": number,
            "number": f"TX20261102{number:06d}",
            "subject": f"Laptop {number} does not start",
            "description": "It beeps twice and stays dark.",
            "department": "IT",
            "category": "Technology",
            "sub_category": "Support Request",
            "status": "In Progress",
            "requester_id": cast.user_ids["Rita" if number % 2 else "Otto"],
            "workflow_id": flow.workflow_id,
            "match_reason": "matched",
            "submitted_at": MORNING,
            "created_at": MORNING,
        }


def _tasks(numbers: Iterable[int], cast: Cast, flow: Stored, count: int) -> Iterable[dict[str, object]]:
    for number in numbers:
        yield {
            "id": number,
            "ticket_id": number,
            "workflow_id": flow.workflow_id,
            "workflow_version_id": flow.version_id,
            "coordinator_id": cast.user_ids["Cora"],
            "status": "in progress",
            "step_id": flow.step("Triage"),
            "step_name": "Triage",
            "bound_at": MORNING,
            "entered_at": MORNING,
            "budget": timedelta(hours=9),
            "due_at": MORNING + _spread(number, count),
            "step_due_at": MORNING + _spread(number, count),
        }


def _items(
    numbers: Iterable[int], cast: Cast, flow: Stored, holders: list[int | None], count: int
) -> Iterable[dict[str, object]]:
    for number in numbers:
        holder_id = holders[number % len(holders)]
        yield {
            "id": number,
            "task_id": number,
            "step_id": flow.step("Triage"),
            "step_name": "Triage",
            "visit": 1,
            "role_id": cast.role("Agent"),
            "escalation_role_id": cast.role("Manager"),
            "holder_id": holder_id,
            "status": "new" if holder_id else "waiting",
            "assigned_at": MORNING,
            "due_at": MORNING + _spread(number, count),
        }


def _spread(number: int, count: int) -> timedelta:
    """Due times all over a month, in no order of the ids."""
    return timedelta(days=DAYS) * ((number * 7_919) % count / count)
