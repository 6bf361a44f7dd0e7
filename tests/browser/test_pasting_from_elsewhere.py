"""What lies on the clipboard is anybody's: it is refused in words, or it is nothing but text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import Canvas
from tests.browser.company import LATEST
from tests.browser.test_drawing import names_in
from tests.browser.test_hostile_words import MARKUP

Db = scoped_session[Session]
FOREIGN = "What is on the clipboard was not copied from a workflow here: nothing was pasted."
STEPS = ["Resolution", "Triage", "Verification"]
NAME = "<img src=x onerror=document.title=1><b>Next"


def copy_elsewhere(page: Page, text: str = "", html: str = "") -> None:
    """Copy a text, or a whole page of markup, on another site's page; a paste there proves the copy."""
    other = page.context.new_page()
    other.set_content(html or "<textarea></textarea>")
    if not html:
        other.locator("textarea").evaluate("(box, text) => { box.value = text; box.focus(); }", text)
    for press in ("Control+a", "Control+c"):
        other.keyboard.press(press)
    other.set_content("<textarea></textarea>")
    other.locator("textarea").focus()
    other.keyboard.press("Control+v")
    other.wait_for_function(
        "wanted => document.querySelector('textarea').value.startsWith(wanted)", arg=text or "Order"
    )
    other.close()
    page.bring_to_front()


def paste(canvas: Canvas) -> None:
    """Paste on the empty part of the drawing."""
    canvas.page.locator(".react-flow__pane").click(position={"x": 20, "y": 300})
    canvas.page.keyboard.press("Control+v")


def piece(**changes: Any) -> dict[str, Any]:
    """Two steps and a way between them as TTS copies them, every text of which is markup."""
    step = {
        "number": 1,
        "name": NAME,
        "description": MARKUP,
        "instruction": MARKUP,
        "role": None,
        "escalates_to": "<script>Wizard</script>",
        "share": "0",
        "start": False,
        "end": False,
        "pauses_clock": False,
        "assignment": "turn",
        "x": 40,
        "y": 400,
    }
    way = {"from": 1, "to": 2, "name": NAME, "note_required": False, "from_side": None, "to_side": None}
    other = {**step, "number": 2, "name": "<u>Next", "x": 400}
    whole = {"mark": "TTS workflow steps", "version": 1, "steps": [step, other], "transitions": [way]}
    return {**whole, **changes}


ELSEWHERE = {
    "a page of markup": (
        {"html": f"<h1>Order</h1><p onclick='x()'>Buy {MARKUP}</p><table><td>1</table>"},
        FOREIGN,
    ),
    "another tool's JSON": (
        {"text": '{"nodes": [{"name": "HTTP", "type": "n8n"}], "connections": {}}'},
        FOREIGN,
    ),
    "half of a JSON": ({"text": json.dumps(piece())[:300]}, FOREIGN),
    "a huge text": ({"text": "x" * 2_000_001}, "What is on the clipboard is over 2 MB: nothing was pasted."),
    "another version's": (
        {"text": json.dumps(piece(version=2))},
        "copied by another version of the designer",
    ),
    "one field too many": ({"text": json.dumps(piece(onload="x()"))}, "“onload” is unknown"),
    "a way to nowhere": (
        {"text": json.dumps(piece(steps=piece()["steps"][:1]))},
        "transition 1: leads from or to no step of them",
    ),
    "no step at all": (
        {"text": json.dumps(piece(steps=[], transitions=[]))},
        "There is no step on the clipboard",
    ),
}


@pytest.mark.databases("sqlite")
def test_what_is_from_elsewhere_is_refused_in_words_and_changes_nothing(
    canvas: Canvas, session: Db, workflow_id: int
) -> None:
    page = canvas.page
    title = page.title()
    for name, (copied, said) in ELSEWHERE.items():
        copy_elsewhere(page, **copied)
        paste(canvas)
        expect(page.get_by_role("alert"), name).to_contain_text(said, timeout=LATEST)
        page.get_by_role("button", name="Dismiss").click()
        expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(".dz-step")).to_have_count(3)
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_disabled()
    canvas.save()
    assert names_in(session, workflow_id) == STEPS
    assert page.title() == title


def test_markup_in_steps_that_look_copied_here_stays_text(
    canvas: Canvas, session: Db, workflow_id: int
) -> None:
    page = canvas.page
    title = page.title()
    copy_elsewhere(page, json.dumps(piece()))
    paste(canvas)
    expect(page.get_by_role("alert")).to_contain_text(
        "Pasted, but without the roles nobody has here: <script>Wizard</script>. Choose others."
    )
    for _ in range(2):
        expect(canvas.step(NAME)).to_be_visible(timeout=LATEST)
        expect(canvas.transition(NAME, NAME, "<u>Next")).to_be_visible()
        panel = canvas.select(NAME)
        expect(panel.get_by_label("Instruction")).to_have_value(MARKUP)
        expect(page.locator("img[src=x]")).to_have_count(0)
        canvas.save()
        page.reload()
    assert names_in(session, workflow_id) == sorted([*STEPS, NAME, "<u>Next"])
    assert page.title() == title


def test_a_text_field_keeps_its_own_paste_and_its_own_undo(canvas: Canvas) -> None:
    page = canvas.page
    canvas.add("Second look")
    copy_elsewhere(page, "Ring them up first.")
    field = canvas.select("Triage").get_by_label("Instruction")
    field.click()
    page.keyboard.press("Control+v")
    expect(field).to_have_value("Ring them up first.")
    expect(page.get_by_role("alert")).to_have_count(0)
    page.keyboard.type(" Then write.")
    expect(field).to_have_value("Ring them up first. Then write.")
    undo_all_typed(canvas, field)
    page.keyboard.press("Control+z")
    expect(canvas.step("Second look")).to_be_visible()
    page.keyboard.press("Control+Shift+z")
    expect(field).to_have_value("Ring them up first.")
    page.locator(".react-flow__pane").click(position={"x": 20, "y": 300})
    page.keyboard.press("Control+z")
    expect(canvas.select("Triage").get_by_label("Instruction")).to_have_value("")
    expect(canvas.step("Second look")).to_be_visible()
    page.locator(".react-flow__pane").click(position={"x": 20, "y": 300})
    for _ in range(2):
        page.keyboard.press("Control+z")
    expect(canvas.step("Second look")).to_have_count(0)


def undo_all_typed(canvas: Canvas, field: Locator) -> None:
    """Press undo until the field is empty: how many letters one press takes back is the browser's affair."""
    for _ in range(len(field.input_value())):
        canvas.page.keyboard.press("Control+z")
        if not field.input_value():
            break
    expect(field).to_have_value("")
