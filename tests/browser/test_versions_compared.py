"""Two versions chosen, seen on one drawing and in words, and one of them brought back as a draft."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.company import OpenBrowser, log_in
from tests.cast import MORNING, Cast
from tests.fixtures.browser import DESKTOP, PHONE, TABLET, FindFaults, NewContext, watch_page
from tests.fixtures.server import LiveServer
from tests.workflow_acts import ask, initialized, row, step_names
from tts.domain.graph_json import graph_json
from tts.models import TaskItem
from tts.queries.workflow_graphs import working_graph
from tts.services.tasks import complete_task_item
from tts.services.workflows import initialize_workflow, revise_workflow, save_details, save_graph

Db = scoped_session[Session]
WIDTHS = {"desktop": DESKTOP, "tablet": TABLET, "phone": PHONE}


@pytest.fixture
def workflow_id(session: Db, company: Cast) -> int:
    """In use on its second version, in which every kind of difference stands beside the first."""
    workflow_id = initialized(session, company.ada)
    ask(session, company.rita)
    revise_workflow(session, workflow_id, actor=company.ada, now=MORNING)
    graph = copy.deepcopy(graph_json(working_graph(session, workflow_id)))
    first, second, third = graph["nodes"]
    first["weight"], second["weight"] = 0.3, 0.5
    third["design"] = {"x": third["design"]["x"], "y": third["design"]["y"] + 260}
    graph["nodes"].append(
        {
            "temp_id": "n",
            "name": "Check the warranty",
            "role_id": company.role("Agent"),
            "weight": 0,
            "order": 9,
            "design": {"x": 100, "y": 320},
        }
    )
    onward = next(edge for edge in graph["edges"] if edge["from_step_id"] == second["step_id"])
    graph["edges"].remove(onward)
    graph["edges"] += [
        {"temp_id": "a", "name": "Ask the maker", "from_step_id": second["step_id"], "to_temp_id": "n"},
        {"temp_id": "b", "name": "Replaced", "from_temp_id": "n", "to_step_id": third["step_id"]},
    ]
    save_graph(session, workflow_id, graph, actor=company.ada, now=MORNING)
    initialize_workflow(session, workflow_id, actor=company.ada, now=MORNING)
    return workflow_id


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_two_versions_are_chosen_compared_and_one_is_brought_back(
    new_context: NewContext, live_server: LiveServer, session: Db, workflow_id: int, scripts: bool
) -> None:
    context = new_context(base_url=live_server.url, viewport=DESKTOP, java_script_enabled=scripts)
    with watch_page(context.new_page()) as page:
        log_in(page, "Ada")
        page.goto(f"/workflows/{workflow_id}/versions")
        page.get_by_label("From version 2").check()
        page.get_by_label("To version 1").check()
        page.get_by_role("button", name="Compare the two").click()
        expect(page.get_by_role("heading", name="From version 2 to version 1")).to_be_visible()
        page.get_by_role("link", name="Swap sides").click()
        expect(page.get_by_role("heading", name="From version 1 to version 2")).to_be_visible()
        assert_told(page)
        page.get_by_role("link", name="Bring version 1 back…").click()
        expect(page.get_by_text("Step “Check the warranty” was removed.")).to_be_visible()
        page.get_by_role("button", name="Bring version 1 back").click()
        expect(page.get_by_text("Version 1 is back as a draft.")).to_be_visible()
    assert row(session, workflow_id).revision_status == "draft"
    assert step_names(session, workflow_id) == ["Triage", "Resolution", "Verification"]


def assert_told(page: Page) -> None:
    """The drawing with its signs, and the same in words, what tickets would find first."""
    drawing = page.get_by_role("img", name="Both versions on one drawing")
    expect(drawing).to_be_visible()
    for sign in ("+ added", "± share", "→ moved", "+ Ask the maker"):
        expect(drawing.get_by_text(sign, exact=True).first).to_be_visible()
    expect(page.get_by_text(re.compile("1 ticket is at Triage and would"))).to_be_visible()
    expect(page.get_by_text("see the step's share of medium rise")).to_be_visible()
    lost = page.locator("section", has=page.get_by_role("heading", name="Routes lost"))
    expect(lost.get_by_role("listitem").first).to_contain_text("Verification")
    expect(page.get_by_text("Step “Check the warranty” was added.")).to_be_visible()
    headings = page.locator("main h2").all_inner_texts()
    assert headings.index("What open tickets would gain or lose") < headings.index("Steps and transitions")


@pytest.fixture
def shorter_id(session: Db, company: Cast) -> int:
    """In use on its second version, without Resolution; a ticket there and one at Triage have the first."""
    workflow_id = initialized(session, company.ada)
    ask(session, company.rita)
    item = session.scalars(sa.select(TaskItem).where(TaskItem.closed_at.is_(None))).one()
    (assign,) = working_graph(session, workflow_id).choices(item.step_id)
    holder = company.called(item.holder_id)
    complete_task_item(session, item.id, int(assign.transition_id), actor=holder, now=MORNING)
    ask(session, company.rita)
    revise_workflow(session, workflow_id, actor=company.ada, now=MORNING)
    graph = copy.deepcopy(graph_json(working_graph(session, workflow_id)))
    first, _, last = graph["nodes"]
    first["role_id"], first["weight"], last["weight"] = company.role("Technician"), 0.4, 0.6
    solve = {
        "temp_id": "s",
        "name": "Solve",
        "from_step_id": first["step_id"],
        "to_step_id": last["step_id"],
    }
    shorter = {"nodes": [first, last], "edges": [solve]}
    save_graph(session, workflow_id, shorter, actor=company.ada, now=MORNING)
    save_details(session, workflow_id, {"medium_sla": "36:00:00"}, actor=company.ada, now=MORNING)
    initialize_workflow(session, workflow_id, actor=company.ada, now=MORNING)
    return workflow_id


def test_a_step_gone_a_role_and_a_promise_changed_are_drawn_and_told_with_what_tickets_would_find(
    open_browser: OpenBrowser, shorter_id: int
) -> None:
    page = open_browser("Ada")
    page.goto(f"/workflows/{shorter_id}/versions/comparison?old=1&new=2")
    drawing = page.get_by_role("img", name="Both versions on one drawing")
    signs = {"changed": "± role, share", "removed": "− removed"}
    for state, sign in signs.items():
        expect(drawing.locator(f"g.{state}").get_by_text(sign, exact=True)).to_be_visible()
    for name in ("− Assign", "− Complete", "+ Solve"):
        expect(drawing.get_by_text(name, exact=True)).to_be_visible()
    assert told_in(page, "Steps and transitions") == [
        "Step “Resolution” was removed.",
        "“Triage” is now done by Technician, was Agent.",
        "“Triage” now takes 40 % of the time, was 20 %.",
        "“Verification” now takes 60 % of the time, was 20 %.",
        "Transition “Assign” from “Triage” to “Resolution” was removed.",
        "Transition “Complete” from “Resolution” to “Verification” was removed.",
        "Transition “Solve” from “Triage” to “Verification” was added.",
    ]
    assert told_in(page, "Routes lost") == ["Triage by → Assign → Resolution by → Complete → Verification"]
    assert told_in(page, "Routes gained") == ["Triage by → Solve → Verification"]
    assert told_in(page, "Promises, calendar and intake") == [
        "Medium tickets are now promised 36 h, was 2 d."
    ]
    assert tickets_told(page) == {
        "1 ticket is at Triage and would": [
            "lose the choice “Assign”",
            "gain the choice “Solve”, which leads to “Verification”",
            "be for Technician instead of Agent",
            "see the step's share of medium rise from 9 h 36 min to 14 h 24 min",
            "see the whole promise of medium fall from 2 d to 36 h",
        ],
        "1 ticket is at Resolution and would": ["have no step to stand on, as it is gone"],
    }


def write_version(session: Db, company: Cast, workflow_id: int, sla: str, **changed: dict[str, Any]) -> None:
    """Another version, in which the steps named so far have other values and medium tickets this promise."""
    revise_workflow(session, workflow_id, actor=company.ada, now=MORNING)
    graph = graph_json(working_graph(session, workflow_id))
    for step in graph["nodes"]:
        step |= changed.get(step["name"], {})
    save_graph(session, workflow_id, graph, actor=company.ada, now=MORNING)
    save_details(session, workflow_id, {"medium_sla": sla}, actor=company.ada, now=MORNING)
    initialize_workflow(session, workflow_id, actor=company.ada, now=MORNING)


@pytest.fixture
def thrice_id(session: Db, company: Cast) -> int:
    """In use on its third version, which takes a promise of the second back, with a draft beside it."""
    workflow_id, manager = initialized(session, company.ada), company.role("Manager")
    write_version(session, company, workflow_id, "36:00:00", Resolution={"name": "Repair"})
    write_version(session, company, workflow_id, "48:00:00", Repair={"role_id": manager})
    revise_workflow(session, workflow_id, actor=company.ada, now=MORNING)
    graph = graph_json(working_graph(session, workflow_id))
    graph["edges"][1] |= {"name": "Done", "note_required": True}
    save_graph(session, workflow_id, graph, actor=company.ada, now=MORNING)
    return workflow_id


def test_any_two_of_three_versions_and_the_draft_are_compared_and_nothing_of_those_between_is_told(
    open_browser: OpenBrowser, thrice_id: int
) -> None:
    page = open_browser("Ada")
    renamed = "“Resolution” is now called “Repair”."
    by_managers = "“Repair” is now done by Manager, was Technician."
    page.goto(f"/workflows/{thrice_id}/versions")
    page.get_by_label("From version 1").check()
    page.get_by_label("To version 3").check()
    page.get_by_role("button", name="Compare the two").click()
    expect(page.get_by_role("heading", name="From version 1 to version 3")).to_be_visible()
    assert told_in(page, "Steps and transitions") == [renamed, by_managers]
    assert told_in(page, "Promises, calendar and intake") == [], "36 h were promised only in between"
    drawing = page.get_by_role("img", name="Both versions on one drawing")
    expect(drawing.locator("g.changed").get_by_text("± name, role", exact=True)).to_be_visible()
    page.get_by_label("From", exact=True).select_option("Version 2")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_role("heading", name="From version 2 to version 3")).to_be_visible()
    assert told_in(page, "Steps and transitions") == [by_managers]
    assert told_in(page, "Promises, calendar and intake") == [
        "Medium tickets are now promised 2 d, was 36 h."
    ]
    page.get_by_label("To", exact=True).select_option("The draft")
    page.get_by_label("From", exact=True).select_option("Version 3, in use")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_role("heading", name="From version 3 to the draft")).to_be_visible()
    complete = "Transition “Complete” from “Repair” to “Verification”"
    assert told_in(page, "Steps and transitions") == [
        f"{complete} is now called “Done”.",
        f"{complete} now needs a note.",
    ]


def told_in(page: Page, heading: str) -> list[str]:
    """The lines under a heading, without their signs."""
    part = page.locator("section", has=page.get_by_role("heading", name=heading, exact=True))
    lines = part.locator("ul.diffs > li > span:last-child").all_inner_texts()
    return [" ".join(line.split()) for line in lines]


def tickets_told(page: Page) -> dict[str, list[str]]:
    """What the open tickets of each step would find, by what is said of them."""
    groups = page.locator("#tickets ul.touched > li").all()
    return {
        " ".join(group.locator("p").inner_text().split()): [
            " ".join(line.split())
            for line in group.locator("ul.diffs > li > span:last-child").all_inner_texts()
        ]
        for group in groups
    }


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("size", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_differs_can_be_read_by_everybody(
    new_context: NewContext,
    live_server: LiveServer,
    find_faults: FindFaults,
    workflow_id: int,
    size: str,
    scheme: str,
) -> None:
    context = new_context(base_url=live_server.url, viewport=WIDTHS[size], color_scheme=scheme)
    with watch_page(context.new_page()) as page:
        log_in(page, "Ada")
        faults: list[str] = []
        for path in ("versions", "versions/comparison", "versions/1/restoration", "versions/1"):
            page.goto(f"/workflows/{workflow_id}/{path}")
            faults += find_faults(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert not faults, "\n".join(faults)
