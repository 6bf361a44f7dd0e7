"""Running tickets that a new version has no place for: shown, decided on, watched, and taken back."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.company import LATEST, OpenBrowser
from tests.browser.test_moving_tickets import ask_and_confirm
from tests.cast import Cast, join
from tests.desk import Desk
from tests.services.moving import HALF, carry, changed_in, next_version, replaced
from tests.workflows import store_workflow
from tts.clock import current_time
from tts.services.escalations import escalate_item
from tts.services.moving import carry_movings
from tts.services.people import NewRole, create_role
from tts.services.tickets import SubmittedTicket

Db = scoped_session[Session]
REPAIR = 900_003
STAYS = "“Verify” does not escalate to that role in version 2"
NOBODY = "“Triage” in version 2 is for Night shift, and nobody has that role."
LEFT = "Tickets at “Verify” were left where they are."


@pytest.fixture
def desk(session: Db, company: Cast) -> Desk:
    """The company at work with the support workflow."""
    return Desk(session, company, store_workflow(session, company))


@pytest.fixture
def tickets(desk: Desk) -> list[SubmittedTicket]:
    """Two at Triage, one at Resolve, one at Verify and escalated there; and a version that is twice as quick,
    has another step in the place of Resolve, and does not escalate from Verify.
    """
    now = current_time()
    tickets = [desk.submit(now=now, subject=f"Laptop {number}") for number in range(1, 5)]
    for ticket, choices in ((tickets[2], ["Assign"]), (tickets[3], ["Assign", "Done"])):
        for choice in choices:
            desk.choose(ticket, choice, now)
    escalate_item(
        desk.session, desk.open_item(tickets[3]).id, "Look at it", actor=desk.holder(tickets[3]), now=now
    )
    graph = changed_in(replaced(desk, "Resolve", REPAIR, "Repair"), "Verify", escalate_to=None)
    next_version(desk, graph, slas=HALF)
    return tickets


def row_of(page: Page, subject: str) -> Locator:
    """The line of one ticket."""
    return page.get_by_role("row").filter(has_text=subject)


def times_in(page: Page, subject: str, column: str) -> list[datetime]:
    """The due times in a cell: as it is; or as it would be, and was."""
    times = row_of(page, subject).locator(f"td[data-label='{column}'] time")
    return [datetime.fromisoformat(str(time.get_attribute("datetime"))) for time in times.all()]


def expect_progress(page: Page, state: str, *words: str) -> None:
    """How far it is; the page asks by itself."""
    expect(page.locator("#progress header")).to_contain_text(state, timeout=LATEST)
    for each in words:
        expect(page.locator("#progress")).to_contain_text(each)


def test_what_would_happen_is_shown_with_what_is_to_be_chosen_and_every_due_time(
    open_browser: OpenBrowser, desk: Desk, tickets: list[SubmittedTicket]
) -> None:
    page, promised = open_browser("Ada"), desk.task(tickets[0])
    was, step_was = promised.due_at, promised.step_due_at
    assert was is not None
    assert step_was is not None
    page.goto(f"/workflows/{desk.flow.workflow_id}")
    page.get_by_role("link", name="Move running tickets to another version…").click()
    preview = page.locator("#preview")
    expect(preview).to_contain_text("4 open: 2 move, 1 stays, 1 needs a choice.")
    expect(preview).to_contain_text("1: “Resolve” is not in version 2: choose where its tickets go.")
    expect(preview).to_contain_text(STAYS)
    for subject, verdict in (("Laptop 1", "Moves"), ("Laptop 3", "Needs a choice"), ("Laptop 4", "Stays")):
        expect(row_of(page, subject)).to_contain_text(verdict)
    expect(page.locator("summary", has_text=re.compile("^Move "))).to_have_count(0)
    assert times_in(page, "Laptop 1", "Ticket due") == [was]
    where = page.get_by_label(re.compile("^Resolve"))
    expect(where).to_have_accessible_description("It is not in version 2.")
    where.select_option(label="Repair")
    page.get_by_label("Follow the new version").check()
    page.get_by_role("button", name="Show what would happen").click()
    expect(preview).to_contain_text("4 open: 3 move, 1 stays, 0 need a choice.")
    expect(page.get_by_label(re.compile("^Resolve")).locator("option:checked")).to_have_text("Repair")
    expect(row_of(page, "Laptop 3")).to_contain_text("Resolve → Repair")
    assert times_in(page, "Laptop 1", "Ticket due") == [was - timedelta(hours=4), was]
    assert times_in(page, "Laptop 1", "Step due") == [step_was - timedelta(minutes=48), step_was]
    assert len(times_in(page, "Laptop 4", "Ticket due")) == 1, "what stays keeps its due time"


def test_they_move_where_was_chosen_and_what_has_moved_on_since_stays_moved_when_it_is_taken_back(
    open_browser: OpenBrowser, desk: Desk, tickets: list[SubmittedTicket]
) -> None:
    page = open_browser("Ada")
    resolve = desk.flow.step("Resolve")
    page.goto(f"/workflows/{desk.flow.workflow_id}/movings/new")
    page.get_by_label(re.compile("^Resolve")).select_option(label="Repair")
    page.get_by_role("button", name="Show what would happen").click()
    ask_and_confirm(page, "Move 3 tickets", "Move them")
    expect_progress(page, "At work", "0 of 4 tickets", "4 to go", "No worker runs")
    carry_movings(desk.session, clock=current_time, batch=2)
    expect_progress(page, "At work", "2 of 4 tickets", "2 to go, 2 moved")
    carry(desk, current_time())
    expect_progress(page, "Done", "4 of 4 tickets", "3 moved, 1 stayed")
    expect(row_of(page, "Laptop 4")).to_contain_text(STAYS)
    assert desk.task(tickets[2]).step_id == REPAIR
    holder = desk.holder(tickets[0]).name
    desk.choose(tickets[0], "Assign", current_time())
    page.reload()
    page.locator("summary", has_text="Take it back").click()
    expect(page.get_by_role("form", name="Take this move back?")).to_contain_text("3 tickets go back")
    page.get_by_role("button", name="Take it back").click()
    expect_progress(page, "Going back", "3 to bring back")
    carry(desk, current_time())
    expect_progress(page, "Taken back", "2 back again", "1 stayed moved", "1 stayed")
    expect(row_of(page, "Laptop 1")).to_contain_text("Stayed moved")
    expect(row_of(page, "Laptop 1")).to_contain_text(
        f"It has moved on since: {holder} chose “Assign”: Triage → Repair."
    )
    for subject in ("Laptop 2", "Laptop 3"):
        expect(row_of(page, subject)).to_contain_text("Back again")
    assert desk.task(tickets[2]).step_id == resolve
    assert desk.task(tickets[0]).step_id == REPAIR
    row_of(page, "Laptop 3").get_by_role("link").first.click()
    expect(page.locator("#story")).to_contain_text(
        "Ada brought it back from version 2 to version 1: Repair → Resolve"
    )


@pytest.fixture
def night_shift(desk: Desk) -> int:
    """A role without people."""
    return create_role(desk.session, NewRole("Night shift"), actor=desk.cast.ada, now=current_time())


@pytest.fixture
def worked_on(desk: Desk, night_shift: int) -> list[SubmittedTicket]:
    """One 20 minutes at Triage, one 70 minutes at Resolve where it had spent 30 before, one at Verify; and a
    version that is twice as quick, has Repair in the place of Resolve, and leaves Triage to the night shift.
    """
    now = current_time()

    def ago(minutes: int) -> datetime:
        return now - timedelta(minutes=minutes)

    first, second, third = (
        desk.submit(now=ago(minutes), subject=f"Laptop {number}")
        for number, minutes in ((1, 20), (2, 120), (3, 60))
    )
    for choice, minutes in (("Assign", 110), ("Done", 80), ("Not solved", 70)):
        desk.choose(second, choice, ago(minutes), note="It still beeps.")
    for choice, minutes in (("Assign", 50), ("Done", 40)):
        desk.choose(third, choice, ago(minutes))
    graph = changed_in(
        replaced(desk, "Resolve", REPAIR, "Repair"), "Triage", role_id=night_shift, role_name="Night shift"
    )
    next_version(desk, graph, slas=HALF)
    return [first, second, third]


def expect_on_ticket(
    page: Page, ticket: SubmittedTicket, holder: str, used: list[str], due: list[datetime]
) -> None:
    """Who has a ticket, how much of its step's and its own time is used (patterns), and when both are due."""
    page.goto(f"/tickets/{ticket.number}")
    expect(page.locator("dl.facts dt:text-is('Holder') + dd")).to_contain_text(holder)
    clocks = page.locator("section", has=page.get_by_role("heading", name="Clocks", exact=True))
    expect(clocks.locator(".full")).to_have_text([re.compile(f"^{each}$") for each in used])
    times = clocks.locator(".clock .w time").all()
    assert [datetime.fromisoformat(str(time.get_attribute("datetime"))) for time in times] == due


