"""Whether one's work is on the server is told at every moment, and why not; what is not there is kept."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Route, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import Canvas, draw
from tests.browser.company import LATEST, OpenBrowser, log_in, remember
from tests.cast import MORNING, Cast, join, leave
from tests.fixtures.server import LiveServer
from tests.workflow_acts import initialized, steps_of
from tts.services import workflows as act

AnySession = scoped_session[Session]

SAVES = "**/update-graph/"
STALE = "As of the last save"
LISTEN = """(place) => {
  place.heard = [];
  const hear = () => place.heard.at(-1) !== place.textContent && place.heard.push(place.textContent);
  new MutationObserver(hear).observe(place, { childList: true, characterData: true, subtree: true });
}"""


def listen(place: Locator) -> Callable[[], list[str]]:
    """What a place says from now on, one thing after another, as one hears it who does not see it."""
    place.evaluate(LISTEN)
    return lambda: [
        re.sub(r"\d\d:\d\d", "12:04", words) for words in place.evaluate("(place) => place.heard")
    ]


def shares_in(session: AnySession, workflow_id: int) -> dict[str, float]:
    """The shares of the steps as they are stored."""
    return {step.name: float(step.weight or 0) for step in steps_of(session, workflow_id)}


def answer(status: int) -> Callable[[Route], None]:
    """What answers a save in place of the server, as a proxy in front of it does."""
    return lambda route: route.fulfill(status=status, content_type="text/html", body="<h1>Oops</h1>")


def test_each_state_is_told_and_why_it_is_not_saved_and_the_list_of_problems_says_when_it_is_behind(
    canvas: Canvas, session: AnySession, workflow_id: int
) -> None:
    page, stale, held = canvas.page, canvas.problems.get_by_text(STALE), list[Route]()
    count, why = page.get_by_test_id("problem-count"), page.get_by_role("alert")
    share = canvas.select("Triage").get_by_label("Share", exact=True)
    expect(count).to_have_attribute("aria-live", "polite")
    told, counted = listen(canvas.saving), listen(count)

    page.route(SAVES, lambda route: held.append(route), times=1)
    with page.expect_request(SAVES):
        share.fill("0.3")
    expect(canvas.saving).to_have_text("Saving…")
    assert shares_in(session, workflow_id)["Triage"] == 0.2
    held.pop().continue_()
    expect(canvas.saving).to_have_text(re.compile(r"^Saved \d\d:\d\d$"), timeout=LATEST)
    assert told() == ["Unsaved", "Saving…", "Saved 12:04"]
    assert counted() == ["Problems: 1 error"]

    share.fill("much")
    reason = "The graph was not saved. Step “Triage”: “weight” must be a number from 0 to 1."
    expect(canvas.saving).to_have_text(f"Not saved: {reason}", timeout=LATEST)
    expect(why).to_have_text(f"Not saved: {reason} What you draw is kept in this browser.")
    expect(canvas.problems.get_by_role("listitem")).to_contain_text("must be a number from 0 to 1")
    expect(stale).to_have_count(0)

    page.route(SAVES, answer(500), times=1)
    share.fill("0.2")
    expect(canvas.saving).to_have_text(re.compile(r"^Not saved: .*error \(500\).*kept here"), timeout=LATEST)
    expect(stale).to_be_visible()

    page.route(SAVES, answer(503))
    page.get_by_role("button", name="Save now").click()
    expect(canvas.saving).to_have_text("Not saved: no connection", timeout=LATEST)
    expect(why).to_contain_text("The server does not answer just now. What you draw is kept in this browser")
    expect(stale).to_be_visible()
    assert shares_in(session, workflow_id)["Triage"] == 0.3
    page.unroute(SAVES)
    expect(canvas.saving).to_have_text(re.compile(r"^Saved"), timeout=LATEST)
    expect(stale.or_(why)).to_have_count(0)
    assert shares_in(session, workflow_id)["Triage"] == 0.2
    assert counted()[-1] == "Problems: no problems"


def test_who_is_logged_out_or_may_no_longer_draw_is_told_so_and_loses_nothing(
    open_browser: OpenBrowser, live_server: LiveServer, session: AnySession, company: Cast
) -> None:
    workflow_id = initialized(session, company.ada)
    act.revise_workflow(session, workflow_id, actor=company.ada, now=MORNING)
    canvas = draw(open_browser("Ada"), workflow_id)
    page, stale = canvas.page, canvas.problems.get_by_text(STALE)
    save_now, other = page.get_by_role("button", name="Save now"), page.context.new_page()
    kept = "Object.entries(localStorage).filter(([key]) => key.startsWith('tts-designer')).join()"
    page.bring_to_front()
    page.context.clear_cookies()
    canvas.add("Drawn logged out")
    expect(canvas.saving).to_contain_text("Not saved: You are logged out. Log in again", timeout=LATEST)
    expect(page.get_by_role("alert")).to_contain_text("kept in this browser")
    expect(stale).to_be_visible()
    assert "Drawn logged out" in page.evaluate(kept)

    remember(page.context, live_server.url, "Alice")
    save_now.click()
    expect(canvas.saving).to_contain_text("Not saved: Alice is logged in here now. Log in as yourself")
    assert "Drawn logged out" not in shares_in(session, workflow_id)

    page.context.clear_cookies()
    log_in(other, "Ada")
    save_now.click()
    canvas.expect_saved()
    assert "Drawn logged out" in shares_in(session, workflow_id)
    expect(stale).to_have_count(0)

    ada, admin, agent = company.user_ids["Ada"], company.role("Admin"), company.role("Agent")
    join(session, ada, agent)
    leave(session, ada, admin)
    canvas.add("Drawn without the right")
    expect(canvas.saving).to_contain_text("Not saved: This takes the permission to", timeout=LATEST)
    leave(session, ada, agent)
    save_now.click()
    expect(canvas.saving).to_contain_text("Not saved: This workflow is gone, or you may no longer see it.")
    expect(canvas.step("Drawn without the right")).to_be_visible()
    assert "Drawn without the right" in page.evaluate(kept)
    join(session, ada, admin)
    session.commit()
    save_now.click()
    canvas.expect_saved()
    assert {"Drawn logged out", "Drawn without the right"} < shares_in(session, workflow_id).keys()
    assert page.evaluate(kept) == ""
