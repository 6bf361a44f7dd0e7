"""The order of transitions is the order of the choices at a step."""

from __future__ import annotations

from collections.abc import Iterator

from tts.domain.diff import Change
from tts.domain.graph import Graph, Id
from tts.domain.problems import quote


def choice_order_changes(old: Graph, new: Graph) -> tuple[Change, ...]:
    """One change for each step that keeps choices but offers them in another order.

    Where transitions only changed places between steps, one change says so for the whole graph.
    """
    found = tuple(_steps_reordered(old, new))
    kept = {edge.transition_id for edge in old.transitions} & {edge.transition_id for edge in new.transitions}
    if found or _order(old, kept) == _order(new, kept):
        return found
    said = "The transitions are listed in another order."
    return (Change("changed", "transition", "order", "Transitions", "order", None, None, said),)


def _steps_reordered(old: Graph, new: Graph) -> Iterator[Change]:
    for step in new.steps:
        before = [edge.transition_id for edge in old.choices(step.step_id)]
        after = [edge.transition_id for edge in new.choices(step.step_id)]
        kept = set(before) & set(after)
        was, now = ([edge_id for edge_id in ids if edge_id in kept] for ids in (before, after))
        if was != now:
            said = f"The choices at {quote(step.name)} are in another order."
            yield Change("changed", "step", step.step_id, step.name, "choices", was, now, said)


def _order(graph: Graph, kept: set[Id]) -> list[Id]:
    return [edge.transition_id for edge in graph.transitions if edge.transition_id in kept]
