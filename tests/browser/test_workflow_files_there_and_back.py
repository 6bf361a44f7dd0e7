"""Workflows as files in a browser: what leaves comes back as it was; what is broken or foreign is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import Canvas
from tests.browser.company import LATEST, OpenBrowser
from tests.browser.test_hostile_words import MARKUP
from tests.browser.test_workflow_files import send
from tests.cast import Cast
from tests.domain.test_bpmn_reading import DRAWING, LEAVE, bpmn, flow
from tests.drawn import draw_workflow
from tests.workflow_acts import row, step_names
from tests.workflows import SUPPORT
from tts.models import Workflow

Db = scoped_session[Session]
UNCHANGED = "Nothing would change: the workflow is as the file says."


@pytest.fixture
def workflow_id(session: Db, company: Cast) -> int:
    """A draft with roles, shares, escalations, a note that is asked for, and markup in its name."""
    return draw_workflow(session, company, replace(SUPPORT, name=MARKUP[:120])).workflow_id


def download(page: Page, workflow_id: int, form: str) -> bytes:
    """A file from the designer's list."""
    page.goto(f"/workflows/{workflow_id}/designer")
    expect(page.locator(".dz-step").first).to_be_visible(timeout=LATEST)
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name=form).click()
    return Path(saved.value.path()).read_bytes()


def count_workflows(session: Db) -> int:
    """How many there are."""
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(Workflow)) or 0


def refusal(page: Page) -> Locator:
    """Why a file is not taken in."""
    return page.get_by_role("alert")


@pytest.mark.parametrize(("form", "name"), [("BPMN 2.0", "it.bpmn"), ("JSON", "it.json")])
def test_what_was_downloaded_changes_nothing_and_a_new_workflow_of_it_is_the_same(
    open_browser: OpenBrowser, session: Db, workflow_id: int, form: str, name: str
) -> None:
    page = open_browser("Ada")
    content = download(page, workflow_id, form)
    page.goto(f"/workflows/imports/new?into={workflow_id}")
    send(page, name, content)
    expect(page.get_by_role("main")).to_contain_text(UNCHANGED)
    expect(page.get_by_role("button", name="Take it in")).to_have_count(0)
    expect(page.locator("#left-out")).to_have_count(0)
    page.goto("/workflows/imports/new")
    send(page, name, content)
    expect(page.get_by_role("main")).to_contain_text("A new draft with 3 steps and 3 transitions.")
    expect(page.locator("#left-out")).to_have_count(0)
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("status").filter(has_text="taken in as a draft")).to_be_visible()
    made = int(page.url.rpartition("/")[2])
    assert made != workflow_id
    assert download(page, made, form) == content
    assert row(session, workflow_id).revision == 1


def test_a_file_cut_off_or_with_two_steps_of_one_id_is_told_and_nothing_is_lost(
    open_browser: OpenBrowser, session: Db, workflow_id: int
) -> None:
    page = open_browser("Ada")
    content = download(page, workflow_id, "JSON")
    twice = json.loads(content)
    nodes = twice["graph"]["nodes"]
    nodes[1]["temp_id"] = nodes[0]["temp_id"]
    broken = {
        content[:-200].decode(): "This is not JSON",
        json.dumps(twice): "shares its “temp_id” with another step.",
        content.decode().replace(
            '"name": "Verify"', '"name": "Verify", "name": "Look"'
        ): "“name” is said twice",
    }
    for text, said in broken.items():
        page.goto(f"/workflows/imports/new?into={workflow_id}")
        send(page, "it.json", text.encode())
        expect(refusal(page)).to_contain_text(said)
        page.goto(f"/workflows/imports/new?into={workflow_id}")
        page.get_by_label("Or its text").fill(text)
        page.get_by_role("button", name="Show what would change").click()
        expect(refusal(page)).to_contain_text(said)
        expect(page.get_by_label("Or its text")).to_have_value(text)
    assert step_names(session, workflow_id) == ["Triage", "Resolve", "Verify"]
    assert row(session, workflow_id).revision == 1
    assert count_workflows(session) == 1


def test_each_thing_a_workflow_cannot_say_is_named_and_the_rest_comes_in_once_it_is_gone(
    open_browser: OpenBrowser, session: Db
) -> None:
    page = open_browser("Ada")
    foreign = [
        '<scriptTask id="x" name="Run"><script>document.title = "broken in"</script></scriptTask>',
        '<parallelGateway id="y" name="Both"/>',
        '<intermediateCatchEvent id="z" name="Friday"><timerEventDefinition/></intermediateCatchEvent>',
        flow("x", "y"),
    ]
    page.goto("/workflows/imports/new")
    send(page, "leave.bpmn", bpmn("\n".join([LEAVE, *foreign]), DRAWING))
    reasons = refusal(page).get_by_role("listitem")
    expect(reasons).to_have_count(3)
    for at, said in enumerate(
        (
            "Line 15: the script task “Run” cannot be expressed: people do the steps here, nothing is run.",
            "Line 16: the parallel gateway “Both” cannot be expressed: a ticket stands at one step",
            "Line 17: the intermediate catch event “Friday” cannot be expressed",
        )
    ):
        expect(reasons.nth(at)).to_contain_text(said)
    assert page.title() != "broken in"
    assert count_workflows(session) == 0
    send(page, "leave.bpmn", bpmn(LEAVE, DRAWING))
    left_out = page.locator("#left-out")
    for said in ("the lane “Boss”", "the condition “${days < 3}”; people choose here", "“Fine?”"):
        expect(left_out).to_contain_text(said)
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("status").filter(has_text="taken in as a draft")).to_be_visible()
    page.goto(f"{page.url}/designer")
    canvas = Canvas(page)
    expect(canvas.transition("No", "Decide", "Ask for leave")).to_be_visible(timeout=LATEST)
    panel = canvas.select("Ask for leave")
    expect(panel.get_by_label("Role", exact=True).locator("option:checked")).to_have_text("Agent")
