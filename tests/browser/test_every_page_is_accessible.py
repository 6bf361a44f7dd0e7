"""Axe on every page, for each kind of person, at a desk and on a phone, light and dark; none is too wide."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser.town import Town, enter, town
from tests.fixtures.browser import DESKTOP, PHONE, TABLET, FindFaults, NewContext, watch_page

__all__ = ["town"]

NO_PAGES = {
    "health.show",
    "static",
    "escalations.show_acts",
    "forgotten.ask",
    "forgotten.choose",
    "inbox.show_rows",
    "items.show_panel",
    "movings.progress",
    "notifications.bell",
    "openid.begin",
    "openid.finish",
    "scim.serve",
    "ticket_graph.picture",
    "workflow_calendar.export",
    "workflow_files.export",
}
"""What GET answers with other than a whole page, or only where mail or a provider is set up (test_ways_in).

The parts of pages are met within their pages.
"""

PLAIN = (
    "/",
    "/escalations",
    "/events",
    "/me",
    "/me/notifications",
    "/notifications",
    "/people",
    "/people/everybody",
    "/people/new",
    "/people/roles/new",
    "/queue",
    "/search",
    "/settings",
    "/settings/inbound",
    "/settings/inbound/memberships",
    "/settings/integrations",
    "/settings/outbox",
    "/settings/systems",
    "/settings/systems/answers",
    "/settings/webhooks",
    "/settings/webhooks/new",
    "/settings/worker",
    "/tickets",
    "/tickets/new",
    "/tickets/unmatched",
    "/workflows",
    "/workflows/imports/new",
    "/workflows/new",
)
"""The pages without arguments."""

VARIANTS = (
    "/api/",
    "/notifications?show=all",
    "/people/everybody?show=all",
    "/queue?tab=all",
    "/search?q=display",
    "/nowhere",
    "a draft",
    "a trial under way",
    "a trial that cannot begin",
    "the escalation unfolded",
)
WORK = (
    "/",
    "/queue",
    "/tickets",
    "/tickets/new",
    "/search?q=display",
    "/me",
    "/notifications",
    "items.show",
    "ticket_graph.show",
    "tickets.show",
)
UNFOLD = "doors => doors.forEach((door, place) => door.open = place % 24 === 0)"
"""Some of the API's doors: one template makes them all, and axe needs a minute for all of them."""
HOME = ("/", "/tickets", "/tickets/new", "ticket_graph.show", "tickets.show")
SEEN = {
    "agent1": WORK,
    "manager1": (*WORK[:-3], "/escalations", "the escalation unfolded", "/workflows"),
    "requester1": (*HOME, "/me", "/notifications", "/workflows"),
}
"""What is looked at besides everything, which the administrator looks at."""


@pytest.mark.databases("sqlite")
def test_no_page_is_forgotten(app: Flask, town: Town) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    pages = [rule for rule in rules if rule.endpoint not in NO_PAGES and not rule.rule.startswith("/api/")]
    plain = {rule.rule for rule in pages if not rule.arguments} - {"/login"}
    assert plain == set(PLAIN), "tell PLAIN of the new page"
    single = {rule.endpoint for rule in pages if rule.arguments}
    assert single <= set(town.addresses), "tell tests.browser.town where to see the new page"


@pytest.mark.parametrize("half", [0, 1])
def test_every_page_is_accessible_to_an_administrator(
    new_context: NewContext, town: Town, find_faults: FindFaults, half: int
) -> None:
    pages = [*PLAIN, *VARIANTS, *(name for name in town.addresses if name not in VARIANTS)]
    assert_accessible(new_context, town, find_faults, "admin1", pages[half::2])


@pytest.mark.parametrize("person", SEEN)
def test_the_pages_of_the_day_are_accessible_to_others(
    new_context: NewContext, town: Town, find_faults: FindFaults, person: str
) -> None:
    assert_accessible(new_context, town, find_faults, person, SEEN[person])


def test_the_log_in_is_accessible(new_context: NewContext, town: Town, find_faults: FindFaults) -> None:
    page = new_context(base_url=town.server.url).new_page()
    page.goto("/login")
    assert not look_at(page, find_faults)


def test_a_fault_would_be_found(new_context: NewContext, find_faults: FindFaults) -> None:
    page = new_context().new_page()
    page.set_content("<main><img src='data:,'><button style='color:#ccc;background:#fff'>Go</button></main>")
    assert any("image-alt" in fault for fault in find_faults(page))
    assert any("color-contrast" in fault for fault in find_faults(page, "color-contrast"))


def assert_accessible(
    new_context: NewContext,
    town: Town,
    find_faults: FindFaults,
    person: str,
    pages: list[str] | tuple[str, ...],
) -> None:
    """Look at each page, and tell all faults of all pages at once."""
    context = new_context(base_url=town.server.url, viewport=DESKTOP)
    faults: list[str] = []
    with watch_page(enter(context, person)) as page:
        for name in pages:
            page.goto(town.addresses.get(name, name))
            if page.url.endswith("/designer"):
                page.locator(".react-flow__node").first.wait_for()
            page.locator("details.door-of-api").evaluate_all(UNFOLD)
            faults += look_at(page, find_faults)
    assert not faults, "\n".join(faults)


def look_at(page: Page, find_faults: FindFaults) -> list[str]:
    """The faults of a page at each size and in both colours; the colours change nothing but the contrast.

    A tablet has nothing that neither a desktop nor a phone has, but for how wide it is.
    """
    faults: list[str] = []
    for word, size in (("desktop", DESKTOP), ("tablet", TABLET), ("phone", PHONE)):
        page.set_viewport_size(size)
        found: list[str] = []
        if size is not TABLET:
            page.emulate_media(color_scheme="light")
            found += find_faults(page)
            page.emulate_media(color_scheme="dark")
            found += [f"in dark: {fault}" for fault in find_faults(page, "color-contrast")]
        if not page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
            found.append("it scrolls sideways")
        faults += [f"{page.url} on a {word}: {fault}" for fault in found]
    page.set_viewport_size(DESKTOP)
    return faults
