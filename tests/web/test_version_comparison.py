"""Two versions on one page, and one of them brought back as a draft."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, Cast
from tests.fixtures.application import close_connections, make_app
from tests.web.admin_desk import count_statements, draft, revision_of, status_of
from tests.web.conftest import Browse
from tests.workflow_acts import ask, initialized, row, step_names
from tts.domain.graph_json import graph_json
from tts.queries import version_sides
from tts.queries.workflow_graphs import working_graph
from tts.services.workflows import initialize_workflow, revise_workflow, save_graph

Db = scoped_session[Session]


def change(session: Db, cast: Cast, workflow_id: int, name: str) -> None:
    """Rename the second step of the working graph, draw its way on anew, and add a step with markup."""
    graph = copy.deepcopy(graph_json(working_graph(session, workflow_id)))
    graph["nodes"][1]["name"] = name
    second = graph["nodes"][1]["step_id"]
    drawn = next(edge for edge in graph["edges"] if edge["from_step_id"] == second)
    graph["edges"].remove(drawn)
    graph["edges"].append(
        {"temp_id": "d", "name": f"{name} it", "from_step_id": second, "to_step_id": drawn["to_step_id"]}
    )
    role = cast.role("Agent")
    graph["nodes"].append(
        {"temp_id": "n", "name": f"<i>{name}</i>", "role_id": role, "weight": 0, "order": 9}
    )
    graph["edges"].append(
        {
            "temp_id": "e",
            "name": f"Look at {name}",
            "from_step_id": graph["nodes"][0]["step_id"],
            "to_temp_id": "n",
        }
    )
    graph["edges"].append(
        {"temp_id": "f", "name": "Back", "from_temp_id": "n", "to_step_id": graph["nodes"][0]["step_id"]}
    )
    save_graph(session, workflow_id, graph, actor=cast.ada, now=MORNING)


@pytest.fixture
def workflow_id(session: Db, cast: Cast) -> int:
    """In use on its second version."""
    workflow_id = initialized(session, cast.ada)
    revise_workflow(session, workflow_id, actor=cast.ada, now=MORNING)
    change(session, cast, workflow_id, "Mend")
    initialize_workflow(session, workflow_id, actor=cast.ada, now=MORNING)
    return workflow_id


@pytest.fixture
def base(workflow_id: int) -> str:
    return f"/workflows/{workflow_id}/versions"


def text_of(page: str) -> str:
    """What one reads of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_list_lets_one_choose_two_and_proposes_the_latest(browse: Browse, base: str) -> None:
    page = browse("Ada").get(base).text
    chosen = re.findall(r'name="(old|new)" value="(\w+)" checked', page)
    assert sorted(chosen) == [("new", "2"), ("old", "1")]


def test_the_only_version_has_none_to_be_compared_with(browse: Browse, session: Db, cast: Cast) -> None:
    only = initialized(session, cast.ada)
    page = browse("Ada").get(f"/workflows/{only}/versions").text
    assert "Compare the two" not in page
    assert 'name="old"' not in page
    revise_workflow(session, only, actor=cast.ada, now=MORNING)
    assert "Compare the two" in browse("Ada").get(f"/workflows/{only}/versions").text


def test_the_page_draws_both_and_says_the_same_in_words(browse: Browse, base: str) -> None:
    page = browse("Ada").get(f"{base}/comparison").text
    said = text_of(page)
    assert "From version 1 to version 2" in said
    assert "“Resolution” is now called “Mend”." in said
    assert re.search(r'<g class="added">.*?\+ added', page, re.DOTALL)
    assert re.search(r'<g class="removed">', page)
    assert "± name" in said
    for words in ("added", "removed, dashed", "changed", "moved on the drawing"):
        assert words in said
    assert "&lt;i&gt;Mend&lt;/i&gt;" in page
    assert "<i>Mend</i>" not in page


def test_swapped_sides_gain_what_was_lost(browse: Browse, base: str) -> None:
    there = text_of(browse("Ada").get(f"{base}/comparison?old=1&new=2").text)
    back = text_of(browse("Ada").get(f"{base}/comparison?old=2&new=1").text)
    assert "was added." in there
    assert "was removed." in back
    assert "“Mend” is now called “Resolution”." in back


def test_a_version_beside_itself_is_the_same(browse: Browse, base: str) -> None:
    assert "Both are the same" in browse("Ada").get(f"{base}/comparison?old=2&new=2").text


def test_open_tickets_are_told_of_to_designers_alone(
    browse: Browse, session: Db, cast: Cast, base: str
) -> None:
    ask(session, cast.rita)
    path = f"{base}/comparison?old=2&new=1"
    assert "1 ticket is at Triage and would" in text_of(browse("Ada").get(path).text)
    agents = browse("Alice").get(path)
    assert agents.status_code == 200
    assert "open tickets would" not in agents.text
    assert "Bring version" not in agents.text


