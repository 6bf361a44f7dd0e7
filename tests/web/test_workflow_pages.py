"""Workflows on their pages: made, moved along, changed with forms alone, refused with what was typed."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, Cast
from tests.fixtures.application import close_connections, make_app
from tests.web.conftest import Browse, Submit
from tests.workflows import Stored
from tts.models import Workflow, WorkflowVersion
from tts.queries.workflow_graphs import working_graph
from tts.services.workflows import (
    create_workflow,
    edit_workflow,
    initialize_workflow,
    pause_workflow,
    revise_workflow,
    save_details,
)

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


def test_warnings_are_read_before_a_move_goes_on(browse: Browse, session: Db, cast: Cast) -> None:
    workflow_id = draft(session, cast)
    save_details(session, workflow_id, {"low_sla": None}, actor=cast.ada, now=MORNING)
    browser, base = browse("Ada"), f"/workflows/{workflow_id}"
    page = browser.get(base).text
    assert "I have read this warning" in page
    refused = browser.post(base + "/deployment")
    assert refused.status_code == 409
    assert "1 warning stands below" in refused.text
    print_of = re.search(r'name="warnings" value="(\w+)"', page)
    assert print_of
    stale = browser.post(base + "/deployment", data={"warnings_read": "1", "warnings": "others"})
    assert stale.status_code == 409
    assert status_of(session, workflow_id) == "draft"
    browser.post(base + "/deployment", data={"warnings_read": "1", "warnings": print_of[1]})
    assert status_of(session, workflow_id) == "deployed"


def test_a_fix_is_applied_by_its_button(browse: Browse, session: Db, cast: Cast) -> None:
    workflow_id = draft(session, cast, is_end=False)
    browser, base = browse("Ada"), f"/workflows/{workflow_id}"
    page = browser.get(base).text
    form = re.search(r'<form[^>]*/fixes">(.*?)</form>', page, re.S)
    assert form
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[1]))
    assert set(sent) >= {"problem", "code", "fix", "revision"}
    assert browser.post(base + "/fixes", data=sent).status_code == 303
    session.rollback()
    assert working_graph(session, workflow_id).steps[0].is_end
    again = browser.post(base + "/fixes", data=sent)
    assert again.status_code == 409


@pytest.mark.parametrize(
    "sent", [{}, {"problem": "0", "code": "WF999", "fix": "0"}, {"problem": "x", "fix": "-1"}]
)
def test_a_fix_that_is_none_changes_nothing(
    browse: Browse, session: Db, cast: Cast, sent: dict[str, str]
) -> None:
    workflow_id = draft(session, cast, is_end=False)
    answer = browse("Ada").post(f"/workflows/{workflow_id}/fixes", data=sent)
    assert answer.status_code == 409
    assert "Nothing was changed" in answer.text


def test_a_stale_save_shows_both_and_loses_nothing(browse: Browse, session: Db, cast: Cast) -> None:
    workflow_id = draft(session, cast)
    browser, base = browse("Ada"), f"/workflows/{workflow_id}"
    seen = revision_of(browser.get(base).text)
    save_details(session, workflow_id, {"department": "Facilities"}, actor=cast.ada, now=MORNING)
    typed = {**DETAILS, "name": "Access for everybody", "revision": seen}
    answer = browser.post(base + "/details", data=typed)
    assert answer.status_code == 409
    assert "Access for everybody" in answer.text
    assert "Facilities" in answer.text
    assert "Ada saved" in answer.text
    session.rollback()
    assert session.get_one(Workflow, workflow_id).name == "Access Request"
    again = browser.post(base + "/details", data={**typed, "revision": revision_of(answer.text)})
    assert again.status_code == 303
    session.rollback()
    assert session.get_one(Workflow, workflow_id).name == "Access for everybody"


def test_promises_are_saved_in_days_hours_and_minutes(browse: Browse, session: Db, cast: Cast) -> None:
    workflow_id = draft(session, cast)
    browser, base = browse("Ada"), f"/workflows/{workflow_id}"
    save_details(session, workflow_id, {"urgent_sla": "04:00:10"}, actor=cast.ada, now=MORNING)
    typed = {**PROMISES, "high_hours": "8", "high_minutes": "30", "low_days": ""}
    assert browser.post(base + "/promises", data=typed).status_code == 303
    session.rollback()
    workflow = session.get_one(Workflow, workflow_id)
    assert workflow.high_sla
    assert workflow.high_sla.total_seconds() == 8.5 * 3600
    assert workflow.low_sla is None
    assert workflow.urgent_sla
    assert workflow.urgent_sla.total_seconds() == 4 * 3600 + 10, "seconds are kept"
    refused = browser.post(base + "/promises", data={**PROMISES, "medium_days": "0", "medium_hours": "1"})
    assert refused.status_code == 422
    assert "Medium must take longer than high." in refused.text


def test_a_fixed_workflow_refuses_saves_and_says_the_way(browse: Browse, support: Stored) -> None:
    answer = browse("Ada").post(f"/workflows/{support.workflow_id}/details", data=DETAILS)
    assert answer.status_code == 409
    assert "revise it to work on a draft beside it" in answer.text


def test_a_version_shows_its_graph_and_what_changed(browse: Browse, session: Db, cast: Cast) -> None:
    workflow_id = draft(session, cast)
    browser, base = browse("Ada"), f"/workflows/{workflow_id}"
    browser.post(base + "/initialization")
    browser.post(base + "/revision")
    step = working_graph(session, workflow_id).steps[0]
    browser.post(f"{base}/steps/{step.step_id}", data=step_form(cast, name="Do it well"))
    assert browser.post(base + "/initialization").status_code == 303
    page = browser.get(base + "/versions/2").text
    assert "“Do it” is now called “Do it well”." in page
    assert "<svg" in page
    assert "first version" in browser.get(base + "/versions/1").text
    assert "Do it" in browser.get(base + "/versions/1?against=2").text
    assert browser.get(base + "/versions").text.count("/versions/") >= 2
    for path in ("/versions/3", "/versions/0", "/versions/1?against=9", "/versions/99999999999"):
        assert browser.get(base + path).status_code == 404


def step_form(cast: Cast, **fields: str) -> dict[str, str]:
    """A step's form as a browser sends it."""
    usual = {"name": "Do it", "role_id": str(cast.role("Agent")), "weight": "1", "assignment": "turn"}
    return {**usual, "is_start": "1", "is_end": "1", **fields}


