"""The graph itself: look-ups, the one move, and its two written shapes."""

from __future__ import annotations

import json

import pytest

from tests.domain.samples import healthy, it_support, seed_payload
from tts.domain.graph import (
    Graph,
    NotAChoice,
    as_new,
    definition_of,
    edge_json,
    graph_from_definition,
    node_json,
)
from tts.domain.reading import read_graph


def test_a_ticket_follows_a_choice_of_its_step() -> None:
    graph = it_support()
    assert graph.start.name == "Triage"
    assert [edge.name for edge in graph.choices(4)] == ["Not fixed"]
    assert graph.follow(4, 4).name == "Resolve"


def test_a_choice_of_another_step_is_no_choice() -> None:
    with pytest.raises(NotAChoice, match="not a choice of “Triage”"):
        it_support().follow(1, 4)
    with pytest.raises(NotAChoice):
        it_support().follow(77, 1)


def test_a_graph_without_start_says_so() -> None:
    with pytest.raises(LookupError):
        _ = Graph().start


def test_a_definition_has_the_seeds_keys_first_and_in_its_order() -> None:
    definition = definition_of(it_support())
    assert list(definition["nodes"][0])[:8] == [
        "step_id",
        "name",
        "role_id",
        "role_name",
        "weight",
        "is_start",
        "is_end",
        "escalate_to",
    ]
    assert list(definition["edges"][0])[:4] == ["transition_id", "from_step_id", "to_step_id", "name"]
    assert definition["nodes"][0]["weight"] == 0.2


@pytest.mark.parametrize("name", healthy())
def test_a_definition_comes_back_as_the_same_graph_through_json(name: str) -> None:
    graph = healthy()[name]
    assert graph_from_definition(json.loads(json.dumps(definition_of(graph)))) == graph


def test_the_seeds_own_definition_is_read_without_our_added_keys() -> None:
    node = {
        "step_id": 1,
        "name": "Triage",
        "role_id": 2,
        "role_name": "Agent",
        "weight": 0.2,
        "is_start": True,
        "is_end": False,
        "escalate_to": None,
    }
    graph = graph_from_definition({"nodes": [node], "edges": []})
    assert graph.start.role_name == "Agent"
    assert graph.start.assignment == "turn"


def test_new_elements_are_shown_by_their_temporary_ids() -> None:
    graph = read_graph(seed_payload())
    assert node_json(graph.steps[0])["temp_id"] == "node_1"
    assert "step_id" not in node_json(graph.steps[0])
    assert edge_json(graph.transitions[0])["from_temp_id"] == "node_1"


def test_a_copy_has_new_ids_throughout_and_the_same_ways() -> None:
    copied = as_new(it_support())
    assert [step.step_id for step in copied.steps] == ["node_1", "node_2", "node_3", "node_4"]
    assert copied.follow("node_4", "edge_4").name == "Resolve"
