"""The clock of a trial: what is due when, who would be told, what a hold and another priority do to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.company import OpenBrowser
from tests.cast import Cast
from tests.drawn import draw_workflow
from tests.web.test_trial_page import counts
from tts.clock import current_time
from tts.services.tickets import TicketRequest, submit_ticket

Db = scoped_session[Session]


@pytest.fixture
def page(open_browser: OpenBrowser, session: Db, company: Cast) -> Iterator[Page]:
    """Ada's trial of the support workflow: high, at nine on a Monday; afterwards every table is as it was."""
    workflow_id = draw_workflow(session, company).workflow_id
    elsewhere = TicketRequest("A real ticket", "", "Moon", "Air")
    submit_ticket(session, elsewhere, actor=company.rita, now=current_time())
    page = open_browser("Ada")
    page.goto(f"/workflows/{workflow_id}/designer")
    before = counts(session)
    page.goto(f"/workflows/{workflow_id}/try?start=2026-11-02T09:00Z&priority=high")
    yield page
    assert counts(session) == before
    assert before["ticket"] == 1


def go_on(page: Page, name: str, now: str) -> None:
    """Move the clock by one of its buttons."""
    page.get_by_role("button", name=name).click()
    expect(page.locator("#now h2")).to_contain_text(now)


def act(page: Page, word: str, note: str) -> None:
    """Do one of the acts that ask for a reason."""
    page.locator("#acts summary", has_text=word).click()
    form = page.get_by_role("form", name=word)
    form.get_by_role("textbox").fill(note)
    form.get_by_role("button").click()
    expect(page.locator("#log")).to_contain_text(note)


def due_times(page: Page) -> list[str]:
    """When the step and the ticket are due."""
    return page.locator("#clocks summary").all_inner_texts()


def test_the_clock_goes_past_due_and_each_mark_says_who_would_be_told(page: Page) -> None:
    log = page.locator("#log ol > li")
    assert due_times(page) == ["Why Mon 10:36?", "Why Mon 17:00?"]
    expect(page.locator("#time")).to_contain_text("Next: 80 % of Triage is used, Mon 2 Nov 2026, 10:16")
    go_on(page, "To the next event", "10:16")
    expect(log.first).to_contain_text("80 % of the time for Triage is used")
    expect(log.first).to_contain_text("Would send: bell to Alice")
    go_on(page, "To the next event", "10:26")
    expect(log.first).to_contain_text("90 % of the time for Triage is used")
    expect(log.first).to_contain_text("to Alice and Cora")
    go_on(page, "To the next event", "10:36")
    expect(log.nth(1)).to_contain_text("It ran out of time and went up to Manager")
    expect(log.nth(1)).to_contain_text("Would send: bell and mail to Max, Alice and Cora")
    expect(page.locator("#now")).to_contain_text("escalated")
    expect(page.locator("#clocks")).to_contain_text("late")


def test_a_whole_day_at_once_tells_everything_that_would_happen_in_it(page: Page) -> None:
    go_on(page, "+1 day", "Tue 3 Nov 2026, 09:00")
    log = page.locator("#log")
    for words in (
        "Late: all of the time for Triage",
        "Late: all of the time for the ticket",
        "Nobody answered",
    ):
        expect(log).to_contain_text(words)


def test_a_hold_stops_both_clocks_and_what_is_left_counts_on_afterwards(page: Page) -> None:
    act(page, "Hold", "A spare part is on its way.")
    expect(page.locator("#clocks")).to_contain_text("on hold")
    expect(page.locator("#now")).to_contain_text("A spare part is on its way.")
    go_on(page, "+1 day", "Tue 3 Nov 2026, 09:00")
    expect(page.locator("#log")).not_to_contain_text("Late")
    page.get_by_role("button", name="Resume").click()
    expect(page.locator("#log")).to_contain_text("Resumed by Alice")
    assert due_times(page) == ["Why Tue 10:36?", "Why Tue 17:00?"]
    expect(page.locator("#clocks")).to_contain_text("Mon 2 Nov 09:00 – Tue 3 Nov 09:00 paused: on hold")


def test_another_priority_has_other_due_times(page: Page) -> None:
    page.locator("#acts summary", has_text="Priority").click()
    form = page.get_by_role("form", name="Change the priority")
    form.get_by_label("Urgent").check()
    form.get_by_label("Why").fill("The director waits.")
    form.get_by_role("button", name="Change it").click()
    expect(page.locator("#now")).to_contain_text("Urgent")
    expect(page.locator("#log")).to_contain_text("changed the priority from high to urgent")
    assert due_times(page) == ["Why Mon 09:48?", "Why Mon 13:00?"]
    page.get_by_role("link", name="Take back the last move").click()
    expect(page).to_have_url(re.compile("priority=high$"))
    assert due_times(page) == ["Why Mon 10:36?", "Why Mon 17:00?"]
