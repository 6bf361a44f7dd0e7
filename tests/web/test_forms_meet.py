"""Two people in the tables without JavaScript: what one did not touch stays, what both changed is told."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from tests.cast import Cast, join
from tests.web.admin_desk import draft, step_form
from tests.web.conftest import Browse
from tts.clock import current_time
from tts.domain.graph import Graph
from tts.queries.workflow_graphs import working_graph
from tts.services.workflows.presence import note_presence
from tts.web.graph_edits import read_step
from tts.web.graph_rewrites import rewrite

Db = scoped_session[Session]


@pytest.fixture
def workflow_id(session: Db, cast: Cast) -> int:
    """A draft of one step that Ada and Bob may both change."""
    join(session, cast.user_ids["Bob"], cast.role("Admin"))
    session.commit()
    return draft(session, cast)


def stored(session: Db, workflow_id: int) -> Graph:
    session.rollback()
    return working_graph(session, workflow_id)


def hidden_in(browser: FlaskClient, path: str) -> dict[str, str]:
    """The revision and what the form was made from, as a browser sends them back."""
    page = browser.get(path).text
    found = re.findall(r'name="(revision|was_\w+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def test_two_who_touch_different_fields_of_one_step_keep_both(
    browse: Browse, session: Db, cast: Cast, workflow_id: int
) -> None:
    step = stored(session, workflow_id).steps[0]
    path = f"/workflows/{workflow_id}/steps/{step.step_id}"
    ada, bob = browse("Ada"), browse("Bob")
    usual = {"name": step.name, "weight": "1.0", "instruction": step.instruction}
    seen_by_bob = hidden_in(bob, path)
    mine = step_form(cast, **{**usual, "instruction": "Look twice"}, **hidden_in(ada, path))
    assert ada.post(path, data=mine).status_code == 303
    theirs = step_form(cast, **{**usual, "name": "Sort"}, **seen_by_bob)
    answer = bob.post(path, data=theirs, follow_redirects=True)
    assert "What others saved meanwhile is kept." in answer.text
    now = stored(session, workflow_id).steps[0]
    assert (now.name, now.instruction) == ("Sort", "Look twice")


def test_the_same_field_is_refused_with_both_and_nothing_else_is_taken_back(
    browse: Browse, session: Db, cast: Cast, workflow_id: int
) -> None:
    step = stored(session, workflow_id).steps[0]
    path = f"/workflows/{workflow_id}/steps/{step.step_id}"
    ada, bob = browse("Ada"), browse("Bob")
    seen = hidden_in(bob, path)
    mine = {"name": "Sort", "description": "By Ada", "instruction": step.instruction}
    ada.post(path, data=step_form(cast, **mine, **hidden_in(ada, path)))
    his = step_form(cast, name="Order", instruction=step.instruction, **seen)
    refused = bob.post(path, data=his)
    assert refused.status_code == 409
    for told in ('value="Order"', "It is now: Sort", "By Ada", "Ada saved this workflow"):
        assert told in refused.text
    again = {name: value for name, value in his.items() if not name.startswith("was_")}
    found = re.findall(r'name="(revision|was_\w+)" value="([^"]*)"', refused.text)
    shown = {**again, "description": "By Ada", **dict(found)}
    assert bob.post(path, data=shown).status_code == 303
    now = stored(session, workflow_id).steps[0]
    assert (now.name, now.description) == ("Order", "By Ada")


def test_a_transition_keeps_what_the_other_changed_of_it(
    browse: Browse, session: Db, cast: Cast, workflow_id: int
) -> None:
    ada, base = browse("Ada"), f"/workflows/{workflow_id}"
    ada.post(f"{base}/steps", data=step_form(cast, name="Second"))
    first, second = (str(step.step_id) for step in stored(session, workflow_id).steps)
    ends = {"from_step_id": first, "to_step_id": second}
    ada.post(f"{base}/transitions", data={**ends, "name": "Go"})
    path = f"{base}/transitions/{stored(session, workflow_id).transitions[0].transition_id}"
    seen = hidden_in(ada, path)
    browse("Bob").post(path, data={**ends, "name": "Go", "note_required": "1", **seen})
    assert ada.post(path, data={**ends, "name": "Hand on", **seen}).status_code == 303
    edge = stored(session, workflow_id).transitions[0]
    assert (edge.name, edge.note_required) == ("Hand on", True)


def test_the_tables_tell_who_has_the_designer_open_and_only_while_they_have(
    browse: Browse, session: Db, cast: Cast, workflow_id: int
) -> None:
    now = current_time()
    note_presence(session, workflow_id, "one", actor=cast.ada, now=now)
    bob, base = browse("Bob"), f"/workflows/{workflow_id}"
    step = stored(session, workflow_id).steps[0]
    for path in (f"{base}/tables", f"{base}/steps/{step.step_id}"):
        assert "Ada has the designer open since" in bob.get(path).text
    assert "You have the designer open since" in browse("Ada").get(f"{base}/tables").text
    assert browse("Otto").get(f"{base}/tables").status_code in (403, 404)
    note_presence(session, workflow_id, "one", actor=cast.ada, now=now + timedelta(seconds=1))
    session.rollback()
    note_presence(session, workflow_id, "two", actor=cast.ada, now=now - timedelta(minutes=5))
    assert bob.get(f"{base}/tables").text.count("the designer open since") == 1


def test_a_form_that_does_not_say_what_it_was_made_from_gives_all_it_has() -> None:
    form = {"name": "Sort", "weight": "0.2"}
    now = {**read_step(form), "name": "Other", "description": "Theirs"}
    written = rewrite(now, form, read_step)
    assert (written.fields["description"], written.clashes, written.is_apart) == ("", {}, False)
