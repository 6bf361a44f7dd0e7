"""A graph that was checked already is not checked again, and another one always is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, gather_cast
from tests.domain.samples import circumstances, it_support
from tests.workflow_acts import made
from tts.domain.graph import Graph
from tts.domain.problems import Problem
from tts.domain.soundness import Circumstances, check
from tts.queries import kept_checks
from tts.queries.kept_checks import MOST_KEPT, check_once
from tts.queries.workflow_graphs import working_graph
from tts.queries.workflows import workflow_page
from tts.services.workflows import save_details

GRAPH, AROUND = it_support(), circumstances()


@pytest.fixture(autouse=True)
def checked(monkeypatch: pytest.MonkeyPatch) -> list[Graph]:
    """The graphs that are checked from now on; none is kept from before."""
    seen: list[Graph] = []

    def count(graph: Graph, around: Circumstances) -> list[Problem]:
        seen.append(graph)
        return check(graph, around)

    monkeypatch.setattr(kept_checks, "check", count)
    kept_checks.forget_checks()
    return seen


def test_the_same_graph_in_the_same_circumstances_is_checked_once(checked: list[Graph]) -> None:
    first = check_once(1, GRAPH, AROUND)
    assert check_once(1, it_support(), circumstances()) == first == check(GRAPH, AROUND)
    first.clear()
    assert check_once(1, GRAPH, AROUND) == check(GRAPH, AROUND)
    assert len(checked) == 1


def test_whatever_differs_is_checked_anew(checked: list[Graph]) -> None:
    unnamed = replace(GRAPH, steps=(replace(GRAPH.steps[0], name=""), *GRAPH.steps[1:]))
    cases = [
        (unnamed, AROUND),
        (GRAPH, AROUND),
        (GRAPH, replace(AROUND, taken_by="Another")),
        (GRAPH, AROUND),
    ]
    for number, (graph, around) in enumerate(cases, 1):
        assert check_once(1, graph, around) == check(graph, around)
        assert len(checked) == number


def test_only_those_looked_at_last_are_kept(checked: list[Graph]) -> None:
    for number in range(MOST_KEPT + 1):
        check_once(number, GRAPH, AROUND)
    check_once(MOST_KEPT, GRAPH, AROUND)
    assert len(checked) == MOST_KEPT + 1
    check_once(0, GRAPH, AROUND)
    assert len(checked) == MOST_KEPT + 2


def test_a_workflow_opened_twice_is_checked_once_and_after_a_save_again(
    session: scoped_session[Session], checked: list[Graph]
) -> None:
    ada = gather_cast(session).ada
    workflow_id = made(session, ada)
    before = workflow_page(session, ada, workflow_id).problems
    assert workflow_page(session, ada, workflow_id).problems == before
    assert checked == [working_graph(session, workflow_id)]
    save_details(session, workflow_id, {"urgent_sla": None, "high_sla": None}, 1, actor=ada, now=MORNING)
    assert workflow_page(session, ada, workflow_id).problems != before
    assert len(checked) == 2
