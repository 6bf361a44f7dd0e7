"""A ticket from its submission: it is kept, matched, bound and given to somebody."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, gather_cast
from tests.workflows import HOUR, store_workflow
from tts.models import Event, OutboxMessage, Task, TaskItem, Ticket
from tts.services.tasks import complete_task_item
from tts.services.tickets import TicketRequest, submit_ticket

LAPTOP = TicketRequest(
    "Laptop does not start", "It beeps twice.", "IT", "Technology", "Support Request", priority="high"
)


def test_a_ticket_goes_all_the_way_from_its_requester_to_its_end(session: scoped_session[Session]) -> None:
    cast = gather_cast(session)
    flow = store_workflow(session, cast)
    submitted = submit_ticket(session, LAPTOP, actor=cast.rita, now=MORNING)
    ticket = session.get_one(Ticket, submitted.ticket_id)
    assert ticket.status == "In Progress"
    assert ticket.match_reason == (
        "matched IT Support Request v1: department, category and sub-category equal"
    )
    now = MORNING
    item_id = submitted.item_id
    for step, choice in (("Triage", "Assign"), ("Resolve", "Done")):
        item = session.get_one(TaskItem, item_id)
        assert item.step_name == step
        now += timedelta(minutes=10)
        outcome = complete_task_item(
            session, item.id, flow.choice(step, choice), actor=cast.called(item.holder_id), now=now
        )
        item_id = outcome.next_item_id
    last = session.get_one(TaskItem, item_id)
    outcome = complete_task_item(session, last.id, None, actor=cast.called(last.holder_id), now=now)
    assert outcome.ended
    task = session.get_one(Task, submitted.task_id)
    assert (task.status, task.ended_at, task.due_at) == ("completed", now, MORNING + 8 * HOUR)
    assert session.get_one(Ticket, submitted.ticket_id).status == "Resolved"
    kinds = session.scalars(sa.select(Event.kind).order_by(Event.seq)).all()
    assert kinds == [
        "ticket.submitted",
        "ticket.matched",
        "item.assigned",
        "item.resolved",
        "item.assigned",
        "item.resolved",
        "item.assigned",
        "item.resolved",
        "ticket.completed",
    ]
    sent = session.scalars(sa.select(OutboxMessage.kind).order_by(OutboxMessage.id)).all()
    assert sent.count("notifications.send_assignment_notification") == 3
    assert sent.count("notifications.send_task_completed_notification") == 2
