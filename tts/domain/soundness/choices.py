"""Whether a person can tell the choices of a step apart: WF123 to WF128."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tts.domain.fixes import FixBuilder, fold_names, free_name
from tts.domain.graph import Id, Step, Transition
from tts.domain.problems import Fix, Problem, error, fold_name, plain, quote, warning
from tts.domain.soundness.routes import Routes

MOST_CHOICES = 7
COMPLETE = "Complete"


def choice_problems(routes: Routes, fixes: FixBuilder) -> Iterator[Problem]:
    """What is wrong with the choices of each step, in the order of the graph."""
    for step in routes.steps.values():
        leaving = routes.leaving[step.step_id]
        used = fold_names([*(edge.name for edge in leaving), COMPLETE])
        yield from _same_names(routes, fixes, step, leaving)
        for edge in leaving:
            target = routes.steps[edge.to_step_id]
            name = free_name(f"To {plain(target.name)}" if plain(target.name) else "Next", used)
            rename = fixes.rename_edges(f"Call it {name}", [(edge, name)])
            yield from _blank(step, target, edge, rename)
            yield from _second_complete(step, edge, rename)
        yield from _too_many(step, leaving)


def _same_names(
    routes: Routes, fixes: FixBuilder, step: Step, leaving: list[Transition]
) -> Iterator[Problem]:
    by_name: dict[str, dict[Id, list[Transition]]] = defaultdict(lambda: defaultdict(list))
    for edge in leaving:
        if not is_blank(edge.name):
            by_name[fold_name(edge.name)][edge.to_step_id].append(edge)
    for by_target in by_name.values():
        for target, doubles in by_target.items():
            if len(doubles) > 1:
                yield _doubled(fixes, step, routes.steps[target], doubles)
        if len(by_target) > 1:
            yield _ambiguous(routes, fixes, step, list(by_target.values()))


def _doubled(fixes: FixBuilder, step: Step, target: Step, doubles: list[Transition]) -> Problem:
    times = "twice" if len(doubles) == 2 else f"{len(doubles)} times"
    return error(
        "WF124",
        f"{quote(doubles[0].name)} from {quote(step.name)} to {quote(target.name)} is there {times}.",
        "The same button would be shown more than once.",
        [step.step_id],
        [edge.transition_id for edge in doubles],
        fixes=[fixes.remove_edges("Keep one of them", doubles[1:])],
    )


def _ambiguous(routes: Routes, fixes: FixBuilder, step: Step, groups: list[list[Transition]]) -> Problem:
    used = fold_names([*(edge.name for edge in routes.leaving[step.step_id]), COMPLETE])
    names: list[tuple[Transition, str]] = []
    for group in groups[1:]:
        edge = group[0]
        target = plain(routes.steps[edge.to_step_id].name)[:40]
        name = free_name(f"{plain(edge.name)} ({target})" if target else edge.name, used)
        names.extend((double, name) for double in group)
        used.add(fold_name(name))
    return error(
        "WF123",
        f"{quote(step.name)} has transitions called {quote(groups[0][0].name)} to {len(groups)} steps.",
        "Nobody could tell from the buttons which way a ticket goes.",
        [step.step_id],
        [edge.transition_id for group in groups for edge in group],
        fixes=[fixes.rename_edges("Add where they lead", names)],
    )


def is_blank(name: str) -> bool:
    """Whether a name shows nothing at all."""
    return not plain(fold_name(name))


def _blank(step: Step, target: Step, edge: Transition, rename: Fix) -> Iterator[Problem]:
    if is_blank(edge.name):
        yield error(
            "WF126",
            f"The transition from {quote(step.name)} to {quote(target.name)} has no name.",
            "Its name is the button people choose it by.",
            [step.step_id],
            [edge.transition_id],
            fixes=[rename],
        )


def _second_complete(step: Step, edge: Transition, rename: Fix) -> Iterator[Problem]:
    if step.is_end and fold_name(edge.name) == fold_name(COMPLETE):
        yield error(
            "WF127",
            f"{quote(step.name)} is an end and has a transition called {quote(edge.name)}.",
            "At an end “Complete” finishes the ticket; two buttons would say the same.",
            [step.step_id],
            [edge.transition_id],
            fixes=[rename],
        )


def _too_many(step: Step, leaving: list[Transition]) -> Iterator[Problem]:
    count = len(leaving) + step.is_end
    if count > MOST_CHOICES:
        yield warning(
            "WF128",
            f"{quote(step.name)} has {count} choices{', Complete included' if step.is_end else ''}.",
            f"More than {MOST_CHOICES} are hard to choose from. A step in between may sort them.",
            [step.step_id],
            [edge.transition_id for edge in leaving],
        )
