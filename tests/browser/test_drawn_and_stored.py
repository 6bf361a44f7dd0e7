"""What is moved, by hand or by keys, is stored and there again; the history leads back and forward."""

from __future__ import annotations

from playwright.sync_api import expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import Canvas, box_of, drag
from tests.browser.company import LATEST
from tests.browser.pictures import Place, place_of, places_in

Db = scoped_session[Session]
NAMES = ("Triage", "Resolution", "Verification")


def places_of(canvas: Canvas) -> dict[str, Place]:
    """Where the steps stand on the drawing."""
    return {name: place_of(canvas.step(name)) for name in NAMES}


def test_steps_moved_by_keys_and_by_hand_are_stored_undone_and_there_on_the_next_visit(
    canvas: Canvas, session: Db, workflow_id: int
) -> None:
    page, press = canvas.page, canvas.page.keyboard.press
    before = places_in(session, workflow_id)
    canvas.step("Triage").click()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Shift+ArrowDown"):
        press(key)
    box = box_of(canvas.step("Resolution"))
    drag(page, (box["x"] + 60, box["y"] + 20), (box["x"] + 100, box["y"] + 130))
    expect(page.get_by_role("button", name="Undo: Move Resolution")).to_be_enabled()
    moved = places_of(canvas)
    assert moved["Triage"] == (120, 150)
    assert moved["Resolution"][1] > 190
    canvas.save()
    assert places_in(session, workflow_id) == moved
    press("Control+z")
    expect(page.get_by_role("button", name="Undo: Move Triage")).to_be_enabled()
    press("Control+z")
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_disabled()
    canvas.save()
    assert places_in(session, workflow_id) == places_of(canvas) == before
    press("Control+y")
    press("Control+y")
    canvas.save()
    page.reload()
    expect(canvas.step("Triage")).to_be_visible(timeout=LATEST)
    assert places_of(canvas) == places_in(session, workflow_id) == moved
    page.locator(".react-flow__pane").click(position={"x": 20, "y": 300})
    for key in ("Control+a", "Shift+ArrowLeft", "ArrowUp"):
        press(key)
    expect(page.get_by_test_id("said")).to_have_text("Move 3 steps")
    canvas.save()
    assert places_in(session, workflow_id) == {name: (x - 40, y - 10) for name, (x, y) in moved.items()}


def test_the_history_leads_back_and_forward_by_the_mouse_and_a_new_act_drops_what_was_undone(
    canvas: Canvas,
) -> None:
    page, said = canvas.page, canvas.page.get_by_test_id("said")
    canvas.add("First")
    canvas.step("First").press("Delete")
    expect(canvas.step("First")).to_have_count(0)
    page.get_by_role("button", name="History", exact=True).click()
    entries = page.get_by_role("region", name="History").get_by_role("button")
    added, renamed, deleted = "Add New step", "Rename New step", "Delete First"
    expect(entries).to_have_text([f"{deleted}now", renamed, added, "As it was opened"])
    entries.last.click()
    expect(said).to_have_text("Undone: 3 acts. Now at: the beginning")
    expect(page.locator(".dz-step")).to_have_count(3)
    undone = [f"{name}undone" for name in (deleted, renamed, added)]
    expect(entries).to_have_text([*undone, "As it was openednow"])
    entries.filter(has_text=renamed).click()
    expect(said).to_have_text(f"Done again: 2 acts. Now at: {renamed}")
    expect(canvas.step("First")).to_be_visible()
    expect(entries).to_have_text([f"{deleted}undone", f"{renamed}now", added, "As it was opened"])
    entries.filter(has_text=renamed).click()
    expect(said).to_have_text("Nothing changes: this is where you are")
    page.keyboard.press("Escape")
    canvas.step("Triage").click()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("button", name="Redo", exact=True)).to_be_disabled()
    page.keyboard.press("h")
    expect(entries).to_have_text(["Move Triagenow", renamed, added, "As it was opened"])
