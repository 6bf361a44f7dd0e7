"""Pictures of workflows as SVG: frames, paths, and the column for narrow places."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from tts.domain.picture import drawing
from tts.web.route_column import column_of


def picture_of(*places: tuple[float, float]) -> SimpleNamespace:
    boxes = [SimpleNamespace(x=x, y=y, w=90, h=30) for x, y in places]
    return SimpleNamespace(boxes=boxes, arrows=[SimpleNamespace(points=[(90, 15), (120, 15)])])


def step(step_id: int, is_start: bool = False) -> SimpleNamespace:
    return SimpleNamespace(step_id=step_id, name=f"Step {step_id}", is_start=is_start, is_end=False)


def test_the_frame_holds_every_box_with_its_margin() -> None:
    assert str(drawing.view_box(picture_of((0, 0), (120, 40)), 8)) == "-8 -8 226 86"
    assert str(drawing.view_box(SimpleNamespace(boxes=[], arrows=[]))) == "0 0 16 16"


def test_a_path_ends_where_its_head_begins_and_rounds_its_corners() -> None:
    assert drawing.path_of([(0, 0), (30, 0)]) == "M0 0L23 0"
    assert drawing.path_of([(0, 0), (30, 0), (30, 40)]) == "M0 0L24 0Q30 0 30 6L30 33"
    assert drawing.arrow_head([(0, 0), (30, 0)]) == "M30 0L23 3.5L23 -3.5z"
    assert drawing.path_of([(1, 1)]) == drawing.arrow_head([]) == ""


def test_a_label_stands_on_the_longest_piece_nearer_to_its_origin() -> None:
    assert drawing.label_point([(0, 0), (10, 0), (10, 40)]) == (10, 15)
    assert drawing.label_point([(0, 0), (240, 0)]) == (90, 0)
    assert drawing.label_point([]) == (0.0, 0.0)


def test_the_labels_of_a_way_there_and_back_lie_apart() -> None:
    (_, there), (_, back) = (drawing.label_point(way) for way in ([(0, 0), (0, 160)], [(18, 160), (18, 0)]))
    assert abs(there - back) > 30


def test_the_label_of_a_short_or_long_flat_piece_stands_in_its_middle() -> None:
    assert drawing.label_point([(0, 0), (110, 0)]) == (55, 0)
    assert drawing.label_point([(0, 0), (800, 0)]) == (400, 0)


def test_long_names_are_cut_with_an_ellipsis() -> None:
    assert drawing.fit_text("Triage", 90) == "Triage"
    assert drawing.fit_text("A very long name of a step", 66) == "A very lo…"


def test_a_column_follows_the_way_and_a_way_back_is_a_loop() -> None:
    steps = [step(4), step(2), step(1, is_start=True), step(3)]
    picture = column_of(steps, [(1, 2), (2, 3), (3, 2), (3, 99), (1, 3), (2, 3)])
    assert [box.step_id for box in picture.boxes] == [1, 2, 3, 4]
    assert [arrow.is_loop for arrow in picture.arrows].count(True) == 1
    assert len(picture.arrows) == 4


@given(st.integers(1, 40), st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45)), max_size=120))
def test_a_column_shows_every_step_once_whatever_the_graph(count: int, ways: list[tuple[int, int]]) -> None:
    picture = column_of([step(number, number == 0) for number in range(count)], ways)
    assert sorted(box.step_id for box in picture.boxes) == list(range(count))
    assert all(drawing.path_of(arrow.points) for arrow in picture.arrows)
