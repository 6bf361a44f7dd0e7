"""A route in one row: steps in order, ways back below."""

from __future__ import annotations

from tts.domain.graph import Step
from tts.web.route_row import STEP, row_of

STEPS = (
    Step(3, "Verify", is_end=True),
    Step(1, "Triage", is_start=True),
    Step(2, "Resolve"),
)


def test_steps_stand_in_the_order_of_the_way() -> None:
    row = row_of(STEPS, [(1, 2), (2, 3), (3, 2)])
    assert [box.name for box in row.boxes] == ["Triage", "Resolve", "Verify"]
    assert [box.x for box in row.boxes] == [0, STEP, 2 * STEP]


def test_a_way_back_is_a_loop_below_and_double_ways_are_one() -> None:
    row = row_of(STEPS, [(1, 2), (1, 2), (2, 3), (3, 2)])
    loops = [arrow for arrow in row.arrows if arrow.is_loop]
    assert len(row.arrows) == 3
    assert len(loops) == 1
    assert max(y for _, y in loops[0].points) > row.boxes[0].h


def test_a_way_to_nowhere_is_left_out() -> None:
    assert row_of(STEPS[:1], [(3, 9), (9, 3)]).arrows == ()
