"""Steps no ticket gets to: WF110 for a region, WF113 for a step that stands alone."""

from __future__ import annotations

from collections.abc import Iterator

from tts.domain.fixes import FixBuilder
from tts.domain.graph import Id, Step
from tts.domain.problems import Fix, Problem, error, listed, plain, quote
from tts.domain.soundness.routes import Routes


def region_problems(routes: Routes, fixes: FixBuilder) -> Iterator[Problem]:
    """One problem for each region that cannot be reached, however many steps it has."""
    for step in routes.graph.steps:
        if _is_alone(routes, step):
            yield _alone(routes, fixes, step)
    if not routes.starts:
        return
    lost = {step.step_id for step in routes.graph.steps if step.step_id not in routes.arrivals}
    lost -= {step.step_id for step in routes.graph.steps if _is_alone(routes, step)}
    sources = _sources(routes)
    for region in _regions(routes, lost):
        yield _unreachable(routes, fixes, region, sources)


def _is_alone(routes: Routes, step: Step) -> bool:
    """A step with no transition in or out; starts, ends and only steps have other codes."""
    joined = routes.leaving[step.step_id] or routes.entering[step.step_id]
    return not (joined or step.is_start or step.is_end) and len(routes.steps) > 1


def _alone(routes: Routes, fixes: FixBuilder, step: Step) -> Problem:
    offered = [fixes.remove_steps(f"Remove {plain(step.name)}", [step])]
    before, after = routes.open_end, routes.reachable_end
    if before is not None and after is not None:
        label = f"Connect between {plain(before.name)} and {plain(after.name)}"
        label = label if before is not after else f"Connect with {plain(before.name)}, both ways"
        offered.insert(0, fixes.connect(label, [(before, step), (step, after)]))
    return error(
        "WF113",
        f"{quote(step.name)} stands alone: no transition leads to it or away from it.",
        "No ticket ever gets there, and none could leave.",
        [step.step_id],
        fixes=offered,
    )


def _regions(routes: Routes, lost: set[Id]) -> Iterator[tuple[Id, ...]]:
    """The unreachable steps, parted into regions that hang together."""
    placed: set[Id] = set()
    for step_id in routes.in_place(lost):
        if step_id in placed:
            continue
        placed.add(step_id)
        region = [step_id]
        for member in region:
            ends = [edge.to_step_id for edge in routes.leaving[member]]
            ends += [edge.from_step_id for edge in routes.entering[member]]
            for end in ends:
                if end in lost and end not in placed:
                    placed.add(end)
                    region.append(end)
        yield routes.in_place(region)


def _unreachable(routes: Routes, fixes: FixBuilder, region: tuple[Id, ...], sources: set[Id]) -> Problem:
    steps = [routes.steps[step_id] for step_id in region]
    before = routes.open_end
    offered: list[Fix] = []
    if before is not None:
        entries = [routes.steps[step_id] for step_id in region if step_id in sources]
        label = f"Connect {plain(before.name)} to {listed([plain(step.name) for step in entries])}"
        offered.append(fixes.connect(label, [(before, step) for step in entries]))
    what = plain(steps[0].name) if len(steps) == 1 else f"these {len(steps)} steps"
    offered.append(fixes.remove_steps(f"Remove {what}", steps))
    return error(
        "WF110",
        f"{listed([quote(step.name) for step in steps])} cannot be reached from the start.",
        "No ticket ever gets there, and time kept for it is lost to the others.",
        region,
        fixes=offered,
    )


def _sources(routes: Routes) -> set[Id]:
    """One step of each group that no transition enters from outside: connecting these reaches all."""
    sources = set()
    for circle in routes.circles:
        inside = set(circle)
        if all(edge.from_step_id in inside for member in circle for edge in routes.entering[member]):
            sources.add(circle[0])
    return sources
