"""Every check of a good graph, by the fault that calls for it, and by its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.domain.samples import (
    AGENT,
    MANAGER,
    ROLES,
    SLAS,
    TECHNICIAN,
    broken,
    circumstances,
    details,
    draw,
    healthy,
    it_support,
    seed_picture,
)
from tts.domain.graph import Graph, Id, Transition
from tts.domain.problems import Problem, problem_json
from tts.domain.soundness import Circumstances, RoleFacts, check


def codes(graph: Graph, around: Circumstances | None = None) -> list[str]:
    found = check(graph, around or circumstances())
    return [problem.code for problem in found if problem.code != "WF210"]


def changed(step_id: Id, graph: Graph | None = None, **changes: Any) -> Graph:
    """IT Support Request with one step changed."""
    graph = graph or it_support()
    steps = tuple(replace(step, **changes) if step.step_id == step_id else step for step in graph.steps)
    return Graph(steps, graph.transitions)


def plus(*edges: Transition) -> Graph:
    return Graph(it_support().steps, (*it_support().transitions, *edges))


def without(*edge_ids: int) -> Graph:
    graph = it_support()
    return Graph(graph.steps, tuple(edge for edge in graph.transitions if edge.transition_id not in edge_ids))


@pytest.mark.parametrize("name", healthy())
def test_the_demo_organisations_workflows_have_no_errors_and_no_warnings(name: str) -> None:
    assert codes(healthy()[name]) == []


def test_the_broken_one_shows_all_its_problems() -> None:
    assert codes(broken()) == ["WF110", "WF112", "WF113"]


def test_the_seeds_picture_stops_at_manager_review() -> None:
    (problem,) = check(seed_picture(), circumstances())
    assert problem_json(problem) == {
        "code": "WF112",
        "severity": "error",
        "sentence": "Tickets stop at “Manager Review”: it has no transition and is not an end.",
        "why": "Whoever holds one there can do nothing but hand it on.",
        "step_ids": [2],
        "transition_ids": [],
        "witness": "Tickets get there by Triage → Escalate → Manager Review.",
        "witness_ids": [1, 2, 2],
        "fixes": [{"label": fix.label, "patch": list(fix.patch)} for fix in problem.fixes],
    }


def go(source: Id, target: Id, name: str = "Go", number: int = 99) -> Transition:
    return Transition(number, source, target, name)


TINY_SLA = {**SLAS, "urgent": timedelta(minutes=20)}
FAULTS: dict[str, tuple[list[str], Callable[[], Graph]]] = {
    "no steps": (["WF003"], Graph),
    "no start": (["WF101"], lambda: changed(1, is_start=False)),
    "two starts": (["WF102"], lambda: changed(2, is_start=True)),
    "no end": (["WF103"], lambda: changed(4, is_end=False)),
    "a way cut": (["WF110", "WF112"], lambda: without(2)),
    "a way to oneself": (["WF120"], lambda: plus(go(2, 2))),
    "a way to nowhere": (["WF121"], lambda: plus(go(2, 77))),
    "two ways of one name": (["WF123"], lambda: plus(go(1, 3, " ＡSSIGN "))),
    "the same way twice": (["WF124"], lambda: plus(go(1, 2, "Assign"))),
    "the same id twice": (["WF002"], lambda: plus(go(1, 3, "Skip", 1))),
    "a way without name": (["WF126"], lambda: plus(go(1, 3, " \u200b "))),
    "a second complete": (["WF127"], lambda: plus(go(4, 1, "complete "))),
    "too many choices": (["WF128"], lambda: plus(*(go(1, 3, f"Way {n}", 90 + n) for n in range(7)))),
    "a blank name": (["WF130"], lambda: changed(2, name=" ")),
    "a hidden character": (["WF130"], lambda: changed(2, name="Diag\u202enose")),
    "two of one name": (["WF131"], lambda: changed(2, name="ＴRIAGE ")),
    "no role": (["WF140"], lambda: changed(2, role_id=None)),
    "an unknown role": (["WF141"], lambda: changed(2, role_id=77)),
    "an unknown escalation": (["WF150"], lambda: changed(2, escalate_to=77)),
    "its own escalation": (["WF151"], lambda: changed(2, escalate_to=TECHNICIAN)),
    "no weight": (["WF160"], lambda: changed(2, weight=None)),
    "a weight above one": (["WF160"], lambda: changed(2, weight=Decimal("1.3"))),
    "a weight below zero": (["WF160"], lambda: changed(2, weight=Decimal("-0.3"))),
    "five places": (["WF160"], lambda: changed(2, weight=Decimal("0.30001"))),
    "too much weight": (["WF161"], lambda: changed(2, weight=Decimal("0.4"))),
    "weight on a pause": (["WF164"], lambda: changed(2, pauses_clock=True)),
    "no coordinates": (["WF200"], lambda: changed(2, design={})),
    "absurd coordinates": (["WF200"], lambda: changed(2, design={"x": 1e9, "y": True})),
    "one on another": (["WF201"], lambda: changed(2, design={"x": 241, "y": 101})),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_is_one_problem_with_its_code(fault: str) -> None:
    expected, make = FAULTS[fault]
    assert codes(make()) == expected


def with_details(**changes: Any) -> Circumstances:
    return circumstances(details=details(**changes))


AROUND: dict[str, tuple[list[str], Circumstances]] = {
    "a retired role": (
        ["WF141"],
        circumstances(roles={**ROLES, AGENT: RoleFacts("Agent", False, frozenset({1}))}),
    ),
    "an empty role": (["WF142"], circumstances(roles={**ROLES, AGENT: RoleFacts("Agent")})),
    "an empty escalation": (["WF152"], circumstances(roles={**ROLES, MANAGER: RoleFacts("Manager")})),
    "a retired escalation": (
        ["WF150"] * 4,
        circumstances(roles={**ROLES, MANAGER: RoleFacts("Manager", False)}),
    ),
    "the same people": (
        ["WF153"],
        circumstances(roles={**ROLES, MANAGER: RoleFacts("Manager", True, frozenset({20}))}),
    ),
    "hardly any time": (["WF163"], with_details(slas=TINY_SLA)),
    "no promise": (["WF170"], with_details(slas={"urgent": timedelta(hours=4)})),
    "a promise of nothing": (["WF171"], with_details(slas={**SLAS, "urgent": timedelta(0)})),
    "a promise for life": (["WF171"], with_details(slas={**SLAS, "low": timedelta(days=3660)})),
    "promises out of order": (["WF172"], with_details(slas={**SLAS, "high": timedelta(hours=4)})),
    "no such system": (
        ["WF180"],
        circumstances(details=details(end_logic="asset"), configured_systems=frozenset()),
    ),
    "no category": (["WF181"], with_details(category=" ")),
    "taken already": (["WF182"], circumstances(taken_by="Old one")),
}


@pytest.mark.parametrize("fault", AROUND)
def test_faults_around_the_graph_have_their_codes(fault: str) -> None:
    expected, around = AROUND[fault]
    if fault == "a retired role":
        assert codes(it_support(), around) == expected * 2
    else:
        assert codes(it_support(), around) == expected


def problem(graph: Graph, code: str, around: Circumstances | None = None) -> Problem:
    return next(found for found in check(graph, around or circumstances()) if found.code == code)


def test_a_role_nobody_has_is_an_error_only_at_initialize() -> None:
    empty = {**ROLES, AGENT: RoleFacts("Agent"), MANAGER: RoleFacts("Manager")}
    for moment, severity in (("draft", "warning"), ("deploy", "warning"), ("initialize", "error")):
        around = circumstances(roles=empty, moment=moment)
        assert problem(it_support(), "WF142", around).severity == severity
        assert problem(it_support(), "WF152", around).severity == severity


def test_an_unreachable_region_of_forty_steps_is_one_problem() -> None:
    steps = [("Start", AGENT, "1"), *((f"S{n}", AGENT, "0") for n in range(40)), ("End", AGENT, "0")]
    graph = draw(steps, [(1, "Finish", 42), *((n, "Next", n + 1) for n in range(2, 41)), (41, "Finish", 42)])
    found = problem(graph, "WF110")
    assert codes(graph) == ["WF110"]
    assert found.step_ids == tuple(range(2, 42))
    assert found.sentence == "“S0”, “S1”, “S2” and 37 more cannot be reached from the start."


def test_a_trap_names_its_loop_and_what_leads_only_there() -> None:
    steps = [(name, AGENT, "0.25") for name in ("Start", "Into", "One", "Two")] + [("End", AGENT, "0")]
    ways = [(1, "Finish", 5), (1, "Look", 2), (2, "In", 3), (3, "On", 4), (4, "Back", 3)]
    found = problem(draw(steps, ways), "WF111")
    assert found.step_ids == (3, 4, 2)
    assert found.sentence == "Tickets go round “One → Two → One” for ever: no way leads from there to an end."
    assert found.witness == "Tickets get there by Start → Look → Into → In → One."
    assert found.witness_ids == (1, 2, 2, 3, 3)


def test_weights_of_thirds_are_tolerated_and_a_missing_hundredth_is_not() -> None:
    thirds = draw([(f"S{n}", AGENT, "0.3333") for n in range(3)], [(1, "a", 2), (2, "b", 3)])
    assert codes(thirds) == []
    assert codes(changed(1, thirds, weight=Decimal("0.3332"))) == ["WF161"]
    many = draw([(f"S{n}", AGENT, "0.0333") for n in range(30)], [(n, "go", n + 1) for n in range(1, 30)])
    assert codes(many, with_details(slas={"low": timedelta(days=9)})) == ["WF161", "WF170"]


def test_shares_that_do_not_add_up_are_said_with_their_sum() -> None:
    found = problem(changed(2, weight=Decimal("0.4")), "WF161")
    assert found.sentence == "The shares add up to 1.1, not 1."
    assert found.why == "The last steps would be due after the ticket itself."
    assert "Scale all to 1" in [fix.label for fix in found.fixes]


def test_loops_and_idle_time_are_only_told() -> None:
    loop = problem(it_support(), "WF210")
    assert (loop.severity, loop.step_ids, loop.transition_ids) == ("info", (3, 4), (3, 4))
    steps = [("Start", AGENT, "0.1")] + [(f"Way {n}", AGENT, "0.3") for n in range(3)] + [("End", AGENT, "0")]
    graph = draw(steps, [(1, f"To {n}", n) for n in (2, 3, 4)] + [(n, "Finish", 5) for n in (2, 3, 4)])
    idle = problem(graph, "WF211")
    assert idle.severity == "info"
    assert idle.sentence == "Even the longest way to an end uses only 40 % of the promised time."
    assert idle.step_ids in [(1, way, 5) for way in (2, 3, 4)]


def test_problems_come_by_severity_and_code_and_never_name_ids() -> None:
    graph = changed(2, plus(go(1, 3, "", 5550123)), name="", weight=Decimal("0.4"), design={})
    found = check(graph, circumstances(taken_by="Other"))
    assert found == check(graph, circumstances(taken_by="Other"))
    ranks = [(("error", "warning", "info").index(one.severity), one.code) for one in found]
    assert ranks == sorted(ranks)
    for one in found:
        assert one.sentence.endswith(".")
        assert one.why.endswith(".")
        assert "5550123" not in one.sentence


def test_two_thousand_steps_are_checked_without_recursion() -> None:
    chain = draw([(f"S{n}", AGENT, "0") for n in range(2000)], [(n, "go", n + 1) for n in range(1, 2000)])
    ring = Graph(chain.steps, (*chain.transitions, go(2000, 1, "round")))
    islands = Graph(chain.steps)
    for graph in (chain, ring, islands):
        assert check(graph, circumstances())
