"""A workflow as a designer drew it: a plan stored as a draft's working graph, without any version."""

from __future__ import annotations

from tests.cast import MORNING, Cast
from tests.workflows import SUPPORT, AnySession, Plan, Stored, graph_of
from tts.domain.graph import as_new, edge_json, node_json
from tts.domain.sla import format_duration
from tts.domain.working_time import calendar_json
from tts.queries.workflow_graphs import working_graph
from tts.services.workflows import create_workflow


def draw_workflow(session: AnySession, cast: Cast, plan: Plan = SUPPORT) -> Stored:
    """Store a plan as a draft, committed; its version id is 0, for it has none."""
    graph = as_new(graph_of(plan, cast))
    slas = {f"{name}_sla": None if sla is None else format_duration(sla) for name, sla in plan.slas.items()}
    details = {
        "name": plan.name,
        "department": plan.department,
        "category": plan.category,
        "sub_category": plan.sub_category,
        "end_logic": plan.end_logic,
        "calendar": calendar_json(plan.calendar),
    }
    drawn = {
        "nodes": [node_json(step) for step in graph.steps],
        "edges": [edge_json(edge) for edge in graph.transitions],
    }
    body = {"workflow": {**details, **slas}, "graph": drawn}
    workflow_id = create_workflow(session, body, actor=cast.ada, now=MORNING).workflow_id
    return Stored(workflow_id, 0, working_graph(session, workflow_id))
