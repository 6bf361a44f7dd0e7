"""The whole story as people live it: a workflow is drawn, and a ticket runs through it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import Canvas
from tests.browser.company import OpenBrowser, open_browsers
from tests.cast import Cast
from tests.fixtures.browser import DESKTOP, PHONE, NewContext
from tests.fixtures.server import LiveServer
from tts.models import OutboxMessage, Task, TaskItem, Ticket, User

SIZES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": DESKTOP},
    "phone": {"viewport": PHONE, "has_touch": True, "is_mobile": True},
}
SUBJECT = "The projector of room 12 shows everything in green"
FIRST_REASON = "The maker wants a manager's word."
SECOND_REASON = "They want it in writing as well."


@pytest.fixture
def open_browser(
    request: pytest.FixtureRequest, new_context: NewContext, company: Cast, live_server: LiveServer
) -> Iterator[OpenBrowser]:
    """A browser of this run's size for anybody of the company."""
    yield from open_browsers(new_context, live_server.url, **SIZES[request.param])


def create_workflow(page: Page) -> None:
    """Fill the form for a new workflow; ends in the designer."""
    page.goto("/workflows")
    page.get_by_role("main").get_by_role("link", name="Start from an empty canvas").click()
    page.get_by_label("Name", exact=True).fill("IT Support Request")
    page.get_by_label("Department").fill("IT")
    page.get_by_label("Category", exact=True).fill("Technology")
    page.get_by_label("Sub-category").fill("Support Request")
    page.get_by_label("When a ticket has ended").select_option("notification")
    for priority, unit, count in (("Urgent", "hours", 4), ("High", "days", 1), ("Medium", "days", 2)):
        page.get_by_label(f"{priority}, {unit}").fill(str(count))
    page.get_by_role("button", name="Create and draw the steps").click()
    expect(page.get_by_role("button", name="Add the first step")).to_be_visible(timeout=15_000)


def draw_workflow(page: Page) -> None:
    """Draw the seed's workflow on the empty canvas, deploy and initialize it."""
    canvas = Canvas(page)
    canvas.add("Triage", "Start")
    canvas.add("Resolution")
    canvas.add("Verification", "End")
    canvas.connect("Triage", "Resolution", "Assign")
    canvas.connect("Resolution", "Verification", "Complete")
    canvas.describe("Triage", role="Agent", share="0.2", escalates_to="Manager")
    canvas.describe("Resolution", role="Technician", share="0.6", escalates_to="Manager")
    canvas.describe("Verification", role="Agent", share="0.2", escalates_to="Manager")
    canvas.save()
    canvas.move("Deploy", "Deployed")
    canvas.move("Initialize", "Initialized, v1")


def submit(page: Page) -> str:
    """Submit a ticket by the form; returns its number."""
    page.goto("/tickets/new")
    page.get_by_label("Department").select_option("IT")
    expect(page.get_by_label("Category", exact=True).locator("option")).to_have_text(
        ["Choose…", "Technology"]
    )
    page.get_by_label("Category", exact=True).select_option("Technology")
    page.get_by_label("Sub-category").select_option("Support Request")
    page.get_by_label("Priority").select_option("high")
    page.get_by_label("Subject").fill(SUBJECT)
    page.get_by_label("Description").fill("Since the move, for every laptop.")
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("heading", name=SUBJECT)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Matched IT Support Request v1")
    return page.url.rpartition("/")[2]


def open_item(page: Page, number: str) -> None:
    """Open the ticket from the queue."""
    page.goto("/queue")
    page.get_by_role("main").get_by_role("link", name=re.compile(re.escape(SUBJECT))).first.click()
    expect(page.get_by_role("main")).to_contain_text(number)


def choose(form: Locator, choice: str, note: str) -> None:
    """Choose a transition with a note, wherever the form to act stands."""
    form.get_by_label("Note").fill(note)
    form.get_by_role("button", name=re.compile(f"^{choice}")).click()


def act(page: Page, number: str, choice: str, note: str) -> None:
    """Choose a transition with a note, on the item that the queue leads to."""
    open_item(page, number)
    choose(page.get_by_role("form", name="Act on this item"), choice, note)
    expect(page.get_by_role("status").filter(has_text=number)).to_be_visible()