def test_tickets_stay_where_nobody_could_work_or_they_are_left_and_go_on_with_holder_and_time_as_told(
    open_browser: OpenBrowser, desk: Desk, worked_on: list[SubmittedTicket], night_shift: int
) -> None:
    page, preview = open_browser("Ada"), open_browser("Ada").locator("#preview")
    show = page.get_by_role("button", name="Show what would happen")
    subjects, holders = ("Laptop 1", "Laptop 2"), [desk.holder(ticket).name for ticket in worked_on]
    left = desk.task(worked_on[2])
    left_due = [time for time in (left.step_due_at, left.due_at) if time]
    page.goto(f"/workflows/{desk.flow.workflow_id}/movings/new")
    expect(preview).to_contain_text("3 open: 1 moves, 1 stays, 1 needs a choice.")
    expect(row_of(page, "Laptop 1")).to_contain_text(NOBODY)
    page.get_by_label(re.compile("^Resolve")).select_option(label="Repair")
    page.get_by_label("Follow the new version").check()
    page.locator("summary", has_text="Choose another place").click()
    page.get_by_label("Verify, 1 ticket").check()
    show.click()
    page.get_by_label(re.compile("^Verify")).select_option(label="leave them on version 1")
    show.click()
    expect(preview).to_contain_text("3 open: 1 moves, 2 stay, 0 need a choice.")
    expect(row_of(page, "Laptop 3")).to_contain_text(LEFT)
    join(desk.session, desk.cast.user_ids["Otto"], night_shift)
    desk.session.commit()
    show.click()
    expect(preview).to_contain_text("3 open: 2 move, 1 stays, 0 need a choice.")
    told = {
        subject: [times_in(page, subject, column)[0] for column in ("Step due", "Ticket due")]
        for subject in subjects
    }
    ask_and_confirm(page, "Move 2 tickets", "Move them")
    carry(desk, current_time())
    expect_progress(page, "Done", "3 of 3 tickets", "2 moved, 1 stayed")
    expect(row_of(page, "Laptop 3")).to_contain_text(LEFT)
    used = [r"Step Triage; 2\d min of 48 min used", r"Ticket; 2\d min of 4 h used"]
    expect_on_ticket(page, worked_on[0], "Otto", used, told["Laptop 1"])
    expect(page.locator("#story")).to_contain_text("Ada moved it from version 1 to version 2")
    used = [r"Step Repair; 1 h 1\d min of 1 h 54 min used", r"Ticket; 2 h( \d min)? of 4 h used"]
    expect_on_ticket(page, worked_on[1], holders[1], used, told["Laptop 2"])
    expect(page.locator(".ledger table.sums").first).to_contain_text("earlier visits to this step− 30 min")
    used = [r"Step Verify; 4\d min of 1 h 36 min used", r"Ticket; 1 h( \d min)? of 8 h used"]
    expect_on_ticket(page, worked_on[2], holders[2], used, left_due)
    expect(page.get_by_role("complementary", name="Facts")).to_contain_text("IT Support Request v1")
