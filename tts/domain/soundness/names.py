"""Whether steps can be told apart by their names: the blank ones of WF130, and WF131."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tts.domain.fixes import FixBuilder, fold_names, free_name
from tts.domain.graph import Graph, Step
from tts.domain.problems import Problem, error, fold_name, plain, quote
from tts.domain.soundness.choices import is_blank


def name_problems(graph: Graph, fixes: FixBuilder) -> Iterator[Problem]:
    """Steps without a name, and steps that share one."""
    used = fold_names(step.name for step in graph.steps)
    by_name: dict[str, list[Step]] = defaultdict(list)
    for position, step in enumerate(graph.steps, 1):
        if is_blank(step.name):
            yield _blank(fixes, step, position, used)
        else:
            by_name[fold_name(step.name)].append(step)
    for steps in by_name.values():
        if len(steps) > 1:
            yield _shared(fixes, steps, used)


def _blank(fixes: FixBuilder, step: Step, position: int, used: set[str]) -> Problem:
    name = free_name(f"Step {position}", used)
    return error(
        "WF130",
        f"Step number {position} has no name.",
        "People know a step by its name only.",
        [step.step_id],
        fixes=[fixes.set_step(f"Call it {name}", step, "name", name)],
    )


def _shared(fixes: FixBuilder, steps: list[Step], used: set[str]) -> Problem:
    base, number, changes = plain(steps[0].name), 1, []
    for step in steps[1:]:
        number += 1
        while fold_name(f"{base} {number}") in used:
            number += 1
        changes.append((step, "name", f"{base} {number}"))
    return error(
        "WF131",
        f"{len(steps)} steps are called {quote(steps[0].name)}.",
        "In queues and reports nobody could tell them apart.",
        [step.step_id for step in steps],
        fixes=[fixes.set_steps("Number them", changes)],
    )
