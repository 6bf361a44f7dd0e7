"""The process of a BPMN file, sorted: what a workflow can say, what is left out, what is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf

from tts.domain.bpmn import kinds, words
from tts.domain.bpmn.own_words import own_element
from tts.domain.bpmn.xml_reading import Found
from tts.domain.problems import plain, quote


@dataclass(slots=True)
class Process:
    """Flow nodes and flows by their ids, in the order of the file, with what was said about the rest."""

    element: Found
    steps: dict[str, Found] = field(default_factory=dict)
    starts: dict[str, Found] = field(default_factory=dict)
    ends: dict[str, Found] = field(default_factory=dict)
    gateways: dict[str, Found] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    flows: list[Found] = field(default_factory=list)
    leaving: dict[str, list[Found]] = field(default_factory=dict)
    lanes: dict[str, Found] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def is_own(self) -> bool:
        """Whether we wrote it: then nothing is guessed."""
        return own_element(self.element, "workflow") is not None

    def refuse(self, element: Found, why: str = "") -> None:
        """Note why an element cannot be taken in."""
        self.refused.append(
            f"{say_element(element)} cannot be expressed: {why or kinds.why_not(element.name)}."
        )

    def leave_out(self, element: Found, what: str = "") -> None:
        """Note that an element is left out, or what of it."""
        self.left_out.append(f"{say_element(element)}{what}.")


def say_element(element: Found) -> str:
    """An element as people find it: line, kind, name."""
    name = plain(element.get("name")) or plain(element.get("id"))
    return f"Line {element.line}: the {kinds.say_kind(element.name)}{' ' + quote(name) if name else ''}"


def sort_process(element: Found) -> Process:
    """Sort what stands in a process element."""
    process = Process(element)
    places = {
        **dict.fromkeys(kinds.TASKS, process.steps),
        **dict.fromkeys(kinds.GATEWAYS, process.gateways),
        "startEvent": process.starts,
        "endEvent": process.ends,
    }
    for child in element.children:
        if child.space != words.MODEL:
            process.leave_out(child)
        elif child.name in places:
            _keep(process, places[child.name], child)
        elif child.name == "sequenceFlow":
            process.flows.append(child)
        elif child.name == "laneSet":
            _read_lanes(process, child)
        elif child.name in kinds.LEFT_OUT:
            process.leave_out(child)
        elif child.name not in kinds.PASSED_OVER:
            process.unknown.add(child.get("id"))
            process.refuse(child)
    _join(process)
    return process


def _keep(process: Process, place: dict[str, Found], child: Found) -> None:
    known = (process.steps, process.starts, process.ends, process.gateways)
    child_id = child.get("id")
    if not child_id or any(child_id in ids for ids in known):
        process.refuse(child, "it has no id of its own")
        return
    place[child_id] = child
    for inner in child.children:
        if inner.space != words.MODEL or inner.name in kinds.PASSED_OVER or inner.name in kinds.OWNERS:
            continue
        if inner.name in kinds.LEFT_OUT:
            process.leave_out(inner)
        elif inner.name == "terminateEventDefinition":
            process.leave_out(child, " is taken as a plain end: a ticket stands at one step at a time")
        else:
            process.refuse(child, f"it has {kinds.say_one(inner.name)}; {kinds.why_not(inner.name)}")


def _read_lanes(process: Process, lane_set: Found) -> None:
    """Which lane each node stands in; an inner lane speaks for its outer one."""
    for lane in lane_set.each(words.MODEL, "lane"):
        for reference in lane.each(words.MODEL, "flowNodeRef"):
            process.lanes[local_name(reference.text)] = lane
        for inner in lane.each(words.MODEL, "childLaneSet"):
            _read_lanes(process, inner)


def _join(process: Process) -> None:
    known = {*process.steps, *process.starts, *process.ends, *process.gateways}
    for flow in process.flows:
        for end in ("sourceRef", "targetRef"):
            if flow.get(end) not in known | process.unknown:
                process.refuse(flow, f"its {end} is “{plain(flow.get(end))}”, which is not in this process")
        if flow.get("targetRef") in process.starts:
            process.refuse(flow, "it leads to a start event")
        if flow.get("sourceRef") in process.ends:
            process.refuse(flow, "it leaves an end event")
        process.leaving.setdefault(flow.get("sourceRef"), []).append(flow)
    for step_id, step in process.steps.items():
        if len(process.leaving.get(step_id, [])) > 1:
            process.refuse(step, "several ways leave it at once; put an exclusive gateway behind it")
    for gateway_id, gateway in process.gateways.items():
        if not process.leaving.get(gateway_id):
            process.refuse(gateway, "no way leads on from it")


def in_lines(sentences: Iterable[str]) -> list[str]:
    """Sentences in the order of the lines they name; those that name none come last."""

    def line_of(sentence: str) -> float:
        found = re.match(r"Line (\d+):", sentence)
        return int(found[1]) if found else inf

    return sorted(sentences, key=line_of)


def local_name(text: str) -> str:
    """A reference without its prefix."""
    return text.strip().rpartition(":")[2]
