"""Reading a graph that comes from outside: a Graph, or GraphRefused with every reason in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from tts.domain.graph import ASSIGNMENTS, Graph, Id, Step, Transition
from tts.domain.problems import STEP_LIMIT, TRANSITION_LIMIT, Problem, in_severity, quote
from tts.domain.soundness.shape import say_transition, shape_problems
from tts.domain.values import (
    NotThat,
    read_design,
    read_end,
    read_flag,
    read_stored_id,
    read_temporary_id,
    read_text,
    read_weight,
    read_whole,
)

Value = TypeVar("Value")
_MOST_REASONS = 200


class GraphRefused(ValueError):
    """A graph which not even a draft can keep; `problems` has every reason."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = in_severity(problems)[:_MOST_REASONS]
        super().__init__(" ".join(problem.sentence for problem in self.problems[:5]))


def _malformed(sentence: str) -> Problem:
    return Problem(
        "WF001",
        "error",
        sentence,
        "Nothing was saved. Send the graph as nodes and edges, as the API describes them.",
    )


class _Element:
    """One node or edge being read; what is wrong with it is added to the list of problems."""

    def __init__(self, fields: Mapping[str, Any], said: str, problems: list[Problem]) -> None:
        self.fields, self.said, self.problems = fields, said, problems

    def read(
        self, key: str, reader: Callable[[object], Value], otherwise: Value, code: str = "WF001"
    ) -> Value:
        try:
            return reader(self.fields.get(key))
        except NotThat as wrong:
            sentence = f"{self.said}: “{key}” {wrong}."
            self.problems.append(
                _malformed(sentence) if code == "WF001" else Problem(code, "error", sentence, _WEIGHT_WHY)
            )
            return otherwise


_WEIGHT_WHY = "The weight is the step's part of the promised time. Write a decimal from 0 to 1, such as 0.25."


def _read_assignment(value: object) -> str:
    if value is None:
        return ASSIGNMENTS[0]
    if value not in ASSIGNMENTS or not isinstance(value, str):
        raise NotThat(f"must be one of {', '.join(ASSIGNMENTS)}")
    return value


def _said(kind: str, fields: Mapping[str, Any], position: int) -> str:
    name = fields.get("name")
    return f"{kind} {quote(name, f'number {position}') if isinstance(name, str) else f'number {position}'}"


def _read_step(element: _Element, step_id: Id, position: int) -> Step:
    read = element.read
    order = read("order", read_whole, None)
    weight = read("weight", read_weight, None, "WF160") if "weight" in element.fields else read_weight(0)
    return Step(
        step_id=step_id,
        name=read("name", read_text, "").strip(),
        description=read("description", read_text, "").strip(),
        instruction=read("instruction", read_text, "").strip(),
        role_id=read("role_id", read_whole, None),
        escalate_to=read("escalate_to", read_whole, None),
        weight=weight,
        order=position if order is None else order,
        is_start=read("is_start", read_flag, False),
        is_end=read("is_end", read_flag, False),
        assignment=read("assignment", _read_assignment, ASSIGNMENTS[0]),
        pauses_clock=read("pauses_clock", read_flag, False),
        design=read("design", read_design, {}),
    )


