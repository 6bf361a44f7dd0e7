"""Running tickets moved to another version in a browser, taken back, and moved again without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.town import Town, enter, town
from tests.cli.test_worker_processes import running
from tests.fixtures.browser import DESKTOP, NewContext, watch_page

__all__ = ["town"]

FOUND = 20_000


@pytest.fixture(scope="module", autouse=True)
def _worker(town: Town) -> Iterator[None]:
    """A worker beside the server, which carries the moves on."""
    with running("tts", "worker", environment=town.server.environment):
        yield


def open_admin(new_context: NewContext, town: Town, **how: bool) -> Page:
    context = new_context(base_url=town.server.url, viewport=DESKTOP, **how)
    return enter(context, "admin1")


def ask_and_confirm(page: Page, word: str, button: str) -> None:
    """Open the question behind a button, and say yes."""
    page.locator("summary", has_text=re.compile(f"^{word}")).click()
    page.get_by_role("button", name=button).click()


def test_tickets_are_moved_watched_and_taken_back(new_context: NewContext, town: Town) -> None:
    with watch_page(open_admin(new_context, town)) as page:
        page.goto(town.addresses["movings.show"])
        expect(page.locator("#progress header")).to_contain_text("Done", timeout=FOUND)
        ask_and_confirm(page, "Take it back", "Take it back")
        expect(page.locator("#progress header")).to_contain_text("Taken back", timeout=FOUND)
        expect(page.get_by_role("main")).to_contain_text("Back again")
        page.goto(town.addresses["movings.ask"].removesuffix("/movings/new"))
        page.get_by_role("link", name="Move running tickets to another version…").click()
        expect(page.locator("#preview")).to_contain_text("as it is")
        page.get_by_label("Follow the new version").check()
        page.get_by_role("button", name="Show what would happen").click()
        expect(page).to_have_url(re.compile("due=new"))
        ask_and_confirm(page, "Move ", "Move them")
        expect(page.locator("#progress header")).to_contain_text("Done", timeout=FOUND)
        page.locator("a.tk").first.click()
        expect(page.get_by_role("main")).to_contain_text("moved it from version 1 to version 2")


def test_all_of_it_works_without_scripts(new_context: NewContext, town: Town) -> None:
    page = open_admin(new_context, town, java_script_enabled=False)
    page.goto(town.addresses["movings.index"])
    page.locator("table a").first.click()
    ask_and_confirm(page, "Take it back", "Take it back")
    for _ in range(40):
        if "Taken back" in page.locator("#progress header").inner_text():
            break
        page.wait_for_timeout(500)
        page.get_by_role("link", name="Look again").click()
    expect(page.locator("#progress header")).to_contain_text("Taken back")
