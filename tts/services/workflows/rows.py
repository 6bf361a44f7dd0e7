"""Writing a graph into rows: a constant number of statements, whatever its size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.definition import Details
from tts.domain.graph import PRIORITIES, Graph, Id
from tts.domain.graph import Step as GraphStep
from tts.domain.graph import Transition as GraphTransition
from tts.domain.working_time import calendar_json
from tts.models import Step, Transition, Workflow

Row = dict[str, object]


def write_details(workflow: Workflow, details: Details) -> None:
    """Put the details into the workflow's row."""
    workflow.name, workflow.description = details.name, details.description
    workflow.department, workflow.category = details.department, details.category
    workflow.sub_category, workflow.end_logic = details.sub_category, details.end_logic
    workflow.calendar = calendar_json(details.calendar)
    for priority in PRIORITIES:
        setattr(workflow, f"{priority}_sla", details.slas.get(priority))


def write_graph(session: Session, workflow_id: int, before: Graph, after: Graph) -> Graph:
    """Make the rows of `before` those of `after`; kept ids stay, the new elements get theirs.

    Returns `after` with stored ids throughout, in the same order.
    """
    stored = _ids(before.transitions)
    _delete(session, Transition, stored - _ids(after.transitions))
    new_steps = [step for step in after.steps if isinstance(step.step_id, str)]
    step_ids: dict[Id, Id] = dict(
        zip(
            (step.step_id for step in new_steps),
            _insert(session, Step, [step_row(step, workflow_id) for step in new_steps]),
            strict=True,
        )
    )
    known = {step.step_id: step for step in before.steps}
    _update(session, Step, _changed_steps(after, known, workflow_id))
    lines = [_with_ends(edge, step_ids) for edge in after.transitions]
    given = _write_transitions(session, workflow_id, before, lines)
    _delete(session, Step, set(known) - {step.step_id for step in after.steps})
    steps = tuple(replace(step, step_id=step_ids.get(step.step_id, step.step_id)) for step in after.steps)
    edges = tuple(
        replace(edge, transition_id=given.get(edge.transition_id, edge.transition_id)) for edge in lines
    )
    return Graph(steps, edges)


def insert_graph(session: Session, workflow_id: int, graph: Graph) -> None:
    """Insert a whole graph under the ids it carries (discarding a revision brings back a version's)."""
    _insert_with_ids(session, Step, [step_row(s, workflow_id) | {"id": s.step_id} for s in graph.steps])
    rows = [
        transition_row(edge, workflow_id, place) | {"id": edge.transition_id}
        for place, edge in enumerate(graph.transitions)
    ]
    _insert_with_ids(session, Transition, rows)


def delete_graph(session: Session, workflow_id: int) -> None:
    """Remove every step and transition of the workflow."""
    for table in (Transition, Step):
        session.execute(
            sa.delete(table)
            .where(table.workflow_id == workflow_id)
            .execution_options(synchronize_session=False)
        )


def step_row(step: GraphStep, workflow_id: int) -> Row:
    """A step's columns, its id left out."""
    return {
        "workflow_id": workflow_id,
        "name": step.name,
        "description": step.description,
        "instruction": step.instruction,
        "role_id": step.role_id,
        "escalate_to_id": step.escalate_to,
        "weight": None if step.weight is None else Decimal(step.weight),
        "position": step.order,
        "is_start": step.is_start,
        "is_end": step.is_end,
        "assignment": step.assignment,
        "pauses_clock": step.pauses_clock,
        "design": dict(step.design),
    }


def transition_row(edge: GraphTransition, workflow_id: int, place: int) -> Row:
    """A transition's columns, its id left out; `place` is its position in the graph."""
    return {
        "workflow_id": workflow_id,
        "from_step_id": edge.from_step_id,
        "to_step_id": edge.to_step_id,
        "name": edge.name,
        "note_required": edge.note_required,
        "position": place,
        "design": dict(edge.design),
    }


def _write_transitions(
    session: Session, workflow_id: int, before: Graph, lines: Sequence[GraphTransition]
) -> dict[Id, Id]:
    rows = {edge.transition_id: transition_row(edge, workflow_id, place) for place, edge in enumerate(lines)}
    kept = {
        edge.transition_id: transition_row(edge, workflow_id, place)
        for place, edge in enumerate(before.transitions)
    }
    new = [edge_id for edge_id in rows if isinstance(edge_id, str)]
    changed = [
        row | {"id": edge_id}
        for edge_id, row in rows.items()
        if isinstance(edge_id, int) and row != kept.get(edge_id)
    ]
    _update(session, Transition, changed)
    return dict(zip(new, _insert(session, Transition, [rows[edge_id] for edge_id in new]), strict=True))


def _changed_steps(after: Graph, known: dict[Id, GraphStep], workflow_id: int) -> list[Row]:
    rows = []
    for step in after.steps:
        if isinstance(step.step_id, int):
            row = step_row(step, workflow_id)
            if row != step_row(known[step.step_id], workflow_id):
                rows.append(row | {"id": step.step_id})
    return rows


def _with_ends(edge: GraphTransition, step_ids: dict[Id, Id]) -> GraphTransition:
    return replace(
        edge,
        from_step_id=step_ids.get(edge.from_step_id, edge.from_step_id),
        to_step_id=step_ids.get(edge.to_step_id, edge.to_step_id),
    )


def _ids(transitions: Iterable[GraphTransition]) -> set[Id]:
    return {edge.transition_id for edge in transitions}


def _insert(session: Session, table: type[Step] | type[Transition], rows: list[Row]) -> list[int]:
    """Insert under fresh ids, drawn beforehand, and tell them in the order of the rows."""
    ids = _draw_ids(session, table, len(rows))
    _insert_with_ids(session, table, [row | {"id": row_id} for row_id, row in zip(ids, rows, strict=True)])
    return ids


def _draw_ids(session: Session, table: type[Step] | type[Transition], count: int) -> list[int]:
    """Ids that were never used: SQLite's writer is alone with its counter, PostgreSQL has a sequence."""
    if not count:
        return []
    name = table.__tablename__
    if session.get_bind().dialect.name == "sqlite":
        last = (
            session.scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": name}) or 0
        )
        return list(range(last + 1, last + count + 1))
    drawn = sa.text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
    return list(session.scalars(drawn, {"name": name, "count": count}))


def _insert_with_ids(session: Session, table: type[Step] | type[Transition], rows: list[Row]) -> None:
    if rows:
        session.execute(sa.insert(table), rows)


def _update(session: Session, table: type[Step] | type[Transition], rows: list[Row]) -> None:
    if rows:
        session.execute(sa.update(table), rows)


def _delete(session: Session, table: type[Step] | type[Transition], ids: set[Id]) -> None:
    if ids:
        session.execute(
            sa.delete(table).where(table.id.in_(ids)).execution_options(synchronize_session=False)
        )
