"""A workflow's graph: steps joined by transitions, and the one move a ticket makes, `follow`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

PRIORITIES = ("low", "medium", "high", "urgent")
ASSIGNMENTS = ("turn", "least_loaded", "queue")

Id = int | str


class NotAChoice(ValueError):
    """The transition does not leave the step a ticket stands on."""


@dataclass(frozen=True, slots=True)
class Step:
    """One place a ticket can stand. `step_id` is a number once stored, its temp_id while new."""

    step_id: Id
    name: str
    description: str = ""
    instruction: str = ""
    role_id: int | None = None
    role_name: str = ""
    escalate_to: int | None = None
    weight: Decimal | None = Decimal(0)
    order: int = 0
    is_start: bool = False
    is_end: bool = False
    assignment: str = "turn"
    pauses_clock: bool = False
    design: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Transition:
    """One choice: it leads a ticket from a step to another one."""

    transition_id: Id
    from_step_id: Id
    to_step_id: Id
    name: str
    note_required: bool = False
    design: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Graph:
    """Steps and transitions in the order they were given; every look-up is one dictionary access."""

    steps: tuple[Step, ...] = ()
    transitions: tuple[Transition, ...] = ()

    @cached_property
    def _steps_by_id(self) -> dict[Id, Step]:
        return {step.step_id: step for step in reversed(self.steps)}

    @cached_property
    def _choices_by_step(self) -> dict[Id, tuple[Transition, ...]]:
        choices: dict[Id, list[Transition]] = {}
        for transition in self.transitions:
            choices.setdefault(transition.from_step_id, []).append(transition)
        return {step_id: tuple(leaving) for step_id, leaving in choices.items()}

    @cached_property
    def _start(self) -> Step | None:
        return next((step for step in self.steps if step.is_start), None)

    @cached_property
    def _choice_by_ends(self) -> dict[tuple[Id, Id], Transition]:
        return {(edge.from_step_id, edge.transition_id): edge for edge in reversed(self.transitions)}

    def step(self, step_id: Id) -> Step:
        """The step of that id; KeyError when the graph has none."""
        return self._steps_by_id[step_id]

    def find(self, step_id: Id) -> Step | None:
        """The step of that id, or None."""
        return self._steps_by_id.get(step_id)

    @property
    def start(self) -> Step:
        """Where tickets begin; LookupError when no step is marked as start."""
        if self._start is None:
            raise LookupError("No step is marked as start.")
        return self._start

    def choices(self, step_id: Id) -> tuple[Transition, ...]:
        """The transitions leaving a step, in the order of the graph."""
        return self._choices_by_step.get(step_id, ())

    def transition(self, step_id: Id, transition_id: Id) -> Transition:
        """That choice of that step; NotAChoice when the transition does not leave it."""
        found = self._choice_by_ends.get((step_id, transition_id))
        if found is None:
            name = self._steps_by_id[step_id].name if step_id in self._steps_by_id else "this step"
            raise NotAChoice(f"That is not a choice of “{name}” in the version this ticket runs on.")
        return found

    def follow(self, step_id: Id, transition_id: Id) -> Step:
        """The step a choice leads to; NotAChoice when the transition does not leave that step."""
        return self.step(self.transition(step_id, transition_id).to_step_id)


def weight_number(weight: Decimal | None) -> float | None:
    """A weight as the JSON number that stands for it."""
    return None if weight is None else float(weight)


def _read_weight(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _id_of(element: Mapping[str, Any], stored: str, temporary: str) -> Id:
    """The stored id where there is one, else the temporary one."""
    value: Id = element[stored] if element.get(stored) is not None else element[temporary]
    return value


def _step_of(node: Mapping[str, Any]) -> Step:
    return Step(
        step_id=_id_of(node, "step_id", "temp_id"),
        name=node["name"],
        description=node.get("description") or "",
        instruction=node.get("instruction") or "",
        role_id=node.get("role_id"),
        role_name=node.get("role_name") or "",
        escalate_to=node.get("escalate_to"),
        weight=_read_weight(node.get("weight", 0)),
        order=node.get("order") or 0,
        is_start=bool(node.get("is_start")),
        is_end=bool(node.get("is_end")),
        assignment=node.get("assignment") or "turn",
        pauses_clock=bool(node.get("pauses_clock")),
        design=node.get("design") or {},
    )


def _transition_of(edge: Mapping[str, Any], position: int) -> Transition:
    return Transition(
        transition_id=edge.get("transition_id") or edge.get("temp_id") or f"edge_{position}",
        from_step_id=_id_of(edge, "from_step_id", "from_temp_id"),
        to_step_id=_id_of(edge, "to_step_id", "to_temp_id"),
        name=edge["name"],
        note_required=bool(edge.get("note_required")),
        design=edge.get("design") or {},
    )


def graph_from_definition(definition: Mapping[str, Any]) -> Graph:
    """The graph of a stored version's definition: the seed's shape, with or without our added keys.

    For what is already known to be good; what comes from outside goes through `reading.read_graph`.
    """
    return Graph(
        tuple(_step_of(node) for node in definition["nodes"]),
        tuple(_transition_of(edge, position) for position, edge in enumerate(definition["edges"])),
    )


def definition_of(graph: Graph) -> dict[str, list[dict[str, Any]]]:
    """{"nodes": [...], "edges": [...]} as a version keeps them: the seed's keys first, in its order."""
    return {
        "nodes": [
            {
                "step_id": step.step_id,
                "name": step.name,
                "role_id": step.role_id,
                "role_name": step.role_name,
                "weight": weight_number(step.weight),
                "is_start": step.is_start,
                "is_end": step.is_end,
                "escalate_to": step.escalate_to,
                "description": step.description,
                "instruction": step.instruction,
                "order": step.order,
                "assignment": step.assignment,
                "pauses_clock": step.pauses_clock,
                "design": dict(step.design),
            }
            for step in graph.steps
        ],
        "edges": [
            {
                "transition_id": edge.transition_id,
                "from_step_id": edge.from_step_id,
                "to_step_id": edge.to_step_id,
                "name": edge.name,
                "note_required": edge.note_required,
                "design": dict(edge.design),
            }
            for edge in graph.transitions
        ],
    }


