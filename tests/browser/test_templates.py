"""The shapes to begin with: each stands whole on the drawing, and only who does its steps is left to say."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import Canvas
from tests.browser.company import LATEST, OpenBrowser
from tests.cast import MORNING, Cast
from tests.seed_example import example
from tts.services import workflows as act

SHAPES = {"Two steps": 2, "Approval": 4, "Tiered support": 4, "IT request": 3, "Rework": 3}


@pytest.fixture
def workflow_id(session: scoped_session[Session], company: Cast) -> int:
    """A draft with nothing on it."""
    body = {"workflow": example()["workflow"]}
    return act.create_workflow(session, body, actor=company.ada, now=MORNING).workflow_id


@pytest.fixture
def page(open_browser: OpenBrowser, workflow_id: int) -> Page:
    """Ada's designer on it."""
    page = open_browser("Ada")
    page.goto(f"/workflows/{workflow_id}/designer")
    return page


def test_each_template_lacks_nothing_but_roles_and_is_one_undo(page: Page) -> None:
    canvas, steps = Canvas(page), page.locator(".dz-step")
    for name, count in SHAPES.items():
        canvas.palette.get_by_role("button", name="Templates").click(timeout=LATEST)
        offered = page.get_by_role("region", name="Templates").get_by_role("listitem")
        expect(offered).to_have_count(len(SHAPES))
        offered.get_by_role("button", name=re.compile(f"^{name}")).click()
        expect(steps).to_have_count(count)
        canvas.save()
        problems = canvas.problems.get_by_role("listitem")
        expect(problems.filter(has_text="has no role")).to_have_count(count)
        others = problems.filter(has_not_text="has no role").all_inner_texts()
        assert all("is a loop" in text for text in others), others
        page.keyboard.press("Control+z")
        expect(steps).to_have_count(0)
