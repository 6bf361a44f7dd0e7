"""The seed's whole workflow, drawn without ever touching the mouse, and every act said aloud."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import Canvas
from tests.browser.company import LATEST, OpenBrowser, open_browsers
from tests.cast import MORNING, Cast
from tests.fixtures.browser import DESKTOP, Axe, NewContext
from tests.fixtures.server import LiveServer
from tests.seed_example import SEED_EXAMPLE, example
from tests.workflow_acts import steps_of
from tts.queries.workflow_graphs import working_graph
from tts.services import workflows as act

AnySession = scoped_session[Session]
FOCUSED = """() => {
  const at = document.activeElement;
  return at.getAttribute("aria-label") ?? at.labels?.[0]?.textContent ?? at.textContent ?? "";
}"""


@pytest.fixture
def workflow_id(session: AnySession, company: Cast) -> int:
    """The seed's example without its steps."""
    body = {**example(), "graph": {"nodes": [], "edges": []}}
    return act.create_workflow(session, body, actor=company.ada, now=MORNING).workflow_id


@pytest.fixture
def page(new_context: NewContext, company: Cast, live_server: LiveServer, workflow_id: int) -> Iterator[Page]:
    """Ada's designer on the empty workflow."""
    for open_browser in _browsers(new_context, live_server):
        page = open_browser("Ada")
        page.goto(f"/workflows/{workflow_id}/designer")
        expect(page.get_by_text("No steps yet.")).to_be_visible(timeout=LATEST)
        yield page


def _browsers(new_context: NewContext, live_server: LiveServer) -> Iterator[OpenBrowser]:
    yield from open_browsers(new_context, live_server.url, viewport=DESKTOP)


