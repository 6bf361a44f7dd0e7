"""Workflows in the shapes of the API."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NotRequired, cast

from flask import current_app
from typing_extensions import TypedDict

from tts.api.door import calling
from tts.api.shapes import Duration, Moment, WorkflowWord, moment_of
from tts.domain.definition import details_json
from tts.domain.graph_json import graph_json
from tts.domain.problems import Problem, problem_json
from tts.extensions import db
from tts.queries.workflows import VersionRow, WorkflowPage, WorkflowRow, workflow_page


class FixJson(TypedDict):
    """A named JSON Patch on {workflow, graph} that mends a problem."""

    label: str
    patch: list[dict[str, Any]]


class ProblemJson(TypedDict):
    """What is wrong with a graph, why it matters, where, and how to mend it."""

    code: str
    severity: str
    sentence: str
    why: str
    step_ids: list[int | str]
    transition_ids: list[int | str]
    witness: str | None
    witness_ids: list[int | str]
    fixes: list[FixJson]


class NodeJson(TypedDict):
    """A stored step."""

    step_id: int
    name: str
    description: str
    instruction: str
    role_id: int | None
    role_name: str
    escalate_to: int | None
    weight: float | None
    order: int
    is_start: bool
    is_end: bool
    assignment: str
    pauses_clock: bool
    design: dict[str, Any]


class EdgeJson(TypedDict):
    """A stored transition."""

    transition_id: int
    from_step_id: int
    to_step_id: int
    name: str
    note_required: bool
    design: dict[str, Any]


class GraphJson(TypedDict):
    """Steps and transitions."""

    nodes: list[NodeJson]
    edges: list[EdgeJson]


class GraphAnswer(GraphJson):
    """The graph with the revision to save it from."""

    revision: int


class WorkflowRowJson(TypedDict):
    """One row of the list."""

    workflow_id: int
    name: str
    status: WorkflowWord
    revision_status: WorkflowWord | None
    department: str
    category: str
    sub_category: str
    version: int | None
    open_tasks: int
    changed_at: Moment
    changed_by: str | None


class CalendarJson(TypedDict):
    """When the promised time counts."""

    tz: str
    week: dict[str, Any]
    holidays: list[str]
    special: dict[str, Any]
    holiday_names: NotRequired[dict[str, str]]


class DetailsJson(TypedDict):
    """Whose tickets it takes, and what it promises."""

    name: str
    description: str
    department: str
    category: str
    sub_category: str
    low_sla: Duration | None
    medium_sla: Duration | None
    high_sla: Duration | None
    urgent_sla: Duration | None
    end_logic: str
    calendar: CalendarJson | None


class MoveJson(TypedDict):
    """A move of the life cycle, and why it is not possible now if so."""

    move: str
    possible: bool
    why_not: str | None


class StandingJson(TypedDict):
    """Where a workflow stands."""

    workflow_id: int
    status: WorkflowWord
    revision_status: WorkflowWord | None
    version: int | None
    revision: int
    editable: str


class StateJson(StandingJson):
    """Where a workflow stands, and what the checks say of it."""

    problems: list[ProblemJson]


class WorkflowJson(WorkflowRowJson, DetailsJson):
    """One workflow whole: details, graph, problems, and what the caller may do."""

    revision: int
    graph: GraphJson
    problems: list[ProblemJson]
    editable: str
    may_design: bool
    moves: list[MoveJson]


class WorkflowMade(WorkflowJson):
    """A new workflow whole, and which stored ids the temporary ones became."""

    temp_id_mapping: dict[str, int]
    edge_id_mapping: dict[str, int]


class ProblemsJson(TypedDict):
    """What the checks say of the working graph."""

    workflow_id: int
    revision: int
    problems: list[ProblemJson]


class VersionJson(TypedDict):
    """One version, its definition in the seed's shape."""

    version: int
    is_active: bool
    created_at: Moment
    created_by: int | None
    created_by_name: str | None
    definition: dict[str, Any]


def configured_systems() -> frozenset[str]:
    """The systems that end logic can reach here."""
    return frozenset(current_app.config["CONFIGURED_SYSTEMS"])


def page_of(workflow_id: int) -> WorkflowPage:
    """The workflow as the caller may see it; raises NotFound."""
    return workflow_page(db.session, calling(), workflow_id, configured=configured_systems())


def row_json(row: WorkflowRow) -> WorkflowRowJson:
    """One row of the list."""
    return {
        "workflow_id": row.id,
        "name": row.name,
        "status": row.status,
        "revision_status": row.revision_status,
        "department": row.department,
        "category": row.category,
        "sub_category": row.sub_category,
        "version": row.version,
        "open_tasks": row.open_tasks,
        "changed_at": moment_of(row.changed_at),
        "changed_by": row.changed_by,
    }


def details_of(page: WorkflowPage) -> DetailsJson:
    """Its details."""
    return cast(DetailsJson, details_json(page.details))


def graph_of(page: WorkflowPage) -> GraphJson:
    """Its graph."""
    return cast(GraphJson, graph_json(page.graph))


def whole_json(page: WorkflowPage) -> WorkflowJson:
    """One workflow whole."""
    return {
        **row_json(page.row),
        **details_of(page),
        "revision": page.row.revision,
        "graph": graph_of(page),
        "problems": problems_json(page),
        "editable": page.editable.value,
        "may_design": page.may_design,
        "moves": [
            {"move": move.value, "possible": why is None, "why_not": why}
            for move, why in page.why_not.items()
        ],
    }


def state_json(page: WorkflowPage) -> StateJson:
    """Where it stands, as every move answers."""
    return {**standing_json(page, page.row.revision), "problems": problems_json(page)}


def standing_json(page: WorkflowPage, revision: int) -> StandingJson:
    """Where it stands, of that revision."""
    row = page.row
    return {
        "workflow_id": row.id,
        "status": row.status,
        "revision_status": row.revision_status,
        "version": row.version,
        "revision": revision,
        "editable": page.editable.value,
    }


def problems_json(page: WorkflowPage) -> list[ProblemJson]:
    """What the checks say of the working graph."""
    return problem_shapes(page.problems)


def problem_shapes(problems: Iterable[Problem]) -> list[ProblemJson]:
    """Problems in the shape of the API."""
    return [cast(ProblemJson, problem_json(problem)) for problem in problems]


def version_json(row: VersionRow) -> VersionJson:
    """One version."""
    return {
        "version": row.version,
        "is_active": row.is_active,
        "created_at": moment_of(row.created_at),
        "created_by": row.created_by_id,
        "created_by_name": row.created_by,
        "definition": row.definition,
    }
