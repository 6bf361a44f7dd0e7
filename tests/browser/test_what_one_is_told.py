"""The bell counts while a page stays open; what one was told opens its ticket; one chooses how to be told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.company import log_in
from tests.cast import Cast
from tests.desk import Desk
from tests.fixtures.browser import DESKTOP, PHONE
from tests.workflows import store_workflow
from tts.clock import current_time
from tts.services.notifications import hand_out_notices

AnySession = scoped_session[Session]


@pytest.fixture
def desk(session: AnySession, company: Cast) -> Desk:
    """The company with its support workflow."""
    return Desk(session, company, store_workflow(session, company))


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_bell_counts_what_another_did_while_the_page_is_open(
    desktop: Page, desk: Desk, session: AnySession, size: ViewportSize
) -> None:
    desktop.set_viewport_size(size)
    first = desk.submit(now=current_time())
    name = desk.holder(first).name
    log_in(desktop, name)
    desktop.clock.install(time=datetime.now(UTC))
    desktop.goto("/tickets/new")
    desktop.get_by_label("Subject").fill("Half a sentence")
    expect(desktop.get_by_role("link", name="Notifications")).not_to_contain_text("1")
    assert hand_out_notices(session, compose=None, now=current_time()) > 0
    with desktop.expect_response("**/notifications/bell"):
        desktop.clock.fast_forward(30_000)
    expect(desktop.get_by_role("link", name="Notifications, 1 unread")).to_be_visible()
    expect(desktop.get_by_label("Subject")).to_have_value("Half a sentence")

    desktop.get_by_role("link", name="Notifications, 1 unread").click()
    desktop.get_by_role("button", name="Open TX").click()
    expect(desktop.get_by_role("heading", level=1)).to_contain_text("Laptop does not start")
    expect(desktop.get_by_role("link", name="Notifications", exact=True)).to_be_visible()


@pytest.mark.databases("sqlite")
def test_choices_are_made_by_keyboard_and_kept(desktop: Page, desk: Desk) -> None:
    log_in(desktop, "Alice")
    desktop.goto("/me")
    desktop.get_by_role("main").get_by_role("link", name="Choose what you are told").click()
    steps = desktop.get_by_label("Steps by mail")
    steps.focus()
    desktop.keyboard.press("Space")
    desktop.get_by_label("From").fill("22:00")
    desktop.get_by_role("button", name="Save").click()
    expect(desktop.get_by_text("Quiet hours need both a beginning and an end").first).to_be_visible()
    expect(steps).to_be_checked()
    desktop.get_by_label("Until").fill("07:00")
    desktop.get_by_role("button", name="Save").click()
    expect(desktop.get_by_text("Saved.")).to_be_visible()
    expect(steps).to_be_checked()
    expect(desktop.get_by_label("Until")).to_have_value("07:00")
