"""Telling the demo's stories through the services, each act by the person who held the item then."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.cli.database import configured_systems
from tts.cli.demo.people import COMPANY
from tts.cli.demo.stories import COMPLETE, STORIES, Deed, Story
from tts.cli.terminal import OPERATOR
from tts.domain.words import fold
from tts.models import Task, TaskItem, Ticket, User
from tts.queries.people import actor_of
from tts.queries.versions import running_version
from tts.services.escalations import escalate_item
from tts.services.tasks import complete_task_item, hold_item
from tts.services.tickets import TicketRequest, submit_ticket

SOURCE = "demo"
APART = timedelta(minutes=7)


def tell_stories(session: Session, now: datetime) -> int:
    """Submit the requests that were not submitted before, and act on them; returns how many."""
    there = set(session.scalars(sa.select(Ticket.external_id).where(Ticket.source == SOURCE)))
    requesters = _requesters(session)
    told = 0
    for number, story in enumerate(STORIES, start=1):
        ids = [f"{SOURCE}-{number}-{place}" for place in range(1, len(story.requests) + 1)]
        if requesters and there.isdisjoint(ids):
            told += _tell(session, story, ids, requesters, now)
    return told


def _tell(session: Session, story: Story, ids: list[str], requesters: list[int], now: datetime) -> int:
    """Submit a story's requests, then do each deed on all of them, so that work goes round evenly."""
    running = []
    for place, external_id in enumerate(ids):
        at = now - story.age + place * APART
        requester_id = requesters[place % len(requesters)]
        request = _request(story, place, external_id, requester_id, at)
        actor = actor_of(session, requester_id) or OPERATOR
        submitted = submit_ticket(session, request, actor=actor, now=at)
        running.append((submitted.task_id, at))
    for deed in story.deeds:
        running = [(task_id, at + deed.after) for task_id, at in running]
        for task_id, at in running:
            if task_id is not None:
                _do(session, task_id, deed, at)
    return len(ids)


def _request(story: Story, place: int, external_id: str, requester_id: int, at: datetime) -> TicketRequest:
    subject, description = story.requests[place]
    department, category, sub_category = story.place
    return TicketRequest(
        subject,
        description,
        department,
        category,
        sub_category,
        story.priority,
        source=SOURCE,
        external_id=external_id,
        submitted_at=at,
        requester_id=requester_id,
    )


def _do(session: Session, task_id: int, deed: Deed, at: datetime) -> None:
    """One deed by whoever holds the task's open item; nothing when nobody does."""
    found = session.execute(
        sa.select(TaskItem.id, TaskItem.holder_id, Task.step_id, Task.workflow_version_id)
        .join(Task, Task.id == TaskItem.task_id)
        .where(TaskItem.task_id == task_id, TaskItem.closed_at.is_(None))
    ).first()
    actor = actor_of(session, found.holder_id) if found and found.holder_id else None
    if found is None or actor is None:
        return
    if deed.verb == "escalate":
        escalate_item(session, found.id, deed.note, actor=actor, now=at)
    elif deed.verb == "hold":
        hold_item(session, found.id, deed.note, actor=actor, now=at)
    else:
        choice = _choice(session, found.workflow_version_id, found.step_id, deed.choice)
        complete_task_item(
            session,
            found.id,
            choice,
            note=deed.note,
            configured_systems=configured_systems(),
            actor=actor,
            now=at,
        )


def _choice(session: Session, version_id: int, step_id: int, name: str) -> int | None:
    """The id of a step's choice by its name; None is Complete."""
    if name == COMPLETE:
        return None
    choices = running_version(session, version_id).graph.choices(step_id)
    return int(next(choice.transition_id for choice in choices if choice.name == name))


def _requesters(session: Session) -> list[int]:
    keys = [fold(f"requester{number}@{COMPANY}") for number in (1, 2, 3)]
    found = sa.select(User.id).where(User.email_key.in_(keys), User.is_active).order_by(User.id)
    return list(session.scalars(found))
