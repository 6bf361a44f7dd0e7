"""A workflow as one document that another TTS can take in, and what an import must know beforehand."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import NotFound
from tts.domain.exchange.document import document_of
from tts.models import Role, Workflow
from tts.queries.workflow_graphs import details_of, working_graph

MOST_NAMESAKES = 5


def workflow_document(session: Session, workflow_id: int) -> dict[str, Any]:
    """The working graph and details as a document, the same every time. Raises NotFound."""
    workflow = stored_workflow(session, workflow_id)
    return document_of(details_of(workflow), working_graph(session, workflow_id), role_names(session))


def stored_workflow(session: Session, workflow_id: int) -> Workflow:
    """The workflow's row; raises NotFound."""
    workflow = session.get(Workflow, workflow_id)
    if workflow is None:
        raise NotFound(f"There is no workflow {workflow_id}. The page “Workflows” lists those there are.")
    return workflow


def role_names(session: Session) -> dict[int, str]:
    """The name of every role there is."""
    return {row.id: row.name for row in session.execute(sa.select(Role.id, Role.name))}


def role_ids_by_name(session: Session) -> dict[str, int]:
    """The id of each role of our own by its folded name."""
    found = sa.select(Role.name_key, Role.id).where(Role.system == "tts")
    return {row.name_key: row.id for row in session.execute(found)}


def namesakes_of(session: Session, name: str) -> tuple[int, ...]:
    """The numbers of the first few workflows of that name."""
    found = sa.select(Workflow.id).where(Workflow.name == name).order_by(Workflow.id).limit(MOST_NAMESAKES)
    return tuple(session.scalars(found))