def test_a_workflow_is_drawn_with_forms_alone_and_takes_tickets(
    browse: Browse, session: Db, cast: Cast
) -> None:
    browser = browse("Ada")
    made = browser.post("/workflows", data={**DETAILS, **PROMISES})
    base = made.headers["Location"].removesuffix("/designer")
    workflow_id = int(base.rpartition("/")[2])
    triage = step_form(cast, name="Triage", weight="0,4")
    del triage["is_end"]
    solve = step_form(cast, name="Solve", weight="0.6", role_id=str(cast.role("Technician")))
    del solve["is_start"]
    for form in (triage, solve):
        assert browser.post(base + "/steps", data=form).status_code == 303
    session.rollback()
    first, second = (str(step.step_id) for step in working_graph(session, workflow_id).steps)
    edge = {"from_step_id": first, "to_step_id": second, "name": "Assign", "note_required": "1"}
    assert browser.post(base + "/transitions", data=edge).status_code == 303
    back = {"from_step_id": second, "to_step_id": first, "name": "Bakc"}
    browser.post(base + "/transitions", data=back)
    session.rollback()
    edges = {each.name: str(each.transition_id) for each in working_graph(session, workflow_id).transitions}
    assert (
        browser.post(f"{base}/transitions/{edges['Bakc']}", data={**back, "name": "Back"}).status_code == 303
    )
    assert "Back" in browser.get(base + "/tables").text
    assert browser.get(f"{base}/transitions/{edges['Bakc']}").status_code == 200
    assert browser.post(f"{base}/transitions/{edges['Bakc']}/deletion").status_code == 303
    session.rollback()
    graph = working_graph(session, workflow_id)
    assert [each.note_required for each in graph.transitions] == [True]
    assert browser.post(base + "/deployment").status_code == 303
    assert browser.post(base + "/initialization").status_code == 303
    assert status_of(session, workflow_id) == "initialized"


