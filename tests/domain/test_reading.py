"""Reading graphs from outside: what is kept, what is refused, and that nothing else can happen."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from tests.domain.random_graphs import ANY_JSON, NEARLY_GRAPHS
from tests.domain.samples import circumstances, seed_payload
from tts.domain.graph import Graph, definition_of
from tts.domain.problems import NAME_LIMIT
from tts.domain.reading import GraphRefused, read_graph, refuse_unknown_roles
from tts.domain.soundness import check


def node(temp_id: str = "A", **fields: Any) -> dict[str, Any]:
    return {"temp_id": temp_id, "name": temp_id, "role_id": 2, **fields}


def refusal_of(payload: object, **known: Any) -> list[str]:
    with pytest.raises(GraphRefused) as refused:
        read_graph(payload, **known)
    for problem in refused.value.problems:
        assert problem.severity == "error"
        assert problem.sentence.endswith(".")
    return [problem.code for problem in refused.value.problems]


def test_the_seeds_example_is_read_as_it_stands() -> None:
    graph = read_graph(seed_payload())
    assert [step.weight for step in graph.steps] == [Decimal("0.2"), Decimal("0.6"), Decimal("0.2")]
    assert graph.follow("node_1", graph.choices("node_1")[0].transition_id).name == "Resolution"


@given(ANY_JSON | NEARLY_GRAPHS)
@settings(max_examples=300, deadline=None)
def test_any_json_is_a_graph_or_refused_in_sentences(payload: Any) -> None:
    try:
        graph = read_graph(payload)
    except GraphRefused as refused:
        assert refused.problems
        assert all(problem.sentence.endswith(".") for problem in refused.problems)
        json.dumps([problem.sentence for problem in refused.problems]).encode()
    else:
        json.dumps(definition_of(graph), allow_nan=False, ensure_ascii=False).encode()
        check(graph, circumstances())


@pytest.mark.parametrize(
    "payload",
    [None, 7, "graph", [], {}, {"nodes": []}, {"nodes": {}, "edges": []}, {"nodes": [3], "edges": []}],
)
def test_what_has_no_nodes_and_edges_is_malformed(payload: object) -> None:
    assert set(refusal_of(payload)) == {"WF001"}


@pytest.mark.parametrize(
    "fields",
    [
        {"name": 3},
        {"is_start": "yes"},
        {"is_end": 1},
        {"role_id": "2"},
        {"role_id": True},
        {"order": 1.5},
        {"order": 10**12},
        {"assignment": "random"},
        {"design": [1]},
        {"design": {"x": float("nan")}},
        {"design": {"x": "\0"}},
        {"design": {"deep": [[[[1]] * 99] * 99]}},
        {"step_id": "12"},
        {"step_id": -1},
    ],
)
def test_a_value_of_the_wrong_kind_is_named(fields: dict[str, Any]) -> None:
    with pytest.raises(GraphRefused) as refused:
        read_graph({"nodes": [node(**fields)], "edges": []})
    assert {problem.code for problem in refused.value.problems} == {"WF001"}
    assert f"“{next(iter(fields))}”" in refused.value.problems[0].sentence


@pytest.mark.parametrize(
    "weight", [float("nan"), float("inf"), True, "NaN", "Infinity", "a lot", "", "0,2", [0.2], 1e300, "1e5"]
)
def test_a_weight_that_is_no_number_refuses_the_save(weight: object) -> None:
    assert refusal_of({"nodes": [node(weight=weight)], "edges": []}) == ["WF160"]


@pytest.mark.parametrize(
    ("weight", "kept"),
    [(0.1 + 0.2, "0.3"), ("0.25", "0.25"), (1, "1"), (1.5, "1.5"), (0.12345, "0.12345"), (-0.0, "0")],
)
def test_a_weight_is_kept_exactly_right_or_wrong(weight: object, kept: str) -> None:
    assert read_graph({"nodes": [node(weight=weight)], "edges": []}).steps[0].weight == Decimal(kept)


def test_a_blank_weight_is_kept_as_none_and_an_absent_one_as_zero() -> None:
    graph = read_graph({"nodes": [node("A", weight=None), node("B")], "edges": []})
    assert [step.weight for step in graph.steps] == [None, Decimal(0)]


def test_ids_that_mean_something_to_a_browser_are_just_names() -> None:
    nodes = [node("__proto__"), node("constructor")]
    edges = [{"from_temp_id": "__proto__", "to_temp_id": "constructor", "name": "toString"}]
    assert read_graph({"nodes": nodes, "edges": edges}).follow("__proto__", "edge_1").name == "constructor"


def test_ends_are_named_by_either_id_of_a_step() -> None:
    nodes = [node("A", step_id=7), node("B")]
    edges = [
        {"from_temp_id": "A", "to_temp_id": "B", "name": "there"},
        {"from_temp_id": "B", "to_step_id": 7, "name": "back"},
    ]
    graph = read_graph({"nodes": nodes, "edges": edges})
    assert [edge.name for edge in graph.choices(7)] == ["there"]
    assert graph.follow("B", "edge_2").step_id == 7


def test_refused_shapes_have_their_codes() -> None:
    way = {"from_temp_id": "A", "to_temp_id": "B", "name": "go"}
    both = [node("A"), node("B")]
    assert refusal_of({"nodes": [node("A"), node("A")], "edges": []}) == ["WF002"]
    assert refusal_of({"nodes": [node("A", step_id=1), node("A", step_id=2)], "edges": []}) == ["WF002"]
    assert refusal_of({"nodes": both, "edges": [{**way, "to_temp_id": "A"}]}) == ["WF120"]
    assert refusal_of({"nodes": both, "edges": [{**way, "to_temp_id": "C"}]}) == ["WF121"]
    assert refusal_of({"nodes": both, "edges": [{"name": "go", "from_temp_id": "A"}]}) == ["WF121"]
    assert refusal_of({"nodes": [{"name": "A"}], "edges": []}) == ["WF001"]


def test_steps_and_transitions_of_another_workflow_are_refused() -> None:
    nodes = [node("A", step_id=1), node("B", step_id=99)]
    assert refusal_of({"nodes": nodes, "edges": []}, known_steps={1}) == ["WF122"]
    way = {"from_step_id": 1, "to_step_id": 99, "name": "go"}
    assert refusal_of({"nodes": nodes[:1], "edges": [way]}, known_steps={1}) == ["WF122"]
    own = {"nodes": nodes, "edges": [{**way, "transition_id": 5}]}
    assert refusal_of(own, known_steps={1, 99}, known_transitions={4}) == ["WF122"]
    assert read_graph(own, known_steps={1, 99}, known_transitions={5}).transitions[0].transition_id == 5


@pytest.mark.parametrize(
    "name", ["x" * (NAME_LIMIT + 1), "a\0b", "a\nb", "pay\u202eroll", "half \ud800", "line\u2028"]
)
def test_over_long_and_hidden_names_refuse_the_save(name: str) -> None:
    if name.strip() == name:
        assert refusal_of({"nodes": [node("A", name=name)], "edges": []}) == ["WF130"]
    ways = [{"from_temp_id": "A", "to_temp_id": "B", "name": "x" + name + "x"}]
    assert refusal_of({"nodes": [node("A"), node("B")], "edges": ways}) == ["WF130"]


def test_an_instruction_may_have_lines_but_no_control_characters() -> None:
    read_graph({"nodes": [node(instruction="one\n\ttwo\r\n")], "edges": []})
    assert refusal_of({"nodes": [node(instruction="one\0")], "edges": []}) == ["WF130"]
    assert refusal_of({"nodes": [node(description="x" * 100_000)], "edges": []}) == ["WF130"]


def test_three_thousand_steps_are_too_many() -> None:
    assert refusal_of({"nodes": [node(str(number)) for number in range(3000)], "edges": []}) == ["WF001"]


def test_a_draft_without_steps_and_with_blank_names_is_kept() -> None:
    assert read_graph({"nodes": [], "edges": []}) == Graph()
    assert read_graph({"nodes": [node("A", name=None)], "edges": []}).steps[0].name == ""


def test_roles_that_do_not_exist_are_named_by_step() -> None:
    graph = read_graph(
        {"nodes": [node("A", role_id=77), node("B", escalate_to=78), node("C", role_id=None)], "edges": []}
    )
    problems = refuse_unknown_roles(graph, {2})
    assert [(problem.code, problem.step_ids) for problem in problems] == [
        ("WF141", ("A",)),
        ("WF150", ("B",)),
    ]
    assert problems[0].sentence == "“A” is given to a role that does not exist."
