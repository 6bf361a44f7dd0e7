"""Workflows from files, stored: shown before anything is written, edits by what the file calls a step."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa

from tests.cast import Cast, gather_cast
from tests.workflow_acts import NOW, Db, initialized, made, row
from tts.domain.errors import Invalid, NotFound, NotPermitted, StaleSave
from tts.domain.exchange.document import write_json
from tts.domain.exchange.files import read_file
from tts.domain.exchange.refusal import FileRefused
from tts.domain.permissions import Actor
from tts.models import Event, Workflow
from tts.queries.exported import FORMS, export_text
from tts.queries.workflow_graphs import working_graph
from tts.services import workflows as act
from tts.services.exchange import import_workflows, preview_import, replace_workflow
from tts.services.workflows.errors import MoreThanWords, NotEditable


@pytest.fixture
def cast(session: Db) -> Cast:
    """Everybody, stored."""
    return gather_cast(session)


@pytest.fixture
def admin(cast: Cast) -> Actor:
    """Ada, the admin."""
    return cast.ada


def exported(session: Db, workflow_id: int) -> dict[str, Any]:
    session.rollback()
    document: dict[str, Any] = json.loads(export_text(session(), workflow_id, "json"))
    return document


def ids(session: Db, workflow_id: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The ids of steps and transitions by their names."""
    session.rollback()
    graph = working_graph(session, workflow_id)
    return (
        {step.name: step.step_id for step in graph.steps},
        {edge.name: edge.transition_id for edge in graph.transitions},
    )


@pytest.mark.parametrize("form", ["json", "bpmn"])
def test_a_workflow_comes_back_byte_for_byte(session: Db, admin: Actor, form: str) -> None:
    design = {"y": 10.0, "x": 1e9, "handles": {"b": [1, 2.5], "a": None}}
    workflow_id = made(session, admin)
    graph = exported(session, workflow_id)
    graph["graph"]["nodes"][1] |= {"design": design, "instruction": "Two\nlines & <more>", "weight": 0.3333}
    graph["graph"]["edges"][0] |= {"design": design, "note_required": True}
    replace_workflow(session, workflow_id, graph, actor=admin, now=NOW)
    text = export_text(session(), workflow_id, form)
    parcel = read_file(text.encode())
    (copy,) = import_workflows(session, parcel.documents, actor=admin, now=NOW)
    assert export_text(session(), copy, form) == text
    before = ids(session, workflow_id)
    (preview,) = preview_import(session(), parcel.documents, workflow_id, actor=admin)
    assert preview.changes == ()
    replace_workflow(session, workflow_id, parcel.documents[0], actor=admin, now=NOW)
    assert export_text(session(), workflow_id, form) == text
    assert ids(session, workflow_id) == before


def test_a_preview_tells_every_change_and_writes_nothing(session: Db, admin: Actor) -> None:
    workflow_id = made(session, admin)
    document = exported(session, workflow_id)
    document["workflow"]["low_sla"] = "PT100H"
    nodes = document["graph"]["nodes"]
    nodes[0]["name"] = "First look"
    nodes[1]["role_name"] = "agent"
    nodes.append({"temp_id": "ask", "name": "Ask", "role_name": "Agent"})
    document["graph"]["edges"][1]["to_temp_id"] = "ask"
    before = export_text(session(), workflow_id, "json")
    (preview,) = preview_import(session(), [document], workflow_id, actor=admin)
    assert list(preview.changes) == [
        "Low tickets are now promised 4 d 4 h, was 3 d.",
        "“Triage” is now called “First look”.",
        "“Resolution” is now done by Agent, was Technician.",
        "Step “Ask” was added.",
        "Transition “Complete” from “Resolution” to “Verification” now leads to “Ask”.",
    ]
    assert (preview.workflow_id, preview.revision, preview.errors) == (workflow_id, 1, 2)
    assert export_text(session(), workflow_id, "json") == before
    assert row(session, workflow_id).revision == 1


def test_a_file_over_a_workflow_edits_the_steps_it_knows(session: Db, admin: Actor) -> None:
    workflow_id = made(session, admin)
    steps, ways = ids(session, workflow_id)
    document = exported(session, workflow_id)
    document["graph"]["nodes"][0]["name"] = "First look"
    document["graph"]["edges"][0]["name"] = "Hand over"
    (preview,) = preview_import(session(), [document], workflow_id, actor=admin)
    saved = replace_workflow(session, workflow_id, document, preview.revision, actor=admin, now=NOW)
    assert saved.revision == 2
    now_steps, now_ways = ids(session, workflow_id)
    assert now_steps == {
        "First look": steps["Triage"],
        **{name: steps[name] for name in ("Resolution", "Verification")},
    }
    assert now_ways == {"Hand over": ways["Assign"], "Complete": ways["Complete"]}
    told = session.scalars(sa.select(Event.facts).order_by(Event.id.desc()).limit(1)).one()
    assert list(preview.changes) == told["changes"]


