"""Two people change the same, each otherwise: a step that is gone, the start, a way, what is promised."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import Canvas, draw
from tests.browser.company import LATEST, OpenBrowser
from tests.cast import MORNING, Cast, join
from tests.seed_example import example
from tests.workflow_acts import row
from tts.domain.graph import Graph
from tts.queries.workflow_graphs import working_graph
from tts.services import workflows as act

AnySession = scoped_session[Session]


@pytest.fixture
def workflow_id(session: AnySession, company: Cast) -> int:
    """The seed's example with two more steps, a draft that Ada and Bob may both change."""
    join(session, company.user_ids["Bob"], company.role("Admin"))
    session.commit()
    body = example()
    more = {"role_id": 2, "weight": 0}
    body["graph"]["nodes"] += [
        {**more, "temp_id": "node_4", "name": "Review", "design": {"x": 300, "y": 300}},
        {**more, "temp_id": "node_5", "name": "Archive", "design": {"x": 560, "y": 300}, "is_end": True},
    ]
    for node in body["graph"]["nodes"]:
        node["design"]["x"] *= 2
    body["graph"]["edges"] += [
        {"from_temp_id": "node_2", "to_temp_id": "node_4", "name": "Check"},
        {"from_temp_id": "node_4", "to_temp_id": "node_3", "name": "Fine"},
        {"from_temp_id": "node_3", "to_temp_id": "node_5", "name": "File"},
    ]
    return act.create_workflow(session, body, actor=company.ada, now=MORNING).workflow_id


def promise(canvas: Canvas, hours: str) -> None:
    """Promise an urgent ticket within so many hours, where nothing is selected."""
    canvas.properties.get_by_label("Urgent hours").fill(hours)


def start_at(canvas: Canvas, step: str) -> None:
    """Have tickets start at a step."""
    canvas.select(step).get_by_label("Start", exact=True).check()


def lead(canvas: Canvas, target: str) -> None:
    """Lead “Complete” elsewhere."""
    canvas.transition("Complete", "Resolution", "Verification").click()
    canvas.properties.get_by_label("To", exact=True).select_option(label=target)


def delete(canvas: Canvas, step: str) -> None:
    """Delete a step, and what leads from and to it."""
    canvas.select(step).get_by_role("button", name="Delete step").click()
    expect(canvas.step(step)).to_have_count(0)


def instruct(canvas: Canvas, step: str, words: str) -> None:
    """Write the instruction of a step."""
    canvas.select(step).get_by_label("Instruction").fill(words)


def asked(canvas: Canvas, other: str, sides: Mapping[str, tuple[str, str]]) -> Locator:
    """Save and be asked about exactly this: what it is, on my side and on theirs."""
    canvas.page.keyboard.press("Control+s")
    dialog = canvas.page.get_by_role("dialog", name=f"{other} changed the same as you")
    expect(dialog.get_by_role("status")).to_have_text(f"0 of {len(sides)} chosen", timeout=LATEST)
    for title, words in sides.items():
        expect(dialog.get_by_role("group", name=title, exact=True).locator(".dz-side-says")).to_have_text(
            list(words)
        )
    return dialog


def choose(dialog: Locator, title: str, side: str) -> None:
    """Choose one of two sides."""
    dialog.get_by_role("group", name=title, exact=True).get_by_role("radio", name=side).check()


def agree(canvas: Canvas, dialog: Locator) -> None:
    """Save as it was chosen."""
    dialog.get_by_role("button", name="Save both together").click()
    expect(dialog).to_have_count(0)
    canvas.expect_saved()


def stored(session: AnySession, workflow_id: int) -> Graph:
    """The graph as it is stored now."""
    session.rollback()
    return working_graph(session, workflow_id)


def ways_in(graph: Graph) -> set[str]:
    """The transitions as one says them."""
    names = {step.step_id: step.name for step in graph.steps}
    return {f"{names[way.from_step_id]} {way.name} {names[way.to_step_id]}" for way in graph.transitions}


def test_each_kind_is_asked_in_its_own_words_and_stored_as_it_was_chosen(
    open_browser: OpenBrowser, session: AnySession, workflow_id: int
) -> None:
    ada, bob = (draw(open_browser(name), workflow_id) for name in ("Ada", "Bob"))
    bob.page.route("**/update-*/", lambda route: route.abort())
    for canvas, hours, start, target in (
        (ada, "2", "Resolution", "Triage"),
        (bob, "3", "Archive", "Archive"),
    ):
        promise(canvas, hours)
        start_at(canvas, start)
        lead(canvas, target)
    delete(ada, "Review")
    ada.save()
    instruct(bob, "Review", "Read it twice.")
    bob.page.unroute("**/update-*/")
    dialog = asked(
        bob,
        "Ada",
        {
            "Step “Review”": ("Kept, and changed: instruction", "Removed"),
            "Where tickets start": ("Archive", "Resolution"),
            "Transition “Complete”: where it leads": ("Resolution → Archive", "Resolution → Triage"),
            "Workflow: time at urgent": ("3 h", "2 h"),
        },
    )
    dialog.get_by_role("button", name="All Ada’s").click()
    choose(dialog, "Where tickets start", "Mine")
    choose(dialog, "Workflow: time at urgent", "Mine")
    expect(dialog.get_by_role("status")).to_have_text("4 of 4 chosen")
    agree(bob, dialog)
    graph = stored(session, workflow_id)
    assert [step.name for step in graph.steps if step.is_start] == ["Archive"]
    assert ways_in(graph) == {
        "Triage Assign Resolution",
        "Resolution Complete Triage",
        "Verification File Archive",
    }
    assert row(session, workflow_id).urgent_sla == timedelta(hours=3)
    expect(bob.step("Review")).to_have_count(0)

    instruct(bob, "Verification", "Ask whoever reported it.")
    bob.save()
    delete(ada, "Verification")
    title = "Step “Verification”"
    dialog = asked(ada, "Bob", {title: ("Removed", "Kept, and changed: instruction")})
    choose(dialog, title, "Bob’s")
    agree(ada, dialog)
    expect(ada.step("Verification")).to_be_visible()
    graph = stored(session, workflow_id)
    kept = {step.name: step.instruction for step in graph.steps}
    assert kept["Verification"] == "Ask whoever reported it."
    assert "Verification File Archive" in ways_in(graph)
