"""A workflow as one document that another TTS can take in: no ids, roles by their names."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.definition import details_json
from tts.domain.errors import NotFound
from tts.domain.graph import Id, Step, Transition, weight_number
from tts.models import Role, Workflow
from tts.queries.workflow_graphs import details_of, working_graph


def workflow_document(session: Session, workflow_id: int) -> dict[str, Any]:
    """The working graph and details in the body shape of POST /api/workflows/, the same every time.

    Steps are named step_1, step_2 in their order; `role_name` and `escalate_to_name` stand for ids.
    Raises NotFound.
    """
    workflow = stored_workflow(session, workflow_id)
    graph = working_graph(session, workflow_id)
    names = {step.step_id: f"step_{number}" for number, step in enumerate(graph.steps, start=1)}
    roles = {row.id: row.name for row in session.execute(sa.select(Role.id, Role.name))}
    return {
        "workflow": details_json(details_of(workflow)),
        "graph": {
            "nodes": [_node(step, names, roles) for step in graph.steps],
            "edges": [_edge(transition, names) for transition in graph.transitions],
        },
    }


def stored_workflow(session: Session, workflow_id: int) -> Workflow:
    """The workflow's row; raises NotFound."""
    workflow = session.get(Workflow, workflow_id)
    if workflow is None:
        raise NotFound(f"There is no workflow {workflow_id}. The page “Workflows” lists those there are.")
    return workflow


def _node(step: Step, names: dict[Id, str], roles: dict[int, str]) -> dict[str, Any]:
    return {
        "temp_id": names[step.step_id],
        "name": step.name,
        "description": step.description,
        "instruction": step.instruction,
        "role_name": None if step.role_id is None else roles[step.role_id],
        "escalate_to_name": None if step.escalate_to is None else roles[step.escalate_to],
        "weight": weight_number(step.weight),
        "order": step.order,
        "is_start": step.is_start,
        "is_end": step.is_end,
        "assignment": step.assignment,
        "pauses_clock": step.pauses_clock,
        "design": step.design,
    }


def _edge(transition: Transition, names: dict[Id, str]) -> dict[str, Any]:
    return {
        "from_temp_id": names[transition.from_step_id],
        "to_temp_id": names[transition.to_step_id],
        "name": transition.name,
        "note_required": transition.note_required,
        "design": transition.design,
    }
