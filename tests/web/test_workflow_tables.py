"""The designer's twin without JavaScript: steps and transitions by forms alone."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, Cast
from tests.web.admin_desk import DETAILS, PROMISES, draft, revision_of, status_of, step_form
from tests.web.conftest import Browse
from tests.workflow_acts import made
from tts.queries.workflow_graphs import working_graph
from tts.services.workflows import (
    edit_workflow,
)

Db = scoped_session[Session]


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


def test_choices_are_put_in_another_order_with_forms_alone(browse: Browse, session: Db, cast: Cast) -> None:
    workflow_id = made(session, cast.ada)
    browser, base = browse("Ada"), f"/workflows/{workflow_id}"
    steps = [str(step.step_id) for step in working_graph(session, workflow_id).steps]
    ends = {"from_step_id": steps[0], "to_step_id": steps[1]}
    for name in ("Ask", "Refuse"):
        assert browser.post(base + "/transitions", data={**ends, "name": name}).status_code == 303
    session.rollback()

    def offered() -> list[tuple[str, str]]:
        session.rollback()
        edges = working_graph(session, workflow_id).transitions
        return [(each.name, str(each.transition_id)) for each in edges if str(each.from_step_id) == steps[0]]

    (first, first_id), (ask, _), (refuse, refuse_id) = offered()
    page = browser.get(f"{base}/transitions/{refuse_id}").text
    assert "People are offered “Ask” before “Refuse”." in page
    assert "People are offered" not in browser.get(f"{base}/transitions/{first_id}").text
    revision = revision_of(page)
    saved = browser.post(f"{base}/transitions/{refuse_id}/earlier", data={"revision": revision})
    assert saved.status_code == 303
    assert [name for name, _ in offered()] == [first, refuse, ask]
    stale = browser.post(f"{base}/transitions/{refuse_id}/earlier", data={"revision": revision})
    assert stale.status_code == 409
    refused = browser.post(f"{base}/transitions/{first_id}/earlier")
    assert refused.status_code == 409
    assert "It is the first choice of its step already." in refused.text
    assert browser.post(f"{base}/transitions/999999/earlier").status_code == 404
    assert [name for name, _ in offered()] == [first, refuse, ask]


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


def test_a_step_of_another_workflow_is_not_found(browse: Browse, session: Db, cast: Cast) -> None:
    workflow_id, other = draft(session, cast), draft(session, cast)
    foreign = working_graph(session, other).steps[0].step_id
    path = f"/workflows/{workflow_id}/steps/{foreign}"
    assert browse("Ada").get(path).status_code == 404
    assert browse("Ada").post(path, data=step_form(cast)).status_code == 404
    assert browse("Ada").post(path + "/deletion").status_code == 404


def test_what_was_typed_for_an_element_that_was_removed_meanwhile_is_shown_in_the_tables(
    browse: Browse, session: Db, cast: Cast
) -> None:
    workflow_id = draft(session, cast)
    browser, base = browse("Ada"), f"/workflows/{workflow_id}"
    browser.post(base + "/steps", data=step_form(cast, name="Second", is_start=""))
    browser.post(base + "/steps", data=step_form(cast, name="Third", is_start=""))
    session.rollback()
    first, second, third = (step.step_id for step in working_graph(session, workflow_id).steps)
    edge = {"from_step_id": str(second), "to_step_id": str(third), "name": "Go"}
    browser.post(base + "/transitions", data=edge)
    session.rollback()
    lost = working_graph(session, workflow_id).transitions[0].transition_id
    seen = revision_of(browser.get(f"{base}/steps/{third}").text)
    assert browser.post(f"{base}/steps/{third}/deletion").status_code == 303
    typed = step_form(cast, name="Third", instruction="Typed for an hour", revision=seen)
    answer = browser.post(f"{base}/steps/{third}", data=typed)
    assert answer.status_code == 404
    assert "This workflow has no such step any more." in answer.text
    assert "This is what you typed for the step that is gone." in answer.text
    assert "Typed for an hour" in answer.text
    edge |= {"to_step_id": str(first), "name": "Typed too", "revision": seen}
    answer = browser.post(f"{base}/transitions/{lost}", data=edge)
    assert answer.status_code == 404
    assert "This is what you typed for the transition that is gone." in answer.text
    assert 'value="Typed too"' in answer.text
    again = browser.post(f"{base}/steps/{third}/deletion")
    assert (again.status_code, "has no such step any more" in again.text) == (404, True)
    assert "what you typed" not in again.text
    assert browser.get(f"{base}/steps/{third}").status_code == 404


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
