"""Taking in workflows from documents: as new drafts, or over one that is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tts.domain.errors import Invalid
from tts.domain.exchange.matching import with_stored_ids
from tts.domain.permissions import Actor
from tts.queries.workflow_access import reachable_workflow
from tts.queries.workflow_graphs import working_graph
from tts.services.exchange.roles import with_role_ids
from tts.services.transaction import use_case
from tts.services.workflows import SavedGraph, create_workflow, save_details, save_graph


@use_case
def import_workflows(
    session: Session, documents: Sequence[object], *, actor: Actor, now: datetime
) -> list[int]:
    """Make a draft of each document, all or none, and return their ids.

    Raises FileRefused for roles that are not there, Invalid for what is no workflow, SaveRefused for what no
    draft may hold.
    """
    bodies = [with_role_ids(session, document) for document in documents]
    return [create_workflow(session, body, actor=actor, now=now).workflow_id for body in bodies]


@use_case
def replace_workflow(
    session: Session,
    workflow_id: int,
    document: object,
    revision: int | None = None,
    *,
    actor: Actor,
    now: datetime,
) -> SavedGraph:
    """Make details and graph of a workflow those of the document; steps it knows by name keep their ids.

    `revision` is the one the changes were shown for. Raises what the two saves raise: NotEditable, StaleSave,
    SaveRefused, MoreThanWords, Invalid; nothing is kept then.
    """
    workflow = reachable_workflow(session, actor, workflow_id)
    body = body_over(session, workflow.id, document)
    saved = save_details(session, workflow_id, body["workflow"], revision, actor=actor, now=now)
    return save_graph(session, workflow_id, body["graph"], saved.revision, actor=actor, now=now)


def body_over(session: Session, workflow_id: int, document: object) -> Mapping[str, Any]:
    """The body that turns the stored workflow into the document; raises Invalid, FileRefused."""
    body = with_role_ids(session, document)
    if not isinstance(body, Mapping) or not isinstance(body.get("graph"), Mapping):
        raise Invalid("Only a document with “workflow” and “graph” can change a workflow that is there.")
    return with_stored_ids(body, working_graph(session, workflow_id))
