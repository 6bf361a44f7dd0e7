"""What the checks say of a document, or of a stored workflow; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from tts.domain.definition import Details
from tts.domain.details import read_details
from tts.domain.errors import Invalid
from tts.domain.problems import Problem
from tts.domain.reading import GraphRefused, read_graph, refuse_unknown_roles
from tts.domain.soundness import check
from tts.queries.exchange import stored_workflow
from tts.queries.workflow_graphs import circumstances_of, details_of, working_graph
from tts.services.exchange.roles import with_role_ids


def check_document(
    session: Session, document: object, configured: frozenset[str] = frozenset(), workflow_id: int = 0
) -> tuple[Details, list[Problem]]:
    """Every problem a document would have as a workflow here, without storing it; `configured` names systems.

    `workflow_id` is the one it would change, 0 for a new one. Raises Invalid.
    """
    body = with_role_ids(session, document)
    if not isinstance(body, Mapping):
        raise Invalid("This is no workflow: an object with “workflow” and “graph” is expected.")
    details = read_details(body.get("workflow"))
    try:
        graph = read_graph(body.get("graph", {"nodes": [], "edges": []}))
    except GraphRefused as refused:
        return details, list(refused.problems)
    around = circumstances_of(session, workflow_id, details, configured=configured)
    unknown = refuse_unknown_roles(graph, around.roles.keys())
    return details, unknown or check(graph, around)


def check_workflow(
    session: Session, workflow_id: int, configured: frozenset[str] = frozenset()
) -> tuple[Details, list[Problem]]:
    """Every problem of a stored workflow's working graph. Raises NotFound."""
    workflow = stored_workflow(session, workflow_id)
    details = details_of(workflow)
    return details, check(
        working_graph(session, workflow_id),
        circumstances_of(session, workflow_id, details, configured=configured),
    )
