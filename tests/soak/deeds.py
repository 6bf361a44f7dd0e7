"""What people do on the random day, and how often."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.soak.journal import Journal
from tests.soak.town import MOVING
from tts.domain.errors import DomainError
from tts.domain.permissions import Actor
from tts.domain.words import Priority
from tts.models import Leave, Task, TaskItem, Ticket, Workflow
from tts.queries.people import actor_of
from tts.queries.versions import running_version
from tts.services import escalations, people, tasks, tickets, workflows

INTAKES = (
    ("IT", "Technology", "Support Request"),
    ("IT", "Technology", ""),
    ("IT", "Others", ""),
    ("Space", "Rockets", ""),
)


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


def submit(scene: Scene) -> None:
    department, category, sub_category = scene.dice.choice(INTAKES)
    priority = scene.dice.choice(list(Priority)).value
    key = f"{scene.dice.getrandbits(64):016x}"
    request = tickets.TicketRequest(
        "Something broke", "Please help.", department, category, sub_category, priority, submission_key=key
    )
    actor = scene.anybody("Rita", "Otto", "Alice")
    first = tickets.submit_ticket(scene.session, request, actor=actor, now=scene.clock())
    if scene.dice.random() < 0.2:
        second = tickets.submit_ticket(scene.session, request, actor=actor, now=scene.clock())
        if (second.ticket_id, second.is_repeat) != (first.ticket_id, True):
            scene.journal.fault(f"the form {key} became {first} and {second}")


def complete(scene: Scene) -> None:
    item = scene.item(TaskItem.holder_id.is_not(None))
    if item is None:
        return
    version = running_version(scene.session, item.workflow_version_id)
    choices = [int(edge.transition_id) for edge in version.graph.choices(item.step_id)]
    options: list[int | None] = [*choices, *([None] * (2 if version.graph.step(item.step_id).is_end else 0))]
    if scene.dice.random() < 0.03:
        options = [4_711, None]
    actor = scene.mostly(item.holder_id)
    scene.send_keyed("complete", item.id, actor, scene.dice.choice(options), "Looked into it.")


def claim(scene: Scene) -> None:
    item = scene.item(TaskItem.holder_id.is_(None))
    if item is not None:
        actor = scene.anybody("Tom", "Tina", "Ted", "Tess", "Max", "Alice", "Ada")
        tasks.claim_item(scene.session, item.id, actor=actor, now=scene.clock())


def take(scene: Scene) -> None:
    item = scene.item(TaskItem.holder_id.is_not(None))
    if item is not None:
        actor = scene.mostly(item.coordinator_id, "Ada", "Max", "Alice")
        tasks.claim_item(scene.session, item.id, held_by=item.holder_id, actor=actor, now=scene.clock())


def transfer(scene: Scene) -> None:
    item = scene.item()
    if item is not None:
        to_user_id = scene.people[scene.dice.choice(sorted(scene.people))]
        actor = scene.mostly(item.holder_id, "Cora", "Ada", "Max")
        scene.send_keyed("transfer", item.id, actor, to_user_id, "You know more of it.")


def escalate(scene: Scene) -> None:
    item = scene.item()
    if item is not None:
        actor = scene.mostly(item.holder_id, "Cora", "Ada")
        scene.send_keyed("escalate", item.id, actor, None, "It is late.")


def give_back(scene: Scene) -> None:
    item = scene.item(TaskItem.origin == "Escalation")
    if item is not None:
        actor = scene.mostly(item.holder_id, "Max", "Mona", "Cora")
        scene.send_keyed("return", item.id, actor, None, "You can do it.")


def hold(scene: Scene) -> None:
    item = scene.item()
    if item is not None:
        actor = scene.mostly(item.holder_id, "Cora")
        tasks.hold_item(scene.session, item.id, "A part is missing.", actor=actor, now=scene.clock())


def resume(scene: Scene) -> None:
    item = scene.item(TaskItem.status == "on hold")
    if item is not None:
        actor = scene.mostly(item.holder_id, "Cora", "Ada")
        tasks.resume_item(scene.session, item.id, "It came.", actor=actor, now=scene.clock())


def withdraw(scene: Scene) -> None:
    ticket = scene.ticket()
    if ticket is not None:
        actor = scene.mostly(ticket.requester_id)
        tickets.withdraw_ticket(scene.session, ticket.id, "Solved.", actor=actor, now=scene.clock())


def cancel(scene: Scene) -> None:
    ticket = scene.ticket()
    if ticket is not None:
        actor = scene.mostly(ticket.coordinator_id, "Ada")
        tickets.cancel_ticket(scene.session, ticket.id, "A duplicate.", actor=actor, now=scene.clock())


def reopen(scene: Scene) -> None:
    ticket = scene.ticket(Ticket.ended_at.is_not(None))
    if ticket is not None:
        actor = scene.mostly(ticket.coordinator_id, "Ada")
        tickets.reopen_ticket(scene.session, ticket.id, "It broke again.", actor=actor, now=scene.clock())


def prioritise(scene: Scene) -> None:
    ticket = scene.ticket()
    if ticket is not None:
        actor = scene.mostly(ticket.coordinator_id, "Ada", "Max")
        priority = scene.dice.choice(list(Priority)).value
        tickets.change_priority(
            scene.session, ticket.id, priority, "The boss waits.", actor=actor, now=scene.clock()
        )


def assign_workflow(scene: Scene) -> None:
    ticket = scene.ticket(Ticket.status == "Unmatched")
    workflow_id = scene.dice.choice(list(_workflow_ids(scene)))
    if ticket is not None:
        actor = scene.anybody("Ada", "Cora")
        tickets.assign_workflow(scene.session, ticket.id, workflow_id, actor=actor, now=scene.clock())


def leave(scene: Scene) -> None:
    actor, now = scene.anybody(*MOVING), scene.clock()
    assert actor.user_id is not None
    ends_at = now + timedelta(minutes=scene.dice.randint(5, 120))
    people.record_leave(scene.session, actor.user_id, now, ends_at, actor=actor, now=now)


def come_back(scene: Scene) -> None:
    now = scene.clock()
    leave_id = scene.session.scalar(sa.select(Leave.id).where(Leave.ends_at > now).limit(1))
    scene.session.rollback()
    if leave_id is not None:
        people.end_leave(scene.session, leave_id, actor=scene.anybody("Ada"), now=now)


def lose_role(scene: Scene) -> None:
    user_id = scene.people[scene.dice.choice(MOVING)]
    act = scene.dice.choice((people.remove_member, people.add_member, people.add_member))
    act(scene.session, scene.roles["Technician"], user_id, actor=scene.anybody("Ada"), now=scene.clock())


def shut_out(scene: Scene) -> None:
    user_id = scene.people[scene.dice.choice(MOVING)]
    act = scene.dice.choice((people.deactivate_user, people.activate_user, people.activate_user))
    act(scene.session, user_id, actor=scene.anybody("Ada"), now=scene.clock())


def revise(scene: Scene) -> None:
    """Bring out another version of a workflow, tickets coming in meanwhile."""
    ada, workflow_id = scene.anybody("Ada"), scene.dice.choice(list(_workflow_ids(scene)))
    description = f"As of {scene.dice.getrandbits(32):x}"
    session = scene.session
    try:
        workflows.revise_workflow(session, workflow_id, actor=ada, now=scene.clock())
    except DomainError:
        scene.journal.count("revise: goes on with an open one")
    workflows.save_details(session, workflow_id, {"description": description}, actor=ada, now=scene.clock())
    workflows.initialize_workflow(session, workflow_id, actor=ada, now=scene.clock())


def pause(scene: Scene) -> None:
    workflow_id = scene.dice.choice(list(_workflow_ids(scene)))
    act = scene.dice.choice((workflows.pause_workflow, workflows.resume_workflow, workflows.resume_workflow))
    act(scene.session, workflow_id, actor=scene.anybody("Ada"), now=scene.clock())


def discard(scene: Scene) -> None:
    workflow_id = scene.dice.choice(list(_workflow_ids(scene)))
    workflows.discard_revision(scene.session, workflow_id, actor=scene.anybody("Ada"), now=scene.clock())


def _workflow_ids(scene: Scene) -> list[int]:
    found = list(scene.session.scalars(sa.select(Workflow.id).order_by(Workflow.id)))
    scene.session.rollback()
    return found


FREQUENCY: dict[Callable[[Scene], None], int] = {
    submit: 18,
    complete: 30,
    claim: 8,
    take: 3,
    transfer: 7,
    escalate: 7,
    give_back: 5,
    hold: 5,
    resume: 7,
    withdraw: 1,
    cancel: 1,
    reopen: 4,
    prioritise: 4,
    assign_workflow: 1,
    leave: 1,
    come_back: 2,
    lose_role: 2,
    shut_out: 1,
    revise: 2,
    pause: 2,
    discard: 1,
}
DEEDS, WEIGHTS = list(FREQUENCY), list(FREQUENCY.values())
