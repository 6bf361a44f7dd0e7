"""A workflow's past for its page: when it came where, and its versions with the tasks still open on them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.definition import Definition, read_definition
from tts.domain.errors import NotFound
from tts.domain.events import Stream
from tts.models import Event, Role, Task, User, WorkflowVersion
from tts.queries.workflow_standing import OPEN

AnySession = Session | scoped_session[Any]
MOVED = (
    "deployed",
    "edited",
    "initialized",
    "reactivated",
    "paused",
    "resumed",
    "archived",
    "restored",
    "revised",
)


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened last, and by whom."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in a table."""

    id: int
    version: int
    is_active: bool
    created_at: datetime
    created_by: str | None
    open_tasks: int


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One version whole, and the one that it is compared with, if there is one before it."""

    line: VersionLine
    kept: Definition
    before: int | None
    kept_before: Definition | None
    role_names: dict[int, str]


def last_moves(session: AnySession, workflow_id: int) -> dict[str, Moment]:
    """The last move of each kind ("deployed", "paused", ...), in one statement."""
    chain = (Event.stream == Stream.WORKFLOW.value, Event.stream_id == workflow_id)
    kinds = [f"workflow.{word}" for word in MOVED]
    last = sa.select(sa.func.max(Event.seq)).where(*chain, Event.kind.in_(kinds)).group_by(Event.kind)
    rows = session.execute(
        sa.select(Event.kind, Event.at, Event.actor_name).where(*chain, Event.seq.in_(last))
    )
    return {row.kind.removeprefix("workflow."): Moment(row.at, row.actor_name) for row in rows}


def version_lines(session: AnySession, workflow_id: int, *, limit: int) -> list[VersionLine]:
    """The newest versions with their open tasks, in one statement, without their definitions."""
    rows = session.execute(_lines().where(WorkflowVersion.workflow_id == workflow_id).limit(limit))
    return [VersionLine(*row) for row in rows]


def lines_of_versions(session: AnySession, workflow_id: int, numbers: Collection[int]) -> list[VersionLine]:
    """The versions of these numbers, newest first; no statement where none is asked for."""
    if not numbers:
        return []
    of_these = (WorkflowVersion.workflow_id == workflow_id, WorkflowVersion.version.in_(numbers))
    return [VersionLine(*row) for row in session.execute(_lines().where(*of_these))]


def version_page(
    session: AnySession, workflow_id: int, version: int, against: int | None = None
) -> VersionPage:
    """One version and the one to compare it with (`against`, else the one before); raises NotFound."""
    of_workflow = WorkflowVersion.workflow_id == workflow_id
    row = session.execute(_lines().where(of_workflow, WorkflowVersion.version == version)).first()
    if row is None:
        raise NotFound(f"This workflow has no version {version}. Its page lists those there are.")
    other = against if against is not None else version - 1
    kept = {
        number: read_definition(definition)
        for number, definition in session.execute(
            sa.select(WorkflowVersion.version, WorkflowVersion.definition).where(
                of_workflow, WorkflowVersion.version.in_([version, other])
            )
        )
    }
    if against is not None and against not in kept:
        raise NotFound(f"This workflow has no version {against}. Its page lists those there are.")
    names: dict[int, str] = {row.id: row.name for row in session.execute(sa.select(Role.id, Role.name))}
    before = other if other in kept and other != version else None
    return VersionPage(VersionLine(*row), kept[version], before, kept.get(before or 0), names)


def _lines() -> sa.Select[Any]:
    tasks = sa.select(sa.func.count()).where(
        Task.workflow_version_id == WorkflowVersion.id, Task.status.in_(OPEN)
    )
    return (
        sa.select(
            WorkflowVersion.id,
            WorkflowVersion.version,
            WorkflowVersion.is_active,
            WorkflowVersion.created_at,
            User.name.label("created_by"),
            tasks.scalar_subquery(),
        )
        .outerjoin(User, User.id == WorkflowVersion.created_by_id)
        .order_by(WorkflowVersion.version.desc())
    )
