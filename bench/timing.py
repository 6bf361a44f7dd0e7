"""Medians over repeats that take turns, so that a busy moment of the machine hits every arm alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median

Arm = Callable[[], object]


def time_once(arm: Arm) -> float:
    """How many seconds one run of `arm` takes."""
    begun = time.perf_counter()
    arm()
    return time.perf_counter() - begun


def time_in_turns(
    arms: Mapping[str, Arm], rounds: int, *, before: Mapping[str, Arm] | None = None
) -> dict[str, float]:
    """The median seconds of each arm; every round runs each once, every other round backwards.

    What `before` names for an arm runs ahead of it, untimed.
    """
    seconds: dict[str, list[float]] = {name: [] for name in arms}
    for number in range(rounds):
        for name in list(arms)[:: 1 if number % 2 == 0 else -1]:
            if before is not None and name in before:
                before[name]()
            seconds[name].append(time_once(arms[name]))
    return {name: median(found) for name, found in seconds.items()}
