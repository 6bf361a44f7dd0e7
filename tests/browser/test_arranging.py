"""Steps put in order on the drawing: evenly apart, caught on lines, tidied."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import Canvas, box_of, drag, draw
from tests.browser.company import OpenBrowser, open_browsers
from tests.cast import Cast
from tests.fixtures.browser import DESKTOP, NewContext
from tests.fixtures.server import LiveServer
from tests.workflow_acts import made

AnySession = scoped_session[Session]


@pytest.fixture
def canvas(
    new_context: NewContext, company: Cast, live_server: LiveServer, session: AnySession
) -> Iterator[Canvas]:
    """Ada's designer on a workflow of three steps in a row."""
    for open_browser in _browsers(new_context, live_server):
        yield draw(open_browser("Ada"), made(session, company.ada))


def _browsers(new_context: NewContext, live_server: LiveServer) -> Iterator[OpenBrowser]:
    yield from open_browsers(new_context, live_server.url, viewport=DESKTOP)


def left(step: Locator) -> float:
    """Where a step begins."""
    return box_of(step)["x"]


def grip_of(step: Locator) -> tuple[float, float]:
    """Where one takes a step to drag it."""
    box = box_of(step)
    return box["x"] + 60, box["y"] + 20


def move(page: Page, step: Locator, by: tuple[float, float]) -> None:
    """Drag a step by so many pixels."""
    x, y = grip_of(step)
    drag(page, (x, y), (x + by[0], y + by[1]))


def test_steps_are_distributed_evenly_and_one_undo_puts_them_back(canvas: Canvas) -> None:
    page = canvas.page
    steps = [canvas.step(name) for name in ("Triage", "Resolution", "Verification")]
    move(page, steps[1], (40, 90))
    uneven = [left(step) for step in steps]
    assert abs((uneven[1] - uneven[0]) - (uneven[2] - uneven[1])) > 20
    page.keyboard.press("Control+a")
    canvas.properties.get_by_role("button", name="Distribute across").click()
    even = [left(step) for step in steps]
    assert even[1] - even[0] == pytest.approx(even[2] - even[1], abs=8)
    page.keyboard.press("Control+z")
    assert [left(step) for step in steps] == pytest.approx(uneven, abs=1)


def test_a_step_that_is_dragged_catches_on_the_line_of_another(canvas: Canvas) -> None:
    page = canvas.page
    first, last = canvas.step("Triage"), canvas.step("Verification")
    move(page, last, (0, 120))
    (x, y), apart = grip_of(last), box_of(last)["y"] - box_of(first)["y"]
    assert apart > 60
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - apart / 2, steps=5)
    for off in range(24, -25, -3):
        page.mouse.move(x, y - apart + off)
        if page.locator(".dz-snap").count():
            break
    expect(page.locator(".dz-snap")).to_be_attached()
    page.mouse.up()
    expect(page.locator(".dz-snap")).to_have_count(0)
    assert box_of(last)["y"] == pytest.approx(box_of(first)["y"], abs=1)


def test_only_what_is_selected_is_tidied_and_one_undo_puts_it_back(canvas: Canvas) -> None:
    page = canvas.page
    first, second = canvas.step("Triage"), canvas.step("Resolution")
    move(page, second, (30, 140))
    first.click()
    second.click(modifiers=["Shift"])
    canvas.palette.get_by_role("button", name="Tidy up").click()
    undo = page.get_by_role("button", name="Undo: Tidy up 2 steps")
    expect(undo).to_be_enabled()
    assert box_of(second)["y"] == pytest.approx(box_of(first)["y"], abs=3)
    undo.click()
    assert box_of(second)["y"] > box_of(first)["y"] + 80


def test_a_click_on_one_of_several_selected_steps_means_that_one_and_a_drag_still_moves_them_all(
    canvas: Canvas,
) -> None:
    page = canvas.page
    first, second = canvas.step("Triage"), canvas.step("Resolution")
    first.click()
    second.click(modifiers=["Shift"])
    before = box_of(second)["y"]
    move(page, first, (0, 100))
    expect(canvas.properties).to_contain_text("2 steps")
    assert box_of(second)["y"] > before + 60
    first.click()
    expect(canvas.properties.get_by_label("Name", exact=True)).to_have_value("Triage")
    second.click(modifiers=["Shift"])
    expect(canvas.properties).to_contain_text("2 steps")
    second.click(modifiers=["Shift"])
    expect(canvas.properties.get_by_label("Name", exact=True)).to_have_value("Triage")