class Keyboard:
    """Somebody who only has keys."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said = page.get_by_test_id("said")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, label: str) -> None:
        """Press Tab until the focus is on what is called so."""
        for _ in range(40):
            if self.page.evaluate(FOCUSED).strip() == label:
                return
            self.press("Tab")
        pytest.fail(f"Tab never came to {label}")

    def fill(self, label: str, text: str) -> None:
        """Go to a field and write, over what stands there."""
        self.tab_to(label)
        self.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, label: str, word: str) -> None:
        """Go to a list and type what it shall show."""
        self.tab_to(label)
        self.page.keyboard.type(word)

    def add_step(self, node: dict[str, object], role: str) -> None:
        """A new step after the selected one, with its role, share and marks."""
        self.press("n")
        expect(self.page.get_by_label("Name of the step")).to_be_focused()
        self.page.keyboard.type(str(node["name"]))
        self.press("Enter", "p")
        expect(self.page.get_by_label("Name", exact=True)).to_be_focused()
        self.choose("Role", role)
        self.fill("Share", str(node["weight"]))
        for label, mark in (("Start", "is_start"), ("Can end here", "is_end")):
            if node.get(mark):
                self.tab_to(label)
                self.press("Space")
        self.press("Escape")

    def connect(self, origin: str, name: str, target: str) -> None:
        """A transition, chosen from lists."""
        self.press("c")
        expect(self.page.get_by_role("dialog")).to_be_visible()
        self.choose("From step", origin)
        self.choose("To step", target)
        self.fill("Name of the choice", name)
        self.press("Enter")
        expect(self.said).to_contain_text(f"Connect {origin} to {target}")


def test_the_seeds_workflow_is_drawn_with_the_keyboard_alone(
    page: Page, session: AnySession, company: Cast, workflow_id: int, axe: Axe
) -> None:
    keys, canvas, seed = Keyboard(page), Canvas(page), SEED_EXAMPLE["graph"]
    names = {role_id: name for name, role_id in company.role_ids.items()}
    nodes = {node["temp_id"]: node for node in seed["nodes"]}
    for node in seed["nodes"]:
        keys.add_step(node, names[node["role_id"]])
        expect(canvas.step(node["name"])).to_be_focused()
    for edge in seed["edges"]:
        ends = (nodes[edge[end]]["name"] for end in ("from_temp_id", "to_temp_id"))
        origin, target = ends
        keys.connect(origin, edge["name"], target)
    axe(page)
    keys.press("Control+s")
    canvas.expect_saved()
    assert [
        (step.name, step.role_id, float(step.weight or 0), step.is_start, step.is_end)
        for step in steps_of(session, workflow_id)
    ] == [
        (n["name"], n["role_id"], n["weight"], n.get("is_start", False), n.get("is_end", False))
        for n in seed["nodes"]
    ]
    drawn = working_graph(session, workflow_id)
    step_names = {step.id: step.name for step in steps_of(session, workflow_id)}
    assert sorted(
        (step_names[each.from_step_id], each.name, step_names[each.to_step_id]) for each in drawn.transitions
    ) == sorted(
        (nodes[e["from_temp_id"]]["name"], e["name"], nodes[e["to_temp_id"]]["name"]) for e in seed["edges"]
    )


def test_everything_one_can_do_has_a_key_and_is_said(page: Page) -> None:
    keys, canvas = Keyboard(page), Canvas(page)
    keys.tab_to("Templates")
    keys.press("Enter", "ArrowDown", "ArrowDown", "ArrowDown", "Enter")
    expect(keys.said).to_contain_text("Add the template IT request")
    keys.press("Control+f")
    page.keyboard.type("resol")
    keys.press("Enter")
    expect(canvas.step("Resolution")).to_be_focused()
    keys.press("ArrowDown", "ArrowDown", "Control+d")
    expect(keys.said).to_contain_text("Duplicate Resolution")
    keys.press("Delete")
    expect(keys.said).to_contain_text("Delete Resolution 2")
    keys.press("Control+a", "Control+z")
    expect(keys.said).to_contain_text("Undone: Delete Resolution 2")
    keys.press("h")
    entries = page.get_by_role("region", name="History").get_by_role("button")
    expect(entries).to_have_text(
        [
            "Delete Resolution 2undone",
            "Duplicate Resolutionnow",
            "Move Resolution",
            "Add the template IT request",
            "As it was opened",
        ]
    )
    keys.press("ArrowDown", "ArrowDown", "ArrowDown", "Enter")
    expect(keys.said).to_contain_text("Undone: 3 acts. Now at: the beginning")
    expect(page.locator(".dz-step")).to_have_count(0)
    keys.press("Escape", "?")
    expect(page.get_by_role("dialog").get_by_text("History: jump to any moment")).to_be_visible()


def test_names_lines_and_several_steps_are_reached_and_changed_by_keys(page: Page) -> None:
    keys, canvas = Keyboard(page), Canvas(page)
    keys.tab_to("Templates")
    keys.press("Enter", "ArrowDown", "ArrowDown", "ArrowDown", "Enter")
    expect(keys.said).to_contain_text("Add the template IT request")
    keys.press("Control+f")
    page.keyboard.type("resol")
    keys.press("Enter", "F2")
    expect(page.get_by_label("Name of the step")).to_be_focused()
    page.keyboard.type("Repair")
    keys.press("Enter")
    expect(canvas.step("Repair")).to_be_focused()
    keys.press("ArrowDown", "ArrowDown", "Control+c")
    expect(keys.said).to_contain_text("Copied Repair")
    keys.press("Control+v")
    expect(keys.said).to_contain_text("Paste Repair")
    expect(canvas.step("Repair 2")).to_be_visible()
    keys.press("Control+x")
    expect(keys.said).to_contain_text("Delete Repair 2")
    expect(canvas.step("Repair 2")).to_have_count(0)
    keys.press("Control+a")
    expect(keys.said).to_contain_text("Selected")
    keys.press("p")
    keys.tab_to("Align at the top")
    keys.press("Enter")
    expect(keys.said).to_contain_text("Align")
    keys.press("Delete")
    expect(canvas.step("Repair")).to_be_visible()
