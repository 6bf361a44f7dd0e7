"""What changed between two graphs of one workflow, in sentences; stored ids tell elements apart."""

from __future__ import annotations

from collections.abc import Iterator

from tts.domain.graph import Graph, Id, Step, Transition
from tts.domain.problems import quote

FIXED = {
    "name": "name",
    "role_id": "role",
    "escalate_to": "escalation role",
    "weight": "weight",
    "order": "order",
    "is_start": "start mark",
    "is_end": "end mark",
    "assignment": "way of assigning",
    "pauses_clock": "clock pause",
}
WORDS = {"description": "description", "instruction": "instruction", "design": "place on the canvas"}


def say_changes(before: Graph, after: Graph) -> list[str]:
    """One sentence for each step or transition that was added, removed or changed."""
    return [*_steps(before, after, FIXED | WORDS), *_transitions(before, after, ("design",))]


def beyond_words(before: Graph, after: Graph) -> list[str]:
    """The changes that a deployed workflow refuses: all but descriptions, instructions and coordinates."""
    return [*_steps(before, after, FIXED), *_transitions(before, after, ())]


def _steps(before: Graph, after: Graph, fields: dict[str, str]) -> Iterator[str]:
    old = {step.step_id: step for step in before.steps}
    new = {step.step_id: step for step in after.steps}
    yield from (f"Step {quote(step.name)} was added." for key, step in new.items() if key not in old)
    yield from (f"Step {quote(step.name)} was removed." for key, step in old.items() if key not in new)
    for key, step in new.items():
        if key in old:
            yield from _step(old[key], step, fields)


def _step(old: Step, new: Step, fields: dict[str, str]) -> Iterator[str]:
    changed = [label for field, label in fields.items() if getattr(old, field) != getattr(new, field)]
    if "name" in changed:
        yield f"Step {quote(old.name)} is now called {quote(new.name)}."
        changed.remove("name")
    if changed:
        yield f"Step {quote(new.name)}: the {', '.join(changed)} changed."


def _transitions(before: Graph, after: Graph, more: tuple[str, ...]) -> Iterator[str]:
    old = {edge.transition_id: edge for edge in before.transitions}
    new = {edge.transition_id: edge for edge in after.transitions}
    yield from (f"{_line(after, edge)} was added." for key, edge in new.items() if key not in old)
    yield from (f"{_line(before, edge)} was removed." for key, edge in old.items() if key not in new)
    fields = ("name", "from_step_id", "to_step_id", "note_required", *more)
    for key, edge in new.items():
        if key in old and any(getattr(old[key], field) != getattr(edge, field) for field in fields):
            yield f"{_line(before, old[key])} changed."
    order = [key for key in old if key in new]
    if order != [key for key in new if key in old]:
        yield "The order of the choices changed."


def _line(graph: Graph, edge: Transition) -> str:
    return f"Transition {quote(edge.name, 'without a name')} from {_name(graph, edge.from_step_id)}"


def _name(graph: Graph, step_id: Id) -> str:
    return quote(next((step.name for step in graph.steps if step.step_id == step_id), ""))
