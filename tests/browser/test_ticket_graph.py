"""A ticket on its graph in a browser: found from its page, without scripts too, opened as a file, printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.adapters.test_png import size_of
from tests.browser.canvas import draw
from tests.browser.company import OpenBrowser, open_browsers
from tests.browser.test_every_page_is_accessible import look_at
from tests.cast import Cast
from tests.desk import Desk
from tests.fixtures.browser import DESKTOP, FindFaults, NewContext
from tests.fixtures.server import LiveServer
from tests.workflow_acts import made
from tests.workflows import store_workflow
from tts.clock import current_time
from tts.domain.bpmn.words import MODEL

AnySession = scoped_session[Session]
COLOUR = "document.querySelector('.box, .been, .here')?.computedStyleMap().get('fill').toString()"


@pytest.fixture
def open_browser(new_context: NewContext, company: Cast, live_server: LiveServer) -> Iterator[OpenBrowser]:
    """A browser for anybody of the company."""
    yield from open_browsers(new_context, live_server.url, viewport=DESKTOP)


@pytest.fixture
def number(session: AnySession, company: Cast) -> str:
    """A ticket that went round once and stands at Verify for the second time."""
    desk = Desk(session, company, store_workflow(session, company))
    submitted = desk.submit(now=current_time())
    for minute, choice in enumerate(("Assign", "Done", "Not solved", "Done"), 1):
        desk.choose(submitted, choice, current_time() + timedelta(minutes=minute), note="Looked at it.")
    return submitted.number


def find_without_scripts(page: Page, number: str) -> None:
    """Go there from the ticket's page; scripts are there for axe alone, the pages' own are kept away."""
    page.route("**/*.js", lambda route: route.abort())
    page.goto(f"/tickets/{number}")
    page.get_by_role("link", name="On the graph, with every visit").click()


def test_a_requester_sees_the_way_by_signs_and_words_at_every_size(
    open_browser: OpenBrowser, number: str, find_faults: FindFaults
) -> None:
    rita = open_browser("Rita")
    find_without_scripts(rita, number)
    visits = rita.locator("#visits").get_by_role("listitem")
    expect(visits).to_have_count(5)
    expect(visits.nth(2)).to_contain_text("left by Not solved")
    expect(visits.nth(4)).to_contain_text("now here")
    expect(rita.locator("svg.travel text", has_text="2·4")).to_be_visible()
    expect(rita.locator("svg.travel text", has_text="Now here · ")).to_be_visible()
    assert not look_at(rita, find_faults)


def test_the_picture_follows_the_colours_of_the_page_and_is_light_on_paper(
    open_browser: OpenBrowser, number: str
) -> None:
    ada = open_browser("Ada")
    ada.goto(f"/tickets/{number}/graph")
    colours = []
    for media, scheme in (("screen", "light"), ("screen", "dark"), ("print", "dark")):
        ada.emulate_media(media=media, color_scheme=scheme)
        colours.append(ada.evaluate(COLOUR))
    assert colours[0] == colours[2] != colours[1]
    expect(ada.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(ada.locator("svg.travel").first).to_be_visible()
    signs = ada.locator(".signs li").all()
    assert signs
    assert all(box and box["height"] < 32 for box in (sign.bounding_box() for sign in signs))


def test_the_file_opens_as_a_page_of_its_own_and_as_a_picture_to_keep(
    open_browser: OpenBrowser, number: str
) -> None:
    ada = open_browser("Ada")
    ada.goto(f"/tickets/{number}/graph")
    with ada.expect_download() as saved:
        ada.get_by_role("link", name="PNG").click()
    assert saved.value.suggested_filename == f"{number}-graph.png"
    assert size_of(saved.value.path().read_bytes())[0] > 1000
    ada.emulate_media(color_scheme="dark")
    ada.goto(f"/tickets/{number}/graph.svg")
    dark = ada.evaluate(COLOUR)
    ada.emulate_media(color_scheme="light")
    assert dark != ada.evaluate(COLOUR)


def download(page: Page, form: str) -> tuple[str, bytes]:
    """A file from the designer's open list, and its name."""
    with page.expect_download() as saved:
        page.get_by_role("link", name=form).click()
    return saved.value.suggested_filename, saved.value.path().read_bytes()


def test_the_designer_hands_out_what_is_saved_as_pictures_and_as_files_that_name_every_step(
    open_browser: OpenBrowser, session: AnySession, company: Cast
) -> None:
    workflow_id, ada = made(session, company.ada), open_browser("Ada")
    canvas = draw(ada, workflow_id)
    canvas.select("Triage").get_by_label("Name", exact=True).fill("R&D <look>")
    canvas.save()
    names, name = ["R&D <look>", "Resolution", "Verification"], f"workflow-{workflow_id}"
    ada.get_by_role("button", name="Download").press("Enter")
    expect(ada.get_by_role("link", name="Picture (SVG)")).to_be_focused()
    ada.keyboard.press("ArrowDown")
    with ada.expect_download() as saved:
        ada.keyboard.press("Enter")
    assert saved.value.suggested_filename == f"{name}.png"
    assert size_of(saved.value.path().read_bytes())[0] > 1000
    files = {form: download(ada, form) for form in ("Picture (SVG)", "JSON", "BPMN 2.0")}
    assert [file for file, _ in files.values()] == [f"{name}.svg", f"{name}.json", f"{name}.bpmn"]
    picture, text, diagram = (content for _, content in files.values())
    drawn = {"".join(element.itertext()) for element in ElementTree.fromstring(picture).iter()}
    assert {*names, "Assign", "Complete"} <= drawn
    graph = json.loads(text)["graph"]
    assert [node["name"] for node in graph["nodes"]] == names
    assert [edge["name"] for edge in graph["edges"]] == ["Assign", "Complete"]
    tasks = ElementTree.fromstring(diagram).iter(f"{{{MODEL}}}userTask")
    assert [task.get("name") for task in tasks] == names
    ada.keyboard.press("Escape")
    expect(ada.get_by_role("link", name="Picture (SVG)")).to_be_hidden()
