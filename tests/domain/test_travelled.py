"""A ticket's picture: strong where it went, numbered and counted, the same bytes, names as text."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.random_graphs import graphs
from tests.domain.test_travel import GRAPH, LOOP, stay
from tts.domain.graph import Graph, Step, Transition
from tts.domain.picture.travelled import Caption, Sight, draw_travel, say_numbers
from tts.domain.travel import travel_of

SPACE = "{http://www.w3.org/2000/svg}"
SIGHT = Sight("Now here · Bob", True)
CAPTION = Caption("TX1 Laptop", "IT Support, version 1")
TRAVEL = travel_of(GRAPH, LOOP, 3, has_ended=False)


def words_of(svg: str, kind: str) -> list[str | None]:
    root = ElementTree.fromstring(svg)
    return [element.text for element in root.iter() if element.get("class") == kind and element.text]


def test_ways_are_numbered_visits_counted_and_the_present_step_is_told_in_words() -> None:
    svg = draw_travel(GRAPH, TRAVEL, SIGHT)
    assert sorted(map(str, words_of(svg, "on"))) == ["1", "2·4", "3", "Now here · Bob"]
    assert sorted(map(str, words_of(svg, "count"))) == ["1×", "2×", "2×"]
    assert svg.count('class="taken"') == 3
    assert svg.count('class="been"') == 2
    assert svg.count('class="here"') == 1
    assert 'class="way"' not in svg


def test_a_ticket_that_just_came_has_quiet_steps_and_thin_ways() -> None:
    svg = draw_travel(GRAPH, travel_of(GRAPH, [stay(1, 1, "Alice")], 1, has_ended=False), SIGHT)
    assert svg.count('class="way"') == 3
    assert svg.count('class="box"') == 2
    assert words_of(svg, "count") == ["1×"]


def test_where_it_ended_has_another_sign_than_where_it_is() -> None:
    ended = draw_travel(GRAPH, travel_of(GRAPH, LOOP, 3, has_ended=True), Sight("Ended here", True))
    signs = [
        re.findall(r'class="sign" d="M[^l h]+ [^lh]+([lh])', svg)
        for svg in (ended, draw_travel(GRAPH, TRAVEL, SIGHT))
    ]
    assert signs == [["h"], ["l"]]


@pytest.mark.parametrize("caption", [None, CAPTION])
@pytest.mark.parametrize("step_id", [1, 3])
def test_the_words_of_where_it_stands_are_within_the_picture_however_long(
    caption: Caption | None, step_id: int
) -> None:
    travel = travel_of(GRAPH, LOOP, step_id, has_ended=False)
    for here in ("Now here", "Now here · Alexandra Papadopoulos", "Now here · " + "M" * 80):
        root = ElementTree.fromstring(draw_travel(GRAPH, travel, Sight(here, True), caption))
        x, _, width, _ = map(float, root.attrib["viewBox"].split())
        pins = [one for one in root.iter() if one.tag.endswith("rect") and one.get("rx") == "9"]
        assert len(pins) == 1
        left, wide = float(pins[0].attrib["x"]), float(pins[0].attrib["width"])
        assert x < left
        assert left + wide < x + width


def test_who_may_not_read_choices_reads_those_that_were_taken() -> None:
    travel = travel_of(GRAPH, LOOP[:2], 2, has_ended=False)
    known, all_of_it = (draw_travel(GRAPH, travel, Sight("Now here", names)) for names in (False, True))
    assert "Assign" in known
    assert "Not solved" not in known
    assert "Not solved" in all_of_it


@given(graphs(), st.data())
def test_any_graph_and_any_way_over_it_is_drawn_the_same_each_time(graph: Graph, data: st.DataObject) -> None:
    ids = [step.step_id for step in graph.steps] or [1]
    stays = [
        stay(data.draw(st.sampled_from(ids)), visit, data.draw(st.sampled_from(["A\0<b>", None])), 1, "Go")
        for visit in range(1, data.draw(st.integers(1, 6)))
    ]
    travel = travel_of(graph, stays, data.draw(st.sampled_from(ids)), has_ended=data.draw(st.booleans()))
    for caption in (None, CAPTION):
        svg = draw_travel(graph, travel, SIGHT, caption)
        assert svg == draw_travel(graph, travel, SIGHT, caption)
        root = ElementTree.fromstring(svg)
        boxes = [element for element in root.iter() if element.get("class") in ("box", "been", "here")]
        assert len(boxes) == len(graph.steps)


def test_names_stay_text_and_a_file_fetches_and_runs_nothing() -> None:
    evil = "<script>alert('&')</script>"
    graph = Graph((Step(1, evil), Step(2, "B")), (Transition(1, 1, 2, "</text><image href='x'/>"),))
    travel = travel_of(graph, [stay(1, 1, evil, 1, evil), stay(2, 2, None)], 2, has_ended=False)
    svg = draw_travel(graph, travel, Sight(evil, True), Caption(evil, evil))
    kinds = {element.tag.removeprefix(SPACE) for element in ElementTree.fromstring(svg).iter()}
    assert kinds == {"svg", "title", "desc", "style", "rect", "g", "path", "text"}
    assert "url(" not in svg
    assert "@import" not in svg
    assert not re.search(r"<[^>]*href", svg)


def test_a_file_tells_its_ticket_what_its_signs_mean_and_the_way_in_words() -> None:
    svg = draw_travel(GRAPH, TRAVEL, SIGHT, CAPTION)
    root = ElementTree.fromstring(svg)
    told = {element.get("id"): element.text for element in root if element.get("id")}
    assert told["title"] == "TX1 Laptop"
    assert told["desc"] == (
        "1. Triage, left by Assign. 2. Resolve, left by Done. 3. Verify, left by Not solved. "
        "4. Resolve, left by Done. 5. Verify. Now here · Bob."
    )
    assert {"TX1 Laptop", "IT Support, version 1", "way taken, in order", "where it is"} <= {
        text.text for text in root.iter(f"{SPACE}text")
    }
    light, dark = svg.split("@media screen and (prefers-color-scheme: dark)")
    assert 'fill="#ffffff"' in dark
    assert "#151a1b" not in light


def test_a_picture_for_a_page_leaves_colours_of_the_dark_to_the_page() -> None:
    svg = draw_travel(GRAPH, TRAVEL, SIGHT)
    assert svg.startswith('<svg class="travel fit"')
    assert "<style" not in svg
    assert " id=" not in svg


def test_a_very_wide_picture_is_not_shrunk_into_a_page() -> None:
    far = Graph(
        (Step(1, "A", design={"x": 0, "y": 0}), Step(2, "B", design={"x": 3000, "y": 0})),
        (Transition(1, 1, 2, "Go"),),
    )
    travel = travel_of(far, [stay(1, 1, "Alice")], 1, has_ended=False)
    assert draw_travel(far, travel, SIGHT).startswith('<svg class="travel" ')


def test_many_numbers_are_cut_to_the_first_and_how_many_more() -> None:
    assert say_numbers(()) == ""
    assert say_numbers((2, 4)) == "2·4"
    assert say_numbers(range(1, 11)) == "1·2·3·4 +6"
