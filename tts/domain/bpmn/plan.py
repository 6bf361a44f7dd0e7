"""A workflow's steps and transitions as the nodes and flows of a BPMN process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tts.domain.bpmn.words import COMPLETE

Fields = Mapping[str, Any]


@dataclass(slots=True)
class Node:
    """A flow node: an event, a task or a gateway; `step` is the step's place in the document."""

    id: str
    kind: str
    step: int
    default: str | None = None
    incoming: list[str] = field(default_factory=list)
    outgoing: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; `edge` is the transition's place in the document, None for those BPMN alone needs."""

    id: str
    source: str
    target: str
    name: str | None = None
    edge: int | None = None
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Every node and flow in the order they are written."""

    nodes: dict[str, Node]
    flows: tuple[Flow, ...]


def plan_process(graph: Fields) -> Plan:
    """A task for each step; where there is more than one way on, an exclusive gateway behind it.

    The way to the end, else the first one, is the gateway's default; the others carry a condition.
    """
    nodes: dict[str, Node] = {}
    steps: list[Fields] = graph["nodes"]
    leaving: dict[str, list[int]] = {step["temp_id"]: [] for step in steps}
    for place, edge in enumerate(graph["edges"]):
        leaving[edge["from_temp_id"]].append(place)
    tasks = {step["temp_id"]: f"step_{number}" for number, step in enumerate(steps, 1)}
    helping: list[Flow] = []
    sources: dict[str, str] = {}
    for number, step in enumerate(steps, 1):
        ways = leaving[step["temp_id"]]
        helping += _surround(number, step, len(ways), nodes)
        sources[step["temp_id"]] = f"choice_{number}" if f"choice_{number}" in nodes else f"step_{number}"
    flows = [*helping, *_chosen(graph["edges"], tasks, sources, leaving, nodes)]
    for flow in flows:
        nodes[flow.source].outgoing.append(flow.id)
        nodes[flow.target].incoming.append(flow.id)
    return Plan(nodes, tuple(flows))


def _surround(number: int, step: Fields, ways: int, nodes: dict[str, Node]) -> list[Flow]:
    """The step's task, and the events and gateway it takes, with the flows between them."""
    task, place, flows = f"step_{number}", number - 1, []

    def place_node(kind: str, node_id: str) -> Node:
        nodes[node_id] = Node(node_id, kind, place)
        return nodes[node_id]

    if step["is_start"]:
        place_node("startEvent", f"start_{number}")
        flows.append(Flow(f"begin_{number}", f"start_{number}", task))
    place_node("userTask", task)
    is_end, source = step["is_end"], task
    if ways + is_end > 1:
        source = place_node("exclusiveGateway", f"choice_{number}").id
        flows.append(Flow(f"choose_{number}", task, source))
    if is_end:
        place_node("endEvent", f"end_{number}")
        name = COMPLETE if source != task else None
        flows.append(Flow(f"complete_{number}", source, f"end_{number}", name))
        nodes[source].default = f"complete_{number}" if source != task else None
    return flows


def _chosen(
    edges: list[Fields],
    tasks: Mapping[str, str],
    sources: Mapping[str, str],
    leaving: Mapping[str, list[int]],
    nodes: dict[str, Node],
) -> list[Flow]:
    """A flow for each transition, in their order."""
    flows = []
    for place, edge in enumerate(edges):
        source, flow_id = sources[edge["from_temp_id"]], f"way_{place + 1}"
        gateway = nodes[source] if nodes[source].kind == "exclusiveGateway" else None
        if gateway and gateway.default is None and leaving[edge["from_temp_id"]][0] == place:
            gateway.default = flow_id
        is_default = gateway is None or gateway.default == flow_id
        condition = None if is_default else f"choice == {json.dumps(edge['name'], ensure_ascii=False)}"
        flows.append(Flow(flow_id, source, tasks[edge["to_temp_id"]], edge["name"], place, condition))
    return flows
