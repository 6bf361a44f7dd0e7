"""Around the drawing: what keeps its place while one draws, and what can be read in full."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import Canvas
from tests.browser.company import LATEST, OpenBrowser, open_browsers
from tests.cast import Cast, join
from tests.fixtures.browser import DESKTOP, NewContext
from tests.fixtures.server import LiveServer
from tests.workflow_acts import made

WATCH = """() => {
    window.places = new Set();
    const look = () => {
        const of = (what) => document.querySelector(what).getBoundingClientRect();
        window.places.add(`undo ${of(".dz-undo").x}, canvas ${of("#dz-canvas").y}`);
        requestAnimationFrame(look);
    };
    look();
}"""


@pytest.fixture
def open_browser(new_context: NewContext, company: Cast, live_server: LiveServer) -> Iterator[OpenBrowser]:
    """A browser for anybody of the company."""
    yield from open_browsers(new_context, live_server.url, viewport=DESKTOP)


@pytest.fixture
def draw(open_browser: OpenBrowser, session: scoped_session[Session], company: Cast) -> OpenBrowser:
    """The designer of a workflow that Ada and Bob may both change, opened by somebody."""
    join(session, company.user_ids["Bob"], company.role("Admin"))
    session.commit()
    workflow_id = made(session, company.ada)

    def open_designer(name: str) -> Page:
        page = open_browser(name)
        page.goto(f"/workflows/{workflow_id}/designer")
        expect(Canvas(page).step("Triage")).to_be_visible(timeout=LATEST)
        return page

    return open_designer


def test_neither_undo_nor_the_canvas_moves_while_what_one_draws_is_saved(draw: OpenBrowser) -> None:
    draw("Bob")
    page = draw("Ada")
    canvas = Canvas(page)
    expect(page.get_by_role("button", name="Bob is here too")).to_be_visible(timeout=LATEST)
    page.evaluate(WATCH)
    canvas.add("Second look")
    canvas.save()
    expect(canvas.saving).to_contain_text("Saved ")
    assert len(page.evaluate("[...window.places]")) == 1


def test_the_role_of_a_step_can_be_read_in_the_table_and_the_word_for_now_in_the_history(
    draw: OpenBrowser,
) -> None:
    page = draw("Ada")
    canvas = Canvas(page)
    canvas.palette.get_by_role("button", name="Templates").click()
    page.get_by_role("button", name=re.compile("^Tiered support")).click()
    page.keyboard.press("h")
    now = page.get_by_role("button", name=re.compile("now$")).locator("span").last
    box = now.bounding_box()
    assert box is not None
    assert box["height"] < 24, "it takes two lines"
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    role = page.get_by_label("Role of Triage").bounding_box()
    assert role is not None
    assert role["width"] >= 120, "a role as long as “Technician” is cut"
