"""Pictures: every step a box, every transition an arrow between its steps, the same each time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings

from tests.domain.random_graphs import graphs
from tests.domain.samples import access_request, broken, draw, healthy, it_support
from tts.domain.graph import Graph
from tts.domain.picture import Box, Picture, graph_picture, route_picture, tiny_picture

DRAWERS = [route_picture, tiny_picture, graph_picture]


def touches(box: Box, point: tuple[float, float]) -> bool:
    x, y = point
    return box.x - 1 <= x <= box.x + box.w + 1 and box.y - 1 <= y <= box.y + box.h + 1


@pytest.mark.parametrize("drawer", DRAWERS)
@given(graph=graphs())
@settings(max_examples=80, deadline=None)
def test_any_graph_is_drawn_inside_its_picture(drawer: Callable[[Graph], Picture], graph: Graph) -> None:
    picture = drawer(graph)
    assert picture == drawer(graph)
    boxes = {box.step_id: box for box in picture.boxes}
    edges = {edge.transition_id: edge for edge in graph.transitions}
    assert drawer is tiny_picture or len(picture.arrows) == len(graph.transitions)
    assert drawer is tiny_picture or set(boxes) == {step.step_id for step in graph.steps}
    for box in picture.boxes:
        assert box.x >= 0
        assert box.y >= 0
        assert box.w > 0
        assert box.h > 0
        assert box.x + box.w <= picture.width + 1
        assert box.y + box.h <= picture.height
    for arrow in picture.arrows:
        edge = edges[arrow.transition_id]
        assert touches(boxes[edge.from_step_id], arrow.points[0])
        assert touches(boxes[edge.to_step_id], arrow.points[-1])
        assert all(0 <= x <= picture.width for x, _ in arrow.points)


@pytest.mark.parametrize("drawer", [route_picture, tiny_picture])
@given(graph=graphs())
@settings(max_examples=60, deadline=None)
def test_boxes_never_lie_on_each_other(drawer: Callable[[Graph], Picture], graph: Graph) -> None:
    boxes = drawer(graph).boxes
    for index, one in enumerate(boxes):
        for two in boxes[index + 1 :]:
            across = one.x + one.w <= two.x + 0.2 or two.x + two.w <= one.x + 0.2
            assert across or one.y + one.h <= two.y or two.y + two.h <= one.y


def test_the_route_of_it_support_runs_down_with_one_loop() -> None:
    picture = route_picture(it_support())
    assert [(box.name, box.x, box.y) for box in picture.boxes] == [
        ("Triage", 24, 1),
        ("Diagnose", 24, 46),
        ("Resolve", 24, 91),
        ("Verify", 24, 136),
    ]
    assert picture.height == 165
    assert picture.arrows[0].path == "M80 29L80 46"
    assert [arrow.label for arrow in picture.arrows if arrow.is_loop] == ["Not fixed"]
    assert picture.arrows[3].path == "M24 150L8 150L8 105L24 105"


def test_the_tiny_picture_fits_a_row_of_the_list() -> None:
    picture = tiny_picture(it_support())
    assert (picture.width, picture.height) == (104, 28)
    assert [(box.x, box.y, box.w, box.h) for box in picture.boxes][0] == (1, 8, 19.5, 12)
    assert len(tiny_picture(broken()).boxes) == 4


def test_a_picture_keeps_the_designers_coordinates_when_they_are_sane() -> None:
    picture = graph_picture(it_support())
    assert [box.x for box in picture.boxes] == [24, 264, 504, 744]
    crowded = Graph(
        tuple(step.__class__(step.step_id, step.name, design={"x": 1, "y": 1}) for step in it_support().steps)
    )
    assert len({(box.x, box.y) for box in graph_picture(crowded).boxes}) == 4


def test_one_step_and_none_are_pictures_too() -> None:
    for drawer in DRAWERS:
        assert len(drawer(access_request()).boxes) == 1
        assert drawer(Graph()).boxes == ()


def test_a_chain_of_two_thousand_steps_is_drawn_without_recursion() -> None:
    chain = draw([(f"S{n}", 2, "0") for n in range(2000)], [(n, "go", n + 1) for n in range(1, 2000)])
    assert route_picture(chain).boxes[-1].y == 1 + 1999 * 45
    assert len(tiny_picture(chain).boxes) == 26


def test_every_workflow_of_the_demo_is_drawn() -> None:
    for graph in healthy().values():
        assert len(graph_picture(graph).arrows) == len(graph.transitions)
