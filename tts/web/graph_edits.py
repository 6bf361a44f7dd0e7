"""One change to a graph in the API's shape, as the tables make it; pure functions that return a new graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tts.domain.errors import Invalid, NotFound, Refused

GraphJson = dict[str, list[dict[str, Any]]]
APART = 240
NEW_STEP, NEW_EDGE = "new_step", "new_edge"


def add_step(graph: GraphJson, fields: Mapping[str, Any]) -> GraphJson:
    """The graph with one more step, drawn to the right of all others; a new start is the only one."""
    right = max((node["design"].get("x", 0) for node in graph["nodes"]), default=-APART)
    place = {"x": right + APART, "y": graph["nodes"][-1]["design"].get("y", 0) if graph["nodes"] else 0}
    order = max((node["order"] for node in graph["nodes"]), default=-1) + 1
    step = {"temp_id": NEW_STEP, "order": order, "design": place, **fields}
    return _with_one_start({**graph, "nodes": [*graph["nodes"], step]}, NEW_STEP)


def change_step(graph: GraphJson, step_id: int, fields: Mapping[str, Any]) -> GraphJson:
    """The graph with new values for one step; raises NotFound when it is gone."""
    find_step(graph, step_id)
    nodes = [{**node, **fields} if node["step_id"] == step_id else node for node in graph["nodes"]]
    return _with_one_start({**graph, "nodes": nodes}, step_id)


def remove_step(graph: GraphJson, step_id: int) -> GraphJson:
    """The graph without a step and the transitions that touch it; raises NotFound when it is gone."""
    find_step(graph, step_id)
    return {
        "nodes": [node for node in graph["nodes"] if node["step_id"] != step_id],
        "edges": [
            edge for edge in graph["edges"] if step_id not in (edge["from_step_id"], edge["to_step_id"])
        ],
    }


def add_transition(graph: GraphJson, fields: Mapping[str, Any]) -> GraphJson:
    """The graph with one more transition."""
    return {**graph, "edges": [*graph["edges"], {"temp_id": NEW_EDGE, **fields}]}


def change_transition(graph: GraphJson, transition_id: int, fields: Mapping[str, Any]) -> GraphJson:
    """The graph with new values for one transition; raises NotFound when it is gone."""
    find_transition(graph, transition_id)
    edges = [
        {**edge, **fields} if edge["transition_id"] == transition_id else edge for edge in graph["edges"]
    ]
    return {**graph, "edges": edges}


def remove_transition(graph: GraphJson, transition_id: int) -> GraphJson:
    """The graph without a transition; raises NotFound when it is gone."""
    find_transition(graph, transition_id)
    return {**graph, "edges": [edge for edge in graph["edges"] if edge["transition_id"] != transition_id]}


def offer_earlier(graph: GraphJson, transition_id: int) -> GraphJson:
    """The graph with a choice before the one that came before it; raises NotFound, Refused for the first."""
    edge, earlier = find_transition(graph, transition_id), earlier_choice(graph, transition_id)
    if earlier is None:
        raise Refused("It is the first choice of its step already.")
    places = {earlier["transition_id"]: edge, transition_id: earlier}
    return {**graph, "edges": [places.get(one["transition_id"], one) for one in graph["edges"]]}


def earlier_choice(graph: GraphJson, transition_id: int) -> dict[str, Any] | None:
    """The choice of the same step that is offered before this one; raises NotFound."""
    edge = find_transition(graph, transition_id)
    own = [one for one in graph["edges"] if one["from_step_id"] == edge["from_step_id"]]
    place = own.index(edge)
    return own[place - 1] if place else None


def find_step(graph: GraphJson, step_id: int) -> dict[str, Any]:
    """The step of that id; raises NotFound."""
    found = next((node for node in graph["nodes"] if node["step_id"] == step_id), None)
    if found is None:
        raise NotFound("This workflow has no such step any more. Its tables show those there are.")
    return found


def find_transition(graph: GraphJson, transition_id: int) -> dict[str, Any]:
    """The transition of that id; raises NotFound."""
    found = next((edge for edge in graph["edges"] if edge["transition_id"] == transition_id), None)
    if found is None:
        raise NotFound("This workflow has no such transition any more. Its tables show those there are.")
    return found


def read_step(form: Mapping[str, str]) -> dict[str, Any]:
    """A step's fields from a form; raises Invalid for a share or role that is no number."""
    return {
        "name": " ".join(form.get("name", "").split(" ")).strip(),
        "description": form.get("description", "").replace("\r\n", "\n").strip(),
        "instruction": form.get("instruction", "").replace("\r\n", "\n").strip(),
        "role_id": _read_id(form, "role_id", "Choose a role from the list."),
        "escalate_to": _read_id(form, "escalate_to", "Choose a role from the list."),
        "weight": _read_share(form.get("weight", "")),
        "assignment": form.get("assignment", "turn"),
        "is_start": "is_start" in form,
        "is_end": "is_end" in form,
        "pauses_clock": "pauses_clock" in form,
    }


def read_transition(form: Mapping[str, str]) -> dict[str, Any]:
    """A transition's fields from a form; raises Invalid when an end is missing."""
    ends = {
        name: _read_id(form, name, "Choose a step from the list.") for name in ("from_step_id", "to_step_id")
    }
    faults = {name: "Choose a step." for name, value in ends.items() if value is None}
    if faults:
        raise Invalid("A transition leads from one step to another: choose both.", faults)
    name = " ".join(form.get("name", "").split(" ")).strip()
    return {**ends, "name": name, "note_required": "note_required" in form}


def _with_one_start(graph: GraphJson, chosen: int | str) -> GraphJson:
    """Whoever is marked as start now is the only one."""
    nodes = graph["nodes"]
    if not any(node["is_start"] for node in nodes if chosen in (node.get("step_id"), node.get("temp_id"))):
        return graph
    marked = [
        node if chosen in (node.get("step_id"), node.get("temp_id")) else {**node, "is_start": False}
        for node in nodes
    ]
    return {**graph, "nodes": marked}


def _read_id(form: Mapping[str, str], name: str, sentence: str) -> int | None:
    text = form.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid(sentence, {name: sentence})
    return int(text)


def _read_share(text: str) -> float:
    typed = text.strip().replace(",", ".")
    if typed in ("", "0"):
        return 0
    digits = typed.replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit() and len(typed) <= 8):
        sentence = "The share is a number from 0 to 1 with at most four places, such as 0.25."
        raise Invalid(sentence, {"weight": sentence})
    return float(typed)
