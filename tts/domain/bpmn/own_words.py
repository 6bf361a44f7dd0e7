"""What our own extension elements say, and what stands for it where they are absent."""

from __future__ import annotations

import json
from typing import Any

from tts.domain.bpmn import words
from tts.domain.bpmn.xml_reading import Found
from tts.domain.exchange.document import DETAIL_KEYS

Point = tuple[float, float]
_ABSURD = 1e9
UNNAMED = "Imported workflow"


def read_details(process: Found) -> dict[str, Any]:
    """The workflow's details as a document holds them."""
    own = own_element(process, "workflow")
    details: dict[str, Any] = {
        "name": _one_line(process.get("name")) or _one_line(process.get("id")) or UNNAMED,
        "description": _documentation(process),
    }
    for key, ours in words.DETAIL_ATTRIBUTES.items():
        said = own.get(ours) if own else ""
        details[key] = said or None if key.endswith("_sla") else said
    details["calendar"] = read_own_json(own, "calendar")
    return {key: details[key] for key in DETAIL_KEYS}


def read_own_step(task: Found, drawn: Point | None) -> dict[str, Any]:
    """A step's fields, its role, start and end aside; `drawn` is where the diagram shows it."""
    own = own_element(task, "step")
    fields: dict[str, Any] = {"name": _one_line(task.get("name")), "description": _documentation(task)}
    if own is None:
        x_y = {} if drawn is None else {"x": round(drawn[0]), "y": round(drawn[1])}
        return {**fields, "instruction": "", "escalate_to_name": None, "design": x_y}
    instruction = own.first(words.OWN, "instruction")
    return {
        **fields,
        "instruction": instruction.text if instruction else "",
        "escalate_to_name": own.attributes.get("escalateTo"),
        "weight": _number(own.attributes.get("weight")),
        "order": _number(own.attributes.get("order")),
        "assignment": own.get("assignment") or None,
        "pauses_clock": own.get("pausesClock") == "true",
        "design": _moved(read_own_json(own, "design") or {}, own.get("drawn"), drawn),
    }


def read_own_json(own: Found | None, name: str) -> Any:
    """The JSON in a child of ours; as text where it is none, for the reader of documents to refuse."""
    child = own.first(words.OWN, name) if own else None
    return None if child is None else _number(child.text)


def own_element(element: Found, name: str) -> Found | None:
    """Our own words about an element, or None."""
    extensions = element.first(words.MODEL, "extensionElements")
    return extensions.first(words.OWN, name) if extensions else None


def _documentation(element: Found) -> str:
    return "\n\n".join(found.text for found in element.each(words.MODEL, "documentation"))


def _one_line(name: str) -> str:
    """Other tools break names into lines to fit them into boxes."""
    return " ".join(name.split()) if any(mark in name for mark in "\n\r\t") else name


def _number(text: str | None) -> Any:
    if text is None:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _moved(design: Any, before: str, now: Point | None) -> Any:
    """The design, moved as far as another tool moved the shape since we drew it."""
    old = tuple(float(part) for part in before.split()) if _is_point(before) else None
    if now is None or old is None or old == now or not isinstance(design, dict):
        return design
    x, y = design.get("x"), design.get("y")
    if isinstance(x, int | float) and isinstance(y, int | float) and max(abs(x), abs(y)) < _ABSURD:
        now = (x + now[0] - old[0], y + now[1] - old[1])
    return {**design, "x": round(now[0]), "y": round(now[1])}


def _is_point(text: str) -> bool:
    parts = text.split()
    return len(parts) == 2 and all(part.replace(".", "", 1).lstrip("-").isdecimal() for part in parts)
