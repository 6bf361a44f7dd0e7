"""What a good graph is: `check` says everything that is wrong with one, the same words on every door."""

from __future__ import annotations

from tts.domain.fixes import FixBuilder
from tts.domain.graph import Graph
from tts.domain.problems import Fix, Problem, in_severity, problem_json
from tts.domain.soundness.choices import choice_problems
from tts.domain.soundness.circumstances import Circumstances, Details, RoleFacts, details_json
from tts.domain.soundness.drawing import drawing_problems
from tts.domain.soundness.loops import idle_time_problems, loop_problems
from tts.domain.soundness.names import name_problems
from tts.domain.soundness.people import people_problems
from tts.domain.soundness.place import place_problems
from tts.domain.soundness.promises import promise_problems
from tts.domain.soundness.routes import Routes
from tts.domain.soundness.shape import shape_problems
from tts.domain.soundness.structure import structure_problems
from tts.domain.soundness.weights import weight_problems

__all__ = [
    "Circumstances",
    "Details",
    "Fix",
    "Problem",
    "RoleFacts",
    "blocking",
    "check",
    "details_json",
    "problem_json",
]


def check(graph: Graph, circumstances: Circumstances) -> list[Problem]:
    """Every problem of a graph in its circumstances: errors, warnings, infos; by code, in the graph's order.

    Takes time in proportion to steps and transitions. One root cause is one problem.
    """
    routes, fixes = Routes(graph), FixBuilder(graph)
    problems = [
        *shape_problems(graph),
        *structure_problems(routes, fixes),
        *choice_problems(routes, fixes),
        *name_problems(graph, fixes),
        *people_problems(graph, circumstances, fixes),
        *weight_problems(graph, circumstances.details, fixes),
        *promise_problems(circumstances.details),
        *place_problems(circumstances),
        *drawing_problems(graph, fixes),
        *loop_problems(routes),
    ]
    if not any(
        problem.code.startswith(("WF0", "WF10", "WF11", "WF16")) for problem in problems if problem.is_error
    ):
        problems.extend(idle_time_problems(routes))
    return in_severity(problems)


def blocking(problems: list[Problem]) -> list[Problem]:
    """The problems which block deploy and initialize."""
    return [problem for problem in problems if problem.is_error]
