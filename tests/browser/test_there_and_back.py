"""Approve and send back: two steps joined both ways are two lines and two names, whichever way they stand."""

from __future__ import annotations

from itertools import combinations

from playwright.sync_api import FloatRect, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import Canvas, box_of, drag, draw
from tests.browser.company import OpenBrowser
from tests.browser.pictures import pictured
from tests.cast import Cast

PLACES = {
    "West": (0, 0),
    "East": (300, 0),
    "North": (940, 0),
    "South": (940, 160),
    "Top": (600, 0),
    "Bottom": (600, 400),
    "Left": (0, 318),
    "Right": (300, 318),
}
STORED = [
    ("North", "Approve", "South"),
    ("South", "Send back", "North"),
    ("North", "Approve in part", "South"),
    ("Bottom", "Send back", "Top"),
    ("Top", "Approve", "Bottom"),
]
JOINED = [
    [("West", "Approve", "East"), ("East", "Send back", "West")],
    STORED[:3],
    STORED[3:],
    [("Left", "Approve", "Right"), ("Right", "Send back", "Left")],
]
SHARED = """([id, other]) => {
    const [line, beside] = [id, other].map((each) => {
        const path = document.querySelector(`.react-flow__edge[data-id="${each}"] .react-flow__edge-path`);
        const long = path.getTotalLength();
        return Array.from({ length: 101 }, (_, at) => path.getPointAtLength((long * at) / 100));
    });
    const isNear = (a) => beside.some((b) => Math.hypot(a.x - b.x, a.y - b.y) < 6);
    return line.filter(isNear).length / line.length;
}"""
"""Which part of a line runs as good as on another."""


def draw_ways(canvas: Canvas) -> None:
    """Connect the rest: one pair by clicking the steps, one by the dots that face each other."""
    for origin, name, target in JOINED[0]:
        canvas.connect(origin, target, name)
    canvas.drag_connection("Left", "Right", "Approve")
    ends = [
        box_of(canvas.step(step).locator(f".react-flow__handle-{side}"))
        for step, side in (("Right", "left"), ("Left", "right"))
    ]
    start, end = ((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in ends)
    drag(canvas.page, start, end)
    canvas.name_transition("Send back", "Right", "Left")


def overlap(a: FloatRect, b: FloatRect) -> bool:
    """True when two boxes have a point in common."""
    across = a["x"] < b["x"] + b["width"] and b["x"] < a["x"] + a["width"]
    return across and a["y"] < b["y"] + b["height"] and b["y"] < a["y"] + a["height"]


def test_there_and_back_are_lines_beside_each_other_with_names_each_of_which_selects_its_own(
    open_browser: OpenBrowser, session: scoped_session[Session], company: Cast
) -> None:
    page = open_browser("Ada")
    canvas = draw(page, pictured(session, company.ada, PLACES, STORED), "West")
    page.get_by_role("button", name="Fold problems").click()
    page.get_by_role("button", name="Show everything").click()
    draw_ways(canvas)
    page.keyboard.press("Escape")
    expect(page.locator(".react-flow__edge-path")).to_have_count(sum(map(len, JOINED)))
    for ways in JOINED:
        names = [canvas.transition(name, origin, target) for origin, name, target in ways]
        ids = [name.get_attribute("data-transition") for name in names]
        for one, other in combinations(range(len(ways)), 2):
            shared = page.evaluate(SHARED, [ids[one], ids[other]])
            assert shared < 0.25, f"{ways[one]} hides {shared:.0%} of {ways[other]}"
            assert not overlap(box_of(names[one]), box_of(names[other])), f"{ways[one]} and {ways[other]}"
        for label, (origin, name, target) in zip(names, ways, strict=True):
            label.click()
            expect(canvas.properties.get_by_label("Name", exact=True)).to_have_value(name)
            for end, step in (("From", origin), ("To", target)):
                chosen = canvas.properties.get_by_label(end, exact=True).locator("option:checked")
                expect(chosen).to_have_text(step)
            expect(page.locator('.dz-label[aria-pressed="true"]')).to_have_count(1)
