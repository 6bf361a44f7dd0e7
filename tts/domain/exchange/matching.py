"""A document laid over a stored graph: which of its steps and transitions are there already."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

from tts.domain.exchange.keys import name_steps
from tts.domain.graph import Graph
from tts.domain.problems import fold_name

Fields = Mapping[str, Any]


def with_stored_ids(document: Fields, stored: Graph) -> dict[str, Any]:
    """The document with `step_id` and `transition_id` of what it means in `stored`; the rest is new.

    A step is known by what the file calls it and its name, else by either alone; a transition by its ends and
    name, else by where it comes from and its name, else by its ends.
    """
    nodes, edges = document["graph"]["nodes"], document["graph"]["edges"]
    if any("step_id" in node for node in nodes) or any("transition_id" in edge for edge in edges):
        return dict(document)
    steps = _match_steps(nodes, stored)
    called = {node.get("temp_id"): steps.get(place) for place, node in enumerate(nodes)}
    transitions = _match_transitions(edges, called, stored)
    return {
        **document,
        "graph": {
            "nodes": [_numbered(node, "step_id", steps.get(place)) for place, node in enumerate(nodes)],
            "edges": [
                _numbered(edge, "transition_id", transitions.get(place)) for place, edge in enumerate(edges)
            ],
        },
    }


def _numbered(fields: Fields, key: str, stored_id: object) -> Fields:
    return fields if stored_id is None else {key: stored_id, **fields}


def _match_steps(nodes: list[Fields], stored: Graph) -> dict[int, object]:
    names = name_steps(stored)
    known = [(step.step_id, (names[step.step_id], fold_name(step.name))) for step in stored.steps]
    sought = [(node.get("temp_id"), fold_name(node.get("name") or "")) for node in nodes]
    return _match(sought, known, [lambda key: key, lambda key: key[0], lambda key: key[1] or None])


def _match_transitions(edges: list[Fields], called: Mapping[Any, object], stored: Graph) -> dict[int, object]:
    known = [
        (edge.transition_id, (edge.from_step_id, fold_name(edge.name), edge.to_step_id))
        for edge in stored.transitions
    ]
    sought = [
        (
            called.get(edge.get("from_temp_id")),
            fold_name(edge.get("name") or ""),
            called.get(edge.get("to_temp_id")),
        )
        for edge in edges
    ]
    return _match(sought, known, [lambda key: key, lambda key: key[:2], lambda key: (key[0], key[2])])


def _match(
    sought: list[tuple[Any, ...]],
    known: list[tuple[Any, tuple[Any, ...]]],
    ways: Iterable[Callable[[tuple[Any, ...]], Hashable]],
) -> dict[int, object]:
    """Place in the file -> stored id, by the first way that finds one that is still free."""
    found: dict[int, object] = {}
    for way in ways:
        free: dict[Hashable, list[object]] = {}
        taken = set(found.values())
        for stored_id, key in known:
            if stored_id not in taken:
                free.setdefault(way(key), []).append(stored_id)
        for place, key in enumerate(sought):
            waiting = free.get(way(key)) if place not in found and way(key) is not None else None
            if waiting:
                found[place] = waiting.pop(0)
    return found
