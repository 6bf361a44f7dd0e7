"""The tables of steps and transitions beside the canvas: one drawing, one history, one list of problems."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import Canvas
from tests.browser.company import LATEST
from tests.browser.test_drawing import names_in

Db = scoped_session[Session]


def turn_to(page: Page, view: str) -> None:
    """The canvas or the table, by its button."""
    page.get_by_role("button", name=view, exact=True).click()


def test_what_is_changed_in_the_table_is_on_the_canvas_and_one_undo_takes_both_back(
    canvas: Canvas, session: Db, workflow_id: int
) -> None:
    page = canvas.page
    turn_to(page, "Table")
    page.get_by_label("Name of step Resolution").fill("Repair")
    page.get_by_label("Role of Repair").select_option(label="Manager")
    page.get_by_label("Name of transition Assign").fill("Hand on")
    page.get_by_label("Hand on needs a note").check()
    page.get_by_label("Transition Complete to").select_option(label="Triage")
    turn_to(page, "Canvas")
    expect(canvas.step("Repair")).to_contain_text("Manager")
    expect(canvas.transition("Hand on", "Triage", "Repair")).to_be_visible()
    expect(canvas.transition("Complete", "Repair", "Triage")).to_be_visible()
    canvas.save()
    assert "Repair" in names_in(session, workflow_id)
    for _ in range(5):
        page.keyboard.press("Control+z")
    expect(canvas.step("Resolution")).to_contain_text("Technician")
    expect(canvas.transition("Assign", "Triage", "Resolution")).to_be_visible()
    expect(canvas.transition("Complete", "Resolution", "Verification")).to_be_visible()
    turn_to(page, "Table")
    expect(page.get_by_label("Name of step Resolution")).to_have_value("Resolution")
    expect(page.get_by_label("Assign needs a note")).not_to_be_checked()
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_disabled()


def test_what_is_undone_while_the_table_is_shown_is_undone_on_the_canvas(canvas: Canvas) -> None:
    page = canvas.page
    canvas.add("Second look")
    turn_to(page, "Table")
    expect(page.get_by_label("Name of step Second look")).to_be_visible()
    page.get_by_role("button", name="Delete step Verification").click()
    expect(page.locator("table.dz-transitions tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Undo: Delete Verification").click()
    expect(page.locator("table.dz-transitions tbody tr")).to_have_count(2)
    turn_to(page, "Canvas")
    expect(canvas.step("Verification")).to_be_visible()
    expect(canvas.transition("Complete", "Resolution", "Verification")).to_be_visible()


def test_a_problem_leads_to_its_row_in_the_table_and_to_its_step_on_the_canvas(canvas: Canvas) -> None:
    page = canvas.page
    turn_to(page, "Table")
    page.get_by_label("Role of Resolution").select_option(label="choose…")
    problem = canvas.problems.get_by_role("listitem").filter(has_text=re.compile("“Resolution”.*role"))
    expect(problem).to_be_visible(timeout=LATEST)
    row = page.locator("table.dz-steps tbody tr").filter(has=page.get_by_label("Name of step Resolution"))
    expect(row.locator(".at-mark")).not_to_be_empty()
    problem.locator("button.dz-sentence").click()
    expect(page.get_by_label("Name of step Resolution")).to_be_focused()
    turn_to(page, "Canvas")
    problem.get_by_role("button", name="Show: ").click()
    expect(canvas.step("Resolution")).to_be_focused()
    expect(canvas.properties.get_by_label("Name", exact=True)).to_have_value("Resolution")


def test_a_problem_of_a_transition_leads_to_its_row_and_to_its_name_on_the_line(canvas: Canvas) -> None:
    page = canvas.page
    turn_to(page, "Table")
    page.get_by_label("Name of transition Assign").fill("")
    problem = canvas.problems.get_by_role("listitem").filter(has_text="to “Resolution” has no name.")
    expect(problem).to_be_visible(timeout=LATEST)
    page.get_by_label("Name of step Verification").focus()
    problem.get_by_role("button", name="Show: ").click()
    expect(page.get_by_label("Name of transition without a name")).to_be_focused()
    turn_to(page, "Canvas")
    problem.get_by_role("button", name="Show: ").click()
    expect(
        page.get_by_role("button", name=re.compile("^Transition .*, Triage to Resolution"))
    ).to_be_focused()
    page.keyboard.press("Delete")
    expect(page.locator(".dz-step")).to_have_count(3)
    expect(problem).to_have_count(0, timeout=LATEST)
