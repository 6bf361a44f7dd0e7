"""Saving the working graph: kept elements by their ids, new ones by temporary ids, the rest is removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import SaveRefused
from tts.domain.graph import Graph, Id
from tts.domain.permissions import Actor
from tts.domain.problems import Problem
from tts.domain.reading import GraphRefused, read_graph, refuse_unknown_roles
from tts.models import Role
from tts.queries.workflow_graphs import working_graph
from tts.services.transaction import use_case
from tts.services.workflows.changes import fixed_graph_changes, say_graph_changes
from tts.services.workflows.rows import write_graph
from tts.services.workflows.saves import SavedGraph, begin_save, end_save, refuse_more_than_words


@use_case
def save_graph(
    session: Session,
    workflow_id: int,
    payload: object,
    revision: int | None = None,
    *,
    actor: Actor,
    now: datetime,
) -> SavedGraph:
    """Replace the working graph by {"nodes": [...], "edges": [...]}; `revision` is the one it started from.

    Raises NotEditable, StaleSave, SaveRefused (not even a draft may hold it; `problems` says why), and
    MoreThanWords when the workflow is deployed. A graph with other errors is saved.
    """
    workflow = begin_save(session, workflow_id, revision, actor)
    before = working_graph(session, workflow_id)
    after = read_sent_graph(session, payload, before)
    refuse_more_than_words(workflow, fixed_graph_changes(before, after))
    stored = write_graph(session, workflow_id, before, after)
    changes = say_graph_changes(before, stored)
    saved_revision = end_save(session, workflow, "workflow.graph_saved", changes, actor=actor, now=now)
    return SavedGraph(workflow_id, saved_revision, *id_mappings(payload, stored))


def read_sent_graph(session: Session, payload: object, before: Graph) -> Graph:
    """The graph that was sent, its ids and roles compared with what is stored; raises SaveRefused."""
    steps = {step.step_id for step in before.steps if isinstance(step.step_id, int)}
    edges = {edge.transition_id for edge in before.transitions if isinstance(edge.transition_id, int)}
    try:
        graph = read_graph(payload, steps, edges)
    except GraphRefused as refused:
        raise SaveRefused(_say_first(refused.problems), refused.problems) from None
    problems = refuse_unknown_roles(graph, _known_roles(session, graph))
    if problems:
        raise SaveRefused(_say_first(problems), problems)
    return graph


def _say_first(problems: list[Problem]) -> str:
    more = len(problems) - 1
    rest = f" There {'is' if more == 1 else 'are'} {more:,} more." if more else ""
    return f"The graph was not saved. {problems[0].sentence}{rest}"


def _known_roles(session: Session, graph: Graph) -> set[int]:
    named = {role for step in graph.steps for role in (step.role_id, step.escalate_to) if role is not None}
    return set(session.scalars(sa.select(Role.id).where(Role.id.in_(named)))) if named else set()


def id_mappings(payload: object, stored: Graph) -> tuple[dict[str, int], dict[str, int]]:
    """Which stored ids the temporary ids of the payload became: of steps, and of transitions."""
    if not isinstance(payload, Mapping):
        return {}, {}
    return (
        _mapping(payload.get("nodes"), [step.step_id for step in stored.steps]),
        _mapping(payload.get("edges"), [edge.transition_id for edge in stored.transitions]),
    )


def _mapping(sent: object, stored: list[Id]) -> dict[str, int]:
    if not isinstance(sent, list):
        return {}
    return {
        str(element["temp_id"]): int(stored_id)
        for element, stored_id in zip(sent, stored, strict=True)
        if element.get("temp_id") is not None
    }
