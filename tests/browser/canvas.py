"""The designer as a person drives it, by what is written on it."""

from __future__ import annotations

import re

from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.company import LATEST


class Canvas:
    """One person's designer, open on a workflow."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.palette = page.get_by_role("toolbar", name="Add")
        self.properties = page.get_by_role("complementary", name="Properties")
        self.problems = page.get_by_role("region", name="Problems")
        self.saving = page.get_by_role("status", name="Saving state")

    def add(self, name: str, kind: str = "Step") -> Locator:
        """Add a step with the palette and name it in place; returns its box."""
        self.palette.get_by_role("button", name=kind, exact=True).click()
        box = self.page.get_by_label("Name of the step")
        box.fill(name)
        box.press("Enter")
        expect(self.step(name)).to_be_visible()
        return self.step(name)

    def step(self, name: str) -> Locator:
        """The box of a step."""
        return self.page.get_by_role("group", name=re.compile(rf"^Step {re.escape(name)}(,|$)"))

    def transition(self, name: str, origin: str, target: str) -> Locator:
        """The name on a transition, which one clicks to select it."""
        said = f"Transition {name}, {origin} to {target}"
        return self.page.get_by_role("button", name=re.compile(rf"^{re.escape(said)}"))

    def connect(self, origin: str, target: str, name: str) -> None:
        """Connect two steps by clicking both, and name the choice in place."""
        self.palette.get_by_role("button", name="Connect", exact=True).click()
        self.step(origin).click()
        self.step(target).click()
        self.name_transition(name, origin, target)

    def name_transition(self, name: str, origin: str, target: str) -> None:
        """Name the transition that was just drawn."""
        box = self.page.get_by_label("Name of the transition")
        box.fill(name)
        box.press("Enter")
        expect(self.transition(name, origin, target)).to_be_visible()

    def drag_connection(self, origin: str, target: str, name: str) -> None:
        """Connect two steps by dragging from dot to dot, and name the choice in place."""
        start = self.step(origin).locator(".react-flow__handle-right").bounding_box()
        end = self.step(target).locator(".react-flow__handle-left").bounding_box()
        assert start is not None, f"{origin} is not in sight"
        assert end is not None, f"{target} is not in sight"
        mouse = self.page.mouse
        mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
        mouse.down()
        mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=12)
        mouse.up()
        self.name_transition(name, origin, target)

    def select(self, name: str) -> Locator:
        """Select a step and return its unfolded properties."""
        self.step(name).click()
        self.unfold()
        expect(self.properties.get_by_label("Name", exact=True)).to_have_value(name)
        return self.properties

    def unfold(self) -> None:
        """Open the properties where they are folded to a line."""
        button = self.page.get_by_role("button", name="Unfold properties")
        if button.is_visible():
            button.click()

    def fold(self) -> None:
        """Fold the properties to a line."""
        self.page.get_by_role("button", name="Fold properties", exact=True).click()

    def describe(self, name: str, *, role: str, share: str, escalates_to: str | None = None) -> None:
        """Say who does a step, and with which share of the time."""
        panel = self.select(name)
        panel.get_by_label("Role", exact=True).select_option(label=role)
        panel.get_by_label("Share", exact=True).fill(share)
        if escalates_to:
            panel.get_by_label("Escalates to").select_option(label=escalates_to)

    def save(self) -> None:
        """Save now and wait until it is told so."""
        self.page.keyboard.press("Control+s")
        self.expect_saved()

    def expect_saved(self) -> None:
        """Wait until everything is on the server."""
        expect(self.saving.get_by_text(re.compile(r"^Saved"))).to_be_visible(timeout=LATEST)

    def move(self, word: str, state: str) -> None:
        """Make a move of the life cycle, reading the warnings where there are any."""
        self.page.get_by_role("button", name=word, exact=True).click()
        dialog = self.page.get_by_role("dialog")
        state_word = self.page.locator(".dz-state")
        expect(dialog.or_(state_word.filter(has_text=state))).to_be_visible(timeout=LATEST)
        if dialog.is_visible():
            dialog.get_by_label("I have read them and go on").check()
            dialog.get_by_role("button", name=word, exact=True).click()
        expect(state_word).to_contain_text(state, timeout=LATEST)


def draw(page: Page, workflow_id: int, step: str = "Triage") -> Canvas:
    """The designer of a workflow, once it shows this step."""
    page.goto(f"/workflows/{workflow_id}/designer")
    canvas = Canvas(page)
    expect(canvas.step(step)).to_be_visible(timeout=LATEST)
    return canvas


def close_unconnected(page: Page) -> None:
    """Close a page that has no connection: what it says last does not arrive.

    The browser takes a page that it closes for connected again, a moment too early.
    """
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no connection')); }")
    page.close()


def box_of(target: Locator) -> FloatRect:
    """Where something is on the page."""
    box = target.bounding_box()
    assert box is not None
    return box


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Press, move and let go."""
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=10)
    page.mouse.up()
