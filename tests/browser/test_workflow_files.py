"""Workflows as files in a browser without scripts: shown first, then taken in, accessible at every size."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.company import open_browsers
from tests.browser.test_every_page_is_accessible import look_at
from tests.cast import Cast
from tests.domain.test_bpmn_reading import DRAWING, LEAVE, bpmn
from tests.fixtures.browser import DESKTOP, FindFaults, NewContext
from tests.fixtures.server import LiveServer

MARKUP = "&lt;img src=x onerror=alert(1)&gt;"


@pytest.fixture
def ada(new_context: NewContext, company: Cast, live_server: LiveServer) -> Iterator[Page]:
    """The admin's browser; scripts are there for axe alone, the pages' own are kept away."""
    browsers = open_browsers(new_context, live_server.url, viewport=DESKTOP)
    for open_browser in browsers:
        page = open_browser("Ada")
        page.route("**/*.js", lambda route: route.abort())
        yield page


def send(page: Page, name: str, content: bytes) -> None:
    """Choose a file and ask what it would change."""
    page.get_by_label("A file").set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})
    page.get_by_role("button", name="Show what would change").click()


def test_a_diagram_of_another_tool_is_shown_taken_in_and_changed_by_its_file(
    ada: Page, find_faults: FindFaults
) -> None:
    foreign = bpmn(LEAVE, DRAWING).replace(b"Remember", b"r").replace(b"Decide", MARKUP.encode())
    ada.goto("/workflows/imports/new")
    send(ada, "leave.bpmn", foreign.replace(b"<task", b"<scriptTask").replace(b"</task", b"</scriptTask"))
    expect(ada.get_by_role("alert")).to_contain_text("the script task “<img")
    assert not look_at(ada, find_faults)
    send(ada, "leave.bpmn", foreign)
    expect(ada.get_by_role("heading", name="What would change")).to_be_visible()
    expect(ada.get_by_role("main")).to_contain_text("the text annotation “n”.")
    expect(ada.get_by_role("main")).to_contain_text("A new draft with 2 steps and 2 transitions.")
    assert not look_at(ada, find_faults)
    ada.get_by_role("button", name="Take it in").click()
    expect(ada.get_by_role("heading", name="Leave", exact=True)).to_be_visible()
    ada.locator("summary[aria-label='More moves']").click()
    with ada.expect_download() as saved:
        ada.get_by_role("link", name="Download as JSON").click()
    text = saved.value.path().read_text("utf-8")
    ada.get_by_role("link", name="Change by a file…").click()
    send(ada, "leave.json", text.replace('"name": "Ask for leave"', '"name": "Ask"').encode())
    expect(ada.get_by_role("main")).to_contain_text("“Ask for leave” is now called “Ask”.")
    assert not look_at(ada, find_faults)
    ada.get_by_role("button", name="Take it in").click()
    expect(ada.get_by_role("status").filter(has_text="as the file says")).to_be_visible()
