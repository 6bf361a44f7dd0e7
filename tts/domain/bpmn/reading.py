"""A BPMN file as a document: our own comes back as it went out, others as far as a workflow can say it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from tts.domain.bpmn import words
from tts.domain.bpmn.own_words import own_element, read_details, read_own_json, read_own_step
from tts.domain.bpmn.process import Process, in_lines, local_name, say_element, sort_process
from tts.domain.bpmn.surroundings import find_process, places_of, say_strangers
from tts.domain.bpmn.unsaid import say_unsaid
from tts.domain.bpmn.ways import TooManyWays, Way, list_ways
from tts.domain.bpmn.xml_reading import Found, read_xml
from tts.domain.exchange.document import FORMAT, FORMAT_VERSION, NODE_KEYS
from tts.domain.exchange.refusal import FileRefused
from tts.domain.problems import plain, quote
from tts.domain.words import fold

Fields = dict[str, Any]


def read_bpmn(raw: bytes, role_names: Collection[str]) -> tuple[Fields, list[str]]:
    """The document of a BPMN file, and what was left out of it.

    `role_names` are the folded names of the roles here. Raises Invalid for what is no BPMN, FileRefused
    naming each element that cannot be expressed.
    """
    root = read_xml(raw)
    element, left_out = find_process(root)
    process = sort_process(element)
    if process.refused:
        raise FileRefused(in_lines(process.refused))
    try:
        ways = list_ways(process)
    except TooManyWays:
        raise FileRefused(
            ["Its gateways lead to each other in more ways than anybody could choose from."]
        ) from None
    keys = _name_steps(process)
    roles = _Roles(root, process, role_names)
    starts = {way.target for node in process.starts for way in ways[node]}
    ends = {step for step in process.steps for way in ways[step] if way.target in process.ends}
    if not process.is_own:
        _guess_ends(process, ways, starts, ends)
    drawn = places_of(root)
    nodes = []
    for step_id, step in process.steps.items():
        marks = {"is_start": step_id in starts, "is_end": step_id in ends}
        told = read_own_step(step, drawn.get(step_id))
        fields = {"temp_id": keys[step_id], **told, **roles.of(step_id), **marks}
        nodes.append({key: fields[key] for key in NODE_KEYS if key in fields})
    order = {id(flow): place for place, flow in enumerate(process.flows)}
    onward = [way for step in process.steps for way in ways[step]]
    edges = [
        _edge(process, way, keys)
        for way in sorted(onward, key=lambda way: order[id(way.last)])
        if way.target in process.steps
    ]
    _tell_conditions(process)
    _tell_ends(process, onward)
    document = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "workflow": read_details(element),
        "graph": {"nodes": nodes, "edges": edges},
    }
    return document, in_lines([*left_out, *process.left_out, *say_unsaid(process), *say_strangers(root)])


def _name_steps(process: Process) -> dict[str, str]:
    """What the document calls each step: our own key, else the element's id, and each of them once."""
    keys: dict[str, str] = {}
    taken: set[str] = set()
    for step_id, step in process.steps.items():
        own = own_element(step, "step")
        key = own.get("key") if own else ""
        key = key if key and key not in taken else step_id
        while key in taken:
            key += "_"
        taken.add(key)
        keys[step_id] = key
    return keys


class _Roles:
    """Whose steps they are: by the owner of a task, else by its lane."""

    def __init__(self, root: Found, process: Process, role_names: Collection[str]) -> None:
        self.process, self.known = process, frozenset(role_names)
        self.resources = {found.get("id"): found.get("name") for found in root.each(words.MODEL, "resource")}
        self.told: set[str] = set()

    def of(self, step_id: str) -> Fields:
        step = self.process.steps[step_id]
        owner = step.first(words.MODEL, "potentialOwner")
        reference = owner.first(words.MODEL, "resourceRef") if owner else None
        name = self.resources.get(local_name(reference.text), "") if reference else ""
        if own_element(step, "step") is not None:
            return {"role_name": name if reference else None}
        lane = self.process.lanes.get(step_id)
        name = name or (lane.get("name") if lane else "")
        if not name:
            return {"role_name": None}
        if fold(name) in self.known:
            return {"role_name": name}
        if name not in self.told:
            self.told.add(name)
            source = say_element(lane) if lane else say_element(step)
            self.process.left_out.append(
                f"{source}: no role here is called {quote(name)}, so its steps have none yet."
            )
        return {"role_name": None}


def _guess_ends(process: Process, ways: dict[str, list[Way]], starts: set[str], ends: set[str]) -> None:
    """BPMN without events: what nothing leads to is where it starts, what leads nowhere is where it ends."""
    reached = {way.target for found in ways.values() for way in found}
    first = [step for step in process.steps if step not in reached]
    if not process.starts and len(first) == 1:
        starts.add(first[0])
        process.left_out.append(
            f"There is no start event: {_said(process, first[0])} is where tickets start."
        )
    for step in process.steps:
        if not ways[step]:
            ends.add(step)
            process.left_out.append(f"{_said(process, step)} leads nowhere: tickets end there.")


def _said(process: Process, step_id: str) -> str:
    return quote(process.steps[step_id].get("name"))


def _edge(process: Process, way: Way, keys: dict[str, str]) -> Fields:
    own = own_element(way.last, "transition")
    name = " / ".join(filter(None, (" ".join(flow.get("name").split()) for flow in way.flows)))
    if own is not None and len(way.flows) <= 2:
        name = way.last.get("name")
    elif not name:
        name = plain(process.steps[way.target].get("name"))
        ends = f"from {_said(process, way.source)} to {_said(process, way.target)}"
        process.left_out.append(
            f"Line {way.last.line}: the way {ends} has no name; it was named after where it leads."
        )
    return {
        "from_temp_id": keys[way.source],
        "to_temp_id": keys[way.target],
        "name": name,
        "note_required": own is not None and own.get("noteRequired") == "true",
        "design": read_own_json(own, "design") or {},
    }


def _tell_conditions(process: Process) -> None:
    """Conditions of other tools are read by nobody here; ours say again what the choice is called."""
    for flow in process.flows:
        condition = flow.first(words.MODEL, "conditionExpression")
        if own_element(flow, "transition") is None and condition is not None and condition.text.strip():
            process.left_out.append(
                f"Line {condition.line}: the condition {quote(condition.text)}; people choose here."
            )


def _tell_ends(process: Process, ways: list[Way]) -> None:
    """The way to an end is called "Complete" here, whatever it was called."""
    for way in ways:
        name = way.last.get("name")
        if way.target in process.ends and name and name != words.COMPLETE:
            process.left_out.append(
                f"Line {way.last.line}: the name {quote(name)} of the way from "
                f"{_said(process, way.source)} to the end; that choice is called “{words.COMPLETE}”."
            )
