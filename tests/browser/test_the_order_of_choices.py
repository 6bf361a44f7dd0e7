"""People are offered the choices of a step in the order that the designer gave them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import Canvas
from tests.browser.company import LATEST, OpenBrowser, open_browsers
from tests.cast import Cast
from tests.fixtures.browser import DESKTOP, NewContext
from tests.fixtures.server import LiveServer
from tests.workflow_acts import made


@pytest.fixture
def open_browser(new_context: NewContext, company: Cast, live_server: LiveServer) -> Iterator[OpenBrowser]:
    """A browser for anybody of the company."""
    yield from open_browsers(new_context, live_server.url, viewport=DESKTOP)


def offered(page: Page) -> list[str]:
    """The names of the choices in the properties of the step, from the top."""
    return page.locator(".dz-choices b").all_inner_texts()


def test_a_choice_is_moved_up_saved_taken_back_and_shown_so_to_everybody(
    open_browser: OpenBrowser, session: scoped_session[Session], company: Cast
) -> None:
    page = open_browser("Ada")
    address = f"/workflows/{made(session, company.ada)}"
    page.goto(f"{address}/designer")
    canvas = Canvas(page)
    expect(canvas.step("Triage")).to_be_visible(timeout=LATEST)
    canvas.connect("Triage", "Verification", "Skip")
    canvas.select("Triage")
    assert offered(page) == ["Assign", "Skip"]
    up = page.get_by_role("button", name="Move Skip up")
    up.focus()
    up.press("Enter")
    expect(page.locator(".dz-choices b").first).to_have_text("Skip")
    expect(up).to_be_focused()
    expect(up).to_have_attribute("aria-disabled", "true")
    canvas.save()
    expect(canvas.saving).to_contain_text("Saved ")
    page.reload()
    expect(canvas.step("Triage")).to_be_visible(timeout=LATEST)
    canvas.select("Triage")
    assert offered(page) == ["Skip", "Assign"]
    page.get_by_role("button", name="Move Skip down").click()
    page.keyboard.press("Control+z")
    expect(page.locator(".dz-choices b").first).to_have_text("Skip")
    page.goto(f"{address}/try")
    choices = page.get_by_role("main").get_by_role("button")
    expect(choices.filter(has_text="Skip").or_(choices.filter(has_text="Assign")).first).to_contain_text(
        "Skip"
    )
