"""Two administrators draw one workflow: nothing anybody typed is lost, and nothing is left behind unasked."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import Canvas
from tests.browser.company import LATEST, OpenBrowser, open_browsers
from tests.cast import Cast, join
from tests.fixtures.browser import DESKTOP, Axe, NewContext
from tests.fixtures.server import LiveServer
from tests.workflow_acts import made, row, step_names


@pytest.fixture
def workflow_id(session: scoped_session[Session], company: Cast) -> int:
    """The seed's example, a draft that Ada and Bob may both change."""
    join(session, company.user_ids["Bob"], company.role("Admin"))
    session.commit()
    return made(session, company.ada)


@pytest.fixture
def open_browser(new_context: NewContext, company: Cast, live_server: LiveServer) -> Iterator[OpenBrowser]:
    """A browser for anybody of the company."""
    yield from open_browsers(new_context, live_server.url, viewport=DESKTOP)


@pytest.fixture
def draw(open_browser: OpenBrowser, workflow_id: int) -> OpenBrowser:
    """The designer, opened by somebody."""

    def open_designer(name: str) -> Page:
        page = open_browser(name)
        page.clock.install()
        page.goto(f"/workflows/{workflow_id}/designer")
        expect(Canvas(page).step("Triage")).to_be_visible(timeout=LATEST)
        return page

    return open_designer


def say_in(page: Page, instruction: str, step: str = "Triage") -> None:
    """Type a step's instruction."""
    Canvas(page).select(step).get_by_label("Instruction").fill(instruction)


def instruction_in(page: Page, step: str = "Triage") -> str:
    """What the instruction of a step is now."""
    return Canvas(page).select(step).get_by_label("Instruction").input_value()


def wait_for_news(page: Page) -> None:
    """Let the time pass after which a page asks again who is here and what they did."""
    page.clock.fast_forward("00:16")


def disagree(draw: OpenBrowser) -> tuple[Page, Locator]:
    """Ada and Bob write the same instruction, Ada adds a step, Bob a share; Bob saves last and is asked."""
    ada, bob = draw("Ada"), draw("Bob")
    say_in(ada, "Look it up first.")
    Canvas(ada).add("Second look")
    Canvas(ada).save()
    say_in(bob, "Ring them up first.")
    Canvas(bob).select("Triage").get_by_label("Share", exact=True).fill("0.15")
    bob.keyboard.press("Control+s")
    dialog = bob.get_by_role("dialog", name="Ada changed the same as you")
    expect(dialog).to_be_visible(timeout=LATEST)
    return bob, dialog


def test_what_does_not_clash_is_merged_saved_and_told_and_is_one_undo(
    draw: OpenBrowser, session: scoped_session[Session], workflow_id: int
) -> None:
    ada, bob = draw("Ada"), draw("Bob")
    Canvas(ada).add("Second look")
    Canvas(ada).save()
    say_in(bob, "Ring them up first.")
    Canvas(bob).save()
    expect(bob.get_by_role("alert")).to_contain_text(
        re.compile("Merged with what Ada changed.*“Second look” added")
    )
    expect(Canvas(bob).step("Second look")).to_be_visible()
    session.rollback()
    assert "Second look" in step_names(session, workflow_id)
    bob.get_by_role("button", name="Undo: Merge with what Ada saved").click()
    expect(Canvas(bob).step("Second look")).to_have_count(0)
    assert instruction_in(bob) == "Ring them up first."


def test_the_same_field_is_asked_side_by_side_and_chosen_by_keyboard(
    draw: OpenBrowser, session: scoped_session[Session], workflow_id: int, axe: Axe
) -> None:
    bob, dialog = disagree(draw)
    choice = dialog.get_by_role("group", name="Step “Triage”: instruction")
    expect(choice).to_contain_text("Ring them up first.")
    expect(choice).to_contain_text("Look it up first.")
    dialog.get_by_role("button", name="Save both together").click()
    expect(choice).to_contain_text("Choose one of the two")
    axe(bob)
    expect(choice.get_by_role("radio", name="Mine")).to_be_focused()
    bob.keyboard.press("ArrowDown")
    expect(choice.get_by_role("radio", name="Ada’s")).to_be_checked()
    expect(dialog.get_by_role("status")).to_have_text("1 of 1 chosen")
    bob.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    Canvas(bob).expect_saved()
    bob.reload()
    assert instruction_in(bob) == "Look it up first."
    expect(Canvas(bob).properties.get_by_label("Share", exact=True)).to_have_value("0.15")
    session.rollback()
    assert "Second look" in step_names(session, workflow_id)


def test_deciding_later_loses_nothing_and_the_question_comes_back(draw: OpenBrowser) -> None:
    bob, dialog = disagree(draw)
    bob.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(Canvas(bob).saving).to_contain_text("Not saved")
    assert instruction_in(bob) == "Ring them up first."
    bob.get_by_role("button", name="Choose", exact=True).click()
    dialog.get_by_role("radio", name="Mine").check()
    dialog.get_by_role("button", name="Save both together").click()
    expect(bob.locator("#dz-canvas")).to_be_focused()
    Canvas(bob).expect_saved()
    bob.reload()
    assert instruction_in(bob) == "Ring them up first."
    expect(Canvas(bob).step("Second look")).to_be_visible()


