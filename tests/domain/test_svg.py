"""The picture as a file: the same bytes every time, names as text, readable without seeing it."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given

from tests.domain.random_graphs import graphs
from tts.domain.graph import Graph, Step, Transition
from tts.domain.picture import graph_picture
from tts.domain.picture.svg import draw_svg

SPACE = "{http://www.w3.org/2000/svg}"
GRAPH = Graph(
    (
        Step(1, "Triage", role_name="Agent", is_start=True, design={"x": 0, "y": 0}),
        Step(2, "<script>alert('&')</script>", is_end=True, design={"x": 300, "y": 0}),
    ),
    (Transition(1, 1, 2, "Go </text> on"), Transition(2, 2, 1, "Back")),
)


@given(graphs())
def test_any_graph_is_drawn_as_it_is_on_the_page(graph: Graph) -> None:
    text = draw_svg(graph, "Any \0 name")
    root = ElementTree.fromstring(text)
    picture = graph_picture(graph)
    assert len(root.findall(f".//{SPACE}rect[@class='box']")) == len(picture.boxes)
    assert len(root.findall(f".//{SPACE}path[@class='head']")) == len(picture.arrows)
    assert draw_svg(graph, "Any \0 name") == text


def test_names_stay_text_and_nothing_runs_or_is_fetched() -> None:
    text = draw_svg(GRAPH, "A & B")
    root = ElementTree.fromstring(text)
    kinds = {element.tag.removeprefix(SPACE) for element in root.iter()}
    assert kinds == {"svg", "title", "desc", "style", "rect", "g", "path", "text"}
    assert "href" not in text
    assert "url(" not in text
    assert "@import" not in text
    assert [title.text for title in root.iter(f"{SPACE}title")][-1] == "<script>alert('&')</script>"


def test_who_does_not_see_it_reads_its_steps_and_choices() -> None:
    root = ElementTree.fromstring(draw_svg(GRAPH, "A & B"))
    assert root.get("role") == "img"
    told = {element.get("id"): element.text for element in root if element.get("id")}
    assert root.get("aria-labelledby") == "title desc"
    assert told["title"] == "A & B"
    assert told["desc"] == (
        "Triage (start), by Agent: Go </text> on leads to <script>alert('&')</script>. "
        "<script>alert('&')</script> (end): Back leads to Triage."
    )


def test_it_is_dark_on_screens_that_ask_and_light_in_print() -> None:
    text = draw_svg(GRAPH, "A")
    light, dark = text.split("@media screen and (prefers-color-scheme: dark)")
    assert ".box { fill: #ffffff;" in light
    assert ".box { fill: #151a1b;" in dark