def test_the_file_of_another_installation_finds_its_steps_by_name(session: Db, admin: Actor) -> None:
    workflow_id = made(session, admin)
    before = ids(session, workflow_id)
    document = exported(session, workflow_id)
    for node in document["graph"]["nodes"]:
        node["temp_id"] = f"elsewhere {node['temp_id']}"
    for edge in document["graph"]["edges"]:
        for end in ("from_temp_id", "to_temp_id"):
            edge[end] = f"elsewhere {edge[end]}"
    replace_workflow(session, workflow_id, document, actor=admin, now=NOW)
    assert ids(session, workflow_id) == before


def test_what_is_not_in_the_file_is_told_as_removed(session: Db, admin: Actor) -> None:
    workflow_id = made(session, admin)
    document = exported(session, workflow_id)
    del document["graph"]["nodes"][2], document["graph"]["edges"][1]
    (preview,) = preview_import(session(), [document], workflow_id, actor=admin)
    assert preview.changes[0] == "Step “Verification” was removed."
    replace_workflow(session, workflow_id, document, actor=admin, now=NOW)
    assert list(ids(session, workflow_id)[0]) == ["Triage", "Resolution"]


def test_a_stale_preview_writes_neither_details_nor_graph(session: Db, admin: Actor) -> None:
    workflow_id = made(session, admin)
    document = exported(session, workflow_id)
    document["workflow"]["description"] = "From a file"
    act.save_details(session, workflow_id, {"low_sla": "99:00:00"}, actor=admin, now=NOW)
    before = export_text(session(), workflow_id, "json")
    with pytest.raises(StaleSave):
        replace_workflow(session, workflow_id, document, 1, actor=admin, now=NOW)
    session.rollback()
    assert export_text(session(), workflow_id, "json") == before


def test_a_graph_that_cannot_be_kept_takes_its_details_along(session: Db, admin: Actor) -> None:
    workflow_id = made(session, admin)
    document = exported(session, workflow_id)
    document["workflow"]["description"] = "From a file"
    document["graph"]["edges"][0]["to_temp_id"] = document["graph"]["edges"][0]["from_temp_id"]
    with pytest.raises(Invalid):
        replace_workflow(session, workflow_id, document, actor=admin, now=NOW)
    assert row(session, workflow_id).description == "Standard IT support workflow"


def test_what_is_in_use_is_not_changed_by_a_file(session: Db, admin: Actor) -> None:
    workflow_id = made(session, admin)
    act.deploy_workflow(session, workflow_id, actor=admin, now=NOW)
    document = exported(session, workflow_id)
    document["graph"]["nodes"][0]["instruction"] = "Look closely."
    replace_workflow(session, workflow_id, document, actor=admin, now=NOW)
    document["graph"]["nodes"][0]["name"] = "Look"
    with pytest.raises(MoreThanWords, match="now called"):
        replace_workflow(session, workflow_id, document, actor=admin, now=NOW)
    act.initialize_workflow(session, workflow_id, actor=admin, now=NOW)
    with pytest.raises(NotEditable):
        replace_workflow(session, workflow_id, document, actor=admin, now=NOW)


def test_only_designers_see_or_do_it(session: Db, cast: Cast, admin: Actor) -> None:
    workflow_id = initialized(session, admin)
    document = exported(session, workflow_id)
    for into in (None, workflow_id):
        with pytest.raises(NotPermitted):
            preview_import(session(), [document], into, actor=cast.actor("Otto"))
    with pytest.raises((NotPermitted, NotFound)):
        replace_workflow(session, workflow_id, document, actor=cast.actor("Otto"), now=NOW)
    with pytest.raises(NotFound):
        replace_workflow(session, 999, document, actor=admin, now=NOW)


def test_every_role_that_is_not_here_is_named_with_its_place(session: Db, admin: Actor) -> None:
    document = exported(session, made(session, admin))
    document["graph"]["nodes"][0]["role_name"] = "Wizard"
    document["graph"]["nodes"][2]["escalate_to_name"] = "Dragon"
    for take in (import_workflows, lambda *given, **more: preview_import(given[0](), given[1], actor=admin)):
        with pytest.raises(FileRefused) as refused:
            take(session, [document], actor=admin, now=NOW)
        assert [reason[:33] for reason in refused.value.reasons] == [
            "graph.nodes[0].role_name: the ste",
            "graph.nodes[2].escalate_to_name: ",
        ]
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(Workflow)) == 1


def test_only_a_single_workflow_changes_another(session: Db, admin: Actor) -> None:
    workflow_id = made(session, admin)
    document = exported(session, workflow_id)
    with pytest.raises(Invalid, match="2 workflows"):
        preview_import(session(), [document, document], workflow_id, actor=admin)
    with pytest.raises(Invalid):
        replace_workflow(session, workflow_id, {"workflow": {"name": "x"}}, actor=admin, now=NOW)


def test_the_same_workflow_is_the_same_bytes_in_every_form(session: Db, admin: Actor) -> None:
    workflow_id = made(session, admin)
    for form in FORMS:
        assert export_text(session(), workflow_id, form) == export_text(session(), workflow_id, form)
    assert write_json(exported(session, workflow_id)) == export_text(session(), workflow_id, "json")
