"""An admin's workflows in a browser: drawn from an empty canvas, deployed, initialized, looked after."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.test_agent_day import PASSWORD, log_in
from tests.cast import Cast, gather_cast
from tests.fixtures.browser import Axe, NewContext
from tests.fixtures.server import LiveServer
from tts.models import User, Workflow, WorkflowVersion
from tts.services.people.passwords import hash_password

AnySession = scoped_session[Session]
STEPS = [
    ("Start", "Triage", "Agent", "0.2"),
    ("Step", "Resolution", "Technician", "0.6"),
    ("End", "Verification", "Agent", "0.2"),
]
MARKS = {"Start": "is the start", "End": "can end"}
CHOICES = [("Triage", "Assign", "Resolution"), ("Resolution", "Done", "Verification")]


@pytest.fixture
def cast(session: AnySession) -> Cast:
    """Everybody with a password; no workflow."""
    cast = gather_cast(session)
    session.execute(sa.update(User).values(password_hash=hash_password(PASSWORD)))
    session.commit()
    return cast


def fill_in_details(page: Page) -> None:
    """The form of a new workflow, sent."""
    page.get_by_label("Name", exact=True).fill("IT Support Request")
    page.get_by_label("Department").fill("IT")
    page.get_by_label("Category", exact=True).fill("Technology")
    page.get_by_label("Sub-category").fill("Support Request")
    for priority, hours in (("Urgent", "4"), ("High", "24"), ("Medium", "48"), ("Low", "72")):
        page.get_by_label(f"{priority}, hours").fill(hours)
    page.get_by_role("button", name="Create and draw the steps").click()


def draw_on_canvas(page: Page) -> None:
    """The seed's steps and transitions, by palette, panel and clicks on the canvas."""
    palette = page.get_by_role("toolbar", name="Add")
    for kind, name, role, share in STEPS:
        palette.get_by_role("button", name=kind, exact=True).click()
        page.get_by_label("Name of the step").fill(name)
        page.keyboard.press("Enter")
        page.get_by_label("Role", exact=True).select_option(label=role)
        page.get_by_label("Share", exact=True).fill(share)
    for origin, name, target in CHOICES:
        palette.get_by_role("button", name="Connect").click()
        page.locator(".dz-step", has_text=origin).click()
        page.locator(".dz-step", has_text=target).click()
        page.get_by_label("Name of the transition").fill(name)
        page.keyboard.press("Enter")


def draw_in_tables(page: Page) -> None:
    """The same on the designer's tables."""
    for kind, name, role, share in STEPS:
        page.get_by_role("button", name="Add step").click()
        row = page.locator("table.dz-steps tbody tr").last
        row.get_by_label(re.compile("^Name of step")).fill(name)
        row.locator("select").first.select_option(label=role)
        row.get_by_label(re.compile("^Share")).fill(share)
        if kind in MARKS:
            page.get_by_label(f"{name} {MARKS[kind]}").check()
    for origin, name, target in CHOICES:
        page.get_by_label("New transition from").select_option(label=origin)
        page.get_by_label("New transition name").fill(name)
        page.get_by_label("New transition to").select_option(label=target)
        page.get_by_role("button", name="Add transition").click()


def deploy_and_initialize(page: Page) -> None:
    """From the overview: read what is to be read, then both moves."""
    for move in ("Deploy", "Initialize"):
        tick = page.get_by_label(re.compile("I have read"))
        if tick.count():
            tick.check()
        page.get_by_role("button", name=move, exact=True).first.click()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_workflow_is_drawn_from_an_empty_canvas_and_takes_tickets(
    request: pytest.FixtureRequest, session: AnySession, cast: Cast, axe: Axe, size: str
) -> None:
    page: Page = request.getfixturevalue(size)
    log_in(page, "Ada", "/workflows")
    expect(page.get_by_role("heading", name="No workflow yet")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Start from an empty canvas").click()
    axe(page)
    fill_in_details(page)
    if size == "desktop":
        draw_on_canvas(page)
    else:
        page.get_by_role("button", name="Table").click()
        draw_in_tables(page)
    expect(page.get_by_role("status", name="Saving state")).to_contain_text("Saved", timeout=15_000)
    axe(page)
    session.rollback()
    workflow_id = session.scalars(sa.select(Workflow.id)).one()
    page.goto(f"/workflows/{workflow_id}")
    axe(page)
    deploy_and_initialize(page)
    expect(page.get_by_text("It takes tickets now.")).to_be_visible()
    axe(page)
    session.rollback()
    definition = session.scalars(sa.select(WorkflowVersion.definition)).one()
    assert [node["name"] for node in definition["nodes"]] == [name for _, name, _, _ in STEPS]
    assert [node["weight"] for node in definition["nodes"]] == [0.2, 0.6, 0.2]
    assert [edge["name"] for edge in definition["edges"]] == [name for _, name, _ in CHOICES]
    page.get_by_role("link", name="v1").click()
    expect(page.get_by_role("heading", name="IT Support Request, version 1")).to_be_visible()
    axe(page)
    page.goto("/workflows")
    expect(page.get_by_role("link", name="IT Support Request")).to_be_visible()
    axe(page)


def test_promises_are_checked_as_one_types(desktop: Page, session: AnySession, cast: Cast) -> None:
    log_in(desktop, "Ada", "/workflows/new")
    desktop.get_by_label("Urgent, hours").fill("9")
    desktop.get_by_label("High, hours").fill("8")
    expect(desktop.get_by_text("High must take longer than urgent.")).to_be_visible()
    desktop.get_by_label("High, hours").fill("10")
    expect(desktop.get_by_text("High must take longer than urgent.")).to_be_hidden()


def test_without_javascript_the_tables_do_the_same(
    new_context: NewContext, live_server: LiveServer, session: AnySession, cast: Cast
) -> None:
    context = new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    log_in(page, "Ada", "/workflows/new")
    fill_in_details(page)
    page.get_by_role("link", name="Open the tables").click()
    page.get_by_label("Name", exact=True).fill("Do it all")
    page.get_by_label("Role", exact=True).select_option(label="Agent")
    page.get_by_label("Share of the time").fill("1")
    page.get_by_label("Tickets can end here").check()
    page.get_by_role("button", name="Add the step").click()
    expect(page.get_by_text("The step was added.")).to_be_visible()
    session.rollback()
    page.goto(f"/workflows/{session.scalars(sa.select(Workflow.id)).one()}")
    deploy_and_initialize(page)
    expect(page.get_by_text("It takes tickets now.")).to_be_visible()
    context.close()
