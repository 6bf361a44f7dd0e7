"""Workflows on their pages: who reaches them, made, listed, moved along."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, Cast
from tests.fixtures.application import close_connections, make_app
from tests.web.admin_desk import DETAILS, PROMISES, count_statements, draft, status_of
from tests.web.conftest import Browse, Submit
from tests.workflows import Stored
from tts.models import Workflow, WorkflowVersion
from tts.services.workflows import (
    initialize_workflow,
    pause_workflow,
    revise_workflow,
)

Db = scoped_session[Session]


def test_strangers_are_asked_to_log_in(client: FlaskClient, support: Stored) -> None:
    for path in ("/workflows", f"/workflows/{support.workflow_id}", "/workflows/new"):
        assert client.get(path).headers["Location"].startswith("/login")


def test_only_designers_reach_the_list_the_designer_and_the_tables(browse: Browse, support: Stored) -> None:
    base = f"/workflows/{support.workflow_id}"
    for path in (
        "/workflows",
        "/workflows/new",
        "/workflows/imports/new",
        base + "/designer",
        base + "/tables",
    ):
        assert browse("Ada").get(path).status_code == 200
        for name in ("Alice", "Otto"):
            assert browse(name).get(path).status_code == 403


def test_the_outsider_finds_no_workflow_and_an_agent_reads_it_without_forms(
    browse: Browse, support: Stored
) -> None:
    path = f"/workflows/{support.workflow_id}"
    assert browse("Otto").get(path).status_code == 404
    assert browse("Otto").get(path + "/versions/1").status_code == 404
    page = browse("Alice").get(path)
    assert page.status_code == 200
    assert "IT Support Request" in page.text
    assert "/workflows/" + str(support.workflow_id) + "/pause" not in page.text
    assert "Save promises" not in page.text


def test_nobody_else_moves_or_changes_a_workflow(browse: Browse, session: Db, support: Stored) -> None:
    base = f"/workflows/{support.workflow_id}"
    for noun in ("/pause", "/revision", "/copies", "/deletion", "/details", "/promises", "/fixes", "/steps"):
        for name in ("Alice", "Otto"):
            assert browse(name).post(base + noun).status_code == 403
    assert status_of(session, support.workflow_id) == "initialized"


def test_moves_are_not_made_by_following_a_link(browse: Browse, session: Db, support: Stored) -> None:
    base = f"/workflows/{support.workflow_id}"
    for noun in ("/pause", "/archiving", "/revision/discard", "/deletion"):
        assert browse("Ada").get(base + noun).status_code in (404, 405)
    assert status_of(session, support.workflow_id) == "initialized"


def test_a_form_from_elsewhere_moves_nothing(
    database_url: str, instance: Path, session: Db, cast: Cast, support: Stored
) -> None:
    app = make_app(database_url, instance, WTF_CSRF_ENABLED=True)
    browser = app.test_client()
    with browser.session_transaction() as kept:
        kept["_user_id"] = f"{cast.user_ids['Ada']}.0"
    answer = browser.post(f"/workflows/{support.workflow_id}/pause")
    close_connections(app)
    assert answer.status_code == 400
    assert status_of(session, support.workflow_id) == "initialized"


def test_an_empty_desk_says_what_to_do_first(browse: Browse) -> None:
    page = browse("Ada").get("/workflows").text
    assert "No workflow yet" in page
    assert "/workflows/new" in page


def test_the_list_tells_what_to_look_at(browse: Browse, session: Db, cast: Cast) -> None:
    workflow_id = draft(session, cast)
    assert "Ready to deploy" in browse("Ada").get("/workflows").text
    initialize_workflow(session, workflow_id, actor=cast.ada, now=MORNING)
    revise_workflow(session, workflow_id, actor=cast.ada, now=MORNING)
    draft(session, cast, role_id=None)
    page = browse("Ada").get("/workflows").text
    assert "Revision ready to deploy" in page
    assert "2 errors" in page
    pause_workflow(session, workflow_id, actor=cast.ada, now=MORNING)
    assert "Takes no tickets since" in browse("Ada").get("/workflows?status=paused").text
    assert "No workflow like that" in browse("Ada").get("/workflows?q=nothing+of+the+kind").text
    assert "Nothing archived" in browse("Ada").get("/workflows?status=archived").text


def test_a_revision_that_is_drawn_is_not_said_to_be_deployed(browse: Browse, session: Db, cast: Cast) -> None:
    workflow_id = draft(session, cast)
    browser, path = browse("Ada"), f"/workflows/{workflow_id}"
    for noun in ("/deployment", "/initialization", "/revision"):
        browser.post(path + noun)
    page = browser.get(path).text
    assert page.count("checked whole, nobody sees it yet") == 1
    browser.post(path + "/deployment")
    assert "checked whole, nobody sees it yet" not in browser.get(path).text


def test_the_list_costs_the_same_for_one_as_for_many(
    app: Flask, browse: Browse, session: Db, cast: Cast, support: Stored
) -> None:
    browser = browse("Ada")
    one = count_statements(app, browser, "/workflows")
    for number in range(12):
        draft(session, cast, name=f"Step {number}")
    assert count_statements(app, browser, "/workflows") == one


def test_the_overview_costs_the_same_with_more_versions(
    app: Flask, browse: Browse, session: Db, cast: Cast
) -> None:
    workflow_id = draft(session, cast)
    path, browser = f"/workflows/{workflow_id}", browse("Ada")
    browser.post(path + "/initialization")
    one = count_statements(app, browser, path)
    for hours in (5, 6, 7):
        browser.post(path + "/revision")
        browser.post(path + "/promises", data={**PROMISES, "urgent_hours": str(hours), "high_hours": "9"})
        browser.post(path + "/initialization")
    assert session.scalar(sa.select(sa.func.count()).select_from(WorkflowVersion)) == 4
    assert count_statements(app, browser, path) == one


def test_a_new_workflow_lands_in_the_designer(browse: Browse, session: Db) -> None:
    answer = browse("Ada").post("/workflows", data={**DETAILS, **PROMISES})
    workflow = session.scalars(sa.select(Workflow)).one()
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/workflows/{workflow.id}/designer"
    assert (workflow.status, workflow.urgent_sla.total_seconds()) == ("draft", 4 * 3600)
    page = browse("Ada").get(answer.headers["Location"]).text
    assert f'data-workflow="{workflow.id}"' in page
    assert f"/workflows/{workflow.id}/tables" in page


def test_a_refused_form_keeps_what_was_typed(browse: Browse, session: Db) -> None:
    typed = {**DETAILS, "name": "", "description": "Keys & <cards>", **PROMISES, "high_hours": "3"}
    answer = browse("Ada").post("/workflows", data=typed)
    assert answer.status_code == 422
    assert "Keys &amp; &lt;cards&gt;" in answer.text
    assert "High must take longer than urgent." in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(Workflow)) == 0


@pytest.mark.parametrize("typed", ["-1", "1.5", "x", "999999999", "٣"])
def test_a_promise_that_is_no_time_is_refused(browse: Browse, typed: str) -> None:
    answer = browse("Ada").post("/workflows", data={**DETAILS, "urgent_hours": typed})
    assert answer.status_code == 422
    assert "whole numbers" in answer.text


def test_names_stay_text_and_hidden_characters_are_refused(browse: Browse, session: Db) -> None:
    browser = browse("Ada")
    evil = "<script>alert(1)</script>"
    made = browser.post("/workflows", data={**DETAILS, "name": evil, "department": "<b>IT</b>"})
    for path in (
        "/workflows",
        made.headers["Location"],
        made.headers["Location"].replace("designer", "tables"),
    ):
        page = browser.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page
    assert browser.post("/workflows", data={**DETAILS, "name": "Admin\u202egnp"}).status_code == 422


def test_a_workflow_goes_all_the_way_by_its_buttons(browse: Browse, session: Db, cast: Cast) -> None:
    workflow_id = draft(session, cast)
    browser, base = browse("Ada"), f"/workflows/{workflow_id}"
    for noun, status in [
        ("deployment", "deployed"),
        ("draft", "draft"),
        ("deployment", "deployed"),
        ("initialization", "initialized"),
        ("pause", "paused"),
        ("resumption", "initialized"),
        ("revision", "initialized"),
        ("revision/discard", "initialized"),
        ("pause", "paused"),
        ("archiving", "archived"),
        ("restoration", "draft"),
    ]:
        assert browser.get(base).status_code == 200
        answer = browser.post(f"{base}/{noun}")
        assert (answer.status_code, noun) == (303, noun)
        assert status_of(session, workflow_id) == status


def test_initializing_matches_what_waits(browse: Browse, session: Db, cast: Cast, submit: Submit) -> None:
    from tts.services.tickets import TicketRequest, submit_ticket

    request = TicketRequest("A key for the lab", "", "IT", "Access", "")
    waiting = submit_ticket(session, request, actor=cast.rita, now=MORNING)
    assert waiting.task_id is None
    workflow_id = draft(session, cast)
    browse("Ada").post(f"/workflows/{workflow_id}/initialization")
    assert "A key for the lab" not in browse("Ada").get("/tickets/unmatched").text


def test_a_move_that_is_not_possible_says_why_on_the_overview(
    browse: Browse, session: Db, support: Stored, submit: Submit
) -> None:
    submit()
    base = f"/workflows/{support.workflow_id}"
    answer = browse("Ada").post(base + "/archiving")
    assert answer.status_code == 409
    assert "It takes tickets: pause it first." in answer.text
    browse("Ada").post(base + "/pause")
    answer = browse("Ada").post(base + "/archiving")
    assert answer.status_code == 409
    assert "1 task is still open" in answer.text
    assert browse("Ada").post(base + "/deletion").status_code == 409


def test_errors_stop_a_deployment_with_all_of_them_told(browse: Browse, session: Db, cast: Cast) -> None:
    workflow_id = draft(session, cast, is_end=False, role_id=None)
    answer = browse("Ada").post(f"/workflows/{workflow_id}/deployment")
    assert answer.status_code == 409
    assert "has no role" in answer.text
    assert "WF140" in answer.text
    assert status_of(session, workflow_id) == "draft"


def test_a_copy_is_a_draft_and_a_draft_can_go(browse: Browse, session: Db, support: Stored) -> None:
    browser = browse("Ada")
    copied = browser.post(f"/workflows/{support.workflow_id}/copies").headers["Location"]
    page = browser.get(copied).text
    assert "IT Support Request (copy)" in page
    assert "Delete this workflow" in page
    assert browser.post(copied + "/deletion").headers["Location"] == "/workflows"
    assert browser.get(copied).status_code == 404
