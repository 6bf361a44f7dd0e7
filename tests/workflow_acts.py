"""What the tests of workflows do again and again: make one, initialize it, look at its rows."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session, undefer

from tests.cast import MORNING
from tests.seed_example import example
from tts.domain.permissions import Actor
from tts.models import Step, Workflow, WorkflowVersion
from tts.services import workflows as act
from tts.services.tickets import TicketRequest, submit_ticket

Db = scoped_session[Session]
NOW = MORNING


def made(session: Db, admin: Actor, **details: Any) -> int:
    """A draft of the seed's example."""
    return act.create_workflow(session, example(**details), actor=admin, now=NOW).workflow_id


def initialized(session: Db, admin: Actor, **details: Any) -> int:
    """The seed's example, taking tickets."""
    workflow_id = made(session, admin, **details)
    act.initialize_workflow(session, workflow_id, actor=admin, now=NOW)
    return workflow_id


def row(session: Db, workflow_id: int) -> Workflow:
    session.rollback()
    return session.get_one(Workflow, workflow_id)


def versions(session: Db, workflow_id: int) -> list[WorkflowVersion]:
    session.rollback()
    return list(
        session.scalars(
            sa.select(WorkflowVersion)
            .where(WorkflowVersion.workflow_id == workflow_id)
            .order_by(WorkflowVersion.version)
            .options(undefer(WorkflowVersion.definition))
        )
    )


def step_names(session: Db, workflow_id: int) -> list[str]:
    return list(
        session.scalars(sa.select(Step.name).where(Step.workflow_id == workflow_id).order_by(Step.position))
    )


def steps_of(session: Db, workflow_id: int) -> list[Step]:
    """The steps as they are stored now, in their order."""
    session.rollback()
    found = sa.select(Step).where(Step.workflow_id == workflow_id).order_by(Step.position)
    return list(session.scalars(found))


def ask(session: Db, actor: Actor, **changed: str) -> int:
    """Submit a ticket that the seed's example takes."""
    fields = {"subject": "Broken", "description": "", "department": "it ", "category": "TECHNOLOGY"} | changed
    return submit_ticket(session, TicketRequest(**fields), actor=actor, now=NOW).ticket_id
