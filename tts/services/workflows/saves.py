"""Compare and set: a save names the revision it started from; a stale one is told what changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import Invalid, StaleSave
from tts.domain.events import Happening, Stream
from tts.domain.graph_json import graph_json
from tts.domain.lifecycle import Editable, editable, why_not_editable
from tts.domain.permissions import Actor
from tts.models import Event, Workflow
from tts.queries.workflow_graphs import working_graph
from tts.services.workflows.errors import MoreThanWords, NotEditable
from tts.services.workflows.standing import lock_workflow, record

MOST_CHANGES = 50


@dataclass(frozen=True, slots=True)
class SavedGraph:
    """What a save answers; the mappings lead from temporary ids to stored ones."""

    workflow_id: int
    revision: int
    temp_id_mapping: dict[str, int] = field(default_factory=dict)
    edge_id_mapping: dict[str, int] = field(default_factory=dict)


def begin_save(session: Session, workflow_id: int, revision: int | None, actor: Actor) -> Workflow:
    """Lock the workflow for a save; raises NotEditable first, then StaleSave.

    `revision` None saves over whatever is there.
    """
    workflow = lock_workflow(session, workflow_id, actor)
    if editable(workflow.status, workflow.revision_status) is Editable.NONE:
        raise NotEditable(
            why_not_editable(workflow.status),
            workflow_status=workflow.status,
            revision_status=workflow.revision_status,
        )
    if revision is not None and revision != workflow.revision:
        _refuse_stale(session, workflow, revision)
    return workflow


def refuse_more_than_words(workflow: Workflow, changes: Sequence[str]) -> None:
    """Raise MoreThanWords when a deployed graph would change in more than words, SLAs and coordinates."""
    if changes and editable(workflow.status, workflow.revision_status) is Editable.WORDS:
        way_out = "discard it and revise anew" if workflow.revision_status else "edit it first"
        raise MoreThanWords(
            f"“{workflow.name}” is deployed: only words, SLAs and coordinates may change. "
            f"{changes[0]} To change more, {way_out}.",
            changes=list(changes[:MOST_CHANGES]),
        )


def end_save(
    session: Session, workflow: Workflow, kind: str, changes: Sequence[str], *, actor: Actor, now: datetime
) -> int:
    """Count the save, record its changes, and return the revision; saving no change counts not."""
    if not changes:
        return workflow.revision
    workflow.revision += 1
    workflow.changed_by_id, workflow.changed_at = actor.user_id, now
    facts = {
        "name": workflow.name,
        "revision": workflow.revision,
        "changes": list(changes[:MOST_CHANGES]),
        "change_count": len(changes),
    }
    record(session, workflow, Happening(kind, facts=facts), actor=actor, now=now)
    session.flush()
    return workflow.revision


def _refuse_stale(session: Session, workflow: Workflow, revision: int) -> None:
    if revision > workflow.revision or revision < 1:
        raise Invalid(f"There is no revision {revision} of this workflow.", {"revision": "Unknown revision."})
    events = session.scalars(
        sa.select(Event)
        .where(Event.stream == Stream.WORKFLOW.value, Event.stream_id == workflow.id)
        .order_by(Event.seq.desc())
        .limit(200)
    ).all()
    since = [event for event in reversed(events) if event.facts.get("revision", 0) > revision]
    changed = [sentence for event in since for sentence in event.facts.get("changes", [])]
    last = since[-1] if since else None
    by = last.actor_name if last else "Someone"
    at = last.at if last else workflow.changed_at
    raise StaleSave(
        f"{by} saved this workflow in the meantime. {' '.join(changed[:3])} "
        "Your changes were not saved: look at both, then save again.",
        changed=changed[:MOST_CHANGES],
        changed_by=by,
        changed_at=at,
        revision=workflow.revision,
        graph=graph_json(working_graph(session, workflow.id)),
    )
