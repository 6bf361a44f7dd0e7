"""Lists of workflows, one workflow whole, and its versions; each a constant number of statements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from tts.domain.definition import Details, read_definition
from tts.domain.errors import NotFound
from tts.domain.graph import Graph
from tts.domain.lifecycle import Editable, Move, editable, refusal
from tts.domain.permissions import Actor, Permission
from tts.domain.problems import Problem
from tts.domain.words import WorkflowStatus
from tts.models import Task, User, Workflow, WorkflowVersion
from tts.queries.kept_checks import check_once
from tts.queries.paging import PAGE_SIZE, AnySession, Order, Page, count_of, read_page
from tts.queries.workflow_access import reachable_workflow, visible_workflows
from tts.queries.workflow_graphs import circumstances_of, details_of, working_graph
from tts.queries.workflow_standing import OPEN, standing_of


@dataclass(frozen=True, slots=True)
class WorkflowFilter:
    """What a list is narrowed to; archived ones are left out unless their status is asked for."""

    status: str = ""
    department: str = ""
    category: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class WorkflowRow:
    """One row of the list; `version` is the latest, None when it never had one."""

    id: int
    name: str
    description: str
    status: str
    revision_status: str | None
    revision: int
    department: str
    category: str
    sub_category: str
    version: int | None
    open_tasks: int
    changed_at: datetime
    changed_by: str | None


@dataclass(frozen=True, slots=True)
class WorkflowPage:
    """One workflow whole. Those who may not design read the version in use, never the draft beside it.

    `why_not` has every move: None where it is possible, else why it is not and what to do.
    """

    row: WorkflowRow
    details: Details
    graph: Graph
    problems: tuple[Problem, ...]
    editable: Editable
    may_design: bool
    why_not: dict[Move, str | None]


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version, with its definition in the seed's shape."""

    id: int
    version: int
    is_active: bool
    created_at: datetime
    created_by_id: int | None
    created_by: str | None
    definition: dict[str, Any]


def list_workflows(
    session: AnySession,
    actor: Actor,
    wanted: WorkflowFilter,
    *,
    order: str = "name",
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    offset: int = 0,
    counted: bool = False,
) -> Page[WorkflowRow]:
    """The workflows one may see that fit, in one of ORDERS; one statement, two when `counted`."""
    return read_page(
        session,
        _fitting(actor, wanted),
        ORDERS[order](_shown_to(actor)),
        _row_of,
        cursor=cursor,
        size=size,
        offset=offset,
        counted=counted,
    )


def count_workflows(session: AnySession, actor: Actor, wanted: WorkflowFilter) -> int:
    """How many workflows one may see fit."""
    return session.scalar(count_of(_fitting(actor, wanted))) or 0


def workflow_page(
    session: AnySession, actor: Actor, workflow_id: int, *, configured: frozenset[str] = frozenset()
) -> WorkflowPage:
    """One workflow with all that its overview and the designer show; raises NotFound."""
    workflow = reachable_workflow(session, actor, workflow_id)
    row = _row_of(session.execute(_rows(_shown_to(actor)).where(Workflow.id == workflow_id)).one())
    may_design = actor.may(Permission.DESIGN)
    if not may_design:
        return _page_to_read(session, row)
    details, graph = details_of(workflow), working_graph(session, workflow_id)
    problems = problems_of(session, workflow, graph, configured=configured)
    standing = standing_of(session, workflow)
    why_not = {move: refusal(move, standing) for move in Move}
    may_change = editable(workflow.status, workflow.revision_status)
    return WorkflowPage(row, details, graph, tuple(problems), may_change, True, why_not)


def _page_to_read(session: AnySession, row: WorkflowRow) -> WorkflowPage:
    definition = session.scalars(
        sa.select(WorkflowVersion.definition).where(
            WorkflowVersion.workflow_id == row.id, WorkflowVersion.is_active
        )
    ).one()
    kept = read_definition(definition)
    why = f"This takes the permission to {Permission.DESIGN.value}. Ask an admin for a role that has it."
    return WorkflowPage(row, kept.details, kept.graph, (), Editable.NONE, False, dict.fromkeys(Move, why))


def problems_of(
    session: AnySession, workflow: Workflow, graph: Graph, *, configured: frozenset[str] = frozenset()
) -> list[Problem]:
    """What the checks say of the working graph, as of its next move."""
    stage = workflow.revision_status or workflow.status
    moment = "initialize" if stage == WorkflowStatus.DEPLOYED else "draft"
    around = circumstances_of(
        session, workflow.id, details_of(workflow), moment=moment, configured=configured
    )
    return check_once(workflow.id, graph, around)


