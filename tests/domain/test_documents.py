"""Workflows as JSON: the same bytes every time, and what is wrong told with its place in the file."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.files import document_again, documents
from tests.domain.random_graphs import ANY_JSON, NEARLY_GRAPHS
from tests.domain.samples import AGENT, TECHNICIAN, circumstances
from tests.house.files import ROOT
from tts.domain.errors import Invalid
from tts.domain.exchange.document import write_json
from tts.domain.exchange.files import read_file
from tts.domain.exchange.keys import name_steps
from tts.domain.exchange.refusal import FileRefused
from tts.domain.graph import Graph, Step
from tts.domain.reading import read_graph
from tts.domain.soundness import check

GOOD: dict[str, Any] = {
    "format": "tts-workflow",
    "format_version": 1,
    "workflow": {"name": "Access"},
    "graph": {
        "nodes": [{"temp_id": "a", "name": "A"}, {"temp_id": "b", "name": "B"}],
        "edges": [{"from_temp_id": "a", "to_temp_id": "b", "name": "Go"}],
    },
}


@given(documents())
def test_what_goes_out_comes_in_and_goes_out_again_byte_for_byte(document: dict[str, Any]) -> None:
    text = write_json(document)
    (read,) = read_file(text.encode()).documents
    assert isinstance(read, dict)
    assert write_json(read) == text
    assert write_json(document_again(read)) == text


def test_steps_are_called_after_their_names_and_never_alike() -> None:
    names = ["Manager Review", "manager review!", "", "Manager Review 2", "Größe", "→"]
    graph = Graph(tuple(Step(number, name) for number, name in enumerate(names)))
    assert list(name_steps(graph).values()) == [
        "manager-review",
        "manager-review-2",
        "step",
        "manager-review-2-2",
        "grösse",
        "step-2",
    ]


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("workflow", "nmae"), "x", "workflow.nmae is no field that is known there."),
        (("workflow", "low_sla"), 5, "workflow.low_sla must be text."),
        (("workflow", "calendar"), [], "workflow.calendar must be a calendar or null."),
        (("graph", "nodes", 1, "wieght"), 1, "graph.nodes[1].wieght is no field that is known there."),
        (("graph", "nodes", 1, "weight"), [1], "graph.nodes[1].weight must be a number from 0 to 1."),
        (("graph", "nodes", 0, "is_start"), "yes", "graph.nodes[0].is_start must be true or false."),
        (("graph", "nodes", 0, "assignment"), "dice", "graph.nodes[0].assignment must be one of"),
        (("graph", "nodes", 0), 7, "graph.nodes[0] must be an object."),
        (("graph", "edges", 0, "name"), None, None),
        (("graph", "edges", 0, "note_required"), 1, "graph.edges[0].note_required must be true or false."),
        (("graph", "edges"), {}, "graph.edges must be a list."),
        (("graph", "__proto__"), {}, "graph.__proto__ is no field that is known there."),
        (("graph",), "x", "graph must be an object with nodes and edges."),
        (("format",), "other", "format must be “tts-workflow”."),
        (("format_version",), 2, "format_version must be 1: a newer TTS may have written this file."),
        (("format_version",), True, "format_version must be 1"),
        (("<b>",), 1, "<b> is no field that is known there."),
    ],
)
def test_a_fault_is_told_with_its_place_in_the_file(
    place: tuple[Any, ...], value: object, said: str | None
) -> None:
    document = copy.deepcopy(GOOD)
    inner: Any = document
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    if said is None:
        assert read_file(json.dumps(document).encode()).documents
        return
    with pytest.raises(FileRefused) as refused:
        read_file(json.dumps(document).encode())
    assert refused.value.reasons[0].startswith(said)
    with pytest.raises(FileRefused) as refused:
        read_file(json.dumps([GOOD, document]).encode())
    assert refused.value.reasons[0].startswith(f"[1].{said}")


def test_the_example_in_the_documentation_is_a_workflow() -> None:
    (example,) = re.findall(
        r"```json\n(.*?)```", (ROOT / "docs" / "workflow-files.md").read_text(), re.DOTALL
    )
    (document,) = read_file(example.encode()).documents
    assert isinstance(document, dict)
    roles = {"Agent": AGENT, "Technician": TECHNICIAN}
    nodes = [{**node, "role_id": roles[node.pop("role_name")]} for node in document["graph"]["nodes"]]
    graph = read_graph({**document["graph"], "nodes": nodes})
    assert [problem for problem in check(graph, circumstances()) if problem.is_error] == []


def test_every_fault_is_told_at_once() -> None:
    document = {**GOOD, "one": 1, "two": 2}
    with pytest.raises(FileRefused) as refused:
        read_file(json.dumps(document).encode())
    assert len(refused.value.reasons) == 2
    assert refused.value.sentence.endswith("There is 1 more.")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b'{"workflow": {"name": "a", "name": "b"}}', "“name” is said twice"),
        (b"\xff\x00", "not UTF-8"),
        (b"  \n", "Nothing was sent"),
        (b"[" * 100_000, "deeply"),
        (b" " * (16 * 1024 * 1024 + 1), "larger than 16 MB"),
        (b'{"workflow": {"name": 1e999}}', "must be text"),
        (json.dumps([GOOD] * 101).encode(), "at most 100"),
    ],
)
def test_what_is_no_file_of_ours_is_refused_in_words(raw: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        read_file(raw)


@given(ANY_JSON | st.fixed_dictionaries({"workflow": ANY_JSON, "graph": NEARLY_GRAPHS}))
def test_any_json_is_read_or_refused(content: object) -> None:
    try:
        parcel = read_file(json.dumps(content).encode())
    except Invalid as refused:
        assert refused.sentence
    else:
        assert parcel.documents
