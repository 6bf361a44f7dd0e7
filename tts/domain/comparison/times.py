"""Each step's part of each priority's promise, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from tts.domain.definition import Definition
from tts.domain.graph import PRIORITIES, Id, Step
from tts.domain.sla import in_order, shares

Change = tuple[timedelta | None, timedelta | None]


@dataclass(frozen=True, slots=True)
class StepTimes:
    """A step's part of the promise by priority, (old, new); None where there is none, or no such step.

    `state` is added, removed or kept.
    """

    step_id: Id
    name: str
    state: str
    by_priority: Mapping[str, Change]

    def changed(self, priority: str) -> bool:
        """Whether that priority's part differs."""
        was, now = self.by_priority[priority]
        return was != now


def compare_times(old: Definition, new: Definition) -> tuple[StepTimes, ...]:
    """The steps whose part of any promise differs, those of `new` first, each in its order."""
    before, after = step_shares(old), step_shares(new)
    was = {step.step_id: step for step in old.graph.steps}
    now = {step.step_id: step for step in new.graph.steps}
    gone = [step for step_id, step in was.items() if step_id not in now]
    steps = [*sorted(now.values(), key=in_order), *sorted(gone, key=in_order)]
    told = (
        StepTimes(step.step_id, step.name, _state(step, was, now), _parts(step, before, after))
        for step in steps
    )
    return tuple(times for times in told if any(times.changed(priority) for priority in PRIORITIES))


def step_shares(definition: Definition) -> dict[str, dict[Id, timedelta]]:
    """By priority each weighted step's part; empty without a promise."""
    slas = definition.details.slas
    return {
        priority: shares(sla, definition.graph.steps) if (sla := slas.get(priority)) else {}
        for priority in PRIORITIES
    }


def _parts(
    step: Step, before: dict[str, dict[Id, timedelta]], after: dict[str, dict[Id, timedelta]]
) -> dict[str, Change]:
    return {
        priority: (before[priority].get(step.step_id), after[priority].get(step.step_id))
        for priority in PRIORITIES
    }


def _state(step: Step, was: Mapping[Id, Step], now: Mapping[Id, Step]) -> str:
    if step.step_id not in was:
        return "added"
    return "kept" if step.step_id in now else "removed"
