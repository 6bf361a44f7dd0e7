"""Taking in workflows from documents: bodies of POST /api/workflows/, one or a list, roles by name or id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.definition import Details
from tts.domain.details import read_details
from tts.domain.errors import Invalid
from tts.domain.permissions import Actor
from tts.domain.problems import Problem, quote
from tts.domain.reading import GraphRefused, read_graph, refuse_unknown_roles
from tts.domain.soundness import check
from tts.domain.words import fold
from tts.models import Role
from tts.queries.exchange import stored_workflow
from tts.queries.workflow_graphs import circumstances_of, details_of, working_graph
from tts.services.transaction import use_case
from tts.services.workflows import create_workflow

NAMED = {"role_name": "role_id", "escalate_to_name": "escalate_to"}


@use_case
def import_workflows(
    session: Session, documents: Sequence[object], *, actor: Actor, now: datetime
) -> list[int]:
    """Make a draft of each document, all or none, and return their ids.

    Raises Invalid for what is no workflow or names an unknown role, SaveRefused for what no draft may hold.
    """
    bodies = [with_role_ids(session, document) for document in documents]
    return [create_workflow(session, body, actor=actor, now=now).workflow_id for body in bodies]


def documents_of(content: object) -> list[object]:
    """The documents of a file: one, or a list of them. Raises Invalid for anything else."""
    documents = content if isinstance(content, list) else [content]
    if not documents:
        raise Invalid("There is no workflow in it: the list is empty.")
    for document in documents:
        if not isinstance(document, Mapping) or not isinstance(document.get("workflow"), Mapping):
            raise Invalid(
                "This is no workflow: an object with “workflow” and “graph” is expected, or a list of such."
            )
    return documents


def with_role_ids(session: Session, document: object) -> object:
    """The document with the ids of this database for the roles it names; ids without a name stay as they are.

    Raises Invalid naming the first role that is not there.
    """
    nodes = _nodes_of(document)
    if not isinstance(document, Mapping) or not any(node.get(name) for node in nodes for name in NAMED):
        return document
    role_ids = {
        row.name_key: row.id
        for row in session.execute(sa.select(Role.name_key, Role.id).where(Role.system == "tts"))
    }
    resolved = [_resolve(node, role_ids) for node in document["graph"]["nodes"]]
    return {**document, "graph": {**document["graph"], "nodes": resolved}}


def check_document(
    session: Session, document: object, configured: frozenset[str] = frozenset()
) -> tuple[Details, list[Problem]]:
    """Every problem a document would have as a workflow here, without storing it; `configured` names systems.

    Raises Invalid.
    """
    body = with_role_ids(session, document)
    if not isinstance(body, Mapping):
        raise Invalid("This is no workflow: an object with “workflow” and “graph” is expected.")
    details = read_details(body.get("workflow"))
    try:
        graph = read_graph(body.get("graph", {"nodes": [], "edges": []}))
    except GraphRefused as refused:
        return details, list(refused.problems)
    around = circumstances_of(session, 0, details, configured=configured)
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


def _nodes_of(document: object) -> list[Mapping[str, Any]]:
    graph = document.get("graph") if isinstance(document, Mapping) else None
    nodes = graph.get("nodes") if isinstance(graph, Mapping) else None
    return [node for node in nodes if isinstance(node, Mapping)] if isinstance(nodes, list) else []


def _resolve(node: object, role_ids: Mapping[str, int]) -> object:
    if not isinstance(node, Mapping):
        return node
    found = dict(node)
    for name, place in NAMED.items():
        wanted = found.pop(name, None)
        if wanted is None:
            continue
        if not isinstance(wanted, str) or fold(wanted) not in role_ids:
            raise Invalid(
                f"The step {quote(str(node.get('name', '')))} names the role {quote(str(wanted), 'blank')}, "
                "which does not exist here: make it first."
            )
        found[place] = role_ids[fold(wanted)]
    return found