def _named_id(stored: str, temporary: str, value: Id) -> dict[str, Id]:
    return {stored: value} if isinstance(value, int) else {temporary: value}


def node_json(step: Step) -> dict[str, Any]:
    """A step in the shape of the API; a new one carries `temp_id` in place of `step_id`."""
    return {
        **_named_id("step_id", "temp_id", step.step_id),
        "name": step.name,
        "description": step.description,
        "instruction": step.instruction,
        "role_id": step.role_id,
        "role_name": step.role_name,
        "escalate_to": step.escalate_to,
        "weight": weight_number(step.weight),
        "order": step.order,
        "is_start": step.is_start,
        "is_end": step.is_end,
        "assignment": step.assignment,
        "pauses_clock": step.pauses_clock,
        "design": dict(step.design),
    }


def edge_json(transition: Transition) -> dict[str, Any]:
    """A transition in the shape of the API; ends at new steps are `from_temp_id` and `to_temp_id`."""
    return {
        **_named_id("transition_id", "temp_id", transition.transition_id),
        **_named_id("from_step_id", "from_temp_id", transition.from_step_id),
        **_named_id("to_step_id", "to_temp_id", transition.to_step_id),
        "name": transition.name,
        "note_required": transition.note_required,
        "design": dict(transition.design),
    }


def as_new(graph: Graph) -> Graph:
    """The same graph with temporary ids throughout, to be stored as another workflow's (clone, import)."""
    temp_ids = {step.step_id: f"node_{position}" for position, step in enumerate(graph.steps, 1)}
    return Graph(
        tuple(replace(step, step_id=temp_ids[step.step_id]) for step in graph.steps),
        tuple(
            replace(
                edge,
                transition_id=f"edge_{position}",
                from_step_id=temp_ids[edge.from_step_id],
                to_step_id=temp_ids[edge.to_step_id],
            )
            for position, edge in enumerate(graph.transitions, 1)
        ),
    )
