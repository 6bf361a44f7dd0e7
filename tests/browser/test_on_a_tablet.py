"""The designer under a finger: the drawing has the room, what one presses is as large as a finger."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import box_of, draw
from tests.browser.company import LATEST, OpenBrowser, open_browsers
from tests.cast import Cast, join
from tests.fixtures.browser import TABLET, NewContext
from tests.fixtures.server import LiveServer
from tests.workflow_acts import made

AnySession = scoped_session[Session]
FINGER = 40
PRESSED = ".dz :is(button, a.btn, summary, select, input, textarea)"
TOO_SMALL = """([pressed, least]) => [...document.querySelectorAll(pressed)]
  .filter(it => it.checkVisibility() && !it.matches('.dz-label, .dz-sentence, [type=checkbox]'))
  .filter(it => it.getBoundingClientRect().height < least - 1)
  .map(it => it.ariaLabel || it.innerText || it.id)"""
"""Names on the drawing are as large as it is zoomed; a sentence in a list has a button that does the same."""


@pytest.fixture
def open_browser(new_context: NewContext, company: Cast, live_server: LiveServer) -> Iterator[OpenBrowser]:
    """A tablet held upright, for anybody of the company."""
    how = {"viewport": TABLET, "has_touch": True}
    yield from open_browsers(new_context, live_server.url, **how)


def assert_roomy(page: Page) -> None:
    """Nothing is too small for a finger, nothing sticks out of the page."""
    for pressed in (PRESSED, ".dz label:has([type=checkbox])"):
        assert page.evaluate(TOO_SMALL, [pressed, FINGER]) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_drawing_has_the_width_and_whatever_one_presses_is_large_enough(
    open_browser: OpenBrowser, session: AnySession, company: Cast
) -> None:
    page = open_browser("Ada")
    canvas = draw(page, made(session, company.ada))
    drawing, properties = box_of(page.locator(".dz-canvas")), box_of(canvas.properties)
    assert drawing["width"] > 0.75 * TABLET["width"]
    assert properties["y"] >= drawing["y"] + drawing["height"] - 1
    assert_roomy(page)
    canvas.step("Triage").tap()
    expect(canvas.properties.get_by_label("Name", exact=True)).to_have_value("Triage")
    assert_roomy(page)
    canvas.fold()
    assert box_of(page.locator(".dz-canvas"))["height"] > drawing["height"] + 100
    canvas.unfold()
    page.get_by_role("button", name="Table").tap()
    expect(page.get_by_label("Name of step Triage")).to_be_visible()
    assert_roomy(page)


def test_who_else_is_here_and_what_can_be_downloaded_open_within_the_page(
    open_browser: OpenBrowser, session: AnySession, company: Cast
) -> None:
    join(session, company.user_ids["Bob"], company.role("Admin"))
    session.commit()
    workflow_id = made(session, company.ada)
    draw(open_browser("Bob"), workflow_id)
    page = open_browser("Ada")
    draw(page, workflow_id)
    for name in ("Bob is here too", "Download", "History"):
        page.get_by_role("button", name=name).first.tap(timeout=LATEST)
        box = box_of(page.get_by_role("region", name=name))
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= TABLET["width"]
        page.keyboard.press("Escape")


def test_fingers_copy_steps_into_another_workflow(
    open_browser: OpenBrowser, session: AnySession, company: Cast
) -> None:
    page = open_browser("Ada")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    canvas = draw(page, made(session, company.ada))
    canvas.step("Triage").tap()
    canvas.properties.get_by_role("button", name="Copy", exact=True).tap()
    expect(page.get_by_text("Copied Triage")).to_be_attached()
    canvas = draw(page, made(session, company.ada))
    page.get_by_role("button", name="Paste", exact=True).tap()
    expect(canvas.step("Triage 2")).to_be_visible()
    page.context.clear_permissions()
    page.get_by_role("button", name="Paste", exact=True).tap()
    expect(page.get_by_text("The browser did not let this page use the clipboard")).to_be_visible()
    expect(canvas.step("Triage 3")).to_have_count(0)


def test_fingers_select_several_steps_by_drawing_around_them_or_one_after_another(
    open_browser: OpenBrowser, session: AnySession, company: Cast
) -> None:
    page = open_browser("Ada")
    canvas = draw(page, made(session, company.ada))
    several = page.get_by_role("button", name="Select several")
    several.tap()
    expect(several).to_have_attribute("aria-pressed", "true")
    canvas.step("Triage").tap()
    canvas.step("Resolution").tap()
    expect(canvas.properties.get_by_text("2 steps selected")).to_be_visible()
    page.keyboard.press("Escape")
    expect(several).to_have_attribute("aria-pressed", "false")
    several.tap()
    first, second = box_of(canvas.step("Triage")), box_of(canvas.step("Resolution"))
    left, top = min(first["x"], second["x"]) - 12, min(first["y"], second["y"]) - 12
    right = max(first["x"] + first["width"], second["x"] + second["width"]) + 12
    bottom = max(first["y"] + first["height"], second["y"] + second["height"]) + 12
    draw_with_a_finger(page, (left, top), (right, bottom))
    expect(canvas.properties.get_by_text(re.compile("^[2-9] steps"))).to_be_visible()
    several.tap()
    drawing = box_of(page.locator(".dz-canvas"))
    corner = (drawing["x"] + 60, drawing["y"] + 60)
    draw_with_a_finger(page, corner, (corner[0] + 120, corner[1]))
    page.wait_for_function(
        "x => document.querySelector('.react-flow__node').getBoundingClientRect().x > x", arg=first["x"] + 60
    )


def draw_with_a_finger(page: Page, begin: tuple[float, float], end: tuple[float, float]) -> None:
    """Press there, move, let go, soon, for a long press is another thing; the browser makes the touches."""
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        places = [{"x": x, "y": y} for x, y in points]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    touch("touchStart", begin)
    touch("touchMove", ((begin[0] + end[0]) / 2, (begin[1] + end[1]) / 2))
    touch("touchMove", end)
    touch("touchEnd")
