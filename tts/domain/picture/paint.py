"""How a ticket's picture is painted: attributes for every program, the same as rules for the dark."""

from __future__ import annotations

from collections.abc import Mapping

from tts.domain.picture.colours import DARK, LIGHT
from tts.domain.xml_writing import Element

PAINT: Mapping[str, Mapping[str, str]] = {
    "ground": {"fill": "sheet"},
    "box": {"fill": "sheet", "stroke": "line"},
    "been": {"fill": "soft", "stroke": "accent"},
    "here": {"fill": "soft", "stroke": "accent"},
    "inner": {"stroke": "edge"},
    "name": {"fill": "ink"},
    "title": {"fill": "ink"},
    "quiet": {"fill": "dim"},
    "way": {"stroke": "edge"},
    "head": {"fill": "edge"},
    "taken": {"stroke": "accent"},
    "taken-head": {"fill": "accent"},
    "label": {"fill": "dim"},
    "taken-label": {"fill": "accent"},
    "badge": {"fill": "accent"},
    "on": {"fill": "on"},
    "sign": {"fill": "on"},
    "tick": {"stroke": "ok"},
    "count": {"fill": "ink"},
}
"""What each kind of thing takes its colours from; the pages' own sheet says the same by their tokens."""

SHAPE: Mapping[str, Mapping[str, str]] = {
    "been": {"stroke-width": "1.5"},
    "here": {"stroke-width": "3"},
    "inner": {"fill": "none"},
    "name": {"text-anchor": "middle", "font-weight": "550"},
    "title": {"font-weight": "650"},
    "way": {"fill": "none", "stroke-width": "1.25"},
    "taken": {"fill": "none", "stroke-width": "3"},
    "label": {"font-size": "11"},
    "taken-label": {"font-size": "11"},
    "on": {"font-size": "11", "font-weight": "650", "text-anchor": "middle"},
    "quiet": {"font-size": "11"},
    "count": {"font-size": "11"},
    "tick": {
        "fill": "none",
        "stroke-width": "2",
        "stroke-linecap": "round",
        "stroke-linejoin": "round",
    },
}


def put(parent: Element, name: str, kind: str, text: str | None = None, **places: str) -> Element:
    """Add an element of a kind, with its class and its light colours as attributes."""
    colours = {attribute: LIGHT[token] for attribute, token in PAINT[kind].items()}
    attributes = {"class": kind, **places, **colours, **SHAPE.get(kind, {})}
    return parent.add(name, attributes, text)


def dark_rules() -> str:
    """A style sheet with the dark colours, for screens that ask for them."""
    rules = [
        f".{kind} {{ {' '.join(f'{attribute}: {DARK[token]};' for attribute, token in colours.items())} }}"
        for kind, colours in PAINT.items()
    ]
    return "\n@media screen and (prefers-color-scheme: dark) {\n" + "\n".join(rules) + "\n}\n"
