"""Saving a workflow on its page: refused with what was typed, mended by fixes, compared by versions."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, Cast
from tests.web.admin_desk import DETAILS, PROMISES, draft, revision_of, status_of, step_form
from tests.web.conftest import Browse
from tests.workflows import Stored
from tts.models import Workflow
from tts.queries.workflow_graphs import working_graph
from tts.services.workflows import (
    save_details,
)

Db = scoped_session[Session]


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


def test_what_only_the_other_changed_is_theirs_in_the_form_again(
    browse: Browse, session: Db, cast: Cast
) -> None:
    workflow_id = draft(session, cast)
    browser, base = browse("Ada"), f"/workflows/{workflow_id}"
    seen = revision_of(browser.get(base).text)
    save_details(session, workflow_id, {"department": "Facilities"}, actor=cast.ada, now=MORNING)
    was = {f"was_{name}": value for name, value in DETAILS.items()}
    typed = {**DETAILS, **was, "name": "Access for everybody", "revision": seen}
    page = browser.post(base + "/details", data=typed).text
    assert 'name="department" list="department-list" autocomplete="off" value="Facilities"' in page
    assert 'value="Access for everybody"' in page