def test_a_side_older_than_the_versions_listed_is_counted_and_chosen_all_the_same(
    browse: Browse, session: Db, cast: Cast, workflow_id: int, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(session, cast.rita)
    for name in ("Third", "Fourth"):
        revise_workflow(session, workflow_id, actor=cast.ada, now=MORNING)
        change(session, cast, workflow_id, name)
        initialize_workflow(session, workflow_id, actor=cast.ada, now=MORNING)
    monkeypatch.setattr(version_sides, "MOST_VERSIONS", 1)
    page = browse("Ada").get(f"{base}/comparison?old=2&new=1").text
    assert "1 ticket is at Triage and would" in text_of(page)
    assert "No open ticket runs on" not in page
    assert re.findall(r'<option value="(\w+)" selected', page) == ["2", "1"]


def test_another_order_of_choices_is_told_on_the_version_s_own_page_too(
    browse: Browse, session: Db, cast: Cast, workflow_id: int, base: str
) -> None:
    revise_workflow(session, workflow_id, actor=cast.ada, now=MORNING)
    graph = graph_json(working_graph(session, workflow_id))
    graph["edges"].reverse()
    save_graph(session, workflow_id, graph, actor=cast.ada, now=MORNING)
    initialize_workflow(session, workflow_id, actor=cast.ada, now=MORNING)
    for path in (f"{base}/3", f"{base}/comparison?old=2&new=3"):
        assert re.search(
            r"The choices at “[^”]+” are in another order\.", text_of(browse("Ada").get(path).text)
        )


def test_the_draft_is_a_side_for_those_who_may_see_it(
    browse: Browse, session: Db, cast: Cast, workflow_id: int, base: str
) -> None:
    revise_workflow(session, workflow_id, actor=cast.ada, now=MORNING)
    change(session, cast, workflow_id, "Repair")
    assert "From version 2 to the draft" in browse("Ada").get(f"{base}/comparison").text
    assert browse("Alice").get(f"{base}/comparison?new=draft").status_code == 404
    agents = browse("Alice").get(f"{base}/comparison").text
    assert "From version 1 to version 2" in agents
    assert "Repair" not in agents
    assert "The draft" not in browse("Alice").get(base).text


@pytest.mark.parametrize(
    "query", ["old=9", "new=0", "old=abc", "new=draft", "old=-1&new=2", "old=99999999999"]
)
def test_a_side_that_is_not_there_is_not_found(browse: Browse, base: str, query: str) -> None:
    assert browse("Ada").get(f"{base}/comparison?{query}").status_code == 404


def test_the_outsider_finds_nothing_and_only_designers_bring_back(
    browse: Browse, session: Db, workflow_id: int, base: str
) -> None:
    assert browse("Otto").get(f"{base}/comparison").status_code == 404
    for name in ("Alice", "Otto"):
        assert browse(name).get(f"{base}/1/restoration").status_code == 403
        assert browse(name).post(f"{base}/1/restoration").status_code == 403
    assert row(session, workflow_id).revision_status is None


def test_what_is_lost_is_shown_before_a_version_is_brought_back(
    browse: Browse, session: Db, workflow_id: int, base: str
) -> None:
    browser = browse("Ada")
    before = browser.get(f"{base}/1/restoration").text
    assert "“Mend” is now called “Resolution”." in before
    assert row(session, workflow_id).revision_status is None
    done = browser.post(
        f"{base}/1/restoration", data={"revision": revision_of(before)}, follow_redirects=True
    )
    assert "Version 1 is back as a draft." in done.text
    assert row(session, workflow_id).revision_status == "draft"
    assert step_names(session, workflow_id) == ["Triage", "Resolution", "Verification"]
    again = browser.get(f"{base}/2/restoration").text
    assert "go on with that one, or discard it first" in again
    assert 'method="post" action="/workflows/' + str(workflow_id) + "/versions/2" in again
    assert ">Bring version 2 back<" not in again
    refused = browser.post(f"{base}/2/restoration", data={"revision": revision_of(again)})
    assert refused.status_code == 409
    assert "discard it first" in refused.text


def test_a_draft_saved_in_between_is_kept_and_says_by_whom(
    browse: Browse, session: Db, workflow_id: int, base: str
) -> None:
    seen = row(session, workflow_id).revision - 1
    refused = browse("Ada").post(f"{base}/1/restoration", data={"revision": str(seen)})
    assert refused.status_code == 409
    assert "Ada saved this workflow since you looked." in refused.text
    assert row(session, workflow_id).revision_status is None


def test_the_record_says_who_brought_what_back(browse: Browse, workflow_id: int, base: str) -> None:
    browser = browse("Ada")
    browser.post(f"{base}/1/restoration")
    told = text_of(browser.get(f"/events?workflow={workflow_id}").text)
    assert "brought version 1 of IT Support Request back as a draft" in told


def test_a_form_from_elsewhere_brings_nothing_back(
    database_url: str, instance: Path, session: Db, cast: Cast, workflow_id: int, base: str
) -> None:
    app = make_app(database_url, instance, WTF_CSRF_ENABLED=True)
    browser = app.test_client()
    with browser.session_transaction() as kept:
        kept["_user_id"] = f"{cast.user_ids['Ada']}.0"
    answer = browser.post(f"{base}/1/restoration")
    close_connections(app)
    assert answer.status_code == 400
    assert status_of(session, workflow_id) == "initialized"
    assert row(session, workflow_id).revision_status is None


def test_a_draft_without_versions_has_nothing_to_compare(browse: Browse, session: Db, cast: Cast) -> None:
    path = f"/workflows/{draft(session, cast)}/versions/comparison"
    page = browse("Ada").get(path).text
    assert "From the draft to the draft" in page
    assert "Both are the same" in page


def test_the_page_costs_the_same_however_many_versions_and_tickets_there_are(
    app: Flask, browse: Browse, session: Db, cast: Cast, workflow_id: int, base: str
) -> None:
    browser, path = browse("Ada"), f"{base}/comparison?old=2&new=1"
    one = count_statements(app, browser, path)
    for name in ("Third", "Fourth"):
        revise_workflow(session, workflow_id, actor=cast.ada, now=MORNING)
        change(session, cast, workflow_id, name)
        initialize_workflow(session, workflow_id, actor=cast.ada, now=MORNING)
    for _ in range(3):
        ask(session, cast.rita)
    assert count_statements(app, browser, path) == one
