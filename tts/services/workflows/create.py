"""A new workflow: from a body, or as a copy of another; and deleting one that was never in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from tts.domain.definition import Details
from tts.domain.details import read_details
from tts.domain.errors import Invalid
from tts.domain.events import Happening
from tts.domain.graph import Graph, as_new
from tts.domain.lifecycle import Move
from tts.domain.permissions import Actor, Permission
from tts.domain.problems import NAME_LIMIT
from tts.models import Workflow
from tts.queries.workflow_graphs import details_of, working_graph
from tts.services.record import record_people_events
from tts.services.transaction import use_case
from tts.services.workflows.calendars import refuse_ended_calendar
from tts.services.workflows.graph import id_mappings, read_sent_graph
from tts.services.workflows.presence import forget_presence
from tts.services.workflows.rows import delete_graph, write_details, write_graph
from tts.services.workflows.saves import SavedGraph
from tts.services.workflows.standing import begin_move, record

COPY = " (copy)"


@use_case
def create_workflow(session: Session, body: object, *, actor: Actor, now: datetime) -> SavedGraph:
    """A draft from {"workflow": {...}, "graph": {"nodes": [...], "edges": [...]}}; without a graph empty.

    Raises NotPermitted, Invalid naming fields, or SaveRefused with the graph's problems.
    """
    actor.require(Permission.DESIGN)
    if not isinstance(body, Mapping):
        raise Invalid("A workflow is sent as an object with “workflow” and “graph”.")
    details = read_details(body.get("workflow"))
    payload = body.get("graph", {"nodes": [], "edges": []})
    graph = read_sent_graph(session, payload, Graph())
    workflow, stored = _insert(session, details, graph, Happening("workflow.created"), actor, now)
    return SavedGraph(workflow.id, workflow.revision, *id_mappings(payload, stored))


@use_case
def clone_workflow(session: Session, workflow_id: int, *, actor: Actor, now: datetime) -> SavedGraph:
    """A new draft with the same graph under fresh ids, named "(copy)"."""
    original = begin_move(session, workflow_id, Move.CLONE, actor)
    details = details_of(original)
    name = details.name[: NAME_LIMIT - len(COPY)] + COPY
    graph = as_new(working_graph(session, workflow_id))
    happening = Happening("workflow.cloned", facts={"from_id": original.id, "from_name": original.name})
    workflow, _ = _insert(session, replace(details, name=name), graph, happening, actor, now)
    return SavedGraph(workflow.id, workflow.revision)


@use_case
def delete_workflow(session: Session, workflow_id: int, *, actor: Actor, now: datetime) -> None:
    """Remove a workflow that never had a version; raises MoveRefused for any other."""
    workflow = begin_move(session, workflow_id, Move.DELETE, actor)
    happening = Happening("workflow.deleted", facts={"workflow_id": workflow.id, "name": workflow.name})
    record_people_events(session, [happening], actor=actor, now=now)
    delete_graph(session, workflow_id)
    forget_presence(session, workflow_id)
    session.delete(workflow)


def _insert(
    session: Session, details: Details, graph: Graph, happening: Happening, actor: Actor, now: datetime
) -> tuple[Workflow, Graph]:
    refuse_ended_calendar(details, now)
    workflow = Workflow(
        created_by_id=actor.user_id,
        created_at=now,
        changed_by_id=actor.user_id,
        changed_at=now,
        status_at=now,
        revision=1,
    )
    write_details(workflow, details)
    session.add(workflow)
    session.flush()
    stored = write_graph(session, workflow.id, Graph(), graph)
    facts = {
        **happening.facts,
        "name": details.name,
        "revision": 1,
        "steps": len(graph.steps),
        "transitions": len(graph.transitions),
    }
    told = replace(happening, became="draft", facts=facts)
    record(session, workflow, told, actor=actor, now=now, is_new=True)
    return workflow, stored
