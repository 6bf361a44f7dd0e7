"""`tts drive`: plays the people on open tickets, act by act, through the services."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.cli.database import configured_systems, open_database
from tts.clock import current_time
from tts.domain.errors import DomainError
from tts.domain.forward import forward_choices, steps_to_end
from tts.domain.graph import Graph, Id, Transition
from tts.domain.permissions import Actor
from tts.domain.words import ItemStatus, TaskStatus
from tts.models import Membership, Task, TaskItem, Ticket, User
from tts.queries.people import actor_of
from tts.queries.versions import running_version
from tts.services.tasks import claim_item, complete_task_item, resume_item

MOST_ACTS = 40
DETOURS = 2
NOTES = (
    "Checked with the person who asked.",
    "Done as the instruction says.",
    "Found in the handbook; nothing else was touched.",
    "Looked at it together on the phone.",
    "Waiting for nothing more.",
)


class Player:
    """Plays whoever holds an item. The same seed on the same tickets makes the same choices."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session = session
        self.random = random.Random(seed)
        self.acts = 0
        self.actors: dict[int, Actor | None] = {}
        self.distances: dict[int, dict[Id, int]] = {}

    def play(self, task_id: int) -> bool:
        """Act on a task until it has no open item; False when nobody can bring it there."""
        detours = DETOURS
        for _ in range(MOST_ACTS):
            item = self._open_item(task_id)
            if item is None:
                return True
            try:
                detours -= self._act(item, detours)
            except DomainError:
                return False
        return False

    def _act(self, item: sa.Row[tuple[int, int | None, int, str, int, int, int]], detours: int) -> int:
        """One act by the item's holder, or by a member who claims it first; 1 when it led back."""
        holder_id = item.holder_id
        if holder_id is None:
            holder_id = self._member_of(item.role_id, item.requester_id)
            actor = self._actor(holder_id)
            claim_item(self.session, item.id, actor=actor, now=current_time())
        actor = self._actor(holder_id)
        if item.status == ItemStatus.ON_HOLD.value:
            resume_item(self.session, item.id, actor=actor, now=current_time())
        graph = running_version(self.session, item.workflow_version_id).graph
        choice, is_detour = self._choose(graph, item.workflow_version_id, item.step_id, detours)
        needs_note = choice is not None and choice.note_required
        note = self.random.choice(NOTES) if needs_note or self.random.random() < 0.3 else ""
        transition_id = None if choice is None else int(choice.transition_id)
        complete_task_item(
            self.session,
            item.id,
            transition_id,
            note=note,
            configured_systems=configured_systems(),
            actor=actor,
            now=current_time(),
        )
        self.acts += 1
        return int(is_detour)

    def _choose(
        self, graph: Graph, version_id: int, step_id: int, detours: int
    ) -> tuple[Transition | None, bool]:
        """A choice that leads forward, now and then another one; None is Complete at an end step."""
        if version_id not in self.distances:
            self.distances[version_id] = steps_to_end(graph)
        forward: list[Transition | None] = list(forward_choices(graph, self.distances[version_id], step_id))
        if graph.step(step_id).is_end:
            forward = [None]
        others = [choice for choice in graph.choices(step_id) if choice not in forward]
        if not forward or (others and detours and self.random.random() < 0.12):
            return self.random.choice(others), True
        return self.random.choice(forward), False

    def _open_item(self, task_id: int) -> sa.Row[tuple[int, int | None, int, str, int, int, int]] | None:
        found = self.session.execute(
            sa.select(
                TaskItem.id,
                TaskItem.holder_id,
                TaskItem.role_id,
                TaskItem.status,
                Task.step_id,
                Task.workflow_version_id,
                Ticket.requester_id,
            )
            .join(Task, Task.id == TaskItem.task_id)
            .join(Ticket, Ticket.id == Task.ticket_id)
            .where(TaskItem.task_id == task_id, TaskItem.closed_at.is_(None))
        ).first()
        self.session.rollback()
        return found

    def _actor(self, user_id: int) -> Actor:
        if user_id not in self.actors:
            self.actors[user_id] = actor_of(self.session, user_id)
        actor = self.actors[user_id]
        if actor is None:
            raise DomainError("The holder is deactivated.")
        return actor

    def _member_of(self, role_id: int, requester_id: int) -> int:
        found = self.session.scalars(
            sa.select(Membership.user_id)
            .join(User, User.id == Membership.user_id)
            .where(Membership.role_id == role_id, User.is_active, User.id != requester_id)
            .order_by(Membership.user_id)
        ).all()
        if not found:
            raise DomainError("Nobody but the requester has the role.")
        return self.random.choice(found)


def open_tasks(session: Session) -> Iterator[int]:
    """The ids of tasks that somebody can act on, the oldest first."""
    open_words = [TaskStatus.PENDING.value, TaskStatus.IN_PROGRESS.value, TaskStatus.ON_HOLD.value]
    last = 0
    while found := session.scalars(
        sa.select(Task.id).where(Task.status.in_(open_words), Task.id > last).order_by(Task.id).limit(500)
    ).all():
        yield from found
        last = found[-1]


@click.command()
@click.option("--tickets", required=True, type=click.IntRange(1), help="How many to bring to their end.")
@click.option("--seed", default=1, show_default=True, help="Another one makes other choices.")
def drive(tickets: int, seed: int) -> None:
    """Play the people on the oldest open tickets until so many are at their end.

    Every act is the holder's own, with a note where one is required; what waits in a queue is claimed first.
    """
    ended = stuck = 0
    with open_database() as session:
        player = Player(session, seed)
        with click.progressbar(length=tickets, label="Driving", file=sys.stderr) as bar:
            for task_id in open_tasks(session):
                if player.play(task_id):
                    ended += 1
                    bar.update(1)
                else:
                    stuck += 1
                if ended == tickets:
                    break
    click.echo(f"Brought {ended:,} tickets to their end by {player.acts:,} acts.")
    if stuck:
        click.echo(f"{stuck:,} could not go on: nobody can act on them now.")
    if ended < tickets:
        click.echo("No more tickets are open.")
