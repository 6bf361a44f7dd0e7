"""Axe on what opens in the designer: its questions, its boxes, and the properties of what is selected."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.canvas import Canvas, draw
from tests.browser.company import LATEST
from tests.fixtures.browser import FindFaults

UNPLUG = "() => { window.fetch = () => Promise.reject(new TypeError('no connection')); }"


def test_everything_that_opens_over_or_beside_the_drawing_is_accessible_light_and_dark(
    canvas: Canvas, workflow_id: int, find_faults: FindFaults
) -> None:
    page, faults = canvas.page, list[str]()

    def look_at(*opened: Locator) -> None:
        for each in opened:
            expect(each).to_be_visible(timeout=LATEST)
        for colours, rule in (("light", None), ("dark", "color-contrast")):
            page.emulate_media(color_scheme=colours)
            faults.extend(f"{opened[-1]} in {colours}: {fault}" for fault in find_faults(page, rule))

    def press(button: str) -> None:
        page.get_by_role("button", name=button, exact=True).click()

    def dialog(name: str) -> Locator:
        return page.get_by_role("dialog", name=name)

    def box(name: str) -> Locator:
        return page.get_by_role("region", name=name, exact=True)

    canvas.select("Triage")
    press("History")
    look_at(canvas.properties.get_by_label("Instruction"), box("History"))
    page.keyboard.press("Escape")
    canvas.transition("Assign", "Triage", "Resolution").press("Enter")
    press("Templates")
    look_at(canvas.properties.get_by_label("Needs a note"), box("Templates"))
    canvas.step("Triage").click()
    page.keyboard.press("Control+a")
    press("Download")
    look_at(canvas.properties.get_by_text("3 steps and 2 transitions selected."), box("Download"))
    page.keyboard.press("Escape")
    page.keyboard.press("Control+f")
    page.get_by_role("combobox", name="Find a step").fill("tri")
    look_at(page.get_by_role("option", name="Triage"))
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    look_at(dialog("How to draw"))
    page.keyboard.press("Escape")
    canvas.step("Verification").focus()
    page.keyboard.press("c")
    look_at(dialog("Connect two steps"))
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    canvas.properties.get_by_label("Urgent hours").fill("")
    canvas.save()
    press("Deploy")
    look_at(dialog("Deploy with 1 warning?"))
    page.keyboard.press("Escape")

    page.evaluate(UNPLUG)
    canvas.add("Drawn on the train")
    look_at(canvas.problems.get_by_text("As of the last save"), page.get_by_role("alert"))
    page.on("dialog", lambda asked: asked.accept())
    draw(page, workflow_id)
    look_at(dialog("You have unsaved work from earlier"))
    assert not faults, "\n".join(faults)
