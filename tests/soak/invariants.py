"""What must hold after any day, whoever was killed in it; each check yields a sentence for each fault."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.soak.town import STABLE_ROLE
from tts.domain.clocks import due_times, time_left
from tts.domain.replay import Replay
from tts.models import Escalation, Event, Membership, OutboxMessage, Role, Task, TaskItem, Ticket, User
from tts.queries.due import clock_of
from tts.queries.versions import RunningVersion, running_version
from tts.services.audit import verify_record

ENDED = {"completed": "Resolved", "cancelled": "Withdrawn"}
OPEN = {"pending": "In Progress", "in progress": "In Progress", "on hold": "On Hold"}
ITEMS = {"pending": {"waiting"}, "in progress": {"new", "in progress"}, "on hold": {"on hold"}}


class Aftermath:
    """Everything as it is stored at the end of the day."""

    def __init__(self, session: scoped_session[Session]) -> None:
        self.session = session
        session.rollback()
        self.tickets = {row.id: row for row in session.scalars(sa.select(Ticket))}
        self.tasks = list(session.scalars(sa.select(Task).order_by(Task.id)))
        self.items: dict[int, list[TaskItem]] = defaultdict(list)
        for item in session.scalars(sa.select(TaskItem).order_by(TaskItem.id)):
            self.items[item.task_id].append(item)
        self.events: dict[int, list[Event]] = defaultdict(list)
        for event in session.scalars(sa.select(Event).where(Event.stream == "ticket").order_by(Event.seq)):
            self.events[event.stream_id].append(event)

    @cached_property
    def escalations(self) -> dict[int, list[Escalation]]:
        """The open ones, by task."""
        found: dict[int, list[Escalation]] = defaultdict(list)
        for row in self.session.scalars(sa.select(Escalation).where(Escalation.closed_at.is_(None))):
            found[row.task_id].append(row)
        return found

    def version(self, task: Task) -> RunningVersion:
        """The one a task runs on."""
        return running_version(self.session, task.workflow_version_id)

    def open_items(self, task: Task) -> list[TaskItem]:
        """Those of a task that are not closed."""
        return [item for item in self.items[task.id] if item.closed_at is None]


def check_statuses(town: Aftermath) -> Iterator[str]:
    """Ticket, task and item agree; one open item while the task is open, none once it ended."""
    bound = {task.ticket_id for task in town.tasks}
    for ticket in town.tickets.values():
        if (ticket.status == "Unmatched") == (ticket.id in bound) and ticket.status != "Withdrawn":
            yield f"ticket {ticket.id} is {ticket.status} and its task exists: {ticket.id in bound}"
        if (ticket.ended_at is not None) != (ticket.status in ENDED.values()):
            yield f"ticket {ticket.id} is {ticket.status} and ended at {ticket.ended_at}"
    for task in town.tasks:
        ticket, found = town.tickets[task.ticket_id], town.open_items(task)
        expected = ENDED.get(task.status) or OPEN.get(task.status)
        if ticket.status != expected:
            yield f"task {task.id} is {task.status}, its ticket {ticket.status}"
        if len(found) != (task.status in OPEN):
            yield f"task {task.id} is {task.status} with {len(found)} open items"
        if (task.ended_at is not None) != (task.status in ENDED):
            yield f"task {task.id} is {task.status} and ended at {task.ended_at}"
        for item in found:
            if item.status not in ITEMS[task.status]:
                yield f"task {task.id} is {task.status}, its item {item.status}"
            if (item.step_id, item.step_name, item.visit) != (task.step_id, task.step_name, task.visit):
                yield f"task {task.id} is at {task.step_name}, its item at {item.step_name}"
            if item.status != "on hold" and (item.holder_id is None) != (item.status == "waiting"):
                yield f"item {item.id} is {item.status} with holder {item.holder_id}"


def check_items(town: Aftermath) -> Iterator[str]:
    """Each item follows from the one before it, by a transition of the task's own version."""
    for task in town.tasks:
        graph, items = town.version(task).graph, town.items[task.id]
        steps = {step.step_id for step in graph.steps}
        if strangers := [item.id for item in items if item.step_id not in steps]:
            yield f"items {strangers} are at steps that version {task.workflow_version_id} does not have"
            continue
        if not items or items[0].step_id != graph.start.step_id:
            yield f"task {task.id} does not begin at its version's start"
        for item, following in zip(items, items[1:], strict=False):
            if fault := _wrong_sequel(graph, item, following):
                yield f"item {item.id} of task {task.id} {fault}"
    rows = town.session.execute(
        sa.select(TaskItem.act_key, sa.func.count())
        .where(TaskItem.act_key.is_not(None))
        .group_by(TaskItem.act_key)
        .having(sa.func.count() > 1)
    )
    yield from (f"the key {key} had {count} effects" for key, count in rows)


def _wrong_sequel(graph: Any, item: TaskItem, following: TaskItem) -> str | None:
    if item.closed_at is None:
        return "is open although another followed"
    if item.status == "resolved" and item.transition_id is not None:
        target = graph.transition(item.step_id, item.transition_id).to_step_id
        if (following.step_id, following.visit) != (target, item.visit + 1):
            return f"chose {item.transition_name} and went to {following.step_name}, visit {following.visit}"
    elif (following.step_id, following.visit) != (item.step_id, item.visit):
        return f"was {item.status} at {item.step_name} and went on at {following.step_name}"
    return None


