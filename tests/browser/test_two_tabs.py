"""One person with a workflow open in two tabs while the server is away: nothing lies over anything."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import Canvas, close_unconnected, draw
from tests.browser.company import LATEST, OpenBrowser
from tests.cast import Cast
from tests.workflow_acts import made, steps_of

QUESTION = "You have unsaved work from earlier"


def draw_in_vain(page: Page, name: str) -> None:
    """Draw a step that the server does not get."""
    canvas = Canvas(page)
    canvas.add(name)
    expect(canvas.saving).to_contain_text("Not saved: no connection", timeout=LATEST)


def test_what_both_kept_is_offered_once_both_are_gone_and_no_sooner(
    open_browser: OpenBrowser, session: scoped_session[Session], company: Cast
) -> None:
    workflow_id = made(session, company.ada)
    first = open_browser("Ada")
    second = first.context.new_page()
    for page in (first, second):
        draw(page, workflow_id)
    first.context.set_offline(True)
    draw_in_vain(first, "Drawn first")
    draw_in_vain(second, "Drawn second")
    close_unconnected(first)
    close_unconnected(second)
    again = first.context.new_page()
    again.context.set_offline(False)
    canvas = draw(again, workflow_id)
    question = again.get_by_role("dialog", name=QUESTION)
    for name in ("Drawn second", "Drawn first"):
        expect(question).to_contain_text("1 step added", timeout=LATEST)
        question.get_by_role("button", name="Restore my work").click()
        expect(canvas.step(name)).to_be_visible(timeout=LATEST)
    canvas.save()
    names = sorted(step.name for step in steps_of(session, workflow_id))
    assert names == ["Drawn first", "Drawn second", "Resolution", "Triage", "Verification"]
    draw(again, workflow_id)
    expect(question).to_have_count(0)


def test_nobody_is_asked_about_the_work_of_a_tab_that_is_still_open(
    open_browser: OpenBrowser, session: scoped_session[Session], company: Cast
) -> None:
    workflow_id = made(session, company.ada)
    page = open_browser("Ada")
    draw(page, workflow_id)
    page.route("**/update-graph/", lambda route: route.abort())
    draw_in_vain(page, "Drawn on the train")
    other = page.context.new_page()
    question = other.get_by_role("dialog", name=QUESTION)
    draw(other, workflow_id)
    expect(other.get_by_role("button", name="You have this open in another tab")).to_be_visible(
        timeout=LATEST
    )
    expect(question).to_have_count(0)
    assert (
        other.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('tts-designer')).length")
        == 1
    )