class _Reader:
    """Reads nodes, then edges; remembers under which ids each step may be named."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.edge_names: set[object] = set()
        self.aliases: dict[Id, Id] = {}

    def elements(self, payload: Mapping[str, Any], key: str, kind: str, limit: int) -> list[_Element]:
        found = payload.get(key)
        if not isinstance(found, list):
            self.problems.append(_malformed(f"The graph has no list of {key}."))
            return []
        if len(found) > limit:
            self.problems.append(
                _malformed(f"The graph has {len(found):,} {kind.lower()}s: at most {limit:,} are possible.")
            )
            return []
        elements = []
        for position, fields in enumerate(found, 1):
            if isinstance(fields, Mapping):
                elements.append(_Element(fields, _said(kind, fields, position), self.problems))
            else:
                self.problems.append(_malformed(f"{kind} number {position} is not an object."))
        return elements

    def step(self, element: _Element, position: int) -> Step:
        before = len(self.problems)
        stored = element.read("step_id", read_stored_id, None)
        temporary = element.read("temp_id", read_temporary_id, None)
        names: list[Id] = [name for name in (stored, temporary) if name is not None]
        if not names and len(self.problems) == before:
            self.problems.append(_malformed(f"{element.said} has neither “step_id” nor “temp_id”."))
        step_id: Id = names[0] if names else f"\0unnamed {position}"
        if temporary is not None and stored is not None and temporary in self.aliases:
            self.problems.append(
                Problem(
                    "WF002",
                    "error",
                    f"{element.said} shares its “temp_id” with another step.",
                    "",
                    (step_id,),
                )
            )
        for name in names:
            self.aliases.setdefault(name, step_id)
        return _read_step(element, step_id, position)

    def end(self, element: _Element, side: str) -> Id:
        stored = element.read(f"{side}_step_id", read_end, None)
        named = stored if stored is not None else element.read(f"{side}_temp_id", read_temporary_id, None)
        return "" if named is None else self.aliases.get(named, named)

    def _unused_name(self, position: int) -> str:
        name = f"edge_{position}"
        while name in self.edge_names:
            name += "_"
        return name

    def transition(self, element: _Element, position: int) -> Transition:
        stored = element.read("transition_id", read_stored_id, None)
        temporary = element.read("temp_id", read_temporary_id, None)
        return Transition(
            transition_id=stored or temporary or self._unused_name(position),
            from_step_id=self.end(element, "from"),
            to_step_id=self.end(element, "to"),
            name=element.read("name", read_text, "").strip(),
            note_required=element.read("note_required", read_flag, False),
            design=element.read("design", read_design, {}),
        )


def read_graph(
    payload: object,
    known_steps: Collection[int] | None = None,
    known_transitions: Collection[int] | None = None,
) -> Graph:
    """The graph of {"nodes": [...], "edges": [...]}; GraphRefused for what not even a draft may hold.

    `known_steps` and `known_transitions` are the stored ids of this workflow: any other stored id belongs to
    another one and is refused (WF122). None means that they are not compared; an empty collection knows none.
    """
    if not isinstance(payload, Mapping):
        raise GraphRefused([_malformed("The graph is not an object with nodes and edges.")])
    reader = _Reader()
    nodes = reader.elements(payload, "nodes", "Step", STEP_LIMIT)
    edges = reader.elements(payload, "edges", "Transition", TRANSITION_LIMIT)
    reader.edge_names = {name for edge in edges if isinstance(name := edge.fields.get("temp_id"), str)}
    steps = tuple(reader.step(element, position) for position, element in enumerate(nodes))
    graph = Graph(
        steps, tuple(reader.transition(element, position) for position, element in enumerate(edges, 1))
    )
    foreign = _foreign(graph, known_steps, known_transitions)
    told = {edge_id for problem in foreign for edge_id in problem.transition_ids}
    shape = [] if reader.problems and not steps else shape_problems(graph)
    loose = [
        problem for problem in shape if problem.code != "WF121" or not told.issuperset(problem.transition_ids)
    ]
    if reader.problems or foreign or loose:
        raise GraphRefused([*reader.problems, *foreign, *loose])
    return graph


_FOREIGN_WHY = "A graph holds its own steps and transitions; what was removed is gone. Load the graph again."


def _foreign(
    graph: Graph, steps: Collection[int] | None, transitions: Collection[int] | None
) -> list[Problem]:
    """WF122: stored ids which are not this workflow's."""

    def is_foreign(value: Id, known: Collection[int] | None) -> bool:
        return known is not None and isinstance(value, int) and value not in known

    found = [
        Problem(
            "WF122",
            "error",
            f"Step {quote(step.name)} is not a step of this workflow.",
            _FOREIGN_WHY,
            (step.step_id,),
        )
        for step in graph.steps
        if is_foreign(step.step_id, steps)
    ]
    own = {step.step_id for step in graph.steps}
    for edge in graph.transitions:
        strangers = [
            end for end in (edge.from_step_id, edge.to_step_id) if end not in own and is_foreign(end, steps)
        ]
        if strangers:
            sentence = f"{say_transition(graph, edge)} joins a step that is not in this workflow."
            found.append(Problem("WF122", "error", sentence, _FOREIGN_WHY, (), (edge.transition_id,)))
        elif is_foreign(edge.transition_id, transitions):
            sentence = f"{say_transition(graph, edge)} is not a transition of this workflow."
            found.append(Problem("WF122", "error", sentence, _FOREIGN_WHY, (), (edge.transition_id,)))
    return found


def refuse_unknown_roles(graph: Graph, role_ids: Collection[int]) -> list[Problem]:
    """WF141 and WF150 for every step that names a role, or an escalation role, which does not exist."""
    why = "Tickets are given to the people of a role. Choose one of the roles there are."
    found = []
    for step in graph.steps:
        name = quote(step.name)
        if step.role_id is not None and step.role_id not in role_ids:
            found.append(
                Problem(
                    "WF141", "error", f"{name} is given to a role that does not exist.", why, (step.step_id,)
                )
            )
        if step.escalate_to is not None and step.escalate_to not in role_ids:
            found.append(
                Problem(
                    "WF150", "error", f"{name} escalates to a role that does not exist.", why, (step.step_id,)
                )
            )
    return found
