"""How the promised time falls on the steps, and which way through them uses most and least of it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import Canvas, draw
from tests.browser.company import OpenBrowser
from tests.cast import MORNING, Cast
from tests.seed_example import example
from tests.workflow_acts import steps_of
from tts.services import workflows as act

AnySession = scoped_session[Session]

FORK: dict[str, Any] = {
    "nodes": [
        {"temp_id": "a", "name": "Triage", "role_id": 2, "is_start": True, "weight": 0.2},
        {"temp_id": "b", "name": "Repair", "role_id": 3, "weight": 0.5},
        {"temp_id": "c", "name": "Replace", "role_id": 3, "weight": 0.1},
        {"temp_id": "d", "name": "Close", "role_id": 2, "weight": 0.2, "is_end": True},
    ],
    "edges": [
        {"from_temp_id": "a", "to_temp_id": "b", "name": "To Repair"},
        {"from_temp_id": "a", "to_temp_id": "c", "name": "To Replace"},
        {"from_temp_id": "b", "to_temp_id": "d", "name": "From Repair"},
        {"from_temp_id": "c", "to_temp_id": "d", "name": "From Replace"},
    ],
}
"""Two ways from the first step to the last."""


def weights_of(session: AnySession, workflow_id: int) -> dict[str, float]:
    """The shares as they are stored."""
    return {step.name: float(step.weight or 0) for step in steps_of(session, workflow_id)}


def expect_route(canvas: Canvas, word: str, figures: str, by: str) -> None:
    """A route's share, time and steps, and once it is shown its own choices are marked and no others."""
    line = canvas.properties.get_by_role("paragraph").filter(has_text=word)
    expect(line).to_contain_text(f"{word} {figures}")
    expect(line.locator(".tiny")).to_have_text(f"Triage → {by} → Close")
    canvas.properties.get_by_role("button", name=f"Show: {word}").click()
    for name, origin, target in ((f"To {by}", "Triage", by), (f"From {by}", by, "Close")):
        expect(canvas.transition(name, origin, target)).to_have_class("dz-label is-route")
    expect(canvas.page.locator(".dz-label.is-route")).to_have_count(2)


def test_the_heaviest_and_the_lightest_route_are_two_and_change_places_with_the_shares(
    open_browser: OpenBrowser, session: AnySession, company: Cast
) -> None:
    body = {**example(), "graph": FORK}
    workflow_id = act.create_workflow(session, body, actor=company.ada, now=MORNING).workflow_id
    canvas = draw(open_browser("Ada"), workflow_id)
    expect_route(canvas, "Heaviest route", "90 %, 3 h 36 min", "Repair")
    expect_route(canvas, "Lightest route", "50 %, 2 h", "Replace")
    slider = canvas.properties.get_by_role("slider", name="Share of Repair")
    slider.press("Home")
    slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "1 %, 2 min 24 s")
    expect_route(canvas, "Heaviest route", "99 %, 3 h 58 min", "Replace")
    expect_route(canvas, "Lightest route", "80.2 %, 3 h 12 min", "Repair")
    canvas.save()
    stored = {"Triage": 0.396, "Repair": 0.01, "Replace": 0.198, "Close": 0.396}
    assert weights_of(session, workflow_id) == stored


def test_a_slider_takes_from_the_others_and_the_sum_stays(
    canvas: Canvas, session: AnySession, workflow_id: int
) -> None:
    slider = canvas.properties.get_by_role("slider", name="Share of Resolution")
    slider.press("End")
    slider.press("PageDown")
    canvas.save()
    assert weights_of(session, workflow_id) == {"Triage": 0.05, "Resolution": 0.9, "Verification": 0.05}


def test_the_rest_goes_to_who_has_none_else_to_all_and_each_step_says_its_time_at_each_priority(
    canvas: Canvas, session: AnySession, workflow_id: int
) -> None:
    pane = canvas.page.locator(".react-flow__pane")
    share = canvas.properties.get_by_role("button", name="Share the rest")
    for name, typed in (("Resolution", "0.5"), ("Verification", "0")):
        canvas.select(name).get_by_label("Share", exact=True).fill(typed)
    pane.click(position={"x": 20, "y": 300})
    share.click()
    expect(share).to_be_disabled()
    times = canvas.select("Resolution").locator(".dz-times")
    expect(times.locator("dt")).to_have_text(["Urgent", "High", "Medium", "Low"])
    expect(times.locator("dd")).to_have_text(["2 h", "12 h", "1 d", "1 d 12 h"])
    canvas.save()
    assert weights_of(session, workflow_id) == {"Triage": 0.2, "Resolution": 0.5, "Verification": 0.3}
    canvas.select("Resolution").get_by_label("Share", exact=True).fill("0.4")
    pane.click(position={"x": 20, "y": 300})
    share.click()
    canvas.save()
    assert weights_of(session, workflow_id) == {
        "Triage": 0.2222,
        "Resolution": 0.4445,
        "Verification": 0.3333,
    }
