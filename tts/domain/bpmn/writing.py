"""A document as BPMN 2.0 with its diagram; what only we know stands in extension elements of our own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tts.domain.bpmn import words
from tts.domain.bpmn.diagram import draw_flows, place_nodes
from tts.domain.bpmn.plan import Flow, Node, Plan, plan_process
from tts.domain.xml_writing import Element, can_be_xml, write_xml

Fields = Mapping[str, Any]


def write_bpmn(document: Fields) -> str:
    """The whole file: a process, its resources for the roles, and a diagram; the same bytes every time."""
    graph = document["graph"]
    plan = plan_process(graph)
    root = Element(
        "bpmn:definitions",
        {
            "xmlns:bpmn": words.MODEL,
            "xmlns:bpmndi": words.DIAGRAM,
            "xmlns:dc": words.BOUNDS,
            "xmlns:di": words.LINES,
            "xmlns:xsi": words.INSTANCE,
            "xmlns:tts": words.OWN,
            "id": "definitions",
            "targetNamespace": words.OWN,
            "expressionLanguage": words.CHOICE,
            "exporter": words.EXPORTER,
            "exporterVersion": str(document["format_version"]),
        },
    )
    roles = _add_roles(root, graph)
    places = place_nodes(graph, plan)
    process = root.add(
        "bpmn:process", {"id": "workflow", "name": document["workflow"]["name"], "isExecutable": "true"}
    )
    _add_details(process, document["workflow"])
    for node in plan.nodes.values():
        step = graph["nodes"][node.step]
        element = process.add(
            f"bpmn:{node.kind}",
            {
                "id": node.id,
                "name": step["name"] if node.kind == "userTask" else None,
                "default": node.default,
            },
        )
        if node.kind == "userTask":
            place = places[node.id]
            _add_step_words(element, step, f"{place.x:g} {place.y:g}")
        _add_ends(element, node)
        if node.kind == "userTask" and step["role_name"] is not None:
            owner = element.add("bpmn:potentialOwner")
            owner.add("bpmn:resourceRef", text=roles[step["role_name"]])
    for flow in plan.flows:
        _add_flow(process, flow, graph)
    _add_diagram(root, plan, places)
    return write_xml(root)


def _add_roles(root: Element, graph: Fields) -> dict[str, str]:
    """A resource for each role that does steps; name -> id."""
    names = dict.fromkeys(step["role_name"] for step in graph["nodes"] if step["role_name"] is not None)
    roles = {name: f"role_{number}" for number, name in enumerate(names, 1)}
    for name, role_id in roles.items():
        root.add("bpmn:resource", {"id": role_id, "name": name})
    return roles


def _add_details(process: Element, details: Fields) -> None:
    if details["description"]:
        process.add("bpmn:documentation", text=details["description"])
    said = {ours: details[key] or None for key, ours in words.DETAIL_ATTRIBUTES.items()}
    own = process.add("bpmn:extensionElements").add("tts:workflow", said)
    if details["calendar"] is not None:
        own.add("tts:calendar", text=_json(details["calendar"]))


def _add_step_words(task: Element, step: Fields, drawn: str) -> None:
    if step["description"]:
        task.add("bpmn:documentation", text=step["description"])
    said = {ours: step[key] for key, ours in words.STEP_TEXTS.items()}
    said |= {
        "weight": None if step["weight"] is None else _json(step["weight"]),
        "order": str(step["order"]),
        "pausesClock": "true" if step["pauses_clock"] else None,
        "drawn": drawn,
    }
    own = task.add("bpmn:extensionElements").add("tts:step", said)
    if step["instruction"]:
        own.add("tts:instruction", text=step["instruction"])
    if step["design"]:
        own.add("tts:design", text=_json(step["design"]))


def _add_ends(element: Element, node: Node) -> None:
    for flow_id in node.incoming:
        element.add("bpmn:incoming", text=flow_id)
    for flow_id in node.outgoing:
        element.add("bpmn:outgoing", text=flow_id)


def _add_flow(process: Element, flow: Flow, graph: Fields) -> None:
    said = {"id": flow.id, "name": flow.name, "sourceRef": flow.source, "targetRef": flow.target}
    element = process.add("bpmn:sequenceFlow", said)
    if flow.edge is not None:
        edge = graph["edges"][flow.edge]
        own = element.add("bpmn:extensionElements").add(
            "tts:transition", {"noteRequired": "true" if edge["note_required"] else "false"}
        )
        if edge["design"]:
            own.add("tts:design", text=_json(edge["design"]))
    if flow.condition is not None:
        element.add("bpmn:conditionExpression", {"xsi:type": "bpmn:tFormalExpression"}, flow.condition)


def _add_diagram(root: Element, plan: Plan, places: Mapping[str, Any]) -> None:
    plane = root.add("bpmndi:BPMNDiagram", {"id": "diagram"}).add(
        "bpmndi:BPMNPlane", {"id": "plane", "bpmnElement": "workflow"}
    )
    for node in plan.nodes.values():
        marker = "true" if node.kind == "exclusiveGateway" else None
        shape = plane.add(
            "bpmndi:BPMNShape",
            {"id": f"{node.id}_shape", "bpmnElement": node.id, "isMarkerVisible": marker},
        )
        bounds = zip(("x", "y", "width", "height"), places[node.id], strict=True)
        shape.add("dc:Bounds", {name: f"{number:g}" for name, number in bounds})
    for flow_id, points in draw_flows(plan, places).items():
        line = plane.add("bpmndi:BPMNEdge", {"id": f"{flow_id}_line", "bpmnElement": flow_id})
        for x, y in points:
            line.add("di:waypoint", {"x": f"{x:g}", "y": f"{y:g}"})


def say_losses(document: object, place: str = "") -> list[str]:
    """In sentences what XML cannot hold of a document, by its places: a mark stands there instead.

    Nothing is stored any more that it cannot hold; what was stored earlier may be. Designs are escaped.
    """
    if isinstance(document, str):
        sentence = f"{place} has a character that XML cannot hold: a mark stands in its place."
        return [] if can_be_xml(document) else [sentence]
    if isinstance(document, Mapping):
        written = [(key, value) for key, value in document.items() if key != "design"]
        inner = [(f"{place}.{key}".lstrip("."), value) for key, value in written]
    elif isinstance(document, list):
        inner = [(f"{place}[{number}]", value) for number, value in enumerate(document)]
    else:
        return []
    return [sentence for path, value in inner for sentence in say_losses(value, path)]


def _json(value: object) -> str:
    """As people read it; in escapes where XML could not hold it."""
    text = json.dumps(value, ensure_ascii=False)
    return text if can_be_xml(text) else json.dumps(value)
