"""Applying one of the fixes that a problem carries, as the person saw it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tts.domain.definition import details_json
from tts.domain.errors import Refused
from tts.domain.fixes import PatchFailed, apply_patch, document_of
from tts.domain.permissions import Actor
from tts.domain.problems import Fix, Problem
from tts.queries.workflow_graphs import details_of, working_graph
from tts.queries.workflows import problems_of
from tts.services.transaction import use_case
from tts.services.workflows.details import save_details
from tts.services.workflows.graph import save_graph
from tts.services.workflows.saves import SavedGraph, begin_save


class FixGone(Refused):
    """The problem is not there any more, or it is another one."""

    title = "This fix no longer fits"


@dataclass(frozen=True, slots=True)
class WantedFix:
    """Which fix: of which problem in the order of the list, its code to make sure, and which of its fixes."""

    problem: int
    code: str
    fix: int


@use_case
def apply_fix(
    session: Session,
    workflow_id: int,
    wanted: WantedFix,
    revision: int | None = None,
    *,
    configured: frozenset[str] = frozenset(),
    actor: Actor,
    now: datetime,
) -> SavedGraph:
    """Apply the fix to the working graph and details and save them.

    Raises FixGone, and what saving raises: NotEditable, StaleSave, MoreThanWords.
    """
    workflow = begin_save(session, workflow_id, revision, actor)
    graph = working_graph(session, workflow_id)
    problems = problems_of(session, workflow, graph, configured=configured)
    before = document_of(graph, details_json(details_of(workflow)))
    try:
        after = apply_patch(before, _find(problems, wanted).patch)
    except PatchFailed as error:
        raise _gone() from error
    saved = SavedGraph(workflow_id, workflow.revision)
    if after["workflow"] != before["workflow"]:
        saved = save_details(session, workflow_id, after["workflow"], actor=actor, now=now)
    if after["graph"] != before["graph"]:
        saved = save_graph(session, workflow_id, after["graph"], actor=actor, now=now)
    return saved


def _find(problems: list[Problem], wanted: WantedFix) -> Fix:
    if not 0 <= wanted.problem < len(problems):
        raise _gone()
    problem = problems[wanted.problem]
    if problem.code != wanted.code or not 0 <= wanted.fix < len(problem.fixes):
        raise _gone()
    return problem.fixes[wanted.fix]


def _gone() -> FixGone:
    return FixGone(
        "The workflow changed since the fix was offered. Nothing was changed: look at the problems anew."
    )
