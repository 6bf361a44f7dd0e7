"""What a designer may like to know: WF210 for each loop, WF211 for time no way to an end uses."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tts.domain.graph import Id
from tts.domain.problems import Problem, info
from tts.domain.soundness.routes import Routes

HALF = Decimal("0.5")


def loop_problems(routes: Routes) -> Iterator[Problem]:
    """The loops tickets can go round and leave again; a trap is an error of its own."""
    for circle in routes.circles:
        if len(circle) > 1 and circle[0] in routes.finishing:
            loop = routes.loop_of(circle)
            more = len(circle) - (len(loop) // 2)
            beside = (
                f" {more} more {'step is' if more == 1 else 'steps are'} on ways round beside it."
                if more
                else ""
            )
            yield info(
                "WF210",
                f"“{routes.say(loop, steps_only=True)}” is a loop.{beside}",
                "Fine when meant: on coming back only the unspent time is left.",
                circle,
                loop[1::2],
                witness=routes.said_to(circle[0]),
                witness_ids=loop,
            )


def idle_time_problems(routes: Routes) -> Iterator[Problem]:
    """Whether even the heaviest route from the start to an end uses under half the time."""
    total = sum((step.weight or Decimal(0) for step in routes.steps.values()), Decimal(0))
    if total <= 0:
        return
    used, steps = _heaviest(routes)
    if used / total < HALF:
        percent = f"{(used / total * 100).quantize(Decimal(1))} %"
        yield info(
            "WF211",
            f"Even the longest way to an end uses only {percent} of the promised time.",
            "Steps would look late while the ticket still has plenty of time.",
            steps,
        )


def _heaviest(routes: Routes) -> tuple[Decimal, tuple[Id, ...]]:
    """The largest weight a route can gather, and its steps.

    A step's share counts once however often it is visited, so all steps that reach each other count together.
    """
    group_of = {member: index for index, circle in enumerate(routes.circles) for member in circle}
    best: dict[int, tuple[Decimal, int | None]] = {}
    for index, circle in enumerate(routes.circles):
        comes = {group_of[edge.from_step_id] for member in circle for edge in routes.entering[member]} - {
            index
        }
        before = max(((best[group][0], group) for group in sorted(comes) if group in best), default=None)
        if before is None and not any(routes.steps[member].is_start for member in circle):
            continue
        weight = sum((routes.steps[member].weight or Decimal(0) for member in circle), Decimal(0))
        best[index] = (weight + before[0], before[1]) if before else (weight, None)
    ending = [group_of[end.step_id] for end in routes.ends if group_of[end.step_id] in best]
    group: int | None = max(ending, key=lambda index: (best[index][0], -index))
    used = best[group or 0][0]
    steps: list[Id] = []
    while group is not None:
        steps.extend(routes.circles[group])
        group = best[group][1]
    return used, routes.in_place(steps)
