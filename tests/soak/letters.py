"""Who had to be told of each mark, by the rules alone, against what the outbox holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.soak.almanac import MARKS
from tests.soak.invariants import Aftermath
from tts.models import Event, Membership, OutboxMessage, Role, Task, User

KINDS = ("notifications.send_sla_warning_notification", "notifications.send_sla_breach_notification")
Place = tuple[int | None, datetime, str, int]


def check_letters(month: Aftermath) -> Iterator[str]:
    """Each mark was sent once to each who had to be told, and to nobody else; nothing else was sent."""
    sent, people = _sent(month.session), People(month.session)
    for task in month.tasks:
        for event in month.events[task.ticket_id]:
            if event.kind not in MARKS:
                continue
            place = (task.ticket_id, event.at, event.facts["scope"], event.facts["percent"])
            told, due = sorted(sent.pop(place, [])), sorted(people.to_tell(month, task, event))
            if told != due:
                yield f"ticket {task.ticket_id}: {event.facts} was sent to {told}, not to {due}"
    for place, told in sent.items():
        yield f"{place} was sent to {told} without having come"


class People:
    """Who there is, by name, and who administers."""

    def __init__(self, session: scoped_session[Session]) -> None:
        self.ids = dict(session.execute(sa.select(User.name, User.id)).tuples().all())
        self.admins = set(
            session.scalars(
                sa.select(Membership.user_id).join(Role, Role.id == Membership.role_id).where(Role.is_admin)
            )
        )

    def to_tell(self, month: Aftermath, task: Task, event: Event) -> set[int]:
        """The holder at 80 % of a step; later, of a ticket's and without a holder the coordinator too.

        Admins too of a step's breach that has no escalation role to go to. Whoever acts at that moment knows.
        """
        graph = month.version(task).graph
        step = next(step for step in graph.steps if step.name == event.facts["step"])
        holder, coordinator_id = event.facts["holder"], task.coordinator_id
        scope, percent = event.facts["scope"], event.facts["percent"]
        told = {self.ids[holder]} if holder else set()
        if not holder or scope == "ticket" or percent >= 90:
            told |= self.admins if coordinator_id is None else {coordinator_id}
            is_stuck = scope == "step" and percent == 100 and not step.escalate_to
            told |= self.admins if is_stuck else set()
        return told - {event.actor_id}


def _sent(session: scoped_session[Session]) -> dict[Place, list[int]]:
    found: dict[Place, list[int]] = defaultdict(list)
    for row in session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind.in_(KINDS))):
        told = row.payload["kwargs"]
        found[row.ticket_id, row.created_at, told["scope"], told["percent"]].append(told["user_id"])
    return found
