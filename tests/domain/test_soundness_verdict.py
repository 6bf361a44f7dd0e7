"""The verdict on structure equals that of a token game played out on the graph."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings

from tests.domain.random_graphs import graphs
from tests.domain.samples import circumstances
from tts.domain.graph import Graph, Id, Step, Transition
from tts.domain.soundness import check

STRUCTURE = {"WF003", "WF101", "WF102", "WF103", "WF110", "WF111", "WF112", "WF113"}


def is_sound_by_playing(graph: Graph) -> bool:
    """Put one token on the one start; play each choice; every step is met, an end possible from each."""
    if sum(step.is_start for step in graph.steps) != 1:
        return False

    def played_from(step_id: Id) -> set[Id]:
        met, tokens = {step_id}, [step_id]
        while tokens:
            for edge in graph.choices(tokens.pop()):
                if edge.to_step_id not in met:
                    met.add(edge.to_step_id)
                    tokens.append(edge.to_step_id)
        return met

    ends = {step.step_id for step in graph.steps if step.is_end}
    met = played_from(graph.start.step_id)
    return met == {step.step_id for step in graph.steps} and all(
        played_from(step_id) & ends for step_id in met
    )


def is_sound_by_check(graph: Graph) -> bool:
    return not STRUCTURE & {problem.code for problem in check(graph, circumstances())}


def test_the_verdict_equals_the_token_game_on_every_graph_of_up_to_three_steps() -> None:
    for count in (0, 1, 2, 3):
        pairs = [(one, two) for one in range(count) for two in range(count) if one != two]
        for drawn in product((False, True), repeat=len(pairs)):
            ways = tuple(
                Transition(number, *pair, f"go {number}")
                for number, (pair, there) in enumerate(zip(pairs, drawn, strict=True))
                if there
            )
            for marks in product((False, True), repeat=2 * count):
                steps = (Step(n, f"S{n}", is_start=marks[n], is_end=marks[count + n]) for n in range(count))
                graph = Graph(tuple(steps), ways)
                assert is_sound_by_check(graph) == is_sound_by_playing(graph), graph


@given(graphs(most_steps=8))
@settings(max_examples=400, deadline=None)
def test_the_verdict_equals_the_token_game_on_random_graphs(graph: Graph) -> None:
    assert is_sound_by_check(graph) == is_sound_by_playing(graph)
