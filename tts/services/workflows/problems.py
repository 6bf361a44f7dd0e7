"""Asking the checks before a move, and refusing with all problems at once."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tts.domain.graph import Graph
from tts.domain.problems import Problem
from tts.domain.soundness import check
from tts.models import Workflow
from tts.queries.workflow_graphs import circumstances_of, details_of
from tts.services.workflows.errors import GraphHasErrors, IntakeTaken

TAKEN = "WF182"


def refuse_errors(
    session: Session, workflow: Workflow, graph: Graph, *, moment: str, configured: frozenset[str]
) -> tuple[Problem, ...]:
    """The graph's problems, if none is an error; raises GraphHasErrors or IntakeTaken with all of them.

    `moment` is "deploy" or "initialize"; `configured` names the systems that end logic can reach.
    """
    around = circumstances_of(
        session, workflow.id, details_of(workflow), moment=moment, configured=configured
    )
    problems = tuple(check(graph, around))
    errors = [problem for problem in problems if problem.is_error]
    if not errors:
        return problems
    if around.taken_by is not None and {problem.code for problem in errors} == {TAKEN}:
        raise taken(workflow, around.taken_by, problems)
    raise GraphHasErrors(say_errors(workflow.name, moment, errors), problems, move=moment)


def say_errors(name: str, move: str, errors: list[Problem]) -> str:
    """How many errors there are, and the first of them in its own words."""
    many = "1 error stands" if len(errors) == 1 else f"{len(errors):,} errors stand"
    return f"{many} in the way of “{name}”, so it cannot {move}. {errors[0].sentence}"


def taken(workflow: Workflow, other: str, problems: tuple[Problem, ...]) -> IntakeTaken:
    """The clash with another workflow, told by its name."""
    return IntakeTaken(
        f"“{workflow.name}” cannot take tickets: “{other}” already takes those of the same department, "
        "category and sub-category. Pause that one, or change these here.",
        problems,
        taken_by=other,
    )
