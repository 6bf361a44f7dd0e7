"""Everything but the canvas works where scripts do not run."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.company import OpenBrowser, open_browsers
from tests.cast import Cast
from tests.fixtures.browser import DESKTOP, NewContext
from tests.fixtures.server import LiveServer
from tests.workflows import store_workflow
from tts.models import Task, TaskItem, Ticket, User

SUBJECT = "The badge reader stays red"


@pytest.fixture
def open_browser(new_context: NewContext, company: Cast, live_server: LiveServer) -> Iterator[OpenBrowser]:
    """A browser without scripts, for anybody of the company."""
    yield from open_browsers(new_context, live_server.url, viewport=DESKTOP, java_script_enabled=False)


def told(page: Page, words: str) -> None:
    """The page tells what an act led to."""
    expect(page.get_by_role("status").filter(has_text=re.compile(words))).to_be_visible()


def submit(page: Page) -> str:
    """Submit a ticket; the lists show all that there is, each with the way it belongs to."""
    page.goto("/tickets/new")
    page.get_by_label("Department").select_option("IT")
    page.get_by_label("Category", exact=True).select_option("Technology")
    page.get_by_label("Sub-category").select_option("Support Request")
    page.get_by_label("Subject").fill(SUBJECT)
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("heading", name=SUBJECT)).to_be_visible()
    return page.url.rpartition("/")[2]


def ask(page: Page, summary: str, question: str, field: str, words: str) -> None:
    """Unfold an act that asks first, and give the reason."""
    page.locator("summary", has_text=summary).first.click()
    form = page.get_by_role("form", name=question)
    form.get_by_label(field).fill(words)
    form.get_by_role("button", name=summary).click()


def holder_of(session: scoped_session[Session], number: str) -> str:
    """Who has the ticket now."""
    session.rollback()
    holder = sa.select(User.name).join(TaskItem, TaskItem.holder_id == User.id).join(Task).join(Ticket)
    return str(session.scalar(holder.where(Ticket.number == number, TaskItem.closed_at.is_(None))))


def test_a_ticket_is_submitted_moved_escalated_and_returned(
    open_browser: OpenBrowser, session: scoped_session[Session], company: Cast
) -> None:
    store_workflow(session, company)
    number = submit(open_browser("Rita"))
    agent = open_browser(holder_of(session, number))
    agent.goto("/queue")
    agent.get_by_role("main").get_by_role("link", name=re.compile(SUBJECT)).click()
    form = agent.get_by_role("form", name="Act on this item")
    form.get_by_label("Note").fill("It is the reader, not the badge.")
    form.get_by_role("button", name=re.compile("^Assign")).click()
    told(agent, f"{number}.*at Resolve")
    technician = open_browser(holder_of(session, number))
    technician.goto(f"/tickets/{number}")
    ask(technician, "Escalate", "Escalate to Manager?", "Why", "The key is with the managers.")
    told(technician, number)
    manager = open_browser(holder_of(session, number))
    manager.goto("/escalations")
    expect(manager.get_by_role("main")).to_contain_text("The key is with the managers.")
    manager.get_by_role("link", name=re.compile("^Deal with")).click()
    ask(manager, "Return", "Return it to where it came from?", "Note", "It is in your box.")
    told(manager, number)
    assert open_browser(holder_of(session, number)) is technician


def fill_step(form: Locator, name: str, role: str, share: str, *marks: str) -> None:
    """Fill the form that adds a step, and send it."""
    form.get_by_label("Name").fill(name)
    form.get_by_label("Role").select_option(label=role)
    form.get_by_label("Escalates to").select_option(label="Manager")
    form.get_by_label("Share of the time").fill(share)
    for mark in ("Tickets start here", "Tickets can end here"):
        form.get_by_label(mark).set_checked(mark in marks)
    form.get_by_role("button", name="Add the step").click()


def unfold(page: Page, word: str) -> Locator:
    """The form under a summary, unfolded."""
    part = page.locator("details.adding", has_text=word)
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    return part.locator("form")


def add_transition(page: Page, origin: str, name: str, target: str) -> None:
    """Add a transition by the form below the table."""
    form = unfold(page, "Add a transition")
    form.get_by_label("From").select_option(label=origin)
    form.get_by_label("Choice").fill(name)
    form.get_by_label("To", exact=True).select_option(label=target)
    form.get_by_role("button", name="Add the transition").click()
    expect(page.get_by_role("table", name="Transitions")).to_contain_text(name)


def test_a_workflow_is_built_in_tables_and_put_to_work(
    open_browser: OpenBrowser, session: scoped_session[Session]
) -> None:
    page = open_browser("Ada")
    page.goto("/workflows/new")
    page.get_by_label("Name", exact=True).fill("Badges")
    page.get_by_label("Department").fill("IT")
    page.get_by_label("Category", exact=True).fill("Technology")
    page.get_by_label("Sub-category").fill("Support Request")
    page.get_by_label("Urgent, hours").fill("4")
    page.get_by_role("button", name="Create and draw the steps").click()
    page.get_by_role("link", name="Open the tables").click()
    fill_step(unfold(page, "Add a step"), "Triage", "Agent", "0.4", "Tickets start here")
    fill_step(unfold(page, "Add a step"), "Repair", "Technician", "0.6", "Tickets can end here")
    add_transition(page, "Triage", "Assign", "Repair")
    page.get_by_role("link", name="Badges").click()
    for move, state in (("Deploy", "Deployed"), ("Initialize", "Initialized")):
        tick = page.get_by_label(re.compile("^I have read"))
        if tick.count():
            tick.check()
        page.get_by_role("main").get_by_role("button", name=move, exact=True).first.click()
        expect(page.get_by_role("listitem").filter(has_text=re.compile(f"^{state}.*since"))).to_be_visible()
    submit(open_browser("Rita"))
    expect(open_browser("Rita").get_by_role("main")).to_contain_text("Matched Badges v1")
