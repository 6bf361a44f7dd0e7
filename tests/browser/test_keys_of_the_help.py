"""Keys that the help names, pressed: each does what the help says, or says why nothing happens."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.canvas import Canvas
from tests.browser.pictures import place_of
from tests.browser.test_drawing_by_keyboard import Keyboard

KEYS = [
    "N",
    "C",
    "F2",
    "I",
    "Arrow keys",
    "Shift click, Shift drag",
    "Ctrl A",
    "Ctrl C, X, V",
    "Ctrl D",
    "Ctrl F",
    "Delete",
    "Ctrl Z",
    "Ctrl Shift Z, Ctrl Y",
    "H",
    "P, O",
    "Ctrl S",
    "T",
    "Tab",
    "Enter, Escape",
    "?",
]
"""All of them: whoever adds one presses it in a story."""


def test_keys_rename_a_transition_insert_a_step_on_it_and_lead_to_the_problems_and_back(
    canvas: Canvas,
) -> None:
    page, keys = canvas.page, Keyboard(canvas.page)
    page.locator(".react-flow__pane").click(position={"x": 20, "y": 300})
    for key, words in (
        ("F2", "Select one step or transition to rename it"),
        ("i", "Select a transition to insert a step on it"),
        ("Delete", "Nothing is selected"),
        ("o", "There are no problems"),
    ):
        keys.press(key)
        expect(keys.said).to_have_text(words)
    canvas.transition("Assign", "Triage", "Resolution").focus()
    keys.press("F2")
    expect(page.get_by_label("Name of the transition")).to_be_focused()
    page.keyboard.type("Hand on")
    keys.press("Enter")
    expect(canvas.transition("Hand on", "Triage", "Resolution")).to_be_focused()
    expect(keys.said).to_have_text("Rename Assign")
    keys.press("i")
    expect(page.get_by_label("Name of the step")).to_be_focused()
    expect(keys.said).to_have_text("Insert New step on Hand on")
    page.keyboard.type("Check")
    keys.press("Enter")
    expect(canvas.step("Check")).to_be_focused()
    expect(canvas.transition("Hand on", "Triage", "Check")).to_be_visible()
    expect(canvas.transition("To Resolution", "Check", "Resolution")).to_be_visible()
    canvas.save()
    problems = canvas.problems.get_by_role("listitem")
    expect(problems.filter(has_text="“Check”")).not_to_have_count(0)
    keys.press("o")
    expect(problems.first.get_by_role("button").first).to_be_focused()
    keys.press("Escape")
    expect(canvas.step("Check")).to_be_focused()
    keys.press("Control+z", "Control+z")
    expect(keys.said).to_have_text("Undone: Insert New step on Hand on")
    expect(canvas.transition("Hand on", "Triage", "Resolution")).to_be_visible()


def test_keys_take_one_more_step_let_go_and_turn_to_the_table_and_the_help(canvas: Canvas) -> None:
    page, keys = canvas.page, Keyboard(canvas.page)
    name = canvas.properties.get_by_label("Name", exact=True)
    keys.tab_to(str(canvas.step("Triage").get_attribute("aria-label")))
    keys.press("Enter")
    expect(name).to_have_value("Triage")
    keys.tab_to(str(canvas.step("Verification").get_attribute("aria-label")))
    keys.press("Shift+Enter")
    expect(keys.said).to_have_text("2 steps selected")
    expect(canvas.properties).to_contain_text("2 steps selected.")
    keys.press("ArrowDown")
    expect(page.get_by_role("button", name="Undo: Move 2 steps")).to_be_enabled()
    keys.press("Shift+Enter")
    expect(keys.said).to_have_text("1 step selected")
    expect(name).to_have_value("Triage")
    keys.press("Escape")
    expect(canvas.properties.get_by_role("slider", name="Share of Triage")).to_be_visible()
    last = canvas.step("Verification")
    last.focus()
    x, y = place_of(last)
    keys.press("Shift+ArrowDown")
    expect(page.get_by_role("button", name="Undo: Move Verification")).to_be_enabled()
    expect(last).to_have_css("transform", f"matrix(1, 0, 0, 1, {x:g}, {y + 40:g})")
    keys.press("ArrowDown")
    expect(last).to_have_css("transform", f"matrix(1, 0, 0, 1, {x:g}, {y + 50:g})")
    expect(name).to_have_value("Verification")
    keys.press("t")
    expect(page.get_by_label("Name of step Verification")).to_be_visible()
    keys.press("t")
    expect(canvas.step("Verification")).to_be_visible()
    keys.press("?")
    named = page.get_by_role("dialog", name="How to draw").locator("kbd")
    expect(named).to_have_text(KEYS)
    keys.press("Escape")
    expect(named).to_have_count(0)
