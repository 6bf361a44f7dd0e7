"""A service desk that has been in use for a while, shared by a file of tests that only look at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.town_movings import add_moving
from tests.browser.town_systems import add_systems
from tests.fixtures.application import close_connections, make_app
from tests.fixtures.databases import SqliteDatabases
from tests.fixtures.demo import PASSWORD, make_demo
from tests.fixtures.forked_server import serve_forked
from tests.fixtures.server import LiveServer, make_environment
from tests.services.posting import deliver, refusing
from tts.clock import current_time
from tts.extensions import db
from tts.models import (
    Escalation,
    InboundMessage,
    OutboxMessage,
    Role,
    Step,
    TaskItem,
    Ticket,
    Transition,
    User,
    Workflow,
)
from tts.queries.people import actor_of
from tts.services.notifications import hand_out_notices
from tts.services.outbox import Message, Undeliverable, Unreachable, write_messages
from tts.services.tickets import TicketRequest, submit_ticket


@dataclass(frozen=True)
class Town:
    """The server, and addresses of pages that show one thing, by the page's endpoint."""

    server: LiveServer
    addresses: dict[str, str]


@pytest.fixture(scope="module")
def town(sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Give the demo organisation, with work for everybody, served."""
    instance = tmp_path_factory.mktemp("town")
    url = make_demo(sqlite_databases, instance)
    addresses = add_work(url, instance)
    with serve_forked(make_environment(url, instance), instance / "server.log") as server:
        yield Town(server, addresses)
    sqlite_databases.drop(url)


def add_work(url: str, instance: Path) -> dict[str, str]:
    """Submit tickets, one of which no workflow takes; returns the addresses of single things."""
    app = make_app(url, instance)
    with app.app_context():
        requester = actor_of(db.session, find_id(User.id, User.email == "requester1@demo.example"))
        assert requester is not None
        for department, category in (*[("IT", "Technology")] * 3, ("Moon", "Air")):
            asked = TicketRequest(
                "The display flickers", "Since the update.\nOnly on battery.", department, category
            )
            submit_ticket(db.session, asked, actor=requester, now=current_time())
        send_mail(find_id(Ticket.id, Ticket.status == "In Progress"))
        refused = add_systems(requester)
        hand_out_notices(db.session, compose=None, now=current_time())
        addresses = {**find_addresses(), "proposals.show": f"/tickets/{refused}/proposal"}
        admin = actor_of(db.session, find_id(User.id, User.email == "admin1@demo.example"))
        assert admin is not None
        addresses |= add_moving(admin, besides="IT Support Request")
        addresses["a ticket that waits"] = f"/tickets/{refused}"
    close_connections(app)
    return addresses


def send_mail(ticket_id: int) -> None:
    """Write mails to somebody nobody knows, which fail, and to a server that does not answer."""
    now = current_time()
    payload = {
        "to": "nobody@demo.example",
        "name": "Nobody",
        "subject": "Your ticket",
        "text": "Dear all,\nhi.",
    }
    for kind, refusal in (
        ("welcome", Undeliverable("550 Nobody of that name")),
        ("news", Unreachable("Mute.")),
    ):
        write_messages(db.session(), [Message("mail", kind, payload)], ticket_id=ticket_id, now=now)
        db.session.commit()
        deliver(db.session, refusing(refusal), now)


def find_id(column: Any, *conditions: Any) -> int:
    """The highest id of those that fit."""
    found = db.session.scalar(sa.select(sa.func.max(column)).where(*conditions))
    assert found is not None, f"no {column}"
    return int(found)


def find_addresses() -> dict[str, str]:
    """An address for every page that shows one thing."""
    workflow_id = find_id(Workflow.id, Workflow.name == "IT Support Request")
    broken_id = find_id(Workflow.id, Workflow.status == "draft")
    step_id = find_id(Step.id, Step.workflow_id == broken_id)
    transition_id = find_id(Transition.id, Transition.workflow_id == broken_id)
    ticket = db.session.get_one(Ticket, find_id(Ticket.id, Ticket.status == "In Progress"))
    base, broken = f"/workflows/{workflow_id}", f"/workflows/{broken_id}"
    return {
        "trial.show": f"{base}/try",
        "a trial under way": f"{base}/try?start=2026-11-02T09:00Z&priority=high&moves=n~n~n~h:Parts",
        "a trial that cannot begin": f"{broken}/try",
        "items.show": f"/items/{find_id(TaskItem.id, TaskItem.closed_at.is_(None))}",
        "inbound.show": f"/settings/inbound/{find_id(InboundMessage.id)}",
        "outbox.show": f"/settings/outbox/{find_id(OutboxMessage.id, OutboxMessage.status == 'failed')}",
        "people.show_role": f"/people/roles/{find_id(Role.id, Role.name == 'Agent')}",
        "person.show": f"/people/{find_id(User.id, User.email == 'agent1@demo.example')}",
        "systems.show_waiting": "/settings/systems/bms",
        "ticket_graph.show": f"/tickets/{ticket.number}/graph",
        "tickets.show": f"/tickets/{ticket.number}",
        "webhooks.show": "/settings/webhooks/1",
        "webhooks.ask_change": "/settings/webhooks/1/edit",
        "workflow_page.show": base,
        "designer.show": f"{base}/designer",
        "workflow_calendar.show": f"{broken}/calendar",
        "workflow_tables.show": f"{base}/tables",
        "workflow_tables.show_step": f"{broken}/steps/{step_id}",
        "workflow_tables.show_transition": f"{broken}/transitions/{transition_id}",
        "workflow_versions.index": f"{base}/versions",
        "workflow_versions.show": f"{base}/versions/1",
        "version_comparison.show": f"{base}/versions/comparison",
        "version_comparison.ask_restoration": f"{base}/versions/1/restoration",
        "the escalation unfolded": f"/escalations?tab=roles&open={find_id(Escalation.id)}",
        "a draft": broken,
        "a draft in the designer": f"{broken}/designer",
    }


def enter(context: BrowserContext, person: str) -> Page:
    """Log somebody of the demo organisation in, in a new page."""
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("E-mail").fill(f"{person}@demo.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    return page
