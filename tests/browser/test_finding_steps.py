"""Steps found by what is written on them: their name, their role, the words of their instruction."""

from __future__ import annotations

from playwright.sync_api import expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import draw
from tests.browser.company import OpenBrowser
from tests.cast import MORNING, Cast
from tests.seed_example import example
from tts.services import workflows as act


def test_a_step_is_found_by_its_role_or_its_words_and_gone_to_by_click_or_key_or_nothing_is(
    open_browser: OpenBrowser, session: scoped_session[Session], company: Cast
) -> None:
    body = example()
    body["graph"]["nodes"][2]["instruction"] = "Ring the façade's owner."
    workflow_id = act.create_workflow(session, body, actor=company.ada, now=MORNING).workflow_id
    page = open_browser("Ada")
    canvas = draw(page, workflow_id)
    page.get_by_role("button", name="Find a step").click()
    search = page.get_by_role("search", name="Find a step")
    typed, found = search.get_by_role("combobox"), search.get_by_role("option")
    expect(typed).to_be_focused()
    expect(found).to_have_count(3)
    typed.fill("agent")
    expect(found).to_have_text(["TriageAgent", "VerificationAgent"])
    expect(search.get_by_text("2 steps found")).to_be_attached()
    typed.fill("owner FACADE")
    expect(found).to_have_text(["VerificationAgent"])
    found.click()
    expect(search).to_have_count(0)
    expect(canvas.step("Verification")).to_be_focused()
    expect(canvas.properties.get_by_label("Name", exact=True)).to_have_value("Verification")
    page.keyboard.press("Control+f")
    typed.fill("agent")
    for key in ("ArrowDown", "ArrowDown", "ArrowUp"):
        typed.press(key)
    expect(found.first).to_have_attribute("aria-selected", "true")
    typed.press("Enter")
    expect(canvas.step("Triage")).to_be_focused()
    page.keyboard.press("Control+f")
    typed.fill("zebra")
    expect(search.get_by_text("No step says that.")).to_be_visible()
    expect(search.get_by_text("0 steps found")).to_be_attached()
    typed.press("Enter")
    expect(typed).to_be_focused()
    typed.press("Escape")
    expect(search).to_have_count(0)
    expect(page.locator("#dz-canvas")).to_be_focused()
    expect(canvas.properties.get_by_label("Name", exact=True)).to_have_value("Triage")
