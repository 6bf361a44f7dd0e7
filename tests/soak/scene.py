"""What the deeds of the random day work with: some person, some item, and a way to send an act twice."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.soak.journal import Journal
from tts.domain.errors import DomainError
from tts.domain.permissions import Actor
from tts.models import Task, TaskItem, Ticket
from tts.queries.people import actor_of
from tts.services import escalations, tasks


@dataclass
class Scene:
    """What a deed works with."""

    session: scoped_session[Session]
    dice: random.Random
    journal: Journal
    clock: Callable[[], datetime]
    people: dict[str, int]
    roles: dict[str, int]

    def anybody(self, *names: str) -> Actor:
        """Somebody of these names, or of the whole town, as they may act now."""
        found = None
        while found is None:
            found = actor_of(self.session, self.people[self.dice.choice(names or sorted(self.people))])
        self.session.rollback()
        return found

    def item(self, *conditions: sa.ColumnElement[bool]) -> sa.Row[Any] | None:
        """Some item, mostly an open one among the newest, now and then one that was closed long ago."""
        query = sa.select(
            TaskItem.id,
            TaskItem.holder_id,
            TaskItem.role_id,
            TaskItem.step_id,
            TaskItem.task_id,
            Task.coordinator_id,
            Task.workflow_version_id,
        ).join(Task, Task.id == TaskItem.task_id)
        if self.dice.random() < 0.9:
            query = query.where(TaskItem.closed_at.is_(None), *conditions)
        rows = self.session.execute(query.order_by(TaskItem.id.desc()).limit(25)).all()
        self.session.rollback()
        return self.dice.choice(rows) if rows else None

    def ticket(self, *conditions: sa.ColumnElement[bool]) -> sa.Row[Any] | None:
        """Some ticket among the newest that fit, with its requester and coordinator."""
        query = (
            sa.select(Ticket.id, Ticket.requester_id, Task.coordinator_id)
            .outerjoin(Task, Task.ticket_id == Ticket.id)
            .where(*conditions)
        )
        rows = self.session.execute(query.order_by(Ticket.id.desc()).limit(25)).all()
        self.session.rollback()
        return self.dice.choice(rows) if rows else None

    def mostly(self, user_id: int | None, *names: str) -> Actor:
        """That person if there is one, but now and then somebody else."""
        if user_id is None or self.dice.random() < 0.1:
            return self.anybody(*names)
        found = actor_of(self.session, user_id)
        self.session.rollback()
        return found or self.anybody(*names)

    def send_keyed(self, kind: str, item_id: int, actor: Actor, argument: object, note: str) -> None:
        """Send an act with a key of its own; now and then twice, which must be answered alike."""
        intent = {
            "key": f"{self.dice.getrandbits(64):016x}",
            "kind": kind,
            "item_id": item_id,
            "actor_id": actor.user_id,
            "argument": argument,
            "note": note,
        }
        self.journal.intend(intent)
        first = self.send(intent, actor)
        if self.dice.random() < 0.2 and (second := self.send(intent, actor)) != first:
            self.journal.fault(f"{kind} answered {first}, then {second}")

    def send(self, intent: dict[str, Any], actor: Actor) -> tasks.Outcome:
        """Send what was intended; the answer goes to the journal."""
        act = KEYED[intent["kind"]]
        try:
            outcome = act(
                self.session,
                intent["item_id"],
                intent["argument"],
                intent["note"],
                act_key=intent["key"],
                actor=actor,
                now=self.clock(),
            )
        except DomainError:
            self.journal.refused(intent["key"])
            raise
        self.journal.done(intent["key"], outcome.item_id)
        return outcome


def _complete(session: Any, item_id: int, choice: int | None, note: str, **also: Any) -> tasks.Outcome:
    return tasks.complete_task_item(session, item_id, choice, note=note, **also)


def _escalate(session: Any, item_id: int, nothing: None, note: str, **also: Any) -> tasks.Outcome:
    return escalations.escalate_item(session, item_id, note, **also)


def _return(session: Any, item_id: int, nothing: None, note: str, **also: Any) -> tasks.Outcome:
    return escalations.return_item(session, item_id, note, **also)


KEYED: dict[str, Callable[..., tasks.Outcome]] = {
    "complete": _complete,
    "transfer": tasks.transfer_item,
    "escalate": _escalate,
    "return": _return,
}