def test_what_somebody_saved_meanwhile_is_looked_at_before_it_is_deployed(
    draw: OpenBrowser, session: scoped_session[Session], workflow_id: int
) -> None:
    ada, bob = draw("Ada"), draw("Bob")
    say_in(bob, "Ring them up first.")
    Canvas(bob).save()
    deploy = ada.get_by_role("button", name="Deploy", exact=True)
    deploy.click()
    expect(ada.get_by_role("alert")).to_contain_text(
        re.compile("Nothing was deployed yet.*Bob changed.*instruction.*Look at it, then decide again.")
    )
    assert instruction_in(ada) == "Ring them up first."
    assert row(session, workflow_id).status == "draft"
    deploy.click()
    expect(ada.get_by_role("alert")).to_contain_text("Deployed.", timeout=LATEST)
    assert row(session, workflow_id).status == "deployed"


def test_each_is_shown_who_else_is_here_what_they_saved_and_when_they_left(
    draw: OpenBrowser, axe: Axe
) -> None:
    ada, bob = draw("Ada"), draw("Bob")
    expect(bob.get_by_role("button", name="Ada is here too")).to_be_visible(timeout=LATEST)
    bob.get_by_role("button", name="Ada is here too").click()
    expect(bob.get_by_role("region", name="Ada is here too")).to_contain_text("editing since")
    bob.keyboard.press("Escape")
    Canvas(ada).add("Second look")
    Canvas(ada).save()
    note = bob.locator(".note").get_by_text("Ada saved just now.")
    wait_for_news(bob)
    expect(note).to_be_visible(timeout=2 * LATEST)
    expect(bob.get_by_test_id("said")).to_contain_text("Ada saved just now. It can be brought in")
    axe(bob)
    bob.get_by_role("button", name="Bring it in").click()
    expect(Canvas(bob).step("Second look")).to_be_visible(timeout=LATEST)
    expect(note).to_have_count(0)
    ada.goto("/")
    wait_for_news(bob)
    expect(bob.get_by_role("button", name="Ada is here too")).to_have_count(0, timeout=2 * LATEST)


def test_each_is_told_that_the_other_deployed_it(draw: OpenBrowser) -> None:
    ada, bob = draw("Ada"), draw("Bob")
    ada.get_by_role("button", name="Deploy", exact=True).click()
    expect(ada.get_by_role("alert")).to_contain_text("Deployed.", timeout=LATEST)
    wait_for_news(bob)
    expect(bob.get_by_role("alert")).to_contain_text(
        "This workflow was deployed meanwhile.", timeout=2 * LATEST
    )
    expect(bob.get_by_role("button", name="Back to draft")).to_be_visible()
    expect(bob.get_by_role("button", name="Deploy", exact=True)).to_have_count(0)


def test_what_was_drawn_is_undone_and_done_again_and_a_problem_mended_by_one_click(draw: OpenBrowser) -> None:
    page = draw("Ada")
    canvas = Canvas(page)
    canvas.add("Forgotten")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(canvas.step("Forgotten")).to_have_count(0)
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+Shift+z")
    expect(canvas.step("Forgotten")).to_be_visible()
    canvas.save()
    problem = canvas.problems.locator("li.problem", has_text="Forgotten").first
    expect(problem).to_be_visible()
    expect(page.get_by_role("main").locator(".dz-errors")).to_be_visible()
    problem.get_by_role("button", name="Remove Forgotten").click()
    expect(canvas.step("Forgotten")).to_have_count(0)
    canvas.save()
    expect(canvas.problems.locator("li.problem.error")).to_have_count(0)


def test_steps_are_connected_by_dragging_and_by_keys(draw: OpenBrowser) -> None:
    page = draw("Ada")
    canvas = Canvas(page)
    canvas.palette.get_by_role("button", name="Tidy up").click()
    expect(page.get_by_role("button", name="Undo: Tidy up")).to_be_visible()
    page.get_by_role("button", name="Show everything").click()
    canvas.drag_connection("Resolution", "Triage", "Ask again")
    canvas.step("Verification").focus()
    page.keyboard.press("c")
    dialog = page.get_by_role("dialog", name="Connect two steps")
    expect(dialog.get_by_label("From step")).to_have_value(page_value(page, "Verification"))
    dialog.get_by_label("To step").select_option(label="Resolution")
    dialog.get_by_label("Name of the choice").fill("Not solved")
    dialog.get_by_role("button", name="Connect").click()
    expect(canvas.transition("Not solved", "Verification", "Resolution")).to_be_visible()
    canvas.save()
    page.reload()
    expect(canvas.transition("Ask again", "Resolution", "Triage")).to_be_visible(timeout=LATEST)
    expect(canvas.transition("Not solved", "Verification", "Resolution")).to_be_visible()


def page_value(page: Page, step: str) -> str:
    """The value that the connect dialog has for a step."""
    options = page.get_by_role("dialog").get_by_label("From step").locator("option")
    return str(options.filter(has_text=step).get_attribute("value"))


def test_offline_work_is_kept_asked_about_on_leaving_and_saved_when_the_network_is_back(
    draw: OpenBrowser,
) -> None:
    page = draw("Ada")
    canvas, asked = Canvas(page), list[str]()

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.context.set_offline(True)
    say_in(page, "Written in a tunnel.")
    page.keyboard.press("Control+s")
    expect(canvas.saving).to_contain_text("no connection", timeout=LATEST)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Home", exact=True).click(
        no_wait_after=True
    )
    expect(canvas.step("Triage")).to_be_visible()
    assert asked == ["beforeunload"]
    page.context.set_offline(False)
    canvas.expect_saved()
    page.reload()
    assert instruction_in(page) == "Written in a tunnel."
    assert asked == ["beforeunload"], "nothing is unsaved any more"
