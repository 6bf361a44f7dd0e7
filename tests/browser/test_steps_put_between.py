"""A step put on a transition: a loose one dropped there, or a new one by the button beside the transition."""

from __future__ import annotations

from playwright.sync_api import expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import Canvas, box_of, drag
from tests.browser.pictures import place_of, places_in, ways_in

ASSIGN, COMPLETE = ("Triage", "Assign", "Resolution"), ("Resolution", "Complete", "Verification")


def drop_on(canvas: Canvas, step: str, way: tuple[str, str, str]) -> None:
    """Drag a step until the pointer is on the name of a transition, and let go."""
    origin, name, target = way
    held, line = box_of(canvas.step(step)), box_of(canvas.transition(name, origin, target))
    end = (line["x"] + line["width"] / 2, line["y"] + line["height"] / 2)
    drag(canvas.page, (held["x"] + 60, held["y"] + 20), end)


def test_a_loose_step_dropped_on_a_transition_is_put_between_and_one_that_is_joined_only_moves(
    canvas: Canvas, session: scoped_session[Session], workflow_id: int
) -> None:
    page = canvas.page
    canvas.add("Second look")
    place = place_of(canvas.step("Second look"))
    drop_on(canvas, "Second look", COMPLETE)
    inserted = page.get_by_role("button", name="Undo: Insert Second look on Complete")
    expect(inserted).to_be_enabled()
    expect(page.get_by_test_id("said")).to_have_text("Insert Second look on Complete")
    canvas.save()
    between = [
        ("Resolution", "Complete", "Second look"),
        ("Second look", "To Verification", "Verification"),
        ASSIGN,
    ]
    assert ways_in(session, workflow_id) == between
    assert places_in(session, workflow_id)["Second look"] == place_of(canvas.step("Second look")) != place
    drop_on(canvas, "Second look", ASSIGN)
    expect(page.get_by_role("button", name="Undo: Move Second look")).to_be_enabled()
    canvas.save()
    assert ways_in(session, workflow_id) == between
    page.keyboard.press("Control+z")
    inserted.click()
    canvas.save()
    assert ways_in(session, workflow_id) == [COMPLETE, ASSIGN]
    assert places_in(session, workflow_id)["Second look"] == place_of(canvas.step("Second look")) == place


def test_a_new_step_is_put_on_the_selected_transition_and_what_lies_beyond_makes_room(
    canvas: Canvas, session: scoped_session[Session], workflow_id: int
) -> None:
    page = canvas.page
    before = places_in(session, workflow_id)
    canvas.transition("Assign", "Triage", "Resolution").click()
    canvas.properties.get_by_role("button", name="Insert a step here").click()
    page.get_by_label("Name of the step").fill("Check")
    page.keyboard.press("Enter")
    expect(canvas.step("Check")).to_be_focused()
    canvas.save()
    onward = ("Check", "To Resolution", "Resolution")
    assert ways_in(session, workflow_id) == [onward, COMPLETE, ("Triage", "Assign", "Check")]
    after = places_in(session, workflow_id)
    assert [x for x, _ in (after[name] for name in ("Triage", "Check", "Resolution", "Verification"))] == [
        100,
        380,
        660,
        860,
    ]
    page.keyboard.press("Control+z")
    page.get_by_role("button", name="Undo: Insert New step on Assign").click()
    canvas.save()
    assert places_in(session, workflow_id) == before
    assert ways_in(session, workflow_id) == [COMPLETE, ASSIGN]
