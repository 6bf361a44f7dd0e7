"""A designer plays a ticket through a draft: by clicks, back and forth, with scripts and without."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import draw
from tests.browser.company import LATEST
from tests.browser.test_agent_day import PASSWORD, log_in
from tests.cast import Cast, gather_cast
from tests.drawn import draw_workflow
from tests.fixtures.browser import DESKTOP, NewContext
from tests.fixtures.server import LiveServer
from tests.workflows import Stored
from tts.models import OutboxMessage, Step, Ticket, User
from tts.services.people.passwords import hash_password

Db = scoped_session[Session]


@pytest.fixture
def drawn(session: Db) -> Iterator[Stored]:
    """Everybody with a password, and a draft."""
    cast: Cast = gather_cast(session)
    session.execute(sa.update(User).values(password_hash=hash_password(PASSWORD)))
    session.commit()
    yield draw_workflow(session, cast)
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(Ticket)) == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 0


def test_from_the_canvas_through_the_draft_and_back(
    new_context: NewContext, live_server: LiveServer, drawn: Stored
) -> None:
    page = new_context(base_url=live_server.url).new_page()
    log_in(page, "Ada")
    page.goto(f"/workflows/{drawn.workflow_id}/designer")
    page.get_by_role("link", name="Try it").click()
    page.wait_for_url(re.compile(r"/try\?start=.*priority=medium$"))
    expect(page.locator("#now")).to_contain_text("Alice")
    play(page)


def test_what_was_just_drawn_is_saved_to_be_tried_and_nothing_is_tried_without_a_connection(
    new_context: NewContext, live_server: LiveServer, drawn: Stored
) -> None:
    page = new_context(base_url=live_server.url, viewport=DESKTOP).new_page()
    log_in(page, "Ada")
    canvas, try_it = draw(page, drawn.workflow_id), page.get_by_role("link", name="Try it")
    page.route("**/update-graph/", lambda route: route.abort())
    canvas.step("Triage").click()
    canvas.add("Second look")
    canvas.connect("Triage", "Second look", "Look again")
    try_it.click()
    expect(page.get_by_text("Nothing to try yet: save your changes first.")).to_be_visible(timeout=LATEST)
    assert page.url.endswith("/designer")
    page.unroute("**/update-graph/")
    canvas.select("Triage").get_by_label("Instruction").fill("Look it up first.")
    try_it.click()
    page.wait_for_url(re.compile(r"/try\?start="))
    expect(page.get_by_label("Choose").get_by_role("button", name="Look again")).to_contain_text(
        "Second look"
    )
    expect(page.get_by_label("Choose")).to_contain_text("Look it up first.")


def test_without_scripts_the_same(new_context: NewContext, live_server: LiveServer, drawn: Stored) -> None:
    page = new_context(base_url=live_server.url, java_script_enabled=False).new_page()
    log_in(page, "Ada")
    page.goto(f"/workflows/{drawn.workflow_id}")
    page.get_by_role("link", name="Try it").click()
    play(page)


def test_what_stands_in_the_way_stands_apart_from_the_refusal(
    new_context: NewContext, live_server: LiveServer, session: Db, drawn: Stored
) -> None:
    session.execute(sa.update(Step).values(role_id=None))
    session.commit()
    page = new_context(base_url=live_server.url).new_page()
    log_in(page, "Ada")
    page.goto(f"/workflows/{drawn.workflow_id}/try")
    refusal = page.get_by_role("main").locator(".note", has_text="Not possible now").bounding_box()
    rest = page.locator("#problems").bounding_box()
    assert refusal is not None
    assert rest is not None
    assert rest["y"] - (refusal["y"] + refusal["height"]) >= 8


def play(page: Page) -> None:
    """On to the first mark, on to the next step, back by the browser's button, and forth by a reload."""
    page.get_by_role("button", name="To the next event").click()
    page.wait_for_url(re.compile(r"moves=n$"))
    expect(page.locator("#log")).to_contain_text("80 % of the time for Triage is used")
    page.get_by_label("Note", exact=True).fill("It beeps twice")
    page.get_by_role("button", name=re.compile("^Assign")).click()
    page.wait_for_url(re.compile(r"moves=n~c\d+"))
    expect(page.locator("#now")).to_contain_text("At Resolve")
    expect(page.locator("#log")).to_contain_text("It beeps twice")
    expect(page.locator("#log")).to_contain_text("Would send: bell to Tom")
    page.go_back()
    expect(page.locator("#now")).to_contain_text("At Triage")
    page.wait_for_load_state()
    page.go_forward()
    expect(page.locator("#now")).to_contain_text("At Resolve")
    page.reload()
    page.get_by_role("link", name="Take back the last move").click()
    page.wait_for_url(re.compile(r"moves=n$"))
    expect(page.locator("#now")).to_contain_text("At Triage")
