"""Workflows as files: taken out, taken in, refused with what is wrong."""

from __future__ import annotations

import html
import io
import json
import re

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from tests.adapters.test_png import size_of
from tests.cast import MORNING, Cast
from tests.web.admin_desk import draft
from tests.web.conftest import Browse
from tts.domain.bpmn.words import MODEL
from tts.models import Workflow
from tts.queries.workflow_graphs import working_graph
from tts.services.workflows import save_details

Db = scoped_session[Session]


def count_workflows(session: Db) -> int:
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(Workflow)) or 0


def step_ids(session: Db, workflow_id: int) -> list[object]:
    session.rollback()
    return [step.step_id for step in working_graph(session, workflow_id).steps]


def confirm(browser: FlaskClient, shown: str) -> TestResponse:
    """Send the form of a preview as it stands."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', shown)
    sent = {name: html.unescape(value) for name, value in fields}
    assert sent["confirmed"] == "yes"
    return browser.post("/workflows/imports", data=sent, content_type="multipart/form-data")


@pytest.mark.parametrize("form", ["json", "bpmn"])
def test_what_was_exported_is_shown_and_then_taken_in_again(
    browse: Browse, session: Db, cast: Cast, form: str
) -> None:
    workflow_id, browser = draft(session, cast, name="Do <it>"), browse("Ada")
    exported = browser.get(f"/workflows/{workflow_id}/export.{form}")
    assert exported.headers["Content-Disposition"] == f"attachment; filename=workflow-{workflow_id}.{form}"
    sent = {"file": (io.BytesIO(exported.data), "it"), "text": ""}
    shown = browser.post("/workflows/imports", data=sent, content_type="multipart/form-data")
    assert shown.status_code == 200
    assert "A new draft with 1 step and 0 transitions." in shown.text
    assert "A workflow of this name is there already" in shown.text
    assert count_workflows(session) == 1
    answer = confirm(browser, shown.text)
    assert answer.status_code == 303
    made = int(answer.headers["Location"].rpartition("/")[2])
    assert browser.get(f"/workflows/{made}/export.{form}").data == exported.data


def test_a_picture_is_a_file_of_its_own_without_script(browse: Browse, session: Db, cast: Cast) -> None:
    workflow_id = draft(session, cast, name="<script>alert(1)</script>")
    answer = browse("Ada").get(f"/workflows/{workflow_id}/export.svg")
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "&lt;script&gt;" in answer.text
    assert "<script" not in answer.text


def test_only_designers_take_workflows_out_and_in(browse: Browse, session: Db, cast: Cast) -> None:
    workflow_id, otto = draft(session, cast), browse("Otto")
    for form in ("json", "bpmn", "svg"):
        assert otto.get(f"/workflows/{workflow_id}/export.{form}").status_code == 403
        assert browse("Ada").get(f"/workflows/999/export.{form}").status_code == 404
    assert browse("Ada").get(f"/workflows/{workflow_id}/export.exe").status_code == 404
    assert otto.get("/workflows/imports/new").status_code == 403
    assert otto.post("/workflows/imports", data={"text": "{}"}).status_code == 403


def test_a_file_changes_the_workflow_it_was_taken_from_after_the_changes_were_shown(
    browse: Browse, session: Db, cast: Cast
) -> None:
    workflow_id, browser = draft(session, cast), browse("Ada")
    document = browser.get(f"/workflows/{workflow_id}/export.json").get_json()
    document["graph"]["nodes"][0]["name"] = "Do it well"
    sent = {"text": json.dumps(document), "into": str(workflow_id)}
    shown = browser.post("/workflows/imports", data=sent)
    assert "“Do it” is now called “Do it well”." in shown.text
    before = step_ids(session, workflow_id)
    assert confirm(browser, shown.text).status_code == 303
    assert step_ids(session, workflow_id) == before
    assert browser.get(f"/workflows/{workflow_id}/export.json").get_json() == {
        **document,
        "graph": {**document["graph"], "nodes": [document["graph"]["nodes"][0] | {"temp_id": "do-it-well"}]},
    }
    again = browser.post(
        "/workflows/imports",
        data={"text": browser.get(f"/workflows/{workflow_id}/export.json").text, "into": str(workflow_id)},
    )
    assert "Nothing would change" in again.text


def test_changes_that_somebody_overtook_are_not_written_and_the_text_stays(
    browse: Browse, session: Db, cast: Cast
) -> None:
    workflow_id, browser = draft(session, cast), browse("Ada")
    document = browser.get(f"/workflows/{workflow_id}/export.json").get_json()
    document["workflow"]["description"] = "From a file"
    shown = browser.post("/workflows/imports", data={"text": json.dumps(document), "into": str(workflow_id)})
    save_details(session, workflow_id, {"description": "From the page"}, actor=cast.ada, now=MORNING)
    answer = confirm(browser, shown.text)
    assert answer.status_code == 409
    assert "Ada" in answer.text
    assert "From a file" in answer.text
    session.rollback()
    assert session.get_one(Workflow, workflow_id).description == "From the page"


def test_a_confirmation_without_a_revision_only_shows(browse: Browse, session: Db, cast: Cast) -> None:
    workflow_id, browser = draft(session, cast), browse("Ada")
    document = browser.get(f"/workflows/{workflow_id}/export.json").get_json()
    document["workflow"]["description"] = "New"
    sent = {"text": json.dumps(document), "into": str(workflow_id), "confirmed": "yes"}
    assert browser.post("/workflows/imports", data=sent).status_code == 200
    session.rollback()
    assert session.get_one(Workflow, workflow_id).description == ""


def test_what_is_left_out_is_told_before_and_what_cannot_be_expressed_refuses(
    browse: Browse, session: Db
) -> None:
    start = f'<definitions xmlns="{MODEL}"><process id="p" name="Foreign"><task id="t" name="Look"/>'
    note = '<textAnnotation id="n"/>'
    shown = browse("Ada").post("/workflows/imports", data={"text": f"{start}{note}</process></definitions>"})
    assert "Line 1: the text annotation “n”." in shown.text
    script = '<scriptTask id="s" name="&lt;b&gt;Run"/>'
    refused = browse("Ada").post(
        "/workflows/imports", data={"text": f"{start}{script}</process></definitions>"}
    )
    assert refused.status_code == 422
    assert "Line 1: the script task “&lt;b&gt;Run” cannot be expressed" in refused.text
    assert count_workflows(session) == 0


@pytest.mark.parametrize("into", ["x", "-1", "0", "99999999999999999999", "²"])
def test_numbers_that_are_none_change_nothing(browse: Browse, into: str) -> None:
    assert browse("Ada").get("/workflows/imports/new", query_string={"into": into}).status_code == 200
    assert browse("Ada").get("/workflows/imports/new", query_string={"into": "999"}).status_code == 404


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
    assert count_workflows(session) == 0


def test_one_bad_workflow_of_a_list_keeps_all_of_them_out(browse: Browse, session: Db, cast: Cast) -> None:
    good = {"workflow": {"name": "Good"}, "graph": {"nodes": [], "edges": []}}
    bad = {"workflow": {"name": ""}, "graph": {"nodes": [], "edges": []}}
    answer = browse("Ada").post("/workflows/imports", data={"text": json.dumps([good, bad])})
    assert answer.status_code == 422
    assert count_workflows(session) == 0


def test_the_graph_is_taken_out_as_a_picture_by_who_may_design(
    browse: Browse, session: Db, cast: Cast
) -> None:
    workflow_id = draft(session, cast, name="Do <it>")
    picture = browse("Ada").get(f"/workflows/{workflow_id}/export.png")
    assert picture.mimetype == "image/png"
    assert picture.headers["Content-Disposition"] == f"attachment; filename=workflow-{workflow_id}.png"
    assert size_of(picture.data)[0] > 300
    assert browse("Otto").get(f"/workflows/{workflow_id}/export.png").status_code == 403
