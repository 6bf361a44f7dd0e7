"""Names and subjects as a joker types them: shown as text, and the page holds together."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import Canvas
from tests.browser.company import LATEST, OpenBrowser, open_browsers
from tests.cast import Cast
from tests.fixtures.browser import DESKTOP, PHONE, NewContext
from tests.fixtures.server import LiveServer
from tests.workflows import Arrow, Place, Plan, store_workflow
from tts.clock import current_time
from tts.services.tickets import TicketRequest, submit_ticket

MARKUP = "<img src=x onerror=\"document.title='broken in'\"><script>document.title='broken in'</script>"
FOREIGN = "\u05e9\u05dc\u05d5\u05dd abc \u0645\u0631\u062d\u0628\u0627 (1)"
TURNING = "invoice \u202egnp.exe"
FACES = "👩🏽‍💻🏳️‍🌈 " + "ö\u0301\u0302\u0303" * 8
LONG = "Donaudampfschiff" * 12
WORDS = (MARKUP, FOREIGN, FACES, LONG)


@pytest.fixture
def open_browser(new_context: NewContext, company: Cast, live_server: LiveServer) -> Iterator[OpenBrowser]:
    """A browser for anybody of the company."""
    yield from open_browsers(new_context, live_server.url, viewport=DESKTOP)


@pytest.fixture
def workflow_id(session: scoped_session[Session], company: Cast) -> int:
    """A workflow whose every name is odd."""
    names = [word[:120] for word in WORDS]
    steps = tuple(
        Place(name, "Agent", "0.25", is_start=at == 0, is_end=at == 3, escalate_to="Manager")
        for at, name in enumerate(names)
    )
    arrows = tuple(Arrow(names[at], names[at], names[at + 1]) for at in range(3))
    plan = Plan(steps, arrows, name=names[3], department=names[0], category=names[1], sub_category=names[2])
    return store_workflow(session, company, plan).workflow_id


def submit(session: scoped_session[Session], company: Cast, subject: str) -> str:
    """Rita submits a ticket with an odd subject, to that workflow; returns its number."""
    asked = TicketRequest(
        subject, f"{subject}\n{subject}", MARKUP[:120], FOREIGN, FACES[:120], priority="urgent"
    )
    return submit_ticket(session, asked, actor=company.rita, now=current_time()).number


STICKING_OUT = """() => {
    if (document.documentElement.scrollWidth <= window.innerWidth) return [];
    const all = [...document.querySelectorAll("main *, header.top *")];
    const edge = window.innerWidth + 1;
    const wide = all.filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > edge);
    const last = wide.filter((one) => !wide.some((other) => other !== one && one.contains(other)));
    return last.slice(0, 4).map((one) => `${one.parentElement.outerHTML.slice(0, 60)} > ${one.tagName}`);
}"""
"""Names the innermost elements that reach beyond the window of a page that scrolls sideways."""


def find_faults(page: Page, *expected: str) -> list[str]:
    """Where the words are not on the page as they are, something ran, or sticks out at either size."""
    shown = page.locator("body").inner_text()
    faults = [f"{page.url} does not show {words!r}" for words in expected if words not in shown]
    if page.locator("img[src=x]").count():
        faults.append(f"{page.url} has made an image of the markup")
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        faults += [f"{page.url} at {size['width']}: {one}" for one in page.evaluate(STICKING_OUT)]
    return faults


def test_a_joke_in_a_subject_stays_a_joke(
    open_browser: OpenBrowser, session: scoped_session[Session], company: Cast, workflow_id: int
) -> None:
    numbers = {subject: submit(session, company, subject) for subject in WORDS}
    page, faults = open_browser("Ada"), list[str]()
    for subject, number in numbers.items():
        page.goto(f"/tickets/{number}")
        faults += find_faults(page, subject)
    for path in ("/", "/queue?tab=all", "/tickets", "/search?q=Donaudampfschiff", "/events"):
        page.goto(path)
        faults += find_faults(page)
    page.goto("/queue?tab=all")
    page.locator("main tbody a").first.click()
    expect(page.get_by_role("complementary", name="Selected item")).to_be_visible()
    faults += find_faults(page)
    assert not faults, "\n".join(faults)


def test_a_joke_in_a_workflow_stays_a_joke(open_browser: OpenBrowser, workflow_id: int) -> None:
    page, faults = open_browser("Ada"), list[str]()
    base = f"/workflows/{workflow_id}"
    for path in (
        "/workflows",
        base,
        f"{base}/tables",
        f"{base}/versions",
        f"{base}/versions/1",
        f"{base}/versions/comparison",
        f"{base}/versions/1/restoration",
        "/tickets/new",
    ):
        page.goto(path)
        faults += find_faults(page)
    assert not faults, "\n".join(faults)


def test_a_subject_that_turns_the_reading_direction_is_refused_and_kept(
    open_browser: OpenBrowser, workflow_id: int
) -> None:
    page = open_browser("Rita")
    page.goto("/tickets/new")
    page.get_by_label("Department").select_option(MARKUP[:120])
    page.get_by_label("Category", exact=True).select_option(FOREIGN)
    page.get_by_label("Subject").fill(TURNING)
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("turn the reading direction")
    expect(page.get_by_label("Subject")).to_have_value(TURNING)


BOXES = """() => [...document.querySelectorAll(".dz-step, .dz-label")]
    .map((one) => one.offsetWidth - (one.matches(".dz-step") ? 184 : Math.min(one.offsetWidth, 176)))"""
"""By how many pixels each step is not as wide as steps are, and each name on a line wider than one may be."""


def test_long_names_on_the_drawing_are_cut_and_widen_nothing(open_browser: OpenBrowser) -> None:
    page = open_browser("Ada")
    page.goto("/workflows/new")
    page.get_by_label("Name", exact=True).fill("Long names")
    page.get_by_role("button", name="Create and draw the steps").click()
    canvas = Canvas(page)
    page.get_by_role("button", name="Add the first step").click(timeout=LATEST)
    page.get_by_label("Name of the step").fill(LONG[:60])
    page.keyboard.press("Enter")
    canvas.add("Next")
    canvas.connect(LONG[:60], "Next", LONG[:60])
    for name in (".dz-name.is-long", ".dz-label .is-long"):
        assert page.locator(name).evaluate("(one) => one.scrollWidth > one.clientWidth")
    assert set(page.evaluate(BOXES)) == {0}
    for _ in range(5):
        page.get_by_role("button", name="Zoom out").click()
    expect(page.locator(".dz-label")).to_have_count(0)
    assert set(page.evaluate(BOXES)) == {0}


def test_a_joke_drawn_in_the_designer_stays_a_joke(open_browser: OpenBrowser) -> None:
    page = open_browser("Ada")
    page.goto("/workflows/new")
    page.get_by_label("Name", exact=True).fill(MARKUP[:120])
    page.get_by_role("button", name="Create and draw the steps").click()
    canvas = Canvas(page)
    page.get_by_role("button", name="Add the first step").click(timeout=LATEST)
    page.get_by_label("Name of the step").fill(MARKUP[:60])
    page.keyboard.press("Enter")
    canvas.add("__proto__")
    canvas.add(FACES)
    canvas.connect("__proto__", FACES, "constructor")
    canvas.save()
    page.reload()
    expect(canvas.step("__proto__")).to_be_visible(timeout=LATEST)
    expect(canvas.step(FACES)).to_be_visible()
    expect(canvas.transition("constructor", "__proto__", FACES)).to_be_visible()
    expect(canvas.step(MARKUP[:60])).to_be_visible()
    assert not find_faults(page)
