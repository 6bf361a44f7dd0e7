"""People and what waits for an admin, in a browser."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.test_agent_day import PASSWORD, log_in
from tests.cast import MORNING, Cast, gather_cast
from tests.workflows import store_workflow
from tts.models import User
from tts.services.people.passwords import hash_password
from tts.services.tickets import TicketRequest, submit_ticket

AnySession = scoped_session[Session]


@pytest.fixture
def cast(session: AnySession) -> Cast:
    """Everybody with a password, a workflow, a ticket that goes its way and one that no workflow takes."""
    cast = gather_cast(session)
    store_workflow(session, cast)
    session.execute(sa.update(User).values(password_hash=hash_password(PASSWORD)))
    session.commit()
    for subject, category in (("VPN drops", "Technology"), ("A key for the lab", "Access")):
        request = TicketRequest(subject, "", "IT", category, "Support Request")
        submit_ticket(session, request, actor=cast.rita, now=MORNING)
    return cast


def test_somebody_new_is_invited_and_logs_in(desktop: Page, cast: Cast) -> None:
    log_in(desktop, "Ada", "/people")
    desktop.get_by_role("link", name="Invite a person").click()
    desktop.get_by_label("Name").fill("Nils Holm")
    desktop.get_by_label("E-mail").fill("nils@demo.example")
    desktop.get_by_label("Agent").check()
    desktop.get_by_role("button", name="Make the person").click()
    password = desktop.locator(".once").inner_text()
    desktop.context.clear_cookies()
    desktop.goto("/login")
    desktop.get_by_label("E-mail").fill("nils@demo.example")
    desktop.get_by_label("Password").fill(password)
    desktop.get_by_role("button", name="Log in").click()
    desktop.goto("/me")
    expect(desktop.get_by_role("heading", name="Nils Holm")).to_be_visible()


def test_a_role_takes_somebody_in_and_lets_them_go(desktop: Page, cast: Cast) -> None:
    log_in(desktop, "Ada", "/people")
    desktop.get_by_role("link", name=re.compile("^Technician")).click()
    desktop.get_by_text("Add someone").click()
    desktop.get_by_label("Name or e-mail").fill("rita@demo.example")
    desktop.get_by_role("button", name="Add", exact=True).click()
    expect(desktop.get_by_text("They have the role now.")).to_be_visible()
    desktop.get_by_label("More for Rita").click()
    desktop.get_by_role("button", name="Take the role away").click()
    expect(desktop.get_by_text("Rita no longer has the role.")).to_be_visible()


def test_a_ticket_without_a_workflow_is_given_one(desktop: Page, cast: Cast) -> None:
    log_in(desktop, "Ada", "/tickets/unmatched")
    expect(desktop.get_by_text("A key for the lab")).to_be_visible()
    desktop.get_by_label(re.compile("^Workflow for")).select_option(label="IT Support Request")
    desktop.get_by_role("button", name=re.compile("^Give")).click()
    expect(desktop.get_by_role("heading", name="Every ticket has its workflow")).to_be_visible()
