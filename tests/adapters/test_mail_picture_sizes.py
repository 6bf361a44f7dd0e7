"""How large a picture a mail takes, and the words that stand for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.adapters.test_png import size_of
from tests.domain.test_travel import GRAPH, stay
from tts.adapters import mail_pictures
from tts.adapters.mail_pictures import draw_inlay, sharpness_in_mail
from tts.adapters.png import SHARPNESS
from tts.domain.definition import Details
from tts.domain.graph import Graph, Step, Transition
from tts.domain.picture.travelled import Sight, say_shortly
from tts.domain.travel import travel_of
from tts.models import Ticket
from tts.queries.travels import SeenTravel
from tts.queries.versions import RunningVersion


def seen_on(graph: Graph) -> SeenTravel:
    """A ticket at the first step of a graph."""
    at = graph.steps[0].step_id
    travel = travel_of(graph, [stay(int(at), 1, "Alice")], at, has_ended=False)
    version = RunningVersion(1, 1, 1, "Support", graph, Details("Support"))
    return SeenTravel(
        Ticket(number="TX1", subject="Laptop"), version, travel, Sight("Now here · Alice", True)
    )


def chain(length: int) -> Graph:
    steps = tuple(Step(number, f"Step {number}", is_start=number == 1) for number in range(1, length + 1))
    return Graph(steps, tuple(Transition(n, n, n + 1, "Next") for n in range(1, length)))


def test_a_picture_too_large_for_a_mail_is_left_out_before_it_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[str] = []

    def draw(svg: str, sharpness: float) -> bytes:
        drawn.append(svg)
        return b"x" * 300_001

    monkeypatch.setattr(mail_pictures, "_draw", draw)
    assert draw_inlay(seen_on(chain(1_000))) is None
    assert draw_inlay(seen_on(chain(90))) is None
    assert drawn == []
    assert draw_inlay(seen_on(chain(5))) is None
    assert len(drawn) == 1


@pytest.mark.parametrize("steps", [1, 30])
def test_small_and_large_pictures_leave_as_small_files(steps: int) -> None:
    crowd = tuple(Step(n, f"Look at request {n}", is_start=n == 1) for n in range(1, steps + 1))
    edges = tuple(Transition(n, (n + 1) // 3, n, f"Goes to {n}") for n in range(2, steps + 1))
    inlay = draw_inlay(seen_on(Graph(crowd, edges)))
    assert inlay is not None
    width, height = size_of(inlay.png)
    assert width * height <= mail_pictures.LARGEST_AREA * 1.01
    assert len(inlay.png) < mail_pictures.LARGEST_FILE
    assert inlay.width <= min(width, mail_pictures.WIDEST)


@given(st.integers(100, 30_000), st.integers(100, 30_000))
def test_no_picture_is_drawn_larger_than_a_mail_takes_or_smaller_than_one_can_read(
    width: int, height: int
) -> None:
    sharpness = sharpness_in_mail(width, height)
    assert 0 < sharpness <= SHARPNESS
    assert width * height * sharpness**2 <= mail_pictures.LARGEST_AREA * 1.001
    assert (sharpness < 1) == (width * height > mail_pictures.LARGEST_AREA)


def test_the_words_of_a_long_way_name_its_beginning_and_its_end() -> None:
    stays = [stay(1, 1, "Alice", 11, "Assign")]
    for visit in range(2, 20, 2):
        stays += [stay(2, visit, "Tom", 12, "Done"), stay(3, visit + 1, "Bob", 13, "Not solved")]
    travel = travel_of(GRAPH, stays, 3, has_ended=False)
    said = say_shortly(GRAPH, travel, Sight("Now here · Bob", True))
    assert said.startswith(
        "Verify: Now here · Bob. 1. Triage, left by Assign. … 15. Verify, left by Not solved."
    )
    assert said.endswith("18. Resolve, left by Done. 19. Verify, left by Not solved.")
