"""A page that stays open tells the time: little left, then late, without being loaded again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.company import log_in
from tests.cast import Cast
from tests.desk import Desk
from tests.fixtures.browser import watch_page
from tests.workflows import store_workflow
from tts.clock import current_time

TRIAGE = timedelta(minutes=96)
"""What a ticket of priority high may take at its first step; at four fifths 19 min 12 s are left."""


@pytest.fixture
def desk(session: scoped_session[Session], company: Cast) -> Desk:
    """The company with its support workflow."""
    return Desk(session, company, store_workflow(session, company))


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("path", ["/", "/queue", "/tickets/{number}"])
def test_a_clock_turns_soon_and_late_while_the_page_is_open(desktop: Page, desk: Desk, path: str) -> None:
    submitted = desk.submit(now=current_time() - TRIAGE + timedelta(minutes=24, seconds=50))
    log_in(desktop, desk.holder(submitted).name)
    desktop.clock.install(time=datetime.now(UTC))
    desktop.goto(path.format(number=submitted.number))
    desktop.evaluate("window.isTheSamePage = true")
    clock = desktop.locator(".clock[data-due]").first
    said, sign = clock.locator("time"), clock.locator(".w use").first
    expect(clock).to_have_class(["clock calm", "clock big calm"][path.startswith("/tickets")])
    expect(said).to_contain_text("24 min left, ")
    for minutes, kind, words in ((10, "soon", "14 min left"), (15, "late", "under 1 min late")):
        desktop.clock.fast_forward(minutes * 60_000)
        expect(clock).to_contain_class(kind)
        expect(said).to_contain_text(f"{words}, ")
        expect(sign).to_have_attribute("href", f"#i-{kind}")
    assert said.get_attribute("title")
    assert desktop.evaluate("window.isTheSamePage")


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("zone", ["Australia/Lord_Howe", "America/St_Johns"])
def test_a_machine_in_another_zone_and_set_wrongly_shows_the_same_clock(
    desktop: Page, browser: Browser, browser_context_args: dict[str, Any], desk: Desk, zone: str
) -> None:
    submitted = desk.submit(now=current_time() - TRIAGE + timedelta(minutes=24, seconds=50))
    log_in(desktop, desk.holder(submitted).name)
    desktop.goto(f"/tickets/{submitted.number}")
    there = {**browser_context_args, "timezone_id": zone, "storage_state": desktop.context.storage_state()}
    with browser.new_context(**there) as context, watch_page(context.new_page()) as elsewhere:
        elsewhere.clock.install(time=datetime.now(UTC) + timedelta(days=3, hours=5))
        elsewhere.goto(desktop.url)
        here, told = (page.locator(".clock[data-due] time").first for page in (desktop, elsewhere))
        expect(told).to_contain_text("24 min left, ")
        assert here.get_attribute("title") == told.get_attribute("title")
        assert here.inner_text().partition(", ")[2] == told.inner_text().partition(", ")[2]
        elsewhere.clock.fast_forward(15 * 60_000)
        expect(told).to_contain_text("9 min left, ")
