"""What moving the open tickets of a version to another one would do, before anybody does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tts.domain.clocks import DueTimes, due_times
from tts.domain.graph import Graph, Step
from tts.domain.moving import Judgement, Landing, MovePlan, Place, Verdict, judge, move_clock
from tts.domain.permissions import Actor
from tts.domain.soundness.circumstances import RoleFacts
from tts.domain.words import ItemStatus
from tts.models import Escalation, Task, TaskItem, Ticket
from tts.queries.due import clock_of
from tts.queries.paging import PAGE_SIZE, AnySession, Order, Page, read_page
from tts.queries.versions import RunningVersion, kept_promise, running_version, version_of
from tts.queries.visibility import visible_tickets
from tts.queries.workflow_graphs import role_facts


@dataclass(frozen=True, slots=True)
class Group:
    """Open tickets that stand alike, how many they are, and what a move would do with them."""

    place: Place
    count: int
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class MovePreview:
    """All open tickets of a version, in groups by step; whoever may not see a ticket may still count it."""

    was: RunningVersion
    becomes: RunningVersion
    plan: MovePlan
    mover: Actor
    roles: Mapping[int, RoleFacts]
    groups: Sequence[Group]

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How many move, stay, or need a choice."""
        found: Counter[Verdict] = Counter()
        for group in self.groups:
            found[group.judgement.verdict] += group.count
        return found

    @property
    def open_steps(self) -> Sequence[tuple[Step, int]]:
        """The steps that tickets stand at, with how many, in the order of the version."""
        at = Counter({group.place.step_id: 0 for group in self.groups})
        for group in self.groups:
            at[group.place.step_id] += group.count
        return [(step, at[int(step.step_id)]) for step in self.was.graph.steps if step.step_id in at]

    @property
    def reasons(self) -> Sequence[tuple[str, int]]:
        """Why tickets stay or wait for a choice, with how many, the most first."""
        found: Counter[str] = Counter()
        for group in self.groups:
            if group.judgement.reason:
                found[group.judgement.reason] += group.count
        return found.most_common()


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One ticket of a preview: where it stands, what would become of it, and its due times, old and new."""

    number: str
    subject: str
    priority: str
    step_name: str
    judgement: Judgement
    due: DueTimes
    becomes: DueTimes


def preview_move(
    session: AnySession, actor: Actor, was: RunningVersion, becomes: RunningVersion, plan: MovePlan
) -> MovePreview:
    """Every open ticket counted, and judged as `actor` would move it; two statements, however many."""
    roles = role_facts(session, _roles_of(was.graph) | _roles_of(becomes.graph))
    columns = [Task.step_id, *_place_columns(actor)]
    rows = session.execute(
        _placed(sa.select(*columns, sa.func.count().label("tickets")).select_from(Task))
        .join(Ticket, Ticket.id == Task.ticket_id)
        .where(*_open_on(was))
        .group_by(*columns)
        .order_by(*columns)
    )
    groups = []
    for row in rows:
        place = _place_of(row, row.step_id, was.graph.step(row.step_id).name)
        verdict = judge(place, plan, becomes.graph, becomes.version, roles, actor)
        groups.append(Group(place, row.tickets, verdict))
    return MovePreview(was, becomes, plan, actor, roles, groups)


def preview_rows(
    session: AnySession,
    actor: Actor,
    preview: MovePreview,
    *,
    now: datetime,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    counted: bool = False,
    offset: int = 0,
) -> Page[PreviewRow]:
    """Those of them that `actor` may see, oldest first, each with its due times; one statement."""
    columns = sa.select(Ticket, Task, TaskItem.status.label("item_status"), *_place_columns(preview.mover))
    statement = _placed(columns.select_from(Ticket).join(Task, Task.ticket_id == Ticket.id)).where(
        *_open_on(preview.was), visible_tickets(actor)
    )
    order = Order((Ticket.__table__.c.id,))
    return read_page(
        session,
        statement,
        order,
        lambda row: _row_of(session, row, preview, now),
        cursor=cursor,
        size=size,
        offset=offset,
        counted=counted,
    )


def _row_of(session: AnySession, row: Any, preview: MovePreview, now: datetime) -> PreviewRow:
    task, ticket, becomes = row.Task, row.Ticket, preview.becomes
    counting = version_of(session, task)
    clock = clock_of(task, counting, ticket.priority)
    due = due_times(clock)
    place = _place_of(row, task.step_id, task.step_name)
    verdict = judge(place, preview.plan, becomes.graph, becomes.version, preview.roles, preview.mover)
    after = due
    if verdict.step is not None:
        promise_id = kept_promise(task, counting, becomes) if preview.plan.keep_due else None
        there = running_version(session, becomes.id, promise_id)
        landing = Landing(
            verdict.step,
            there.promise(ticket.priority),
            there.calendar,
            preview.plan.keep_due,
            row.item_status == ItemStatus.ON_HOLD,
            preview.plan.steps,
        )
        after = due_times(move_clock(clock, landing, now))
    return PreviewRow(ticket.number, ticket.subject, ticket.priority, task.step_name, verdict, due, after)


def _open_on(version: RunningVersion) -> tuple[sa.ColumnElement[bool], ...]:
    return Task.workflow_version_id == version.id, Task.ended_at.is_(None)


def _roles_of(graph: Graph) -> frozenset[int]:
    """Every role that a step is for or escalates to."""
    named = (role for step in graph.steps for role in (step.role_id, step.escalate_to))
    return frozenset(role for role in named if role is not None)


def _place_columns(mover: Actor) -> list[sa.ColumnElement[Any]]:
    """What a verdict depends on beside the step."""
    is_own = sa.false() if mover.user_id is None else Ticket.requester_id == mover.user_id
    return [
        Task.waiting_on.label("waits_for"),
        Escalation.to_role_id.label("to_role_id"),
        Escalation.from_role_id.label("from_role_id"),
        TaskItem.role_id.label("role_id"),
        TaskItem.escalation_role_id.label("escalation_role_id"),
        sa.case((is_own, 1), else_=0).label("is_own"),
    ]


def _placed(statement: sa.Select[Any]) -> sa.Select[Any]:
    """With the open item and the open escalation of each task."""
    is_escalated = (Escalation.task_id == Task.id) & Escalation.closed_at.is_(None)
    is_open = (TaskItem.task_id == Task.id) & TaskItem.closed_at.is_(None)
    return statement.outerjoin(Escalation, is_escalated).outerjoin(TaskItem, is_open)


def _place_of(row: Any, step_id: int, step_name: str) -> Place:
    roles = frozenset(role for role in (row.role_id, row.from_role_id) if role is not None)
    return Place(
        step_id, step_name, row.waits_for, row.to_role_id, roles, row.escalation_role_id, bool(row.is_own)
    )
