"""Everything but the canvas works where scripts do not run."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.company import OpenBrowser, open_browsers
from tests.cast import Cast
from tests.fixtures.browser import DESKTOP, NewContext
from tests.fixtures.server import LiveServer
from tests.workflow_acts import made, steps_of
from tests.workflows import store_workflow
from tts.models import Step, Task, TaskItem, Ticket, User

SUBJECT = "The badge reader stays red"


@pytest.fixture
def open_browser(new_context: NewContext, company: Cast, live_server: LiveServer) -> Iterator[OpenBrowser]:
    """A browser without scripts, for anybody of the company."""
    yield from open_browsers(new_context, live_server.url, viewport=DESKTOP, java_script_enabled=False)


def told(page: Page, words: str) -> None:
    """The page tells what an act led to."""
    expect(page.get_by_role("status").filter(has_text=re.compile(words))).to_be_visible()


def submit(page: Page) -> str:
    """Submit a ticket; the lists show all that there is, each with the way it belongs to."""
    page.goto("/tickets/new")
    page.get_by_label("Department").select_option("IT")
    page.get_by_label("Category", exact=True).select_option("Technology")
    page.get_by_label("Sub-category").select_option("Support Request")
    page.get_by_label("Subject").fill(SUBJECT)
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("heading", name=SUBJECT)).to_be_visible()
    return page.url.rpartition("/")[2]


def ask(page: Page, summary: str, question: str, field: str, words: str) -> None:
    """Unfold an act that asks first, and give the reason."""
    page.locator("summary", has_text=summary).first.click()
    form = page.get_by_role("form", name=question)
    form.get_by_label(field).fill(words)
    form.get_by_role("button", name=summary).click()


def holder_of(session: scoped_session[Session], number: str) -> str:
    """Who has the ticket now."""
    session.rollback()
    holder = sa.select(User.name).join(TaskItem, TaskItem.holder_id == User.id).join(Task).join(Ticket)
    return str(session.scalar(holder.where(Ticket.number == number, TaskItem.closed_at.is_(None))))


def test_a_ticket_is_submitted_moved_escalated_and_returned(
    open_browser: OpenBrowser, session: scoped_session[Session], company: Cast
) -> None:
    store_workflow(session, company)
    number = submit(open_browser("Rita"))
    agent = open_browser(holder_of(session, number))
    agent.goto("/queue")
    agent.get_by_role("main").get_by_role("link", name=re.compile(SUBJECT)).click()
    form = agent.get_by_role("form", name="Act on this item")
    form.get_by_label("Note").fill("It is the reader, not the badge.")
    form.get_by_role("button", name=re.compile("^Assign")).click()
    told(agent, f"{number}.*at Resolve")
    technician = open_browser(holder_of(session, number))
    technician.goto(f"/tickets/{number}")
    ask(technician, "Escalate", "Escalate to Manager?", "Why", "The key is with the managers.")
    told(technician, number)
    manager = open_browser(holder_of(session, number))
    manager.goto("/escalations")
    expect(manager.get_by_role("main")).to_contain_text("The key is with the managers.")
    manager.get_by_role("link", name=re.compile("^Deal with")).click()
    ask(manager, "Return", "Return it to where it came from?", "Note", "It is in your box.")
    told(manager, number)
    assert open_browser(holder_of(session, number)) is technician


def fill_step(form: Locator, name: str, role: str, share: str, *marks: str) -> None:
    """Fill the form that adds a step, and send it."""
    form.get_by_label("Name").fill(name)
    form.get_by_label("Role").select_option(label=role)
    form.get_by_label("Escalates to").select_option(label="Manager")
    form.get_by_label("Share of the time").fill(share)
    for mark in ("Tickets start here", "Tickets can end here"):
        form.get_by_label(mark).set_checked(mark in marks)
    form.get_by_role("button", name="Add the step").click()


def unfold(page: Page, word: str) -> Locator:
    """The form under a summary, unfolded."""
    part = page.locator("details.adding", has_text=word)
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    return part.locator("form")


def add_transition(page: Page, origin: str, name: str, target: str) -> None:
    """Add a transition by the form below the table."""
    form = unfold(page, "Add a transition")
    form.get_by_label("From").select_option(label=origin)
    form.get_by_label("Choice").fill(name)
    form.get_by_label("To", exact=True).select_option(label=target)
    form.get_by_role("button", name="Add the transition").click()
    expect(page.get_by_role("table", name="Transitions")).to_contain_text(name)


def test_a_workflow_is_built_in_tables_and_put_to_work(
    open_browser: OpenBrowser, session: scoped_session[Session]
) -> None:
    page = open_browser("Ada")
    page.goto("/workflows/new")
    page.get_by_label("Name", exact=True).fill("Badges")
    page.get_by_label("Department").fill("IT")
    page.get_by_label("Category", exact=True).fill("Technology")
    page.get_by_label("Sub-category").fill("Support Request")
    page.get_by_label("Urgent, hours").fill("4")
    page.get_by_role("button", name="Create and draw the steps").click()
    page.get_by_role("link", name="Open the tables").click()
    fill_step(unfold(page, "Add a step"), "Triage", "Agent", "0.4", "Tickets start here")
    fill_step(unfold(page, "Add a step"), "Repair", "Technician", "0.6", "Tickets can end here")
    add_transition(page, "Triage", "Assign", "Repair")
    page.get_by_role("link", name="Badges").click()
    for move, state in (("Deploy", "Deployed"), ("Initialize", "Initialized")):
        tick = page.get_by_label(re.compile("^I have read"))
        if tick.count():
            tick.check()
        page.get_by_role("main").get_by_role("button", name=move, exact=True).first.click()
        expect(page.get_by_role("listitem").filter(has_text=re.compile(f"^{state}.*since"))).to_be_visible()
    submit(open_browser("Rita"))
    expect(open_browser("Rita").get_by_role("main")).to_contain_text("Matched Badges v1")


def choices_in(page: Page) -> list[str]:
    """The transitions as the table tells them: from, choice, to, whether it needs a note."""
    rows = page.get_by_role("table", name="Transitions").locator("tbody tr").all()
    return [" ".join(row.locator("th, td:not(.right)").all_inner_texts()) for row in rows]


def open_element(page: Page, name: str) -> None:
    """The form of a step or a transition, by its row."""
    page.get_by_role("link", name=f"Change {name}", exact=True).click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def save(page: Page) -> None:
    """Send the form of a step or a transition."""
    page.get_by_role("button", name="Save", exact=True).click()


def test_a_choice_is_changed_and_put_first_and_a_problem_mended_by_one_click(
    open_browser: OpenBrowser, session: scoped_session[Session], company: Cast
) -> None:
    page, workflow_id = open_browser("Ada"), made(session, company.ada)
    assign, complete = "Triage Assign Resolution no", "Resolution Complete Verification no"
    turn_down = "Triage Turn down Verification yes"
    page.goto(f"/workflows/{workflow_id}/tables")
    add_transition(page, "Triage", "Refuse", "Verification")
    open_element(page, "Refuse")
    page.get_by_label("Choice").fill("Turn down")
    page.get_by_label("Whoever chooses it writes a note").check()
    save(page)
    told(page, "The transition was saved")
    assert choices_in(page) == [assign, complete, turn_down]
    open_element(page, "Turn down")
    expect(page.get_by_role("main")).to_contain_text("People are offered “Assign” before “Turn down”.")
    page.get_by_role("button", name="Offer Turn down first").click()
    told(page, "The order of the choices was saved")
    assert choices_in(page) == [turn_down, complete, assign]
    page.get_by_role("button", name="Delete Complete").click()
    told(page, "The transition is gone")
    assert choices_in(page) == [turn_down, assign]
    problem = (
        page.locator("#problems").get_by_role("listitem").filter(has_text="Tickets stop at “Resolution”")
    )
    problem.get_by_role("button", name="Mark as end").click()
    told(page, "The fix was applied and saved")
    expect(problem).to_have_count(0)
    assert [step.is_end for step in steps_of(session, workflow_id)] == [False, True, True]
    page.goto(f"/workflows/{workflow_id}/tables")
    page.locator("summary[aria-label='Delete Resolution']").click()
    question = page.get_by_role("form", name="Delete the step “Resolution”?")
    expect(question).to_contain_text("1 transition that touches it goes with it.")
    question.get_by_role("button", name="Delete it").click()
    told(page, "The step is gone, and the transitions that touched it")
    assert choices_in(page) == [turn_down]
    assert [step.name for step in steps_of(session, workflow_id)] == ["Triage", "Verification"]


def first_step(session: scoped_session[Session], workflow_id: int) -> Step:
    """Triage as it is stored now."""
    return steps_of(session, workflow_id)[0]


def test_what_another_tab_saved_is_told_and_nothing_of_either_is_lost(
    open_browser: OpenBrowser, session: scoped_session[Session], company: Cast
) -> None:
    page, workflow_id = open_browser("Ada"), made(session, company.ada)
    other, behind = page.context.new_page(), page.context.new_page()
    for tab in (page, other, behind):
        tab.goto(f"/workflows/{workflow_id}/tables")
    for tab in (page, other):
        open_element(tab, "Triage")
    page.get_by_label("Instruction").fill("Look it up first.")
    save(page)
    told(page, "The step was saved")
    other.get_by_label("Share of the time").fill("0.15")
    save(other)
    told(other, "The step was saved. What others saved meanwhile is kept")
    stored = first_step(session, workflow_id)
    assert (stored.instruction, float(stored.weight or 0)) == ("Look it up first.", 0.15)
    for tab in (page, other):
        open_element(tab, "Triage")
    page.get_by_label("Instruction").fill("Ring them up first.")
    save(page)
    other.get_by_label("Instruction").fill("Write to them first.")
    other.get_by_label("Description").fill("The first look.")
    save(other)
    refusal = other.get_by_role("alert").filter(has_text="Someone else saved in the meantime")
    expect(refusal).to_contain_text("Ada saved this workflow in the meantime.")
    expect(refusal).to_contain_text("What you typed is still here")
    expect(other.get_by_role("main")).to_contain_text("It is now: Ring them up first.")
    expect(other.get_by_label("Instruction")).to_have_value("Write to them first.")
    expect(other.get_by_label("Description")).to_have_value("The first look.")
    stored = first_step(session, workflow_id)
    assert (stored.instruction, stored.description) == ("Ring them up first.", "")
    save(other)
    told(other, "The step was saved")
    stored = first_step(session, workflow_id)
    assert (stored.instruction, stored.description) == ("Write to them first.", "The first look.")
    behind.get_by_role("button", name="Delete Complete").click()
    expect(behind.get_by_role("alert")).to_contain_text("Your changes were not saved: look at both")
    assert "Resolution Complete Verification no" in choices_in(behind)
