"""Workflows as files: taken out, taken in, refused with what is wrong."""

from __future__ import annotations

import io
import json

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import Cast
from tests.web.admin_desk import draft
from tests.web.conftest import Browse
from tts.models import Workflow
from tts.queries.workflow_graphs import working_graph

Db = scoped_session[Session]


def test_what_was_exported_can_be_taken_in_again(browse: Browse, session: Db, cast: Cast) -> None:
    workflow_id, browser = draft(session, cast), browse("Ada")
    exported = browser.get(f"/workflows/{workflow_id}/export.json")
    assert exported.headers["Content-Disposition"].startswith("attachment")
    sent = {"file": (io.BytesIO(exported.data), "it.json"), "text": ""}
    answer = browser.post("/workflows/imports", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    made = int(answer.headers["Location"].rpartition("/")[2])
    session.rollback()
    assert [step.name for step in working_graph(session, made).steps] == ["Do it"]
    assert browse("Otto").get(f"/workflows/{workflow_id}/export.json").status_code == 403


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Nothing was sent"),
        ("{", "not JSON"),
        ("[]", "the list is empty"),
        ('{"workflow": 3}', "This is no workflow"),
        ('{"workflow": {"name": "x"}, "graph": {"nodes": [{"weight": NaN}]}}', "NaN"),
        ('{"workflow": {"name": "x"}, "graph": {"nodes": [{"name": "a", "role_name": "Wizard"}]}}', "Wizard"),
        ("[" * 100_000, "deeply"),
    ],
)
def test_what_is_no_workflow_is_told_and_kept_in_the_form(
    browse: Browse, session: Db, text: str, said: str
) -> None:
    answer = browse("Ada").post("/workflows/imports", data={"text": text})
    assert answer.status_code == 422
    assert said in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(Workflow)) == 0


def test_one_bad_workflow_of_a_list_keeps_all_of_them_out(browse: Browse, session: Db, cast: Cast) -> None:
    good = {"workflow": {"name": "Good"}, "graph": {"nodes": [], "edges": []}}
    bad = {"workflow": {"name": ""}, "graph": {"nodes": [], "edges": []}}
    answer = browse("Ada").post("/workflows/imports", data={"text": json.dumps([good, bad])})
    assert answer.status_code == 422
    assert session.scalar(sa.select(sa.func.count()).select_from(Workflow)) == 0
