"""A choice that asks for a note: set while drawing, asked for in a trial, and asked of an agent at work."""

from __future__ import annotations

import re

import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import draw
from tests.browser.company import OpenBrowser
from tests.browser.test_the_main_job import holder_of
from tests.cast import Cast
from tts.clock import current_time
from tts.domain.wording import NOTE_LIMIT
from tts.models import Transition
from tts.services.tickets import TicketRequest, submit_ticket

Db = scoped_session[Session]
ASKED = "“Assign” asks for a note: write a few words on why."
ASSIGN = re.compile("^Assign")


def ask_for_a_note(page: Page, workflow_id: int) -> None:
    """Tick it in the panel of a transition, and save."""
    canvas = draw(page, workflow_id)
    canvas.transition("Assign", "Triage", "Resolution").click()
    canvas.unfold()
    canvas.properties.get_by_label("Needs a note").check()
    canvas.save()


def asking(session: Db, workflow_id: int) -> list[str]:
    """The choices that ask for a note, as they are stored."""
    session.rollback()
    found = sa.select(Transition.name).where(
        Transition.workflow_id == workflow_id, Transition.note_required.is_(True)
    )
    return list(session.scalars(found))


def expect_asked(form: Locator, page: Page, said: str = ASKED) -> None:
    """The refusal is told above, and at the note itself, for those who hear the page too."""
    expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
    expect(form.get_by_label("Note")).to_have_attribute("aria-invalid", "true")
    expect(form.get_by_label("Note")).to_have_accessible_description(re.compile(re.escape(said)))


def test_a_note_that_the_drawing_asks_for_is_asked_for_in_the_trial_too(
    open_browser: OpenBrowser, session: Db, workflow_id: int
) -> None:
    page = open_browser("Ada")
    ask_for_a_note(page, workflow_id)
    assert asking(session, workflow_id) == ["Assign"]
    page.get_by_role("link", name="Try it").click()
    form = page.get_by_role("form", name="Choose", exact=True)
    expect(form.get_by_role("button", name=ASSIGN)).to_contain_text("to Resolution, with a note")
    form.get_by_label("Note").fill("   ")
    form.get_by_role("button", name=ASSIGN).click()
    expect_asked(form, page)
    expect(page.locator("#now")).to_contain_text("At Triage")
    form.get_by_label("Note").fill("It beeps twice.")
    form.get_by_role("button", name=ASSIGN).click()
    expect(page.locator("#now")).to_contain_text("At Resolution")
    expect(page.locator("#log")).to_contain_text("It beeps twice.")
    expect(form.get_by_role("button", name=re.compile("^Complete"))).not_to_contain_text("with a note")


def test_an_agent_is_asked_for_the_note_before_the_ticket_moves_on(
    open_browser: OpenBrowser, session: Db, company: Cast, workflow_id: int
) -> None:
    admin = open_browser("Ada")
    ask_for_a_note(admin, workflow_id)
    canvas = draw(admin, workflow_id)
    canvas.move("Deploy", "Deployed")
    canvas.move("Initialize", "Initialized, v1")
    asked = TicketRequest("The screen is green", "", "IT", "Technology", "Support Request")
    number = submit_ticket(session, asked, actor=company.rita, now=current_time()).number
    agent = holder_of(session, number)
    page = open_browser(agent)
    form = page.get_by_role("form", name="Act on this item")
    for place in (f"/tickets/{number}", "/queue"):
        page.goto(place)
        if place == "/queue":
            page.get_by_role("link", name="The screen is green").first.click()
        expect(form.get_by_role("button", name=ASSIGN)).to_contain_text("to Resolution, with a note")
        form.get_by_role("button", name=ASSIGN).click()
        expect_asked(form, page)
        assert holder_of(session, number) == agent
    long = "Because it beeps. " * 300
    form.get_by_label("Note").fill(long)
    form.get_by_role("button", name=ASSIGN).click()
    expect_asked(form, page, f"at most {NOTE_LIMIT:,} are kept")
    expect(form.get_by_label("Note")).to_have_value(long)
    form.get_by_label("Note").fill("It beeps twice.")
    form.get_by_role("button", name=ASSIGN).click()
    expect(page.get_by_role("status").filter(has_text=number)).to_be_visible()
    assert holder_of(session, number) in ("Tom", "Tina")
    admin.goto(f"/tickets/{number}")
    expect(admin.locator("#story")).to_contain_text("It beeps twice.")
