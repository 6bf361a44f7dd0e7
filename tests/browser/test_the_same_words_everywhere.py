"""What is wrong with a draft is said in the same words wherever one asks."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import draw
from tests.browser.company import OpenBrowser
from tests.cast import MORNING, Cast
from tests.fixtures.server import LiveServer
from tests.seed_example import example
from tts.services.workflows import create_workflow

Said = list[tuple[str, str, str]]
BROKEN: dict[str, Any] = {
    "nodes": [
        {"temp_id": "a", "name": "Start", "role_id": 2, "is_start": True, "weight": 0.1},
        {"temp_id": "b", "name": "R&D <look>", "weight": 0.3},
        {"temp_id": "c", "name": "Close", "role_id": 3, "weight": 0.3, "is_end": True, "escalate_to": 3},
        {"temp_id": "d", "name": "close", "role_id": 4, "weight": 0.1},
        {"temp_id": "e", "name": "“Lost”", "role_id": 4},
    ],
    "edges": [
        {"from_temp_id": "a", "to_temp_id": "b", "name": "Go on"},
        {"from_temp_id": "a", "to_temp_id": "c", "name": " go on"},
        {"from_temp_id": "b", "to_temp_id": "d", "name": ""},
        {"from_temp_id": "b", "to_temp_id": "c", "name": "Done"},
        {"from_temp_id": "c", "to_temp_id": "b", "name": "Back"},
    ],
}
"""A dead end, a step nobody gets to, names said twice or not at all, roles and shares missing."""


@pytest.fixture
def workflow_id(session: scoped_session[Session], company: Cast) -> int:
    """A draft that is broken in many ways."""
    body = {**example(high_sla="200:00:00"), "graph": BROKEN}
    return create_workflow(session, body, actor=company.ada, now=MORNING).workflow_id


def told_in(problems: Locator) -> Said:
    """Severity, code and sentence of each line of a list on a page."""
    lines = problems.locator("li.problem p:first-child").all_text_contents()
    said = [re.findall(r"^(\w+): (.*?) ?(WF\d+)$", " ".join(line.split())) for line in lines]
    return [(severity, code, sentence) for ((severity, sentence, code),) in said]


def test_a_problem_has_the_same_sentence_in_the_designer_on_the_page_in_the_api_and_at_a_terminal(
    open_browser: OpenBrowser, live_server: LiveServer, workflow_id: int
) -> None:
    page = open_browser("Ada")
    canvas = draw(page, workflow_id, "Start")
    answer = page.context.request.get(f"/api/workflows/{workflow_id}/problems/")
    asked: Said = [
        (problem["severity"], problem["code"], problem["sentence"]) for problem in answer.json()["problems"]
    ]
    assert {"error", "warning"} <= {severity for severity, _, _ in asked}
    assert len({code for _, code, _ in asked}) > 6
    assert any("“R&D <look>”" in sentence for _, _, sentence in asked)
    expect(canvas.problems.locator("li.problem")).to_have_count(len(asked))
    assert told_in(canvas.problems) == asked
    page.goto(f"/workflows/{workflow_id}")
    assert told_in(page.locator("#problems")) == asked
    checked = live_server.run_tts("check", str(workflow_id), status=1)
    lines = re.findall(r"^  (error|warning|info) +(WF\d+)  (.*)$", checked, re.MULTILINE)
    assert lines == asked
