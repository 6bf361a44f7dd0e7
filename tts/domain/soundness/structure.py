"""Whether every ticket can come through: WF003, WF101 to WF103, WF110 to WF113.

A ticket is one token: steps are places, each transition moves it. For such a net
soundness is plain reachability.
"""

from __future__ import annotations

from collections.abc import Iterator

from tts.domain.fixes import FixBuilder
from tts.domain.graph import Step
from tts.domain.problems import Fix, Problem, error, listed, plain, quote
from tts.domain.soundness.regions import region_problems
from tts.domain.soundness.routes import Routes
from tts.domain.soundness.traps import dead_end_problems, trap_problems

_OFFERED = 3


def structure_problems(routes: Routes, fixes: FixBuilder) -> Iterator[Problem]:
    """Everything that keeps a ticket from its end, one problem for each root cause."""
    if not routes.graph.steps:
        yield error(
            "WF003",
            "The graph has no steps.",
            "A ticket has nowhere to go. Draw at least one step, start and end at once.",
        )
        return
    yield from _starts(routes, fixes)
    yield from _ends(routes, fixes)
    yield from region_problems(routes, fixes)
    if routes.ends:
        yield from trap_problems(routes, fixes)
        yield from dead_end_problems(routes, fixes)


def _starts(routes: Routes, fixes: FixBuilder) -> Iterator[Problem]:
    if not routes.starts:
        likely = [step for step in routes.graph.steps if not routes.entering[step.step_id]] or list(
            routes.graph.steps
        )
        yield error(
            "WF101",
            "No step is marked as start.",
            "A new ticket would not know where to begin.",
            fixes=[
                fixes.set_step(f"Start at {plain(step.name)}", step, "is_start", True)
                for step in likely[:_OFFERED]
            ],
        )
    elif len(routes.starts) > 1:
        names = [quote(step.name) for step in routes.starts]
        yield error(
            "WF102",
            f"{listed(names)} are all marked as start."
            if len(names) > 2
            else f"Both {listed(names)} are marked as start.",
            "A new ticket begins at one step. Where it goes from there is chosen by transitions.",
            [step.step_id for step in routes.starts],
            fixes=[_start_only(step, routes.starts, fixes) for step in routes.starts[:_OFFERED]],
        )


def _start_only(kept: Step, starts: tuple[Step, ...], fixes: FixBuilder) -> Fix:
    others = [(step, "is_start", False) for step in starts if step is not kept]
    return fixes.set_steps(f"Start at {plain(kept.name)} only", others)


def _ends(routes: Routes, fixes: FixBuilder) -> Iterator[Problem]:
    if routes.ends:
        return
    likely = [step for step in routes.graph.steps if not routes.leaving[step.step_id]] or list(
        routes.graph.steps[-1:]
    )
    yield error(
        "WF103",
        "No step is marked as end.",
        "No ticket could ever be finished.",
        fixes=[
            fixes.set_step(f"Mark {plain(step.name)} as end", step, "is_end", True)
            for step in likely[:_OFFERED]
        ],
    )
