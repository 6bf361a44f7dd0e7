"""Which choices lead a ticket towards an end: for playing through a graph."""

from __future__ import annotations

from collections import deque

from tts.domain.graph import Graph, Id, Transition


def steps_to_end(graph: Graph) -> dict[Id, int]:
    """How many transitions each step is away from the nearest end; steps that reach none are left out."""
    before: dict[Id, list[Id]] = {}
    for transition in graph.transitions:
        before.setdefault(transition.to_step_id, []).append(transition.from_step_id)
    distances: dict[Id, int] = {step.step_id: 0 for step in graph.steps if step.is_end}
    waiting = deque(distances)
    while waiting:
        step_id = waiting.popleft()
        for earlier in before.get(step_id, ()):
            if earlier not in distances:
                distances[earlier] = distances[step_id] + 1
                waiting.append(earlier)
    return distances


def forward_choices(graph: Graph, distances: dict[Id, int], step_id: Id) -> list[Transition]:
    """The choices of a step that bring a ticket nearer to an end; none at an end or in a trap."""
    here = distances.get(step_id, 0)
    return [
        choice
        for choice in graph.choices(step_id)
        if choice.to_step_id in distances and distances[choice.to_step_id] < here
    ]
