"""What other systems did in the town: one was asked and refused, one answered, both have credentials."""

from __future__ import annotations

import sqlalchemy as sa

from tests.services.neighbours import BUDGET, answer_bms, review
from tests.services.posting import deliver, refusing
from tts.clock import current_time
from tts.domain import contract
from tts.domain.permissions import SYSTEM, Actor
from tts.domain.webhooks import destination_of
from tts.extensions import db
from tts.models import Task, TaskItem
from tts.queries.people import actor_of
from tts.queries.versions import running_version
from tts.services.external import create_credential, keep_stranger
from tts.services.inbound import Letter, refuse_letter, take_in
from tts.services.outbox import Message, Undeliverable, Unreachable, write_messages
from tts.services.people import MembershipNews, sync_membership
from tts.services.people.sources import AUTH
from tts.services.tasks import complete_task_item
from tts.services.tickets import TicketRequest, submit_ticket
from tts.services.webhooks import WebhookRequest, create_webhook, pause_webhook

REFUSAL = Undeliverable("error: Validation error; details.fiscal_year: Invalid fiscal year ID")


def add_systems(requester: Actor) -> str:
    """A proposal that BMS approved and one that it refused; the number of the latter."""
    now = current_time()
    for system in ("ams", "bms", "bms"):
        create_credential(db.session, system, "in its vault", actor=SYSTEM, now=now)
    answered, refused = ask_bms(requester), ask_bms(requester)
    answer_bms(db.session, review(answered), now)
    answer_bms(db.session, review("TX00000000000000"), now)
    keep_stranger(db.session, "There is no credential.", door="/api/external/resolve/", now=now)
    deliver(db.session, refusing(REFUSAL), current_time(), "bms")
    hear_the_help_desk()
    news = MembershipNews("tts", "77", "Harbour Pilot", "pilot@desk.example", "Nora")
    sync_membership(db.session, news, source=AUTH, now=now)
    add_webhooks()
    return refused


def add_webhooks() -> None:
    """One that took a message and missed another, and one that is paused."""
    now = current_time()
    for name in ("Status board", "Old board"):
        asked = WebhookRequest(
            name, "https://board.example/hooks/tts", ["ticket.completed", "clock.breached"]
        )
        hook, _ = create_webhook(db.session, asked, actor=SYSTEM, now=now)
    pause_webhook(db.session, hook, actor=SYSTEM, now=now)
    endpoint = destination_of(hook - 1)
    for kind in ("ticket.completed", "clock.breached"):
        message = Message(endpoint, kind, {"type": kind, "data": {}})
        write_messages(db.session(), [message], ticket_id=None, now=now)
        db.session.commit()
    missed = Unreachable("It answered 503: Down for the night.")
    deliver(db.session, refusing(missed, "clock.breached"), now, endpoint)


def hear_the_help_desk() -> None:
    """A status that waits for its ticket, one that nobody knows, and what is no message at all."""
    for key, status in (("m-1", "Withdrawn"), ("m-2", "Exploded")):
        sent = {"ticket_number": "TX20261126000001", "status": status}
        letter = Letter(key, contract.QUEUES[contract.TICKET_STATUS], contract.TICKET_STATUS, [sent])
        take_in(db.session, letter, now=current_time())
    raw = Letter("m-3", "tts.role.sync", "?", [])
    refuse_letter(db.session, raw, "It is no JSON.", "<role>Agent</role>", now=current_time())


def ask_bms(requester: Actor) -> str:
    """A budget proposal that went through all of its steps; its number."""
    asked = TicketRequest(
        "Laptops for the new colleagues",
        "Twenty of them.",
        "Budget Department",
        "New Budget Proposal",
        payload=BUDGET,
    )
    submitted = submit_ticket(db.session, asked, actor=requester, now=current_time())
    while (item := open_item(submitted.task_id)) is not None:
        holder = actor_of(db.session, item.holder_id) if item.holder_id else None
        assert holder is not None
        choice = way_on(item)
        complete_task_item(
            db.session,
            item.id,
            choice,
            actor=holder,
            now=current_time(),
            configured_systems=frozenset({"bms"}),
        )
    return submitted.number


def open_item(task_id: int | None) -> TaskItem | None:
    """The open item of a task."""
    db.session.expire_all()
    found = sa.select(TaskItem).where(TaskItem.task_id == task_id, TaskItem.closed_at.is_(None))
    return db.session.scalars(found).one_or_none()


def way_on(item: TaskItem) -> int | None:
    """The transition that leads on, None at the end."""
    version_id = db.session.scalars(sa.select(Task.workflow_version_id).where(Task.id == item.task_id)).one()
    graph = running_version(db.session, version_id).graph
    if graph.step(item.step_id).is_end:
        return None
    leaving = graph.choices(item.step_id)
    return next(int(edge.transition_id) for edge in leaving if edge.name != "Reject")