def test_a_new_start_takes_the_mark_and_a_step_goes_with_its_transitions(
    browse: Browse, session: Db, cast: Cast
) -> None:
    workflow_id = draft(session, cast)
    browser, base = browse("Ada"), f"/workflows/{workflow_id}"
    browser.post(base + "/steps", data=step_form(cast, name="First"))
    session.rollback()
    old, new = working_graph(session, workflow_id).steps
    assert (old.is_start, new.is_start) == (False, True)
    edge = {"from_step_id": str(new.step_id), "to_step_id": str(old.step_id), "name": "Go"}
    browser.post(base + "/transitions", data=edge)
    assert browser.post(f"{base}/steps/{new.step_id}/deletion").status_code == 303
    session.rollback()
    graph = working_graph(session, workflow_id)
    assert (len(graph.steps), graph.transitions) == (1, ())


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"weight": "NaN"}, "The share is a number"),
        ({"weight": "1e3"}, "The share is a number"),
        ({"role_id": "999"}, "role"),
        ({"role_id": "x"}, "Choose a role"),
        ({"name": "Ev\u202eil"}, "reading direction"),
    ],
)
def test_a_step_that_cannot_be_kept_comes_back_as_typed(
    browse: Browse, session: Db, cast: Cast, fields: dict[str, str], said: str
) -> None:
    workflow_id = draft(session, cast)
    sent = step_form(cast, instruction="Look twice", **fields)
    answer = browse("Ada").post(f"/workflows/{workflow_id}/steps", data=sent)
    assert answer.status_code == 422
    assert "Look twice" in answer.text
    session.rollback()
    assert len(working_graph(session, workflow_id).steps) == 1


def test_a_step_of_another_workflow_is_not_found(
    browse: Browse, session: Db, cast: Cast, support: Stored
) -> None:
    workflow_id = draft(session, cast)
    foreign = support.graph.steps[0].step_id
    path = f"/workflows/{workflow_id}/steps/{foreign}"
    assert browse("Ada").get(path).status_code == 404
    assert browse("Ada").post(path, data=step_form(cast)).status_code == 404
    assert browse("Ada").post(path + "/deletion").status_code == 404


def test_a_table_form_from_an_older_state_is_refused(browse: Browse, session: Db, cast: Cast) -> None:
    workflow_id = draft(session, cast)
    browser, base = browse("Ada"), f"/workflows/{workflow_id}"
    seen = revision_of(browser.get(base + "/tables").text)
    browser.post(base + "/steps", data=step_form(cast, name="Between"))
    answer = browser.post(base + "/steps", data=step_form(cast, name="Mine", revision=seen))
    assert answer.status_code == 409
    assert "Mine" in answer.text
    assert "“Between”" in answer.text


def test_a_deployed_workflow_takes_words_only(browse: Browse, session: Db, cast: Cast) -> None:
    workflow_id = draft(session, cast)
    browser, base = browse("Ada"), f"/workflows/{workflow_id}"
    browser.post(base + "/deployment")
    step = working_graph(session, workflow_id).steps[0]
    words = step_form(cast, instruction="Ask for the badge")
    assert browser.post(f"{base}/steps/{step.step_id}", data=words).status_code == 303
    more = step_form(cast, name="Other", instruction="Ask for the badge")
    assert browser.post(f"{base}/steps/{step.step_id}", data=more).status_code == 409
    edit_workflow(session, workflow_id, actor=cast.ada, now=MORNING)
    assert browser.post(f"{base}/steps/{step.step_id}", data=more).status_code == 303


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


def test_a_copy_is_a_draft_and_a_draft_can_go(browse: Browse, session: Db, support: Stored) -> None:
    browser = browse("Ada")
    copied = browser.post(f"/workflows/{support.workflow_id}/copies").headers["Location"]
    page = browser.get(copied).text
    assert "IT Support Request (copy)" in page
    assert "Delete this workflow" in page
    assert browser.post(copied + "/deletion").headers["Location"] == "/workflows"
    assert browser.get(copied).status_code == 404
