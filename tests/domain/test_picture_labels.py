"""Names of transitions in a picture: each on its own line, none on another where there is room."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from hypothesis import given, settings

from tests.domain.random_graphs import graphs
from tts.domain.graph import Graph
from tts.domain.picture import Box, graph_picture
from tts.domain.picture.drawing import CHARACTER_WIDTH, label_point
from tts.domain.picture.labels import HEIGHT, WIDEST, place_labels

Point = tuple[float, float]


class Way(NamedTuple):
    """What a label is placed for."""

    points: tuple[Point, ...]
    label: str


LEVEL = Way(((0, 100), (600, 100)), "Answered at once")
BENT = Way(((200, 40), (290, 40), (290, 200), (400, 200)), "Cause found")


def overlap(one: Point, two: Point, words: tuple[str, str]) -> bool:
    """Whether two names around these points lie on one another."""
    widths = [min(len(each) * CHARACTER_WIDTH, WIDEST) for each in words]
    return abs(one[0] - two[0]) < sum(widths) / 2 and abs(one[1] - two[1]) < HEIGHT


def lies_on(point: Point, points: tuple[Point, ...]) -> bool:
    """Whether a point lies on a line."""
    x, y = point
    return any(
        min(x1, x2) - 0.1 <= x <= max(x1, x2) + 0.1 and min(y1, y2) - 0.1 <= y <= max(y1, y2) + 0.1
        for (x1, y1), (x2, y2) in pairwise(points)
    )


def test_a_name_that_would_lie_on_an_earlier_one_stands_further_along_its_line() -> None:
    at_first = [label_point(way.points) for way in (LEVEL, BENT)]
    assert overlap(*at_first, (LEVEL.label, BENT.label))
    (_, first), (_, second) = place_labels([LEVEL, BENT])
    assert first == at_first[0]
    assert not overlap(first, second, (LEVEL.label, BENT.label))
    assert lies_on(second, BENT.points)


def test_a_name_makes_way_for_a_step_too() -> None:
    x, y = label_point(BENT.points)
    step = Box("s", x - 92, y - 41, 184, 82, "Resolve", is_start=False, is_end=False)
    ((_, spot),) = place_labels([BENT], [step])
    assert lies_on(spot, BENT.points)
    assert abs(spot[0] - x) >= 92 or abs(spot[1] - y) >= 41


def test_a_line_without_a_name_is_in_nobodys_way() -> None:
    (_, _), (_, second) = place_labels([LEVEL._replace(label=""), BENT])
    assert second == label_point(BENT.points)


def test_a_name_without_any_free_place_stands_where_it_would_alone() -> None:
    short = Way(((0, 0), (90, 0)), "There and back")
    assert [spot for _, spot in place_labels([short, short])] == [(45, 0), (45, 0)]


@given(graph=graphs())
@settings(max_examples=80, deadline=None)
def test_every_name_stands_on_its_own_line_whatever_is_drawn(graph: Graph) -> None:
    arrows = graph_picture(graph).arrows
    placed = place_labels(arrows)
    assert tuple(arrow for arrow, _ in placed) == arrows
    for arrow, spot in placed:
        assert lies_on(spot, arrow.points)
