"""Workflows as BPMN: valid by OMG's own schema, read by other programs, and loss-free."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from lxml import etree
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from tests.domain.files import documents
from tests.house.files import ROOT
from tts.domain.bpmn import read_bpmn, say_losses, write_bpmn
from tts.domain.exchange.document import write_json
from tts.domain.exchange.files import read_file

PARSER = import_module("SpiffWorkflow.bpmn.parser.BpmnParser")
SCHEMA = etree.XMLSchema(etree.parse(Path(PARSER.__file__).with_name("schema") / "BPMN20.xsd"))
SAMPLE = ROOT / "designer" / "test" / "support.bpmn"
SUPPORT: dict[str, Any] = {
    "format_version": 1,
    "workflow": {
        "name": "Support & more",
        "description": "",
        "department": "IT",
        "category": "Technology",
        "sub_category": "",
        "low_sla": "120:00:00",
        "medium_sla": None,
        "high_sla": None,
        "urgent_sla": "04:00:00",
        "end_logic": "notification",
        "calendar": None,
    },
    "graph": {"nodes": [], "edges": []},
}


def step(key: str, name: str, **more: object) -> dict[str, object]:
    place = {"x": 300 * len(key), "y": 0}
    fields = {"temp_id": key, "name": name, "description": "", "instruction": "", "role_name": "Agent"}
    fields |= {"escalate_to_name": None, "weight": 0.5, "order": 0, "is_start": False, "is_end": False}
    return {**fields, "assignment": "turn", "pauses_clock": False, "design": place, **more}


def way(source: str, target: str, name: str) -> dict[str, object]:
    ends = {"from_temp_id": source, "to_temp_id": target}
    return {**ends, "name": name, "note_required": False, "design": {}}


def support() -> dict[str, Any]:
    """Triage, which may end or go on to Resolve, which leads on or back."""
    nodes = [
        step("a", "Triage", is_start=True, is_end=True),
        step("aa", "Resolve", role_name="Technician"),
        step("aaa", "Verify", is_end=True),
    ]
    edges = [
        way("a", "aa", 'Assign "now"'),
        way("aa", "aaa", "Done"),
        way("aa", "a", "Send <back>"),
        way("a", "aaa", "Skip"),
    ]
    return {"format": "tts-workflow", **SUPPORT, "graph": {"nodes": nodes, "edges": edges}}


@given(documents())
def test_bpmn_is_valid_by_its_schema_and_comes_back_byte_for_byte(document: dict[str, Any]) -> None:
    text = write_bpmn(document)
    tree = etree.fromstring(text.encode())
    assert SCHEMA.validate(tree), SCHEMA.error_log
    back, left_out = read_bpmn(text.encode(), [])
    assert write_json(back) == write_json(document)
    assert left_out == []
    assert write_bpmn(back) == text


def test_each_step_is_a_user_task_and_its_choices_leave_by_an_exclusive_gateway() -> None:
    tree = etree.fromstring(write_bpmn(support()).encode())
    space = {"b": "http://www.omg.org/spec/BPMN/20100524/MODEL"}
    assert tree.xpath("//b:userTask/@name", namespaces=space) == ["Triage", "Resolve", "Verify"]
    assert tree.xpath("//b:exclusiveGateway/@default", namespaces=space) == ["complete_1", "way_2"]
    ways = tree.xpath("//b:sequenceFlow[starts-with(@sourceRef, 'choice')]", namespaces=space)
    told = {flow.get("name"): flow.findtext("b:conditionExpression", None, space) for flow in ways}
    assert told == {
        "Complete": None,
        'Assign "now"': 'choice == "Assign \\"now\\""',
        "Skip": 'choice == "Skip"',
        "Done": None,
        "Send <back>": 'choice == "Send <back>"',
    }
    drawn = tree.xpath("//@bpmnElement")
    assert set(drawn) >= set(tree.xpath("//b:process/*/@id", namespaces=space))
    assert len(drawn) == len(set(drawn))


@pytest.mark.parametrize(
    ("choices", "stands_at"),
    [
        (['Assign "now"', "Done"], "Verify"),
        (["Skip"], "Verify"),
        (['Assign "now"', "Send <back>"], "Triage"),
        (["Complete"], None),
        (['Assign "now"', "Done", "Complete"], None),
    ],
)
def test_another_engine_runs_the_export_as_it_is(choices: list[str], stands_at: str | None) -> None:
    parser = PARSER.BpmnParser(validator=PARSER.BpmnValidator())
    parser.add_bpmn_str(write_bpmn(support()).encode())
    run = BpmnWorkflow(parser.get_spec("workflow"))
    run.do_engine_steps()
    for choice in choices:
        (task,) = run.get_tasks(state=TaskState.READY, manual=True)
        task.data["choice"] = choice
        task.run()
        run.do_engine_steps()
    standing = [task.task_spec.bpmn_name for task in run.get_tasks(state=TaskState.READY, manual=True)]
    assert standing == ([] if stands_at is None else [stands_at])
    assert run.is_completed() == (stands_at is None)


def test_the_sample_that_the_designers_tests_open_is_what_is_written_today() -> None:
    assert SAMPLE.read_text("utf-8") == write_bpmn(support())


def test_what_another_tool_moved_is_moved_here() -> None:
    text = write_bpmn(support())
    assert '<dc:Bounds x="104" y="24" width="184" height="82"/>' in text
    moved = text.replace('<dc:Bounds x="104" y="24"', '<dc:Bounds x="134" y="14"', 1)
    nodes = read_bpmn(moved.encode(), [])[0]["graph"]["nodes"]
    assert [node["design"] for node in nodes] == [
        {"x": 330, "y": -10},
        {"x": 600, "y": 0},
        {"x": 900, "y": 0},
    ]


def test_names_that_xml_cannot_hold_are_marked_and_the_rest_stays() -> None:
    document = json.loads(json.dumps(support()))
    document["graph"]["nodes"][0]["name"] = "Tri\ufffeage"
    assert read_bpmn(write_bpmn(document).encode(), [])[0]["graph"]["nodes"][0]["name"] == "Tri\ufffdage"
    (sentence,) = say_losses(document)
    assert sentence.startswith("graph.nodes[0].name has a character that XML cannot hold")
    assert say_losses(support()) == []


def test_the_largest_workflow_comes_back_too() -> None:
    nodes = [step(f"k{number}", f"Step {number}", is_end=True) for number in range(2_000)]
    nodes[0]["is_start"] = True
    pairs = [(number % 2_000, (number * 7 + 13) % 2_000) for number in range(7_000)]
    ways = [way(f"k{a}", f"k{b}", f"Way {place}") for place, (a, b) in enumerate(pairs) if a != b]
    document = {**support(), "graph": {"nodes": nodes, "edges": ways[:5_000]}}
    back = read_file(write_bpmn(document).encode()).documents[0]
    assert isinstance(back, dict)
    assert write_json(back) == write_json(document)
