"""A graph as an SVG file that stands alone: for print, mail, and pages without script."""

from __future__ import annotations

from collections.abc import Iterator
from string import Template

from tts.domain.graph import Graph, Transition
from tts.domain.picture.colours import DARK, FAMILIES, LIGHT
from tts.domain.picture.drawing import arrow_head, fit_text, path_of, view_box
from tts.domain.picture.labels import place_labels
from tts.domain.picture.shapes import Arrow, Box, trim
from tts.domain.picture.whole import graph_picture
from tts.domain.problems import plain
from tts.domain.xml_writing import Element, write_xml

LABEL_WIDTH = 130
_SHAPES = Template(
    """
svg { font-family: $families; font-size: 12px; font-weight: 500; }
text { text-anchor: middle; }
path { fill: none; stroke-width: 1.25; }
.label { font-size: 11px; stroke-width: 4; paint-order: stroke; }
"""
)
_COLOURS = Template(
    """.sheet { fill: $sheet; }
.box { fill: $sheet; stroke: $line; }
.start .box { stroke: $accent; }
.inner { fill: none; stroke: $edge; }
text { fill: $ink; }
path { stroke: $edge; }
.head { fill: $edge; stroke: none; }
.label { fill: $dim; stroke: $sheet; }
.loop path { stroke: $loop; }
.loop .head { fill: $loop; stroke: none; }
.loop .label { fill: $loop; }
"""
)


def draw_svg(graph: Graph, name: str) -> str:
    """The drawing of the workflow's page as a file, its steps and choices in words for who does not see it.

    Light or dark as the reader prefers, light in print; the same graph gives the same bytes.
    """
    picture = graph_picture(graph)
    frame = view_box(picture)
    size = {"width": f"{round(frame.width)}", "height": f"{round(frame.height)}"}
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": str(frame),
            **size,
            "role": "img",
            "aria-labelledby": "title desc",
        },
    )
    root.add("title", {"id": "title"}, plain(name))
    root.add("desc", {"id": "desc"}, " ".join(_sentences(graph)))
    root.add("style", text=_style())
    root.add("rect", {"class": "sheet", "x": f"{frame.x:g}", "y": f"{frame.y:g}", **size})
    for arrow in picture.arrows:
        group = _group(root, arrow)
        group.add("path", {"d": path_of(arrow.points)})
        group.add("path", {"class": "head", "d": arrow_head(arrow.points)})
    for box in picture.boxes:
        _add_box(root, box)
    for arrow, (x, y) in place_labels(picture.arrows, picture.boxes):
        if arrow.label:
            spot = {"class": "label", "x": f"{trim(x)}", "y": f"{trim(y - 4)}"}
            _group(root, arrow).add("text", spot, fit_text(arrow.label, LABEL_WIDTH))
    return write_xml(root)


def _style() -> str:
    """Plain colours, which every program draws, and the dark ones for screens that ask for them."""
    light, dark = (_COLOURS.substitute(colours) for colours in (LIGHT, DARK))
    shapes = _SHAPES.substitute(families=FAMILIES)
    return f"{shapes}{light}@media screen and (prefers-color-scheme: dark) {{\n{dark}}}\n"


def _group(root: Element, arrow: Arrow) -> Element:
    return root.add("g", {"class": "loop" if arrow.is_loop else None})


def _add_box(root: Element, box: Box) -> None:
    group = root.add("g", {"class": "start" if box.is_start else None})
    group.add("title", text=plain(box.name))
    group.add("rect", {"class": "box", **_rectangle(box, 0), "rx": "6"})
    if box.is_end:
        group.add("rect", {"class": "inner", **_rectangle(box, 3), "rx": "4"})
    spot = {"x": f"{trim(box.x + box.w / 2)}", "y": f"{trim(box.y + box.h / 2 + 4)}"}
    group.add("text", spot, fit_text(box.name, box.w - 12))


def _rectangle(box: Box, inset: float) -> dict[str, str]:
    sides = {"x": box.x + inset, "y": box.y + inset, "width": box.w - 2 * inset, "height": box.h - 2 * inset}
    return {name: f"{trim(number)}" for name, number in sides.items()}


def _sentences(graph: Graph) -> Iterator[str]:
    """Each step and where its choices lead."""
    for step in graph.steps:
        marks = [word for word, is_so in (("start", step.is_start), ("end", step.is_end)) if is_so]
        role = f", by {plain(step.role_name)}" if step.role_name else ""
        said = plain(step.name) + (f" ({' and '.join(marks)})" if marks else "") + role
        ways = [_way(graph, edge) for edge in graph.choices(step.step_id)]
        yield f"{said}: {', '.join(ways)}." if ways else f"{said}."


def _way(graph: Graph, edge: Transition) -> str:
    target = graph.find(edge.to_step_id)
    return f"{plain(edge.name)} leads to {plain(target.name) if target else 'nothing'}"
