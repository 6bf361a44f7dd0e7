"""Workflows taken in over the API: shown before anything is written, and by designers alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.api.conftest import Caller
from tests.seed_example import example
from tts.domain.bpmn.words import MODEL
from tts.models import Event, Workflow

Db = scoped_session[Session]
IMPORTS, PREVIEW = "/workflows/imports/", "/workflows/imports/preview/"
KEY = {"Idempotency-Key": "one"}


def count(session: Db, what: type[Any]) -> int:
    """How many rows there are."""
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(what)) or 0


def exported(admin: Caller, form: str = "json") -> tuple[int, str]:
    """A workflow, and its file."""
    workflow_id = admin.post("/workflows/", example()).json["workflow_id"]
    return workflow_id, admin.get(f"/workflows/{workflow_id}/export/?format={form}").json["text"]


@pytest.mark.parametrize("form", ["json", "bpmn"])
def test_what_was_exported_is_shown_and_then_taken_in_again(admin: Caller, session: Db, form: str) -> None:
    workflow_id, text = exported(admin, form)
    events = count(session, Event)
    shown = admin.post(PREVIEW, {"text": text})
    assert shown.status_code == 200
    (preview,) = shown.json["results"]
    assert preview["changes"] == ["A new draft with 3 steps and 2 transitions."]
    assert (preview["workflow_id"], preview["namesakes"]) == (None, [workflow_id])
    assert (count(session, Workflow), count(session, Event)) == (1, events)
    made, again = (admin.post(IMPORTS, {"text": text}, headers=KEY) for _ in range(2))
    assert (made.status_code, again.json) == (201, made.json)
    (made_id,) = made.json["workflow_ids"]
    assert made.headers["Location"] == f"/api/workflows/{made_id}/"
    assert count(session, Workflow) == 2
    assert admin.get(f"/workflows/{made_id}/export/?format={form}").json["text"] == text


def test_a_file_changes_the_workflow_it_was_taken_from_as_it_was_shown(admin: Caller) -> None:
    workflow_id, text = exported(admin)
    document = json.loads(text)
    document["workflow"]["description"] = "From a file"
    sent = {"text": json.dumps(document), "workflow_id": workflow_id}
    (preview,) = admin.post(PREVIEW, sent).json["results"]
    assert (preview["workflow_id"], preview["revision"]) == (workflow_id, 1)
    assert any("description" in change for change in preview["changes"])
    unseen = admin.post(IMPORTS, sent)
    assert (unseen.status_code, list(unseen.json["fields"])) == (409, ["revision"])
    done = admin.post(IMPORTS, sent | {"revision": preview["revision"]})
    assert (done.status_code, done.json) == (200, {"workflow_ids": [workflow_id], "left_out": []})
    assert admin.get(f"/workflows/{workflow_id}/").json["description"] == "From a file"
    stale = admin.post(IMPORTS, {"text": text, "workflow_id": workflow_id, "revision": 1})
    assert (stale.status_code, stale.json["type"]) == (409, "urn:tts:stale-save")


def test_what_is_left_out_is_told_and_what_cannot_be_read_is_refused(admin: Caller, session: Db) -> None:
    start = f'<definitions xmlns="{MODEL}"><process id="p" name="Foreign"><task id="t" name="Look"/>'
    foreign = f'{start}<textAnnotation id="n"/></process></definitions>'
    assert "Line 1: the text annotation “n”." in admin.post(PREVIEW, {"text": foreign}).json["left_out"]
    for text in ("{", "<a>", "nonsense", '{"workflow": 1}', "\ud800"):
        for path in (PREVIEW, IMPORTS):
            assert admin.post(path, {"text": text}).status_code == 409, text
    assert admin.post(PREVIEW, {"text": ""}).status_code == 422
    assert admin.post(PREVIEW, {"text": foreign, "workflow_id": 99}).status_code == 404
    assert count(session, Workflow) == 0


def test_a_file_may_be_larger_than_other_bodies_but_not_without_end(admin: Caller) -> None:
    _, text = exported(admin)
    padded = text + " " * (3 * 1024 * 1024)
    assert admin.post(PREVIEW, {"text": padded}).status_code == 200
    assert admin.post(PREVIEW, {"text": padded + " " * (1024 * 1024)}).status_code == 413
    assert admin.post("/workflows/", {**example(), "more": padded}).status_code == 413


@pytest.mark.parametrize("name", ["alice", "cora", "max", "rita", "otto"])
def test_they_are_for_designers_alone(callers: dict[str, Caller], session: Db, name: str) -> None:
    _, text = exported(callers["ada"])
    for path in (PREVIEW, IMPORTS):
        assert callers[name].post(path, {"text": text}).status_code == 403
    assert count(session, Workflow) == 1
