"""Finding people and workflows by a part of a name."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from tts.models import Step, User, Workflow
from tts.queries.paging import AnySession

FOUND = 10


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person as the search shows them."""

    id: int
    name: str
    email: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class FoundWorkflow:
    """A workflow whose name, or the name of one of whose steps, holds the words; `step` is that step."""

    id: int
    name: str
    status: str
    step: str | None


def find_people(session: AnySession, words: str) -> list[FoundPerson]:
    """People by a part of their name or address, in one statement."""
    rows = session.execute(
        sa.select(User.id, User.name, User.email, User.is_active)
        .where(User.name.icontains(words, autoescape=True) | User.email.icontains(words, autoescape=True))
        .order_by(User.is_active.desc(), User.name)
        .limit(FOUND)
    ).all()
    return [FoundPerson(*row) for row in rows]


def find_workflows(session: AnySession, words: str) -> list[FoundWorkflow]:
    """Workflows by a part of their name or of a step's, in one statement."""
    step = (
        sa.select(sa.func.min(Step.name))
        .where(Step.workflow_id == Workflow.id, Step.name.icontains(words, autoescape=True))
        .correlate(Workflow)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(Workflow.id, Workflow.name, Workflow.status, step.label("step"))
        .where(Workflow.name.icontains(words, autoescape=True) | step.is_not(None))
        .order_by(Workflow.name)
        .limit(FOUND)
    ).all()
    return [FoundWorkflow(*row) for row in rows]