def escalate(page: Page, number: str, reason: str) -> None:
    """Escalate the item on the ticket's page, with the reason that is asked for."""
    page.goto(f"/tickets/{number}")
    page.locator("summary", has_text="Escalate").click()
    form = page.get_by_role("form", name="Escalate to Manager?")
    form.get_by_label("Why").fill(reason)
    form.get_by_role("button", name="Escalate").click()
    expect(page.get_by_role("status").filter(has_text=number)).to_be_visible()


def unfold_escalation(page: Page, number: str, reason: str) -> Locator:
    """Find the escalation on the manager's desk and unfold it."""
    page.goto("/escalations")
    row = page.get_by_role("article", name=f"Escalation of {number}")
    expect(row).to_contain_text(reason)
    row.get_by_role("link", name=re.compile("^Deal with")).click()
    expect(row.get_by_role("link", name=re.compile("^Fold"))).to_be_visible()
    return row


def return_it(page: Page, number: str, reason: str) -> None:
    """Return an escalation to where it came from, with a note."""
    row = unfold_escalation(page, number, reason)
    row.locator("summary", has_text="Return").click()
    form = page.get_by_role("form", name="Return it to where it came from?")
    form.get_by_label("Note").fill("Their word is on its way to you.")
    form.get_by_role("button", name="Return").click()
    expect(page.get_by_role("status").filter(has_text=number)).to_be_visible()


def decide(page: Page, number: str, reason: str, choice: str) -> None:
    """Act on an escalation in its holder's place."""
    row = unfold_escalation(page, number, reason)
    choose(row.get_by_role("form", name="Act on this item"), choice, "Agreed with the maker.")
    expect(page.get_by_role("status").filter(has_text=number)).to_be_visible()


def see_the_end(page: Page, number: str, *told: str) -> None:
    """The ticket's page says that it is done, and its story tells what happened on the way."""
    page.goto(f"/tickets/{number}")
    expect(page.get_by_role("main").locator("header.head")).to_contain_text("Resolved")
    for words in told:
        expect(page.locator("#story")).to_contain_text(words)


def holder_of(session: scoped_session[Session], number: str) -> str:
    """Who of the cast has the ticket now."""
    session.rollback()
    holder = sa.select(User.name).join(TaskItem, TaskItem.holder_id == User.id).join(Task).join(Ticket)
    name = session.scalar(holder.where(Ticket.number == number, TaskItem.closed_at.is_(None)))
    assert name, f"nobody has {number}"
    return name


@pytest.mark.parametrize("open_browser", ["phone"], indirect=True)
def test_a_workflow_is_drawn_and_a_ticket_runs_through_it_on_a_phone(
    open_browser: OpenBrowser, session: scoped_session[Session], live_server: LiveServer
) -> None:
    live_through_the_day(open_browser, session, live_server)


@pytest.mark.databases("postgres")
@pytest.mark.parametrize("open_browser", ["desktop"], indirect=True)
def test_the_same_day_on_a_desktop_and_postgresql(
    open_browser: OpenBrowser, session: scoped_session[Session], live_server: LiveServer
) -> None:
    live_through_the_day(open_browser, session, live_server)


def live_through_the_day(
    open_browser: OpenBrowser, session: scoped_session[Session], live_server: LiveServer
) -> None:
    """From the empty canvas to the end of a ticket."""
    create_workflow(open_browser("Ada"))
    draw_workflow(open_browser("Ada"))
    number = submit(open_browser("Rita"))

    def who() -> Page:
        return open_browser(holder_of(session, number))

    act(who(), number, "Assign", "The lamp is new; it is the board.")
    technician = holder_of(session, number)
    escalate(who(), number, FIRST_REASON)
    return_it(who(), number, FIRST_REASON)
    assert holder_of(session, number) == technician
    escalate(who(), number, SECOND_REASON)
    decide(who(), number, SECOND_REASON, "Complete")
    act(who(), number, "Complete", "It is white again.")
    see_the_end(
        open_browser("Rita"),
        number,
        "submitted",
        "chose Assign",
        "escalated it",
        "returned it",
        "chose Complete",
    )
    see_the_end(
        open_browser("Cora"), number, FIRST_REASON, SECOND_REASON, "on its way to you", "It is white again."
    )
    session.rollback()
    ending = sa.select(OutboxMessage.kind).join(Ticket).where(Ticket.number == number)
    assert "notifications.send_task_completed_notification" in set(session.scalars(ending))
    live_server.run_tts("audit", "verify")
