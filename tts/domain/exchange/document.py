"""A workflow as one document: no ids of a database, roles by name, the same bytes every time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tts.domain.definition import Details, details_json
from tts.domain.exchange.keys import name_steps
from tts.domain.graph import Graph, Id, Step, Transition, weight_number

FORMAT = "tts-workflow"
FORMAT_VERSION = 1

Document = dict[str, Any]
NODE_KEYS = (
    "temp_id",
    "name",
    "description",
    "instruction",
    "role_name",
    "escalate_to_name",
    "weight",
    "order",
    "is_start",
    "is_end",
    "assignment",
    "pauses_clock",
    "design",
)
DETAIL_KEYS = tuple(details_json(Details(name="")))


def document_of(details: Details, graph: Graph, role_names: Mapping[int, str]) -> Document:
    """The details and the graph, its steps called after their names, its roles by theirs."""
    names = name_steps(graph)
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "workflow": details_json(details),
        "graph": {
            "nodes": [_node(step, names, role_names) for step in graph.steps],
            "edges": [_edge(transition, names) for transition in graph.transitions],
        },
    }


def write_json(document: object) -> str:
    """The document as text: two spaces a level, one line an entry, a line feed at the end."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _node(step: Step, names: Mapping[Id, str], roles: Mapping[int, str]) -> Document:
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
        "design": in_stable_order(step.design),
    }


def _edge(transition: Transition, names: Mapping[Id, str]) -> Document:
    return {
        "from_temp_id": names[transition.from_step_id],
        "to_temp_id": names[transition.to_step_id],
        "name": transition.name,
        "note_required": transition.note_required,
        "design": in_stable_order(transition.design),
    }


def in_stable_order(value: Any) -> Any:
    """JSON with its keys sorted and whole numbers written as such, whatever a database made of it."""
    if isinstance(value, Mapping):
        return {key: in_stable_order(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [in_stable_order(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
