"""A hand on a page with a drawing: it drags, types and pastes, and tells what that cost the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import log2

from playwright.sync_api import Page

BEGINNING = (28, 64)
"""Where both pages show the first step's corner at first, in pixels from the drawing's; at 0.9 its size."""
FIRST_ZOOM = 0.9
ACROSS, DOWN = 280, 160
PUT_OFF = 400
"""Milliseconds after the last letter: what waits for a pause in typing is drawn in them, none saved."""

TURN = """(wheel) => document.elementFromPoint(wheel.clientX, wheel.clientY)
    .dispatchEvent(new WheelEvent("wheel", { ...wheel, bubbles: true, cancelable: true }))"""
"""Turns the wheel within the page: from outside, Chromium may take half a minute to say that it turned."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What an act cost: the ms of each frame, and the seconds the page's thread computed for each move."""

    waits: list[float]
    work: float


class Hand:
    """Works on one page; `field` is where it types, `home` the address of the page."""

    def __init__(self, page: Page, home: str, field: str) -> None:
        self.page, self.home, self.field = page, home, field
        self.session = page.context.new_cdp_session(page)
        self.session.send("Performance.enable", {"timeDomain": "threadTicks"})
        self.zoom = FIRST_ZOOM

    def open(self) -> float:
        """Seconds from asking for the page until its drawing stands and the page rests."""
        self.page.bring_to_front()
        self.settle()
        self.page.goto(self.home)
        opened = float(self.page.evaluate("window.bench.opened"))
        box = self.page.locator(".react-flow").bounding_box()
        assert box is not None
        self.left, self.top, self.size = box["x"], box["y"], (box["width"], box["height"])
        self.zoom = FIRST_ZOOM
        return opened / 1000

    def see(self, zoom: float) -> None:
        """Turn the wheel over the first step until the drawing has that size."""
        at = {"clientX": self.left + BEGINNING[0], "clientY": self.top + BEGINNING[1]}
        self.page.evaluate(TURN, {**at, "deltaY": 500 * log2(self.zoom / zoom)})
        self.zoom = zoom
        self.rest()

    def place(self, column: float, row: float) -> tuple[float, float]:
        """Where on the page the step of a column and row stands (a little inside its corner)."""
        return (
            self.left + BEGINNING[0] + (column * ACROSS + 30) * self.zoom,
            self.top + BEGINNING[1] + (row * DOWN + 12) * self.zoom,
        )

    def choose(self, column: int, row: int) -> None:
        """Click the step there."""
        self.page.mouse.click(*self.place(column, row))
        self.rest()

    def pick(self, columns: int, rows: int) -> None:
        """Draw a box with Shift over so many columns and rows, all but the first of each.

        It stays away from the edges: near them the drawing would move along.
        """
        mouse, keyboard = self.page.mouse, self.page.keyboard
        mouse.move(*self.place(0.8, 0.7))
        keyboard.down("Shift")
        mouse.down()
        mouse.move(*self.place(columns + 0.05, rows + 0.05), steps=5)
        mouse.up()
        keyboard.up("Shift")
        self.rest()

    def drag(self, moves: int) -> Cost:
        """Drag the second step of the second row, and what is selected with it, to and fro and away."""
        mouse = self.page.mouse
        x, y = self.place(1, 1)
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + 4, y + 4, steps=4)

        def move() -> None:
            for number in range(moves):
                mouse.move(x + 4 + (number % 20) * 2, y + 4 + number)

        cost = self.watch(move, moves)
        mouse.up()
        self.rest()
        return cost

    def press(self, key: str) -> Cost:
        """Press a key: from it to the end of the frame that shows what it did."""
        before = self.busy()
        self.page.evaluate("window.bench.expect('keydown')")
        self.page.keyboard.press(key)
        wait = float(self.page.evaluate("window.bench.answer"))
        return Cost([wait], self.busy() - before)

    def type(self, keys: int) -> Cost:
        """Type into the field, each key after the frame of the one before; what that put off counts too."""
        self.page.locator(self.field).focus()
        before = self.busy()
        waits = [wait for number in range(keys) for wait in self.press("abcdefghij"[number % 10]).waits]
        self.page.wait_for_timeout(PUT_OFF)
        self.rest()
        return Cost(waits, (self.busy() - before) / keys)

    def watch(self, act: Callable[[], None], moves: int) -> Cost:
        """What an act of so many moves cost."""
        before = self.busy()
        self.page.evaluate("window.bench.begin()")
        act()
        frames = self.page.evaluate("window.bench.end()")
        return Cost(list(map(float, frames)), (self.busy() - before) / moves)

    def busy(self) -> float:
        """Seconds that the page's thread has computed since it began."""
        metrics = self.session.send("Performance.getMetrics")["metrics"]
        return next(float(each["value"]) for each in metrics if each["name"] == "TaskDuration")

    def settle(self) -> None:
        """Wait until what was drawn is saved, where the page saves, and the page rests."""
        said = self.page.locator(".dz-saved")
        if said.count():
            said.get_by_text(re.compile("^Saved")).wait_for()
        self.rest()

    def answers(self, address: str) -> list[float]:
        """Seconds of all answers from addresses that match so far, of those the page asked ahead too."""
        asked = "performance.getEntriesByType('resource').filter((e) => new RegExp(address).test(e.name))"
        found = self.page.evaluate(f"(address) => {asked}.map((e) => e.duration)", address)
        return [float(ms) / 1000 for ms in found]

    def rest(self) -> None:
        """Wait until the page has nothing to do."""
        self.page.evaluate("new Promise((rest) => requestAnimationFrame(() => requestIdleCallback(rest)))")
