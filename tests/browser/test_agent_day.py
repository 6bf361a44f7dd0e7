"""A ticket's day in a browser: submitted, triaged beside the queue, escalated, returned, finished."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.cast import Cast, gather_cast
from tests.desk import LAPTOP
from tests.fixtures.browser import DESKTOP, Axe
from tests.fixtures.server import LiveServer
from tests.workflows import store_workflow
from tts.clock import current_time
from tts.models import TaskItem, User
from tts.services import tickets as services
from tts.services.people.passwords import hash_password

PASSWORD = "quiet-harbour-9-lanterns"
AnySession = scoped_session[Session]


@pytest.fixture
def cast(session: AnySession) -> Cast:
    """Everybody with a password, and the support workflow."""
    cast = gather_cast(session)
    store_workflow(session, cast)
    session.execute(sa.update(User).values(password_hash=hash_password(PASSWORD)))
    session.commit()
    return cast


def log_in(page: Page, name: str, next_page: str = "/") -> None:
    """Become somebody, in this browser."""
    page.context.clear_cookies()
    page.goto(f"/login?next={next_page}")
    page.get_by_label("E-mail").fill(f"{name.lower()}@demo.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def submit_ticket(page: Page, subject: str) -> None:
    """Fill in the form and send it."""
    page.goto("/tickets/new")
    page.get_by_label("Department").select_option("IT")
    page.get_by_label("Category", exact=True).select_option("Technology")
    page.get_by_label("Sub-category").select_option("Support Request")
    page.get_by_label("Priority").select_option("high")
    page.get_by_label("Subject").fill(subject)
    page.get_by_label("Description").fill("Every few minutes, since this morning.")
    page.get_by_role("button", name="Submit").click()


def holder_of(session: AnySession, cast: Cast) -> str:
    """Who has the one open item now."""
    session.rollback()
    holder_id = session.scalars(sa.select(TaskItem.holder_id).where(TaskItem.closed_at.is_(None))).one()
    return cast.called(holder_id).name


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_ticket_goes_its_way_in_the_browser(
    request: pytest.FixtureRequest, session: AnySession, cast: Cast, axe: Axe, size: str
) -> None:
    page: Page = request.getfixturevalue(size)
    log_in(page, "Rita")
    axe(page)
    submit_ticket(page, "VPN drops on the third floor")
    expect(page.get_by_role("heading", name="VPN drops on the third floor")).to_be_visible()
    axe(page)

    agent = holder_of(session, cast)
    log_in(page, agent, "/queue")
    axe(page)
    page.get_by_role("link", name="VPN drops on the third floor").click()
    expect(page.locator("aside#item").get_by_role("heading", name="VPN drops")).to_be_visible()
    assert "item=" in page.url
    axe(page)
    page.locator("#item summary", has_text="Escalate").click()
    page.locator("#item .ask[open] textarea").fill("Nobody answers in the network room.")
    page.locator("#item .ask[open] button", has_text="Escalate").click()
    expect(page.get_by_text("was escalated")).to_be_visible()

    log_in(page, holder_of(session, cast), "/escalations")
    expect(page.get_by_text("Nobody answers in the network room.")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Deal with").click()
    page.locator(".in-place summary", has_text="Return").click()
    page.locator(".in-place .ask[open] textarea").fill("Ring the second number.")
    axe(page)
    page.locator(".in-place .ask[open] button", has_text="Return").click()
    expect(page.get_by_text("was returned")).to_be_visible()

    for choice in ("Assign", "Done", "Complete"):
        log_in(page, holder_of(session, cast), "/")
        axe(page)
        page.get_by_role("link", name="Start with what is due next").click()
        page.get_by_placeholder("Note, kept with your choice").fill(f"{choice}, as agreed.")
        page.get_by_role("button", name=choice).click()
        expect(page.locator("#notices")).to_contain_text("VPN drops on the third floor")
    expect(page.locator("#notices")).to_contain_text("is resolved")
    expect(page.get_by_text("Nothing with you")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_day_works_without_javascript(
    browser: Browser, live_server: LiveServer, session: AnySession, cast: Cast
) -> None:
    context = browser.new_context(
        viewport={"width": DESKTOP["width"], "height": DESKTOP["height"]},
        base_url=live_server.url,
        java_script_enabled=False,
    )
    page = context.new_page()
    log_in(page, "Rita")
    submit_ticket(page, "No sound")
    log_in(page, holder_of(session, cast), "/queue")
    page.get_by_role("link", name="No sound").click()
    page.locator("#item summary", has_text="Hold").click()
    page.locator("#item .ask[open] textarea").fill("A spare headset.")
    page.locator("#item .ask[open] button", has_text="Hold").click()
    expect(page.locator("#item .instruct")).to_contain_text("A spare headset.")
    page.get_by_role("button", name="Resume").click()
    page.get_by_role("button", name="Assign").click()
    expect(page.get_by_text("moved on: at Resolve")).to_be_visible()
    context.close()


def test_the_panel_opens_without_losing_the_place(desktop: Page, session: AnySession, cast: Cast) -> None:
    for number in range(25):
        request = replace(LAPTOP, subject=f"Request number {number}")
        services.submit_ticket(session, request, actor=cast.rita, now=current_time())
    log_in(desktop, "Ada")
    desktop.goto("/queue?tab=all")
    row = desktop.get_by_role("link", name="Request number 22")
    assert desktop.evaluate("document.scrollingElement.scrollHeight - innerHeight") <= 0, "all of it scrolls"
    row.scroll_into_view_if_needed()
    place = desktop.locator(".desk .left").evaluate("list => list.scrollTop")
    assert place > 0
    row.click()
    expect(desktop.locator("aside#item h2")).to_have_text("Request number 22")
    assert desktop.locator(".desk .left").evaluate("list => list.scrollTop") == place
    expect(desktop.locator("tr.sel")).to_contain_text("Request number 22")
