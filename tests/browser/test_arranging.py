"""Steps put in order on the drawing: evenly apart, caught on lines, tidied."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import Canvas, box_of, drag, draw
from tests.browser.company import OpenBrowser
from tests.browser.pictures import STEP_WIDTH, Place, pictured, place_of, places_in
from tests.cast import Cast

AnySession = scoped_session[Session]


ARRANGED: dict[str, list[Place]] = {
    "Align left": [(100, 100), (100, 210), (100, 400)],
    "Align in one column": [(310, 100), (310, 210), (310, 400)],
    "Align right": [(520, 100), (520, 210), (520, 400)],
    "Align at the top": [(100, 100), (330, 100), (520, 100)],
    "Align in one row": [(100, 250), (330, 250), (520, 250)],
    "Align at the bottom": [(100, 400), (330, 400), (520, 400)],
    "Distribute across": [(100, 100), (310, 210), (520, 400)],
    "Distribute down": [(100, 100), (330, 250), (520, 400)],
}
"""Where steps at (100, 100), (330, 210) and (520, 400) stand after each."""


def grip_of(step: Locator) -> tuple[float, float]:
    """Where one takes a step to drag it."""
    box = box_of(step)
    return box["x"] + 60, box["y"] + 20


def move(page: Page, step: Locator, by: tuple[float, float]) -> None:
    """Drag a step by so many pixels."""
    x, y = grip_of(step)
    drag(page, (x, y), (x + by[0], y + by[1]))


def carry(page: Page, step: Locator, to: Place) -> None:
    """Press on a step and drag it so far that it would stand there; it is still held.

    How far is counted from where the pointer's first move left it: only that begins the drag.
    """
    (x, y), (at_x, at_y), zoom = grip_of(step), place_of(step), box_of(step)["width"] / STEP_WIDTH
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 4, y)
    page.mouse.move(x + 4 + (to[0] - at_x) * zoom, y + (to[1] - at_y) * zoom, steps=10)


def test_each_way_of_arranging_puts_the_steps_in_line_and_one_undo_puts_them_back(
    open_browser: OpenBrowser, session: AnySession, company: Cast
) -> None:
    before: list[Place] = [(100, 100), (330, 210), (520, 400)]
    page, names = open_browser("Ada"), ("First", "Second", "Third")
    workflow_id = pictured(session, company.ada, dict(zip(names, before, strict=True)))
    canvas = draw(page, workflow_id, "First")
    steps = [canvas.step(name) for name in names]
    steps[0].click()
    steps[1].click(modifiers=["Shift"])
    ways = canvas.properties.get_by_role("group", name=re.compile("^(Align|Distribute)$"))
    expect(ways.get_by_role("button", disabled=True)).to_have_text(["Across", "Down"])
    page.keyboard.press("Control+a")
    expect(ways.get_by_role("button", disabled=False)).to_have_count(len(ARRANGED))
    for way, after in ARRANGED.items():
        ways.get_by_role("button", name=way, exact=True).click()
        undo = page.get_by_role("button", name=f"Undo: {way}: 3 steps")
        expect(undo).to_be_enabled()
        assert [place_of(step) for step in steps] == after, way
        undo.click()
        expect(undo).to_have_count(0)
        assert [place_of(step) for step in steps] == before, way
    page.keyboard.press("Control+y")
    canvas.save()
    assert list(places_in(session, workflow_id).values()) == ARRANGED["Distribute down"]


def test_a_step_that_is_dragged_catches_on_the_lines_of_others_upright_and_lying(
    open_browser: OpenBrowser, session: AnySession, company: Cast
) -> None:
    page = open_browser("Ada")
    places = {"First": (103, 97), "Second": (380, 180), "Third": (580, 260)}
    canvas = draw(page, pictured(session, company.ada, places), "First")
    step, line = canvas.step("Third"), page.locator(".dz-snap path")
    carry(page, step, (100, 260))
    expect(line).to_have_attribute("d", "M195 -20000V20000")
    assert place_of(step) == (103, 260)
    page.mouse.up()
    expect(line).to_have_count(0)
    assert place_of(step) == (103, 260)
    carry(page, step, (300, 100))
    expect(line).to_have_attribute("d", "M-20000 138H20000")
    page.mouse.up()
    expect(line).to_have_count(0)
    assert place_of(step) == (300, 97)
    carry(page, step, (240, 230))
    expect(line).to_have_count(0)
    page.mouse.up()
    assert place_of(step) == (240, 230)


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
