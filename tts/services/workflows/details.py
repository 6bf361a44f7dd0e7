"""Saving a workflow's details: its words, what tickets it takes, its promised times, what follows its end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from tts.domain.details import read_details
from tts.domain.permissions import Actor
from tts.queries.workflow_graphs import details_of
from tts.services.transaction import use_case
from tts.services.workflows.calendars import refuse_ended_calendar
from tts.services.workflows.changes import fixed_details_changes, say_details_changes
from tts.services.workflows.rows import write_details
from tts.services.workflows.saves import SavedGraph, begin_save, end_save, refuse_more_than_words


@use_case
def save_details(
    session: Session,
    workflow_id: int,
    fields: object,
    revision: int | None = None,
    *,
    actor: Actor,
    now: datetime,
) -> SavedGraph:
    """Change the details named in `fields` (the API's names); what is absent stays.

    Raises NotEditable, StaleSave, Invalid naming the fields (a calendar that is never open again is one), and
    MoreThanWords when the workflow is deployed.
    """
    workflow = begin_save(session, workflow_id, revision, actor)
    before = details_of(workflow)
    after = read_details(fields, before)
    if after.calendar != before.calendar:
        refuse_ended_calendar(after, now)
    refuse_more_than_words(workflow, fixed_details_changes(before, after))
    write_details(workflow, after)
    changes = say_details_changes(before, after)
    saved = end_save(session, workflow, "workflow.details_saved", changes, actor=actor, now=now)
    return SavedGraph(workflow_id, saved)