def list_versions(
    session: AnySession, workflow_id: int, *, cursor: str | None = None, size: int, offset: int = 0
) -> Page[VersionRow]:
    """The versions of a workflow that the caller made sure the person may see, newest first, counted."""
    newest_first = Order((WorkflowVersion.__table__.c.version,), descending=True)
    return read_page(
        session,
        _versions(workflow_id),
        newest_first,
        lambda row: VersionRow(*row[: len(VersionRow.__slots__)]),
        cursor=cursor,
        size=size,
        offset=offset,
        counted=True,
    )


def find_version(session: AnySession, workflow_id: int, version: int) -> VersionRow:
    """One version of a workflow that the caller made sure the person may see; raises NotFound."""
    row = session.execute(_versions(workflow_id).where(WorkflowVersion.version == version)).first()
    if row is None:
        raise NotFound(f"This workflow has no version {version}. Its list of versions has those there are.")
    return VersionRow(*row)


def _versions(workflow_id: int) -> sa.Select[Any]:
    return (
        sa.select(
            WorkflowVersion.id,
            WorkflowVersion.version,
            WorkflowVersion.is_active,
            WorkflowVersion.created_at,
            WorkflowVersion.created_by_id,
            User.name.label("created_by"),
            WorkflowVersion.definition,
        )
        .outerjoin(User, User.id == WorkflowVersion.created_by_id)
        .where(WorkflowVersion.workflow_id == workflow_id)
    )


def list_departments(session: AnySession, actor: Actor) -> list[str]:
    """The departments of the workflows one may see, for the list's filter."""
    shown = _shown_to(actor)
    department = shown["department"].label("department")
    statement = (
        sa.select(department)
        .select_from(Workflow)
        .outerjoin(_active, _is_active())
        .where(visible_workflows(actor), shown["department"] != "", *_narrowed(WorkflowFilter(), shown))
        .distinct()
        .order_by(department)
    )
    return list(session.scalars(statement))


_active = aliased(WorkflowVersion)
_TEXTS = ("name", "description", "department", "category", "sub_category")
Shown = dict[str, sa.ColumnElement[str]]


def _shown_to(actor: Actor) -> Shown:
    """Designers read the working details; others those of the version in use, never a draft beside it."""
    if actor.may(Permission.DESIGN):
        return {text: getattr(Workflow, text) for text in _TEXTS}
    return {text: _active.definition["workflow"][text].as_string() for text in _TEXTS}


def _by_name(shown: Shown) -> Order:
    return Order((sa.func.lower(shown["name"], type_=sa.Text()), Workflow.__table__.c.id))


def _last_changed_first(shown: Shown) -> Order:
    return Order((Workflow.__table__.c.changed_at, Workflow.__table__.c.id), descending=True)


ORDERS: Mapping[str, Callable[[Shown], Order]] = {"name": _by_name, "changed": _last_changed_first}
"""How workflows are sorted."""


def _is_active() -> sa.ColumnElement[bool]:
    return sa.and_(_active.workflow_id == Workflow.id, _active.is_active)


def _rows(shown: Shown) -> sa.Select[Any]:
    version = sa.select(sa.func.max(WorkflowVersion.version)).where(
        WorkflowVersion.workflow_id == Workflow.id
    )
    tasks = sa.select(sa.func.count()).where(Task.workflow_id == Workflow.id, Task.status.in_(OPEN))
    return (
        sa.select(
            Workflow.id,
            shown["name"].label("name"),
            shown["description"].label("description"),
            Workflow.status,
            Workflow.revision_status,
            Workflow.revision,
            shown["department"].label("department"),
            shown["category"].label("category"),
            shown["sub_category"].label("sub_category"),
            version.scalar_subquery().label("version"),
            tasks.scalar_subquery().label("open_tasks"),
            Workflow.changed_at,
            User.name.label("changed_by"),
        )
        .outerjoin(_active, _is_active())
        .outerjoin(User, User.id == Workflow.changed_by_id)
    )


def _fitting(actor: Actor, wanted: WorkflowFilter) -> sa.Select[Any]:
    shown = _shown_to(actor)
    return _rows(shown).where(visible_workflows(actor), *_narrowed(wanted, shown))


def _row_of(row: sa.Row[Any]) -> WorkflowRow:
    return WorkflowRow(*row[: len(WorkflowRow.__slots__)])


def _narrowed(wanted: WorkflowFilter, shown: Shown) -> list[sa.ColumnElement[bool]]:
    archived = Workflow.status == WorkflowStatus.ARCHIVED.value
    conditions = [Workflow.status == wanted.status] if wanted.status else [sa.not_(archived)]
    if wanted.department:
        conditions.append(shown["department"] == wanted.department)
    if wanted.category:
        conditions.append(shown["category"] == wanted.category)
    for word in wanted.search.split()[:10]:
        conditions.append(sa.or_(*(column.icontains(word, autoescape=True) for column in shown.values())))
    return conditions
