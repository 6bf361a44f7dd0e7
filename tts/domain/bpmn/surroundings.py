"""What stands around the process: its diagram, other processes, pools, extensions of other tools."""

from __future__ import annotations

import math
from collections.abc import Iterator

from tts.domain.bpmn import kinds, words
from tts.domain.bpmn.process import local_name, say_element
from tts.domain.bpmn.xml_reading import Found
from tts.domain.errors import Invalid
from tts.domain.exchange.refusal import FileRefused
from tts.domain.problems import listed, plain

FARTHEST = 100_000.0
_OUR_SPACES = (words.MODEL, words.DIAGRAM, words.BOUNDS, words.LINES, words.OWN, words.INSTANCE, "")


def find_process(root: Found) -> tuple[Found, list[str]]:
    """The one process of the file, and what beside it is left out; raises Invalid, FileRefused."""
    if root.space != words.MODEL or root.name != "definitions":
        sentence = "This is XML but not BPMN 2.0: “definitions” of its model is expected at the top."
        raise Invalid(sentence, {"text": sentence})
    processes = list(root.each(words.MODEL, "process"))
    if len(processes) > 1:
        full = [found for found in processes if any(child.name in kinds.TASKS for child in found.children)]
        processes = full or processes
    if not processes:
        raise FileRefused(["There is no process in it."])
    if len(processes) > 1:
        raise FileRefused(
            [f"{say_element(found)} is one of several; a workflow is one process." for found in processes]
        )
    return processes[0], list(_beside(root, processes[0]))


def _beside(root: Found, process: Found) -> Iterator[str]:
    for child in root.children:
        if child is process or child.space != words.MODEL or child.name in kinds.PASSED_OVER:
            continue
        if child.name == "collaboration":
            for inner in child.children:
                if inner.space == words.MODEL and inner.name not in kinds.PASSED_OVER:
                    yield f"{say_element(inner)}."
        else:
            yield f"{say_element(child)}."


def places_of(root: Found) -> dict[str, tuple[float, float]]:
    """Where the diagram shows each element; what is no place, or an absurd one, is nowhere."""
    places: dict[str, tuple[float, float]] = {}
    for diagram in root.each(words.DIAGRAM, "BPMNDiagram"):
        for plane in diagram.each(words.DIAGRAM, "BPMNPlane"):
            for shape in plane.each(words.DIAGRAM, "BPMNShape"):
                bounds = shape.first(words.BOUNDS, "Bounds")
                place = _point(bounds) if bounds else None
                if place is not None:
                    places.setdefault(local_name(shape.get("bpmnElement")), place)
    return places


def _point(bounds: Found) -> tuple[float, float] | None:
    try:
        x, y = float(bounds.get("x")), float(bounds.get("y"))
    except ValueError:
        return None
    is_sane = all(math.isfinite(number) and abs(number) <= FARTHEST for number in (x, y))
    return (x, y) if is_sane else None


def say_strangers(root: Found) -> list[str]:
    """One sentence for what other tools wrote into the file for themselves."""
    names: dict[str, int] = {}
    for element in root.below():
        if element.space not in _OUR_SPACES:
            names[element.name] = names.get(element.name, 0) + 1
        for attribute in element.attributes:
            space, _, name = attribute.rpartition(" ")
            if space not in _OUR_SPACES:
                names[name] = names.get(name, 0) + 1
    if not names:
        return []
    said = listed([plain(name) for name in names], 6)
    return [f"What other tools wrote for themselves ({said})."]
