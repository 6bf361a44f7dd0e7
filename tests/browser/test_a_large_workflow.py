"""A workflow of 1,000 steps opens, is dragged, undone, renamed and saved like any other."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import FloatRect, Locator, expect
from sqlalchemy.orm import Session, scoped_session

from bench.large import large_workflow
from tests.browser.canvas import Canvas
from tests.browser.company import OpenBrowser, open_browsers
from tests.cast import MORNING, Cast
from tests.fixtures.browser import DESKTOP, NewContext
from tests.fixtures.server import LiveServer
from tests.workflow_acts import steps_of
from tts.services import workflows as act

STEPS, TRANSITIONS = 1_000, 2_000
KEEP_WHAT_THE_NEXT_FRAME_SHOWS = """() => {
    const shown = () => document.querySelector(".react-flow__node.selected .dz-name").textContent;
    window.shown = new Promise((keep) => {
        const next = () => requestAnimationFrame(() => keep(shown()));
        document.addEventListener("input", next, { once: true, capture: true });
    });
}"""
"""The name on the selected step in the first frame after something is typed."""
PATIENCE = 60_000
"""Milliseconds a busy machine may take for what the size makes slow: opening and saving."""


@pytest.fixture
def open_browser(new_context: NewContext, company: Cast, live_server: LiveServer) -> Iterator[OpenBrowser]:
    """A browser for anybody of the company."""
    yield from open_browsers(new_context, live_server.url, viewport=DESKTOP)


def box_of(target: Locator) -> FloatRect:
    """Where something is on the page."""
    box = target.bounding_box()
    assert box is not None
    return box


def test_a_thousand_steps_open_and_are_dragged_undone_renamed_and_saved(
    open_browser: OpenBrowser, session: scoped_session[Session], company: Cast
) -> None:
    body = large_workflow(company, STEPS, TRANSITIONS, "Large")
    workflow_id = act.create_workflow(session, body, actor=company.ada, now=MORNING).workflow_id
    page = open_browser("Ada")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/workflows/{workflow_id}/designer")
    canvas = Canvas(page)
    expect(canvas.step("Step 1")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("group", name="Canvas: 1000 steps, 2000 transitions")).to_be_visible()
    ahead = [address for address in asked if re.search(r"/api/(workflows/\d+/|roles/.*)$", address)]
    assert len(ahead) == 2, "what the page asks for ahead of its script is asked for again"
    assert page.locator(".dz-step").count() < 100, "steps out of sight are drawn"
    more = canvas.problems.get_by_role("button", name="Show 50 more")
    rows = canvas.problems.get_by_role("listitem")
    expect(rows.filter(has=page.locator(".code"))).to_have_count(50)
    more.click()
    expect(rows.filter(has=page.locator(".code"))).to_have_count(100)
    long = page.evaluate("document.scrollingElement.scrollHeight - innerHeight")
    assert long <= 0, "the page is as long as its list"
    page.get_by_role("button", name="Fold problems").click()

    before = box_of(canvas.step("Step 1"))
    at = (before["x"] + 30, before["y"] + 12)
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] + 60, at[1] + 90, steps=8)
    page.mouse.up()
    expect(page.get_by_role("button", name="Undo: Move Step 1")).to_be_enabled()
    assert box_of(canvas.step("Step 1"))["y"] > before["y"] + 60
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Redo: Move Step 1")).to_be_enabled()
    assert box_of(canvas.step("Step 1")) == before

    name = canvas.select("Step 1").get_by_label("Name", exact=True)
    page.evaluate(KEEP_WHAT_THE_NEXT_FRAME_SHOWS)
    name.press("End")
    name.press("0")
    assert page.evaluate("window.shown") == "Step 10"
    name.fill("Renamed while large")
    expect(canvas.step("Renamed while large")).to_be_visible()
    expect(canvas.transition("On", "Renamed while large", "Step 2")).to_be_visible()
    page.keyboard.press("Control+s")
    expect(canvas.saving.get_by_text(re.compile(r"^Saved"))).to_be_visible(timeout=PATIENCE)
    assert "Renamed while large" in [step.name for step in steps_of(session, workflow_id)]


def test_from_far_away_steps_are_boxes_that_are_still_joined_and_moved(
    open_browser: OpenBrowser, session: scoped_session[Session], company: Cast
) -> None:
    body = large_workflow(company, 400, 800, "Large")
    workflow_id = act.create_workflow(session, body, actor=company.ada, now=MORNING).workflow_id
    page = open_browser("Ada")
    page.goto(f"/workflows/{workflow_id}/designer")
    canvas = Canvas(page)
    expect(canvas.step("Step 1")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Fold problems").click()
    page.get_by_role("button", name="Show everything").click()
    expect(page.locator(".react-flow__node")).to_have_count(400)
    expect(page.locator(".react-flow__edge-path")).to_have_count(800)
    expect(page.locator(".dz-label")).to_have_count(0)
    box = box_of(canvas.step("Step 200"))
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 40, steps=5)
    page.mouse.up()
    expect(page.get_by_role("button", name="Undo: Move Step 200")).to_be_enabled()
    expect(page.locator(".react-flow__edge-path")).to_have_count(800)


def test_the_small_map_the_search_and_a_problem_lead_to_what_is_out_of_sight(
    open_browser: OpenBrowser, session: scoped_session[Session], company: Cast
) -> None:
    body = large_workflow(company, STEPS, TRANSITIONS, "Large")
    body["graph"]["nodes"][700]["role_id"] = None
    workflow_id = act.create_workflow(session, body, actor=company.ada, now=MORNING).workflow_id
    page = open_browser("Ada")
    page.goto(f"/workflows/{workflow_id}/designer")
    canvas = Canvas(page)
    expect(canvas.step("Step 1")).to_be_visible(timeout=PATIENCE)
    expect(canvas.step("Step 999")).to_have_count(0)
    small = page.get_by_role("img", name="Small map of the workflow")
    size = box_of(small)
    page.mouse.click(size["x"] + size["width"] / 2, size["y"] + size["height"] - 6)
    expect(canvas.step("Step 1")).to_have_count(0)
    page.mouse.move(size["x"] + size["width"] / 2, size["y"] + size["height"] / 2)
    page.mouse.down()
    page.mouse.move(size["x"] + size["width"] / 4, size["y"] + 4, steps=4)
    page.mouse.up()
    expect(canvas.step("Step 1")).to_be_visible()

    page.keyboard.press("Control+f")
    search = page.get_by_role("search", name="Find a step")
    expect(search.get_by_role("option")).to_have_count(50)
    search.get_by_role("combobox").fill("step 987")
    expect(search.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect_in_sight(canvas, "Step 987")
    expect(canvas.step("Step 1")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Undo: Move Step 987")).to_be_enabled()

    expect(canvas.step("Step 700")).to_have_count(0)
    problem = canvas.problems.get_by_role("listitem").filter(has_text="“Step 700” has no role")
    problem.get_by_role("button", name="Show: ").click()
    expect_in_sight(canvas, "Step 700")
    expect(canvas.step("Step 987")).to_have_count(0)


def expect_in_sight(canvas: Canvas, name: str) -> None:
    """A step has the focus and is what the properties tell of, and lies within the drawing as one sees it."""
    step = canvas.step(name)
    expect(step).to_be_focused()
    expect(canvas.properties.get_by_label("Name", exact=True)).to_have_value(name)
    frame, box = box_of(canvas.page.locator("#dz-canvas")), box_of(step)
    assert frame["x"] <= box["x"] <= frame["x"] + frame["width"] - box["width"]
    assert frame["y"] <= box["y"] <= frame["y"] + frame["height"] - box["height"]
