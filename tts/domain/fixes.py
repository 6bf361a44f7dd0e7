"""Builders of fixes: patches on {"workflow": {...}, "graph": {"nodes": [...], "edges": [...]}}.

Every patch begins with tests, so that it fails rather than change what it was not made for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from tts.domain.graph import Graph, Id, Step, Transition, edge_json, node_json
from tts.domain.patching import PatchFailed, apply_patch
from tts.domain.problems import Fix, fold_name, plain

__all__ = [
    "FixBuilder",
    "PatchFailed",
    "apply_patch",
    "document_of",
    "fold_names",
    "free_name",
    "set_details",
]

Operation = dict[str, Any]


def document_of(graph: Graph, workflow: Mapping[str, Any]) -> dict[str, Any]:
    """What patches are made for: details in the API's names, and the graph in the API's shapes."""
    return {
        "workflow": dict(workflow),
        "graph": {
            "nodes": [node_json(step) for step in graph.steps],
            "edges": [edge_json(edge) for edge in graph.transitions],
        },
    }


def fold_names(names: Iterable[str]) -> set[str]:
    """Names as they are compared."""
    return {fold_name(name) for name in names}


def free_name(wanted: str, used: Collection[str], otherwise: str = "Next") -> str:
    """The wanted name, numbered where it is used already; `used` has folded names."""
    base = plain(wanted) or otherwise
    name, number = base, 2
    while fold_name(name) in used:
        name, number = f"{base} {number}", number + 1
    return name


class FixBuilder:
    """Makes fixes for one graph; positions are looked up once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._nodes = {step.step_id: index for index, step in reversed(list(enumerate(graph.steps)))}
        self._edges = {
            edge.transition_id: index for index, edge in reversed(list(enumerate(graph.transitions)))
        }

        self._touching: dict[Id, list[Transition]] = {step.step_id: [] for step in graph.steps}
        for edge in graph.transitions:
            for end in {edge.from_step_id, edge.to_step_id} & self._touching.keys():
                self._touching[end].append(edge)

    def _node_test(self, step: Step) -> Operation:
        key = "step_id" if isinstance(step.step_id, int) else "temp_id"
        return {
            "op": "test",
            "path": f"/graph/nodes/{self._nodes[step.step_id]}/{key}",
            "value": step.step_id,
        }

    def _edge_test(self, edge: Transition) -> Operation:
        key = "transition_id" if isinstance(edge.transition_id, int) else "temp_id"
        path = f"/graph/edges/{self._edges[edge.transition_id]}/{key}"
        return {"op": "test", "path": path, "value": edge.transition_id}

    def set_steps(self, label: str, changes: Sequence[tuple[Step, str, Any]]) -> Fix:
        """Give fields of steps new values."""
        tests = {step.step_id: self._node_test(step) for step, _, _ in changes}
        sets = [
            {"op": "replace", "path": f"/graph/nodes/{self._nodes[step.step_id]}/{field}", "value": value}
            for step, field, value in changes
        ]
        return Fix(label, (*tests.values(), *sets))

    def set_step(self, label: str, step: Step, field: str, value: Any) -> Fix:
        """Give one field of one step a new value."""
        return self.set_steps(label, [(step, field, value)])

    def rename_edges(self, label: str, names: Sequence[tuple[Transition, str]]) -> Fix:
        """Give transitions new names."""
        sets = [
            {"op": "replace", "path": f"/graph/edges/{self._edges[edge.transition_id]}/name", "value": name}
            for edge, name in names
        ]
        return Fix(label, (*(self._edge_test(edge) for edge, _ in names), *sets))

    def connect(self, label: str, pairs: Sequence[tuple[Step, Step]]) -> Fix:
        """Draw transitions between steps, named after where they lead."""
        tests = {step.step_id: self._node_test(step) for pair in pairs for step in pair}
        return Fix(
            label,
            (
                *tests.values(),
                *({"op": "add", "path": "/graph/edges/-", "value": self._edge(*pair)} for pair in pairs),
            ),
        )

    def _edge(self, source: Step, target: Step) -> dict[str, Any]:
        used = fold_names(edge.name for edge in self.graph.choices(source.step_id)) | {"complete"}
        name = free_name(f"To {plain(target.name)}" if plain(target.name) else "Next", used)
        fields = edge_json(Transition("", source.step_id, target.step_id, name))
        fields.pop("temp_id")
        return fields

    def remove_edges(self, label: str, edges: Iterable[Transition]) -> Fix:
        """Take transitions out; the last ones first, so that positions hold."""
        return self._remove(label, (), edges)

    def remove_steps(self, label: str, steps: Sequence[Step]) -> Fix:
        """Take steps out, with the transitions which touch them."""
        return self._remove(label, steps, [edge for step in steps for edge in self._touching[step.step_id]])

    def _remove(self, label: str, steps: Iterable[Step], edges: Iterable[Transition]) -> Fix:
        nodes = {self._nodes[step.step_id]: self._node_test(step) for step in steps}
        lines = {self._edges[edge.transition_id]: self._edge_test(edge) for edge in edges}
        removals: list[Operation] = [
            *({"op": "remove", "path": f"/graph/edges/{index}"} for index in sorted(lines, reverse=True)),
            *({"op": "remove", "path": f"/graph/nodes/{index}"} for index in sorted(nodes, reverse=True)),
        ]
        return Fix(label, (*nodes.values(), *lines.values(), *removals))


def set_details(label: str, changes: Sequence[tuple[str, Any, Any]]) -> Fix:
    """Give details of the workflow new values: (name, old, new) in the API's names and forms."""
    tests = [{"op": "test", "path": f"/workflow/{name}", "value": old} for name, old, _ in changes]
    sets = [{"op": "replace", "path": f"/workflow/{name}", "value": new} for name, _, new in changes]
    return Fix(label, (*tests, *sets))
