"""A service desk for the tests: the cast, one workflow, and short words for what people do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, Cast, gather_cast
from tests.workflows import SUPPORT, Plan, Stored, store_workflow
from tts.domain.permissions import Actor
from tts.models import Event, OutboxMessage, Task, TaskItem, Ticket
from tts.services.tasks import Outcome, complete_task_item
from tts.services.tickets import SubmittedTicket, TicketRequest, submit_ticket

AnySession = Session | scoped_session[Session]

LAPTOP = TicketRequest(
    "Laptop does not start", "It beeps twice.", "IT", "Technology", "Support Request", priority="high"
)


@dataclass(frozen=True)
class Desk:
    """The cast at work with one workflow."""

    session: AnySession
    cast: Cast
    flow: Stored

    def submit(
        self, *, now: datetime = MORNING, actor: Actor | None = None, **changes: Any
    ) -> SubmittedTicket:
        """Rita (or `actor`) submits the laptop ticket, with `changes`."""
        return submit_ticket(self.session, replace(LAPTOP, **changes), actor=actor or self.cast.rita, now=now)

    def open_item(self, submitted: SubmittedTicket) -> TaskItem:
        """The open item of a ticket, fresh from the database."""
        self.session.expire_all()
        return self.session.scalars(
            sa.select(TaskItem).where(TaskItem.task_id == submitted.task_id, TaskItem.closed_at.is_(None))
        ).one()

    def holder(self, submitted: SubmittedTicket) -> Actor:
        """Who has the open item of a ticket."""
        return self.cast.called(self.open_item(submitted).holder_id)

    def choose(self, submitted: SubmittedTicket, name: str | None, now: datetime, **also: Any) -> Outcome:
        """The holder chooses by the button's name; None is Complete."""
        item = self.open_item(submitted)
        choice = self.flow.choice(item.step_name, name) if name else None
        actor = self.cast.called(item.holder_id)
        return complete_task_item(self.session, item.id, choice, actor=actor, now=now, **also)

    def task(self, submitted: SubmittedTicket) -> Task:
        """The ticket's task, fresh."""
        self.session.expire_all()
        return self.session.get_one(Task, submitted.task_id)

    def ticket(self, submitted: SubmittedTicket) -> Ticket:
        """The ticket, fresh."""
        self.session.expire_all()
        return self.session.get_one(Ticket, submitted.ticket_id)

    def events(self, submitted: SubmittedTicket) -> list[Event]:
        """What the ticket's chain recorded."""
        return list(
            self.session.scalars(
                sa.select(Event)
                .where(Event.stream == "ticket", Event.stream_id == submitted.ticket_id)
                .order_by(Event.seq)
            )
        )

    def kinds(self, submitted: SubmittedTicket) -> list[str]:
        """The kinds of its events, in order."""
        return [event.kind for event in self.events(submitted)]

    def messages(self, submitted: SubmittedTicket, kind: str = "") -> list[OutboxMessage]:
        """What left for the world because of the ticket; `kind` is the end of the task's name."""
        rows = self.session.scalars(
            sa.select(OutboxMessage)
            .where(OutboxMessage.ticket_id == submitted.ticket_id)
            .order_by(OutboxMessage.id)
        )
        return [row for row in rows if row.kind.endswith(kind)]

    def told(self, submitted: SubmittedTicket, kind: str) -> set[str]:
        """The names of those a kind of notification went to."""
        names = {number: name for name, number in self.cast.user_ids.items()}
        sent = [row.payload["kwargs"] for row in self.messages(submitted, kind)]
        return {names[kwargs["user_id" if "user_id" in kwargs else "to_user_id"]] for kwargs in sent}


def open_desk(session: AnySession, plan: Plan = SUPPORT) -> Desk:
    """Gather the cast and store one workflow."""
    cast = gather_cast(session)
    return Desk(session, cast, store_workflow(session, cast, plan))
