"""Fixes: every offered one applies, and removes its problem."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from tests.domain.random_graphs import any_circumstances, graphs
from tests.domain.samples import circumstances, seed_picture
from tts.domain.fixes import PatchFailed, apply_patch, document_of
from tts.domain.graph import PRIORITIES, Graph
from tts.domain.problems import Fix, Problem
from tts.domain.reading import read_graph
from tts.domain.sla import parse_duration
from tts.domain.soundness import Circumstances, Details, check, details_json


def fixed(graph: Graph, around: Circumstances, fix: Fix) -> list[Problem]:
    """The problems after a fix was applied to the document and the document was saved and read again."""
    document = document_of(graph, details_json(around.details))
    document = json.loads(json.dumps(apply_patch(document, fix.patch), allow_nan=False))
    details = document["workflow"]
    slas = {name: details.pop(f"{name}_sla") for name in PRIORITIES}
    times = {name: None if text is None else parse_duration(text) for name, text in slas.items()}
    after = Circumstances(
        Details(**details, slas=times),
        around.roles,
        around.configured_systems,
        around.taken_by,
        around.moment,
    )
    return check(read_graph(document["graph"]), after)


def extent(problems: list[Problem], code: str) -> int:
    """How many steps, transitions and problems a code tells of."""
    found = [problem for problem in problems if problem.code == code]
    return sum(len(problem.step_ids) + len(problem.transition_ids) + 1 for problem in found)


@given(graphs(), any_circumstances())
@settings(max_examples=300, deadline=None)
def test_every_fix_applies_and_removes_its_problem(graph: Graph, around: Circumstances) -> None:
    problems = check(graph, around)
    for problem in problems:
        for fix in problem.fixes:
            after = fixed(graph, around, fix)
            assert _key(problem) not in [_key(other) for other in after], (fix, problem)
            assert extent(after, problem.code) < extent(problems, problem.code), (fix, problem)


def _key(problem: Problem) -> tuple[Any, ...]:
    return problem.code, problem.sentence, problem.step_ids, problem.transition_ids


def test_the_seeds_picture_is_sound_after_its_fix() -> None:
    problem = check(seed_picture(), circumstances())[0]
    assert [fix.label for fix in problem.fixes] == ["Mark as end", "Connect to Resolve"]
    assert problem.fixes[0].patch == (
        {"op": "test", "path": "/graph/nodes/1/step_id", "value": 2},
        {"op": "replace", "path": "/graph/nodes/1/is_end", "value": True},
    )
    for fix in problem.fixes:
        assert fixed(seed_picture(), circumstances(), fix) == []


def test_a_fix_made_for_another_state_changes_nothing() -> None:
    fix = check(seed_picture(), circumstances())[0].fixes[0]
    document = document_of(seed_picture(), {})
    document["graph"]["nodes"].pop(0)
    before = json.dumps(document)
    with pytest.raises(PatchFailed):
        apply_patch(document, fix.patch)
    assert json.dumps(document) == before


@pytest.mark.parametrize(
    ("operation", "result"),
    [
        ({"op": "add", "path": "/list/1", "value": 9}, {"list": [1, 9, 2], "a/b": {"~": 0}}),
        ({"op": "add", "path": "/list/-", "value": 9}, {"list": [1, 2, 9], "a/b": {"~": 0}}),
        ({"op": "remove", "path": "/list/0"}, {"list": [2], "a/b": {"~": 0}}),
        ({"op": "replace", "path": "/a~1b/~0", "value": None}, {"list": [1, 2], "a/b": {"~": None}}),
        ({"op": "test", "path": "/list", "value": [1, 2]}, {"list": [1, 2], "a/b": {"~": 0}}),
    ],
)
def test_a_patch_does_what_the_standard_says(operation: dict[str, Any], result: dict[str, Any]) -> None:
    assert apply_patch({"list": [1, 2], "a/b": {"~": 0}}, [operation]) == result


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": "/list/2"},
        {"op": "remove", "path": "/list/-1"},
        {"op": "replace", "path": "/nothing", "value": 1},
        {"op": "test", "path": "/list/0", "value": True},
        {"op": "add", "path": "/list/0/x", "value": 1},
        {"op": "add", "path": "", "value": 1},
        {"op": "move", "path": "/list/0", "from": "/list/1"},
    ],
)
def test_a_patch_that_does_not_fit_fails(operation: dict[str, Any]) -> None:
    with pytest.raises(PatchFailed):
        apply_patch({"list": [1, 2]}, [operation])
