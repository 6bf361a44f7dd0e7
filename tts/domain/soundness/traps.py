"""Steps tickets cannot leave for an end: WF111 for a loop without a way out, WF112 for a dead end."""

from __future__ import annotations

from collections.abc import Iterator

from tts.domain.fixes import FixBuilder
from tts.domain.graph import Id, Step
from tts.domain.problems import Fix, Problem, error, plain, quote
from tts.domain.soundness.routes import Routes

_LOOKED_AT = 50


def dead_end_problems(routes: Routes, fixes: FixBuilder) -> Iterator[Problem]:
    """A step with no transition out that is not an end; one that stands alone is a problem of its own."""
    for step in routes.graph.steps:
        stops = not routes.leaving[step.step_id] and not step.is_end
        if stops and (routes.entering[step.step_id] or step.is_start or len(routes.steps) == 1):
            yield _dead_end(routes, fixes, step)


def _dead_end(routes: Routes, fixes: FixBuilder, step: Step) -> Problem:
    return error(
        "WF112",
        f"Tickets stop at {quote(step.name)}: it has no transition and is not an end.",
        "Whoever holds one there can do nothing but hand it on.",
        [step.step_id],
        witness=routes.said_to(step.step_id),
        witness_ids=routes.route_to(step.step_id) if routes.entering[step.step_id] else (),
        fixes=_ways_out(routes, fixes, step),
    )


def _ways_out(routes: Routes, fixes: FixBuilder, step: Step) -> list[Fix]:
    offered = [fixes.set_step("Mark as end", step, "is_end", True)]
    target = _way_on(routes, step)
    if target is not None:
        offered.append(fixes.connect(f"Connect to {plain(target.name)}", [(step, target)]))
    return offered


def _way_on(routes: Routes, step: Step) -> Step | None:
    """Where tickets could go on: what else follows the step before, else an end."""
    beside = (
        routes.steps[other.to_step_id]
        for edge in routes.entering[step.step_id][:_LOOKED_AT]
        for other in routes.leaving[edge.from_step_id][:_LOOKED_AT]
        if other.to_step_id != step.step_id and other.to_step_id in routes.finishing
    )
    return next(beside, routes.reachable_end)


def trap_problems(routes: Routes, fixes: FixBuilder) -> Iterator[Problem]:
    """One problem for each loop that no ticket can leave, with every step that leads only there."""
    trapped = {step_id for step_id in routes.steps if step_id not in routes.finishing}
    open_ones = set(trapped)
    for circle in routes.circles:
        if len(circle) > 1 and trapped.issuperset(circle) and not _leaves(routes, circle):
            led = routes.leading_to(circle, within=open_ones) - set(circle)
            open_ones -= led
            yield _trap(routes, fixes, circle, routes.in_place(led))


def _leaves(routes: Routes, circle: tuple[Id, ...]) -> bool:
    inside = set(circle)
    return any(edge.to_step_id not in inside for member in circle for edge in routes.leaving[member])


def _trap(routes: Routes, fixes: FixBuilder, circle: tuple[Id, ...], led: tuple[Id, ...]) -> Problem:
    last = routes.steps[circle[-1]]
    offered = [fixes.set_step(f"Mark {plain(last.name)} as end", last, "is_end", True)]
    end = routes.reachable_end
    if end is not None:
        offered.append(fixes.connect(f"Connect {plain(last.name)} to {plain(end.name)}", [(last, end)]))
    said = routes.say(routes.loop_of(circle), steps_only=True)
    return error(
        "WF111",
        f"Tickets go round “{said}” for ever: no way leads from there to an end.",
        "They could never be finished, only withdrawn or cancelled.",
        (*circle, *led),
        witness=routes.said_to(circle[0]),
        witness_ids=routes.route_to(circle[0]),
        fixes=offered,
    )
