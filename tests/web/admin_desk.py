"""What the tests of an admin's pages share: a draft, what forms send, what a page costs."""

from __future__ import annotations

import re

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, Cast
from tts.models import Workflow
from tts.services.workflows import create_workflow

Db = scoped_session[Session]
DETAILS = {
    "name": "Access Request",
    "description": "",
    "department": "IT",
    "category": "Access",
    "sub_category": "",
    "end_logic": "",
}
PROMISES = {"urgent_hours": "4", "high_hours": "8", "medium_days": "2", "low_days": "5"}


def status_of(session: Db, workflow_id: int) -> str:
    session.rollback()
    return session.get_one(Workflow, workflow_id).status


def draft(session: Db, cast: Cast, **steps: object) -> int:
    """A draft of one step that is start and end, ready to deploy."""
    node = {"temp_id": "a", "name": "Do it", "role_id": cast.role("Agent"), "weight": 1}
    node |= {"is_start": True, "is_end": True, "design": {"x": 0, "y": 0}, **steps}
    slas = {
        "urgent_sla": "04:00:00",
        "high_sla": "08:00:00",
        "medium_sla": "48:00:00",
        "low_sla": "120:00:00",
    }
    body = {"workflow": {**DETAILS, **slas}, "graph": {"nodes": [node], "edges": []}}
    return create_workflow(session, body, actor=cast.ada, now=MORNING).workflow_id


def revision_of(page: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found
    return found[1]


def count_statements(app: Flask, browser: FlaskClient, path: str) -> int:
    """How many statements a page costs, from its first to its last."""
    from tts.extensions import db

    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *more: object) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    assert browser.get(path).status_code == 200
    sa.event.remove(engine, "before_cursor_execute", note)
    return len([text for text in seen if text.lstrip().upper().startswith(("SELECT", "WITH"))])


def step_form(cast: Cast, **fields: str) -> dict[str, str]:
    """A step's form as a browser sends it."""
    usual = {"name": "Do it", "role_id": str(cast.role("Agent")), "weight": "1", "assignment": "turn"}
    return {**usual, "is_start": "1", "is_end": "1", **fields}