def check_clocks(town: Aftermath) -> Iterator[str]:
    """Stored due times are those of the stored clock, and those that the events alone tell."""
    for task in town.tasks:
        version, ticket = town.version(task), town.tickets[task.ticket_id]
        stored = (task.due_at, task.step_due_at, task.left, task.step_left)
        clock = clock_of(task, version, ticket.priority)
        due, left = due_times(clock), time_left(clock)
        if stored != (due.ticket, due.step, left.ticket, left.step):
            yield f"task {task.id} stores {stored}, its clock says {due} and {left}"
        told = Replay(version).run(town.events[task.ticket_id])
        if told != clock:
            yield f"task {task.id} has {clock}, its events tell {told}"
        yield from (
            f"item {item.id} is due {item.due_at}, its step {task.step_due_at}"
            for item in town.open_items(task)
            if item.due_at != task.step_due_at
        )


def check_escalations(town: Aftermath) -> Iterator[str]:
    """At most one is open for a task, which is at that step, with an item for that role."""
    tasks = {task.id: task for task in town.tasks}
    for task_id, found in town.escalations.items():
        items = town.open_items(tasks[task_id])
        if len(found) != 1 or len(items) != 1:
            yield f"task {task_id} has {len(found)} open escalations and {len(items)} open items"
        elif (items[0].role_id, items[0].visit) != (found[0].to_role_id, found[0].visit):
            yield f"item {items[0].id} is for role {items[0].role_id}, escalated to {found[0].to_role_id}"


def check_record(town: Aftermath) -> Iterator[str]:
    """Chains hold, and tell of each item once."""
    verdict = verify_record(town.session)
    if verdict.fault:
        yield verdict.fault
    for task in town.tasks:
        kinds = Counter(event.kind for event in town.events[task.ticket_id])
        statuses = Counter(item.status for item in town.items[task.id])
        passed = kinds["item.transferred"] + kinds["item.returned"] + kinds["item.reassigned"]
        ended = kinds["ticket.withdrawn"] + kinds["ticket.cancelled"]
        told = (kinds["item.resolved"], kinds["item.escalated"], passed)
        if told != (statuses["resolved"], statuses["escalated"], statuses["reassigned"]):
            yield f"the events of ticket {task.ticket_id} tell {dict(kinds)}, its items are {dict(statuses)}"
        if ended < statuses["cancelled"]:
            yield f"ticket {task.ticket_id} ended {ended} times, {statuses['cancelled']} items with it"
        if kinds["ticket.submitted"] != 1 or kinds["ticket.matched"] != 1:
            yield f"ticket {task.ticket_id} was submitted or matched more than once"


def check_messages(town: Aftermath) -> Iterator[str]:
    """Whoever was given an item was told, once."""
    told = dict(
        town.session.execute(
            sa.select(OutboxMessage.ticket_id, sa.func.count())
            .where(OutboxMessage.kind == "notifications.send_assignment_notification")
            .group_by(OutboxMessage.ticket_id)
        ).all()
    )
    for ticket_id, events in town.events.items():
        given = sum(event.kind == "item.assigned" for event in events)
        if given != told.get(ticket_id, 0):
            yield f"ticket {ticket_id} was given {given} times and told {told.get(ticket_id, 0)} times"


def check_holders(town: Aftermath) -> Iterator[str]:
    """Nobody holds an item without being active and in its role, or overseeing it."""
    active = set(town.session.scalars(sa.select(User.id).where(User.is_active)))
    members = set(town.session.execute(sa.select(Membership.role_id, Membership.user_id)).tuples().all())
    overseers = set(
        town.session.scalars(
            sa.select(Membership.user_id)
            .join(Role, Role.id == Membership.role_id)
            .where(Role.is_admin | Role.can_coordinate | Role.can_review)
        )
    )
    for task in town.tasks:
        for item in town.open_items(task):
            if item.holder_id is None:
                continue
            is_member = (item.role_id, item.holder_id) in members or item.holder_id in overseers
            if item.holder_id not in active or not is_member:
                yield f"item {item.id} is held by {item.holder_id}, who left its role {item.role_id}"


def find_shares(town: Aftermath, role: str = STABLE_ROLE) -> Counter[str]:
    """How many items each member of a role was given in turn; those given nothing count as 0."""
    names = town.session.scalars(
        sa.select(User.name)
        .join(Membership, Membership.user_id == User.id)
        .join(Role, Role.id == Membership.role_id)
        .where(Role.name == role)
    )
    shares = Counter(dict.fromkeys(names, 0))
    for events in town.events.values():
        for event in events:
            facts = event.facts
            if event.kind == "item.assigned" and facts["role"] == role and facts["origin"] == "System":
                shares[facts["holder"]] += 1
    return shares


CHECKS: tuple[Callable[[Aftermath], Iterator[str]], ...] = (
    check_statuses,
    check_items,
    check_clocks,
    check_escalations,
    check_record,
    check_messages,
    check_holders,
)
