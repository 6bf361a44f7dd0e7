"""Drawing as one does it with a pointer, and what happens to it when the line goes dead."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import Canvas, box_of, close_unconnected, drag, draw
from tests.browser.company import LATEST, OpenBrowser
from tests.cast import MORNING, Cast
from tests.seed_example import SEED_PICTURE, example
from tests.workflow_acts import made, steps_of
from tts.domain.graph_json import graph_json
from tts.queries.workflow_graphs import working_graph
from tts.services import workflows as act

AnySession = scoped_session[Session]


def names_in(session: AnySession, workflow_id: int) -> list[str]:
    """The steps as they are stored."""
    return sorted(step.name for step in steps_of(session, workflow_id))


def test_steps_go_from_one_workflow_to_another_by_the_clipboard_and_nothing_else_does(
    open_browser: OpenBrowser, session: AnySession, company: Cast
) -> None:
    first, second = made(session, company.ada), made(session, company.ada, name="Other", sub_category="Other")
    page = open_browser("Ada")
    canvas = draw(page, first)
    canvas.step("Triage").click()
    canvas.step("Resolution").click(modifiers=["Shift"])
    page.keyboard.press("Control+c")
    draw(page, second)
    page.locator(".react-flow__pane").click(position={"x": 20, "y": 300})
    page.keyboard.press("Control+v")
    expect(canvas.step("Triage 2")).to_be_visible()
    expect(canvas.transition("Assign", "Triage 2", "Resolution 2")).to_be_visible()
    canvas.save()
    assert names_in(session, second) == ["Resolution", "Resolution 2", "Triage", "Triage 2", "Verification"]
    instruction = canvas.select("Triage").get_by_label("Instruction")
    instruction.fill('{"mark": "TTS workflow steps", "version": 1, "steps": [{"name": "<b>"}]}')
    for press in ("Control+a", "Control+c"):
        instruction.press(press)
    canvas.step("Triage").click()
    page.keyboard.press("Control+v")
    expect(page.get_by_role("alert")).to_contain_text(
        "Nothing was pasted: it was changed since it was copied"
    )
    expect(page.locator(".dz-step")).to_have_count(5)


def test_a_step_is_dropped_on_a_transition_and_another_drawn_into_the_empty(
    open_browser: OpenBrowser, session: AnySession, company: Cast
) -> None:
    workflow_id = made(session, company.ada)
    page = open_browser("Ada")
    canvas = draw(page, workflow_id)
    part = canvas.palette.get_by_role("button", name="Step", exact=True)
    part.drag_to(canvas.transition("Complete", "Resolution", "Verification"))
    page.get_by_label("Name of the step").fill("Second look")
    page.keyboard.press("Enter")
    expect(canvas.transition("Complete", "Resolution", "Second look")).to_be_visible()
    expect(canvas.transition("To Verification", "Second look", "Verification")).to_be_visible()
    page.get_by_role("button", name="Show everything").click()
    port = box_of(canvas.step("Triage").locator(".react-flow__handle-bottom"))
    at = (port["x"] + port["width"] / 2, port["y"] + port["height"] / 2)
    drag(page, at, (at[0], at[1] + 150))
    page.get_by_label("Name of the step").fill("Aside")
    page.keyboard.press("Enter")
    expect(canvas.transition("Next", "Triage", "Aside")).to_be_visible()
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(canvas.step("Aside")).to_have_count(0)


def test_several_steps_are_boxed_in_aligned_and_put_back_by_one_undo(
    open_browser: OpenBrowser, session: AnySession, company: Cast
) -> None:
    page = open_browser("Ada")
    canvas = draw(page, made(session, company.ada))
    first, last = box_of(canvas.step("Triage")), box_of(canvas.step("Verification"))
    middle = (last["x"] + 60, last["y"] + 20)
    drag(page, middle, (middle[0], middle[1] + 120))
    page.keyboard.down("Shift")
    drag(page, (first["x"] - 20, first["y"] - 40), (last["x"] + last["width"] + 20, last["y"] + 200))
    page.keyboard.up("Shift")
    expect(canvas.properties.get_by_text("3 steps and 2 transitions selected.")).to_be_visible()
    canvas.properties.get_by_role("button", name="Align at the top").click()
    assert box_of(canvas.step("Verification"))["y"] == pytest.approx(
        box_of(canvas.step("Triage"))["y"], abs=2
    )
    page.keyboard.press("Control+z")
    assert box_of(canvas.step("Verification"))["y"] > box_of(canvas.step("Triage"))["y"] + 50


def below(canvas: Canvas) -> float:
    """How far the last step stands below the first."""
    return box_of(canvas.step("Verification"))["y"] - box_of(canvas.step("Triage"))["y"]


def test_the_way_to_a_problem_is_shown_and_one_click_mends_it(
    open_browser: OpenBrowser, session: AnySession, company: Cast
) -> None:
    body = {**example(), "graph": SEED_PICTURE}
    workflow_id = act.create_workflow(session, body, actor=company.ada, now=MORNING).workflow_id
    page = open_browser("Ada")
    canvas = draw(page, workflow_id)
    problem = canvas.problems.get_by_role("listitem").filter(has_text="Tickets stop at “Manager Review”")
    problem.get_by_role("button", name="Show: ").click()
    expect(canvas.transition("Escalate", "Triage", "Manager Review")).to_have_class("dz-label is-route")
    expect(canvas.transition("Resolve", "Triage", "Resolve")).not_to_have_class("dz-label is-route")
    expect(canvas.step("Manager Review")).to_be_focused()
    problem.get_by_role("button", name="Mark as end").click()
    expect(problem).to_have_count(0, timeout=LATEST)
    page.get_by_role("button", name="Undo: Mark as end").click()
    expect(problem).to_have_count(1, timeout=LATEST)


def test_work_drawn_without_a_connection_is_kept_and_offered_on_the_next_visit(
    open_browser: OpenBrowser, session: AnySession, company: Cast
) -> None:
    workflow_id = made(session, company.ada)
    page = open_browser("Ada")
    canvas = draw(page, workflow_id)
    page.context.set_offline(True)
    canvas.add("Drawn on the train")
    expect(canvas.saving).to_contain_text("Not saved: no connection", timeout=LATEST)
    expect(page.get_by_role("alert")).to_contain_text("kept in this browser")
    close_unconnected(page)
    assert "Drawn on the train" not in names_in(session, workflow_id)
    again = page.context.new_page()
    again.context.set_offline(False)
    canvas = draw(again, workflow_id)
    question = again.get_by_role("dialog", name="You have unsaved work from earlier")
    expect(question).to_contain_text("1 step added", timeout=LATEST)
    question.get_by_role("button", name="Restore my work").click()
    expect(canvas.step("Drawn on the train")).to_be_visible()
    canvas.expect_saved()
    canvas.save()
    assert "Drawn on the train" in names_in(session, workflow_id)
    draw(again, workflow_id)
    expect(question).to_have_count(0)


def test_a_save_that_arrives_while_its_answer_is_lost_is_there_once(
    open_browser: OpenBrowser, session: AnySession, company: Cast
) -> None:
    workflow_id = made(session, company.ada)
    page = open_browser("Ada")
    canvas = draw(page, workflow_id)
    lost = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/update-graph/", lose, times=1)
    part = canvas.palette.get_by_role("button", name="Step", exact=True)
    part.drag_to(canvas.transition("Complete", "Resolution", "Verification"))
    page.get_by_label("Name of the step").fill("Second look")
    page.keyboard.press("Enter")
    expect(canvas.saving).to_contain_text("Not saved: no connection", timeout=LATEST)
    canvas.expect_saved()
    canvas.save()
    assert lost == [200]
    assert names_in(session, workflow_id) == ["Resolution", "Second look", "Triage", "Verification"]
    assert len(working_graph(session, workflow_id).transitions) == 3
    expect(page.get_by_text("Merged with")).to_have_count(0)


def test_kept_work_is_merged_with_what_was_saved_since(
    open_browser: OpenBrowser, session: AnySession, company: Cast
) -> None:
    workflow_id = made(session, company.ada)
    page = open_browser("Ada")
    canvas = draw(page, workflow_id)
    page.context.set_offline(True)
    canvas.add("Drawn on the train")
    expect(canvas.saving).to_contain_text("Not saved: no connection", timeout=LATEST)
    close_unconnected(page)
    graph = graph_json(working_graph(session, workflow_id))
    graph["nodes"].append({"temp_id": "theirs", "name": "Second look", "role_id": 2, "weight": 0})
    graph["nodes"][0]["name"] = "Sort"
    act.save_graph(session, workflow_id, graph, actor=company.ada, now=MORNING)
    again = page.context.new_page()
    again.context.set_offline(False)
    canvas = draw(again, workflow_id, "Sort")
    question = again.get_by_role("dialog", name="You have unsaved work from earlier")
    expect(question).to_contain_text("1 step added", timeout=LATEST)
    expect(question).to_contain_text("Restoring merges both")
    question.get_by_role("button", name="Restore my work").click()
    expect(canvas.step("Drawn on the train")).to_be_visible()
    canvas.save()
    assert names_in(session, workflow_id) == [
        "Drawn on the train",
        "Resolution",
        "Second look",
        "Sort",
        "Verification",
    ]
